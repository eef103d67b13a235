//! The days of a week: which come first, and how much of them anybody should plan with.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate, Weekday};

use crate::base::units::Minutes;
use crate::coach::model::planner::{DAY_MINUTES_MAX, WEEK_DAYS_MAX};
use crate::coach::planner::days::calendar::Day;

/// Of days with equal time these come first, so that what is used lies apart.
const SPREAD: [Weekday; 7] = [
    Weekday::Mon,
    Weekday::Thu,
    Weekday::Sat,
    Weekday::Tue,
    Weekday::Fri,
    Weekday::Wed,
    Weekday::Sun,
];

/// Days without what nobody should plan with: more than four hours, and the seventh of a week.
pub(crate) fn livable(offered: &[Day], mock_exam: Minutes) -> Vec<Day> {
    let ranks = ranks(offered, mock_exam);
    let mut days = offered.to_vec();
    for day in &mut days {
        let is_seventh = ranks.get(&day.date) == Some(&WEEK_DAYS_MAX);
        day.limit(if is_seventh { Minutes::ZERO } else { DAY_MINUTES_MAX });
    }
    days
}

/// The place of each day with a slot among those of its week: days that can hold a mock exam first,
/// then more time, then apart.
pub(crate) fn ranks(days: &[Day], mock_exam: Minutes) -> BTreeMap<NaiveDate, usize> {
    let holds = |day: &Day| day.slots.iter().any(|slot| slot.holds_mock_exam(mock_exam));
    let mut ranks = BTreeMap::new();
    for week in days.chunk_by(|a, b| a.date.iso_week() == b.date.iso_week()) {
        let mut used: Vec<&Day> = week.iter().filter(|day| !day.slots.is_empty()).collect();
        let place = |day: &Day| SPREAD.iter().position(|known| *known == day.date.weekday());
        used.sort_by_key(|day| {
            (Reverse((holds(day), day.minutes().min(DAY_MINUTES_MAX))), place(day))
        });
        ranks.extend(used.iter().enumerate().map(|(rank, day)| (day.date, rank)));
    }
    ranks
}
