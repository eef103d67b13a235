//! What `cargo test-all` runs.
//!
//! All that is compiled is compiled for the same selection of packages, targets and features: a selection of its
//! own for each check compiled half of the workspace two or three times over.

/// One command of a check.
pub(crate) struct Step {
    /// The program and its arguments. One that begins with `target/` lies where cargo builds.
    pub(crate) words: &'static [&'static str],
    /// Where it runs, below the root of the repository.
    pub(crate) folder: &'static str,
    /// A command whose success makes this one needless, if there is such a command.
    pub(crate) unless: Option<&'static [&'static str]>,
    /// Names and values for its environment.
    pub(crate) settings: &'static [(&'static str, &'static str)],
    /// What to say if this fails, where that means only that the check cannot be made here.
    pub(crate) otherwise: Option<&'static str>,
}

impl Step {
    pub(crate) const fn new(folder: &'static str, words: &'static [&'static str]) -> Self {
        Self { words, folder, unless: None, settings: &[], otherwise: None }
    }
}

/// One check: all its steps have to succeed.
pub(crate) struct Check {
    pub(crate) name: &'static str,
    pub(crate) steps: &'static [Step],
    /// Beginnings of the lines by which the runner closes.
    pub(crate) closing: &'static [&'static str],
}

/// A program of its own, with its own lock file; it is kept beside what is built.
pub(crate) const INSTALL_DENY: Step = Step {
    unless: Some(&["cargo", "deny", "--version"]),
    // Nobody looks for faults in it: without what a debugger needs it is built sooner.
    settings: &[("CARGO_PROFILE_DEV_DEBUG", "0")],
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
};

/// Has clippy compile our packages: what is built for the tests is looked at for lints on the way, where a
/// `cargo clippy` beside it reads everything once more without building anything. Each step that builds for
/// the tests has to have it, or cargo builds for both.
const LINTED: &[(&str, &str)] = &[
    ("RUSTC_WORKSPACE_WRAPPER", "clippy-driver"),
    // What `cargo clippy -- -D warnings` makes of its arguments.
    ("CLIPPY_ARGS", "-D__CLIPPY_HACKERY__warnings__CLIPPY_HACKERY__"),
];

/// The programs and the library that other languages try. With an example cargo builds all for the same features
/// as for `cargo test`, and so has nothing left to build after it.
pub(crate) const BUILD: Step = Step {
    settings: LINTED,
    ..Step::new(
        ".",
        &[
            "cargo",
            "build",
            "--workspace",
            "--features",
            "rebound-mobile/bindgen,rebound-mobile/faults",
            "--lib",
            "--bins",
            "--example",
            "derive",
            "--example",
            "exams",
            "--example",
            "typescript",
        ],
    )
};

/// Records what a program asks of its disk.
pub(crate) const INSTALL_STRACE: Step = Step {
    otherwise: Some("Debian's package of strace cannot be had here"),
    ..Step::new(".", &[".ci/installed.sh", "strace"])
};

/// Not `npm ci`: it wants entries for optional packages of other platforms, which `npm install` does not write
/// into the lock file.
pub(crate) const NPM_INSTALL: &[&str] = &["npm", "install", "--no-fund", "--no-audit"];

pub(crate) const INSTALL_INTEROP: Step = Step::new("tests/interop", NPM_INSTALL);

/// An environment for all that is tried from Python.
const MAKE_VENV: Step = Step {
    unless: Some(&["target/venv/bin/python", "-m", "pip", "--version"]),
    ..Step::new(".", &["python3", "-m", "venv", "target/venv"])
};

const PIP_INSTALL: Step = Step::new(
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
        "--requirement",
        "tests/interop/requirements.txt",
    ],
);

pub(crate) const NODE_TESTS: &[&str] =
    &["node", "--test", "--test-force-exit", "--test-reporter=tap"];

/// They are built each time, and kept nowhere.
pub(crate) const KOTLIN_BINDINGS: Step = Step::new(
    ".",
    &[
        "target/debug/uniffi-bindgen",
        "generate",
        "--language",
        "kotlin",
        "--no-format",
        "--out-dir",
        "target/kotlin/bindings",
        MOBILE_LIBRARY,
    ],
);

const INSTALL_APP: Step = Step::new("sync-server/app", NPM_INSTALL);

/// What `BUILD` has built, writes what the app's core is loaded from.
const PACK_CORE: Step = Step::new(".", &["target/debug/rebound-web-pack"]);

const BUILD_APP: Step = Step::new("sync-server/app", &["npm", "run", "build"]);

/// The same selection as for all that is built, and the app.
const WITH_APP: &str = "rebound-mobile/bindgen,rebound-mobile/faults,rebound-sync-server/app";

const SWIFT_TEST: &[&str] = &[
    ".ci/swift.sh",
    "target/swift",
    "swift",
    "test",
    "--disable-sandbox",
    "--disable-xctest",
    // Some wait in a thread of the pool, and there are as many as processors.
    "--no-parallel",
    "--scratch-path",
    "target/swift-build",
    "-Xswiftc",
    "-warnings-as-errors",
    "-Xlinker",
    "-L",
    "-Xlinker",
    "target/debug",
    "-Xlinker",
    "-rpath",
    "-Xlinker",
    "target/debug",
];

pub(crate) const CHECKS: &[Check] = &[
    Check {
        name: "format",
        steps: &[Step::new(".", &["cargo", "fmt", "--all", "--check"])],
        closing: &[],
    },
    Check {
        name: "deny",
        steps: &[
            INSTALL_DENY,
            // Advisories need a database from elsewhere: the nightly run looks at them.
            Step::new(
                ".",
                &["cargo", "deny", "--all-features", "check", "bans", "licenses", "sources"],
            ),
        ],
        closing: &["bans ok", "licenses ok", "error"],
    },
    Check {
        name: "licences",
        steps: &[Step::new(".", &["mobile-ffi/licences/list.py", "target/licences"])],
        closing: &["licences: ", "without a text"],
    },
    Check {
        name: "rust",
        steps: &[Step {
            settings: LINTED,
            ..Step::new(
                ".",
                &[
                    "cargo",
                    "test",
                    "--workspace",
                    "--features",
                    "rebound-mobile/bindgen,rebound-mobile/faults",
                    "--no-fail-fast",
                ],
            )
        }],
        closing: &["test result:"],
    },
    Check {
        name: "server",
        steps: &[
            // By itself the server builds the core without the coach: so it can know no exams.
            Step {
                settings: LINTED,
                ..Step::new(".", &["cargo", "check", "-p", "rebound-sync-server"])
            },
        ],
        closing: &[],
    },
    Check { name: "wasm", steps: &[Step::new(".", &[".ci/wasm-check.sh"])], closing: &[] },
    Check {
        name: "docs",
        steps: &[Step::new(".", &["cargo", "doc", "--workspace", "--no-deps"])],
        closing: &[],
    },
    Check {
        name: "interop",
        steps: &[
            INSTALL_INTEROP,
            MAKE_VENV,
            PIP_INSTALL,
            BUILD,
            Step::new("tests/interop", NODE_TESTS),
        ],
        closing: &["# tests ", "# pass ", "# fail "],
    },
    Check {
        name: "openapi",
        steps: &[
            BUILD,
            Step::new(
                ".",
                &[".ci/openapi.sh", "target/debug", "target/openapi", "20", "--seed", "1"],
            ),
        ],
        closing: &["  Tested:", "  ❌", "Seed:"],
    },
    Check {
        name: "proxies",
        steps: &[
            Step {
                otherwise: Some("Debian's packages of nginx and Caddy cannot be had here"),
                ..Step::new(".", &[".ci/unpacked.sh", "target/debian", "nginx", "caddy"])
            },
            BUILD,
            Step::new(".", &["target/debug/proxies", "target/debian"]),
        ],
        closing: &["proxies: "],
    },
    Check {
        name: "power",
        steps: &[
            INSTALL_STRACE,
            BUILD,
            Step::new(".", &["target/debug/power_cut", "strace", "10"]),
        ],
        closing: &["power: "],
    },
    Check {
        name: "unit",
        steps: &[
            Step {
                otherwise: Some("there is no systemd here that could read the unit"),
                ..Step::new(".", &["sh", "-c", "command -v systemd-analyze"])
            },
            Step::new(".", &[".ci/unit.sh"]),
        ],
        closing: &["unit: "],
    },
    Check {
        name: "python",
        steps: &[
            BUILD,
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
            MAKE_VENV,
            PIP_INSTALL,
            Step::new("mobile-ffi/python", &["target/venv/bin/python", "-m", "unittest", "-v"]),
        ],
        closing: &["Ran ", "OK", "FAILED ("],
    },
    Check {
        name: "swift",
        steps: &[
            Step {
                otherwise: Some("there is no Swift 6 here, and Debian's cannot be set up"),
                ..Step::new(".", &[".ci/swift.sh", "target/swift", "swiftc", "--version"])
            },
            BUILD,
            Step::new(".", &["mobile-ffi/swift/generate.sh", "target/debug"]),
            Step::new("mobile-ffi/swift", SWIFT_TEST),
        ],
        closing: &["✔ Test run", "✘ Test"],
    },
    Check {
        name: "kotlin",
        steps: &[
            BUILD,
            KOTLIN_BINDINGS,
            Step::new("mobile-ffi/kotlin", &["mvn", "-B", "-ntp", "clean", "verify"]),
        ],
        closing: &["[INFO] Tests run:", "[ERROR] Tests run:", "[ERROR]   "],
    },
    Check {
        name: "app",
        steps: &[
            BUILD,
            PACK_CORE,
            INSTALL_APP,
            Step {
                settings: &[("NO_COLOR", "1")],
                ..Step::new("sync-server/app", &["npm", "test"])
            },
            BUILD_APP,
            Step {
                settings: LINTED,
                ..Step::new(
                    ".",
                    &["cargo", "test", "--workspace", "--features", WITH_APP, "--test", "site"],
                )
            },
        ],
        closing: &["      Tests ", "test result:"],
    },
    // The last one: it leaves a server with the app where the others have one without.
    Check {
        name: "app-browser",
        steps: &[
            Step {
                otherwise: Some("Debian's package of Chromium cannot be had here"),
                ..Step::new(".", &[".ci/installed.sh", "chromium-headless-shell"])
            },
            BUILD,
            PACK_CORE,
            INSTALL_APP,
            BUILD_APP,
            Step {
                settings: LINTED,
                ..Step::new(
                    ".",
                    &[
                        "cargo",
                        "build",
                        "--workspace",
                        "--features",
                        WITH_APP,
                        "--bins",
                        "--example",
                        "derive",
                    ],
                )
            },
            Step::new("tests/app", NPM_INSTALL),
            Step::new("tests/app", NODE_TESTS),
        ],
        closing: &["# first load", "# tests ", "# pass ", "# fail "],
    },
];

/// What an app loads, as this machine's linker calls it.
pub(crate) const MOBILE_LIBRARY: &str = if cfg!(target_os = "macos") {
    "target/debug/librebound_mobile.dylib"
} else {
    "target/debug/librebound_mobile.so"
};
