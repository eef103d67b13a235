//! What the plan says in sentences: dates that do not fit, time that is missing, kinds to add.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono::Weekday;

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::planner::days::calendar::DAY;
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::days::calendar::SLOT_MAX;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::ExamDay;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::days::mock_exams::MockExamSlot;
use crate::exam::blueprint::Exam;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::availability::Availability;
use crate::facts::availability::WeeklySlot;
use crate::facts::study::ResourceFamily;

/// The line for a plan that only moved along.
pub(crate) const ADJUSTED: &str =
    "Plan adjusted: it starts from today, and no day is fuller than before.";
/// Where there is nothing left to plan.
pub(crate) const PASSED: &str = "You passed. There is nothing left to plan for this exam.";
/// Where no slot was ever entered.
pub(crate) const NO_TIME_ENTERED: &str = "The plan needs to know when you can study. Enter your weekly slots, even short ones: a train \
     ride, half an hour at a desk, a free morning.";

/// The exam is today, or its date has gone by.
pub(crate) fn exam_is_here(exam_on: NaiveDate, today: NaiveDate) -> String {
    if exam_on == today {
        "The exam is today. Eat something, leave early, and trust what you have learnt.".to_owned()
    } else {
        format!("The date that was booked, {exam_on}, is over. Enter how it went, or a later date.")
    }
}

/// What there is to say about the date.
pub(crate) fn about_dates(
    exam_day: &ExamDay,
    eligibility: &Eligibility,
    book_from: Option<NaiveDate>,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if let ExamDay::None { because } = exam_day {
        warnings.push(because.clone());
    }
    match &eligibility.verdict {
        Verdict::Open(window) => {
            if let (Some(date), Some(from)) = (exam_day.date(), book_from)
                && date < from
            {
                warnings.push(format!(
                    "{date} lies before {from}, the first date the vendor is sure to allow. Check \
                     with the vendor, or move the exam."
                ));
            }
            if let (Some(date), Some(until)) = (exam_day.date(), window.until)
                && date > until
            {
                warnings.push(format!(
                    "{date} lies after {until}, the last date that is allowed. Ask the vendor \
                     before you book."
                ));
            }
        }
        Verdict::Blocked { until } => {
            warnings.push(format!(
                "Another attempt has to wait: {until}. The plan is yours meanwhile."
            ));
        }
        Verdict::Empty { why } => warnings.push(why.clone()),
        Verdict::Unknown => warnings.push(
            "No source says how long the vendor makes you wait. Ask before you book.".to_owned(),
        ),
    }
    warnings
}

/// What the plan makes of slots that it cannot use as they were entered.
pub(crate) fn about_slots(weekly: &Availability) -> Vec<String> {
    let mut warnings = Vec::new();
    if weekly.weekly_cap == Some(Minutes::ZERO) {
        warnings.push("The weekly limit is 0 minutes, so no day holds a block.".to_owned());
    }
    let mut slots: Vec<(u8, u32, u32)> = weekly.slots.iter().map(by_day).collect();
    slots.sort_unstable();
    let mut note = |slot: Option<&(u8, u32, u32)>, says: &str| {
        let day = slot.and_then(|(day, start, _)| Some((Weekday::try_from(*day).ok()?, *start)));
        if let Some((day, start)) = day {
            let (hour, minute) = (start / 60, start % 60);
            warnings.push(format!("The slot on {day} at {hour:02}:{minute:02} {says}"));
        }
    };
    let odd = |wanted: fn(u32, u32) -> bool| slots.iter().find(|(_, at, long)| wanted(*at, *long));
    note(
        odd(|at, minutes| minutes < BLOCK_MIN || at >= DAY),
        "holds no block: one takes ten minutes at least.",
    );
    note(
        odd(|at, minutes| at < DAY && at + minutes.min(SLOT_MAX) > DAY),
        "counts until midnight. Enter what comes after as a slot of the next day.",
    );
    note(odd(|_, minutes| minutes > SLOT_MAX), "counts with its first twelve hours.");
    let overlap = slots.windows(2).find(|pair| match pair {
        [(day, at, long), (next, then, other)] => {
            day == next && *other > 0 && at.saturating_add(*long) > *then
        }
        _ => false,
    });
    let second = overlap.and_then(|pair| pair.last());
    note(second, "overlaps the one before it; the time they share counts once.");
    warnings
}

fn by_day(slot: &WeeklySlot) -> (u8, u32, u32) {
    let day = u8::try_from(slot.weekday.num_days_from_monday()).unwrap_or(0);
    (day, u32::from(slot.slot.start_minute), slot.slot.minutes.get())
}

/// What there is to say about the days that were laid out.
pub(crate) fn about_days(
    plan: &Plan,
    days: &[Day],
    seats: &[MockExamSlot],
    (minutes, banks): (u32, usize),
) -> Vec<String> {
    let mut warnings = Vec::new();
    if days.iter().all(|day| day.rooms.is_empty()) {
        warnings.push(
            "No day until the exam has time for study. Free a slot and the plan fills it."
                .to_owned(),
        );
        return warnings;
    }
    let only_taper = plan.phases.iter().all(|phase| phase.kind == PhaseKind::Taper);
    if only_taper {
        warnings.push(
            "The exam is so close that no real preparation fits: light review, rest, and an early \
             night do more now."
                .to_owned(),
        );
    }
    let window = plan.phases.iter().any(|phase| phase.kind == PhaseKind::Simulation);
    if window && seats.is_empty() {
        let needed = minutes + SIM_MARGIN;
        warnings.push(format!(
            "No undisturbed slot of {needed} minutes, with as much time for review in the two days \
             after it, was found for a mock exam. One long slot in the last weeks is enough."
        ));
    }
    let asks = |remedy: Remedy| plan.remedies.iter().any(|reason| reason.rule == remedy.rule());
    let asked = asks(Remedy::Labs);
    let has_lab =
        plan.days.iter().flat_map(|day| &day.blocks).any(|block| block.kind == BlockKind::Lab);
    if asked && !has_lab && !only_taper {
        warnings.push(
            "Hands-on work needs 45 minutes at a desk in one piece; no slot offers that."
                .to_owned(),
        );
    }
    if let Some(seat) = seats.first()
        && asks(Remedy::SecondBank)
        && banks < 2
    {
        warnings.push(format!(
            "A second question bank is worth having before the first mock exam on {}: questions \
             you have seen tell little.",
            seat.date
        ));
    }
    warnings
}

/// Kinds to add where all resources are of one kind.
pub(crate) fn family_hint(families: &BTreeSet<ResourceFamily>) -> Option<String> {
    let mut each = families.iter();
    let (only, more) = (each.next()?, each.next());
    let kinds = [
        (ResourceFamily::Text, "a book or the vendor's documentation"),
        (ResourceFamily::Video, "a video course"),
        (ResourceFamily::Lab, "a lab"),
        (ResourceFamily::Bank, "a question bank"),
        (ResourceFamily::Peer, "a study group or forum"),
    ];
    let mut missing: Vec<&str> =
        kinds.iter().filter(|(family, _)| family != only).map(|(_, name)| *name).collect();
    if *only == ResourceFamily::Bank {
        missing.insert(0, "a second question bank");
    }
    more.is_none().then(|| {
        format!(
            "Everything you entered is of one kind. Another view of the weak domains helps: {}.",
            missing.join(", ")
        )
    })
}

/// The time for one question at the exam's own pace, in minutes.
pub(crate) fn minutes_per_question(exam: &Exam) -> f64 {
    let items = exam.items.expected().filter(|items| *items > 0).map(f64::from);
    let pace = exam.minutes.zip(items).map(|(minutes, items)| f64::from(minutes.get()) / items);
    pace.unwrap_or(1.4).clamp(0.8, 4.0)
}
