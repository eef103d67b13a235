//! How this device comes to an account that there is: by pairing, or with the recovery code.

use serde::{Deserialize, Serialize};

use crate::account::Secrets;
use crate::account::address::ServerAddress;
use crate::account::ask::{Ask, base64, read};
use crate::account::call::Call;
use crate::account::http::HttpReply;
use crate::account::outcome::CallOutcome;
use crate::account::pairing::{LOOK_MS, LOOKS};
use crate::account::problem::CallError;
use crate::account::secrets::{Membership, SecretsError, draw};
use crate::base::ids::{AccountId, DeviceId};
use crate::replica::key::AccountKey;
use crate::replica::pairing::{KeyRequest, PairingText};
use crate::replica::recovery::RecoveryCode;

/// What becomes of the other devices of an account that somebody comes back to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum OtherDevices {
    /// They stay.
    Stay,
    /// They are ended: they were lost.
    End,
}

/// What a device says of itself. Members that are none are left out.
#[derive(Serialize)]
pub(super) struct NewDevice<'a> {
    pub(super) device: DeviceId,
    pub(super) name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) recovery_code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) revoke_others: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none", serialize_with = "wrapped")]
    pub(super) wrapped_key: Option<Vec<u8>>,
}

fn wrapped<S: serde::Serializer>(key: &Option<Vec<u8>>, to: S) -> Result<S::Ok, S::Error> {
    base64::serialize(key.as_deref().unwrap_or_default(), to)
}

impl<'a> NewDevice<'a> {
    pub(super) const fn new(device: DeviceId, name: &'a str) -> Self {
        let (code, recovery_code) = (None, None);
        Self { device, name, code, recovery_code, revoke_others: None, wrapped_key: None }
    }
}

#[derive(Deserialize)]
pub(super) struct Welcome {
    account: AccountId,
    credential: String,
    #[serde(default)]
    wrapped_key: Option<Base64>,
}

#[derive(Deserialize)]
struct Base64(#[serde(with = "base64")] Vec<u8>);

impl Welcome {
    pub(super) fn membership(&self, server: &ServerAddress) -> Membership {
        let (server, credential) = (server.clone(), self.credential.clone());
        Membership { server, account: self.account, credential }
    }
}

impl Secrets {
    /// Joins the account of a device that shows a pairing's text, typed or read from its picture. `server` is
    /// asked for where the text does not say it. A device that was interrupted joins with another text, and
    /// does not register again. Call it before the first opening. `seed` as for
    /// [`Secrets::register`]. Ends with [`CallOutcome::Joined`].
    ///
    /// # Errors
    ///
    /// [`CallError::Code`], [`CallError::Address`]; [`SecretsError::HasAccount`] and
    /// [`SecretsError::OtherKey`] of a device that has a key; as the store says.
    pub fn join(
        &self,
        text: &str,
        server: Option<&str>,
        name: &str,
        seed: &[u8; 32],
    ) -> Result<Call, CallError> {
        let pairing: PairingText = text.parse()?;
        let membership = self.membership()?;
        if self.key()?.is_some() {
            let has = membership.map_or(SecretsError::OtherKey, |_| SecretsError::HasAccount);
            return Err(has.into());
        }
        let request = KeyRequest::new(pairing.clone(), &draw(seed, "key-request"));
        let joining = Joining { secrets: self.clone(), request: request.into() };
        let device = self.device()?.unwrap_or_else(|| Self::drawn_device(seed));
        if let Some(membership) = membership {
            return Ok(joining.ask(membership, device));
        }
        let server = match ServerAddress::of_link(text, "/pair") {
            Some((server, _)) => server,
            None => server.unwrap_or_default().parse()?,
        };
        let body = NewDevice { code: Some(pairing.server_code()), ..NewDevice::new(device, name) };
        let asked = Ask::stranger(&server, "POST", "/v1/pairings/claim").saying(&body);
        Ok(asked.then(move |reply| {
            let membership = read::<Welcome>(reply)?.membership(&server);
            joining.secrets.put_device(device)?;
            joining.secrets.put_membership(membership.clone())?;
            Ok(joining.clone().ask(membership, device))
        }))
    }

    /// Joins the account that a recovery code on paper belongs to, and opens its key. `others` says
    /// what becomes of the account's other devices. Call it before the first opening, or when the key of this device's
    /// database is gone. Ends with [`CallOutcome::Joined`].
    ///
    /// # Errors
    ///
    /// [`CallError::Code`], [`CallError::Address`]; as the store says. In its course: [`CallError::CodeNeeded`]
    /// if the server does not know the code; [`CallError::NotUnwrapped`]; [`SecretsError::OtherKey`].
    pub fn recover(
        &self,
        code: &str,
        server: &str,
        name: &str,
        others: OtherDevices,
        seed: &[u8; 32],
    ) -> Result<Call, CallError> {
        let code: RecoveryCode = code.parse()?;
        let server: ServerAddress = server.parse()?;
        let device = self.device()?.unwrap_or_else(|| Self::drawn_device(seed));
        let body = NewDevice {
            recovery_code: Some(&code.sign_in()),
            revoke_others: Some(others == OtherDevices::End),
            ..NewDevice::new(device, name)
        };
        let secrets = self.clone();
        let asked = Ask::stranger(&server, "POST", "/v1/recovery").saying(&body);
        Ok(asked.then(move |reply| {
            let welcome: Welcome = read(reply)?;
            let wrapped = welcome.wrapped_key.as_ref();
            let wrapped = wrapped.ok_or(CallError::NotThere { about: "wrapped_key" })?;
            let key = code.unwrap(&wrapped.0)?;
            secrets.take_key(&key)?;
            secrets.put_device(device)?;
            secrets.put_membership(welcome.membership(&server))?;
            Ok(joined(&key))
        }))
    }
}

fn joined(key: &AccountKey) -> Call {
    Call::done(CallOutcome::Joined { fingerprint: key.fingerprint().to_string() })
}

/// A device of the account that waits for its key.
#[derive(Clone, Debug)]
struct Joining {
    secrets: Secrets,
    request: std::sync::Arc<KeyRequest>,
}

#[derive(Serialize)]
struct Asked {
    #[serde(with = "base64")]
    public_key: Vec<u8>,
}

#[derive(Deserialize)]
struct KeyAnswer {
    device: DeviceId,
    #[serde(default)]
    sealed_key: Option<Base64>,
}

impl Joining {
    fn ask(self, membership: Membership, device: DeviceId) -> Call {
        let body = Asked { public_key: self.request.public_key() };
        let asked = Ask::member(&membership, "PUT", &own(device)).saying(&body);
        asked.then(move |_| Ok(self.clone().look(membership.clone(), device, LOOKS)))
    }

    fn look(self, membership: Membership, device: DeviceId, looks: u32) -> Call {
        let asked = Ask::member(&membership, "GET", "/v1/key-requests");
        let heard = asked.then(move |reply| {
            let own = self.own_answer(reply, device)?;
            match own.sealed_key {
                Some(sealed) => self.take(&membership, device, &sealed.0),
                None if looks == 0 => Err(CallError::CodeNeeded),
                None => Ok(self.clone().look(membership.clone(), device, looks - 1)),
            }
        });
        heard.after(LOOK_MS)
    }

    /// A request that is not there was too old, or the old device has said no.
    fn own_answer(&self, reply: &HttpReply, device: DeviceId) -> Result<KeyAnswer, CallError> {
        let answered: Vec<KeyAnswer> = read(reply)?;
        answered.into_iter().find(|asked| asked.device == device).ok_or(CallError::CodeNeeded)
    }

    fn take(
        &self,
        membership: &Membership,
        device: DeviceId,
        sealed: &[u8],
    ) -> Result<Call, CallError> {
        let key = self.request.open(sealed)?;
        self.secrets.take_key(&key)?;
        // Taken; what the server keeps of it is gone in five minutes at the latest.
        let thanks = Ask::member(membership, "DELETE", &own(device));
        Ok(thanks.heard(move |_| Ok(joined(&key))))
    }
}

fn own(device: DeviceId) -> String {
    format!("/v1/key-requests/{device}")
}
