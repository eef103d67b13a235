//! The sentences of the plan: dates that do not fit, time that is missing, kinds to add, names.

use std::collections::BTreeSet;

use chrono::{NaiveDate, Weekday};

use crate::base::ids::DomainId;
use crate::base::time::day::Nearness;
use crate::base::time::{Stamp, Zone};
use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::model::planner::{BLOCK_MIN, RITUAL, SLOT_MAX};
use crate::coach::planner::days::horizon::{Choice, Goal, NoGoal};
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::BlockTopic;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::Need;
use crate::coach::planner::need::work::Aim;
use crate::coach::planner::plan::{ExamDay, Plan};
use crate::coach::planner::telling::mock_exams;
use crate::exam::policy::eligibility::{Eligibility, Verdict, Window};
use crate::facts::availability::{Availability, WeeklySlot};
use crate::facts::study::ResourceFamily;
use crate::wording::value::Clock;
use crate::wording::{Said, advice, blocks, plan as plan_words};

/// The exam day, and how it was found or why there is none.
pub(crate) fn exam_day(goal: Goal) -> ExamDay {
    match goal {
        Goal::Booked(date) => ExamDay::Fixed { date },
        Goal::Chosen(date, choice) => ExamDay::Provisional { date, reason: choice_of(choice) },
        Goal::None(why) => ExamDay::None { reason: no_goal(why) },
    }
}

fn choice_of(choice: Choice) -> Said {
    match choice {
        Choice::FirstAllowed => plan_words::first_allowed(),
        Choice::HalfAYear => plan_words::half_a_year(),
        Choice::KeepsFresh => plan_words::keeps_fresh(),
        Choice::RoomFor(Aim::Buffer, minutes) => plan_words::room_for(minutes.get() / 60),
        Choice::RoomFor(Aim::Even, minutes) => plan_words::room_for_even(minutes.get() / 60),
    }
}

fn no_goal(why: NoGoal) -> Said {
    match why {
        NoGoal::Passed(day) => plan_words::passed(day),
        NoGoal::NoTimeEntered => plan_words::no_time_entered(),
        NoGoal::WayClosed => plan_words::way_closed(),
        NoGoal::NoTimeAhead => plan_words::no_time_ahead(),
    }
}

/// The exam is today, or its date has gone by: from midnight on the question is how it went.
pub(crate) fn exam_is_here(exam_on: NaiveDate, now: Stamp) -> Option<Said> {
    match now.sees(exam_on) {
        Nearness::Ahead => None,
        Nearness::Here => Some(plan_words::exam_today()),
        Nearness::Over => Some(plan_words::exam_over(exam_on)),
    }
}

/// What there is to say about the date. A question on which the date hangs comes first. After a pass
/// nothing is said of waiting; where another sitting was booked since, what the vendor says of that is.
pub(crate) fn about_dates(exam_day: &ExamDay, eligibility: &Eligibility, now: Stamp) -> Vec<Said> {
    let mut warnings: Vec<Said> =
        eligibility.question.iter().map(|question| question.text.clone()).collect();
    if let ExamDay::None { reason } = exam_day {
        warnings.push(reason.clone());
    }
    let date = exam_day.date().filter(|date| now.sees(*date) != Nearness::Over);
    if let Some(passed_on) = eligibility.passed_on {
        let booked = exam_day.date().is_some();
        warnings.extend(booked.then(|| plan_words::passed_before(passed_on)));
        if date.is_none() {
            return warnings;
        }
    }
    match &eligibility.verdict {
        Verdict::Open(window) => {
            warnings.extend(date.and_then(|date| before_window(date, window, now.zone)));
            if let (Some(date), Some(until)) = (date, window.until)
                && date > until
            {
                warnings.push(plan_words::after_allowed(date, until));
            }
        }
        Verdict::Blocked { until, why } => {
            let told = match eligibility.passed_on {
                Some(_) => plan_words::not_admitted,
                None => plan_words::has_to_wait,
            };
            warnings.push(told(until.clone(), why.clone()));
        }
        Verdict::Empty { why } => warnings.push(why.clone()),
        Verdict::Unknown => warnings.push(plan_words::wait_not_known()),
    }
    warnings
}

/// What is wrong with a date before the window: forbidden by any reading of the rule, in doubt, or
/// allowed from a certain hour on.
fn before_window(date: NaiveDate, window: &Window, zone: Zone) -> Option<Said> {
    let Window { earliest, safe, safe_from, .. } = *window;
    if date < earliest {
        return Some(if earliest < safe {
            plan_words::too_early_anyway(date, earliest, safe)
        } else {
            plan_words::too_early(date, safe)
        });
    }
    if date < safe {
        return Some(plan_words::in_doubt(date, safe));
    }
    let from = safe_from.filter(|from| zone.start_of(date) < *from)?;
    Some(plan_words::not_before_hour(date, zone.local(from)))
}

/// The minutes of a day.
const DAY: u32 = DayMinute::END.0;

/// What the plan makes of slots that it cannot use as they were entered.
pub(crate) fn about_slots(weekly: &Availability) -> Vec<Said> {
    let mut warnings = Vec::new();
    if weekly.weekly_cap == Some(Minutes::ZERO) {
        warnings.push(plan_words::limit_is_none());
    }
    let mut slots: Vec<(u8, u32, u32)> = weekly.slots.iter().map(by_day).collect();
    slots.sort_unstable();
    let mut note = |slot: Option<&(u8, u32, u32)>, said: fn(Weekday, Clock) -> Said| {
        let day = slot.and_then(|(day, start, _)| Some((Weekday::try_from(*day).ok()?, *start)));
        if let Some((day, start)) = day {
            warnings.push(said(day, Clock(start)));
        }
    };
    let odd = |wanted: fn(u32, u32) -> bool| slots.iter().find(|(_, at, long)| wanted(*at, *long));
    note(odd(|at, minutes| minutes < BLOCK_MIN.get() || at >= DAY), plan_words::slot_too_short);
    note(
        odd(|at, minutes| at < DAY && at + minutes.min(SLOT_MAX.get()) > DAY),
        plan_words::slot_past_midnight,
    );
    note(odd(|_, minutes| minutes > SLOT_MAX.get()), plan_words::slot_too_long);
    let overlap = slots.windows(2).find(|pair| match pair {
        [(day, at, long), (next, then, other)] => {
            day == next && *other > 0 && at.saturating_add(*long) > *then
        }
        _ => false,
    });
    let second = overlap.and_then(|pair| pair.last());
    note(second, plan_words::slot_overlaps);
    warnings
}

fn by_day(slot: &WeeklySlot) -> (u8, u32, u32) {
    let day = u8::try_from(slot.weekday.num_days_from_monday()).unwrap_or(0);
    (day, u32::from(slot.slot.start_minute), slot.slot.minutes.get())
}

/// What there is to say about the days that were laid out; `banks` counts the question banks.
pub(crate) fn about_days(
    plan: &Plan,
    need: &Need<'_>,
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
    banks: usize,
) -> Vec<Said> {
    let mut warnings = Vec::new();
    if preparation.days.iter().all(|day| day.slots.is_empty()) {
        warnings.push(match plan.eve {
            Some(_) if preparation.days.len() == 1 => plan_words::eve_without_slot(RITUAL.get()),
            Some(_) | None => plan_words::no_day_has_time(),
        });
        return warnings;
    }
    let only_taper = plan.phases.iter().all(|phase| phase.kind == PhaseKind::Taper);
    if only_taper {
        warnings.push(plan_words::too_close());
    }
    warnings.extend(mock_exams::about(&plan.days, timeline, preparation));
    let has_lab =
        plan.days.iter().flat_map(|day| &day.blocks).any(|block| block.kind == BlockKind::Lab);
    if need.asks_for(Remedy::Labs) && !has_lab && !only_taper {
        warnings.push(plan_words::no_lab_slot());
    }
    if let Some(slot) = preparation.mock_exams.first()
        && need.asks_for(Remedy::SecondBank)
        && banks < 2
    {
        warnings.push(plan_words::second_bank_wanted(slot.date));
    }
    warnings
}

/// Kinds to add where all resources are of one kind.
pub(crate) fn family_hint(families: &BTreeSet<ResourceFamily>) -> Option<Said> {
    let mut each = families.iter();
    let (only, more) = (each.next()?, each.next());
    let kinds = [
        (ResourceFamily::Text, plan_words::a_book()),
        (ResourceFamily::Video, plan_words::a_video_course()),
        (ResourceFamily::Lab, plan_words::a_lab()),
        (ResourceFamily::Bank, plan_words::a_question_bank()),
        (ResourceFamily::Peer, plan_words::a_study_group()),
    ];
    let mut missing: Vec<Said> =
        kinds.into_iter().filter(|(family, _)| family != only).map(|(_, name)| name).collect();
    if *only == ResourceFamily::Bank {
        missing.insert(0, plan_words::a_second_bank());
    }
    more.is_none().then(|| plan_words::one_kind_only(missing))
}

/// What a domain is called in a sentence: its name, and its key only where it has none.
pub(crate) fn domain_label(id: &DomainId, name: &str) -> Said {
    match name.trim() {
        "" => numbered_label(id, ""),
        name => advice::quoted(name),
    }
}

/// A domain with its number: `D4 Security operations`; a key that is not a number speaks for itself.
pub(crate) fn numbered_label(id: &DomainId, name: &str) -> Said {
    match (id.as_str().starts_with(char::is_numeric), name.trim_end()) {
        (true, "") => plan_words::numbered_only(id),
        (true, name) => plan_words::numbered(id, name),
        (false, "") => plan_words::named_only(id),
        (false, name) => plan_words::named(id, name),
    }
}

/// What the candidate calls a kind of block.
pub fn kind_label(kind: BlockKind) -> Said {
    match kind {
        BlockKind::Diagnostic => blocks::diagnostic(),
        BlockKind::Study => blocks::study(),
        BlockKind::Lab => blocks::lab(),
        BlockKind::TargetedSet => blocks::targeted_set(),
        BlockKind::ScenarioSet => blocks::scenario_set(),
        BlockKind::TimedSet => blocks::timed_set(),
        BlockKind::Review => blocks::review(),
        BlockKind::Recall => blocks::recall(),
        BlockKind::PacingDrill => blocks::pacing_drill(),
        BlockKind::ReadingDrill => blocks::reading_drill(),
        BlockKind::ChangeDrill => blocks::change_drill(),
        BlockKind::Technique => blocks::technique(),
        BlockKind::MockExam => blocks::mock_exam(),
        BlockKind::MockExamReview => blocks::mock_exam_review(),
        BlockKind::LightReview => blocks::light_review(),
        BlockKind::Checklist => blocks::checklist(),
    }
}

/// What a block looks at, in words.
pub(crate) fn subject(subject: &BlockTopic<'_>) -> Said {
    match subject {
        BlockTopic::Topics(names) => blocks::topics(names.clone()),
        BlockTopic::Objective(objective) => blocks::objective(objective.as_str()),
        BlockTopic::Objectives => blocks::new_objectives(),
    }
}
