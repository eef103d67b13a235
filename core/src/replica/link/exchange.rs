//! One document on one link.
//!
//! A document that is closed and has nothing new is announced by its heads alone, without opening
//! it. It is opened when either side has something that the other lacks.
//!
//! One message is under way at a time: what changes here meanwhile goes with the next one, when the
//! server has answered. A server that owes no answer, or loses it, holds nothing up for good: after a
//! while the document is spoken of again, and after a few whiles it is given up, until it changes or
//! the server has news.

use automerge::ChangeHash;
use automerge::sync::{Message, State as SyncState};

use crate::base::time::Monotonic;
use crate::replica::admission::message::SyncMessage;
use crate::replica::document_id::DocumentId;
use crate::replica::link::deadlines::{AnswerWait, Condition, ExchangeStatus};
use crate::replica::link::retry::{QUICK_ASKS, ask_again_ms};
use crate::replica::link::speech::{
    Speech, agreed_state, announcement, forgetful_state, fresh_state, heard_state, is_echo,
    is_offered, split, with_question,
};
use crate::replica::link::{Documents, ExchangeFault, Standing};

/// Rounds that began here and moved neither side's heads. Automerge needs three; a pair that talks on
/// without moving would talk for ever.
const IDLE_ROUNDS_MAX: u32 = 20;

/// How often a server may say that it has nothing of a document that it was offered before.
const OFFERS_MAX: u32 = 4;

/// An answer takes a round trip and a commit. After this long the document is spoken of again; each
/// further time takes twice as long.
const ANSWER_MS: u64 = 10_000;

/// A document about which the server says nothing this many times in a row is given up.
const SILENCES_MAX: u32 = 3;

/// One document on one link.
#[derive(Debug)]
pub(super) struct Exchange {
    stage: Stage,
    wait: AnswerWait,
    /// Our and their heads at the last message.
    last_heads: (Vec<ChangeHash>, Vec<ChangeHash>),
    idle_rounds: u32,
    offers: u32,
    silences: u32,
    /// How often the server has said that it has nothing either.
    absences: u32,
}

#[derive(Debug)]
enum Stage {
    /// Nothing said yet.
    Fresh,
    /// The heads were announced without opening the document.
    Announced(Vec<ChangeHash>),
    /// Automerge's sync protocol runs.
    Running(Box<SyncState>),
    /// Both sides have the same heads, and the disk has noted it.
    Settled(Box<SyncState>),
    /// It was asked for, and the server has nothing, nor gets it from here.
    Absent,
    /// Given up because the talk led nowhere. News from the server or a change here end it.
    Stalled,
    /// The document cannot be exchanged as it is. A change here ends it.
    Faulty,
}

impl Exchange {
    pub(super) const fn new() -> Self {
        Self {
            stage: Stage::Fresh,
            wait: AnswerWait::Nothing,
            last_heads: (Vec::new(), Vec::new()),
            idle_rounds: 0,
            offers: 0,
            silences: 0,
            absences: 0,
        }
    }

    /// One that was given up, from the beginning. What the server sent before may not have been kept.
    fn again() -> Self {
        Self { stage: Stage::Running(Box::new(forgetful_state())), ..Self::new() }
    }

    /// How it stands.
    pub(super) fn entry(&self) -> ExchangeStatus {
        let condition = match self.stage {
            Stage::Stalled | Stage::Faulty => Condition::GivenUp,
            Stage::Settled(_) => Condition::Settled,
            // Nobody seems to have it: asking for it from time to time is not worth mentioning.
            Stage::Fresh | Stage::Announced(_) | Stage::Running(_) | Stage::Absent
                if self.absences > QUICK_ASKS =>
            {
                Condition::Settled
            }
            Stage::Fresh | Stage::Announced(_) | Stage::Running(_) | Stage::Absent => {
                Condition::Open
            }
        };
        ExchangeStatus { condition, wait: self.wait, absent: matches!(self.stage, Stage::Absent) }
    }

    /// Gives a wait that has begun its end.
    pub(super) fn arm(&mut self, now: Monotonic) {
        if let AnswerWait::Unarmed(ms) = self.wait {
            self.wait = AnswerWait::Until(now.plus(ms));
        }
    }

    /// The document changed here, or the link begins: says what there is to say, unless an answer is
    /// still to come.
    pub(super) fn touch(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Speech {
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        if matches!(self.stage, Stage::Stalled | Stage::Faulty) {
            *self = Self::again();
        }
        self.absences = 0;
        match self.stage {
            Stage::Fresh if standing.heads == standing.synced && !standing.heads.is_empty() => {
                let message = announcement(&standing.heads);
                self.stage = Stage::Announced(standing.heads);
                self.wait_for_answer();
                Speech::Sync(vec![message])
            }
            Stage::Absent if standing.heads.is_empty() || !standing.ours => self.ask(id, documents),
            Stage::Absent => {
                self.stage = Stage::Running(Box::new(heard_state(&[])));
                self.generate(id, &standing, documents)
            }
            Stage::Fresh | Stage::Announced(_) | Stage::Running(_) | Stage::Settled(_)
                if !self.is_waiting() =>
            {
                self.generate(id, &standing, documents)
            }
            Stage::Fresh
            | Stage::Announced(_)
            | Stage::Running(_)
            | Stage::Settled(_)
            | Stage::Stalled
            | Stage::Faulty => Speech::Nothing,
        }
    }

    /// Finds out whether both sides are still equal.
    pub(super) fn compare(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Speech {
        if matches!(self.stage, Stage::Settled(_))
            && !self.is_waiting()
            && let Some(Standing { heads, synced, .. }) = documents.standing(id)
            && heads == synced
        {
            let message = with_question(announcement(&heads));
            self.stage = Stage::Announced(heads);
            self.wait_for_answer();
            return Speech::Sync(vec![message]);
        }
        self.touch(id, documents)
    }

    /// Takes in a message of the server.
    pub(super) fn receive(
        &mut self,
        id: &DocumentId,
        message: &SyncMessage<'_>,
        documents: &mut impl Documents,
    ) -> Speech {
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        if let Stage::Announced(heads) = &self.stage
            && message.chunks.is_empty()
            && message.heads == *heads
            && standing.heads == *heads
        {
            self.stage = Stage::Running(Box::new(agreed_state(heads)));
            self.settle(id, documents);
            return Speech::Nothing;
        }
        if matches!(self.stage, Stage::Stalled) && message.heads != self.last_heads.1 {
            *self = Self { offers: self.offers, ..Self::again() };
        }
        let began_here = self.is_waiting();
        let Some(mut state) = self.take_state(&standing) else { return Speech::Nothing };
        let heard = message.to_automerge();
        if began_here && is_echo(&state, &heard) {
            self.stage = Stage::Running(state);
            return Speech::Nothing;
        }
        if documents.receive(id, &mut state, heard).is_err() {
            return self.stop(Stage::Faulty);
        }
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        if state.shared_heads == message.heads {
            documents.synced(id, message.heads.clone());
        }
        if message.heads.is_empty() && (standing.heads.is_empty() || !standing.ours) {
            return self.miss();
        }
        self.absences = 0;
        let asks_for_more = message.need.iter().any(|hash| !state.sent_hashes.contains(hash));
        let answered = state.sent_hashes.is_empty() || asks_for_more;
        self.stage = Stage::Running(state);
        if self.leads_nowhere(&standing.heads, &message.heads) {
            return self.stop(Stage::Stalled);
        }
        let agreed = standing.heads == message.heads;
        // What the server says of its own accord is no answer to what is under way. What there is to
        // say to it, the next message says too.
        if began_here && !answered && !agreed {
            return Speech::Nothing;
        }
        let reply = self.generate(id, &standing, documents);
        if agreed {
            self.settle(id, documents);
        }
        reply
    }

    /// The server has nothing under this id that we may see. What we have is offered; what we
    /// asked for may still come later.
    pub(super) fn unavailable(
        &mut self,
        id: &DocumentId,
        documents: &mut impl Documents,
    ) -> Speech {
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        let offered = match &self.stage {
            Stage::Absent | Stage::Stalled | Stage::Faulty => return Speech::Nothing,
            Stage::Running(state) => self.is_waiting() && is_offered(state),
            Stage::Fresh | Stage::Announced(_) | Stage::Settled(_) => false,
        };
        if offered {
            return Speech::Nothing;
        }
        documents.synced(id, Vec::new());
        if standing.heads.is_empty() || !standing.ours {
            return self.miss();
        }
        if self.leads_nowhere(&standing.heads, &[]) {
            return self.stop(Stage::Stalled);
        }
        self.stage = Stage::Running(Box::new(heard_state(&[])));
        self.generate(id, &standing, documents)
    }

    /// The wait is over: the document is spoken of again, whether the server owed an answer or not.
    pub(super) fn overdue(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Speech {
        if matches!(self.stage, Stage::Absent) {
            return self.ask(id, documents);
        }
        self.silences += 1;
        if self.silences >= SILENCES_MAX {
            return self.stop(Stage::Stalled);
        }
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        self.wait_for_answer();
        if let Stage::Announced(heads) = &self.stage
            && *heads == standing.heads
        {
            return Speech::Sync(vec![with_question(announcement(heads))]);
        }
        let Some(mut state) = self.take_state(&standing) else { return self.stop(Stage::Faulty) };
        // What was sent may be lost, too. At first only what is new is sent, because most often the
        // server is merely slow.
        if self.silences > 1 {
            state.sent_hashes.clear();
            state.last_sent_heads.clear();
        }
        state.in_flight = false;
        let generated = documents.generate(id, &mut state).and_then(|message| match message {
            Some(message) => Ok(Some(message)),
            None => documents.generate(id, &mut fresh_state(&standing)),
        });
        match generated {
            Err(ExchangeFault) => self.stop(Stage::Faulty),
            Ok(None) => {
                self.stage = Stage::Running(state);
                Speech::Nothing
            }
            Ok(Some(message)) => self.say(with_question(message), &standing, state),
        }
    }

    /// Asks again for a document of which neither side has had anything.
    pub(super) fn ask(&mut self, id: &DocumentId, documents: &mut impl Documents) -> Speech {
        let Some(standing) = documents.standing(id) else { return self.stop(Stage::Faulty) };
        self.stage = Stage::Fresh;
        self.generate(id, &standing, documents)
    }

    fn generate(
        &mut self,
        id: &DocumentId,
        standing: &Standing,
        documents: &mut impl Documents,
    ) -> Speech {
        let was_settled = matches!(self.stage, Stage::Settled(_));
        let Some(mut state) = self.take_state(standing) else { return Speech::Nothing };
        let Ok(generated) = documents.generate(id, &mut state) else {
            return self.stop(Stage::Faulty);
        };
        let agreed = state.their_heads.as_ref() == Some(&standing.heads);
        // Whoever has heard that both have the same owes no answer.
        self.wait = AnswerWait::Nothing;
        if !agreed {
            self.wait_for_answer();
        }
        match generated {
            Some(message) => self.say(message, standing, state),
            None => {
                let settled = was_settled && agreed;
                self.stage = if settled { Stage::Settled(state) } else { Stage::Running(state) };
                Speech::Nothing
            }
        }
    }

    fn say(&mut self, message: Message, standing: &Standing, state: Box<SyncState>) -> Speech {
        let asks = standing.heads.is_empty() && state.their_heads.is_none();
        self.stage = Stage::Running(state);
        if asks { Speech::Request(message) } else { Speech::Sync(split(message)) }
    }

    /// The server has nothing, and gets nothing from here.
    fn miss(&mut self) -> Speech {
        self.absences += 1;
        self.silences = 0;
        self.stop(Stage::Absent);
        self.wait = ask_again_ms(self.absences).map_or(AnswerWait::Nothing, AnswerWait::Unarmed);
        Speech::Nothing
    }

    /// Both sides have the same heads.
    fn settle(&mut self, id: &DocumentId, documents: &mut impl Documents) {
        let noted =
            documents.standing(id).is_some_and(|standing| standing.heads == standing.synced);
        if noted && let Stage::Running(state) = &mut self.stage {
            self.stage = Stage::Settled(std::mem::take(state));
        }
        (self.idle_rounds, self.silences) = (0, 0);
        self.wait = AnswerWait::Nothing;
        if !noted {
            self.wait_for_answer();
        }
    }

    fn stop(&mut self, stage: Stage) -> Speech {
        self.stage = stage;
        self.wait = AnswerWait::Nothing;
        Speech::Nothing
    }

    const fn is_waiting(&self) -> bool {
        !matches!(self.wait, AnswerWait::Nothing)
    }

    const fn wait_for_answer(&mut self) {
        self.wait = AnswerWait::Unarmed(ANSWER_MS << self.silences);
    }

    /// The state to go on with; `None` if the document was given up.
    fn take_state(&mut self, standing: &Standing) -> Option<Box<SyncState>> {
        match std::mem::replace(&mut self.stage, Stage::Fresh) {
            Stage::Fresh | Stage::Announced(_) | Stage::Absent => {
                Some(Box::new(fresh_state(standing)))
            }
            Stage::Running(state) | Stage::Settled(state) => Some(state),
            stage @ (Stage::Stalled | Stage::Faulty) => {
                self.stage = stage;
                None
            }
        }
    }

    /// Notes where both sides stand now; tells whether it has been enough.
    fn leads_nowhere(&mut self, ours: &[ChangeHash], theirs: &[ChangeHash]) -> bool {
        let moved = self.last_heads.0 != ours || self.last_heads.1 != theirs;
        self.last_heads = (ours.to_vec(), theirs.to_vec());
        if moved {
            self.idle_rounds = 0;
            self.silences = 0;
        } else if self.is_waiting() {
            // Only a round that began here counts.
            self.idle_rounds += 1;
        }
        self.offers += u32::from(theirs.is_empty());
        self.idle_rounds > IDLE_ROUNDS_MAX || self.offers > OFFERS_MAX
    }
}
