//! Who may make an account.

use std::fmt;

use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// The shortest token, in characters.
pub const TOKEN_LEN_MIN: usize = 16;

/// Who may make an account.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SignUp {
    /// Whoever asks from the server's own machine, and not through a proxy. What nothing else was chosen
    /// for.
    #[default]
    OnThisMachine,
    /// Whoever can connect.
    Open,
    /// Whoever shows the token.
    ByToken(SignUpToken),
    /// Nobody: the members are all there.
    Closed,
}

/// What a new member shows: 16 characters or more, of which only the hash is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct SignUpToken([u8; 32]);

/// A text is too short for a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a sign-up token has at least {TOKEN_LEN_MIN} characters, none of them a space")]
pub struct InvalidToken;

impl SignUpToken {
    /// A token, whose text is what the operator hands out. Spaces and line ends around it do not count.
    ///
    /// # Errors
    ///
    /// [`InvalidToken`] if it is shorter than [`TOKEN_LEN_MIN`] or could not stand in a header.
    pub fn new(text: &str) -> Result<Self, InvalidToken> {
        let text = text.trim();
        let sound = text.len() >= TOKEN_LEN_MIN && text.bytes().all(|byte| byte.is_ascii_graphic());
        if sound { Ok(Self(Sha256::digest(text.as_bytes()).into())) } else { Err(InvalidToken) }
    }

    /// Whether this is what somebody shows. Takes as long for a near miss as for any other.
    fn is(&self, shown: &str) -> bool {
        let shown: [u8; 32] = Sha256::digest(shown.as_bytes()).into();
        self.0.ct_eq(&shown).into()
    }
}

impl fmt::Debug for SignUpToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignUpToken(…)")
    }
}

/// Where somebody comes from who wants an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComesFrom {
    /// From the server's own machine, without a proxy between.
    ThisMachine,
    /// From anywhere else.
    Elsewhere,
}

impl SignUp {
    /// Whether somebody may make an account who comes from there and shows this.
    pub fn admits(&self, from: ComesFrom, token: Option<&str>) -> bool {
        match self {
            Self::OnThisMachine => from == ComesFrom::ThisMachine,
            Self::Open => true,
            Self::ByToken(wanted) => token.is_some_and(|token| wanted.is(token)),
            Self::Closed => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_mode_admits_whom_it_says() {
        let token = "a-token-of-the-study-group";
        let by_token = SignUp::ByToken(SignUpToken::new(&format!(" {token}\n")).unwrap());
        let table = [
            (SignUp::OnThisMachine, [true, true, false, false]),
            (SignUp::Open, [true, true, true, true]),
            (by_token, [false, true, false, true]),
            (SignUp::Closed, [false, false, false, false]),
        ];
        for (mode, expected) in table {
            let admits = |from, token| mode.admits(from, token);
            let admitted = [
                admits(ComesFrom::ThisMachine, None),
                admits(ComesFrom::ThisMachine, Some(token)),
                admits(ComesFrom::Elsewhere, Some("a-token-of-the-study-grouq")),
                admits(ComesFrom::Elsewhere, Some(token)),
            ];
            assert_eq!(admitted, expected, "{mode:?}");
        }
        assert_eq!(SignUpToken::new("short"), Err(InvalidToken));
        assert_eq!(SignUpToken::new("sixteen characters but spaces"), Err(InvalidToken));
    }
}
