//! A mock exam, as its result.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, ResourceId};
use crate::base::units::Minutes;
use crate::facts::check::{Checked, QUESTIONS_MAX, each, minutes, optional, within};
use crate::facts::kind::{Home, Kind, PartnerSees};
use crate::wording::entry;
use crate::wording::not_allowed::NotAllowed;

/// A mock exam, as its result. The fact's `at` is the moment it was handed in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MockExamResult {
    /// The exam that was simulated.
    #[n(0)]
    pub exam: ExamCode,
    /// Where the questions came from.
    #[n(1)]
    pub bank: ResourceId,
    /// Result per domain; none where the bank tells no more than the whole.
    #[n(2)]
    #[serde(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub domains: Vec<MockExamDomain>,
    /// Questions left without an answer (they count in `of`, not in `correct`).
    #[n(3)]
    pub unanswered: u16,
    /// Time used.
    #[n(4)]
    pub minutes: Minutes,
    /// Time allowed.
    #[n(5)]
    pub minutes_allowed: Minutes,
    /// Questions of the last quarter answered in under a third of the median time.
    #[n(6)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub rushed: Option<u16>,
    /// Whether the exam rules were kept.
    #[n(7)]
    pub rules: Rules,
    /// Result of the whole, where the bank tells no domains. Where both are there, after a merge, the
    /// domains hold.
    #[n(8)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub total: Option<MockExamTotal>,
}

impl Kind for MockExamResult {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Session
    }

    fn home(&self) -> Home<'_> {
        Home::Log(&self.exam)
    }

    fn check(&self) -> Checked {
        match (self.domains.is_empty(), self.total) {
            (true, None) => {
                return Err(NotAllowed::new("domains", entry::empty(), entry::domains_or_total()));
            }
            (false, Some(_)) => {
                return Err(NotAllowed::new("total", entry::both(), entry::domains_or_total()));
            }
            (true, Some(_)) | (false, None) => {}
        }
        each("domains", &self.domains, |domain| {
            within("of", domain.of, 0..=QUESTIONS_MAX)?;
            within("correct", domain.correct, 0..=domain.of)
        })?;
        if let Some(total) = self.total {
            within("total.of", total.of, 1..=QUESTIONS_MAX)?;
            within("total.correct", total.correct, 0..=total.of)?;
        }
        let (correct, of) = self.whole();
        // Each domain has no more correct answers than questions.
        within("unanswered", u32::from(self.unanswered), 0..=of.saturating_sub(correct))?;
        optional("rushed", self.rushed.map(u32::from), 0..=of)?;
        minutes("minutes", self.minutes, 1)?;
        minutes("minutes_allowed", self.minutes_allowed, 1)
    }
}

impl MockExamResult {
    /// A mock exam by the rules, with an answer to every question; whatever else is known is set
    /// afterwards. Where the bank tells no domains, [`total`](Self::total) has to be set.
    pub const fn new(
        exam: ExamCode,
        bank: ResourceId,
        domains: Vec<MockExamDomain>,
        minutes: Minutes,
        minutes_allowed: Minutes,
    ) -> Self {
        Self {
            exam,
            bank,
            domains,
            unanswered: 0,
            minutes,
            minutes_allowed,
            rushed: None,
            rules: Rules::Kept,
            total: None,
        }
    }

    /// Right answers and questions of the whole: those of the domains together, or else the total.
    pub fn whole(&self) -> (u32, u32) {
        let total = self.total.filter(|_| self.domains.is_empty());
        let each = self.domains.iter().map(|domain| (domain.correct, domain.of));
        let all = each.chain(total.map(|total| (total.correct, total.of)));
        all.fold((0, 0), |(correct, of), (right, asked)| {
            (correct + u32::from(right), of + u32::from(asked))
        })
    }
}

/// A mock exam as a whole.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MockExamTotal {
    /// Correct answers, 0 to `of`.
    #[n(0)]
    pub correct: u16,
    /// Questions, 1 to 1,000.
    #[n(1)]
    pub of: u16,
}

/// One domain of a mock exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct MockExamDomain {
    /// The domain.
    #[n(0)]
    pub domain: DomainId,
    /// Correct answers, 0 to `of`.
    #[n(1)]
    pub correct: u16,
    /// Questions.
    #[n(2)]
    pub of: u16,
}

/// Whether a mock exam was sat under exam rules.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Rules {
    /// Timed, no references, no interruption.
    #[n(0)]
    Kept,
    /// Some rule was broken: informs the estimates at half weight.
    #[n(1)]
    Broken,
}
