//! What has been found out while an answer is worked out.

use crate::base::ids::FactId;
use crate::base::time::Zone;
use crate::exam::policy::calendar::Reading;
use crate::exam::policy::eligibility::{Binding, Verdict};
use crate::exam::policy::situation::PastAttempt;
use crate::exam::policy::terms;
use crate::wording::{Said, retake};

/// What has been found out so far.
#[derive(Debug, Default)]
pub(super) struct Draft {
    pub(super) found: Vec<Found>,
    /// A date that wins over all rules.
    pub(super) fixed: Option<Found>,
    pub(super) blocked: Option<Shut>,
    /// A rule without which no date can be given is not known.
    pub(super) lacks_rule: bool,
    pub(super) limit: Limit,
    pub(super) unknowns: Vec<Said>,
    pub(super) notes: Vec<Said>,
}

/// What has to happen before the exam opens again, and why.
#[derive(Clone, Debug)]
pub(super) struct Shut {
    /// The end of a sentence that begins with "until".
    pub(super) until: Said,
    /// The rule with its source.
    pub(super) why: Said,
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

/// What a rule says. Its sentence is told when the whole answer is known: only the rule that decides
/// may say from when it is allowed.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) rule: String,
    pub(super) reading: Reading,
    pub(super) attempt: Option<FactId>,
    pub(super) asks: Asks,
}

/// What a rule asks for, in words.
#[derive(Debug)]
pub(super) enum Asks {
    /// All there is to say, whatever the other rules say.
    Nothing(Said),
    /// A wait.
    Wait {
        /// What it asks for, as the start of a sentence.
        asks: Said,
        /// Its source, as a sentence.
        source: Said,
        /// The zone in which its hours are told.
        zone: Zone,
    },
}

impl Draft {
    /// Keeps what a rule says.
    pub(super) fn push(
        &mut self,
        rule: String,
        reading: Reading,
        attempt: &PastAttempt,
        asks: Asks,
    ) {
        self.found.push(Found { rule, reading, attempt: Some(attempt.id.clone()), asks });
    }

    /// Notes that a rule is missing, and that no date can be given without it.
    pub(super) fn miss(&mut self, what: Said) {
        self.lacks_rule = true;
        self.unknowns.push(what);
    }
}

impl Asks {
    /// A wait of which `asks` tells, from `attempt` on.
    pub(super) const fn wait(asks: Said, source: Said, attempt: &PastAttempt) -> Self {
        Self::Wait { asks, source, zone: attempt.zone }
    }
}

impl Found {
    /// The rule with its sentence. `is_over` says whether its wait is.
    pub(super) fn told(self, verdict: &Verdict, is_over: impl Fn(&Reading) -> bool) -> Binding {
        let Reading { earliest, safe, .. } = self.reading;
        let reason = match self.asks {
            Asks::Nothing(said) => said,
            Asks::Wait { asks, source, zone } => {
                let reading = self.reading;
                let opens = match verdict {
                    _ if is_over(&reading) => retake::over_since(terms::safe(reading, zone)),
                    Verdict::Open(window) if window.safe == safe => {
                        terms::opens(Reading { earliest: window.earliest, ..reading }, zone)
                    }
                    Verdict::Open(_)
                    | Verdict::Blocked { .. }
                    | Verdict::Empty { .. }
                    | Verdict::Unknown => retake::alone_until(terms::safe(reading, zone)),
                };
                retake::rule(asks, opens, source)
            }
        };
        Binding { rule: self.rule, earliest, safe, attempt: self.attempt, reason }
    }
}
