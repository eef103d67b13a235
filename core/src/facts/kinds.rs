//! The kinds of fact: one list, from which everything is made that has a place for each kind.
//!
//! A new kind is a page of its own, with its record and its `impl` of [`Kind`], and a line here. Made
//! from this list are [`FactBody`] with its two encodings, what an app hands over and reads back, and
//! the lists of a history.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::DomainId;
use crate::facts::kind::Kind;

/// Hands every kind to the macro `$make`: its number in the compact form, which is for ever, its key
/// in the open form, its type, and the name of its list in a history.
macro_rules! kinds {
    ($make:ident) => {
        $make! {
            /// A sitting of the real exam, with its score report if there is one.
            0 "attempt" Attempt($crate::facts::attempt::Attempt) attempts;
            /// A stretch of study with one resource.
            1 "study_session" StudySession($crate::facts::study::StudySession) study_sessions;
            /// One answered question.
            2 "answer" Answer($crate::facts::practice::Answer) answers;
            /// Time spent on reviewing answers.
            3 "review_time" ReviewTime($crate::facts::practice::ReviewTime) review_times;
            /// A set of questions entered as a total: the fast way for any question bank.
            4 "practice_set" PracticeSet($crate::facts::practice::PracticeSet) practice_sets;
            /// A mock exam.
            5 "simulation" MockExamResult($crate::facts::mock_exam::MockExamResult) mock_exam_results;
            /// Why an answer was wrong.
            6 "diagnosis" Diagnosis($crate::facts::practice::Diagnosis) diagnoses;
            /// The 16 statements about how an attempt went.
            7 "questionnaire" Questionnaire($crate::facts::reflection::Questionnaire) questionnaires;
            /// What the candidate says about a weak domain of the report.
            8 "domain_note" DomainNote($crate::facts::reflection::DomainNote) domain_notes;
            /// Something to learn from.
            9 "resource" Resource($crate::facts::study::Resource) resources;
            /// Preparation from before the app was installed.
            10 "prior_preparation" PriorPreparation($crate::facts::study::PriorPreparation)
                prior_preparations;
            /// The weekly study slots.
            11 "availability" Availability($crate::facts::availability::Availability)
                availabilities;
            /// A day that differs from the weekly slots.
            12 "day_exception" DayException($crate::facts::availability::DayException)
                day_exceptions;
            /// Which exam is to be retaken.
            13 "exam_choice" ExamChoice($crate::facts::planning::ExamChoice) exam_choices;
            /// When the retake is booked.
            14 "exam_date" ExamDate($crate::facts::planning::ExamDate) exam_dates;
            /// A retake date that the candidate knows better than the policy.
            15 "retake_override" RetakeOverride($crate::facts::planning::RetakeOverride)
                retake_overrides;
            /// The plan that was last shown: what stability is measured against.
            16 "plan_anchor" PlanAnchor($crate::facts::planning::PlanAnchor) plan_anchors;
            /// Takes a fact back. The fact stays in the log and counts no more.
            17 "removal" Removal($crate::facts::removal::Removal) removals;
            /// Time promised to somebody else.
            18 "commitment" Commitment($crate::facts::commitment::Commitment) commitments;
        }
    };
}

pub(crate) use kinds;

macro_rules! body {
    ($($(#[$doc:meta])* $number:literal $key:literal $kind:ident($record:ty) $list:ident;)*) => {
        /// What a fact says.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Encode, Decode)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        pub enum FactBody {
            $(
                $(#[$doc])*
                #[n($number)]
                #[serde(rename = $key)]
                $kind(
                    #[n(0)]
                    #[cfg_attr(feature = "uniffi", uniffi(name = $key))]
                    $record,
                ),
            )*
        }

        /// Which kind a fact is of.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
        #[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
        pub enum FactKind {
            $(
                $(#[$doc])*
                #[serde(rename = $key)]
                $kind,
            )*
        }

        impl FactBody {
            /// Which kind it is of.
            pub const fn fact_kind(&self) -> FactKind {
                match self {
                    $(Self::$kind(_) => FactKind::$kind,)*
                }
            }

            /// Its kind's key in the open form, such as `study_session`.
            pub const fn key(&self) -> &'static str {
                match self {
                    $(Self::$kind(_) => $key,)*
                }
            }

            /// What its kind says about it.
            pub const fn kind(&self) -> &dyn Kind {
                match self {
                    $(Self::$kind(value) => value,)*
                }
            }
        }

        $(
            impl From<$record> for FactBody {
                fn from(value: $record) -> Self {
                    Self::$kind(value)
                }
            }
        )*
    };
}

kinds!(body);

impl FactBody {
    /// Whether it names a domain: as that of a question or a session, or with a result of it.
    pub fn names(&self, domain: &DomainId) -> bool {
        let is = |of: &Option<DomainId>| of.as_ref() == Some(domain);
        match self {
            Self::Attempt(attempt) => {
                let report = attempt.report.iter();
                report.flat_map(|report| &report.domains).any(|of| of.domain == *domain)
            }
            Self::StudySession(session) => is(&session.domain),
            Self::Answer(answer) => answer.domain == *domain,
            Self::ReviewTime(review) => is(&review.domain),
            Self::PracticeSet(set) => is(&set.domain),
            Self::MockExamResult(mock) => mock.domains.iter().any(|of| of.domain == *domain),
            Self::DomainNote(note) => note.domain == *domain,
            Self::Resource(resource) => resource.domains.contains(domain),
            Self::PriorPreparation(prior) => prior.shares.iter().any(|of| is(&of.domain)),
            Self::Diagnosis(_)
            | Self::Questionnaire(_)
            | Self::Availability(_)
            | Self::DayException(_)
            | Self::ExamChoice(_)
            | Self::ExamDate(_)
            | Self::RetakeOverride(_)
            | Self::PlanAnchor(_)
            | Self::Removal(_)
            | Self::Commitment(_) => false,
        }
    }
}
