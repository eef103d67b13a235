//! What the candidate says about the attempt, weighed.

use std::collections::BTreeMap;

use crate::base::ids::FactId;
use crate::coach::causes::case::SignalSource;
use crate::coach::causes::preparation::Preparation;
use crate::coach::causes::statements::{STATEMENTS, Wording};
use crate::coach::causes::{Cause, Signal};
use crate::coach::model::causes as model;
use crate::coach::record::ExamRecord;
use crate::coach::rule::Rule;
use crate::wording::causes;

/// Agreement in the middle: neither for nor against.
const MIDDLE: f64 = 2.0;

/// The latest reply to each statement about the sitting, with the fact it stands in. Replies off the
/// scale are left out.
pub(super) fn latest<'a>(
    record: &ExamRecord<'a>,
    preparation: &Preparation<'_>,
) -> BTreeMap<u8, (u8, &'a FactId)> {
    let about = |attempt: &FactId| preparation.attempts.contains(attempt);
    let facts = record.history.questionnaires.iter().filter(|fact| about(&fact.value.attempt));
    let replies = facts.flat_map(|fact| fact.value.replies.iter().map(|reply| (reply, fact.id)));
    replies
        .filter(|(reply, _)| reply.agreement <= 4)
        .map(|(reply, id)| (reply.statement, (reply.agreement, id)))
        .collect()
}

/// What the replies say about one cause; `None` if its statements were left out.
pub(super) fn signal(cause: Cause, replies: &BTreeMap<u8, (u8, &FactId)>) -> Option<Signal> {
    let (mut sum, mut values, mut basis) = (0.0, Vec::new(), Vec::new());
    for statement in STATEMENTS.iter().filter(|statement| statement.cause == cause) {
        let Some((agreement, id)) = replies.get(&statement.number) else { continue };
        let towards = (f64::from(*agreement) - MIDDLE) / MIDDLE;
        sum += match statement.wording {
            Wording::Direct => towards,
            Wording::Reversed => -towards,
        };
        values.push((format!("statement_{}", statement.number), f64::from(*agreement)));
        basis.push((*id).clone());
    }
    if basis.is_empty() {
        return None;
    }
    // Two statements, each worth half of what is allowed.
    let llr = sum / 2.0 * model::SELF_REPORT_MAX;
    let values: Vec<(&str, f64)> = values.iter().map(|(name, v)| (name.as_str(), *v)).collect();
    let said = match llr {
        llr if llr > 0.25 => causes::played_part(),
        llr if llr < -0.25 => causes::played_no_part(),
        _ => causes::left_unsaid(),
    };
    let rule = Rule::Statements(cause);
    Some(SignalSource::own_words(&basis).signal(rule, llr, &values, said))
}
