//! The mock exam of a slot, and going through one.

use crate::coach::causes::Remedy;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::planner::days::phases::PhaseKind;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::layout::placed::{DraftBlock, Placed};
use crate::coach::planner::minutes::{ClockMinute, DayMinute};
use crate::facts::availability::SlotPlace;

/// The mock exam that goes into a slot: with the bank that was shown there, where it still suits.
pub(crate) fn of_slot<'a>(placed: &Placed<'a>, slot: FreeSlot) -> DraftBlock<'a> {
    let timeline = placed.inputs.timeline;
    let shown = timeline.shown.mock_exams.get(&(placed.day.date, slot.start)).copied().flatten();
    let resource = placed.resources.bank(shown.and_then(|key| placed.resources.find(key)));
    let early = match placed.day.phase {
        PhaseKind::DeepWork => Because::EarlyMockExam,
        PhaseKind::TargetedPractice | PhaseKind::MockExams | PhaseKind::Taper => {
            Because::OneMoreMockExam
        }
    };
    let asked = [(Remedy::SecondBank, Because::UnseenQuestions), (Remedy::ExtraMockExam, early)];
    let asked = asked.into_iter().filter(|(remedy, _)| placed.inputs.need.asks_for(*remedy));
    let reasons = asked.map(|(_, because)| because).collect();
    DraftBlock { resource, reasons, ..DraftBlock::of(BlockKind::MockExam, timeline.mock_exam) }
}

/// Goes through the last mock exam, as long as something of it is left and it is recent.
pub(crate) fn review<'a>(
    placed: &Placed<'a>,
    slot: FreeSlot,
    at: DayMinute,
) -> Option<DraftBlock<'a>> {
    let review = placed.review;
    let now = ClockMinute::at(placed.inputs.timeline.now.zone, placed.day.date, at);
    let in_time = now.until(review.until);
    let nothing_left = review.minutes.get() == 0;
    if nothing_left || slot.place == SlotPlace::CommuteAudio || in_time < BLOCK_MIN {
        return None;
    }
    let to_slot_end = at.until(slot.end());
    // A rest too short for a block of its own is better spent here.
    let minutes = review.minutes.max(BLOCK_MIN).min(to_slot_end).min(in_time);
    let rest = to_slot_end.saturating_sub(minutes);
    let minutes = if rest < BLOCK_MIN { to_slot_end.min(in_time) } else { minutes };
    Some(DraftBlock::of(BlockKind::MockExamReview, minutes))
}
