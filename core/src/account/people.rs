//! Study partners: invited by one link, let in by a yes.

use serde::{Deserialize, Serialize};

use crate::account::Secrets;
use crate::account::ask::{Ask, read};
use crate::account::call::Call;
use crate::account::devices::finish;
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;
use crate::account::secrets::Membership;
use crate::base::ids::RelationId;
use crate::base::time::UtcMillis;
use crate::replica::document::name::DocumentName;
use crate::replica::document_id::DocumentId;
use crate::replica::invitation::{InvalidInvitation, Invitation};

/// The page that a link for a partner names. Browsers keep what follows `#` to themselves.
const PAGE: &str = "/follow";

#[derive(Serialize)]
struct NewInvite {
    role: &'static str,
}

#[derive(Deserialize)]
struct MadeInvite {
    token: String,
    expires_ms: UtcMillis,
}

#[derive(Serialize)]
struct Token<'a> {
    token: &'a str,
}

/// What a partner is sent as one link: where, what lets them in, and what opens what they see.
struct PartnerLink {
    /// The token that the server knows.
    token: String,
    /// What the server never sees.
    invitation: Invitation,
}

/// What to follow: out of the link that a partner was sent, or out of an invitation by itself.
///
/// # Errors
///
/// [`InvalidInvitation`] tells what it lacks.
pub fn invitation(text: &str) -> Result<Invitation, InvalidInvitation> {
    match text.contains(PAGE) {
        true => Ok(PartnerLink::read(text)?.invitation),
        false => text.parse(),
    }
}

impl PartnerLink {
    fn read(link: &str) -> Result<Self, InvalidInvitation> {
        let (_, rest) = link.trim().split_once('#').ok_or(InvalidInvitation::NoKey)?;
        let (token, invitation) = rest.split_once('/').ok_or(InvalidInvitation::NoDocument)?;
        Ok(Self { token: token.to_owned(), invitation: invitation.parse()? })
    }

    fn to_text(&self, membership: &Membership) -> String {
        let Self { token, invitation } = self;
        format!("{}#{token}/{}", membership.server.page(PAGE), *invitation.to_text())
    }
}

impl Secrets {
    /// Invites a partner to what is shared with them. The document has to be on the server first: share, sync,
    /// then invite. Good for a day, once. Ends with [`CallOutcome::Invited`].
    ///
    /// # Errors
    ///
    /// [`NoAccount`](crate::account::secrets::SecretsError::NoAccount); as the store says. In its course:
    /// [`CallError::NotThere`]: sync first.
    pub fn invite(&self, relation: &RelationId) -> Result<Call, CallError> {
        let (membership, key) = (self.member()?, self.account_key()?);
        let document = DocumentName::Progress(relation.clone()).id(&key);
        let invitation = Invitation { document, key: key.relation(relation) };
        let asked = Ask::member(&membership, "POST", &of(document, "")).about("document");
        // Who only looks at what is shown has no need to write.
        Ok(asked.saying(&NewInvite { role: "reader" }).then(move |reply| {
            let MadeInvite { token, expires_ms } = read(reply)?;
            let link = PartnerLink { token, invitation: invitation.clone() };
            let link = link.to_text(&membership);
            Ok(Call::done(CallOutcome::Invited { link, expires: expires_ms }))
        }))
    }

    /// Claims an invite with this account; the owner has to confirm it then. Ends with
    /// [`CallOutcome::Claimed`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`]; [`CallError::Invitation`]. In its course: [`CallError::CodeNeeded`] if it
    /// was used or is too old: ask for another one.
    pub fn claim(&self, link: &str) -> Result<Call, CallError> {
        let PartnerLink { token, .. } = PartnerLink::read(link)?;
        let asked = Ask::member(&self.member()?, "POST", "/v1/invites/claim").about("invite");
        Ok(asked.saying(&Token { token: &token }).heard(|reply| match reply {
            Err(CallError::NotThere { .. }) => Err(CallError::CodeNeeded),
            reply => Ok(Call::done(CallOutcome::Claimed { claimed: read(reply?)? })),
        }))
    }

    /// Lists the invites of a relation that are not over. Ends with [`CallOutcome::Invites`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`].
    pub fn invites(&self, relation: &RelationId) -> Result<Call, CallError> {
        let asked = self.about_invite("GET", relation, "")?;
        Ok(asked.then(|reply| Ok(Call::done(CallOutcome::Invites { invites: read(reply)? }))))
    }

    /// Lets in who has claimed an invite, when the owner has compared and said yes. Ends with
    /// [`CallOutcome::Finished`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`]. In its course: [`CallError::NotClaimed`].
    pub fn confirm_invite(&self, relation: &RelationId, invite: &str) -> Result<Call, CallError> {
        Ok(finish(self.about_invite("PUT", relation, invite)?))
    }

    /// Takes an invite back before it is confirmed. Ends with [`CallOutcome::Finished`].
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`].
    pub fn withdraw_invite(&self, relation: &RelationId, invite: &str) -> Result<Call, CallError> {
        Ok(finish(self.about_invite("DELETE", relation, invite)?))
    }

    /// Deletes what is shared in a relation from the server, when the relation was ended on this device. What
    /// the partner has received stays with them. Ends with [`CallOutcome::Finished`], also where there is
    /// nothing any more.
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`].
    pub fn delete_shared(&self, relation: &RelationId) -> Result<Call, CallError> {
        let document = DocumentName::Progress(relation.clone()).id(&self.account_key()?);
        let path = format!("/v1/documents/{document}");
        let asked = Ask::member(&self.member()?, "DELETE", &path).about("document");
        Ok(gone(asked))
    }

    /// Gives back this account's role to what somebody else shares, so that the server names it no more. Ends with
    /// [`CallOutcome::Finished`], also where there is none.
    ///
    /// # Errors
    ///
    /// As for [`Secrets::invite`].
    pub fn leave(&self, document: DocumentId) -> Result<Call, CallError> {
        let path = format!("/v1/documents/{document}/membership");
        let asked = Ask::member(&self.member()?, "DELETE", &path).about("document");
        Ok(gone(asked))
    }

    fn about_invite(
        &self,
        method: &str,
        relation: &RelationId,
        invite: &str,
    ) -> Result<Ask, CallError> {
        let document = DocumentName::Progress(relation.clone()).id(&self.account_key()?);
        let path = of(document, invite);
        Ok(Ask::member(&self.member()?, method, &path).about("invite"))
    }
}

/// The path of a document's invites, or of one of them.
/// Asks that something be gone; it may be already.
fn gone(asked: Ask) -> Call {
    asked.heard(|reply| match reply {
        Ok(_) | Err(CallError::NotThere { .. }) => Ok(Call::done(CallOutcome::Finished)),
        Err(error) => Err(error),
    })
}

fn of(document: DocumentId, invite: &str) -> String {
    // Names of invites are hex digits; nothing else may become a part of a path.
    let invite: String = invite.chars().filter(char::is_ascii_hexdigit).collect();
    let gap = if invite.is_empty() { "" } else { "/" };
    format!("/v1/documents/{document}/invites{gap}{invite}")
}
