//! When the candidate can study.

use chrono::{NaiveDate, Weekday};
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::calendar::{civil, day_text};
use crate::base::units::Minutes;
use crate::facts::check::{Checked, DAY_MINUTES, SLOT_MINUTES, day, each, optional, within};
use crate::facts::kind::{Home, Kind, PartnerSees};

/// The minutes of a week.
const WEEK_MINUTES: u32 = 7 * DAY_MINUTES;

/// The weekly study slots. The latest such fact holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// The slots of a week, in any order.
    #[n(0)]
    pub slots: Vec<WeeklySlot>,
    /// The most study time in a week (Monday to Sunday), if the candidate set a limit.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub weekly_cap: Option<Minutes>,
}

impl Kind for Availability {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Profile
    }

    fn check(&self) -> Checked {
        optional("weekly_cap", self.weekly_cap.map(Minutes::get), 0..=WEEK_MINUTES)?;
        each("slots", &self.slots, |weekly| weekly.slot.check().map_err(|not| not.inside("slot")))
    }
}

/// A slot that comes back every week.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct WeeklySlot {
    /// `mon` to `sun`.
    #[n(0)]
    #[cbor(with = "weekday_code")]
    #[serde(with = "weekday_name")]
    #[cfg_attr(feature = "typescript", ts(type = "DayOfWeek"))]
    pub weekday: Weekday,
    /// The slot.
    #[n(1)]
    pub slot: Slot,
}

/// A stretch of time on one day in which the candidate can study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Local start, minutes after midnight: 0 to 1,439.
    #[n(0)]
    pub start_minute: u16,
    /// Length: 0 to 720. Slots of 0 minutes are kept and hold nothing.
    #[n(1)]
    pub minutes: Minutes,
    /// Where the candidate is.
    #[n(2)]
    pub place: SlotPlace,
}

impl Slot {
    fn check(&self) -> Checked {
        within("start_minute", self.start_minute, 0..=1_439)?;
        within("minutes", self.minutes.get(), 0..=SLOT_MINUTES)
    }
}

/// Where the candidate is in a slot, and so what fits into it.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum SlotPlace {
    /// On the way, hands free, no network promised: questions, reading, audio.
    #[n(0)]
    Commute,
    /// On the way with the hands bound (driving, standing): audio only.
    #[n(1)]
    CommuteAudio,
    /// At a desk with a network.
    #[n(2)]
    Desk,
    /// At a desk, undisturbed, long enough for a mock exam.
    #[n(3)]
    Long,
}

/// A day that differs from the weekly slots. The latest fact about a date holds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DayException {
    /// The date.
    #[n(0)]
    #[cbor(with = "civil")]
    #[serde(with = "day_text")]
    #[cfg_attr(feature = "typescript", ts(type = "CalendarDay"))]
    pub date: NaiveDate,
    /// The slots of that date instead of the weekly ones; none means a day off.
    #[n(1)]
    #[serde(default)]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub slots: Vec<Slot>,
}

impl Kind for DayException {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Profile
    }

    fn check(&self) -> Checked {
        day("date", self.date)?;
        each("slots", &self.slots, Slot::check)
    }
}

mod weekday_code {
    use chrono::Weekday;
    use minicbor::decode::Error as DecodeError;
    use minicbor::encode::{Error as EncodeError, Write};
    use minicbor::{Decoder, Encoder};

    use crate::wording::entry;

    pub(super) fn encode<C, W: Write>(
        day: &Weekday,
        e: &mut Encoder<W>,
        _: &mut C,
    ) -> Result<(), EncodeError<W::Error>> {
        e.u32(day.num_days_from_monday())?.ok()
    }

    pub(super) fn decode<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<Weekday, DecodeError> {
        Weekday::try_from(d.u8()?).map_err(|_| DecodeError::message(entry::weekday_number()))
    }
}

mod weekday_name {
    use chrono::Weekday;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::wording::entry;

    pub(super) fn serialize<S: Serializer>(day: &Weekday, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&day.to_string().to_ascii_lowercase())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Weekday, D::Error> {
        let name = String::deserialize(d)?;
        name.parse().map_err(|_| D::Error::custom(entry::no_weekday(&name)))
    }
}
