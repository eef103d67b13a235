//! The devices of the account, and the account as a whole.

use serde::Serialize;

use crate::account::Secrets;
use crate::account::ask::{Ask, read};
use crate::account::call::Call;
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;
use crate::base::ids::DeviceId;
use crate::replica::recovery::RecoveryCode;

/// The header that shows what a thief does not have.
pub(super) const CODE_HEADER: &str = "rebound-recovery-code";

/// What the export of an account may hold, in bytes: an app keeps all of it in memory.
const EXPORT_BYTES_MAX: u64 = 1 << 30;

#[derive(Serialize)]
struct Name<'a> {
    name: &'a str,
}

impl Secrets {
    /// Lists the devices of the account. Ends with [`CallOutcome::Devices`].
    ///
    /// # Errors
    ///
    /// [`NoAccount`](crate::account::secrets::SecretsError::NoAccount); as the store says.
    pub fn devices(&self) -> Result<Call, CallError> {
        let asked = Ask::member(&self.member()?, "GET", "/v1/devices");
        Ok(asked.then(|reply| Ok(Call::done(CallOutcome::Devices { devices: read(reply)? }))))
    }

    /// Calls a device something else. Ends with [`CallOutcome::Finished`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::devices`].
    pub fn rename_device(&self, device: DeviceId, name: &str) -> Result<Call, CallError> {
        let path = format!("/v1/devices/{device}");
        Ok(finish(
            Ask::member(&self.member()?, "PUT", &path).about("device").saying(&Name { name }),
        ))
    }

    /// Ends a device: its credential is good no more, and its connections end within a second. What is on it
    /// stays there. The last device, and one that is older than this one, want the recovery code. Ends with
    /// [`CallOutcome::Finished`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::devices`]; [`CallError::Code`]. In its course: [`CallError::CodeNeeded`].
    pub fn end_device(&self, device: DeviceId, code: Option<&str>) -> Result<Call, CallError> {
        let path = format!("/v1/devices/{device}");
        let asked = Ask::member(&self.member()?, "DELETE", &path).about("device");
        let Some(code) = code else { return Ok(finish(asked)) };
        Ok(finish(asked.with(CODE_HEADER, &code.parse::<RecoveryCode>()?.sign_in())))
    }

    /// Deletes the account with all that the server has of it; what is on devices and with partners stays
    /// there. This device has no account then. Ends with [`CallOutcome::Finished`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::end_device`].
    pub fn delete_account(&self, code: &str) -> Result<Call, CallError> {
        let code: RecoveryCode = code.parse()?;
        let asked = Ask::member(&self.member()?, "DELETE", "/v1/account");
        let secrets = self.clone();
        Ok(asked.with(CODE_HEADER, &code.sign_in()).then(move |_| {
            secrets.forget_membership()?;
            Ok(Call::done(CallOutcome::Finished))
        }))
    }

    /// Everything that the server holds about the account. What was recorded is sealed in it: the readable
    /// form is the device's own export. Ends with [`CallOutcome::Exported`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::devices`]. In its course: [`CallError::Unavailable`] if it is not whole.
    pub fn export(&self) -> Result<Call, CallError> {
        let asked =
            Ask::member(&self.member()?, "GET", "/v1/account/export").of_up_to(EXPORT_BYTES_MAX);
        Ok(asked.then(|reply| {
            let last = reply.body.trim_ascii_end().rsplit(|byte| *byte == b'\n').next();
            if last.is_none_or(|line| !line.starts_with(b"{\"end\"")) {
                let reason = "the export broke off".to_owned();
                return Err(CallError::Unavailable { reason });
            }
            Ok(Call::done(CallOutcome::Exported { jsonl: reply.body.clone() }))
        }))
    }
}

/// A request after which there is nothing more to know.
pub(super) fn finish(asked: Ask) -> Call {
    asked.then(|_| Ok(Call::done(CallOutcome::Finished)))
}
