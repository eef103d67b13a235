//! Another recovery code, with the account's key wrapped by it.

use serde::{Deserialize, Serialize};

use crate::account::Secrets;
use crate::account::ask::{Ask, base64, read};
use crate::account::call::Call;
use crate::account::devices::CODE_HEADER;
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;
use crate::account::secrets::{Membership, draw};
use crate::replica::recovery::RecoveryCode;

#[derive(Serialize)]
struct NewRecovery<'a> {
    recovery_code: &'a str,
    #[serde(with = "base64")]
    wrapped_key: Vec<u8>,
}

#[derive(Deserialize)]
struct Kept {
    #[serde(with = "base64")]
    wrapped_key: Vec<u8>,
}

impl Secrets {
    /// Replaces the recovery code; the old paper is worthless from then on, and has to be at hand for this.
    /// The code is drawn of `seed`, 32 random bytes: a call that is repeated because its answer was lost shows
    /// the code that is good. Ends with [`CallOutcome::NewCode`].
    ///
    /// # Errors
    ///
    /// [`NoAccount`](crate::account::secrets::SecretsError::NoAccount), [`CallError::Code`]; as the store
    /// says. In its course: [`CallError::CodeNeeded`] if the old code is not this account's.
    pub fn renew_code(&self, old: Option<&str>, seed: &[u8; 32]) -> Result<Call, CallError> {
        let (membership, key) = (self.member()?, self.account_key()?);
        let code = RecoveryCode::from_random(*draw(seed, "recovery-code"));
        let wrapped_key = code.wrap(&key);
        let body = NewRecovery { recovery_code: &code.sign_in(), wrapped_key };
        let asked = Ask::member(&membership, "POST", "/v1/recovery-code").saying(&body);
        let asked = match old {
            Some(old) => asked.with(CODE_HEADER, &old.parse::<RecoveryCode>()?.sign_in()),
            None => asked,
        };
        Ok(asked.heard(move |reply| match reply {
            Ok(_) => Ok(shown(&code)),
            // It may have worked before, with an answer that was lost.
            Err(CallError::CodeNeeded) => Ok(look(&membership, code.clone())),
            Err(error) => Err(error),
        }))
    }
}

fn look(membership: &Membership, code: RecoveryCode) -> Call {
    let asked = Ask::member(membership, "GET", "/v1/account/wrapped-key").about("wrapped_key");
    asked.heard(move |reply| {
        let kept = reply.and_then(read::<Kept>);
        match kept.is_ok_and(|kept| code.unwrap(&kept.wrapped_key).is_ok()) {
            true => Ok(shown(&code)),
            false => Err(CallError::CodeNeeded),
        }
    })
}

fn shown(code: &RecoveryCode) -> Call {
    Call::done(CallOutcome::NewCode { recovery_code: (*code.to_text()).clone() })
}
