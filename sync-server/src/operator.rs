//! What an operator asks of the stores, whether a server runs on them or not.

pub mod desk;
pub mod doctor;
mod invites;
mod spaces;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::fs::File;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rebound_core::base::ids::{AccountId, DeviceId};
use rebound_core::replica::document_id::DocumentId;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::sync::mpsc::channel;
use tokio::task::spawn_blocking;

use crate::app::App;
use crate::auth::grant::Share;
use crate::auth::people::{KnownDevice, Standing};
use crate::auth::role::Role;
use crate::export::{Line, export};
use crate::ledger::healing::Healed;
use crate::ledger::storage::upkeep::Upkeep;
use crate::ledger::storage::{Aside, StorageError};
use crate::routes::input::now_ms;

/// What an operator asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Errand {
    /// A copy of everything, in a new file.
    Backup {
        /// Where, as an absolute path.
        to: PathBuf,
    },
    /// Whether all is well in the database.
    Examine,
    /// What there is, and how the server is.
    Status,
    /// All accounts.
    Accounts,
    /// Everything about an account, in a new file.
    ExportAccount {
        /// Whose.
        account: AccountId,
        /// Where, as an absolute path.
        to: PathBuf,
    },
    /// The devices of one account, or all.
    Devices {
        /// Whose.
        account: Option<AccountId>,
    },
    /// The end of a device.
    RevokeDevice {
        /// Whose.
        account: AccountId,
        /// Which one.
        device: DeviceId,
    },
    /// All documents.
    Documents,
    /// What harms in a document set aside.
    HealDocument {
        /// Which one, by its id.
        document: String,
    },
    /// The invites to a document.
    Invites {
        /// Which one, by its id.
        document: String,
    },
    /// An invite to a document.
    Invite {
        /// Which one, by its id.
        document: String,
        /// What who claims it is to become.
        role: String,
        /// How long it is good, in seconds.
        seconds: u64,
    },
    /// The end of an invite.
    RevokeInvite {
        /// To which document, by its id.
        document: String,
        /// Which one, by its name.
        invite: String,
    },
    /// All spaces.
    Spaces,
    /// Who is in a space, and what.
    Space {
        /// Which one, by its id.
        space: String,
    },
    /// The end of what an account is in a space.
    RemoveMember {
        /// In which one, by its id.
        space: String,
        /// Who is to go.
        account: AccountId,
    },
    /// The end of a space without members and documents.
    DeleteSpace {
        /// Which one, by its id.
        space: String,
    },
    /// Another owner for a document.
    GiveDocument {
        /// Which one, by its id.
        document: String,
        /// To whom.
        account: AccountId,
    },
}

/// Does what is asked, and says what came of it.
///
/// # Errors
///
/// Why it could not be done, in a sentence.
pub(crate) async fn perform(
    app: &Arc<App>,
    upkeep: &Arc<dyn Upkeep>,
    request: Errand,
) -> Result<Value, String> {
    match request {
        Errand::Backup { to } => {
            let said = to.display().to_string();
            let bytes = ask(upkeep, move |upkeep| upkeep.back_up(&to)).await?;
            tracing::info!(to = said, bytes, "a backup was made");
            Ok(json!({ "backup": said, "bytes": bytes }))
        }
        Errand::Examine => {
            let damage = ask(upkeep, |upkeep| upkeep.examine()).await?;
            Ok(json!({ "sound": damage.is_empty(), "damage": damage }))
        }
        Errand::Status => {
            let holdings = ask(upkeep, |upkeep| upkeep.holdings()).await?;
            let ailment = app.vitals.ailment(app.vitals.free_bytes());
            let ailment = ailment.map(|ailment| ailment.to_string());
            let version = env!("CARGO_PKG_VERSION");
            let sockets = app.sockets.len();
            Ok(json!({ "version": version, "ready": ailment.is_none(), "ailment": ailment,
                       "sockets": sockets, "holds": holdings }))
        }
        Errand::Accounts => accounts(app, upkeep).await,
        Errand::ExportAccount { account, to } => export_to_file(app, account, to).await,
        Errand::Devices { account } => Ok(devices(app, account)),
        Errand::RevokeDevice { account, device } => revoke(app, account, device),
        Errand::Documents => {
            let documents = ask(upkeep, |upkeep| upkeep.documents()).await?;
            serde_json::to_value(documents).map_err(|error| error.to_string())
        }
        Errand::HealDocument { document } => heal(app, &document).await,
        Errand::Invites { document } => invites::list(app, &document),
        Errand::Invite { document, role, seconds } => invites::make(app, &document, &role, seconds),
        Errand::RevokeInvite { document, invite } => invites::revoke(app, &document, &invite),
        Errand::Spaces => {
            let spaces = ask(upkeep, |upkeep| upkeep.spaces()).await?;
            serde_json::to_value(spaces).map_err(|error| error.to_string())
        }
        Errand::Space { space } => spaces::show(app, &space),
        Errand::RemoveMember { space, account } => spaces::remove_member(app, &space, account),
        Errand::DeleteSpace { space } => spaces::delete(app, &space),
        Errand::GiveDocument { document, account } => give(app, &document, account).await,
    }
}

/// Asks the store on a thread that may wait.
async fn ask<T: Send + 'static>(
    upkeep: &Arc<dyn Upkeep>,
    question: impl FnOnce(&dyn Upkeep) -> Result<T, StorageError> + Send + 'static,
) -> Result<T, String> {
    let upkeep = Arc::clone(upkeep);
    let answer = spawn_blocking(move || question(&*upkeep)).await;
    answer.map_err(|error| error.to_string())?.map_err(|error| error.to_string())
}

async fn accounts(app: &App, upkeep: &Arc<dyn Upkeep>) -> Result<Value, String> {
    let documents = ask(upkeep, |upkeep| upkeep.documents()).await?;
    let mut accounts = BTreeMap::<AccountId, [u64; 4]>::new();
    for known in app.registry.everybody() {
        let [live, revoked, ..] = accounts.entry(known.account).or_default();
        match known.standing {
            Standing::Live => *live += 1,
            Standing::Revoked => *revoked += 1,
        }
    }
    for document in documents {
        if let Some(owner) = document.owner {
            let [.., count, bytes] = accounts.entry(owner).or_default();
            *count += 1;
            *bytes += document.bytes;
        }
    }
    let accounts = accounts.into_iter().map(|(account, [live, revoked, documents, bytes])| {
        json!({ "account": account, "devices": live, "revoked_devices": revoked,
                "documents": documents, "bytes": bytes })
    });
    Ok(accounts.collect())
}

/// Writes everything about an account to a new file. One that is not whole is removed.
async fn export_to_file(app: &App, account: AccountId, to: PathBuf) -> Result<Value, String> {
    if !app.registry.is_known(account) {
        return Err(format!("there is no account {account}"));
    }
    let (lines, mut taken) = channel::<Line>(1);
    let (path, said) = (to.clone(), to.display().to_string());
    let mut file = File::create_new(&to).map_err(|error| format!("{said}: {error}"))?;
    let writing = spawn_blocking(move || {
        let mut bytes = 0;
        while let Some(Ok(line)) = taken.blocking_recv() {
            file.write_all(line.as_bytes())?;
            bytes += line.len();
        }
        file.sync_all().map(|()| bytes)
    });
    let exported = export(app, account, now_ms(), &lines).await;
    drop(lines);
    // If the file does not take it, that is the reason for all.
    let written = writing.await.map_err(|error| error.to_string())?;
    match (written, exported) {
        (Ok(bytes), Ok(())) => Ok(json!({ "export": said, "account": account, "bytes": bytes })),
        (Err(error), _) => Err(remove(&path, &error)),
        (Ok(_), Err(error)) => Err(remove(&path, &error)),
    }
}

/// Removes a file that is not whole, and says why it is not.
fn remove(path: &Path, error: &dyn Error) -> String {
    drop(fs::remove_file(path));
    format!("{}: {error}", path.display())
}

fn devices(app: &App, account: Option<AccountId>) -> Value {
    let all = app.registry.everybody();
    let wanted = all.iter().filter(|known| account.is_none_or(|account| known.account == account));
    let row = |known: &KnownDevice| {
        let sockets = app.sockets.of_device(known.account, known.device);
        let revoked = known.standing == Standing::Revoked;
        json!({ "device": known.device, "account": known.account, "name": known.name.as_str(),
                "seen_ms": known.seen_ms, "revoked": revoked, "sockets": sockets })
    };
    wanted.map(row).collect()
}

fn revoke(app: &App, account: AccountId, device: DeviceId) -> Result<Value, String> {
    let ended = app.registry.end(account, device);
    app.sockets.wake(account, device);
    if !ended.map_err(|error| error.to_string())? {
        return Err(format!("the account {account} has no device {device}"));
    }
    tracing::info!(%account, %device, "the operator revoked a device");
    Ok(json!({ "device": device, "account": account, "revoked": true }))
}

/// Sets aside what harms whoever opens a document.
async fn heal(app: &App, document: &str) -> Result<Value, String> {
    let id = document_id(document)?;
    let healed = app.ledger.heal(&id).await.map_err(|error| error.to_string())?;
    let Healed { changes, aside, new } =
        healed.ok_or_else(|| format!("there is no document {id}"))?;
    if new > 0 {
        tracing::warn!(document = %id, changes, aside = new, "the operator healed a document");
    }
    let row = |aside: &Aside| {
        let bytes = aside.bytes.len();
        json!({ "change": aside.hash.to_string(), "account": aside.account, "bytes": bytes })
    };
    let aside: Vec<Value> = aside.iter().map(row).collect();
    Ok(
        json!({ "document": document, "changes": changes, "set_aside_now": new, "set_aside": aside }),
    )
}

fn document_id(document: &str) -> Result<DocumentId, String> {
    document.parse().map_err(|_| format!("{document} is no document id"))
}

/// Makes an account the owner. Who was it before may still write: nobody is shut out by a slip.
async fn give(app: &App, document: &str, account: AccountId) -> Result<Value, String> {
    let id = document_id(document)?;
    if !app.registry.is_known(account) {
        return Err(format!("there is no account {account}"));
    }
    let failed = |error: &dyn Error| error.to_string();
    let missing = || format!("there is no document {id} with an owner");
    let before = app.ledger.owner(&id).map_err(|error| failed(&error))?.ok_or_else(missing)?;
    if before != account {
        for (who, by, role) in [(account, before, Role::Owner), (before, account, Role::Writer)] {
            let granted =
                app.ledger.grant::<Share>(&id, by).await.map_err(|error| failed(&error))?;
            let granted = granted.ok_or_else(missing)?;
            let set = app.ledger.set_role(granted, who, Some(role));
            set.map_err(|error| failed(&error))?;
        }
        tracing::info!(document = %id, %account, %before, "the operator gave a document to an account");
    }
    Ok(json!({ "document": document, "owner": account, "owner_before": before }))
}
