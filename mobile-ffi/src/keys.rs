//! The account key on its way: as text, to a second device, and onto paper.
//!
//! The app keeps the key in the platform's key store, draws chance from the platform, and speaks to the
//! server; what it hands over and gets back is made here. `docs/http.md` has the order of the requests.

use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::pairing;
use rebound_core::replica::pairing::PairingText;
use rebound_core::replica::recovery::RecoveryCode;
use zeroize::Zeroizing;

use crate::rebound::bytes;

/// The key as text with a checksum, to be written down or typed into another app.
///
/// # Errors
///
/// `Invalid` if it is not 32 bytes long.
#[uniffi::export]
pub fn account_key_to_text(key: Vec<u8>) -> Result<String, ReboundError> {
    Ok((*account_key(key)?.to_text()).clone())
}

/// The key that a text says.
///
/// # Errors
///
/// `Invalid` tells whether it is not whole, a letter is wrong, or it is a key of another kind.
#[uniffi::export]
pub fn account_key_from_text(text: String) -> Result<Vec<u8>, ReboundError> {
    let key = argument("key", text)?.parse::<AccountKey>();
    Ok(key.map_err(|error| ReboundError::invalid("key", error))?.reveal().to_vec())
}

/// What two people or two devices compare to know that they have the same key; it tells nothing of it.
///
/// # Errors
///
/// `Invalid` if it is not 32 bytes long.
#[uniffi::export]
pub fn account_key_fingerprint(key: Vec<u8>) -> Result<String, ReboundError> {
    Ok(account_key(key)?.fingerprint().to_string())
}

/// A recovery code: what brings everything back when every device is lost. Show it once, to be written
/// down, and say that without it and without a device nobody can read anything again.
#[derive(Debug, uniffi::Object)]
pub struct RecoveryPaper {
    code: RecoveryCode,
}

#[uniffi::export]
impl RecoveryPaper {
    /// A new code, of 16 bytes that the platform drew at random.
    ///
    /// # Errors
    ///
    /// `Invalid` if there are more or fewer.
    #[uniffi::constructor]
    pub fn draw(random: Vec<u8>) -> Result<Self, ReboundError> {
        Ok(Self { code: RecoveryCode::from_random(bytes("random", random)?) })
    }

    /// The code that somebody typed from paper.
    ///
    /// # Errors
    ///
    /// `Invalid` tells whether it is not whole or a letter is wrong.
    #[uniffi::constructor]
    pub fn read(text: String) -> Result<Self, ReboundError> {
        let code = argument("code", text)?.parse();
        Ok(Self { code: code.map_err(|error| ReboundError::invalid("code", error))? })
    }

    /// What is written down. No server is shown it.
    pub fn text(&self) -> String {
        (*self.code.to_text()).clone()
    }

    /// What the server knows the person by: for `recovery_code`, and for the header
    /// `Rebound-Recovery-Code`.
    pub fn sign_in(&self) -> String {
        (*self.code.sign_in()).clone()
    }

    /// The key, wrapped for the server to keep: for `wrapped_key`, in base64.
    ///
    /// # Errors
    ///
    /// `Invalid` if the key is not 32 bytes long.
    pub fn wrap(&self, key: Vec<u8>) -> Result<Vec<u8>, ReboundError> {
        Ok(self.code.wrap(&account_key(key)?))
    }

    /// The key out of what the server kept.
    ///
    /// # Errors
    ///
    /// `OtherCode` if another code wrapped it, `UpdateNeeded` if a newer app did.
    pub fn open(&self, wrapped: Vec<u8>) -> Result<Vec<u8>, ReboundError> {
        Ok(self.code.unwrap(&wrapped)?.reveal().to_vec())
    }
}

/// The text of a pairing: what the old device shows and the new one is told.
#[derive(Debug, uniffi::Object)]
pub struct Pairing {
    text: PairingText,
}

#[uniffi::export]
impl Pairing {
    /// On the old device: the code of `POST /v1/pairings`, and ten bytes that the platform drew at random.
    ///
    /// # Errors
    ///
    /// `Invalid` if the code is none, or the bytes are not ten.
    #[uniffi::constructor]
    pub fn begin(code: String, random: Vec<u8>) -> Result<Self, ReboundError> {
        let text = PairingText::new(&argument("code", code)?, bytes("random", random)?);
        Ok(Self { text: text.map_err(|error| ReboundError::invalid("code", error))? })
    }

    /// On the new device: what was typed, or read from the picture.
    ///
    /// # Errors
    ///
    /// `Invalid` if it is not whole, or holds what no code has.
    #[uniffi::constructor]
    pub fn read(text: String) -> Result<Self, ReboundError> {
        let text = argument("code", text)?.parse();
        Ok(Self { text: text.map_err(|error| ReboundError::invalid("code", error))? })
    }

    /// What is shown: as text, and in a picture behind the server's address and `/pair#`.
    pub fn text(&self) -> String {
        (*self.text.to_text()).clone()
    }

    /// The part for the server: for `POST /v1/pairings/claim`.
    pub fn server_code(&self) -> String {
        self.text.server_code().to_owned()
    }

    /// On the old device, when the person has said yes: the key, sealed to the new device's `public_key`,
    /// with 32 bytes that the platform drew at random for it.
    ///
    /// # Errors
    ///
    /// `NotPaired` if the public key does not come from who was shown the text: end that device.
    pub fn seal_key(
        &self,
        key: Vec<u8>,
        public_key: Vec<u8>,
        random: Vec<u8>,
    ) -> Result<Vec<u8>, ReboundError> {
        let key = account_key(key)?;
        Ok(pairing::seal_key(&key, &self.text, &public_key, bytes("random", random)?)?)
    }
}

/// The new device's side of a pairing, until it has the key.
#[derive(Debug, uniffi::Object)]
pub struct KeyRequest {
    request: pairing::KeyRequest,
}

#[uniffi::export]
impl KeyRequest {
    /// A request of who was told the text, with a key pair of 32 bytes that the platform drew at random.
    ///
    /// # Errors
    ///
    /// `Invalid` if there are more or fewer.
    #[uniffi::constructor]
    pub fn of(pairing: &Pairing, random: Vec<u8>) -> Result<Self, ReboundError> {
        let random = Zeroizing::new(bytes("random", random)?);
        Ok(Self { request: pairing::KeyRequest::new(pairing.text.clone(), &random) })
    }

    /// For `public_key`, in base64.
    pub fn public_key(&self) -> Vec<u8> {
        self.request.public_key()
    }

    /// The key out of `sealed_key`.
    ///
    /// # Errors
    ///
    /// `NotPaired` if it does not come from who showed the text, `UpdateNeeded` if a newer app sealed it.
    pub fn open(&self, sealed_key: Vec<u8>) -> Result<Vec<u8>, ReboundError> {
        Ok(self.request.open(&sealed_key)?.reveal().to_vec())
    }
}

/// The key as the app hands it over. The copy that crossed is overwritten.
fn account_key(key: Vec<u8>) -> Result<AccountKey, ReboundError> {
    Ok(AccountKey::from_bytes(bytes("key", key)?))
}
