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
use crate::coach::planner::plan::{Block, BlockKind, Plan};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::families;
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
pub struct Line {
    /// The domain's key or the kind of resource; empty for work across domains.
    pub key: String,
    /// What the candidate calls it.
    pub label: Said,
    /// Its share of the hours then, 0 to 1.
    pub then: f64,
    /// Its share of the hours now, 0 to 1.
    pub now: f64,
}

/// The time of one preparation, in minutes.
#[derive(Clone, Debug, Default)]
struct Ledger {
    domains: BTreeMap<Option<DomainIndex>, f64>,
    families: BTreeMap<ResourceFamily, f64>,
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

    fn total(&self) -> f64 {
        self.domains.values().sum()
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
            then.add(known, Some(share.family), share.minutes.get());
        }
        let owned = families(record.history);
        for block in plan.days.iter().flat_map(|day| &day.blocks) {
            let domain = block.domain.as_ref().and_then(|domain| record.domains.index(domain));
            now.add(domain, family_of_block(block, &owned), block.minutes.get());
        }
        if then.total() <= 0.0 || now.total() <= 0.0 {
            return None;
        }
        let known = remembered.map_or(Precision::Recorded, |prior| prior.precision);
        let domains = domain_lines(record, &then, &now);
        let families = family_lines(&then, &now);
        let said = said(&domains, &families);
        let (then, now) = (then.minutes(), now.minutes());
        Some(Self { attempt: last.id.clone(), known, then, now, domains, families, said })
    }
}

/// What was done for the sitting of `sat_on` since the one on a day before it, and what since.
fn ledgers(record: &ExamRecord<'_>, sat_on: NaiveDate) -> (Ledger, Ledger) {
    let since = record.sittings.day_before(sat_on);
    let (mut then, mut now) = (Ledger::default(), Ledger::default());
    for work in &record.work {
        if work.day > sat_on {
            now.add(work.domain, Some(work.family), work.minutes());
        } else if since.is_none_or(|since| work.day > since) {
            then.add(work.domain, Some(work.family), work.minutes());
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
        let of = |ledger: &Ledger| share(ledger.domains.get(&at).copied(), ledger.total());
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
        share(ledger.families.get(&family).copied(), ledger.families.values().sum())
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

fn said(domains: &[Line], families: &[Line]) -> Vec<Said> {
    let all = families.iter().chain(domains.iter().filter(|line| !line.key.is_empty()));
    let difference = |line: &Line| (line.now - line.then).abs();
    let mut notable: Vec<&Line> = all.filter(|line| difference(line) >= NOTABLE).collect();
    notable.sort_by(|a, b| difference(b).total_cmp(&difference(a)));
    let of = |share: Share| match share.percent() {
        0.0 => subject::no_time(),
        _ => subject::share_of(share),
    };
    let sentence = |line: &&Line| {
        let (then, now) = (Share::new(line.then), Share::new(line.now));
        subject::then_and_now(line.label.clone(), of(then), of(now))
    };
    notable.iter().take(SENTENCES_MAX).map(sentence).collect()
}
