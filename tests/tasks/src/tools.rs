//! The programs that a command needs: whether they are here, new enough, and how to get them.

use std::path::Path;

use crate::steps::command;

/// A program that a command needs, and the oldest version that will do.
pub(crate) struct Tool {
    words: &'static [&'static str],
    oldest: (u32, u32),
    how: &'static str,
}

const CARGO: Tool =
    Tool { words: &["cargo", "--version"], oldest: (1, 90), how: "`rustup update stable`" };

/// SQLite is C, and Rust's linker is called through it.
const COMPILER: Tool = Tool {
    words: &["cc", "--version"],
    oldest: (0, 0),
    how: "on Debian `apt-get install build-essential`, on a Mac `xcode-select --install`",
};

const NODE: Tool = Tool {
    words: &["node", "--version"],
    oldest: (20, 0),
    how: "on Debian `apt-get install nodejs`, on a Mac `brew install node`",
};

const NPM: Tool = Tool {
    words: &["npm", "--version"],
    oldest: (9, 0),
    how: "on Debian `apt-get install npm`; elsewhere it comes with Node.js",
};

/// What building and starting a program of ours needs.
pub(crate) const TO_BUILD: &[Tool] = &[CARGO, COMPILER];

/// What comparing with the other servers needs: one of them runs in Node.js.
pub(crate) const TO_COMPARE: &[Tool] = &[CARGO, COMPILER, NODE, NPM];

/// What the app needs to be built. Where rustup cannot download, the second makes the same from packages.
pub(crate) const TO_RUN_APP: &[Tool] = &[
    CARGO,
    COMPILER,
    // Vite's own bound.
    Tool { oldest: (20, 19), ..NODE },
    NPM,
    Tool {
        words: &[".ci/web-target.sh", "--version"],
        oldest: (1, 90),
        how: "`rustup target add wasm32-unknown-unknown`; on Debian without rustup \
              `.ci/target-std.sh target/wasm-std wasm32-unknown-unknown`",
    },
];

/// What the checks need.
pub(crate) const TO_TEST: &[Tool] = &[
    CARGO,
    COMPILER,
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
    NODE,
    NPM,
    Tool {
        words: &["python3", "--version"],
        oldest: (3, 9),
        how: "on Debian `apt-get install python3`, on a Mac `brew install python`",
    },
    Tool {
        words: &["python3", "-m", "ensurepip", "--version"],
        oldest: (20, 0),
        how: "on Debian `apt-get install python3-venv`",
    },
    Tool {
        words: &["javac", "--version"],
        oldest: (17, 0),
        how: "on Debian `apt-get install default-jdk-headless`, on a Mac `brew install openjdk`",
    },
    Tool {
        words: &["mvn", "-B", "--version"],
        oldest: (3, 8),
        how: "on Debian `apt-get install maven`, on a Mac `brew install maven`",
    },
];

/// What to tell about the tools that are not here or too old; nothing if all is well.
pub(crate) fn missing(tools: &[Tool]) -> Vec<String> {
    tools.iter().filter_map(Tool::missing).collect()
}

impl Tool {
    fn missing(&self) -> Option<String> {
        let name = match self.words {
            ["cc", ..] => "a C compiler (`cc`)".to_owned(),
            ["cargo", part, "--version"] => format!("cargo {part}"),
            [".ci/web-target.sh", ..] => "Rust's standard library for browsers".to_owned(),
            [program, "-m", part, "--version"] => format!("{program} with {part}"),
            words => words.first().copied().unwrap_or_default().to_owned(),
        };
        let output = command(self.words, Path::new(".")).output();
        let Some(text) = output.ok().filter(|output| output.status.success()) else {
            return Some(format!("{name}, which is not here: {}", self.how));
        };
        let text = String::from_utf8_lossy(&text.stdout).trim().to_owned();
        let (major, minor) = self.oldest;
        (version(&text) < Some(self.oldest))
            .then(|| format!("{name} {major}.{minor} or newer; here is {text:?}: {}", self.how))
    }
}

/// The first two numbers of a version line such as `v20.20.2` or `cargo 1.95.0 (…)`. Before it there may be
/// what colours a terminal.
fn version(text: &str) -> Option<(u32, u32)> {
    text.split_whitespace().find_map(|word| {
        let mut numbers = word.trim_start_matches('v').split(|c: char| !c.is_ascii_digit());
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_is_read_from_what_programs_say() {
        assert_eq!(version("v20.20.2"), Some((20, 20)));
        assert_eq!(version("cargo 1.95.0 (f2d3ce0bd 2026-03-21)"), Some((1, 95)));
        assert_eq!(version("Python 3.11.2"), Some((3, 11)));
        assert_eq!(version("\u{1b}[0mApache Maven 3.8.7"), Some((3, 8)));
        assert_eq!(version("no number"), None);
    }

    #[test]
    fn what_is_missing_comes_with_the_command_that_installs_it() {
        let gone =
            Tool { words: &["no-such-program", "--version"], oldest: (1, 0), how: "`get it`" };
        assert_eq!(missing(&[gone]), ["no-such-program, which is not here: `get it`"]);
        let old = Tool { words: &["cargo", "--version"], oldest: (999, 0), how: "`renew it`" };
        let told = missing(&[old]).pop().expect("it is told");
        assert!(told.starts_with("cargo 999.0 or newer; here is \"cargo 1."), "{told}");
        assert!(told.ends_with(": `renew it`"), "{told}");
    }
}
