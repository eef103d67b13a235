//! How the account key comes to a further device, past a server that must not have it.
//!
//! ```text
//! old device   shows a text of 24 characters: eight are the server's, sixteen are between the two
//! new device   registers with the eight, and leaves a public key, confirmed with the sixteen
//! old device   checks that, asks the person, and seals the account key to the public key
//! new device   opens it: only who showed the sixteen can have sealed it
//! ```
//!
//! Sealed by HPKE (RFC 9180: X25519, HKDF-SHA-256, AES-256-GCM) in the mode with a pre-shared key.

use std::fmt;
use std::str::FromStr;

use hmac::{Hmac, Mac};
use hpke::aead::AesGcm256;
use hpke::kdf::HkdfSha256;
use hpke::kem::X25519HkdfSha256;
use hpke::{
    Deserializable, Kem, OpModeR, OpModeS, PskBundle, Serializable, single_shot_open,
    single_shot_seal_with_rng,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;
use sha2::Sha256;
use zeroize::{Zeroize, Zeroizing};

use crate::base::crockford;
use crate::replica::key::{AccountKey, InvalidCode, derive, hmac, typed};

/// Characters that the server gives out, and those that it never sees.
const SERVERS: usize = 8;
const OURS: usize = 16;

/// The form in which the account key is sealed; its first byte.
const VERSION: u8 = 1;

/// What both sides bind into what they seal.
const PURPOSE: &[u8] = b"rebound/pairing";

/// What the old device shows and the new one is told, by camera or by hand.
#[derive(Clone, PartialEq, Eq)]
pub struct PairingText {
    server: String,
    secret: [u8; 10],
}

impl PairingText {
    /// The text of a pairing: the code that the server gave, and 80 bits that the host drew at random.
    ///
    /// # Errors
    ///
    /// [`InvalidCode`]: the server's code is none of eight characters.
    pub fn new(server: &str, secret: [u8; 10]) -> Result<Self, InvalidCode> {
        let server = crockford::read(server).ok_or(InvalidCode::Letter)?;
        if server.len() == SERVERS {
            Ok(Self { server, secret })
        } else {
            Err(InvalidCode::Length(SERVERS))
        }
    }

    /// The text, in six groups of four.
    pub fn to_text(&self) -> Zeroizing<String> {
        let secret = Zeroizing::new(crockford::encode(&self.secret));
        let whole = Zeroizing::new([self.server.as_str(), &secret].concat());
        Zeroizing::new(crockford::grouped(&whole, 4))
    }

    /// The part for the server: the code of a claim.
    pub fn server_code(&self) -> &str {
        &self.server
    }

    /// Of what both know, the part for one purpose.
    fn secret_for(&self, purpose: &[u8]) -> Zeroizing<[u8; 32]> {
        let mut secret = Zeroizing::new([0; 32]);
        derive(&self.secret, &[b"pairing/", purpose], &mut *secret);
        secret
    }

    /// Whether a public key, as [`KeyRequest::public_key`] leaves it, comes from who was told this text.
    pub fn confirms(&self, public_key: &[u8]) -> bool {
        self.confirmed(public_key).is_some()
    }

    fn confirmed<'a>(&self, public_key: &'a [u8]) -> Option<&'a [u8]> {
        let (public, confirmed) = public_key.split_at_checked(32)?;
        self.confirmation(public).verify_slice(confirmed).ok().map(|()| public)
    }

    /// What confirms a public key to who knows the text.
    fn confirmation(&self, public_key: &[u8]) -> Hmac<Sha256> {
        let mut hmac = hmac(&self.secret_for(b"confirm"));
        hmac.update(public_key);
        hmac
    }
}

impl FromStr for PairingText {
    type Err = InvalidCode;

    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        // A picture holds the server's address before it.
        let text = text.rsplit_once('#').map_or(text, |(_, code)| code);
        let bytes = typed(text, SERVERS + OURS)?;
        let read = Zeroizing::new(crockford::read(text).unwrap_or_default());
        let secret = bytes.last_chunk().copied().ok_or(InvalidCode::Length(SERVERS + OURS))?;
        Self::new(read.get(..SERVERS).unwrap_or_default(), secret)
    }
}

impl Drop for PairingText {
    fn drop(&mut self) {
        self.secret.zeroize();
    }
}

impl fmt::Debug for PairingText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PairingText(…)")
    }
}

/// The new device's side: what it asks for the account key with.
pub struct KeyRequest {
    text: PairingText,
    private: <X25519HkdfSha256 as Kem>::PrivateKey,
    public: [u8; 32],
}

/// A step of a pairing is not what the other device did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotPaired {
    /// Stop, and end the new device: somebody stands between the two, or the text was typed wrong.
    #[error("this is not the device that was shown the code: end it, and begin another pairing")]
    OtherDevice,
    /// Stop: what came was not sealed by who showed the code, or for another request. Begin another pairing.
    #[error("the key did not come from the device that showed the code: begin another pairing")]
    OtherKey,
    /// Ask for an update of the app: the other device has a newer one.
    #[error("the other device has a newer version of the app")]
    NewerVersion,
}

impl KeyRequest {
    /// A request with a key pair of its own. `random` are 32 bytes that the host drew.
    pub fn new(text: PairingText, random: &[u8; 32]) -> Self {
        let (private, public) = X25519HkdfSha256::derive_keypair(random);
        Self { text, private, public: public.to_bytes().into() }
    }

    /// What the new device leaves on the server as its `public_key`: 32 bytes, and the 32 that confirm them.
    pub fn public_key(&self) -> Vec<u8> {
        let confirmed = self.text.confirmation(&self.public).finalize().into_bytes();
        [self.public.as_slice(), &confirmed].concat()
    }

    /// Opens what the old device has sealed.
    ///
    /// # Errors
    ///
    /// [`NotPaired`].
    pub fn open(&self, sealed: &[u8]) -> Result<AccountKey, NotPaired> {
        let (&version, rest) = sealed.split_first().ok_or(NotPaired::OtherKey)?;
        if version > VERSION {
            return Err(NotPaired::NewerVersion);
        }
        let (encapped, text) = rest.split_at_checked(32).ok_or(NotPaired::OtherKey)?;
        let shared = self.text.secret_for(b"seal");
        let opened = <X25519HkdfSha256 as Kem>::EncappedKey::from_bytes(encapped)
            .and_then(|encapped| {
                let mode = OpModeR::Psk(PskBundle::new(&*shared, PURPOSE)?);
                single_shot_open::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
                    &mode,
                    &self.private,
                    &encapped,
                    PURPOSE,
                    text,
                    &[version],
                )
            })
            .map(Zeroizing::new);
        let key = opened.map_err(|_| NotPaired::OtherKey)?;
        key.as_slice().try_into().map(AccountKey::from_bytes).map_err(|_| NotPaired::OtherKey)
    }
}

impl fmt::Debug for KeyRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("KeyRequest(…)")
    }
}

/// The old device's side: checks that a public key comes from who was shown the text, and seals the account
/// key to it. `random` are 32 bytes that the host drew for this. Ask the person before.
///
/// # Errors
///
/// [`NotPaired::OtherDevice`]: nothing was sealed.
pub fn seal_key(
    key: &AccountKey,
    text: &PairingText,
    public_key: &[u8],
    random: [u8; 32],
) -> Result<Vec<u8>, NotPaired> {
    let public = text.confirmed(public_key).ok_or(NotPaired::OtherDevice)?;
    let shared = text.secret_for(b"seal");
    let sealed = <X25519HkdfSha256 as Kem>::PublicKey::from_bytes(public).and_then(|public| {
        let mode = OpModeS::Psk(PskBundle::new(&*shared, PURPOSE)?);
        single_shot_seal_with_rng::<AesGcm256, HkdfSha256, X25519HkdfSha256>(
            &mode,
            &public,
            PURPOSE,
            key.reveal(),
            &[VERSION],
            &mut ChaCha20Rng::from_seed(random),
        )
    });
    let (encapped, sealed) = sealed.map_err(|_| NotPaired::OtherDevice)?;
    Ok([[VERSION].as_slice(), &encapped.to_bytes(), &sealed].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

    fn text() -> PairingText {
        PairingText::new("K7Q2-M9XA", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]).unwrap()
    }

    #[test]
    fn the_text_survives_typing_and_the_picture() {
        assert_eq!(*text().to_text(), "K7Q2-M9XA-000G-40R4-0M30-E209");
        assert_eq!(text().server_code(), "K7Q2M9XA");
        for typed in [
            "K7Q2-M9XA-000G-40R4-0M30-E209",
            "k7q2m9xa ooog4or4 om3oe2o9\n",
            "https://sync.example.org/pair#K7Q2-M9XA-000G-40R4-0M30-E209",
        ] {
            assert_eq!(typed.parse(), Ok(text()), "{typed}");
        }
        let read = |text: &str| text.parse::<PairingText>().unwrap_err();
        assert_eq!(read("K7Q2-M9XA"), InvalidCode::Length(24));
        assert_eq!(read("K7Q2-M9XA-000G-40R4-0M30-E20U"), InvalidCode::Letter);
        assert_eq!(PairingText::new("K7Q2", [0; 10]), Err(InvalidCode::Length(8)));
        assert_eq!(format!("{:?}", text()), "PairingText(…)");
    }

    #[test]
    fn the_key_comes_to_the_device_that_was_shown_the_text() {
        let request = KeyRequest::new(text(), &[1; 32]);
        let sealed = seal_key(&KEY, &text(), &request.public_key(), [2; 32]).unwrap();
        assert!(sealed.len() < 100, "{}", sealed.len());
        assert_eq!(request.open(&sealed), Ok(KEY));
        // The same once more, with other chance, is another text.
        assert_ne!(seal_key(&KEY, &text(), &request.public_key(), [3; 32]), Ok(sealed));
    }

    #[test]
    fn who_was_not_shown_the_text_gets_no_key_and_gives_none() {
        let other = PairingText::new("K7Q2M9XA", [9; 10]).unwrap();
        let request = KeyRequest::new(text(), &[1; 32]);
        let between = KeyRequest::new(other.clone(), &[1; 32]);
        let seal = |text: &PairingText, public: &[u8]| seal_key(&KEY, text, public, [2; 32]);
        let mine = text();
        assert_eq!(seal(&mine, &between.public_key()), Err(NotPaired::OtherDevice));
        for at in [0, 31, 32, 63] {
            let mut changed = request.public_key();
            changed[at] ^= 1;
            assert_eq!(seal(&mine, &changed), Err(NotPaired::OtherDevice), "{at}");
            assert_eq!(seal(&mine, &changed[..at]), Err(NotPaired::OtherDevice), "{at}");
        }
        // Sealed to the right public key by somebody who guessed at the text.
        let mut guessed = request.public_key()[..32].to_vec();
        guessed.extend_from_slice(&other.confirmation(&guessed).finalize().into_bytes());
        let slipped_in = seal(&other, &guessed).unwrap();
        assert_eq!(request.open(&slipped_in), Err(NotPaired::OtherKey));
        // For another request.
        let sealed = seal(&mine, &request.public_key()).unwrap();
        let later = KeyRequest::new(text(), &[4; 32]);
        assert_eq!(later.open(&sealed), Err(NotPaired::OtherKey));
        for at in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(request.open(&changed).is_err(), "{at}");
            assert!(request.open(&sealed[..at]).is_err(), "{at}");
        }
        assert_eq!(request.open(&[2, 0]), Err(NotPaired::NewerVersion));
    }
}
