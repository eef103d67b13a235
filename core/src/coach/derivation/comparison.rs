//! Then and now: how the hours of this preparation differ from those of the last.
//!
//! A plan that looks like the last one has little to say. So the shares of domains and of kinds of
//! resource stand side by side: what was done for the last sitting, and what has been done since
//! together with what is planned.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::DomainId;
use crate::base::ids::FactId;
use crate::base::ids::ResourceId;
use crate::base::time::Stamp;
use crate::base::units::Minutes;
use crate::coach::history::History;
use crate::coach::planner::plan::Block;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Plan;
use crate::coach::report::reading::Sitting;
use crate::exam::blueprint::Exam;
use crate::facts::study::Activity;
use crate::facts::study::Precision;
use crate::facts::study::ResourceFamily;
use crate::wording::Said;
use crate::wording::subject;
use crate::wording::value::Share;

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
    pub says: Vec<Said>,
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
struct Ledger<'a> {
    domains: BTreeMap<Option<&'a DomainId>, f64>,
    families: BTreeMap<ResourceFamily, f64>,
}

impl<'a> Ledger<'a> {
    fn add(
        &mut self,
        domain: Option<&'a DomainId>,
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
}

/// What was done before and after a sitting.
struct Books<'a> {
    then: Ledger<'a>,
    now: Ledger<'a>,
    owned: BTreeMap<&'a ResourceId, ResourceFamily>,
    /// The sitting before the last, and the last.
    since: Option<NaiveDate>,
    sat_on: NaiveDate,
}

impl Comparison {
    /// Compares the preparation for the last of `sittings` (oldest first) with the present one.
    pub(super) fn of(
        history: &History<'_>,
        exam: &Exam,
        sittings: &[Sitting<'_>],
        plan: &Plan,
    ) -> Option<Self> {
        let (last, before) = sittings.split_last()?;
        let mut books = Books {
            then: Ledger::default(),
            now: Ledger::default(),
            owned: families_owned(history),
            since: before.last().map(|sitting| sitting.attempt.value.sat_on),
            sat_on: last.attempt.value.sat_on,
        };
        books.read(history, exam);
        let remembered = history.prior_preparations.iter().rev();
        let remembered = remembered.map(|fact| fact.value).find(|p| p.attempt == *last.attempt.id);
        for share in remembered.iter().flat_map(|prior| &prior.shares) {
            let known = share.domain.as_ref().filter(|domain| exam.position(domain).is_some());
            books.then.add(known, Some(share.family), share.minutes.get());
        }
        for block in plan.days.iter().flat_map(|day| &day.blocks) {
            let family = family_of_block(block, &books.owned);
            books.now.add(block.domain.as_ref(), family, block.minutes.get());
        }
        let Books { then, now, .. } = books;
        if then.total() <= 0.0 || now.total() <= 0.0 {
            return None;
        }
        let known = remembered.map_or(Precision::Recorded, |prior| prior.precision);
        let (domains, families) = (domain_lines(exam, &then, &now), family_lines(&then, &now));
        let says = says(&domains, &families);
        let (attempt, minutes) = (last.attempt.id.clone(), |ledger: &Ledger<'_>| {
            let whole = ledger.total().round().clamp(0.0, f64::from(u32::MAX));
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped above"
            )]
            Minutes::new(whole as u32)
        });
        let (then, now) = (minutes(&then), minutes(&now));
        Some(Self { attempt, known, then, now, domains, families, says })
    }
}

impl<'a> Books<'a> {
    fn read(&mut self, history: &History<'a>, exam: &'a Exam) {
        let known = |domain: &'a DomainId| exam.position(domain).is_some().then_some(domain);
        for fact in history.study_sessions.iter().filter(|fact| fact.value.exam == exam.code) {
            let session = fact.value;
            let domain = session.domain.as_ref().and_then(known);
            let owned = session.resource.as_ref().and_then(|key| self.owned.get(key)).copied();
            let family = family_of_activity(session.activity, owned);
            self.note(fact.at, domain, Some(family), session.minutes.get());
        }
        for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = f64::from(fact.value.answer_ms.unwrap_or(0)) / 60_000.0;
            self.note(fact.at, known(&fact.value.domain), Some(ResourceFamily::Bank), minutes);
        }
        for fact in history.review_times.iter().filter(|fact| fact.value.exam == exam.code) {
            let domain = fact.value.domain.as_ref().and_then(known);
            let minutes = f64::from(fact.value.review_ms) / 60_000.0;
            self.note(fact.at, domain, Some(ResourceFamily::Bank), minutes);
        }
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code) {
            let minutes = (fact.value.minutes + fact.value.review_minutes).get();
            self.note(fact.at, known(&fact.value.domain), Some(ResourceFamily::Bank), minutes);
        }
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == exam.code) {
            self.note(fact.at, None, Some(ResourceFamily::Bank), fact.value.minutes.get());
        }
    }

    fn note(
        &mut self,
        at: Stamp,
        domain: Option<&'a DomainId>,
        family: Option<ResourceFamily>,
        minutes: impl Into<f64>,
    ) {
        let day = at.study_day();
        if day > self.sat_on {
            self.now.add(domain, family, minutes);
        } else if self.since.is_none_or(|since| day > since) {
            self.then.add(domain, family, minutes);
        }
    }
}

fn families_owned<'a>(history: &History<'a>) -> BTreeMap<&'a ResourceId, ResourceFamily> {
    history.resources.iter().map(|fact| (&fact.value.resource, fact.value.family)).collect()
}

/// Hands-on work is lab time whatever it is done with; the rest goes by the resource.
fn family_of_activity(activity: Activity, owned: Option<ResourceFamily>) -> ResourceFamily {
    match activity {
        Activity::Lab => ResourceFamily::Lab,
        Activity::Reading => owned.unwrap_or(ResourceFamily::Text),
        Activity::Video => owned.unwrap_or(ResourceFamily::Video),
        Activity::Practice | Activity::Review => owned.unwrap_or(ResourceFamily::Bank),
        Activity::Peer => owned.unwrap_or(ResourceFamily::Peer),
    }
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
        | BlockKind::Simulation
        | BlockKind::SimulationReview => Some(known.unwrap_or(ResourceFamily::Bank)),
        BlockKind::Review
        | BlockKind::Recall
        | BlockKind::Technique
        | BlockKind::LightReview
        | BlockKind::Checklist => known,
    }
}

fn domain_lines(exam: &Exam, then: &Ledger<'_>, now: &Ledger<'_>) -> Vec<Line> {
    let each = exam.domains.iter().map(|domain| (Some(&domain.id), Said::quoted(&domain.name)));
    let each = each.chain([(None, subject::across_domains())]);
    let of = |ledger: &Ledger<'_>, domain: Option<&DomainId>| {
        share(ledger.domains.get(&domain).copied(), ledger.total())
    };
    each.map(|(domain, label)| Line {
        key: domain.map(ToString::to_string).unwrap_or_default(),
        label,
        then: of(then, domain),
        now: of(now, domain),
    })
    .collect()
}

fn family_lines(then: &Ledger<'_>, now: &Ledger<'_>) -> Vec<Line> {
    let of = |ledger: &Ledger<'_>, family: ResourceFamily| {
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

fn says(domains: &[Line], families: &[Line]) -> Vec<Said> {
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
