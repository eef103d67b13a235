//! The sentences of the plan: dates that do not fit, time that is missing, kinds to add, names.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use chrono::Weekday;

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::model::planner::SLOT_MAX;
use crate::coach::planner::days::StudyDays;
use crate::coach::planner::days::Timeline;
use crate::coach::planner::days::horizon::Choice;
use crate::coach::planner::days::horizon::Goal;
use crate::coach::planner::days::horizon::NoGoal;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::BlockTopic;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::need::Need;
use crate::coach::planner::plan::ExamDay;
use crate::coach::planner::plan::Plan;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::availability::Availability;
use crate::facts::availability::WeeklySlot;
use crate::facts::study::ResourceFamily;

/// The line for a plan that only moved along.
pub(crate) const ADJUSTED: &str =
    "Plan adjusted: it starts from today, and no day is fuller than before.";

/// The exam day, and how it was found or why there is none.
pub(crate) fn exam_day(goal: Goal) -> ExamDay {
    match goal {
        Goal::Booked(date) => ExamDay::Fixed { date },
        Goal::Chosen(date, choice) => ExamDay::Provisional { date, because: choice_of(choice) },
        Goal::None(why) => ExamDay::None { because: no_goal(why).to_owned() },
    }
}

fn choice_of(choice: Choice) -> String {
    match choice {
        Choice::FirstAllowed => {
            "the first date on which the vendor allows another attempt".to_owned()
        }
        Choice::HalfAYear => {
            "half a year from now; see the choices below for a nearer one".to_owned()
        }
        Choice::RoomFor(minutes) => {
            let hours = minutes.get() / 60;
            format!("the first date that leaves room for the roughly {hours} hours this takes")
        }
    }
}

const fn no_goal(why: NoGoal) -> &'static str {
    match why {
        NoGoal::Passed => "You passed. There is nothing left to plan for this exam.",
        NoGoal::NoTimeEntered => {
            "The plan needs to know when you can study. Enter your weekly slots, even short ones: a \
             train ride, half an hour at a desk, a free morning."
        }
        NoGoal::WayClosed => {
            "While this way is closed there is no date to plan towards. Choose the exam that takes \
             its place, or enter the date that the vendor gave you."
        }
        NoGoal::NoTimeAhead => {
            "There is no study time in the weeks ahead. Enter a slot or two, even short ones, or \
             raise the weekly limit, and the plan begins there."
        }
    }
}

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

/// The minutes of a day.
const DAY: u32 = DayMinute::END.0;

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
        odd(|at, minutes| minutes < BLOCK_MIN.get() || at >= DAY),
        "holds no block: one takes ten minutes at least.",
    );
    note(
        odd(|at, minutes| at < DAY && at + minutes.min(SLOT_MAX.get()) > DAY),
        "counts until midnight. Enter what comes after as a slot of the next day.",
    );
    note(odd(|_, minutes| minutes > SLOT_MAX.get()), "counts with its first twelve hours.");
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

/// What there is to say about the days that were laid out; `banks` counts the question banks.
pub(crate) fn about_days(
    plan: &Plan,
    need: &Need<'_>,
    (timeline, preparation): (&Timeline<'_>, &StudyDays),
    banks: usize,
) -> Vec<String> {
    let mut warnings = Vec::new();
    if preparation.days.iter().all(|day| day.slots.is_empty()) {
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
    if window && preparation.mock_exams.is_empty() {
        let needed = (timeline.mock_exam + SIM_MARGIN).get();
        warnings.push(format!(
            "No undisturbed slot of {needed} minutes, with as much time for review in the two days \
             after it, was found for a mock exam. One long slot in the last weeks is enough."
        ));
    }
    let has_lab =
        plan.days.iter().flat_map(|day| &day.blocks).any(|block| block.kind == BlockKind::Lab);
    if need.asks_for(Remedy::Labs) && !has_lab && !only_taper {
        warnings.push(
            "Hands-on work needs 45 minutes at a desk in one piece; no slot offers that."
                .to_owned(),
        );
    }
    if let Some(slot) = preparation.mock_exams.first()
        && need.asks_for(Remedy::SecondBank)
        && banks < 2
    {
        warnings.push(format!(
            "A second question bank is worth having before the first mock exam on {}: questions \
             you have seen tell little.",
            slot.date
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

/// The name of a domain: `D4 Security operations`; a key that is not a number speaks for itself.
pub(crate) fn domain_label(id: &DomainId, name: &str) -> String {
    let number = if id.as_str().starts_with(char::is_numeric) { "D" } else { "" };
    format!("{number}{id} {name}").trim_end().to_owned()
}

/// What the candidate calls a kind of block.
pub const fn kind_label(kind: BlockKind) -> &'static str {
    match kind {
        BlockKind::Diagnostic => "short diagnostic",
        BlockKind::Study => "study",
        BlockKind::Lab => "lab",
        BlockKind::TargetedSet => "targeted set",
        BlockKind::ScenarioSet => "scenario set",
        BlockKind::TimedSet => "timed set",
        BlockKind::Review => "review of due topics",
        BlockKind::Recall => "recall from memory",
        BlockKind::PacingDrill => "pacing drill",
        BlockKind::ReadingDrill => "reading drill",
        BlockKind::ChangeDrill => "answer-change drill",
        BlockKind::Technique => "calming technique",
        BlockKind::Simulation => "mock exam",
        BlockKind::SimulationReview => "mock exam review",
        BlockKind::LightReview => "light review",
        BlockKind::Checklist => "exam-day checklist",
    }
}

/// What a block looks at, in words.
pub(crate) fn subject(subject: &BlockTopic<'_>) -> String {
    match subject {
        BlockTopic::Topics(names) => names.join(" · "),
        BlockTopic::Objective(objective) => format!("objective {objective}"),
        BlockTopic::Objectives => "the vendor's list of objectives: what is new?".to_owned(),
    }
}
