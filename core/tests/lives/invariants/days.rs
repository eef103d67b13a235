//! The days of a plan: the time they take, what fits where, and what lies beside what.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{Days, NaiveDate};
use rebound_core::base::calendar::Week;
use rebound_core::coach::estimate::{DomainClass, DomainEstimate};
use rebound_core::coach::planner::plan::{BlockKind, PhaseKind};
use rebound_core::coach::rule::Rule;
use rebound_core::exam::blueprint::HandsOn;
use rebound_core::facts::availability::SlotPlace;
use rebound_core::facts::study::{Offline, ResourceFamily};

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant {
        name: "no block lies outside the time that was entered",
        of: "P1, P14",
        holds: inside,
    },
    Invariant { name: "no week is fuller than its limit", of: "P1", holds: weekly_limit },
    Invariant { name: "blocks are in order and do not overlap", of: "P1", holds: in_order },
    Invariant { name: "a task fits its place", of: "P2, coach 15", holds: fits_place },
    Invariant {
        name: "a resource suits the domain and the kind of task",
        of: "12, coach 15",
        holds: suits,
    },
    Invariant {
        name: "no lab where an exam has nothing to do by hand",
        of: "12",
        holds: no_needless_lab,
    },
    Invariant { name: "the last two days are light", of: "P3", holds: light_taper },
    Invariant {
        name: "a set leaves as much time for going through it",
        of: "P20",
        holds: set_review,
    },
    Invariant { name: "a day of two blocks has two domains", of: "P19", holds: interleaved },
    Invariant {
        name: "every domain gets time, and the weak ones their floor",
        of: "P7",
        holds: floors,
    },
    Invariant { name: "the parts of the budget add up", of: "P8", holds: sums },
    Invariant { name: "every block says why it is there", of: "12", holds: explained },
    Invariant {
        name: "nothing is planned for a day or an hour that is over",
        of: "8",
        holds: nothing_over,
    },
];

fn inside(view: &View<'_>) -> Result<(), String> {
    let clock = view.clock();
    for (day, block) in view.blocks() {
        let start = u32::from(block.start_minute);
        let end = start + block.minutes.get();
        let home = clock.slots(day.date).into_iter().any(|slot| {
            let from = u32::from(slot.start_minute);
            slot.place == block.place && from <= start && end <= from + slot.minutes.get()
        });
        ensure(home, || format!("{} {start} to {end}: no slot for {}", day.date, block.code))?;
    }
    Ok(())
}

fn weekly_limit(view: &View<'_>) -> Result<(), String> {
    let Some(cap) = view.clock().cap else { return Ok(()) };
    let mut weeks: BTreeMap<NaiveDate, u32> = BTreeMap::new();
    for day in view.days() {
        *weeks.entry(Week::monday_of(day.date)).or_default() += day.minutes().get();
    }
    let over = weeks.iter().find(|(_, minutes)| **minutes > cap);
    ensure(over.is_none(), || format!("{over:?} over {cap}"))
}

fn in_order(view: &View<'_>) -> Result<(), String> {
    let dates: Vec<NaiveDate> = view.days().iter().map(|day| day.date).collect();
    ensure(dates.windows(2).all(|pair| pair[0] < pair[1]), || format!("{dates:?}"))?;
    for day in view.days() {
        let mut free = 0;
        for block in &day.blocks {
            let start = u32::from(block.start_minute);
            let sound = start >= free && block.minutes.get() >= 5;
            ensure(sound, || format!("{}: {} at {start}, free from {free}", day.date, block.code))?;
            free = start + block.minutes.get();
        }
    }
    Ok(())
}

fn fits_place(view: &View<'_>) -> Result<(), String> {
    let history = view.history();
    for (day, block) in view.blocks() {
        let place = block.place;
        let wrong =
            |why: &str| format!("{} {}: {} {why}", day.date, block.start_minute, block.code);
        let desk = matches!(place, SlotPlace::Desk | SlotPlace::Long);
        if block.kind == BlockKind::Lab {
            ensure(desk && block.minutes.get() >= 45, || wrong("is no lab"))?;
        }
        if block.kind == BlockKind::MockExam {
            ensure(place == SlotPlace::Long, || wrong("may be disturbed"))?;
        }
        if desk {
            continue;
        }
        let asks = matches!(
            block.kind,
            BlockKind::Diagnostic
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
        );
        let used = block.resource.as_ref();
        let resource = history.resources.iter().rev().map(|fact| fact.value);
        let resource = resource.into_iter().find(|resource| Some(&resource.resource) == used);
        let online = resource.is_some_and(|resource| resource.offline == Offline::NeedsNetwork);
        ensure(!online, || wrong("needs the network on the way"))?;
        let banks =
            history.resources.iter().filter(|fact| fact.value.family == ResourceFamily::Bank);
        let banks: Vec<_> = banks.map(|fact| fact.value.offline).collect();
        let none_works =
            !banks.is_empty() && banks.iter().all(|bank| *bank == Offline::NeedsNetwork);
        ensure(!(asks && used.is_none() && none_works), || {
            wrong("asks without a bank that works there")
        })?;
        if place == SlotPlace::CommuteAudio {
            let heard = matches!(block.kind, BlockKind::Recall | BlockKind::Study);
            ensure(heard, || wrong("takes hands and eyes"))?;
        }
    }
    Ok(())
}

fn suits(view: &View<'_>) -> Result<(), String> {
    let history = view.history();
    for (day, block) in view.blocks() {
        let (Some(used), Some(domain)) = (&block.resource, &block.domain) else { continue };
        let known = history.resources.iter().rev().find(|fact| fact.value.resource == *used);
        let Some(resource) = known.map(|fact| fact.value) else { continue };
        let wrong = |why: &str| format!("{}: {} {why}", day.date, block.code);
        let covers = resource.domains.is_empty() || resource.domains.contains(domain);
        ensure(covers, || wrong("is about another domain"))?;
        let is_lab = resource.family == ResourceFamily::Lab;
        ensure(is_lab == (block.kind == BlockKind::Lab), || wrong("is of the wrong kind"))?;
    }
    Ok(())
}

fn no_needless_lab(view: &View<'_>) -> Result<(), String> {
    if view.exam.hands_on != HandsOn::None {
        return Ok(());
    }
    let lab = view.blocks().find(|(_, block)| block.kind == BlockKind::Lab);
    ensure(lab.is_none(), || format!("{:?}", lab.map(|(day, block)| (day.date, &block.code))))
}

fn light_taper(view: &View<'_>) -> Result<(), String> {
    let Some(exam_on) = view.exam_on() else { return Ok(()) };
    for day in view.days() {
        let wrong = |why: &str| format!("{} before {exam_on}: {why}", day.date);
        ensure(day.date < exam_on, || wrong("not before the exam"))?;
        let last_two = (exam_on - day.date).num_days() <= 2;
        ensure(!last_two || day.phase == PhaseKind::Taper, || wrong("is no taper"))?;
        if day.phase != PhaseKind::Taper {
            continue;
        }
        ensure(day.minutes().get() <= 45, || wrong(&format!("{} minutes", day.minutes().get())))?;
        for block in &day.blocks {
            let light = matches!(
                block.kind,
                BlockKind::LightReview | BlockKind::Checklist | BlockKind::Technique
            );
            ensure(light && block.topic.is_none(), || wrong(&block.code))?;
        }
    }
    Ok(())
}

fn set_review(view: &View<'_>) -> Result<(), String> {
    for (day, block) in view.blocks() {
        let asks = matches!(
            block.kind,
            BlockKind::Diagnostic
                | BlockKind::TargetedSet
                | BlockKind::ScenarioSet
                | BlockKind::TimedSet
        );
        let enough = block.review_minutes.get() * 2 >= block.minutes.get();
        ensure(!asks || enough, || {
            format!("{} {}: {}", day.date, block.code, block.review_minutes)
        })?;
    }
    Ok(())
}

fn interleaved(view: &View<'_>) -> Result<(), String> {
    if view.exam.domains.len() < 2 {
        return Ok(());
    }
    for day in view.days() {
        let about: Vec<_> = day.blocks.iter().filter(|block| block.domain.is_some()).collect();
        let domains: BTreeSet<_> = about.iter().map(|block| &block.domain).collect();
        let wrong = |why: &str| {
            let codes: Vec<&str> = day.blocks.iter().map(|block| block.code.as_str()).collect();
            format!("{}: {why}: {codes:?}", day.date)
        };
        ensure(about.len() < 2 || domains.len() >= 2, || wrong("one domain only"))?;
        let runs = about.windows(3).any(|run| {
            let labs = run.iter().all(|block| block.kind == BlockKind::Lab);
            run[0].domain == run[1].domain && run[1].domain == run[2].domain && !labs
        });
        ensure(!runs, || wrong("three in a row"))?;
    }
    Ok(())
}

fn floors(view: &View<'_>) -> Result<(), String> {
    let Some(coaching) = view.coaching() else { return Ok(()) };
    let allotted = coaching.plan.budget.allotted.get();
    if view.exam.domains.len() < 3 || allotted < 30 * 60 {
        return Ok(());
    }
    let by_weight = coaching.plan.remedies.iter().any(|reason| reason.rule == Rule::Weights);
    let at_most = |estimate: &DomainEstimate| {
        let floor = if estimate.class == DomainClass::Weak { 0.1 } else { 0.05 };
        if by_weight { (estimate.share * 0.75).max(floor) } else { floor }
    };
    let together: f64 = coaching.estimates.iter().map(at_most).sum();
    for (line, estimate) in coaching.plan.allocation.iter().zip(&coaching.estimates) {
        let minutes = line.minutes.get();
        ensure(minutes > 0, || format!("domain {} gets nothing of {allotted}", line.domain))?;
        let weak = estimate.class == DomainClass::Weak;
        // All floors together take four fifths at most, also those by weight, and time is given in half
        // hours.
        let least = 0.1 * (0.8 / together).min(1.0);
        let floor = f64::from(allotted) * least - 30.0;
        let wrong = || format!("weak domain {} gets {minutes} of {allotted}", line.domain);
        ensure(!weak || f64::from(minutes) >= floor, wrong)?;
    }
    Ok(())
}

fn sums(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan() else { return Ok(()) };
    let budget = plan.budget;
    let given: u32 = plan.allocation.iter().map(|line| line.minutes.get()).sum();
    let planned: u32 = plan.days.iter().map(|day| day.minutes().get()).sum();
    let (capacity, allotted) = (budget.capacity.get(), budget.allotted.get());
    ensure(given <= allotted, || format!("{given} given of {allotted}"))?;
    ensure(planned <= capacity, || format!("{planned} planned of {capacity}"))?;
    let reserved = budget.reserved.get();
    ensure(allotted + reserved <= capacity, || format!("{allotted} + {reserved} of {capacity}"))
}

fn explained(view: &View<'_>) -> Result<(), String> {
    let mute = view.blocks().find(|(_, block)| block.reasons.is_empty());
    ensure(mute.is_none(), || format!("{:?}", mute.map(|(day, block)| (day.date, &block.code))))
}

fn nothing_over(view: &View<'_>) -> Result<(), String> {
    let Some(plan) = view.plan() else { return Ok(()) };
    ensure(plan.today == view.today(), || format!("{} is not {}", plan.today, view.today()))?;
    let local = view.now().zone.local(view.now().utc_ms);
    for (day, block) in view.blocks() {
        let end = u64::from(block.start_minute) + u64::from(block.minutes.get());
        let date = day.date + Days::new(end / 1_440);
        let clock =
            chrono::NaiveTime::from_num_seconds_from_midnight_opt((end % 1_440) as u32 * 60, 0);
        let over = date.and_time(clock.unwrap()) <= local;
        // What was shown for today stays on the page all day.
        let shown = day.date == plan.today && view.life.shown.is_some();
        ensure(!over || shown, || format!("{} {} is over", day.date, block.code))?;
    }
    Ok(())
}
