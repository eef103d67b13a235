//! What there is to say about the mock exams: what falls short, and the one change that brings it.

use chrono::{Days, NaiveDate};

use crate::base::units::Minutes;
use crate::coach::model::planner::{BLOCK_MIN, LAST_SIM_DAYS, SIM_MARGIN};
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::minutes::DayMinute;
use crate::coach::planner::plan::PlanDay;
use crate::wording::value::Clock;
use crate::wording::{Said, mock_exams as wording};

/// Whatever is not as it was wished for, the most important first; nothing where all is.
pub(crate) fn about(
    days: &[PlanDay],
    timeline: &Timeline<'_>,
    preparation: &StudyDays,
) -> Vec<Said> {
    let phases = &preparation.phases;
    let window = phases.iter().find(|phase| phase.kind == PhaseKind::MockExams);
    let from = window.map_or(timeline.today, |window| window.from);
    let mut said: Vec<Said> = missing(timeline, preparation, from).into_iter().collect();
    for (at, slot) in preparation.mock_exams.iter().enumerate() {
        if slot.date < from && preparation.wishes.baseline != Some(slot.date) {
            let minutes = minutes(timeline);
            said.push(wording::before_the_window(slot.date, from, minutes));
        }
        let next = preparation.mock_exams.get(at + 1).map(|next| (next.date, next.start));
        let missing =
            timeline.mock_exam.saturating_sub(reviewed(days, (slot.date, slot.start), next));
        if missing >= BLOCK_MIN {
            said.push(wording::review_short(slot.date, missing));
        }
    }
    said
}

/// The time that the plan has for going through a mock exam before the next one.
fn reviewed(
    days: &[PlanDay],
    from: (NaiveDate, DayMinute),
    next: Option<(NaiveDate, DayMinute)>,
) -> Minutes {
    let blocks = days.iter().flat_map(|day| day.blocks.iter().map(move |block| (day.date, block)));
    let reviews = blocks.filter(|(date, block)| {
        let at = (*date, DayMinute(u32::from(block.start_minute)));
        block.kind == BlockKind::MockExamReview && at > from && next.is_none_or(|next| at < next)
    });
    reviews.map(|(_, block)| block.minutes).sum()
}

/// What a slot for one has to have, time to settle in included.
fn minutes(timeline: &Timeline<'_>) -> u32 {
    (timeline.mock_exam + SIM_MARGIN).get()
}

/// That fewer have a slot than the last weeks should hold: a weekly limit that none fits into is named,
/// desk slots that are long enough are asked about, else it is said which slot would bring the next one.
fn missing(timeline: &Timeline<'_>, preparation: &StudyDays, from: NaiveDate) -> Option<Said> {
    let (wishes, exam_on) = (&preparation.wishes, preparation.exam_on);
    if wishes.have >= wishes.aimed_at {
        return None;
    }
    if !preparation.reach_the_exam() {
        return Some(wording::not_laid_out_yet(from));
    }
    let minutes = minutes(timeline);
    let limit = timeline.calendar.weekly().and_then(|weekly| weekly.weekly_cap);
    if let Some(limit) = limit.filter(|limit| limit.get() < minutes) {
        return Some(wording::weekly_limit(limit, minutes));
    }
    if !wishes.at_desk.is_empty() {
        let slots = wishes.at_desk.iter().map(|(day, at)| wording::slot_at(*day, Clock(at.0)));
        return Some(wording::undisturbed(slots.collect(), minutes));
    }
    let to = exam_on.checked_sub_days(Days::new(LAST_SIM_DAYS.unsigned_abs()))?;
    let from = from.max(timeline.today);
    Some(match wishes.have {
        _ if to < from && wishes.have > 0 => return None,
        _ if to < from => wording::none_fits_any_more(exam_on, minutes),
        0 => wording::none_fits(exam_on, minutes, from, to),
        1 => wording::second_needs(minutes, from, to),
        _ => wording::third_needs(minutes, from, to),
    })
}
