//! What is shown to study partners, and what they show.

use rebound_core::account::people;
use rebound_core::base::ids::RelationId;
use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::engine::Sharing;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::invitation;

use crate::rebound::Rebound;
use crate::sync::PartnerWeek;

#[uniffi::export]
impl Rebound {
    /// Starts to share progress with one study partner: sessions and study days of each week, and
    /// nothing else. Returns what to invite them with.
    ///
    /// # Errors
    ///
    /// Nothing is shared: `Invalid`, `StorageFull` and others.
    pub fn share_progress(
        &self,
        relation: RelationId,
        now: Now,
    ) -> Result<Invitation, ReboundError> {
        self.shell.with(|device| Ok(Invitation::from(device.share_progress(relation, now)?)))
    }

    /// Ends a relation: no device of the candidate shows it anything from here on, and its name is not used
    /// again. Delete its document on the server, too; what was received stays where it is.
    ///
    /// # Errors
    ///
    /// It goes on: `StorageFull` and others.
    pub fn end_sharing(&self, relation: RelationId) -> Result<(), ReboundError> {
        self.shell.with(|device| Ok(device.end_sharing(relation)?))
    }

    /// Takes note of what the clocks show, and brings what partners see up to it: a record that lay
    /// in the future is shown when its time has come. Worth a call when the app comes to the front.
    ///
    /// # Errors
    ///
    /// `Paused`, `StorageFull` and others.
    pub fn look(&self, now: Now) -> Result<(), ReboundError> {
        self.shell.with(|device| Ok(device.look(now)?))
    }

    /// Follows the progress of somebody else, by the link or the text of their invitation; tells which document it
    /// is about, and the fingerprint to compare.
    ///
    /// # Errors
    ///
    /// It is not followed: `Invalid` tells what the text lacks; `StorageFull` and others.
    pub fn follow_progress(&self, invitation: String) -> Result<Followed, ReboundError> {
        let invitation = people::invitation(&argument("invitation", invitation)?)
            .map_err(|error| ReboundError::invalid("invitation", error))?;
        let document = invitation.document;
        let fingerprint = invitation.key.fingerprint().to_string();
        self.shell.with(|device| Ok(device.follow_progress(invitation)?))?;
        Ok(Followed { document, fingerprint })
    }

    /// What a progress document shows, by week: to its owner as a preview, to a partner as the view.
    ///
    /// # Errors
    ///
    /// `Paused`, `NotHere`, `Damaged`, `Unavailable`; `Invalid` of the field `invitation` if nothing opens with its key.
    pub fn progress(&self, document: DocumentId) -> Result<Vec<PartnerWeek>, ReboundError> {
        self.shell.with(|device| {
            Ok(device.progress(&document)?.into_iter().map(PartnerWeek::from).collect())
        })
    }

    /// Everything that this device shares and follows, each with its state: sent, shown, ended, awaited, withdrawn.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn sharing(&self) -> Result<Sharing, ReboundError> {
        self.shell.with(|device| Ok(device.sharing()?))
    }

    /// Follows somebody's progress no more; what had come of it is deleted here. `Account.leave` tells the server.
    ///
    /// # Errors
    ///
    /// `NotHere` if it is not followed; `Paused`, `StorageFull` and others.
    pub fn stop_following(&self, document: DocumentId) -> Result<(), ReboundError> {
        self.shell.with(|device| Ok(device.stop_following(&document)?))
    }
}

/// What was followed.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct Followed {
    /// The document.
    pub document: DocumentId,
    /// What both sides compare to know that they have the same key.
    pub fingerprint: String,
}

/// What to invite a study partner with.
#[derive(Debug, uniffi::Record)]
pub struct Invitation {
    /// The document that they are to be let into.
    pub document: DocumentId,
    /// What they follow it with. It holds a key: show it to nobody else, and send it to no server.
    pub text: String,
    /// What both sides compare to know that they have the same key.
    pub fingerprint: String,
}

impl From<invitation::Invitation> for Invitation {
    fn from(invitation: invitation::Invitation) -> Self {
        let fingerprint = invitation.key.fingerprint().to_string();
        Self { document: invitation.document, text: (*invitation.to_text()).clone(), fingerprint }
    }
}
