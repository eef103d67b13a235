//! Which questions the candidate had seen before.

use std::collections::BTreeMap;

use crate::base::ids::{QuestionId, ResourceId};
use crate::base::time::{Stamp, UtcMillis};
use crate::coach::model::estimate as model;
use crate::facts::practice::Answer;

const DAY_MS: i64 = 86_400_000;

/// Whether a question was new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Familiarity {
    /// Not seen in the 30 days before.
    New,
    /// Seen in the 30 days before.
    Seen,
}

/// When each question was last seen. One look-up for each answer, however many there are.
#[derive(Debug, Default)]
pub(super) struct LastSeen<'a> {
    last: BTreeMap<(&'a QuestionId, &'a ResourceId), UtcMillis>,
}

impl<'a> LastSeen<'a> {
    /// Notes an answer, which is not older than those before it, and says whether its question was
    /// new.
    pub(super) fn note(&mut self, answer: &'a Answer, at: Stamp) -> Familiarity {
        let last = self.last.insert((&answer.question, &answer.bank), at.utc_ms);
        let again = |last: UtcMillis| last.plus(model::SEEN_DAYS * DAY_MS) > at.utc_ms;
        if last.is_some_and(again) { Familiarity::Seen } else { Familiarity::New }
    }
}
