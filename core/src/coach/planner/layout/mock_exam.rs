//! Mock exams in their seats, and going through them.

use crate::coach::causes::Remedy;
use crate::coach::planner::days::calendar::FreeSlot;
use crate::coach::model::planner::BLOCK_MIN;
use crate::coach::model::planner::SIM_MARGIN;
use crate::coach::model::planner::SIM_SPACING_MINUTES;
use crate::coach::planner::layout::fill::DraftBlock;
use crate::coach::planner::layout::fill::Fill;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Reason;
use crate::coach::planner::days::mock_exams::instant;
use crate::facts::availability::SlotPlace;

impl Fill<'_> {
    /// Sits a mock exam at the start of a room; says where the room is free again.
    pub(crate) fn sit(&mut self, room: FreeSlot) -> u32 {
        let minutes = self.ground.sim_minutes;
        let start = room.start + SIM_MARGIN;
        if self.ground.remedies.asks_for(Remedy::Technique) {
            self.put(room, room.start, DraftBlock::of(BlockKind::Technique, SIM_MARGIN));
            self.today.ritual = self.today.ritual.filter(|kind| *kind != BlockKind::Technique);
        }
        let shown = self.ground.shown.simulations.get(&(self.today.date, room.start));
        let at = self.shelf.bank(shown.and_then(|key| self.shelf.find(key)));
        let reasons = self.reasons_of_simulation();
        self.put(room, start, DraftBlock { at, reasons, ..DraftBlock::of(BlockKind::Simulation, minutes) });
        let end = instant(self.ground.zone, self.today.date, start) + i64::from(minutes);
        self.review = (minutes, end + SIM_SPACING_MINUTES);
        start + minutes
    }

    fn reasons_of_simulation(&self) -> Vec<Reason> {
        let remedies = self.ground.remedies;
        let second = "with questions you have not seen: a second bank, if the first is known";
        let early = match self.today.phase {
            PhaseKind::DeepWork => "early, to get used to it: undisturbed, and no result counts",
            PhaseKind::TargetedPractice | PhaseKind::Simulation | PhaseKind::Taper => {
                "one more than usual, undisturbed: what has been lived through frightens less"
            }
        };
        let all = [
            remedies.reason(Remedy::SecondBank, second),
            remedies.reason(Remedy::ExtraSimulation, early),
        ];
        all.into_iter().flatten().collect()
    }

    /// Goes through the last mock exam, as long as something of it is left and it is recent.
    pub(crate) fn review_of_simulation(&mut self, room: FreeSlot, at: u32) -> Option<DraftBlock> {
        let (left, until) = self.review;
        let now = instant(self.ground.zone, self.today.date, at);
        let too_late = now + i64::from(BLOCK_MIN) > until;
        if left == 0 || room.place == SlotPlace::CommuteAudio || too_late {
            return None;
        }
        let to_room_end = room.end() - at;
        let in_time = u32::try_from(until - now).unwrap_or(u32::MAX);
        // A rest too short for a block of its own is better spent here.
        let minutes = left.max(BLOCK_MIN).min(to_room_end).min(in_time);
        let minutes =
            if to_room_end - minutes < BLOCK_MIN { to_room_end.min(in_time) } else { minutes };
        self.review.0 = left.saturating_sub(minutes);
        Some(DraftBlock::of(BlockKind::SimulationReview, minutes))
    }
}
