//! The account on a server: each use case as requests for the app to perform.

use std::sync::{Arc, Mutex, PoisonError};

use rebound_core::account::Secrets;
use rebound_core::account::call::{Call, CallStep};
use rebound_core::account::http::{HttpReply, HttpRequest};
use rebound_core::account::joining::OtherDevices;
use rebound_core::account::problem::CallError;
use rebound_core::account::secret_store::SecretStore;
use rebound_core::account::secrets::SecretsError;
use rebound_core::base::ids::{DeviceId, RelationId};
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::{argument, as_str, optional};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::screens::key_warnings::KeyWarnings;

use crate::rebound::{Rebound, bytes};

type CallOrError = Result<Arc<ServerCall>, ReboundError>;

/// This device's account on a server: how it gets one, and what it does there. Every `seed` is 32 bytes that
/// the platform drew at random for that call. Each call says which `CallOutcome` it ends with.
#[derive(Debug, uniffi::Object)]
pub struct Account {
    secrets: Secrets,
}

#[uniffi::export]
impl Account {
    /// The account whose secrets the platform's key store keeps. Nothing is asked of it yet.
    #[uniffi::constructor]
    pub fn new(secrets: Arc<dyn SecretStore>) -> Self {
        Self { secrets: Secrets::new(secrets) }
    }

    /// What a person is told about keys before it is too late: before the first sync, beside a recovery code, before
    /// the last device goes, where a server is entered.
    pub fn warnings(&self) -> KeyWarnings {
        KeyWarnings::all()
    }

    /// The request that opens the WebSocket to sync over: its address, and the head that it needs.
    ///
    /// # Errors
    ///
    /// `SignedOut` if this device has no account; `SecretsUnavailable`.
    pub fn link(&self) -> Result<HttpRequest, ReboundError> {
        Ok(self.secrets.link()?)
    }

    /// Asks what is new for a device since it asked last. Ends with `News`, which goes to `Rebound.take_news`; after
    /// a link that has sent something, to `SyncLink.compare`.
    ///
    /// # Errors
    ///
    /// `SignedOut`, `SecretsUnavailable`, `Paused`.
    pub fn news(&self, device: Arc<Rebound>) -> CallOrError {
        let Some(account) = self.secrets.account()? else {
            return Err(SecretsError::NoAccount.into());
        };
        started(self.secrets.news(device.feed_moment(account)?.as_deref()))
    }

    /// Makes an account with this device, which was opened before, as its first one. `token` is what the
    /// server's operator gave to those who may join. Ends with `Registered`.
    ///
    /// # Errors
    ///
    /// `Invalid` for the address, or a device that has an account; `KeyMissing`, `SecretsUnavailable`.
    pub fn register(
        &self,
        server: String,
        name: String,
        token: Option<String>,
        seed: Vec<u8>,
    ) -> CallOrError {
        let (server, name) = (argument("server", server)?, argument("name", name)?);
        let (token, seed) = (optional("token", token)?, bytes("seed", seed)?);
        started(self.secrets.register(&server, &name, as_str(&token), &seed))
    }

    /// Joins the account of a device that shows a pairing's text, before the first opening. `server` is for a
    /// text that was typed: its picture says it. Ends with `Joined`.
    ///
    /// # Errors
    ///
    /// `Invalid` for the text or the address; `OtherAccount` of a device that has recorded under a key of its
    /// own; `SecretsUnavailable`.
    pub fn join(
        &self,
        text: String,
        server: Option<String>,
        name: String,
        seed: Vec<u8>,
    ) -> CallOrError {
        let (text, server) = (argument("code", text)?, optional("server", server)?);
        let (name, seed) = (argument("name", name)?, bytes("seed", seed)?);
        started(self.secrets.join(&text, as_str(&server), &name, &seed))
    }

    /// Joins the account of a recovery code that somebody typed from paper: before the first opening, or when
    /// `open` says `KeyMissing`. `others` says what becomes of the account's other devices. Ends with `Joined`.
    ///
    /// # Errors
    ///
    /// `Invalid` tells which letter of the code, or that the address, is wrong; `SecretsUnavailable`.
    pub fn recover(
        &self,
        code: String,
        server: String,
        name: String,
        others: OtherDevices,
        seed: Vec<u8>,
    ) -> CallOrError {
        let (code, server) = (argument("code", code)?, argument("server", server)?);
        let (name, seed) = (argument("name", name)?, bytes("seed", seed)?);
        started(self.secrets.recover(&code, &server, &name, others, &seed))
    }

    /// Begins to pair another device. Ends with `PairingShown`.
    ///
    /// # Errors
    ///
    /// `SignedOut`, `SecretsUnavailable`.
    pub fn begin_pairing(&self, seed: Vec<u8>) -> CallOrError {
        started(self.secrets.begin_pairing(&bytes("seed", seed)?))
    }

    /// Waits for a device that was told the text, five minutes at most. Ends with `Asking`.
    ///
    /// # Errors
    ///
    /// As for `begin_pairing`.
    pub fn await_device(&self, text: String) -> CallOrError {
        started(self.secrets.await_device(&argument("code", text)?))
    }

    /// Hands the key to a device that asked, when the person has said yes; for a no, there is `end_device`.
    /// Ends with `Joined`: the other device shows the same fingerprint.
    ///
    /// # Errors
    ///
    /// As for `begin_pairing`. When answered, `NotPaired` for somebody else: that device has been ended.
    pub fn confirm_pairing(&self, text: String, device: DeviceId, seed: Vec<u8>) -> CallOrError {
        let text = argument("code", text)?;
        started(self.secrets.confirm_pairing(&text, device, &bytes("seed", seed)?))
    }

    /// Replaces the recovery code; the old one is needed, and worthless then. Ends with `NewCode`.
    ///
    /// # Errors
    ///
    /// `Invalid`, `SignedOut`, `SecretsUnavailable`. When answered, `CodeNeeded` if it is not this account's.
    pub fn renew_code(&self, old: Option<String>, seed: Vec<u8>) -> CallOrError {
        let old = optional("code", old)?;
        started(self.secrets.renew_code(as_str(&old), &bytes("seed", seed)?))
    }

    /// Lists the devices of the account. Ends with `Devices`.
    ///
    /// # Errors
    ///
    /// `SignedOut`, `SecretsUnavailable`; so do all of the following.
    pub fn devices(&self) -> CallOrError {
        started(self.secrets.devices())
    }

    /// Calls a device something else. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// When answered, `NotHere`.
    pub fn rename_device(&self, device: DeviceId, name: String) -> CallOrError {
        started(self.secrets.rename_device(device, &argument("name", name)?))
    }

    /// Ends a device; what is on it stays there. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// When answered, `CodeNeeded`: the last device, and one older than this, want the recovery code.
    pub fn end_device(&self, device: DeviceId, code: Option<String>) -> CallOrError {
        let code = optional("code", code)?;
        started(self.secrets.end_device(device, as_str(&code)))
    }

    /// Invites a partner to what `Rebound.share_progress` began to share, when it was synced. Ends with
    /// `Invited`.
    ///
    /// # Errors
    ///
    /// When answered, `NotHere`: sync first.
    pub fn invite(&self, relation: RelationId) -> CallOrError {
        started(self.secrets.invite(&relation))
    }

    /// Claims an invite by its link, after `Rebound.follow_progress`. Ends with `Claimed`; the owner confirms.
    ///
    /// # Errors
    ///
    /// `Invalid` tells what the link lacks. When answered, `CodeNeeded`: it was used, or is too old.
    pub fn claim(&self, link: String) -> CallOrError {
        started(self.secrets.claim(&argument("invitation", link)?))
    }

    /// Lists the invites of a relation that are not over. Ends with `Invites`.
    ///
    /// # Errors
    ///
    /// When answered, `NotHere`: sync first.
    pub fn invites(&self, relation: RelationId) -> CallOrError {
        started(self.secrets.invites(&relation))
    }

    /// Lets in who has claimed an invite, when both have compared. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// When answered, `NotHere`: nobody has claimed it yet, or it is over.
    pub fn confirm_invite(&self, relation: RelationId, invite: String) -> CallOrError {
        started(self.secrets.confirm_invite(&relation, &argument("invite", invite)?))
    }

    /// Takes an invite back. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// When answered, `NotHere`: it is over.
    pub fn withdraw_invite(&self, relation: RelationId, invite: String) -> CallOrError {
        started(self.secrets.withdraw_invite(&relation, &argument("invite", invite)?))
    }

    /// Gives back this account's role to what somebody else shares, after `Rebound.stop_following`. Ends with
    /// `Finished`, also where there is none.
    ///
    /// # Errors
    ///
    /// As for `devices`.
    pub fn leave(&self, document: DocumentId) -> CallOrError {
        started(self.secrets.leave(document))
    }

    /// Deletes from the server what a relation shared, after `Rebound.end_sharing`. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// As for `devices`.
    pub fn delete_shared(&self, relation: RelationId) -> CallOrError {
        started(self.secrets.delete_shared(&relation))
    }

    /// Everything that the server holds about the account, sealed as it is. Ends with `Exported`.
    ///
    /// # Errors
    ///
    /// When answered, `Unavailable` if it is not whole.
    pub fn export(&self) -> CallOrError {
        started(self.secrets.export())
    }

    /// Deletes the account, and all that the server has of it. Ends with `Finished`.
    ///
    /// # Errors
    ///
    /// `Invalid` for the code. When answered, `CodeNeeded`.
    pub fn delete(&self, code: String) -> CallOrError {
        started(self.secrets.delete_account(&argument("code", code)?))
    }

    /// What two devices show alike if they have the same key; it tells nothing of it.
    ///
    /// # Errors
    ///
    /// `KeyMissing`, `SecretsUnavailable`.
    pub fn fingerprint(&self) -> Result<String, ReboundError> {
        Ok(self.secrets.account_key()?.fingerprint().to_string())
    }

    /// The key as text with a checksum, to be written down. Whoever has it can read everything.
    ///
    /// # Errors
    ///
    /// As for `fingerprint`.
    pub fn key_text(&self) -> Result<String, ReboundError> {
        Ok((*self.secrets.account_key()?.to_text()).clone())
    }

    /// Takes over a key from its text, before the first opening or when `open` says `KeyMissing`.
    ///
    /// # Errors
    ///
    /// `Invalid` tells what is wrong with the text; `OtherAccount` if there is another key.
    pub fn take_key(&self, text: String) -> Result<(), ReboundError> {
        let key = argument("key", text)?.parse::<AccountKey>();
        Ok(self.secrets.take_key(&key.map_err(|error| ReboundError::invalid("key", error))?)?)
    }

    /// Forgets key, id and credential of this device. What its database holds can be read no more unless
    /// another device or the recovery code brings the key back: export before.
    ///
    /// # Errors
    ///
    /// `SecretsUnavailable`: call it again.
    pub fn forget(&self) -> Result<(), ReboundError> {
        Ok(self.secrets.forget()?)
    }
}

/// One use case at the server, as far as it has come: perform the request of `step`, hand what was answered to
/// `answer`, and go on with the step that it returns until that is `Done`.
#[derive(Debug, uniffi::Object)]
pub struct ServerCall {
    call: Mutex<Call>,
}

#[uniffi::export]
impl ServerCall {
    /// What to do next. After no answer has come, the same again.
    pub fn step(&self) -> CallStep {
        self.call().step()
    }

    /// What follows from an answer, whatever its status.
    ///
    /// # Errors
    ///
    /// `SignedOut`, `CodeNeeded`, `TooOften`, `Refused`, `NotHere`, `NotAServer`, `ServerOutdated`,
    /// `Unavailable`; after `SecretsUnavailable`, hand over the same answer again.
    pub fn answer(&self, reply: HttpReply) -> Result<CallStep, ReboundError> {
        // The key store may be called in its course, so nothing is locked meanwhile.
        let next = self.call().answer(&reply)?;
        let step = next.step();
        *self.call.lock().unwrap_or_else(PoisonError::into_inner) = next;
        Ok(step)
    }
}

impl ServerCall {
    fn call(&self) -> Call {
        self.call.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn started(call: Result<Call, CallError>) -> CallOrError {
    Ok(Arc::new(ServerCall { call: Mutex::new(call?) }))
}
