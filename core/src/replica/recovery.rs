//! The recovery code: what brings the account key back to somebody who has lost every device.
//!
//! It is drawn by a device, written down on paper, and shown to no server. Two values are derived from it:
//! one that the server knows the person by, and one that the server never sees, which wraps the account
//! key. So the paper opens what the server keeps, and the server alone opens nothing.

use std::fmt;
use std::str::FromStr;

use aes_gcm_siv::aead::AeadInOut;
use aes_gcm_siv::{Aes256GcmSiv, KeyInit, Nonce};
use zeroize::{Zeroize, Zeroizing};

use crate::base::checksum::first_bytes;
use crate::base::crockford;
use crate::replica::key::{AccountKey, InvalidCode, derive, typed};

/// A recovery code: 128 random bits.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; 16]);

/// Characters on paper: 26 for the bits, and four for their check sum.
const LEN: usize = 30;

/// The form in which the account key is wrapped; its first byte.
const VERSION: u8 = 1;

/// A wrapped key does not open with this code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotUnwrapped {
    /// Ask for an update of the app: a newer one wrapped it.
    #[error("the key was wrapped by a newer version of the app")]
    NewerVersion,
    /// It was wrapped with another code, or damaged: ask for the newest code.
    #[error("this recovery code does not open the key that the server keeps")]
    OtherCode,
}

impl RecoveryCode {
    /// A code of 128 bits that the host drew at random.
    pub const fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// The code as it is written down, once: six groups of five, the last four characters a check sum.
    pub fn to_text(&self) -> Zeroizing<String> {
        let check: String = crockford::encode(&check_sum(&self.0)).chars().take(4).collect();
        let bits = Zeroizing::new(crockford::encode(&self.0));
        let whole = Zeroizing::new([bits.as_str(), &check].concat());
        Zeroizing::new(crockford::grouped(&whole, 5))
    }

    /// What the server knows the person by: in the place of `recovery_code`, and in the header
    /// `Rebound-Recovery-Code`.
    pub fn sign_in(&self) -> Zeroizing<String> {
        let mut value = Zeroizing::new([0; 16]);
        derive(&self.0, &[b"recovery/sign-in"], &mut *value);
        Zeroizing::new(crockford::encode(&*value))
    }

    /// Wraps the account key for the server to keep: 49 bytes.
    pub fn wrap(&self, key: &AccountKey) -> Vec<u8> {
        let mut wrapped = [[VERSION].as_slice(), key.reveal()].concat();
        let (_, text) = wrapped.split_at_mut(1);
        let tag = self.cipher().encrypt_inout_detached(&Nonce::default(), &[VERSION], text.into());
        debug_assert!(tag.is_ok(), "32 bytes are not too long");
        wrapped.extend_from_slice(&tag.unwrap_or_default());
        wrapped
    }

    /// Opens what the server kept.
    ///
    /// # Errors
    ///
    /// [`NotUnwrapped`].
    pub fn unwrap(&self, wrapped: &[u8]) -> Result<AccountKey, NotUnwrapped> {
        let (&version, sealed) = wrapped.split_first().ok_or(NotUnwrapped::OtherCode)?;
        if version > VERSION {
            return Err(NotUnwrapped::NewerVersion);
        }
        let mut key = Zeroizing::new(sealed.to_vec());
        let opened = self.cipher().decrypt_in_place(&Nonce::default(), &[version], &mut *key);
        opened.map_err(|_| NotUnwrapped::OtherCode)?;
        key.as_slice().try_into().map(AccountKey::from_bytes).map_err(|_| NotUnwrapped::OtherCode)
    }

    /// Under a code's key one account key is wrapped, or another one later: the mode forgives that the
    /// nonce is always 0.
    fn cipher(&self) -> Aes256GcmSiv {
        let mut key = Zeroizing::new([0; 32]);
        derive(&self.0, &[b"recovery/wrap"], &mut *key);
        Aes256GcmSiv::new((&*key).into())
    }
}

/// 20 bits that tell a slip of the pen. They are for paper alone: no server sees them.
fn check_sum(code: &[u8; 16]) -> [u8; 3] {
    first_bytes([b"rebound/recovery/check".as_slice(), code])
}

impl FromStr for RecoveryCode {
    type Err = InvalidCode;

    /// As people type it: in small letters, with or without spaces and dashes, with O for 0.
    fn from_str(text: &str) -> Result<Self, InvalidCode> {
        let bytes = typed(text, LEN)?;
        let code = bytes.first_chunk().copied().map(Self).ok_or(InvalidCode::Length(LEN))?;
        let mut again = crockford::read(&code.to_text()).unwrap_or_default();
        let mut given = crockford::read(text).unwrap_or_default();
        let fits = again == given;
        again.zeroize();
        given.zeroize();
        if fits { Ok(code) } else { Err(InvalidCode::Checksum) }
    }
}

impl Drop for RecoveryCode {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CODE: RecoveryCode = RecoveryCode([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);

    const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

    /// The example of `docs/http.md`.
    #[test]
    fn what_is_derived_is_what_every_client_derives() {
        assert_eq!(*CODE.to_text(), "000G4-0R40M-30E20-9185G-R38E1-W0EGD");
        assert_eq!(*CODE.sign_in(), "HG80VMTDSZ4VZ4Y14PMMZ1D4E8");
    }

    #[test]
    fn the_paper_is_read_as_people_type_it_and_one_wrong_letter_is_told() {
        let paper = CODE.to_text();
        assert_eq!(paper.parse(), Ok(CODE));
        let typed = paper.to_lowercase().replace('-', " ").replace('0', "o");
        assert_eq!(typed.parse(), Ok(CODE));
        for (at, old) in paper.char_indices().filter(|(_, old)| *old != '-') {
            for new in "0123456789ABCDEFGHJKMNPQRSTVWXYZ".chars().filter(|new| *new != old) {
                let mut wrong = (*paper).clone();
                wrong.replace_range(at..=at, new.encode_utf8(&mut [0; 4]));
                assert_eq!(wrong.parse::<RecoveryCode>(), Err(InvalidCode::Checksum), "{wrong}");
            }
        }
        let read = |text: &str| text.parse::<RecoveryCode>().unwrap_err();
        assert_eq!(read(&paper[..30]), InvalidCode::Length(LEN));
        assert_eq!(read(""), InvalidCode::Length(LEN));
        assert_eq!(read(&paper.replace('0', "U")), InvalidCode::Letter);
    }

    #[test]
    fn a_wrapped_key_opens_with_its_code_alone() {
        let wrapped = CODE.wrap(&KEY);
        assert_eq!(wrapped.len(), 49);
        assert_eq!(CODE.unwrap(&wrapped), Ok(KEY));
        assert_eq!(RecoveryCode([9; 16]).unwrap(&wrapped), Err(NotUnwrapped::OtherCode));
        for at in 0..wrapped.len() {
            let mut changed = wrapped.clone();
            changed[at] ^= 1;
            assert!(CODE.unwrap(&changed).is_err());
            assert!(CODE.unwrap(&wrapped[..at]).is_err());
        }
        assert_eq!(CODE.unwrap(&[2, 0]), Err(NotUnwrapped::NewerVersion));
        assert_eq!(format!("{CODE:?}"), "RecoveryCode(…)");
    }
}
