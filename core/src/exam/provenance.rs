//! Where a number comes from and how far it can be trusted.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// How far a number can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// General knowledge, or one weak page.
    Low,
    /// A copy of a vendor text, or several third parties that agree.
    Medium,
    /// The vendor's own words, or copies that agree with a recent page.
    High,
}

/// One page that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The key by which numbers of the same record refer to it.
    pub id: String,
    /// The page's title.
    pub title: String,
    /// Its address; `None` for general knowledge.
    #[serde(default)]
    pub url: Option<String>,
    /// The page's own date, as it gives it; `None` if it gives none.
    #[serde(default)]
    pub date: Option<String>,
    /// What kind of page: the vendor, a copy of the vendor's text, a third party, unverified.
    pub kind: String,
}

impl Source {
    /// Whether it is something that was read, and not general knowledge.
    pub fn is_page(&self) -> bool {
        self.kind != "unverified"
    }

    /// The last day that its date can mean: `2026-05` is 31 May 2026, `2022-2024` the end of 2024.
    /// `None` if it gives no date, or one that says no year.
    pub fn last_day(&self) -> Option<NaiveDate> {
        let date = self.date.as_deref()?;
        date.split(|one: char| !one.is_ascii_digit() && one != '-').filter_map(last_day).max()
    }
}

/// What one number, or one rule, rests on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// How far it can be trusted.
    pub confidence: Confidence,
    /// The keys of the record's sources it comes from; empty for an assumption.
    #[serde(default)]
    pub sources: Vec<String>,
    /// The state of the world it describes; `None` for that of the record.
    #[serde(default)]
    pub as_of: Option<String>,
    /// A remark, in words.
    #[serde(default)]
    pub note: Option<String>,
}

/// The provenance of a record: every number in it that has none of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Provenance {
    /// How far the record can be trusted.
    pub confidence: Confidence,
    /// The state of the world that the record describes, as text: sources date themselves in many
    /// ways.
    pub as_of: String,
    /// The pages.
    pub sources: Vec<Source>,
}

impl Provenance {
    /// The source with this key.
    pub fn source(&self, id: &str) -> Option<&Source> {
        self.sources.iter().find(|source| source.id == id)
    }
}

/// The last day of `2026-05-03`, `2026-05`, `2026` or `2022-2024`; the years are 1990 to 2199.
fn last_day(word: &str) -> Option<NaiveDate> {
    if let Ok(day) = word.parse() {
        return Some(day);
    }
    let whole: Option<Vec<u32>> = word.split('-').map(|part| part.parse().ok()).collect();
    let (year, month) = match *whole?.as_slice() {
        [year] => (year, 12),
        [year, month @ 1..=12] => (year, month),
        [_, year] => (year, 12),
        _ => return None,
    };
    if !(1990..=2199).contains(&year) {
        return None;
    }
    let (year, next) = if month == 12 { (year.checked_add(1)?, 1) } else { (year, month + 1) };
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, next, 1)?.pred_opt()
}
