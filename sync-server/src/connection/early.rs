//! Documents that the peer has asked for too early: they were not there, or not its to see.
//!
//! The question is kept, and asked again when somebody has made the document or has given the account a
//! role. So nobody has to connect again to see what came later.

use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, SyncKind, encode_sync};

use crate::connection::end::End;
use crate::connection::{Answer, Connection};
use crate::ledger::Ledger;
use crate::ledger::founding::Opening;
use crate::ledger::session::{Listener, Session};

/// Questions that one socket may have waiting; those beyond are answered and forgotten. With their
/// messages they take at most half a megabyte.
const QUESTIONS_MAX: usize = 2_000;

/// The longest message that is kept, in bytes. A longer one, or one with changes, is kept as a question of
/// somebody who has nothing.
const QUESTION_BYTES_MAX: usize = 256;

/// A message that says nothing: no heads, no need, one empty summary, no changes.
const NOTHING: [u8; 7] = [0x42, 0, 0, 1, 0, 0, 0];

/// What a peer has asked.
#[derive(Debug)]
pub(super) struct Question {
    message: Box<[u8]>,
    /// Whether it brought changes, which it thinks have arrived.
    pub(super) dropped: bool,
}

impl Connection {
    /// Keeps a question about a document that is not open, if there is room. To be called before it is
    /// looked for, so that nothing comes in between.
    pub(super) fn keep_question(&mut self, id: DocumentId, message: &SyncMessage<'_>, data: &[u8]) {
        let known = self.questions.get(&id);
        if known.is_none() && self.questions.len() >= QUESTIONS_MAX {
            return;
        }
        let dropped = known.is_some_and(|known| known.dropped);
        let short = message.chunks.is_empty() && data.len() <= QUESTION_BYTES_MAX;
        let message = Box::from(if short { data } else { &NOTHING });
        self.questions.insert(id, Question { message, dropped });
        self.app.ledger.awaits(&id, &self.listener);
    }

    /// Notes that the changes of a message were dropped, because its document is not there for the peer.
    pub(super) fn note_dropped(&mut self, id: &DocumentId, message: &SyncMessage<'_>) {
        if let Some(question) = self.questions.get_mut(id) {
            question.dropped |= !message.chunks.is_empty();
        }
    }

    /// Keeps the question of a peer that has just lost its role, and may get another.
    pub(super) fn keep_question_of_old(&mut self, id: DocumentId) {
        if self.questions.len() < QUESTIONS_MAX {
            let message = Box::from(&NOTHING[..]);
            self.questions.insert(id, Question { message, dropped: true });
            self.app.ledger.awaits(&id, &self.listener);
        }
    }

    /// Takes a question back, because the document is open or the connection ends.
    pub(super) fn take_question(&mut self, id: &DocumentId) -> Option<Question> {
        let question = self.questions.remove(id)?;
        self.app.ledger.stop_awaiting(id, self.listener.connection);
        Some(question)
    }

    /// Notes that a document is open, and returns what was asked about it before.
    pub(super) fn enter(&mut self, id: DocumentId, mut session: Session) -> Option<Question> {
        let question = self.take_question(&id);
        if question.as_ref().is_some_and(|question| question.dropped) {
            session.note_dropped();
        }
        self.open.insert(id, session);
        question
    }

    /// Asks again what was asked too early. While the answer is still the same, nothing is said.
    pub(super) async fn ask_again(&mut self, id: DocumentId) -> Result<(), End> {
        if !self.questions.contains_key(&id) || self.is_full() {
            return Ok(());
        }
        let session = self.app.ledger.session(&id, &self.listener).await?;
        let Some(session) = session.filter(|session| !session.is_empty()) else { return Ok(()) };
        let Some(question) = self.enter(id, session) else { return Ok(()) };
        let message = SyncMessage::admit(&question.message)
            .map_err(|_| End::Protocol("a sync message that cannot be admitted"))?;
        let answer = self.hear(SyncKind::Request, id, &message).await?;
        self.answer(answer).await
    }

    /// Leaves no question behind.
    pub(super) fn leave_questions(&mut self) {
        let ids: Vec<DocumentId> = self.questions.keys().copied().collect();
        ids.iter().for_each(|id| drop(self.take_question(id)));
    }

    /// Absent and forbidden documents get the same answer. A peer that asks is told there is none;
    /// one that offers is told that there is nothing here yet, as the protocol has it.
    pub(super) async fn answer_absent(
        &mut self,
        kind: SyncKind,
        document: DocumentId,
    ) -> Result<(), End> {
        let Some(target) = self.peer.clone() else { return Ok(()) };
        let frame = match kind {
            SyncKind::Request => {
                Frame::DocUnavailable { sender: self.server.clone(), target, document }.encode()
            }
            SyncKind::Sync => encode_sync(&self.server, &target, &document, &NOTHING),
        };
        self.send(frame).await
    }
}

/// Opens the document that a message is about, if it is there for the peer, or begins with
/// the message.
pub(super) async fn look_for(
    (ledger, listener): (&Ledger, &Listener),
    (kind, id): (SyncKind, &DocumentId),
    message: &SyncMessage<'_>,
) -> Result<Opening, End> {
    if kind != SyncKind::Sync || message.chunks.is_empty() {
        // One without a single change, as a server leaves it that ended between the two commits of a first
        // change, is not there for who asks.
        let session = ledger.session(id, listener).await?;
        return Ok(Opening::of(session.filter(|session| !session.is_empty())));
    }
    Ok(ledger.session_of_new(id, listener, message).await?)
}

/// What is answered about a document that is not there for the peer. One that has sent its changes is not
/// told that there is nothing here: it would send them again, and again.
pub(super) fn absent(kind: SyncKind, id: DocumentId, message: &SyncMessage<'_>) -> Answer {
    let kind = if message.chunks.is_empty() { kind } else { SyncKind::Request };
    Answer::Absent(kind, id)
}
