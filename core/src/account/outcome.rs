//! What came of a call: values for a screen, and nothing that has to be worked out from them.

use std::fmt;

use serde::{Deserialize, Serialize, Serializer};

use crate::base::ids::{AccountId, DeviceId};
use crate::base::time::UtcMillis;
use crate::engine::News;
use crate::replica::document_id::DocumentId;

/// What came of a call. Each call says which of these it ends with.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum CallOutcome {
    /// What was asked for is done.
    Finished,
    /// There is an account, and this is its first device.
    Registered {
        /// The recovery code: show it once, to be written down. Nobody can show it again.
        recovery_code: String,
        /// What all devices of the account show alike.
        fingerprint: String,
    },
    /// This device is one of the account, and has its key.
    Joined {
        /// What all devices of the account show alike.
        fingerprint: String,
    },
    /// A pairing has begun.
    PairingShown {
        /// What the next device is told: typed,
        text: String,
        /// or as a picture (a QR code) of this.
        link: String,
        /// For how long it is good, in seconds.
        expires_in_s: u64,
    },
    /// Devices that were told a text and ask for the key; none if nobody asked in time.
    Asking {
        /// Who asks.
        devices: Vec<AskingDevice>,
    },
    /// Another recovery code.
    NewCode {
        /// Show it once, to be written down; the old paper is worthless now.
        recovery_code: String,
    },
    /// The devices of the account, the oldest first.
    Devices {
        /// Those that were not ended.
        devices: Vec<AccountDevice>,
    },
    /// A partner is invited.
    Invited {
        /// What they are sent, over a channel that you trust: whoever has it sees what is shown, as soon as
        /// you have confirmed who claimed it.
        link: String,
        /// Until when it can be claimed.
        expires: UtcMillis,
    },
    /// The invite was claimed; its owner has to confirm.
    Claimed {
        /// What both sides compare.
        claimed: ClaimedInvite,
    },
    /// The invites to a document that are not over.
    Invites {
        /// Each of them.
        invites: Vec<ServerInvite>,
    },
    /// What is new on the server.
    News {
        /// All of it: what `take_news` takes.
        news: News,
    },
    /// What the server holds about the account.
    Exported {
        /// Lines of JSON, whole.
        #[serde(serialize_with = "as_text")]
        #[cfg_attr(feature = "typescript", ts(type = "string"))]
        jsonl: Vec<u8>,
    },
}

/// A device of an account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AccountDevice {
    /// Its id.
    pub device: DeviceId,
    /// What it is called; empty if it has no name.
    pub name: String,
    /// When it came to the account.
    #[serde(rename(deserialize = "registered_ms"))]
    pub registered: UtcMillis,
    /// When it was last seen, to within some hours; the beginning of 1970 if never.
    #[serde(rename(deserialize = "seen_ms"))]
    pub seen: UtcMillis,
    /// Whether it is the one that asks.
    pub this: bool,
}

/// A device that asks for the account's key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct AskingDevice {
    /// Its id: what `confirm_pairing` and, for a no, `end_device` take.
    pub device: DeviceId,
    /// What it calls itself. Show it when you ask the person.
    pub name: String,
    /// Whether it was told the text that this device shows. One that was not is somebody else: end it.
    pub was_told: bool,
}

/// An invite of somebody else that this account has claimed.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ClaimedInvite {
    /// What it lets in to.
    pub document: DocumentId,
    /// Whose it is: both sides compare it.
    pub owner: AccountId,
}

/// An invite to a document of this account.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ServerInvite {
    /// Its name: what `confirm_invite` and `withdraw_invite` take.
    pub invite: String,
    /// Until when it can be claimed and confirmed.
    #[serde(rename(deserialize = "expires_ms"))]
    pub expires: UtcMillis,
    /// Who has claimed it, to be compared before it is confirmed; nobody yet.
    #[serde(default)]
    pub claimed_by: Option<AccountId>,
}

fn as_text<S: Serializer>(bytes: &[u8], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&String::from_utf8_lossy(bytes))
}

impl fmt::Debug for CallOutcome {
    /// Its kind alone: codes and links belong into no log.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Finished => "Finished",
            Self::Registered { .. } => "Registered",
            Self::Joined { .. } => "Joined",
            Self::PairingShown { .. } => "PairingShown",
            Self::Asking { .. } => "Asking",
            Self::NewCode { .. } => "NewCode",
            Self::Devices { .. } => "Devices",
            Self::Invited { .. } => "Invited",
            Self::Claimed { .. } => "Claimed",
            Self::Invites { .. } => "Invites",
            Self::News { .. } => "News",
            Self::Exported { .. } => "Exported",
        })
    }
}
