//! The levels of a load: how much a week holds at most.

use crate::base::units::Minutes;
use crate::coach::model::planner::{DAY_MINUTES_MAX, LIGHT_SESSION, LIGHT_SESSIONS};

/// How much a week holds at most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Level {
    /// Days of a week.
    pub(crate) days: usize,
    /// Study time of each.
    pub(crate) minutes: Minutes,
    /// Study time of one day more.
    pub(crate) rest: Minutes,
}

impl Level {
    /// The least: what is not touched is forgotten.
    pub(crate) const LIGHT: Self =
        Self { days: LIGHT_SESSIONS, minutes: LIGHT_SESSION, rest: Minutes::ZERO };
    /// The most, where every day counts.
    const FULL: Self = Self { days: 7, minutes: DAY_MINUTES_MAX, rest: Minutes::ZERO };

    /// A level of so many days and minutes, and a rest on one day more.
    const fn of(days: usize, minutes: u32, rest: u32) -> Self {
        Self { days, minutes: Minutes::new(minutes), rest: Minutes::new(rest) }
    }
}

/// The level of the plan that was last shown.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ShownLevel {
    /// It stays as long as it holds what is needed, and no more than the most.
    Usual(Level),
    /// It stays even where it does not hold what is needed.
    Most(Level),
}

/// The levels, each of which holds the one before it and at most an eighth more, the last a sixth: where
/// the level changes overnight, most of the plan stays.
pub(crate) const LEVELS: [Level; 34] = [
    Level::LIGHT,
    Level::of(2, 50, 0),
    Level::of(2, 55, 0),
    Level::of(2, 60, 0),
    Level::of(2, 60, 15),
    Level::of(2, 60, 30),
    Level::of(2, 60, 45),
    Level::of(3, 60, 0),
    Level::of(3, 60, 20),
    Level::of(3, 60, 40),
    Level::of(4, 60, 0),
    Level::of(4, 60, 30),
    Level::of(5, 60, 0),
    Level::of(5, 60, 30),
    Level::of(6, 60, 0),
    Level::of(6, 65, 0),
    Level::of(6, 70, 0),
    Level::of(6, 75, 0),
    Level::of(6, 80, 0),
    Level::of(6, 85, 0),
    Level::of(6, 90, 0),
    Level::of(6, 100, 0),
    Level::of(6, 110, 0),
    Level::of(6, 120, 0),
    Level::of(6, 130, 0),
    Level::of(6, 140, 0),
    Level::of(6, 150, 0),
    Level::of(6, 165, 0),
    Level::of(6, 180, 0),
    Level::of(6, 195, 0),
    Level::of(6, 210, 0),
    Level::of(6, 225, 0),
    Level::of(6, 240, 0),
    Level::FULL,
];
