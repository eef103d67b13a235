//! `cargo app`, `cargo demo`, `cargo tidy`, `cargo test-all`, `cargo test-nightly` and `cargo compare`: names first what the
//! machine lacks and how to get it, then runs the command, whose own progress is seen from the first second on.
//!
//! `test-all` runs every check of the repository in order, the foreign suites included, and
//! `test-nightly` the slow ones, which try at random what the others try a little of. No check is skipped in
//! silence. At the end each runner's own closing lines stand together once more.

mod app;
mod checks;
mod nightly;
mod steps;
mod tools;

use std::io::Write;
use std::process::{Command, ExitCode};
use std::time::Instant;
use std::{env, io};

use crate::checks::{CHECKS, Check};
use crate::nightly::NIGHTLY;
use crate::steps::follow;
use crate::tools::{TO_BUILD, TO_COMPARE, TO_RUN_APP, TO_TEST, Tool, missing};

const USAGE: &str = "\
Starts what the project offers; `cargo COMMAND --help` tells more about each.

  cargo app            the app in a browser, with a server of its own on this machine
  cargo demo           a candidate's two weeks on two devices, through a real server
  cargo tidy           the form of the sources alone, which needs nothing of them built
  cargo test-all       every check of the repository, the foreign suites included
  cargo test-nightly   the slow checks, which try at random and at length
  cargo compare        our server beside other sync servers";

const TEST_USAGE: &str = "\
Runs every check of the repository, the foreign suites included.

usage: cargo test-all [--nightly] [--only NAME]... [--list]

  --nightly     the slow checks instead (`cargo test-nightly`); about an hour
  --only NAME   run this check alone; may be given more than once
  --list        list the checks
  --help        show this text";

const DEMO: &[&str] = &["run", "-p", "rebound-tests", "--bin", "demo", "--"];
const TIDY: &[&str] = &["test", "--quiet", "-p", "rebound-tasks", "--test", "tidy"];
const COMPARE: &[&str] = &["run", "--release", "-p", "rebound-tests", "--bin", "bench", "--"];

/// What came of a check.
struct Outcome {
    name: &'static str,
    verdict: Verdict,
    seconds: f64,
    closing: Vec<String>,
}

enum Verdict {
    Passed,
    /// It cannot be made on this machine, and why.
    NotRun(&'static str),
    Failed(String),
}

fn main() -> ExitCode {
    let mut arguments = env::args().skip(1);
    let task = arguments.next().unwrap_or_default();
    let arguments: Vec<String> = arguments.collect();
    match task.as_str() {
        "app" => match answered(include_str!("../help/app.txt"), TO_RUN_APP, &arguments) {
            Some(code) => code,
            None => app::build_and_serve(&arguments),
        },
        "demo" => hand_over(DEMO, include_str!("../help/demo.txt"), TO_BUILD, &arguments),
        "compare" => {
            hand_over(COMPARE, include_str!("../help/compare.txt"), TO_COMPARE, &arguments)
        }
        "tidy" => hand_over(TIDY, include_str!("../help/tidy.txt"), &[], &arguments),
        "test-all" => test(&arguments),
        "test-nightly" => test(&[vec!["--nightly".to_owned()], arguments].concat()),
        _ => {
            println!("{USAGE}");
            ExitCode::from(2)
        }
    }
}

/// Whether the machine has what is needed; if not, it is told.
fn ready(tools: &[Tool]) -> bool {
    let missing = missing(tools);
    if !missing.is_empty() {
        println!("Before this can run, the machine needs:\n  {}", missing.join("\n  "));
    }
    missing.is_empty()
}

/// Prints the help, where that is asked for, or what the machine lacks. `None`: neither is so.
fn answered(help: &str, tools: &[Tool], arguments: &[String]) -> Option<ExitCode> {
    if arguments.iter().any(|argument| matches!(argument.as_str(), "--help" | "-h")) {
        print!("{help}");
        return Some(ExitCode::SUCCESS);
    }
    (!ready(tools)).then(|| ExitCode::from(2))
}

/// Lets cargo build and run one of our programs. Its help needs neither.
fn hand_over(words: &[&str], help: &str, tools: &[Tool], arguments: &[String]) -> ExitCode {
    if let Some(code) = answered(help, tools, arguments) {
        return code;
    }
    eprintln!("Building what is not built yet, then running it: `cargo {}`", words.join(" "));
    // From where the user stands: the paths among the arguments are meant from there.
    let status = Command::new("cargo").args(words).args(arguments).status();
    match status {
        Ok(status) => {
            ExitCode::from(status.code().and_then(|code| code.try_into().ok()).unwrap_or(1))
        }
        Err(error) => {
            eprintln!("cargo: {error}");
            ExitCode::FAILURE
        }
    }
}

fn test(arguments: &[String]) -> ExitCode {
    let chosen = match choose(arguments) {
        Ok(chosen) => chosen,
        Err(message) => {
            println!("{message}");
            let asked = message == TEST_USAGE || message.starts_with("The checks are");
            return ExitCode::from(if asked { 0 } else { 2 });
        }
    };
    if !ready(TO_TEST) {
        return ExitCode::from(2);
    }
    let started = Instant::now();
    let outcomes: Vec<Outcome> = chosen.into_iter().map(run).collect();
    summarise(&outcomes, started.elapsed().as_secs_f64());
    let failed = outcomes.iter().any(|outcome| matches!(outcome.verdict, Verdict::Failed(_)));
    if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS }
}

/// The checks that the arguments ask for, in their fixed order, or what to print instead.
fn choose(arguments: &[String]) -> Result<Vec<&'static Check>, String> {
    let (mut checks, mut only, mut list) = (CHECKS, Vec::new(), false);
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--help" | "-h" => return Err(TEST_USAGE.to_owned()),
            "--nightly" => checks = NIGHTLY,
            "--list" => list = true,
            "--only" => only.push(arguments.next().cloned().unwrap_or_default()),
            other => return Err(format!("{other:?} is not known here.\n\n{TEST_USAGE}")),
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

fn run(check: &'static Check) -> Outcome {
    println!("\n━━ {} ━━", check.name);
    let started = Instant::now();
    let mut closing = Vec::new();
    let verdict = judge(check, &mut closing);
    Outcome { name: check.name, verdict, seconds: started.elapsed().as_secs_f64(), closing }
}

fn judge(check: &Check, closing: &mut Vec<String>) -> Verdict {
    for step in check.steps {
        match (follow(step, check.closing), step.otherwise) {
            (Ok((true, lines)), _) => closing.extend(lines),
            (Ok((false, _)), Some(why)) => return Verdict::NotRun(why),
            (Ok((false, lines)), None) => {
                closing.extend(lines);
                return Verdict::Failed(format!("`{}` failed", step.words.join(" ")));
            }
            (Err(why), _) => return Verdict::Failed(why),
        }
    }
    Verdict::Passed
}

fn summarise(outcomes: &[Outcome], seconds: f64) {
    println!("\n━━ summary ━━");
    for outcome in outcomes {
        for line in &outcome.closing {
            println!("{line}");
        }
    }
    println!();
    let (mut passed, mut failed) = (0, 0);
    for Outcome { name, verdict, seconds, .. } in outcomes {
        match verdict {
            Verdict::Passed => {
                passed += 1;
                println!("passed   {name:<11} {seconds:>6.1} s");
            }
            Verdict::NotRun(why) => println!("NOT RUN  {name:<11} {seconds:>6.1} s  {why}"),
            Verdict::Failed(why) => {
                failed += 1;
                println!("FAILED   {name:<11} {seconds:>6.1} s  {why}");
            }
        }
    }
    println!("{passed} checks passed, {failed} failed, in {:.1} min", seconds / 60.0);
    let _ = io::stdout().flush();
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Step;

    fn names(arguments: &[&str]) -> Result<Vec<&'static str>, String> {
        let arguments: Vec<String> = arguments.iter().map(|&word| word.to_owned()).collect();
        choose(&arguments).map(|checks| checks.iter().map(|check| check.name).collect())
    }

    #[test]
    fn checks_run_in_their_own_order_whatever_the_order_of_the_arguments() {
        assert_eq!(names(&["--only", "docs", "--only", "format"]), Ok(vec!["format", "docs"]));
        assert_eq!(names(&["--nightly", "--only", "kill"]), Ok(vec!["kill"]));
    }

    #[test]
    fn a_check_that_does_not_exist_is_told_with_those_that_do() {
        let told = names(&["--only", "docks"]).expect_err("no such check");
        assert!(told.starts_with("--only \"docks\": allowed are format, deny"), "{told}");
    }

    #[test]
    fn a_check_that_cannot_be_made_here_is_neither_passed_nor_failed() {
        const GATE: Step = Step { otherwise: Some("no database"), ..step(&["cargo", "no-such"]) };
        const CHECK: Check = Check { name: "gate", steps: &[GATE], closing: &[] };
        assert!(matches!(judge(&CHECK, &mut Vec::new()), Verdict::NotRun("no database")));
        const OTHER: Check =
            Check { name: "step", steps: &[step(&["cargo", "no-such"])], closing: &[] };
        assert!(matches!(judge(&OTHER, &mut Vec::new()), Verdict::Failed(_)));
    }

    const fn step(words: &'static [&'static str]) -> Step {
        Step { words, folder: ".", unless: None, settings: &[], otherwise: None }
    }
}
