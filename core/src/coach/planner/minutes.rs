//! Minutes of a day and minutes of the clock: two counts that must not be mixed with lengths.

use chrono::{NaiveDate, NaiveTime, TimeDelta, Timelike};

use crate::base::time::day::ROLLOVER_HOURS;
use crate::base::time::{Now, UtcMillis, Zone};
use crate::base::units::Minutes;
use crate::coach::model::planner::{BLOCK_MIN, PAUSE, PAUSE_AFTER};

/// A wall clock's minute of one day, counted from midnight; 1,440 is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct DayMinute(pub(crate) u32);

impl DayMinute {
    /// Midnight, as the day begins.
    pub(crate) const START: Self = Self(0);
    /// Midnight, as the day ends.
    pub(crate) const END: Self = Self(1_440);
    /// The minute at which a study day begins.
    pub(crate) const ROLLOVER: Self = Self(ROLLOVER_HOURS * 60);
    /// Later than any minute.
    pub(crate) const MAX: Self = Self(u32::MAX);

    /// The minute of `day` at a moment: after midnight it goes on counting, and of a day that is to
    /// come it is the first.
    pub(crate) fn now(now: Now, day: NaiveDate) -> Self {
        let local = now.zone.local(now.utc_ms);
        match u32::try_from((now.stamp().local_date() - day).num_days()) {
            Ok(days) => Self(days * Self::END.0 + local.hour() * 60 + local.minute()),
            Err(_) => Self::START,
        }
    }

    /// The minute that is `minutes` later.
    pub(crate) const fn after(self, minutes: Minutes) -> Self {
        Self(self.0.saturating_add(minutes.get()))
    }

    /// The minute that is `minutes` earlier, midnight at the earliest.
    pub(crate) const fn before(self, minutes: Minutes) -> Self {
        Self(self.0.saturating_sub(minutes.get()))
    }

    /// The time until `later`; none if that is earlier.
    pub(crate) const fn until(self, later: Self) -> Minutes {
        Minutes::new(later.0.saturating_sub(self.0))
    }
}

/// A minute of all clocks, counted from 1970 UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ClockMinute(i64);

impl ClockMinute {
    /// The minute in which a moment lies.
    pub(crate) const fn of(moment: UtcMillis) -> Self {
        Self(moment.0.div_euclid(60_000))
    }

    /// The minute at which the wall clock shows `minute` of `date`.
    pub(crate) fn at(zone: Zone, date: NaiveDate, minute: DayMinute) -> Self {
        let midnight = date.and_time(NaiveTime::MIN);
        let local = midnight.checked_add_signed(TimeDelta::minutes(i64::from(minute.0)));
        Self::of(zone.instant(local.unwrap_or(midnight)))
    }

    /// The minute that is `minutes` later.
    pub(crate) fn after(self, minutes: Minutes) -> Self {
        Self(self.0 + i64::from(minutes.get()))
    }

    /// The time until `later`; none if that is earlier.
    pub(crate) fn until(self, later: Self) -> Minutes {
        Minutes::new(u32::try_from((later.0 - self.0).max(0)).unwrap_or(u32::MAX))
    }

    /// The minutes from `self` to `other`, negative if that is earlier.
    pub(crate) const fn to(self, other: Self) -> i64 {
        other.0 - self.0
    }

    /// The minute that is `minutes` away.
    pub(crate) const fn moved(self, minutes: i64) -> Self {
        Self(self.0 + minutes)
    }
}

/// The study time that a stretch holds: an hour, a pause, the next hour, …
pub(crate) fn study_time(stretch: Minutes) -> Minutes {
    let round = (PAUSE_AFTER + PAUSE).get();
    let (rounds, rest) = (stretch.get() / round, Minutes::new(stretch.get() % round));
    let rest = if rest < BLOCK_MIN { Minutes::ZERO } else { rest.min(PAUSE_AFTER) };
    PAUSE_AFTER.times(rounds) + rest
}

/// The stretch that so much study time takes, pauses included.
pub(crate) const fn stretch_for(study: Minutes) -> Minutes {
    let pauses = study.get().saturating_sub(1) / PAUSE_AFTER.get();
    Minutes::new(study.get().saturating_add(PAUSE.times(pauses).get()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stretch_holds_its_study_time_with_a_pause_after_each_hour() {
        let held = [0, 9, 10, 60, 75, 80, 130, 150, 480].map(|m| study_time(Minutes::new(m)).get());
        assert_eq!(held, [0, 0, 10, 60, 60, 70, 120, 130, 420]);
        for study in 10..500 {
            let study = Minutes::new(study);
            let rest = study.get() % 60;
            // An end of less than ten minutes is no block.
            let whole = if (1..10).contains(&rest) { study.get() - rest } else { study.get() };
            assert_eq!(study_time(stretch_for(study)).get(), whole, "{study}");
        }
    }
}
