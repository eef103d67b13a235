//! What is asked of a data folder on the command line: words, and the errand that they mean.

use std::path::{Path, PathBuf, absolute};
use std::process::ExitCode;

use clap::{Args, Subcommand};
use rebound_core::base::ids::{AccountId, DeviceId};

use crate::command::manage::Answers;
use crate::command::{Choices, configured, fail, manage};
use crate::operator::Errand;

#[derive(Debug, Subcommand)]
pub(super) enum AccountCommand {
    /// List them: devices, documents and bytes of each
    List(Asked),
    /// Write everything about one to a new file, its documents included
    Export {
        /// Which one
        account: AccountId,
        /// Where to: nothing may be there
        file: PathBuf,
        #[command(flatten)]
        asked: Asked,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum DeviceCommand {
    /// List them
    List {
        /// Only those of this account
        #[arg(long, value_name = "ACCOUNT")]
        account: Option<AccountId>,
        #[command(flatten)]
        asked: Asked,
    },
    /// End one, on its open sockets, too
    Revoke {
        /// Whose
        account: AccountId,
        /// Which one
        device: DeviceId,
        #[command(flatten)]
        asked: Asked,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum DocumentCommand {
    /// List them: owner, members, changes and bytes of each
    List(Asked),
    /// Set aside what harms whoever opens it: changes that do not stand a trial, and what depends on them
    Heal {
        /// Which one
        document: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// Make an account the owner
    Give {
        /// Which one
        document: String,
        /// To whom
        account: AccountId,
        #[command(flatten)]
        asked: Asked,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum InviteCommand {
    /// List those that can still be claimed or confirmed
    List {
        /// To which document
        document: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// Make one, and show its token once; the owner confirms who has claimed it
    Make {
        /// To which document
        document: String,
        /// What who claims it becomes: partner, mentor, witness, writer or reader
        role: String,
        /// How many hours it is good, at most 168
        #[arg(long, value_name = "N", default_value_t = 24)]
        hours: u32,
        #[command(flatten)]
        asked: Asked,
    },
    /// End one
    Revoke {
        /// To which document
        document: String,
        /// Which one, by its name
        invite: String,
        #[command(flatten)]
        asked: Asked,
    },
}

#[derive(Debug, Subcommand)]
pub(super) enum SpaceCommand {
    /// List them: owner, members and documents of each
    List(Asked),
    /// Say who is in one, and what
    Show {
        /// Which one
        space: String,
        #[command(flatten)]
        asked: Asked,
    },
    /// Take a member out of one, on open sockets, too
    RemoveMember {
        /// Of which one
        space: String,
        /// Whom
        account: AccountId,
        #[command(flatten)]
        asked: Asked,
    },
    /// Delete one that has neither members nor documents
    Delete {
        /// Which one
        space: String,
        #[command(flatten)]
        asked: Asked,
    },
}

impl AccountCommand {
    pub(super) fn run(self) -> ExitCode {
        match self {
            Self::List(asked) => asked.ask(&Errand::Accounts),
            Self::Export { account, file, asked } => {
                asked.ask_for_file(&file, |to| Errand::ExportAccount { account, to })
            }
        }
    }
}

impl DeviceCommand {
    pub(super) fn run(self) -> ExitCode {
        match self {
            Self::List { account, asked } => asked.ask(&Errand::Devices { account }),
            Self::Revoke { account, device, asked } => {
                asked.ask(&Errand::RevokeDevice { account, device })
            }
        }
    }
}

impl DocumentCommand {
    pub(super) fn run(self) -> ExitCode {
        match self {
            Self::List(asked) => asked.ask(&Errand::Documents),
            Self::Heal { document, asked } => asked.ask(&Errand::HealDocument { document }),
            Self::Give { document, account, asked } => {
                asked.ask(&Errand::GiveDocument { document, account })
            }
        }
    }
}

impl InviteCommand {
    pub(super) fn run(self) -> ExitCode {
        match self {
            Self::List { document, asked } => asked.ask(&Errand::Invites { document }),
            Self::Make { document, role, hours, asked } => {
                asked.ask(&Errand::Invite { document, role, seconds: u64::from(hours) * 3_600 })
            }
            Self::Revoke { document, invite, asked } => {
                asked.ask(&Errand::RevokeInvite { document, invite })
            }
        }
    }
}

impl SpaceCommand {
    pub(super) fn run(self) -> ExitCode {
        match self {
            Self::List(asked) => asked.ask(&Errand::Spaces),
            Self::Show { space, asked } => asked.ask(&Errand::Space { space }),
            Self::RemoveMember { space, account, asked } => {
                asked.ask(&Errand::RemoveMember { space, account })
            }
            Self::Delete { space, asked } => asked.ask(&Errand::DeleteSpace { space }),
        }
    }
}

/// Of which folder, and how the answer is to look.
#[derive(Debug, Args)]
pub(super) struct Asked {
    /// Answer in JSON
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    pub(super) choices: Choices,
}

impl Asked {
    pub(super) fn answers(&self) -> Answers {
        if self.json { Answers::Json } else { Answers::Text }
    }

    pub(super) fn ask(self, request: &Errand) -> ExitCode {
        let answers = self.answers();
        configured(self.choices, |config| manage::ask(&config, request, answers))
    }

    /// Asks for something that is written to a file, which the server may make from another folder.
    pub(super) fn ask_for_file(
        self,
        file: &Path,
        request: impl FnOnce(PathBuf) -> Errand,
    ) -> ExitCode {
        match absolute(file) {
            Ok(to) => self.ask(&request(to)),
            Err(error) => fail(&format!("{}: {error}", file.display()), 1),
        }
    }
}
