//! `cargo test-all`: every check of the repository in order, the foreign suites included.
//!
//! A missing toolchain is named before anything runs, with how to get it: no check is skipped in
//! silence. At the end each runner's own closing lines stand together once more.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

const USAGE: &str = "\
Runs every check of the repository, the foreign suites included.

usage: cargo test-all [--only NAME]... [--list]

  --only NAME   run this check alone; may be given more than once
  --list        list the checks
  --help        show this text";

/// One command of a check.
struct Step {
    words: &'static [&'static str],
    /// Where it runs, below the root of the repository.
    folder: &'static str,
    /// A command whose success makes this one needless, if there is such a command.
    unless: Option<&'static [&'static str]>,
}

impl Step {
    const fn new(folder: &'static str, words: &'static [&'static str]) -> Self {
        Self { words, folder, unless: None }
    }
}

/// One check: all its steps have to succeed.
struct Check {
    name: &'static str,
    steps: &'static [Step],
    /// Beginnings of the lines by which the runner closes.
    closing: &'static [&'static str],
}

/// A program that the checks need, and the oldest version that will do.
struct Tool {
    words: &'static [&'static str],
    oldest: (u32, u32),
    how: &'static str,
}

const TOOLS: &[Tool] = &[
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

const CHECKS: &[Check] = &[
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

/// What an app loads, as this machine's linker calls it.
const MOBILE_LIBRARY: &str = if cfg!(target_os = "macos") {
    "target/debug/librebound_mobile.dylib"
} else {
    "target/debug/librebound_mobile.so"
};

/// What came of a check.
struct Outcome {
    name: &'static str,
    passed: Result<(), String>,
    seconds: f64,
    closing: Vec<String>,
}

fn main() -> ExitCode {
    let chosen = match choose(env::args().skip(1)) {
        Ok(chosen) => chosen,
        Err(message) => {
            println!("{message}");
            return ExitCode::from(if message == USAGE { 0 } else { 2 });
        }
    };
    let missing: Vec<String> = TOOLS.iter().filter_map(missing).collect();
    if !missing.is_empty() {
        println!("Before the tests can run, this machine needs:\n  {}", missing.join("\n  "));
        return ExitCode::from(2);
    }
    let outcomes: Vec<Outcome> = chosen.into_iter().map(run).collect();
    summarise(&outcomes);
    if outcomes.iter().all(|outcome| outcome.passed.is_ok()) {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// The checks that the arguments ask for, in their fixed order, or what to print instead.
fn choose(mut arguments: impl Iterator<Item = String>) -> Result<Vec<&'static Check>, String> {
    let names = || CHECKS.iter().map(|check| check.name).collect::<Vec<_>>().join(", ");
    let mut only = Vec::new();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Err(USAGE.to_owned()),
            "--list" => return Err(format!("The checks are: {}", names())),
            "--only" => only.push(arguments.next().unwrap_or_default()),
            other => return Err(format!("{other:?} is not known here.\n\n{USAGE}")),
        }
    }
    if let Some(unknown) = only.iter().find(|name| CHECKS.iter().all(|check| check.name != **name))
    {
        return Err(format!("--only {unknown:?}: allowed are {}", names()));
    }
    let wanted = |check: &&Check| only.is_empty() || only.iter().any(|name| name == check.name);
    Ok(CHECKS.iter().filter(wanted).collect())
}

/// What to tell about a tool that is not there or too old.
fn missing(tool: &Tool) -> Option<String> {
    let name = match tool.words {
        ["cargo", part, "--version"] => format!("cargo {part}"),
        [program, "-m", part, "--version"] => format!("{program} with {part}"),
        words => words.first().copied().unwrap_or_default().to_owned(),
    };
    let output = command(tool.words, Path::new(".")).output();
    let Some(text) = output.ok().filter(|output| output.status.success()) else {
        return Some(format!("{name}, which is not here: {}", tool.how));
    };
    let text = String::from_utf8_lossy(&text.stdout).trim().to_owned();
    let (major, minor) = tool.oldest;
    (version(&text) < Some(tool.oldest))
        .then(|| format!("{name} {major}.{minor} or newer; here is {text:?}: {}", tool.how))
}

/// The first two numbers of a version line such as `v20.20.2` or `cargo 1.95.0 (…)`.
fn version(text: &str) -> Option<(u32, u32)> {
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let mut numbers = text.get(start..)?.split(|c: char| !c.is_ascii_digit());
    Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
}

fn command(words: &[&str], folder: &Path) -> Command {
    let (program, arguments) = words.split_first().expect("a command has a first word");
    let tools = root().join("target/tools/bin");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(env::split_paths(&inherited).chain([tools]));
    // A program of our own is named from the root, wherever the command runs.
    let own = program.contains('/').then(|| root().join(program));
    let mut command = Command::new(own.unwrap_or_else(|| program.into()));
    command.args(arguments).current_dir(folder).env("RUSTDOCFLAGS", "-D warnings");
    command.env("PATH", path.unwrap_or(inherited));
    command
}

fn run(check: &'static Check) -> Outcome {
    println!("\n━━ {} ━━", check.name);
    let started = Instant::now();
    let mut closing = Vec::new();
    let passed = check.steps.iter().try_for_each(|step| {
        let (status, lines) = follow(step, check.closing)?;
        closing.extend(lines);
        if status { Ok(()) } else { Err(format!("`{}` failed", step.words.join(" "))) }
    });
    Outcome { name: check.name, passed, seconds: started.elapsed().as_secs_f64(), closing }
}

/// Runs a step, shows what it prints as it comes, and keeps its closing lines.
fn follow(step: &Step, closing: &[&str]) -> Result<(bool, Vec<String>), String> {
    let folder = root().join(step.folder);
    if !fs::exists(&folder).unwrap_or(false) {
        return Err(format!("{} is missing from this checkout", step.folder));
    }
    if let Some(unless) = step.unless
        && command(unless, &folder).output().is_ok_and(|output| output.status.success())
    {
        return Ok((true, Vec::new()));
    }
    println!("$ {}", step.words.join(" "));
    let (output, input) = io::pipe().map_err(|error| error.to_string())?;
    // Both streams end in one pipe: what a runner says on either stays in its order.
    let mut command = command(step.words, &folder);
    command.stdin(Stdio::null());
    command.stdout(input.try_clone().map_err(|error| error.to_string())?).stderr(input);
    let mut child = command.spawn().map_err(|error| format!("{}: {error}", step.words[0]))?;
    // The command holds the writing ends; the reading below ends only when they are gone.
    drop(command);
    let mut kept = Vec::new();
    for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
        let line = String::from_utf8_lossy(&line).into_owned();
        println!("{line}");
        if closing.iter().any(|start| line.starts_with(start)) {
            kept.push(line);
        }
    }
    let status = child.wait().map_err(|error| error.to_string())?;
    Ok((status.success(), kept))
}

fn summarise(outcomes: &[Outcome]) {
    println!("\n━━ summary ━━");
    for outcome in outcomes {
        for line in &outcome.closing {
            println!("{line}");
        }
    }
    println!();
    for Outcome { name, passed, seconds, .. } in outcomes {
        match passed {
            Ok(()) => println!("passed  {name:<8} {seconds:>6.1} s"),
            Err(why) => println!("FAILED  {name:<8} {seconds:>6.1} s  {why}"),
        }
    }
    let failed = outcomes.iter().filter(|outcome| outcome.passed.is_err()).count();
    println!("{} checks passed, {failed} failed", outcomes.len() - failed);
    let _ = io::stdout().flush();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}
