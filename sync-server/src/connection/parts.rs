//! Documents that are asked for in parts: of a device whose last message was too long to be taken.
//!
//! automerge-repo sends all that a server lacks in one message. A device that has more than a message may
//! hold would be disconnected by it, connect again, and send it again. So its next connections are asked for
//! what they have change by change.

use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::message::{Access, Envelope, SyncMessage, encode};
use rebound_core::replica::admission::{Refusal, Refused, arrival};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::encode_sync;
use tokio::time::Instant;

use crate::connection::end::End;
use crate::connection::{Answer, Connection};
use crate::ledger::walk::Stage;

/// Documents of a connection that are on their way in parts; others wait until it speaks of them again.
const WALKS_MAX: usize = 4;

impl Connection {
    /// Takes a message as a step on the way of its document, if it is one that is asked for in parts. `None`
    /// if it is to be taken as any other: then [`Connection::next_part`] goes on from there.
    pub(super) async fn take_part(
        &mut self,
        id: DocumentId,
        message: &SyncMessage<'_>,
        bytes: usize,
    ) -> Result<Option<Answer>, End> {
        if !self.app.too_long.has(self.principal, Instant::now()) {
            return Ok(None);
        }
        if !self.open.contains_key(&id)
            && let Some(session) = self.app.ledger.session(&id, &self.listener).await?
        {
            self.enter(id, session);
        }
        let session = self.open.get(&id);
        let is_here = |hash: &_| session.is_some_and(|session| session.is_here(hash));
        let begins = message.chunks.is_empty() && !message.heads.iter().all(is_here);
        if !self.walks.contains_key(&id) && (!begins || self.walks.len() >= WALKS_MAX) {
            return Ok(None);
        }
        let walk = self.walks.entry(id).or_default();
        let leads_forward = walk.leads_forward() && !message.chunks.is_empty();
        if leads_forward {
            return Ok(None);
        }
        message.heads.iter().for_each(|head| walk.want(*head, is_here));
        let mut allowance = Allowance::of_message(bytes);
        for chunk in &message.chunks {
            if let Ok(arrival) = arrival::admit(chunk, &mut allowance) {
                walk.see(&arrival, is_here);
            }
        }
        Ok(Some(Answer::Part(id)))
    }

    /// Whether a document is on its way in parts: nothing else is said of it meanwhile.
    pub(super) fn is_on_its_way(&self, id: &DocumentId) -> bool {
        self.walks.contains_key(id)
    }

    /// Asks for the next part; when all has come, or the way leads nowhere, says what there is to say.
    pub(super) async fn next_part(&mut self, id: DocumentId) -> Result<(), End> {
        let session = self.open.get(&id);
        let is_here = |hash: &_| session.is_some_and(|session| session.is_here(hash));
        let Some(walk) = self.walks.get_mut(&id) else { return Ok(()) };
        match walk.step(is_here) {
            Stage::Ask(need) => {
                let Some(peer) = &self.peer else { return Ok(()) };
                // Heads that are empty let it forget what it has sent before.
                let envelope =
                    Envelope { heads: &[], need: &need, have: None, access: Access::Write };
                let message = encode(envelope, [].into_iter());
                let frame = encode_sync(&self.server, peer, &id, &message);
                self.send(frame).await
            }
            Stage::Arrived => {
                self.walks.remove(&id);
                self.speak(id).await
            }
            // It stays as far as it is: whatever its device says of it, the others sync on.
            Stage::Lost => {
                let refused = Refused { hash: None, refusal: Refusal::TooLong };
                self.tell_refused(id, &[refused]).await
            }
        }
    }
}
