//! What the planner has to know of what was recorded: one pass over the record. No other page of the planner reads the history.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::base::calendar::Week;
use crate::base::ids::{DomainId, FactId, ObjectiveId, ResourceId};
use crate::base::time::{Stamp, UtcMillis};
use crate::base::units::Minutes;
use crate::coach::history::History;
use crate::coach::index::{DomainIndex, Index, ResourceIndex, Table};
use crate::coach::model::planner::{FRESH_DAYS, FROZEN_DAYS, PAUSE_DAYS, RESOURCES_MAX};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::{Work, WorkSource};
use crate::exam::blueprint::Exam;
use crate::facts::FactBody;
use crate::facts::attempt::{Attempt, Outcome};
use crate::facts::availability::{Availability, Slot};
use crate::facts::commitment::Commitment;
use crate::facts::planning::PlanAnchor;
use crate::facts::study::{PriorPreparation, Resource, ResourceFamily};

/// What was studied and answered in one domain in one week.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct WeekOfWork {
    /// Study time of any kind, in minutes.
    pub(crate) minutes: f64,
    /// Questions answered right.
    pub(crate) correct: f64,
    /// Questions answered.
    pub(crate) items: f64,
}

/// The past of one domain, in the preparation for the next sitting.
#[derive(Clone, Debug, Default)]
pub(crate) struct DomainPast {
    /// Work by Monday of its week, oldest first.
    pub(crate) weeks: BTreeMap<NaiveDate, WeekOfWork>,
    /// Questions answered of late, before the last sitting too, mock exams included.
    pub(crate) fresh: f64,
    /// Minutes with each resource, in the order of [`Past::resources`].
    pub(crate) with: Table<ResourceIndex, f64>,
    /// The last day on which the domain was worked on.
    pub(crate) touched: Option<NaiveDate>,
}

/// A mock exam that was sat.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SatMockExam {
    /// When it ended.
    pub(crate) at: Stamp,
    /// Its length.
    pub(crate) minutes: Minutes,
    /// Minutes of going through it since.
    pub(crate) reviewed: f64,
}

/// What the candidate recorded about their time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Time<'a> {
    /// The weekly slots, if any were entered.
    pub(crate) weekly: Option<&'a Availability>,
    /// The slots of days that are not as usual.
    pub(crate) exceptions: BTreeMap<NaiveDate, &'a [Slot]>,
    /// What is promised to somebody else; one without length takes no time and is left out.
    pub(crate) promised: BTreeMap<NaiveDate, Vec<&'a Commitment>>,
}

/// The past, sorted for planning.
#[derive(Debug)]
pub(crate) struct Past<'a> {
    /// The last sitting that counts, if any.
    pub(crate) attempt: Option<&'a Attempt>,
    /// The resources the candidate has, by key.
    pub(crate) resources: Table<ResourceIndex, &'a Resource>,
    /// One entry for each domain, in the exam's order.
    pub(crate) domains: Table<DomainIndex, DomainPast>,
    /// Days with any study, and its minutes.
    pub(crate) studied: BTreeMap<NaiveDate, f64>,
    /// The first day of this preparation.
    pub(crate) start: NaiveDate,
    /// The mock exams of this preparation, in order.
    pub(crate) mock_exams: Vec<SatMockExam>,
    /// The resource that took more than half of the time before the last sitting.
    pub(crate) old_main: Option<ResourceIndex>,
    /// The question bank that took most of the time before the last sitting.
    pub(crate) main_bank: Option<ResourceIndex>,
    /// Minutes of study for this exam, before and after the last sitting, logged and remembered.
    pub(crate) spent: f64,
    /// Hours that a guide recommends or the candidate had planned, if they said.
    pub(crate) recommended: Option<f64>,
    /// The objectives that were ever touched.
    pub(crate) objectives: BTreeSet<&'a ObjectiveId>,
    /// Minutes studied this week before today.
    pub(crate) week_minutes: f64,
    /// What the candidate recorded about their time.
    pub(crate) time: Time<'a>,
    /// When that, the exam date or the sittings last changed.
    pub(crate) time_changed: Option<UtcMillis>,
    /// The booked date, by the latest fact about this exam; `None` once it is on record how it went.
    pub(crate) booked: Option<NaiveDate>,
    /// The plans for this exam that were shown, oldest first, each with its moment.
    pub(crate) anchors: Vec<(UtcMillis, &'a PlanAnchor)>,
    /// Minutes studied since the last of them was shown and before today, by domain; `None` for what
    /// names none.
    pub(crate) since_shown: BTreeMap<Option<DomainIndex>, f64>,
    /// Whether the last of them stands.
    pub(crate) stands: bool,
    /// The study day of the moment that is planned for.
    pub(crate) today: NaiveDate,
    before: Table<ResourceIndex, f64>,
    keys: BTreeMap<&'a ResourceId, ResourceIndex>,
    ids: BTreeMap<&'a DomainId, DomainIndex>,
    since: Option<NaiveDate>,
}

impl<'a> Past<'a> {
    /// Reads what was recorded.
    pub(crate) fn of(record: &ExamRecord<'a>) -> Self {
        let ExamRecord { history, exam, now, today, .. } = *record;
        let attempt = record.sittings.last().map(|fact| fact.value);
        let by_key: BTreeMap<&ResourceId, &Resource> =
            history.resources.iter().map(|fact| (&fact.value.resource, fact.value)).collect();
        let resources: Table<ResourceIndex, &Resource> =
            by_key.into_values().take(RESOURCES_MAX).collect();
        let keys = resources.iter().map(|(at, owned)| (&owned.resource, at)).collect();
        let ids = exam.domains.iter().enumerate();
        let ids = ids.map(|(at, domain)| (&domain.id, DomainIndex::at(at))).collect();
        let none = vec![0.0; resources.rows().len()];
        let domains = exam
            .domains
            .iter()
            .map(|_| DomainPast { with: Table::from(none.clone()), ..DomainPast::default() });
        let anchors = anchors(history, exam);
        let mut past = Self {
            attempt,
            domains: domains.collect(),
            studied: BTreeMap::new(),
            start: begun(record).map_or(today, |begun| begun.study_day()),
            mock_exams: Vec::new(),
            old_main: None,
            main_bank: None,
            spent: 0.0,
            recommended: None,
            objectives: BTreeSet::new(),
            week_minutes: 0.0,
            time: time(history),
            time_changed: time_changed(record),
            booked: booked(record),
            since_shown: BTreeMap::new(),
            stands: anchors.last().is_some_and(|(at, _)| stands(record, *at)),
            anchors,
            before: Table::from(none),
            keys,
            ids,
            since: attempt.map(|attempt| attempt.sat_on),
            today,
            resources,
        };
        for work in &record.work {
            past.read(work);
        }
        let prior = prior(history, exam);
        if let Some(prior) = prior {
            past.remember(prior);
        }
        past.old_main = past.main_of_last_time(prior);
        past.main_bank = past.main_bank_of_last_time();
        past.mock_exams.retain(|sat| sat.at.utc_ms <= now.utc_ms);
        past
    }

    /// The places of the question banks.
    pub(crate) fn banks(&self) -> impl Iterator<Item = ResourceIndex> {
        self.resources
            .iter()
            .filter(|(_, owned)| owned.family == ResourceFamily::Bank)
            .map(|(at, _)| at)
    }

    /// Whether the last sitting that counts ended without a pass.
    pub(crate) fn has_failed(&self) -> bool {
        self.attempt.is_some_and(|attempt| match attempt.outcome {
            Outcome::Fail | Outcome::RemovedByProctor => true,
            Outcome::Pass | Outcome::NoShow | Outcome::Void | Outcome::Pending => false,
        })
    }

    /// The families that the candidate owns.
    pub(crate) fn families(&self) -> BTreeSet<ResourceFamily> {
        self.resources.rows().iter().map(|resource| resource.family).collect()
    }

    fn read(&mut self, work: &Work<'a>) {
        self.objectives.extend(work.objectives);
        if (self.today - work.day).num_days() <= FRESH_DAYS {
            self.freshen(work);
        }
        let is_present = self.note(work);
        if let WorkSource::Mock(mock) = work.source {
            if is_present {
                let (at, minutes) = (work.at, mock.minutes);
                self.mock_exams.push(SatMockExam { at, minutes, reviewed: 0.0 });
            }
        } else if let WorkSource::Review(_) = work.source
            && let Some(last) = self.mock_exams.last_mut()
            && last.at.utc_ms <= work.at.utc_ms
        {
            last.reviewed += work.minutes();
        }
    }

    /// Counts fresh answers, those of a mock exam in each of its domains.
    fn freshen(&mut self, work: &Work<'a>) {
        let Self { domains, ids, .. } = self;
        let mut count = |at: Option<DomainIndex>, of: u16| {
            if let Some(past) = at.and_then(|at| domains.get_mut(at)) {
                past.fresh += f64::from(of);
            }
        };
        if let WorkSource::Mock(mock) = work.source {
            for result in &mock.domains {
                count(ids.get(&result.domain).copied(), result.of);
            }
        } else {
            count(work.domain, work.of);
        }
    }

    /// What the candidate remembers of the time before the app.
    fn remember(&mut self, prior: &PriorPreparation) {
        let shares = prior.shares.iter().map(|share| f64::from(share.minutes.get()));
        self.spent += shares.sum::<f64>();
        self.recommended = prior.recommended_hours.map(f64::from);
    }

    /// Files one piece of work; says whether it belongs to the present preparation.
    fn note(&mut self, work: &Work<'a>) -> bool {
        let (day, minutes) = (work.day, work.minutes());
        self.spent += minutes;
        let resource = work.resource.and_then(|resource| self.keys.get(resource)).copied();
        if self.since.is_some_and(|since| day <= since) {
            if let Some(before) = resource.and_then(|at| self.before.get_mut(at)) {
                *before += minutes;
            }
            return false;
        }
        *self.studied.entry(day).or_default() += minutes;
        let shown = self.anchors.last().map(|(shown, _)| *shown);
        if day < self.today && shown.is_some_and(|shown| shown < work.at.utc_ms) {
            *self.since_shown.entry(work.domain).or_default() += minutes;
        }
        let monday = Week::monday_of(day);
        if day < self.today && monday == Week::monday_of(self.today) {
            self.week_minutes += minutes;
        }
        if let Some(past) = work.domain.and_then(|at| self.domains.get_mut(at)) {
            let week = past.weeks.entry(monday).or_default();
            week.minutes += minutes;
            week.correct += f64::from(work.right);
            week.items += f64::from(work.of);
            past.touched = past.touched.max(Some(day));
            if let Some(with) = resource.and_then(|at| past.with.get_mut(at)) {
                *with += minutes;
            }
        }
        true
    }

    /// The bank with most of the logged time; else the only one, or the one that was all there was.
    fn main_bank_of_last_time(&self) -> Option<ResourceIndex> {
        let minutes = |at: &ResourceIndex| self.before.value(*at);
        let logged = self.banks().filter(|at| minutes(at) > 0.0);
        // Of equals the first in the order of keys.
        let logged = logged.max_by(|a, b| minutes(a).total_cmp(&minutes(b)).then(b.cmp(a)));
        logged.or_else(|| {
            let main = self.old_main.filter(|main| self.banks().any(|at| at == *main));
            let mut banks = self.banks();
            main.or_else(|| banks.next().filter(|_| banks.next().is_none()))
        })
    }

    /// What took more than half of the time before the last sitting: by the log, else by what the
    /// candidate remembers, where only one resource is of the family they name.
    fn main_of_last_time(&self, prior: Option<&PriorPreparation>) -> Option<ResourceIndex> {
        let total: f64 = self.before.rows().iter().sum();
        let logged = self.before.find(|minutes| *minutes > total / 2.0);
        logged.or_else(|| {
            let shares = &prior?.shares;
            let total: u64 = shares.iter().map(|share| u64::from(share.minutes.get())).sum();
            let mut by_family: BTreeMap<ResourceFamily, u64> = BTreeMap::new();
            for share in shares {
                *by_family.entry(share.family).or_default() += u64::from(share.minutes.get());
            }
            let family = by_family.into_iter().find(|(_, minutes)| *minutes * 2 > total)?.0;
            let mut owned = self.resources.iter().filter(|(_, owned)| owned.family == family);
            let (only, _) = owned.next()?;
            owned.next().is_none().then_some(only)
        })
    }
}

/// The latest totals from before the app, unless they are known to be about another exam.
fn prior<'a>(history: &History<'a>, exam: &Exam) -> Option<&'a PriorPreparation> {
    let fits = |prior: &&PriorPreparation| {
        let attempt = history.attempts.iter().find(|fact| *fact.id == prior.attempt);
        attempt.is_none_or(|fact| fact.value.exam == exam.code)
    };
    history.prior_preparations.iter().rev().map(|fact| fact.value).find(fits)
}

/// The weekly slots, the days that are not as usual, and what is promised to others. The lists are
/// sorted by time: the latest fact about a date is the one that stays.
fn time<'a>(history: &History<'a>) -> Time<'a> {
    let each = history.day_exceptions.iter();
    let exceptions = each.map(|day| (day.value.date, day.value.slots.as_slice())).collect();
    let mut promised: BTreeMap<NaiveDate, Vec<&Commitment>> = BTreeMap::new();
    for fact in history.commitments.iter().filter(|fact| fact.value.minutes > Minutes::ZERO) {
        promised.entry(fact.value.date).or_default().push(fact.value);
    }
    let weekly = history.availabilities.last().map(|fact| fact.value);
    Time { weekly, exceptions, promised }
}

/// The booked date. One about which it is on record how it went, or that it was missed, has been
/// answered and is no longer booked.
fn booked(record: &ExamRecord<'_>) -> Option<NaiveDate> {
    let ExamRecord { history, exam, sittings, .. } = record;
    let mut dates = history.exam_dates.iter().rev().filter(|fact| fact.value.exam == exam.code);
    let date = dates.next()?.value.date?;
    let on_record = sittings.taken().iter().chain(sittings.uncounted());
    let last = on_record.map(|fact| fact.value.sat_on).max();
    last.is_none_or(|last| last < date).then_some(date)
}

/// When the time, the exam date or the sittings last changed.
fn time_changed(record: &ExamRecord<'_>) -> Option<UtcMillis> {
    let history = record.history;
    let last = [
        history.availabilities.last().map(|fact| fact.at.utc_ms),
        history.day_exceptions.last().map(|fact| fact.at.utc_ms),
        history.commitments.last().map(|fact| fact.at.utc_ms),
        history.exam_dates.last().map(|fact| fact.at.utc_ms),
        record.sittings.last().map(|fact| fact.at.utc_ms),
    ];
    last.into_iter().flatten().max()
}

/// Whether what was shown at a moment stands: nothing was recorded since, and the next days of then are
/// not over.
pub(crate) fn stands(record: &ExamRecord<'_>, shown: UtcMillis) -> bool {
    let mut latest = record.history.counting.iter().rev();
    let recorded = latest.find(|fact| !matches!(fact.body, FactBody::PlanAnchor(_)));
    let shown_on = Stamp { utc_ms: shown, zone: record.now.zone }.study_day();
    recorded.is_none_or(|fact| fact.at.utc_ms < shown)
        && (record.today - shown_on).num_days() < FROZEN_DAYS
}

fn anchors<'a>(history: &History<'a>, exam: &Exam) -> Vec<(UtcMillis, &'a PlanAnchor)> {
    let of_exam = history.plan_anchors.iter().filter(|fact| fact.value.exam == exam.code);
    of_exam.map(|fact| (fact.at.utc_ms, fact.value)).collect()
}

/// The moment in which this preparation began: when the last sitting and the first slots had been
/// recorded, or else a plan of it was first shown; `None` where it begins now.
///
/// What lies before the last sitting, or before a pause of four weeks, belongs to another preparation.
pub(crate) fn begun(record: &ExamRecord<'_>) -> Option<Stamp> {
    let ExamRecord { history, exam, now, today, .. } = *record;
    let sitting = record.sittings.last();
    let of_exam = history.plan_anchors.iter().filter(|fact| fact.value.exam == exam.code);
    let shown = of_exam.map(|fact| (fact.value.from, fact.at.utc_ms));
    let shown = shown.filter(|(day, _)| sitting.is_none_or(|sat| *day > sat.value.sat_on));
    let entered = history.availabilities.first().map(|slots| {
        let utc_ms = sitting.map_or(slots.at.utc_ms, |sat| sat.at.utc_ms.max(slots.at.utc_ms));
        (Stamp { utc_ms, zone: now.zone }.study_day(), utc_ms)
    });
    let moments: BTreeSet<(NaiveDate, UtcMillis)> =
        shown.chain(entered).filter(|(day, at)| *at <= now.utc_ms && *day <= today).collect();
    let mut begun = (today, None);
    for (day, at) in moments.into_iter().rev() {
        if (begun.0 - day).num_days() > PAUSE_DAYS {
            break;
        }
        begun = (day, Some(at));
    }
    begun.1.map(|utc_ms| Stamp { utc_ms, zone: now.zone })
}

/// The topics that the candidate noted beside the reports of this exam since it was last passed, by
/// domain. A later note about a domain replaces the earlier one; a sitting that did not take place, or
/// whose result is not known yet, takes none of them away.
pub(crate) fn noted_topics<'a>(record: &ExamRecord<'a>) -> BTreeMap<&'a DomainId, &'a [String]> {
    let since_pass = record.sittings.taken().rsplit(|fact| fact.value.outcome == Outcome::Pass);
    let noted: BTreeSet<&FactId> = since_pass.take(1).flatten().map(|fact| fact.id).collect();
    let notes = record.history.domain_notes.iter();
    let notes = notes.filter(|note| noted.contains(&note.value.attempt));
    notes.map(|note| (&note.value.domain, note.value.topics.as_slice())).collect()
}
