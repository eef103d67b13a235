//! `cargo app`: builds the app and a server that has it, each part only where something of it has changed, and
//! runs that server.

use std::fs;
use std::io::{Error, Write, stdout};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Instant, SystemTime};

use crate::checks::NPM_INSTALL;
use crate::steps::{command, root, run};

/// Where the candidate's accounts and documents stay, below the root of the repository.
const DATA: &str = "rebound-data";

/// One part of what is built.
struct Part {
    name: &'static str,
    words: &'static [&'static str],
    folder: &'static str,
    /// What it writes last; without one, the command itself sees what has changed.
    made: Option<&'static str>,
    /// What it is made from.
    from: &'static [&'static str],
}

const PARTS: &[Part] = &[
    Part {
        name: "the core for the browser",
        words: &["cargo", "run", "-p", "rebound-web-pack"],
        folder: ".",
        made: Some("mobile-ffi/web/generated/types.ts"),
        from: &[
            "Cargo.lock",
            "Cargo.toml",
            "core/Cargo.toml",
            "core/data",
            "core/src",
            "mobile-ffi/web/Cargo.toml",
            "mobile-ffi/web/pack",
            "mobile-ffi/web/src",
        ],
    },
    Part {
        name: "what the app is built with",
        words: NPM_INSTALL,
        folder: "sync-server/app",
        made: Some("sync-server/app/node_modules/.package-lock.json"),
        from: &["sync-server/app/package.json", "sync-server/app/package-lock.json"],
    },
    Part {
        name: "the app",
        words: &["npm", "run", "build"],
        folder: "sync-server/app",
        made: Some("sync-server/app/dist/index.html"),
        from: &[
            "mobile-ffi/web/generated",
            "mobile-ffi/web/ts",
            "sync-server/app/build",
            "sync-server/app/index.html",
            "sync-server/app/package-lock.json",
            "sync-server/app/public",
            "sync-server/app/src",
            "sync-server/app/vite.config.ts",
        ],
    },
    Part {
        name: "the server, with the app in it",
        words: &["cargo", "build", "--release", "-p", "rebound-sync-server", "--features", "app"],
        folder: ".",
        made: None,
        from: &[],
    },
];

/// Builds what is not there, and serves until it is told to stop.
pub(crate) fn build_and_serve(arguments: &[String]) -> ExitCode {
    let all = Instant::now();
    for (number, part) in (1..).zip(PARTS) {
        say(&format!("[{number}/{}] {} …", PARTS.len(), part.name));
        let begun = Instant::now();
        match part.build() {
            Ok(true) => say(&format!("      took {:.1} s", begun.elapsed().as_secs_f64())),
            Ok(false) => say("      as it was"),
            Err(why) => {
                say(&format!("      {why}\nThe app was not started."));
                return ExitCode::FAILURE;
            }
        }
    }
    say(&format!("All is there after {:.0} s. Ctrl-C ends it.\n", all.elapsed().as_secs_f64()));
    let server = ["target/release/rebound-sync-server", "--data", DATA];
    let mut server = command(&server, &root());
    server.args(arguments);
    say(&format!("cannot be started: {}", run_instead(&mut server)));
    ExitCode::FAILURE
}

impl Part {
    /// Builds it if it is not newer than what it is made from; tells whether that was so.
    fn build(&self) -> Result<bool, String> {
        let newest = self.from.iter().filter_map(|path| newest(&root().join(path))).max();
        let made = self.made.and_then(|path| changed(&root().join(path)));
        if self.made.is_some() && made >= newest {
            return Ok(false);
        }
        run(self.words, &root().join(self.folder))?;
        let Some(made) = self.made else { return Ok(true) };
        // It may have found nothing to write.
        let noted =
            fs::File::open(root().join(made)).and_then(|file| file.set_modified(SystemTime::now()));
        noted.map_err(|error| format!("{made}: {error}")).map(|()| true)
    }
}

/// When anything at or below a path has changed last.
fn newest(path: &Path) -> Option<SystemTime> {
    let below = fs::read_dir(path).into_iter().flatten().flatten();
    below.filter_map(|entry| newest(&entry.path())).chain(changed(path)).max()
}

fn changed(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|found| found.modified()).ok()
}

fn say(line: &str) {
    println!("{line}");
    let _ = stdout().flush();
}

/// Signals reach the server itself: it takes this program's place.
#[cfg(unix)]
fn run_instead(command: &mut Command) -> Error {
    std::os::unix::process::CommandExt::exec(command)
}
