//! How an account comes to be, also where the answer to that was lost.
//!
//! The recovery code is put away before it is sent. A server that has made the account, and whose answer never came,
//! says of the same code that it is taken; whoever has the code is let in with it as after a loss, and comes into the
//! same account. So a lost answer costs a request, and no account is left that nobody can reach.

use std::sync::Arc;

use crate::account::Secrets;
use crate::account::address::ServerAddress;
use crate::account::ask::{Ask, read};
use crate::account::call::Call;
use crate::account::http::HttpReply;
use crate::account::joining::{NewDevice, Welcome};
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;
use crate::account::secrets::{Credential, SecretsError, Unanswered, draw};
use crate::base::ids::DeviceId;
use crate::replica::key::AccountKey;
use crate::replica::recovery::RecoveryCode;

#[derive(Debug)]
struct Founding {
    secrets: Secrets,
    server: ServerAddress,
    device: DeviceId,
    name: String,
    key: AccountKey,
    code: RecoveryCode,
}

impl Secrets {
    /// Makes an account on a server, with this device as its first one, whose key the server keeps wrapped
    /// with a recovery code of this device's own. `token`: what the operator gave to those who may join. `seed`
    /// are 32 bytes that the host drew at random for this call. Ends with [`CallOutcome::Registered`].
    ///
    /// # Errors
    ///
    /// [`SecretsError::HasAccount`]; [`CallError::Address`]; as the store says.
    pub fn register(
        &self,
        server: &str,
        name: &str,
        token: Option<&str>,
        seed: &[u8; 32],
    ) -> Result<Call, CallError> {
        if self.membership()?.is_some() {
            return Err(SecretsError::HasAccount.into());
        }
        let (server, key): (ServerAddress, _) = (server.parse()?, self.account_key()?);
        let device = self.device()?.ok_or(SecretsError::DeviceMissing)?;
        let code = self.code_to_found_with(&server, seed)?;
        let (secrets, name) = (self.clone(), name.to_owned());
        Ok(Arc::new(Founding { secrets, server, device, name, key, code }).found(token))
    }

    /// The code of an earlier call whose answer never came, or a new one; put away either way.
    fn code_to_found_with(
        &self,
        server: &ServerAddress,
        seed: &[u8; 32],
    ) -> Result<RecoveryCode, SecretsError> {
        let earlier = self.unanswered()?.filter(|earlier| earlier.server == *server);
        if let Some(code) = earlier.and_then(|earlier| earlier.recovery_code.parse().ok()) {
            return Ok(code);
        }
        let code = RecoveryCode::from_random(*draw(seed, "recovery-code"));
        let asked = Unanswered { server: server.clone(), recovery_code: code.to_text() };
        self.put_credential(&Credential::Unanswered(asked))?;
        Ok(code)
    }
}

impl Founding {
    fn found(self: Arc<Self>, token: Option<&str>) -> Call {
        let body = NewDevice {
            recovery_code: Some(&self.code.sign_in()),
            wrapped_key: Some(self.code.wrap(&self.key)),
            ..NewDevice::new(self.device, &self.name)
        };
        let asked = Ask::stranger(&self.server, "POST", "/v1/accounts").saying(&body);
        let asked = match token {
            Some(token) => asked.bearer(token),
            None => asked,
        };
        asked.heard(move |reply| match reply {
            Err(CallError::CodeTaken { .. }) => Ok(self.clone().come_back()),
            reply => self.welcomed(reply?),
        })
    }

    /// The only device of that account is this one, with a credential that never came.
    fn come_back(self: Arc<Self>) -> Call {
        let body = NewDevice {
            recovery_code: Some(&self.code.sign_in()),
            revoke_others: Some(true),
            ..NewDevice::new(self.device, &self.name)
        };
        let asked = Ask::stranger(&self.server, "POST", "/v1/recovery").saying(&body);
        asked.then(move |reply| self.welcomed(reply))
    }

    fn welcomed(&self, reply: &HttpReply) -> Result<Call, CallError> {
        self.secrets.put_membership(read::<Welcome>(reply)?.membership(&self.server))?;
        let recovery_code = (*self.code.to_text()).clone();
        let fingerprint = self.key.fingerprint().to_string();
        Ok(Call::done(CallOutcome::Registered { recovery_code, fingerprint }))
    }
}
