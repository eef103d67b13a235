//! What `cargo test-all` and `cargo test-nightly` run, and what they need for it.

/// One command of a check.
pub(crate) struct Step {
    pub(crate) words: &'static [&'static str],
    /// Where it runs, below the root of the repository.
    pub(crate) folder: &'static str,
    /// A command whose success makes this one needless, if there is such a command.
    pub(crate) unless: Option<&'static [&'static str]>,
    /// Names and values for its environment.
    pub(crate) settings: &'static [(&'static str, &'static str)],
}

impl Step {
    pub(crate) const fn new(folder: &'static str, words: &'static [&'static str]) -> Self {
        Self { words, folder, unless: None, settings: &[] }
    }
}

/// One check: all its steps have to succeed.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [Step],
    /// Beginnings of the lines by which the runner closes.
    pub(crate) closing: &'static [&'static str],
}

/// A program that the checks need, and the oldest version that will do.
pub(crate) struct Tool {
    pub(crate) words: &'static [&'static str],
    pub(crate) oldest: (u32, u32),
    pub(crate) how: &'static str,
}

pub(crate) const TOOLS: &[Tool] = &[
    Tool {
        words: &["cargo", "--version"],
        oldest: (1, 90),
        how: "install Rust with rustup, or `rustup update stable`",
    },
    Tool {
        words: &["cargo", "fmt", "--version"],
        oldest: (1, 0),
        how: "`rustup component add rustfmt`",
    },
    Tool {
        words: &["cargo", "clippy", "--version"],
        oldest: (0, 1),
        how: "`rustup component add clippy`",
    },
    Tool {
        words: &["node", "--version"],
        oldest: (20, 0),
        how: "install Node.js 20 or newer; on Debian `apt-get install nodejs`",
    },
    Tool {
        words: &["npm", "--version"],
        oldest: (9, 0),
        how: "it comes with Node.js; on Debian `apt-get install npm`",
    },
    Tool {
        words: &["python3", "--version"],
        oldest: (3, 9),
        how: "install Python 3.9 or newer; on Debian `apt-get install python3`",
    },
    Tool {
        words: &["python3", "-m", "ensurepip", "--version"],
        oldest: (20, 0),
        how: "environments of its own; on Debian `apt-get install python3-venv`",
    },
];

pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "format",
        steps: &[Step::new(".", &["cargo", "fmt", "--all", "--check"])],
        closing: &[],
    },
    Check {
        name: "lints",
        steps: &[Step::new(
            ".",
            &["cargo", "clippy", "--workspace", "--all-targets", "--", "-D", "warnings"],
        )],
        closing: &[],
    },
    Check {
        name: "deny",
        steps: &[
            // A program of its own, with its own lock file; it is kept beside what is built.
            Step {
                unless: Some(&["cargo", "deny", "--version"]),
                ..Step::new(
                    ".",
                    &[
                        "cargo",
                        "install",
                        "cargo-deny",
                        "--version",
                        "^0.20",
                        "--locked",
                        "--debug",
                        "--root",
                        "target/tools",
                    ],
                )
            },
            // Advisories need a database from elsewhere, and this has to work without.
            Step::new(
                ".",
                &["cargo", "deny", "--all-features", "check", "bans", "licenses", "sources"],
            ),
        ],
        closing: &["bans ok", "licenses ok", "error"],
    },
    Check {
        name: "rust",
        steps: &[Step::new(".", &["cargo", "test", "--workspace", "--no-fail-fast"])],
        closing: &["test result:"],
    },
    Check {
        name: "docs",
        steps: &[Step::new(".", &["cargo", "doc", "--workspace", "--no-deps"])],
        closing: &[],
    },
    Check {
        name: "interop",
        steps: &[
            // Not `npm ci`: it wants entries for optional packages of other platforms, which
            // `npm install` does not write into the lock file.
            Step::new("tests/interop", &["npm", "install", "--no-fund", "--no-audit"]),
            Step::new(
                ".",
                &["cargo", "build", "-p", "rebound-sync-server", "-p", "rebound-tests", "--bins"],
            ),
            Step::new(
                "tests/interop",
                &["node", "--test", "--test-force-exit", "--test-reporter=tap"],
            ),
        ],
        closing: &["# tests ", "# pass ", "# fail "],
    },
    Check {
        name: "python",
        steps: &[
            Step::new(
                ".",
                &[
                    "cargo",
                    "build",
                    "-p",
                    "rebound-sync-server",
                    "-p",
                    "rebound-mobile",
                    "--features",
                    "rebound-mobile/bindgen",
                ],
            ),
            // Beside the library, where the bindings look for it.
            Step::new(
                ".",
                &[
                    "target/debug/uniffi-bindgen",
                    "generate",
                    "--language",
                    "python",
                    "--no-format",
                    "--out-dir",
                    "target/debug",
                    MOBILE_LIBRARY,
                ],
            ),
            Step {
                unless: Some(&["target/venv/bin/python", "-m", "pip", "--version"]),
                ..Step::new(".", &["python3", "-m", "venv", "target/venv"])
            },
            Step::new(
                ".",
                &[
                    "target/venv/bin/python",
                    "-m",
                    "pip",
                    "install",
                    "--quiet",
                    "--disable-pip-version-check",
                    "--requirement",
                    "mobile-ffi/python/requirements.txt",
                ],
            ),
            Step::new("mobile-ffi/python", &["target/venv/bin/python", "-m", "unittest", "-v"]),
        ],
        closing: &["Ran ", "OK", "FAILED ("],
    },
];

/// The slow checks: what `rust` tries a little of, tried at length and at random.
pub(crate) const NIGHTLY: &[Check] = &[
    Check {
        name: "properties",
        steps: &[Step {
            settings: &[("PROPTEST_CASES", "4000")],
            ..Step::new(".", &["cargo", "test", "-p", "rebound-core", "--no-fail-fast"])
        }],
        closing: &["test result:"],
    },
    Check {
        name: "convergence",
        steps: &[Step {
            settings: &[("REBOUND_SEEDS", "40000")],
            ..Step::new(".", &["cargo", "test", "-p", "rebound-tests", "--test", "convergence"])
        }],
        closing: &["test result:"],
    },
    Check {
        name: "kill",
        steps: &[Step {
            settings: &[("REBOUND_KILLS", "1000")],
            ..Step::new(".", &["cargo", "test", "-p", "rebound-tests", "--test", "kill"])
        }],
        closing: &["test result:"],
    },
];

/// What an app loads, as this machine's linker calls it.
pub(crate) const MOBILE_LIBRARY: &str = if cfg!(target_os = "macos") {
    "target/debug/librebound_mobile.dylib"
} else {
    "target/debug/librebound_mobile.so"
};
