//! The old device's side of a pairing: shows a text, hears who asks, and hands the key over.

use serde::{Deserialize, Serialize};

use crate::account::Secrets;
use crate::account::ask::{Ask, base64, read};
use crate::account::call::Call;
use crate::account::outcome::{AskingDevice, CallOutcome};
use crate::account::problem::CallError;
use crate::account::secrets::{Membership, draw};
use crate::base::ids::DeviceId;
use crate::replica::pairing::{PairingText, seal_key};

/// How long either device waits before it looks again for the other, in milliseconds.
pub(super) const LOOK_MS: u64 = 1_500;

/// How often it looks: for as long as a pairing is good and a server keeps a request, five minutes.
pub(super) const LOOKS: u32 = 200;

#[derive(Deserialize)]
struct Begun {
    code: String,
    expires_in_s: u64,
}

#[derive(Deserialize)]
struct Request {
    device: DeviceId,
    #[serde(default)]
    name: String,
    #[serde(with = "base64")]
    public_key: Vec<u8>,
    /// There if it was answered.
    #[serde(default)]
    sealed_key: Option<serde_json::Value>,
}

#[derive(Serialize)]
struct SealedAnswer {
    #[serde(with = "base64")]
    public_key: Vec<u8>,
    #[serde(with = "base64")]
    sealed_key: Vec<u8>,
}

impl Secrets {
    /// Begins to pair another device with this one's account. `seed` as for [`Secrets::register`]. Ends with
    /// [`CallOutcome::PairingShown`]: its text is what the other calls of this side want.
    ///
    /// # Errors
    ///
    /// [`NoAccount`](crate::account::secrets::SecretsError::NoAccount); as the store says.
    pub fn begin_pairing(&self, seed: &[u8; 32]) -> Result<Call, CallError> {
        let (membership, secret) = (self.member()?, *draw(seed, "pairing"));
        let asked = Ask::member(&membership, "POST", "/v1/pairings");
        Ok(asked.then(move |reply| {
            let Begun { code, expires_in_s } = read(reply)?;
            let pairing = PairingText::new(&code, secret).map_err(|_| CallError::NotAServer)?;
            let text = (*pairing.to_text()).clone();
            let link = format!("{}#{text}", membership.server.page("/pair"));
            Ok(Call::done(CallOutcome::PairingShown { text, link, expires_in_s }))
        }))
    }

    /// Waits until a device asks for the key, five minutes at most. Ends with [`CallOutcome::Asking`]: show
    /// the name and ask the person, who holds the other device.
    ///
    /// # Errors
    ///
    /// As for [`Secrets::begin_pairing`]; [`CallError::Code`].
    pub fn await_device(&self, text: &str) -> Result<Call, CallError> {
        Ok(look(self.member()?, text.parse()?, LOOKS).after(0))
    }

    /// Hands the key to a device, when the person has said yes. One that was not told the text is ended
    /// instead. `seed` as for [`Secrets::register`]. Ends with [`CallOutcome::Joined`], whose fingerprint the
    /// other device shows, too.
    ///
    /// # Errors
    ///
    /// As for [`Secrets::await_device`]. In its course: [`CallError::NotPaired`], [`CallError::NotThere`] if
    /// it does not ask any more.
    pub fn confirm_pairing(
        &self,
        text: &str,
        device: DeviceId,
        seed: &[u8; 32],
    ) -> Result<Call, CallError> {
        let (membership, key) = (self.member()?, self.account_key()?);
        let (pairing, chance): (PairingText, _) = (text.parse()?, *draw(seed, "seal-key"));
        Ok(requests(&membership).then(move |reply| {
            let asked: Vec<Request> = read(reply)?;
            let asked = asked.into_iter().find(|request| request.device == device);
            let Request { public_key, .. } =
                asked.ok_or(CallError::NotThere { about: "device" })?;
            let sealed_key = match seal_key(&key, &pairing, &public_key, chance) {
                Ok(sealed_key) => sealed_key,
                Err(not) => return Ok(end_stranger(&membership, device, not.into())),
            };
            let path = format!("/v1/key-requests/{device}/answer");
            let answer = Ask::member(&membership, "PUT", &path).about("device");
            let fingerprint = key.fingerprint().to_string();
            let outcome = CallOutcome::Joined { fingerprint };
            Ok(answer
                .saying(&SealedAnswer { public_key, sealed_key })
                .then(move |_| Ok(Call::done(outcome.clone()))))
        }))
    }
}

fn requests(membership: &Membership) -> Ask {
    Ask::member(membership, "GET", "/v1/key-requests")
}

fn look(membership: Membership, text: PairingText, looks: u32) -> Call {
    let heard = requests(&membership).then(move |reply| {
        let asked: Vec<Request> = read(reply)?;
        let waits = |request: &Request| request.sealed_key.is_none();
        let devices: Vec<AskingDevice> = asked
            .into_iter()
            .filter(waits)
            .map(|Request { device, name, public_key, sealed_key: _ }| AskingDevice {
                device,
                name,
                was_told: text.confirms(&public_key),
            })
            .collect();
        if devices.is_empty() && looks > 0 {
            return Ok(look(membership.clone(), text.clone(), looks - 1));
        }
        Ok(Call::done(CallOutcome::Asking { devices }))
    });
    heard.after(LOOK_MS)
}

/// Ends a device that somebody else has slipped in, and says so.
fn end_stranger(membership: &Membership, device: DeviceId, why: CallError) -> Call {
    let path = format!("/v1/devices/{device}");
    let ended = Ask::member(membership, "DELETE", &path).about("device");
    ended.heard(move |_| Err(why.clone()))
}
