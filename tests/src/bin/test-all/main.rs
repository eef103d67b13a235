//! `cargo test-all`: every check of the repository in order, the foreign suites included;
//! `cargo test-nightly`: the slow ones, which try at random what the others try a little of.
//!
//! A missing toolchain is named before anything runs, with how to get it: no check is skipped in
//! silence. At the end each runner's own closing lines stand together once more.

use std::env;
use std::fs;
use std::io::{self, BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};
use std::time::Instant;

use crate::checks::{CHECKS, Check, NIGHTLY, Step, TOOLS, Tool};

mod checks;

const USAGE: &str = "\
Runs every check of the repository, the foreign suites included.

usage: cargo test-all [--nightly] [--only NAME]... [--list]

  --nightly     the slow checks instead (`cargo test-nightly`); about an hour
  --only NAME   run this check alone; may be given more than once
  --list        list the checks
  --help        show this text";

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
            let asked = message == USAGE || message.starts_with("The checks are");
            return ExitCode::from(if asked { 0 } else { 2 });
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
    let (mut checks, mut only, mut list) = (CHECKS, Vec::new(), false);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Err(USAGE.to_owned()),
            "--nightly" => checks = NIGHTLY,
            "--list" => list = true,
            "--only" => only.push(arguments.next().unwrap_or_default()),
            other => return Err(format!("{other:?} is not known here.\n\n{USAGE}")),
        }
    }
    let names = checks.iter().map(|check| check.name).collect::<Vec<_>>().join(", ");
    if list {
        return Err(format!("The checks are: {names}"));
    }
    if let Some(unknown) = only.iter().find(|name| checks.iter().all(|check| check.name != **name))
    {
        return Err(format!("--only {unknown:?}: allowed are {names}"));
    }
    let wanted = |check: &&Check| only.is_empty() || only.iter().any(|name| name == check.name);
    Ok(checks.iter().filter(wanted).collect())
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
    let settings = step.settings.iter().map(|(name, value)| format!("{name}={value} "));
    println!("$ {}{}", settings.collect::<String>(), step.words.join(" "));
    let (output, input) = io::pipe().map_err(|error| error.to_string())?;
    // Both streams end in one pipe: what a runner says on either stays in its order.
    let mut command = command(step.words, &folder);
    command.stdin(Stdio::null()).envs(step.settings.iter().copied());
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
            Ok(()) => println!("passed  {name:<11} {seconds:>6.1} s"),
            Err(why) => println!("FAILED  {name:<11} {seconds:>6.1} s  {why}"),
        }
    }
    let failed = outcomes.iter().filter(|outcome| outcome.passed.is_err()).count();
    println!("{} checks passed, {failed} failed", outcomes.len() - failed);
    let _ = io::stdout().flush();
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the workspace").to_owned()
}
