//! Why a call did not come to its end: a case for each thing to do about it.

use serde::Deserialize;

use crate::account::address::InvalidAddress;
use crate::account::http::HttpReply;
use crate::account::secrets::SecretsError;
use crate::replica::invitation::InvalidInvitation;
use crate::replica::key::InvalidCode;
use crate::replica::pairing::NotPaired;
use crate::replica::recovery::NotUnwrapped;

/// A call did not come to its end.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// Something about what is kept secret; see there.
    #[error(transparent)]
    Secrets(#[from] SecretsError),
    /// Look at the address and the network: what answered is no server of this kind.
    #[error(
        "what answered is not a Rebound server: look at the address, and whether the network asks to sign in"
    )]
    NotAServer,
    /// Ask the operator for an update of the server.
    #[error("the server is older than this app: ask its operator for an update")]
    ServerOutdated,
    /// Pair this device again, or use the recovery code: its credential is good no more.
    #[error("the server does not know this device any more: it was ended, or its account is gone")]
    SignedOut,
    /// Ask for the code once more: this one is wrong, used, too old, or missing.
    #[error("the server does not take this code: it is wrong, used, too old, or missing")]
    CodeNeeded,
    /// Wait.
    #[error("too often: try again in {wait_s} s")]
    TooOften {
        /// How long, in seconds.
        wait_s: u64,
    },
    /// It is not on the server, or not this account's: refresh, or sync first.
    #[error("{about}: it is not on the server, or not this account's")]
    NotThere {
        /// What is missing.
        about: &'static str,
    },
    /// Wait until somebody has claimed the invite.
    #[error("nobody has claimed the invite yet")]
    NotClaimed,
    /// Take another id: the account has had a device with this one.
    #[error("the account has had a device with this id: begin with a new database")]
    DeviceTaken,
    /// Show the reason: there is an account with this recovery code.
    #[error("{reason}")]
    CodeTaken {
        /// The server's words.
        reason: String,
    },
    /// Show the reason: somebody has to make room, or the operator to change something.
    #[error("{reason}")]
    Refused {
        /// The server's words.
        reason: String,
    },
    /// Try later: the server cannot do it now.
    #[error("the server cannot do it now: {reason}")]
    Unavailable {
        /// The server's words.
        reason: String,
    },
    /// The other side of a pairing is not who was shown the text.
    #[error(transparent)]
    NotPaired(#[from] NotPaired),
    /// The recovery code does not open what the server keeps.
    #[error(transparent)]
    NotUnwrapped(#[from] NotUnwrapped),
    /// What was typed is no code.
    #[error(transparent)]
    Code(#[from] InvalidCode),
    /// What was typed is no address.
    #[error(transparent)]
    Address(#[from] InvalidAddress),
    /// What was pasted is no invitation.
    #[error(transparent)]
    Invitation(#[from] InvalidInvitation),
}

/// Who has asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asker {
    /// Somebody whom the server does not know, with a code or without.
    Stranger,
    /// A device of an account, by its credential.
    Device,
}

/// A problem as the server tells it (RFC 9457).
#[derive(Deserialize)]
struct ToldProblem {
    code: String,
    #[serde(default)]
    detail: String,
}

impl CallError {
    /// The answer itself, unless it is a refusal. `about`: what the path names.
    pub(super) fn look<'a>(
        reply: &'a HttpReply,
        asker: Asker,
        about: Option<&'static str>,
    ) -> Result<&'a HttpReply, Self> {
        if (200..300).contains(&reply.status) {
            return Ok(reply);
        }
        let Ok(ToldProblem { code, detail }) = serde_json::from_slice(&reply.body) else {
            // A proxy before a server that is down knows nothing of its problems.
            let reason = format!("status {}", reply.status);
            let is_down = (500..600).contains(&reply.status);
            return Err(if is_down { Self::Unavailable { reason } } else { Self::NotAServer });
        };
        Err(match code.as_str() {
            "unauthorised" if asker == Asker::Device => Self::SignedOut,
            "unauthorised" | "code_needed" => Self::CodeNeeded,
            "too_often" => {
                let wait_s = reply.header("retry-after").and_then(|value| value.parse().ok());
                Self::TooOften { wait_s: wait_s.unwrap_or(60) }
            }
            "not_found" => about.map_or(Self::ServerOutdated, |about| Self::NotThere { about }),
            "method_not_allowed" => Self::ServerOutdated,
            "not_claimed" => Self::NotClaimed,
            "code_taken" => Self::CodeTaken { reason: detail },
            "device_taken" => Self::DeviceTaken,
            "too_slow" | "not_ready" | "internal" => Self::Unavailable { reason: detail },
            _ => Self::Refused { reason: detail },
        })
    }
}
