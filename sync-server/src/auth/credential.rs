//! Device credentials: a secret that the device keeps, of which the server knows only a hash.

use std::fmt;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use sha2::{Digest, Sha256};

use crate::hex;

/// What every credential starts with, so that one that leaked can be found and told apart.
const PREFIX: &str = "rbd_";

/// A device credential: `rbd_` and 256 random bits in hex.
#[derive(Clone, PartialEq, Eq)]
pub struct Credential(String);

/// SHA-256 of a credential.
pub type CredentialHash = [u8; 32];

impl Credential {
    /// A credential from 256 random bits.
    pub fn from_random(bytes: [u8; 32]) -> Self {
        Self(format!("{PREFIX}{}", hex::encode(&bytes)))
    }

    /// The credential of a request: `Authorization: Bearer rbd_…`, or the password of HTTP Basic,
    /// which is what a client sends that can only be given an URL. Never from the URL's query.
    pub fn of_request(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(AUTHORIZATION)?.to_str().ok()?;
        let (scheme, rest) = value.split_once(' ')?;
        let secret = if scheme.eq_ignore_ascii_case("bearer") {
            rest.trim().to_owned()
        } else if scheme.eq_ignore_ascii_case("basic") {
            let decoded = String::from_utf8(BASE64.decode(rest.trim()).ok()?).ok()?;
            decoded.split_once(':')?.1.to_owned()
        } else {
            return None;
        };
        let fits = secret.starts_with(PREFIX) && secret.len() == PREFIX.len() + 64;
        fits.then_some(Self(secret))
    }

    /// What the server keeps.
    pub fn hash(&self) -> CredentialHash {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The secret itself, for the one answer that hands it out.
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

/// What a request shows as `Authorization: Bearer …`, whatever it is.
pub(crate) fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, shown) = headers.get(AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| shown.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(value: &str) -> Option<Credential> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, value.parse().unwrap());
        Credential::of_request(&headers)
    }

    #[test]
    fn bearer_and_basic_carry_the_same_credential() {
        let credential = Credential::from_random([0xab; 32]);
        assert_eq!(of(&format!("Bearer {}", credential.reveal())), Some(credential.clone()));
        // "phone:rbd_abab…" in base64.
        let basic = "cGhvbmU6cmJkX2FiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWJhYmFiYWI=";
        assert_eq!(of(&format!("Basic {basic}")), Some(credential));
    }

    #[test]
    fn other_words_are_no_credential() {
        for value in ["Bearer hello", "Basic !!!", "Digest x", "Bearer"] {
            assert_eq!(of(value), None, "{value}");
        }
    }

    #[test]
    fn a_credential_does_not_show_in_debug_output() {
        assert_eq!(format!("{:?}", Credential::from_random([1; 32])), "Credential(…)");
    }
}
