//! The rules of the coach by name: what weighs a cause, what changes a plan, what puts a block there.
//!
//! Each key stands here once. It is what JSON and the phones' libraries show, so it never changes;
//! logic compares rules, never their keys.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::coach::cause::Cause;

/// Lists the rules once: variant, key, and the cause that the rule speaks about, if any.
macro_rules! rules {
    ($($(#[$doc:meta])* $Rule:ident = $key:literal $(of $Cause:ident)?,)*) => {
        /// One rule of the coach.
        ///
        /// ```
        /// use rebound_core::coach::cause::Cause;
        /// use rebound_core::coach::rule::Rule;
        ///
        /// assert_eq!(Rule::Labs.key(), "P4.labs");
        /// assert_eq!(Rule::Labs.cause(), Some(Cause::NoHandsOn));
        /// assert_eq!(Rule::from_key("P4.labs"), Some(Rule::Labs));
        /// ```
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Rule {
            $($(#[$doc])* $Rule,)*
            /// What was replied to the two statements about a cause.
            Statements(Cause),
        }

        /// Those that are not about statements.
        const NAMED: &[Rule] = &[$(Rule::$Rule),*];

        impl Rule {
            /// The key, such as `P4.labs` or `allocation.gain`: never changes.
            pub const fn key(self) -> &'static str {
                match self {
                    $(Self::$Rule => $key,)*
                    Self::Statements(cause) => statements(cause),
                }
            }

            /// The cause that it speaks about; `None` for what is true of every plan.
            pub const fn cause(self) -> Option<Cause> {
                match self {
                    $(Self::$Rule => rules!(@cause $($Cause)?),)*
                    Self::Statements(cause) => Some(cause),
                }
            }
        }
    };
    (@cause) => { None };
    (@cause $Cause:ident) => { Some(Cause::$Cause) };
}

rules! {
    /// The hours of the preparation against what was recommended.
    Hours = "P1.hours" of TooLittleTime,
    /// How much of them fell into the last week.
    LastWeek = "P1.last_week" of TooLittleTime,
    /// How much was done of what was planned.
    SmallerBlocks = "P1.smaller_blocks" of TooLittleTime,
    /// The hours by domain against the weights.
    Weights = "P2.weights" of HeavyDomainsUncovered,
    /// A heavy domain that was weak and left aside.
    WeakHeavy = "P2.weak_heavy" of HeavyDomainsUncovered,
    /// That domain comes first.
    Opens = "P2.opens" of HeavyDomainsUncovered,
    /// The objectives that were touched, of those that are known.
    Objectives = "P2.objectives" of HeavyDomainsUncovered,
    /// One pass over those that were not.
    Coverage = "P2.coverage" of HeavyDomainsUncovered,
    /// The kinds of resource that the time went to.
    Families = "P3.families" of SingleResource,
    /// Questions from one bank only.
    OneBank = "P3.one_bank" of SingleResource,
    /// A second bank.
    SecondBank = "P3.second_bank" of SingleResource,
    /// Hands-on work, where the exam asks for it.
    Labs = "P4.labs" of NoHandsOn,
    /// Questions that ask to apply what is known.
    Scenarios = "P4.scenarios" of NoHandsOn,
    /// Questions that were left unanswered.
    Unanswered = "E1.unanswered" of ExamTime,
    /// The last quarter of mock exams, rushed.
    Rush = "E1.rush" of ExamTime,
    /// The gap between practice and exam, as far as the clock explains it.
    TimeGap = "E1.gap" of ExamTime,
    /// Sets with checkpoints.
    Pacing = "E1.pacing" of ExamTime,
    /// Longer sets.
    Stamina = "E1.stamina" of ExamTime,
    /// The same gap, as far as nerves explain it.
    NervesGap = "E2.gap" of Anxiety,
    /// How tense the candidate says they were.
    Distress = "E2.distress" of Anxiety,
    /// What else they say of themselves in the exam.
    Symptoms = "E2.symptoms" of Anxiety,
    /// Techniques that calm, and a script for the day.
    Technique = "E2.technique" of Anxiety,
    /// One more mock exam.
    ExtraMockExam = "E2.extra_mock_exam" of Anxiety,
    /// Wrong answers to questions that were misread.
    Misread = "E3.misread" of Misreading,
    /// Wrong answers where a question says “not”.
    NegativeStems = "E3.negative" of Misreading,
    /// The drill that restates a question.
    Reading = "E3.reading" of Misreading,
    /// Answers that were changed, and the drill for that.
    Changes = "E4.changes" of SecondGuessing,
    /// What an hour in the domain is worth.
    Gain = "allocation.gain",
    /// Too little is known about the domain.
    Diagnostic = "diagnostic",
    /// The slot is right for it.
    Place = "place",
    /// When the domain was last worked on.
    Spacing = "spacing",
    /// Topics are due.
    Due = "spacing.due",
    /// Half of a set is for going through it.
    SetReview = "set.review",
    /// Another source than before.
    Variety = "resources.variety",
    /// Mock exams have their phase.
    MockExams = "phases.mock_exams",
    /// Each is gone through.
    MockExamReview = "mock_exam.review",
    /// The last days are light.
    Taper = "phases.taper",
}

impl Rule {
    /// All rules, those about statements last.
    pub fn all() -> impl Iterator<Item = Self> {
        NAMED.iter().copied().chain(Cause::ALL.map(Self::Statements))
    }

    /// The rule with this key; `None` if there is none.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::all().find(|rule| rule.key() == key)
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

/// Its key.
impl Serialize for Rule {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.key())
    }
}

const fn statements(cause: Cause) -> &'static str {
    match cause {
        Cause::TooLittleTime => "P1.statements",
        Cause::HeavyDomainsUncovered => "P2.statements",
        Cause::SingleResource => "P3.statements",
        Cause::NoHandsOn => "P4.statements",
        Cause::ExamTime => "E1.statements",
        Cause::Anxiety => "E2.statements",
        Cause::Misreading => "E3.statements",
        Cause::SecondGuessing => "E4.statements",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_key_names_one_rule_and_begins_with_its_cause() {
        let keys: BTreeSet<&str> = Rule::all().map(Rule::key).collect();
        assert_eq!(keys.len(), Rule::all().count());
        for rule in Rule::all() {
            let first = rule.key().split('.').next();
            let cause = Cause::ALL.into_iter().find(|cause| Some(cause.key()) == first);
            assert_eq!(rule.cause(), cause, "{rule}");
            assert_eq!(Rule::from_key(rule.key()), Some(rule));
        }
        assert_eq!(Rule::from_key("P9.luck"), None);
    }
}
