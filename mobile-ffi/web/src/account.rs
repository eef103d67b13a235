//! What the device does on a server: one row for each call. Each begins a conversation that the worker carries on.

use rebound_core::account::joining::OtherDevices;
use rebound_core::account::secrets::SecretsError;
use rebound_core::base::ids::{DeviceId, RelationId};
use rebound_core::crossing::length::{argument, as_str, optional};
use rebound_core::replica::document_id::DocumentId;

use crate::host::Begun;
use crate::outcomes::{
    Asking, Claimed, Devices, Exported, Finished, Invited, Invites, Joined, NewCode, News,
    PairingShown, Registered,
};
use crate::table::calls;

calls! {
    /// This device's account on a server: how it gets one, and what it does there.
    interface AccountCalls for (host, at);

    /// Makes an account with this device as its first one. `token` is what the server's operator gave out.
    register(server: String, name: String, token: Option<String>) -> Begun<Registered> {
        let (server, name) = (argument("server", server)?, argument("name", name)?);
        let token = optional("token", token)?;
        host.registering(|secrets| secrets.register(&server, &name, as_str(&token), &at.seed))?
    }
    /// Joins the account of a device that shows a pairing's text, before anything is recorded here.
    join(text: String, server: Option<String>, name: String) -> Begun<Joined> {
        let (text, server) = (argument("code", text)?, optional("server", server)?);
        let name = argument("name", name)?;
        host.joining(|secrets| secrets.join(&text, as_str(&server), &name, &at.seed))?
    }
    /// Joins the account of a recovery code, before anything is recorded here or when the key is missing.
    recover(code: String, server: String, name: String, others: OtherDevices) -> Begun<Joined> {
        let (code, server) = (argument("code", code)?, argument("server", server)?);
        let name = argument("name", name)?;
        host.joining(|secrets| secrets.recover(&code, &server, &name, others, &at.seed))?
    }
    /// Begins to pair another device.
    begin_pairing() -> Begun<PairingShown> {
        host.begin(|secrets| secrets.begin_pairing(&at.seed))?
    }
    /// Waits for a device that was told the text, five minutes at most.
    await_device(text: String) -> Begun<Asking> {
        let text = argument("code", text)?;
        host.begin(|secrets| secrets.await_device(&text))?
    }
    /// Hands the key to a device that asked, when the person has said yes; for a no, there is `endDevice`.
    confirm_pairing(text: String, device: DeviceId) -> Begun<Joined> {
        let text = argument("code", text)?;
        host.begin(|secrets| secrets.confirm_pairing(&text, device, &at.seed))?
    }
    /// Replaces the recovery code; the old one is needed, and worthless then.
    renew_code(old: Option<String>) -> Begun<NewCode> {
        let old = optional("code", old)?;
        host.begin(|secrets| secrets.renew_code(as_str(&old), &at.seed))?
    }
    /// Lists the devices of the account.
    devices() -> Begun<Devices> {
        host.begin(|secrets| secrets.devices())?
    }
    /// Calls a device something else.
    rename_device(device: DeviceId, name: String) -> Begun<Finished> {
        let name = argument("name", name)?;
        host.begin(|secrets| secrets.rename_device(device, &name))?
    }
    /// Ends a device; what is on it stays there. The last one, and one older than this, want the recovery code.
    end_device(device: DeviceId, code: Option<String>) -> Begun<Finished> {
        let code = optional("code", code)?;
        host.begin(|secrets| secrets.end_device(device, as_str(&code)))?
    }
    /// Invites a partner to what `shareProgress` began to share, when it was synced.
    invite(relation: RelationId) -> Begun<Invited> {
        host.begin(|secrets| secrets.invite(&relation))?
    }
    /// Claims an invite by its link, after `followProgress`; the owner confirms.
    claim(link: String) -> Begun<Claimed> {
        let link = argument("invitation", link)?;
        host.begin(|secrets| secrets.claim(&link))?
    }
    /// Lists the invites of a relation that are not over.
    invites(relation: RelationId) -> Begun<Invites> {
        host.begin(|secrets| secrets.invites(&relation))?
    }
    /// Lets in who has claimed an invite, when both have compared.
    confirm_invite(relation: RelationId, invite: String) -> Begun<Finished> {
        let invite = argument("invite", invite)?;
        host.begin(|secrets| secrets.confirm_invite(&relation, &invite))?
    }
    /// Takes an invite back.
    withdraw_invite(relation: RelationId, invite: String) -> Begun<Finished> {
        let invite = argument("invite", invite)?;
        host.begin(|secrets| secrets.withdraw_invite(&relation, &invite))?
    }
    /// Gives back this account's role to what somebody else shares, after `stopFollowing`.
    leave(document: DocumentId) -> Begun<Finished> {
        host.begin(|secrets| secrets.leave(document))?
    }
    /// Deletes from the server what a relation shared, after `endSharing`.
    delete_shared(relation: RelationId) -> Begun<Finished> {
        host.begin(|secrets| secrets.delete_shared(&relation))?
    }
    /// Everything that the server holds about the account, sealed as it is.
    export() -> Begun<Exported> {
        host.begin(|secrets| secrets.export())?
    }
    /// Deletes the account, and all that the server has of it.
    delete(code: String) -> Begun<Finished> {
        let code = argument("code", code)?;
        host.begin(|secrets| secrets.delete_account(&code))?
    }
    /// Asks what is new for this device since it asked last.
    news() -> Begun<News> {
        let account = host.secrets().account()?.ok_or(SecretsError::NoAccount)?;
        let moment = host.device()?.feed_moment(account)?.map(str::to_owned);
        host.begin(|secrets| secrets.news(moment.as_deref()))?
    }
}
