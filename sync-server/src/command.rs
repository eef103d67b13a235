//! The command line: what is asked for, and who does it.

mod errands;
mod manage;
mod serve;

use std::ffi::OsString;
use std::io;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::command::errands::{
    AccountCommand, Asked, DeviceCommand, DocumentCommand, InviteCommand, SpaceCommand,
};
use crate::command::manage::Replacing;
use crate::config::settings::SettingsLayer;
use crate::config::{Config, InvalidConfig, settings};
use crate::limits::Setting;
use crate::operator::Errand;
use crate::warden;
use crate::warden::Allotment;

const ABOUT: &str = "Merges Automerge documents; what it acknowledges is on the disk";

const AFTER: &str = "\
Without a command it serves. Settings come from flags, then from the environment (REBOUND_DATA and so on,
RUST_LOG), then from the file that --config or REBOUND_CONFIG names. `config example` prints one that
explains them all.";

#[derive(Debug, Parser)]
#[command(name = "rebound-sync-server", version, about = ABOUT, after_help = AFTER)]
#[command(args_conflicts_with_subcommands = true)]
struct CommandLine {
    #[command(subcommand)]
    command: Option<Command>,

    #[command(flatten)]
    serve: Choices,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Serve; this is what happens without a command
    Serve(Choices),
    /// Make a new ledger in a folder that has none
    Init(Choices),
    /// Look at the configuration
    #[command(subcommand)]
    Config(ConfigCommand),
    /// Write a checked copy of everything to a new file, while the server runs or not
    Backup {
        /// Where to: nothing may be there
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
    /// Put a backup in place; the server must not run
    Restore {
        /// The backup
        file: PathBuf,
        /// Set a ledger aside that is there already
        #[arg(long)]
        replace: bool,
        #[command(flatten)]
        asked: Asked,
    },
    /// Look at folder, database, disk, clock, certificate and limits
    Doctor(Asked),
    /// Look at accounts, or export one
    #[command(subcommand)]
    Account(AccountCommand),
    /// Look at devices, or end one
    #[command(subcommand)]
    Device(DeviceCommand),
    /// Look at documents, or give one to another account
    #[command(subcommand)]
    Document(DocumentCommand),
    /// Look at spaces, take a member out of one, or delete one that is empty
    #[command(subcommand)]
    Space(SpaceCommand),
    /// Look at invites to a document, make one, or end one
    #[command(subcommand)]
    Invite(InviteCommand),
    /// Print the version
    Version,
    // Not for people: the server starts itself with this to make a snapshot.
    #[command(name = warden::COMMAND, hide = true)]
    Warden {
        // What the server tells its child: how much it may take.
        #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
        rest: Vec<OsString>,
    },
}

#[expect(clippy::large_enum_variant, reason = "made once, when the process starts")]
#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Say whether a server could start with this, and with what
    Check(Choices),
    /// Print a file to begin with, in which every setting is explained
    Example,
}

/// Where the settings come from.
#[derive(Debug, Args)]
struct Choices {
    /// A file with settings, in TOML
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,

    /// A limit of docs/http.md; may be given more than once
    #[arg(long = "limit", value_name = "NAME=VALUE")]
    limits: Vec<Setting>,

    // As it was called before there were others.
    #[arg(long, value_name = "N", hide = true)]
    sockets_per_device: Option<u64>,

    #[command(flatten)]
    settings: SettingsLayer,
}

impl Choices {
    fn read(self) -> Result<Config, InvalidConfig> {
        let sockets = self.sockets_per_device.map(|most| format!("sockets_per_device={most}"));
        let sockets = sockets.map(|text| text.parse::<Setting>()).transpose()?;
        let limits: Vec<Setting> = self.limits.into_iter().chain(sockets).collect();
        let from_environment = || std::env::var_os("REBOUND_CONFIG").map(PathBuf::from);
        Config::read(self.settings, &limits, self.config.or_else(from_environment))
    }
}

/// Does what the command line of this process asks for.
pub fn run() -> ExitCode {
    let line = match CommandLine::try_parse() {
        Ok(line) => line,
        // Help and version are no errors, and clap knows where each goes.
        Err(error) => {
            drop(error.print());
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    match line.command.unwrap_or(Command::Serve(line.serve)) {
        Command::Serve(choices) => configured(choices, serve::run),
        Command::Init(choices) => configured(choices, |config| manage::init(&config)),
        Command::Backup { file, asked } => asked.ask_for_file(&file, |to| Errand::Backup { to }),
        Command::Restore { file, replace, asked } => {
            let answers = asked.answers();
            let replacing = if replace { Replacing::SetAside } else { Replacing::Never };
            configured(asked.choices, |config| manage::restore(&config, &file, replacing, answers))
        }
        Command::Doctor(asked) => {
            let answers = asked.answers();
            configured(asked.choices, |config| manage::doctor(&config, answers))
        }
        Command::Account(command) => command.run(),
        Command::Device(command) => command.run(),
        Command::Document(command) => command.run(),
        Command::Space(command) => command.run(),
        Command::Invite(command) => command.run(),
        Command::Config(ConfigCommand::Check(choices)) => configured(choices, |config| {
            say(&format!("{config:#?}\nThe configuration is sound.\n"));
            ExitCode::SUCCESS
        }),
        Command::Config(ConfigCommand::Example) => {
            say(&settings::example());
            ExitCode::SUCCESS
        }
        Command::Version => {
            say(concat!("rebound-sync-server ", env!("CARGO_PKG_VERSION"), "\n"));
            ExitCode::SUCCESS
        }
        Command::Warden { rest } => guard(Allotment::read(&rest)),
    }
}

fn configured(choices: Choices, work: impl FnOnce(Config) -> ExitCode) -> ExitCode {
    match choices.read() {
        Ok(config) => work(config),
        Err(error) => fail(&error.to_string(), 2),
    }
}

/// The child says nothing: its parent judges what it wrote, and logs that.
fn guard(allotment: Allotment) -> ExitCode {
    let (mut input, mut output) = (io::stdin().lock(), io::stdout().lock());
    let worked = warden::child::work(allotment, &mut input, &mut output);
    if worked.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Prints to the terminal; a closed one is no reason to stop.
fn say(text: &str) {
    drop(io::stdout().write_all(text.as_bytes()));
    drop(io::stdout().flush());
}

fn fail(message: &str, code: u8) -> ExitCode {
    drop(writeln!(io::stderr(), "rebound-sync-server: {message}"));
    ExitCode::from(code)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_fits_together() {
        CommandLine::command().debug_assert();
    }

    #[test]
    fn options_may_stand_with_and_without_the_command_that_they_are_for() {
        let parse = |line: &str| CommandLine::try_parse_from(line.split(' '));
        for line in ["x --data d --listen localhost:0", "x serve --data d --existing", "x version"]
        {
            assert!(parse(line).is_ok(), "{line}");
        }
        for line in ["x --version", "x -h", "x --help", "x serve --help", "x -V", "x help"] {
            let said = parse(line).unwrap_err();
            assert_eq!(said.exit_code(), 0, "{line}: {said}");
        }
        let said = parse("x --dtaa d").unwrap_err().to_string();
        assert!(said.contains("--dtaa") && said.contains("--data"), "{said}");
        assert!(parse("x sevre").unwrap_err().to_string().contains("serve"));
    }
}
