//! One exam as its vendor describes it.

use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, ObjectiveId, PolicyId};
use crate::base::units::{Minutes, Score};
use crate::exam::provenance::Provenance;

/// One exam as its vendor describes it, or as the candidate defined or corrected it.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Exam {
    /// The vendor's name.
    pub vendor: String,
    /// The exam's key.
    pub code: ExamCode,
    /// The exam's name.
    pub title: String,
    /// Whether it can still be sat.
    pub status: Status,
    /// The scale of the overall score; `None` if the vendor prints none.
    pub scale: Option<Scale>,
    /// The published pass mark; `None` if the vendor publishes none.
    pub pass_mark: Option<Score>,
    /// The share of correct answers that the pass mark stands for, if a source says so. Without one
    /// the coach assumes a share and labels it.
    pub pass_share: Option<PassShare>,
    /// Number of questions.
    pub items: Items,
    /// Time allowed.
    pub minutes: Option<Minutes>,
    /// Whether the candidate may go back to a question.
    pub navigation: Navigation,
    /// How much of the exam is hands-on.
    pub hands_on: HandsOn,
    /// The weighted areas, in the vendor's order; at least one.
    pub domains: Vec<Domain>,
    /// What the weights are worth.
    pub weights: WeightsKind,
    /// The key of the vendor's report form in the catalogue (`comptia`, `cisco`, …).
    pub report_form: Option<String>,
    /// The retake policy.
    pub policy: Option<PolicyId>,
    /// Remarks and conflicts between sources, in words.
    pub notes: Vec<String>,
    /// Who entered it.
    pub origin: Origin,
    /// Where the numbers come from.
    pub provenance: Provenance,
}

impl Exam {
    /// The domains' shares of the exam, in the order of `domains`, normalised to sum to 1.
    ///
    /// Ranges count with their middle; an exam without weights counts its domains alike. Both are
    /// for planning only and [`Exam::weights`] says so.
    pub fn shares(&self) -> Vec<f64> {
        let middles: Vec<f64> =
            self.domains.iter().map(|domain| domain.weight.map_or(0.0, Weight::middle)).collect();
        let sum: f64 = middles.iter().sum();
        if sum > 0.0 {
            return middles.into_iter().map(|middle| middle / sum).collect();
        }
        #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
        let equal = 1.0 / self.domains.len().max(1) as f64;
        vec![equal; self.domains.len()]
    }

    /// The place of `domain` among the exam's domains.
    pub fn position(&self, domain: &DomainId) -> Option<usize> {
        self.domains.iter().position(|known| known.id == *domain)
    }
}

/// Whether an exam can still be sat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamStatus"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExamStatus"))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Offered.
    Current,
    /// No longer offered.
    Retired,
    /// Replaced by a newer outline under the same name.
    Superseded,
}

/// The scale of an overall score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ScoreScale"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ScoreScale"))]
pub struct Scale {
    /// What the numbers are.
    pub kind: ScaleKind,
    /// The lowest score.
    pub min: Score,
    /// The highest score.
    pub max: Score,
}

/// What the numbers of a scale are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum ScaleKind {
    /// Equated between forms: not a share of correct answers.
    Scaled,
    /// Percent of the points.
    Percent,
    /// Points.
    Points,
}

/// The share of correct answers that a pass mark stands for.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct PassShare {
    /// 0 to 1.
    pub share: f64,
}

/// Number of questions of an exam.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ItemCount"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ItemCount"))]
pub struct Items {
    /// The fewest a form has.
    pub min: Option<u16>,
    /// The most a form has.
    pub max: Option<u16>,
    /// Those that count.
    pub scored: Option<u16>,
}

impl Items {
    /// The number to reckon with: the scored ones, else the middle of the range, else the one end
    /// that is known; `None` if nothing is.
    pub fn expected(self) -> Option<u16> {
        match (self.scored, self.min, self.max) {
            (Some(scored), _, _) => Some(scored),
            (None, Some(min), Some(max)) => Some(min.midpoint(max)),
            (None, known, None) | (None, None, known) => known,
        }
    }
}

/// Whether the candidate may go back to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamNavigation"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExamNavigation"))]
#[serde(rename_all = "snake_case")]
pub enum Navigation {
    /// Freely.
    Free,
    /// Never.
    ForwardOnly,
    /// Within a section that is then closed.
    Sectioned,
    /// Tasks in any order.
    TasksAnyOrder,
    /// No source says.
    Unknown,
}

/// How much of an exam is hands-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum HandsOn {
    /// Questions only.
    None,
    /// Some performance-based items or labs.
    Some,
    /// Tasks on live systems only.
    All,
}

/// A weighted area of an exam.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamDomain"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExamDomain"))]
pub struct Domain {
    /// Its number in the vendor's outline.
    pub id: DomainId,
    /// Its name.
    pub name: String,
    /// Its printed weight; `None` if the vendor prints none.
    pub weight: Option<Weight>,
    /// Its objectives; empty where they are not known. The built-in catalogue knows none, because no
    /// source it rests on lists them: a candidate's own outline may, and so does a report that prints
    /// the missed ones.
    pub objectives: Vec<ObjectiveId>,
}

/// A printed weight in percent: both ends are the same unless the vendor prints a range.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "DomainWeight"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "DomainWeight"))]
pub struct Weight {
    /// The lower end, percent.
    pub min: f64,
    /// The upper end, percent.
    pub max: f64,
}

impl Weight {
    /// The middle of the range, percent.
    pub const fn middle(self) -> f64 {
        self.min.midpoint(self.max)
    }
}

/// What an exam's weights are worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum WeightsKind {
    /// As the vendor prints them.
    Exact,
    /// The vendor prints ranges: their middles are used, and labelled.
    Range,
    /// The vendor says "about".
    Approximate,
    /// The vendor prints none: equal shares are used, and labelled.
    None,
    /// No source that has them was found: equal shares are used, and labelled.
    Unknown,
}

/// Who entered an exam.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ExamOrigin"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ExamOrigin"))]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The catalogue.
    Catalogue,
    /// The candidate, for an exam that the catalogue does not know.
    Candidate,
    /// The candidate, correcting the catalogue.
    Correction,
}
