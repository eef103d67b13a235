//! The page a candidate needs, as typed parts: what happened, what to do next, when it may be sat
//! again, what the report says, why, the hours and the weeks, what is uncertain, and the rest.
//!
//! An app shows the parts as it likes; [`crate::formats::markdown`] prints them. Nothing is worked out
//! here: every number on the page is one of the answer that it is made from.

mod curious;
mod happened;
mod hours;
pub(crate) mod next;
mod open;
pub(crate) mod report;
mod why;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::DomainId;
use crate::base::time::Now;
use crate::coach::causes::{Cause, CauseClass};
use crate::coach::derivation::Briefing;
use crate::coach::derivation::subject::in_question;
use crate::coach::estimate::{DomainClass, DomainEstimate};
use crate::coach::history::History;
use crate::coach::planner::plan::{PhaseKind, Plan};
use crate::coach::record::ExamRecord;
use crate::exam::catalogue::Catalogue;
use crate::facts::attempt::{Attempt, Outcome};
use crate::wording::{Said, advice, page as wording};

/// The page of one exam at one moment.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Page {
    /// The exam.
    pub title: Said,
    /// The sections that have something to say, in the order in which they are read.
    pub sections: Vec<PageSection>,
}

/// One section of a [`Page`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct PageSection {
    /// Which one it is.
    pub kind: PageSectionKind,
    /// What stands above it.
    pub heading: Said,
    /// What it says, in order; never empty.
    pub parts: Vec<PagePart>,
}

/// Which section of a [`Page`] one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PageSectionKind {
    /// The result, in one humane line.
    Happened,
    /// What to do next; after a sitting nothing.
    Next,
    /// When the exam may be sat again.
    Again,
    /// What the report says, domain by domain, and what it does not say.
    Report,
    /// What may have played a part, and what each cause changes.
    Why,
    /// The exam day, the time until it, and what it is for.
    Hours,
    /// What is uncertain, and what would help to enter.
    Open,
    /// Versions, and numbers that nobody needs to act.
    Curious,
}

/// One thing that a section says.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum PagePart {
    /// A paragraph.
    Sentence {
        /// Its words.
        said: Said,
    },
    /// One of several points.
    Point {
        /// Its words.
        said: Said,
    },
    /// One domain; those of a page stand together, in the exam's order.
    Domain {
        /// What there is to say about it.
        row: DomainRow,
    },
    /// One cause.
    Cause {
        /// Which one.
        cause: Cause,
        /// How surely.
        class: CauseClass,
        /// Both in words.
        heading: Said,
        /// What speaks for it, and what was looked at, strongest first.
        evidence: Vec<Said>,
        /// What it changes in the plan; empty where it changes nothing.
        changes: Vec<Said>,
    },
}

/// One domain on a [`Page`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct DomainRow {
    /// Its key; one that the exam does not have is on the page because the report prints it.
    pub domain: DomainId,
    /// Its name; empty where it is not known.
    pub name: String,
    /// Its share of the exam.
    pub weight: Option<Said>,
    /// What the report prints.
    pub printed: Said,
    /// Where the candidate stands today.
    pub standing: Option<Said>,
    /// What that means.
    pub meaning: Said,
}

/// What a page is made from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sources<'a> {
    pub(crate) record: &'a ExamRecord<'a>,
    pub(crate) briefing: &'a Briefing,
    pub(crate) catalogue: &'a Catalogue,
}

impl Page {
    /// The page of the exam that `record` is about; `briefing` is what follows from it.
    pub fn of(record: &ExamRecord<'_>, briefing: &Briefing, catalogue: &Catalogue) -> Self {
        let sources = Sources { record, briefing, catalogue };
        let exam = record.exam;
        let sections = [
            (PageSectionKind::Happened, advice::happened(), happened::parts(&sources)),
            (PageSectionKind::Next, advice::next(), next::parts(&sources)),
            (PageSectionKind::Again, wording::retake(), again(&sources)),
            (PageSectionKind::Report, advice::report(), report::parts(&sources)),
            (PageSectionKind::Why, advice::why(), why::parts(&sources)),
            (PageSectionKind::Hours, advice::hours(), hours::parts(&sources)),
            (PageSectionKind::Open, advice::open(), open::parts(&sources)),
            (PageSectionKind::Curious, advice::curious(), curious::parts(&sources)),
        ];
        let sections = sections.into_iter().filter(|(.., parts)| !parts.is_empty());
        let section = |(kind, heading, parts)| PageSection { kind, heading, parts };
        Self {
            title: advice::exam(&exam.title, exam.code.as_str()),
            sections: sections.map(section).collect(),
        }
    }

    /// The page of the exam that a derivation of `history` is about. Never fails: where the exam is
    /// not known, the page says what would help.
    pub fn of_history(history: &History<'_>, catalogue: &Catalogue, now: Now) -> Self {
        let exam = match in_question(history, catalogue, now) {
            Ok(exam) => exam,
            Err(said) => return Self::without_exam(said),
        };
        let record = ExamRecord::of(history, &exam, now);
        Self::of(&record, &Briefing::of(&record, catalogue), catalogue)
    }

    /// The page where no exam is known: what would help.
    fn without_exam(said: Said) -> Self {
        let parts = vec![PagePart::Sentence { said }];
        let section = PageSection { kind: PageSectionKind::Open, heading: advice::open(), parts };
        Self { title: advice::no_exam(), sections: vec![section] }
    }
}

impl<'a> Sources<'a> {
    /// The plan.
    pub(crate) const fn plan(&self) -> &'a Plan {
        &self.briefing.coaching.plan
    }

    /// The last sitting that took place.
    pub(crate) fn last(&self) -> Option<&'a Attempt> {
        self.record.sittings.last().map(|fact| fact.value)
    }

    /// Whether the exam is passed.
    pub(crate) fn is_passed(&self) -> bool {
        self.last().is_some_and(|last| last.outcome == Outcome::Pass)
    }

    /// Days since the last sitting; `None` if there is none.
    pub(crate) fn days_since(&self) -> Option<i64> {
        Some((self.record.today - self.last()?.sat_on).num_days())
    }

    /// Whether the last days before the exam have begun, which hold no test and nothing new.
    pub(crate) fn is_resting(&self) -> bool {
        let current = self.plan().phases.iter().find(|phase| self.today() <= phase.to);
        current.is_some_and(|phase| phase.kind == PhaseKind::Taper)
    }

    /// The study day of the moment.
    pub(crate) const fn today(&self) -> NaiveDate {
        self.record.today
    }

    /// What a domain is called; its key where nobody named it.
    pub(crate) fn name<'b>(&self, domain: &'b DomainId) -> &'b str
    where
        'a: 'b,
    {
        let known = self.record.exam.domains.iter().find(|known| known.id == *domain);
        known
            .map(|known| known.name.trim())
            .filter(|name| !name.is_empty())
            .unwrap_or(domain.as_str())
    }

    /// The domain in which ten minutes help most: of those that are weak, the one with the lowest
    /// estimate; without one, that with the most to gain.
    pub(crate) fn weakest(&self) -> Option<&'a DomainEstimate> {
        let estimates = &self.briefing.coaching.estimates;
        let weak = estimates.iter().filter(|estimate| estimate.class == DomainClass::Weak);
        weak.min_by(|a, b| a.mean.total_cmp(&b.mean)).or_else(|| {
            let most = |a: &&DomainEstimate, b: &&DomainEstimate| {
                a.expected_points.total_cmp(&b.expected_points)
            };
            estimates.iter().rev().max_by(most)
        })
    }
}

/// When it may be sat again: the answer first. After a pass there is nothing to sit, and no more to say.
fn again(sources: &Sources<'_>) -> Vec<PagePart> {
    let eligibility = &sources.briefing.coaching.eligibility;
    let mut said = eligibility.sentences(sources.record.now);
    if eligibility.passed_on.is_none() {
        said.extend(sources.briefing.warnings.iter().cloned());
        said.extend(eligibility.unknowns.iter().chain(&eligibility.notes).cloned());
    }
    said.into_iter().map(|said| PagePart::Point { said }).collect()
}
