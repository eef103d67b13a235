//! How a value is sealed in its document, so that only who has the key can read it.
//!
//! AES-256-GCM-SIV (RFC 8452) under keys of the document's own. The id of an entry is derived from what
//! the entry is called, and is the nonce: two devices that seal one thing write the same bytes, and two
//! that seal different things under one id give away no more than that they differ, which is what this
//! mode is for. A sealed value is bound to its format, document and entry: one that was moved does not
//! open.

use std::fmt;
use std::str::FromStr;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, Mac};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::replica::document_id::DocumentId;
use crate::replica::key::{derive, hmac};

/// The first byte of a sealed value: the format that this build writes.
pub const VERSION: u8 = 2;

const TAG_LEN: usize = 16;

/// Ends a plaintext; zeros fill it up behind.
const END: u8 = 0x80;

/// A plaintext is filled up to a multiple of this, so that its length tells little of what it holds.
const STEP: usize = 16;

/// The id of an entry: the first 96 bits of an HMAC over what it is called. It tells neither a moment
/// nor a kind.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryId([u8; 12]);

/// A text is not the id of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the id of an entry: allowed is the base64url form of 12 bytes")]
pub struct InvalidEntryId;

impl EntryId {
    /// Takes the bytes as they are.
    pub const fn from_bytes(bytes: [u8; 12]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(&self) -> &[u8; 12] {
        &self.0
    }
}

/// The key under which the entry lies in its document: base64url, 16 letters.
impl fmt::Display for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for EntryId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EntryId({self})")
    }
}

impl FromStr for EntryId {
    type Err = InvalidEntryId;

    fn from_str(text: &str) -> Result<Self, InvalidEntryId> {
        let mut bytes = [0; 12];
        match URL_SAFE_NO_PAD.decode_slice(text, &mut bytes) {
            Ok(12) => Ok(Self(bytes)),
            Ok(_) | Err(_) => Err(InvalidEntryId),
        }
    }
}

/// Why a value does not open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Sealed by a newer build, in this format.
    #[error("sealed in format {0}")]
    NewerVersion(u8),
    /// Not sealed with this key for this place, or changed since.
    #[error("not what a device of this account sealed here")]
    Forged,
}

/// What seals and opens the values of one document.
pub struct Seal {
    document: DocumentId,
    cipher: Aes256GcmSiv,
    entries: Hmac<Sha256>,
}

impl Seal {
    /// The seal of a document under a secret. 64 bytes are derived from the secret and the document's
    /// id: the first half is the cipher's key, the other that of the HMAC with SHA-256 which gives the
    /// entries' ids.
    pub fn new(secret: &[u8; 32], document: DocumentId) -> Self {
        let mut keys = Zeroizing::new([[0; 32]; 2]);
        derive(secret, &[b"document/", document.as_bytes()], keys.as_flattened_mut());
        let [cipher, entries] = &*keys;
        Self { document, cipher: Aes256GcmSiv::new(cipher.into()), entries: hmac(entries) }
    }

    /// The id of the entry that is called `name`.
    pub fn entry(&self, name: &[u8]) -> EntryId {
        let mut hmac = self.entries.clone();
        hmac.update(name);
        let mut id = [0; 12];
        id.iter_mut().zip(hmac.finalize().into_bytes()).for_each(|(byte, derived)| *byte = derived);
        EntryId(id)
    }

    /// Seals what is to lie at `entry`.
    pub fn seal(&self, entry: &EntryId, plaintext: &[u8]) -> Vec<u8> {
        let filled = (plaintext.len() + 1).next_multiple_of(STEP);
        let mut sealed = Vec::with_capacity(1 + filled + TAG_LEN);
        sealed.push(VERSION);
        sealed.extend_from_slice(plaintext);
        sealed.push(END);
        sealed.resize(1 + filled, 0);
        let (_, text) = sealed.split_at_mut(1);
        let (nonce, bound) = (Nonce::from(entry.0), self.bound_to(entry));
        let tag = self.cipher.encrypt_inout_detached(&nonce, &bound, text.into());
        // A value would have to be longer than 64 GiB. Without its tag it would not open.
        debug_assert!(tag.is_ok());
        sealed.extend_from_slice(&tag.unwrap_or_default());
        sealed
    }

    /// Opens what lies at `entry`.
    ///
    /// # Errors
    ///
    /// [`NotOpened`] tells a newer format from what no own device sealed for this place.
    pub fn open(&self, entry: &EntryId, sealed: &[u8]) -> Result<Vec<u8>, NotOpened> {
        let (&version, ciphertext) = sealed.split_first().ok_or(NotOpened::Forged)?;
        match version {
            VERSION => {}
            ..VERSION => return Err(NotOpened::Forged),
            newer => return Err(NotOpened::NewerVersion(newer)),
        }
        let mut text = ciphertext.to_vec();
        let opened =
            self.cipher.decrypt_in_place(&Nonce::from(entry.0), &self.bound_to(entry), &mut text);
        opened.map_err(|_| NotOpened::Forged)?;
        let end =
            text.iter().rposition(|byte| *byte != 0).filter(|end| text.get(*end) == Some(&END));
        text.truncate(end.ok_or(NotOpened::Forged)?);
        Ok(text)
    }

    /// What a sealed value is bound to: format, document, entry.
    fn bound_to(&self, entry: &EntryId) -> [u8; 29] {
        let mut bound = [VERSION; 29];
        let parts = self.document.as_bytes().iter().chain(&entry.0);
        bound.iter_mut().skip(1).zip(parts).for_each(|(byte, part)| *byte = *part);
        bound
    }
}

/// Says which document, and nothing of the keys.
impl fmt::Debug for Seal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seal").field("document", &self.document).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seal(secret: u8, document: u8) -> Seal {
        Seal::new(&[secret; 32], DocumentId::from_random([document; 16]))
    }

    #[test]
    fn what_is_sealed_opens_at_its_place_and_nowhere_else() {
        let mine = seal(7, 1);
        let (here, there) = (mine.entry(b"here"), mine.entry(b"there"));
        for text in [b"".as_slice(), b"a", &[0; 15], &[END; 16], &[7; 200]] {
            let sealed = mine.seal(&here, text);
            assert_eq!(mine.open(&here, &sealed).as_deref(), Ok(text));
            assert_eq!(mine.open(&there, &sealed), Err(NotOpened::Forged));
            assert_eq!(seal(7, 2).open(&here, &sealed), Err(NotOpened::Forged));
            assert_eq!(seal(8, 1).open(&here, &sealed), Err(NotOpened::Forged));
        }
    }

    #[test]
    fn no_bit_and_no_byte_of_it_may_change() {
        let (seal, text) = (seal(7, 1), b"684 of 900");
        let entry = seal.entry(b"report");
        let sealed = seal.seal(&entry, text);
        for at in 0..sealed.len() {
            assert!(seal.open(&entry, &sealed[..at]).is_err(), "cut at {at}");
            for bit in 0..8 {
                let mut flipped = sealed.clone();
                flipped[at] ^= 1 << bit;
                assert!(seal.open(&entry, &flipped).is_err(), "bit {bit} of byte {at}");
            }
        }
        assert!(seal.open(&entry, &[sealed.as_slice(), &[0]].concat()).is_err());
    }

    #[test]
    fn a_newer_format_is_told_from_a_forgery() {
        let seal = seal(7, 1);
        let entry = seal.entry(b"report");
        assert_eq!(seal.open(&entry, &[VERSION + 1, 0, 0]), Err(NotOpened::NewerVersion(3)));
        assert_eq!(seal.open(&entry, &[]), Err(NotOpened::Forged));
    }

    #[test]
    fn lengths_tell_sixteen_apart_and_no_less() {
        let seal = seal(7, 1);
        let entry = seal.entry(b"note");
        let len = |text: usize| seal.seal(&entry, &vec![1; text]).len();
        assert_eq!([0, 15, 16, 31, 32].map(len), [33, 33, 49, 49, 65]);
    }

    #[test]
    fn an_entry_s_id_survives_its_text_and_debug_output_shows_no_key() {
        let seal = seal(7, 1);
        let entry = seal.entry(b"report");
        assert_eq!(entry.to_string().len(), 16);
        assert_eq!(entry.to_string().parse(), Ok(entry));
        for text in ["", "0123456789abcde", "0123456789abcdefg", "0123456789abcde+"] {
            assert_eq!(text.parse::<EntryId>(), Err(InvalidEntryId), "{text}");
        }
        assert!(format!("{seal:?}").starts_with("Seal { document: DocumentId("));
    }
}
