//! What a report says, as rows: what was printed for each domain, where the candidate stands, and what that
//! means.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{DomainId, FactId};
use crate::coach::derivation::Briefing;
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::coach::line::PassLine;
use crate::coach::record::ExamRecord;
use crate::coach::reflection::Reflection;
use crate::exam::catalogue::Catalogue;
use crate::facts::attempt::Outcome;
use crate::facts::score_report::Evidence;
use crate::formats::page::report::{form, most_to_gain, notes, rows, score};
use crate::formats::page::{DomainRow, Sources};
use crate::wording::{Said, advice, page};

/// What the report of the last sitting says, and does not say.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportReading {
    /// The sitting; `None` if the exam was never sat.
    pub sitting: Option<ReportedSitting>,
    /// The share of right answers that the pass mark stands for: where the line is drawn.
    pub line: PassLine,
    /// What is assumed about the exam, in words.
    pub assumed: Vec<Said>,
    /// The domains: most to gain first, those of which nothing is known last.
    pub rows: Vec<ReportRow>,
    /// The domains with the most to gain, most first; at most three, empty after a pass.
    pub most_to_gain: Vec<DomainId>,
    /// What explains each weak domain, and what to ask next, in the exam's order.
    pub reflections: Vec<Reflection>,
    /// The topics that the candidate noted to come back to, a sentence for each domain.
    pub noted: Vec<Said>,
}

/// The sitting that a report is of.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportedSitting {
    /// The fact that tells of it: a correction of the report supersedes this one.
    pub attempt: FactId,
    /// The date.
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub sat_on: NaiveDate,
    /// What came of it.
    pub outcome: Outcome,
    /// The score and the mark, as they are printed; `None` where neither is known.
    pub score: Option<Said>,
    /// What such a report can and cannot say.
    pub caveat: Said,
}

/// One domain of a report.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct ReportRow {
    /// Its key; one that the exam does not have is here because the report prints it.
    pub domain: DomainId,
    /// Its name; empty where it is not known.
    pub name: String,
    /// What was printed; empty where nothing was.
    pub printed: Vec<Evidence>,
    /// The same in words.
    pub printed_said: Said,
    /// Where the candidate stands; `None` for a domain that the exam does not have.
    pub estimate: Option<RowEstimate>,
    /// What that means, in words.
    pub meaning: Said,
}

/// Where the candidate stands in a domain.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct RowEstimate {
    /// The domain's share of the exam, 0 to 1.
    pub share: f64,
    /// Lower end of the 80 % interval: the probability of a right answer, 0 to 1.
    pub low: f64,
    /// The most likely value, inside the interval: shown with it, never alone.
    pub mean: f64,
    /// Upper end of the 80 % interval.
    pub high: f64,
    /// On which side of the line that is. Not `class`, which would be `getClass` on the JVM.
    pub standing: DomainClass,
    /// Points of the whole exam, 0 to 100, that the way to the target is worth.
    pub expected_points: f64,
    /// The range in words.
    pub said: Said,
}

impl ReportReading {
    /// Reads the report of the last sitting in `record`; `briefing` is what follows from it.
    pub fn of(record: &ExamRecord<'_>, briefing: &Briefing, catalogue: &Catalogue) -> Self {
        let sources = Sources { record, briefing, catalogue };
        let estimates = &briefing.coaching.estimates;
        let mut rows: Vec<ReportRow> =
            rows(&sources).into_iter().map(|row| ReportRow::of(row, &sources)).collect();
        // Stable: of equal worth, and among those of which nothing is known, the exam's order holds.
        rows.sort_by(|a, b| b.rank().total_cmp(&a.rank()));
        let gains = if sources.is_passed() { Vec::new() } else { most_to_gain(estimates) };
        Self {
            sitting: ReportedSitting::of(&sources),
            line: briefing.exam.line,
            assumed: briefing.exam.said.clone(),
            rows,
            most_to_gain: gains.into_iter().map(|estimate| estimate.domain.clone()).collect(),
            reflections: briefing.coaching.reflections.clone(),
            noted: notes(&sources),
        }
    }
}

impl ReportedSitting {
    fn of(sources: &Sources<'_>) -> Option<Self> {
        let last = sources.record.sittings.last()?;
        let caveat =
            form(sources).map_or_else(page::little_alone, |form| page::report_says(&form.caveat));
        Some(Self {
            attempt: last.id.clone(),
            sat_on: last.value.sat_on,
            outcome: last.value.outcome,
            score: score(last.value, sources.record.exam),
            caveat,
        })
    }
}

impl ReportRow {
    fn of(row: DomainRow, sources: &Sources<'_>) -> Self {
        let DomainRow { domain, name, printed: printed_said, standing: said, meaning, .. } = row;
        let report = sources.last().and_then(|last| last.report.as_ref());
        let readings = report.iter().flat_map(|report| &report.domains);
        let printed = readings.filter(|reading| reading.domain == domain);
        let printed = printed.map(|reading| reading.evidence.clone()).collect();
        let estimates = &sources.briefing.coaching.estimates;
        let estimate = estimates.iter().find(|estimate| estimate.domain == domain);
        let estimate = estimate
            .map(|estimate| RowEstimate::of(estimate, said.unwrap_or_else(advice::no_standing)));
        Self { domain, name, printed, printed_said, estimate, meaning }
    }

    /// What a look at it is worth.
    fn rank(&self) -> f64 {
        self.estimate.as_ref().map_or(f64::NEG_INFINITY, |estimate| match estimate.standing {
            DomainClass::Unknown => -1.0,
            DomainClass::Weak | DomainClass::Uncertain | DomainClass::Strong => {
                estimate.expected_points
            }
        })
    }
}

impl RowEstimate {
    const fn of(estimate: &DomainEstimate, said: Said) -> Self {
        let DomainEstimate { share, low, mean, high, class: standing, expected_points, .. } =
            *estimate;
        Self { share, low, mean, high, standing, expected_points, said }
    }
}
