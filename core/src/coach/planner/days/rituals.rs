//! Short exercises that come back every third study day: drills and calming techniques.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::coach::causes::Remedy;
use crate::coach::model::planner::{RITUAL, RITUAL_DAY_MIN, RITUAL_EVERY};
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::days::phases::{Phase, PhaseKind, phase_of};
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::need::Need;
use crate::facts::availability::SlotPlace;

/// The drill or technique of each day that has one, counted in study days back from the exam, so that
/// they stay where they are as days go by.
pub(crate) fn of(
    need: &Need<'_>,
    phases: &[Phase],
    days: &[Day],
) -> BTreeMap<NaiveDate, BlockKind> {
    let drills = [
        (Remedy::Pacing, BlockKind::PacingDrill),
        (Remedy::Reading, BlockKind::ReadingDrill),
        (Remedy::Changes, BlockKind::ChangeDrill),
    ];
    let drills: Vec<BlockKind> = drills
        .into_iter()
        .filter(|(remedy, _)| need.asks_for(*remedy))
        .map(|(_, kind)| kind)
        .collect();
    let used = days.iter().rev().filter(|day| {
        day.minutes() >= RITUAL_DAY_MIN
            && day
                .slots
                .iter()
                .any(|slot| slot.minutes >= RITUAL && slot.place != SlotPlace::CommuteAudio)
            && phase_of(phases, day.date) != PhaseKind::Taper
    });
    let mut rituals = BTreeMap::new();
    for (left, day) in used.enumerate() {
        let kind = match left % RITUAL_EVERY {
            0 if need.asks_for(Remedy::Technique) => Some(BlockKind::Technique),
            1 => drills.get(left / RITUAL_EVERY % drills.len().max(1)).copied(),
            _ => None,
        };
        rituals.extend(kind.map(|kind| (day.date, kind)));
    }
    rituals
}
