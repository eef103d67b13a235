//! Running a command: what it prints is shown as it comes, and its closing lines are kept.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;
use std::{env, fs, io};

use crate::checks::Step;

/// What came of a step: whether it succeeded, and the lines by which its runner closed.
pub(crate) type Followed = Result<(bool, Vec<String>), String>;

/// A command below `folder`. Programs of our own and what they need lie below `target`.
pub(crate) fn command(words: &[&str], folder: &Path) -> Command {
    let (program, arguments) = words.split_first().expect("a command has a first word");
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(env::split_paths(&inherited).chain([target().join("tools/bin")]));
    // A script of ours is named from the root, wherever the command runs.
    let program = in_target(program);
    let is_ours = program.is_relative() && program.components().count() > 1;
    let mut command = Command::new(if is_ours { root().join(program) } else { program });
    command.args(arguments.iter().map(|word| in_target(word)));
    command.current_dir(folder).env("RUSTDOCFLAGS", "-D warnings");
    command.env("REBOUND_PROGRAMS", target().join("debug"));
    command.env("PATH", path.unwrap_or(inherited));
    command
}

/// Runs a step, shows what it prints as it comes, and keeps the lines that begin like one of `closing`.
pub(crate) fn follow(step: &Step, closing: &[&str]) -> Followed {
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
    let started = Instant::now();
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
    println!("  took {:.1} s", started.elapsed().as_secs_f64());
    Ok((status.success(), kept))
}

/// Runs a command whose progress is seen as it makes it.
pub(crate) fn run(words: &[&str], folder: &Path) -> Result<(), String> {
    match command(words, folder).stdin(Stdio::null()).status() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`{}`: {status}", words.join(" "))),
        Err(error) => Err(format!("`{}`: {error}", words.join(" "))),
    }
}

/// A word of a command: one that begins with `target/` is named from where cargo builds.
fn in_target(word: &str) -> PathBuf {
    word.strip_prefix("target/").map_or_else(|| PathBuf::from(word), |below| target().join(below))
}

/// Where cargo builds: this program lies there, in the folder of its profile.
fn target() -> PathBuf {
    let own = env::current_exe().ok();
    let found = own.as_deref().and_then(Path::parent).and_then(Path::parent);
    found.map_or_else(|| root().join("target"), Path::to_owned)
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).parent();
    tests.and_then(Path::parent).expect("the workspace").to_owned()
}
