//! What the candidate says about an attempt.

use std::collections::BTreeSet;

use crate::facts::check::{Checked, InvalidFact, NAME_CHARS, each, text, within};
use crate::facts::reflection::{DomainNote, Questionnaire};

pub(super) fn questionnaire(questionnaire: &Questionnaire) -> Checked {
    each("replies", &questionnaire.replies, |reply| {
        within("statement", reply.statement, 1..=16)?;
        within("agreement", reply.agreement, 0..=4)
    })?;
    let statements: BTreeSet<u8> =
        questionnaire.replies.iter().map(|reply| reply.statement).collect();
    if statements.len() < questionnaire.replies.len() {
        let what = format_args!("a list of {}", questionnaire.replies.len());
        return Err(InvalidFact::new("replies", what, "one reply to each statement"));
    }
    Ok(())
}

pub(super) fn domain_note(note: &DomainNote) -> Checked {
    note.topics
        .iter()
        .enumerate()
        .try_for_each(|(index, topic)| text(&format!("topics[{index}]"), topic, NAME_CHARS))
}
