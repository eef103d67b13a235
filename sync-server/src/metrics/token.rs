//! The operator's token, which opens the metrics on the server's own address.

use std::fs;
use std::path::Path;

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Shorter ones can be guessed.
const CHARACTERS_MIN: usize = 32;

/// What is kept of the token.
#[derive(Clone, Debug)]
pub(crate) struct OperatorToken([u8; 32]);

/// The file holds no token that could be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidOperatorToken {
    /// It cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// It is too short.
    #[error("the token has to have at least 32 characters")]
    Short,
}

impl OperatorToken {
    /// Reads the token from a file; blanks around it do not count.
    pub(crate) fn read(path: &Path) -> Result<Self, InvalidOperatorToken> {
        let unreadable =
            |error| InvalidOperatorToken::Unreadable(format!("{}: {error}", path.display()));
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let token = text.trim();
        if token.len() < CHARACTERS_MIN {
            return Err(InvalidOperatorToken::Short);
        }
        Ok(Self(Sha256::digest(token).into()))
    }

    /// Whether a request brings it.
    pub(crate) fn opens(&self, headers: &HeaderMap) -> bool {
        let value = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let brought = value.and_then(|value| value.split_once(' '));
        let brought = brought.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let hash = |token: &str| <[u8; 32]>::from(Sha256::digest(token.trim()));
        brought.is_some_and(|(_, token)| hash(token).ct_eq(&self.0).into())
    }
}
