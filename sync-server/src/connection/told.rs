//! A refusal is told: in the log by its code, to the client in the protocol, and to whoever asks later.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{SystemTime, UNIX_EPOCH};

use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refusal, Refused};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, SyncKind};

use crate::connection::early::absent;
use crate::connection::end::End;
use crate::connection::{Answer, Connection};
use crate::events;
use crate::refusals::Entry;

/// Refusals that a client is told after one message. What is beyond them has reasons that it knows by then.
const TOLD_MAX: usize = 16;

impl Connection {
    /// One line in the log for each reason, however many changes a message was full of.
    fn report(&self, refusals: &[Refusal]) {
        let mut counts = BTreeMap::new();
        refusals.iter().for_each(|refusal| *counts.entry(refusal.code()).or_insert(0) += 1);
        for (code, count) in counts {
            self.app.metrics.note_refused(code, count);
            events::changes_refused(self.principal.account, code, count);
        }
    }

    /// Whether this socket has as many documents open as it may.
    pub(super) fn is_full(&self) -> bool {
        self.open.len() as u64 >= self.app.limits.documents_per_socket
    }

    /// Refuses a document that there is no room for. The others sync on.
    pub(super) async fn refuse(
        &mut self,
        kind: SyncKind,
        id: DocumentId,
        message: &SyncMessage<'_>,
    ) -> Result<Answer, End> {
        self.tell_refused(id, &[Refused { hash: None, refusal: Refusal::Quota }]).await?;
        self.note_dropped(&id, message);
        Ok(absent(kind, id, message))
    }

    /// Tells what was refused of a message.
    pub(super) async fn tell_refused(
        &mut self,
        document: DocumentId,
        refused: &[Refused],
    ) -> Result<(), End> {
        if refused.is_empty() {
            return Ok(());
        }
        let refusals: Vec<Refusal> = refused.iter().map(|one| one.refusal).collect();
        self.report(&refusals);
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        let at = now.map_or(0, |since| since.as_secs());
        let entry = |refused: &Refused| Entry { document, refused: *refused, at };
        // All reasons that there are, and of each as many as there is room for.
        let mut codes = BTreeSet::new();
        let (first, more): (Vec<&Refused>, Vec<&Refused>) =
            refused.iter().partition(|one| codes.insert(one.refusal));
        let told: Vec<Refused> = first.into_iter().chain(more).take(TOLD_MAX).copied().collect();
        self.app.refusals.note(self.principal.account, told.iter().map(entry));
        for refused in told {
            let frame = Frame::Refused {
                document,
                change: refused.hash.map(|hash| hash.to_string()),
                code: refused.refusal.code().to_owned(),
                message: format!("a change of {document} was not taken: {refused}"),
            };
            self.send(frame.encode()).await?;
        }
        Ok(())
    }
}
