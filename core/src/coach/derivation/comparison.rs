//! Then and now: how the hours of this preparation differ from those of the last.
//!
//! A plan that looks like the last one has little to say. So the shares of domains and of kinds of
//! resource stand side by side: what was done for the last sitting, and what has been done since
//! together with what is planned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::{FactId, ResourceId};
use crate::base::units::Minutes;
use crate::coach::index::DomainIndex;
use crate::coach::model::causes::NAMED_MIN;
use crate::coach::planner::plan::{Block, BlockKind, Plan};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::{WorkSource, families};
use crate::facts::study::{Precision, ResourceFamily};
use crate::wording::value::Share;
use crate::wording::{Said, subject};

/// A change below this share of the hours is not worth a sentence.
const NOTABLE: f64 = 0.05;
/// At most this many sentences.
const SENTENCES_MAX: usize = 5;

/// The hours of the last preparation beside those of this one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Comparison {
    /// The attempt that the last preparation was for.
    pub attempt: FactId,
    /// How well the last preparation is known.
    pub known: Precision,
    /// Its time.
    pub then: Minutes,
    /// What has been done since the attempt, together with what is planned.
    pub now: Minutes,
    /// One line for each domain, in the exam's order, then one for work across domains.
    pub domains: Vec<Line>,
    /// One line for each kind of resource. Work from one's own memory has none.
    pub families: Vec<Line>,
    /// The largest differences in words.
    pub said: Vec<Said>,
}

/// One line of a [`Comparison`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "uniffi", uniffi(name = "ComparisonLine"))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS), ts(rename = "ComparisonLine"))]
pub struct Line {
    /// The domain's key or the kind of resource; empty for work across domains.
    pub key: String,
    /// What the candidate calls it.
    pub label: Said,
    /// Its share of the hours then, 0 to 1: of a domain, of those that named one. `None` where too
    /// few of them did: what was not recorded is not nothing.
    pub then: Option<f64>,
    /// Its share of the hours now, 0 to 1, told as those of then are.
    pub now: Option<f64>,
}

/// Whether some of the hours named no domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unnamed {
    /// All of them did, or went across domains.
    None,
    /// Some did not.
    Some,
}

impl Unnamed {
    fn of(minutes: f64) -> Self {
        if minutes.round() > 0.0 { Self::Some } else { Self::None }
    }
}

/// The time of one preparation, in minutes.
#[derive(Clone, Debug, Default)]
struct Ledger {
    domains: BTreeMap<Option<DomainIndex>, f64>,
    families: BTreeMap<ResourceFamily, f64>,
    /// What named no domain though it had one: study, not work across domains.
    unnamed: f64,
}

impl Ledger {
    fn add(
        &mut self,
        domain: Option<DomainIndex>,
        family: Option<ResourceFamily>,
        minutes: impl Into<f64>,
    ) {
        let minutes = minutes.into();
        *self.domains.entry(domain).or_default() += minutes;
        if let Some(family) = family {
            *self.families.entry(family).or_default() += minutes;
        }
    }

    /// Study of which nobody said what it was about.
    fn add_unnamed(&mut self, family: ResourceFamily, minutes: f64) {
        self.unnamed += minutes;
        *self.families.entry(family).or_default() += minutes;
    }

    /// The minutes of which it is known what they were about.
    fn named(&self) -> f64 {
        self.domains.values().sum()
    }

    fn total(&self) -> f64 {
        self.named() + self.unnamed
    }

    /// Whether shares of domains say something: enough of the time is known by domain.
    fn is_known_by_domain(&self) -> bool {
        self.named() > 0.0 && self.named() >= NAMED_MIN * self.total()
    }

    fn minutes(&self) -> Minutes {
        let whole = self.total().round().clamp(0.0, f64::from(u32::MAX));
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped above"
        )]
        Minutes::new(whole as u32)
    }
}

impl Comparison {
    /// Compares the preparation for the last sitting of a record with the present one.
    pub(super) fn of(record: &ExamRecord<'_>, plan: &Plan) -> Option<Self> {
        let last = record.sittings.last()?;
        let (mut then, mut now) = ledgers(record, last.value.sat_on);
        let remembered = record.history.prior_preparations.iter().rev();
        let remembered = remembered.map(|fact| fact.value).find(|p| p.attempt == *last.id);
        for share in remembered.iter().flat_map(|prior| &prior.shares) {
            let known = share.domain.as_ref().and_then(|domain| record.domains.index(domain));
            match known {
                Some(domain) => then.add(Some(domain), Some(share.family), share.minutes.get()),
                None => then.add_unnamed(share.family, f64::from(share.minutes.get())),
            }
        }
        let owned = families(record.history);
        for block in plan.days.iter().flat_map(|day| &day.blocks) {
            let domain = block.domain.as_ref().and_then(|domain| record.domains.index(domain));
            now.add(domain, family_of_block(block, &owned), block.minutes.get());
        }
        if then.total() <= 0.0 {
            return None;
        }
        let known = remembered.map_or(Precision::Recorded, |prior| prior.precision);
        let domains = domain_lines(record, &then, &now);
        let families = family_lines(&then, &now);
        let unnamed = Unnamed::of(then.unnamed + now.unnamed);
        let said = said(&domains, &families, unnamed);
        let (then, now) = (then.minutes(), now.minutes());
        Some(Self { attempt: last.id.clone(), known, then, now, domains, families, said })
    }
}

/// What was done for the sitting of `sat_on` since the one on a day before it, and what since.
fn ledgers(record: &ExamRecord<'_>, sat_on: NaiveDate) -> (Ledger, Ledger) {
    let since = record.sittings.day_before(sat_on);
    let (mut then, mut now) = (Ledger::default(), Ledger::default());
    for work in &record.work {
        let ledger = if work.day > sat_on {
            &mut now
        } else if since.is_none_or(|since| work.day > since) {
            &mut then
        } else {
            continue;
        };
        // A mock exam and its review go across domains; of other work somebody knew what it was about.
        match work.source {
            WorkSource::Mock(_) | WorkSource::Review(_) => {
                ledger.add(work.domain, Some(work.family), work.minutes());
            }
            WorkSource::Session(_) | WorkSource::Answer(..) | WorkSource::Set(_) => {
                match work.domain {
                    Some(domain) => ledger.add(Some(domain), Some(work.family), work.minutes()),
                    None => ledger.add_unnamed(work.family, work.minutes()),
                }
            }
        }
    }
    (then, now)
}

fn family_of_block(
    block: &Block,
    owned: &BTreeMap<&ResourceId, ResourceFamily>,
) -> Option<ResourceFamily> {
    let known = block.resource.as_ref().and_then(|key| owned.get(key)).copied();
    match block.kind {
        BlockKind::Lab => Some(ResourceFamily::Lab),
        BlockKind::Study => Some(known.unwrap_or(ResourceFamily::Text)),
        BlockKind::Diagnostic
        | BlockKind::TargetedSet
        | BlockKind::TimedSet
        | BlockKind::ScenarioSet
        | BlockKind::PacingDrill
        | BlockKind::ReadingDrill
        | BlockKind::ChangeDrill
        | BlockKind::MockExam
        | BlockKind::MockExamReview => Some(known.unwrap_or(ResourceFamily::Bank)),
        BlockKind::Review
        | BlockKind::Recall
        | BlockKind::Technique
        | BlockKind::LightReview
        | BlockKind::Checklist => known,
    }
}

fn domain_lines(record: &ExamRecord<'_>, then: &Ledger, now: &Ledger) -> Vec<Line> {
    let line = |at: Option<DomainIndex>, key: String, label: Said| {
        let of = |ledger: &Ledger| {
            let known = ledger.is_known_by_domain();
            known.then(|| share(ledger.domains.get(&at).copied(), ledger.named()))
        };
        Line { key, label, then: of(then), now: of(now) }
    };
    let known = record.exam.domains.iter().map(|domain| {
        let at = record.domains.index(&domain.id);
        line(at, domain.id.to_string(), Said::quoted(&domain.name))
    });
    known.chain([line(None, String::new(), subject::across_domains())]).collect()
}

fn family_lines(then: &Ledger, now: &Ledger) -> Vec<Line> {
    let of = |ledger: &Ledger, family: ResourceFamily| {
        let whole: f64 = ledger.families.values().sum();
        (whole > 0.0).then(|| share(ledger.families.get(&family).copied(), whole))
    };
    let kinds = [
        (ResourceFamily::Text, "text", subject::texts()),
        (ResourceFamily::Video, "video", subject::videos()),
        (ResourceFamily::Lab, "lab", subject::labs()),
        (ResourceFamily::Bank, "bank", subject::questions()),
        (ResourceFamily::Peer, "peer", subject::with_others()),
    ];
    kinds
        .into_iter()
        .map(|(family, key, label)| Line {
            key: key.to_owned(),
            label,
            then: of(then, family),
            now: of(now, family),
        })
        .collect()
}

/// A share in thousandths, so that its text is short.
fn share(part: Option<f64>, whole: f64) -> f64 {
    if whole <= 0.0 {
        return 0.0;
    }
    (part.unwrap_or(0.0) / whole * 1_000.0).round() / 1_000.0
}

/// A difference in words, with its size.
struct Difference {
    size: f64,
    said: Said,
}

/// The largest differences; `unnamed` said that some of the hours named no domain.
fn said(domains: &[Line], families: &[Line], unnamed: Unnamed) -> Vec<Said> {
    let domains = domains.iter().filter(|line| !line.key.is_empty());
    let of_domains = domains.filter_map(|line| match unnamed {
        Unnamed::None => difference(line, subject::then_and_now),
        Unnamed::Some => difference(line, subject::told_then_and_now),
    });
    let of_kinds = families.iter().filter_map(|line| difference(line, subject::then_and_now));
    let mut notable: Vec<Difference> =
        of_kinds.chain(of_domains).filter(|one| one.size >= NOTABLE).collect();
    notable.sort_by(|a, b| b.size.total_cmp(&a.size));
    notable.into_iter().take(SENTENCES_MAX).map(|one| one.said).collect()
}

/// How a line differs; `None` where one side is not known.
fn difference(line: &Line, words: fn(Said, Said, Said) -> Said) -> Option<Difference> {
    let (then, now) = (line.then?, line.now?);
    let of = |share: f64| match Share::new(share).percent() {
        0.0 => subject::no_time(),
        _ => subject::share_of(Share::new(share)),
    };
    let said = words(line.label.clone(), of(then), of(now));
    Some(Difference { size: (now - then).abs(), said })
}
