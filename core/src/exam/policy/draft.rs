//! What has been found out while an answer is worked out.

use crate::base::time::UtcMillis;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::eligibility::Binding;
use crate::exam::policy::situation::PastAttempt;
use crate::wording::Said;

/// What has been found out so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) found: Vec<Found>,
    /// A date that wins over all rules.
    pub(super) fixed: Option<Binding>,
    pub(super) blocked: Option<Said>,
    /// A rule without which no date can be given is not known.
    pub(super) lacks_rule: bool,
    pub(super) limit: Limit,
    pub(super) unknowns: Vec<Said>,
    pub(super) notes: Vec<Said>,
}

/// Whether attempts are left under the limits of the policy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Limit {
    /// Some are left.
    #[default]
    HasRoom,
    /// None is left, or it cannot be told.
    UsedUp,
}

/// A binding, and its instant where hours are counted.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) binding: Binding,
    pub(super) safe_from: Option<UtcMillis>,
}

impl Draft {
    /// Keeps what a rule says.
    pub(super) fn push(
        &mut self,
        rule: String,
        reading: Reading,
        attempt: &PastAttempt,
        reason: Said,
    ) {
        let Reading { earliest, safe, safe_from } = reading;
        let attempt = Some(attempt.id.clone());
        self.found
            .push(Found { binding: Binding { rule, earliest, safe, attempt, reason }, safe_from });
    }

    /// Notes that a rule is missing, and that no date can be given without it.
    pub(super) fn miss(&mut self, what: Said) {
        self.lacks_rule = true;
        self.unknowns.push(what);
    }
}
