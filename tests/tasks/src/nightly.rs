//! What `cargo test-nightly` runs.

use crate::checks::{
    BUILD, Check, INSTALL_DENY, INSTALL_INTEROP, INSTALL_STRACE, KOTLIN_BINDINGS, NODE_TESTS,
    NPM_INSTALL, Step,
};

/// The driver of the fuzzer, which itself comes as a crate.
const INSTALL_FUZZ: Step = Step {
    unless: Some(&["cargo", "fuzz", "--version"]),
    settings: &[("CARGO_PROFILE_DEV_DEBUG", "0")],
    ..Step::new(
        ".",
        &[
            "cargo",
            "install",
            "cargo-fuzz",
            "--version",
            "^0.13",
            "--locked",
            "--debug",
            "--root",
            "target/tools",
        ],
    )
};

/// The slow checks: what `rust` tries a little of, tried at length and at random.
pub(crate) const NIGHTLY: &[Check] = &[
    Check {
        name: "phones",
        steps: &[Step::new(".", &[".ci/phones-check.sh"])],
        closing: &["phones: ", "error"],
    },
    Check {
        name: "size",
        steps: &[
            // As small as it gets, which takes some minutes.
            Step::new(
                ".",
                &[
                    "cargo",
                    "rustc",
                    "--profile",
                    "mobile",
                    "-p",
                    "rebound-mobile",
                    "--lib",
                    "--crate-type",
                    "cdylib",
                ],
            ),
            Step::new(
                ".",
                &["mobile-ffi/size.sh", "target/mobile/librebound_mobile.so", "target/handed-out"],
            ),
        ],
        closing: &["size: "],
    },
    Check {
        name: "advisories",
        steps: &[
            INSTALL_DENY,
            Step {
                otherwise: Some("the database of advisories cannot be had here"),
                ..Step::new(".", &["cargo", "deny", "fetch", "db"])
            },
            Step::new(
                ".",
                &["cargo", "deny", "--offline", "--all-features", "check", "advisories"],
            ),
        ],
        closing: &["advisories ok", "error"],
    },
    Check {
        name: "kotlin-archives",
        steps: &[
            // Without what only tests may call.
            Step::new(
                ".",
                &[
                    "cargo",
                    "build",
                    "-p",
                    "rebound-mobile",
                    "--features",
                    "bindgen",
                    "--lib",
                    "--bins",
                ],
            ),
            KOTLIN_BINDINGS,
            // The sources and KDoc, as they are published beside the classes.
            Step::new(
                "mobile-ffi/kotlin",
                &[
                    "mvn",
                    "-B",
                    "-ntp",
                    "-P",
                    "publish",
                    "-Dmaven.test.skip=true",
                    "clean",
                    "package",
                ],
            ),
        ],
        closing: &["[INFO] Building jar:", "[ERROR]   ", "[INFO] BUILD"],
    },
    Check {
        name: "properties",
        steps: &[
            Step {
                settings: &[("PROPTEST_CASES", "4000")],
                ..Step::new(".", &["cargo", "test", "-p", "rebound-core", "--no-fail-fast"])
            },
            Step {
                settings: &[("PROPTEST_CASES", "1000")],
                ..Step::new(
                    ".",
                    &["cargo", "test", "-p", "rebound-sync-server", "--test", "ledger", "granted"],
                )
            },
        ],
        closing: &["test result:"],
    },
    Check {
        name: "lives",
        steps: &[Step {
            settings: &[("REBOUND_LIVES", "50000")],
            ..Step::new(".", &["cargo", "test", "-p", "rebound-core", "--test", "lives"])
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
        name: "browser",
        steps: &[
            Step {
                otherwise: Some("Debian's package of Chromium cannot be had here"),
                ..Step::new(".", &[".ci/installed.sh", "chromium-headless-shell"])
            },
            INSTALL_INTEROP,
            Step::new("tests/browser", NPM_INSTALL),
            BUILD,
            Step::new("tests/browser", NODE_TESTS),
        ],
        closing: &["# tests ", "# pass ", "# fail "],
    },
    Check {
        name: "corpus",
        steps: &[Step {
            settings: &[("REBOUND_MUTATIONS", "300000")],
            ..Step::new(".", &["cargo", "test", "-p", "rebound-tests", "--test", "corpus"])
        }],
        closing: &["test result:"],
    },
    Check {
        name: "openapi",
        steps: &[
            BUILD,
            Step::new(".", &[".ci/openapi.sh", "target/debug", "target/openapi", "600"]),
        ],
        closing: &["  Tested:", "  ❌", "Seed:"],
    },
    Check {
        name: "fuzz",
        steps: &[
            Step {
                otherwise: Some(
                    "there is no nightly compiler here: `rustup toolchain install nightly`",
                ),
                ..Step::new(".", &["cargo", "+nightly", "--version"])
            },
            INSTALL_FUZZ,
            Step::new(".", &[".ci/fuzz.sh", "120"]),
        ],
        closing: &["stat::number_of_executed_units", "SUMMARY:"],
    },
    Check {
        name: "power",
        steps: &[
            INSTALL_STRACE,
            BUILD,
            Step::new(".", &["target/debug/power_cut", "strace", "200"]),
        ],
        closing: &["power: "],
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
