//! The open form of the facts: one JSON document, one fact a line.
//!
//! ```json
//! {
//!   "format": "rebound-facts",
//!   "version": 1,
//!   "facts": [
//!     {"id": "a1", "at": "2026-03-01T16:05:00-06:00[America/Chicago]", "body": {…}}
//!   ]
//! }
//! ```
//!
//! Writing is canonical: facts are sorted by time and then by id, and what is there twice is written
//! once. So the same facts give the same bytes, on every device, and what was written, read and
//! written again is the same file.

mod error;

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer};

pub use crate::formats::json::error::FactsError;

use crate::facts::{Fact, FactBody};
use crate::reading;
use crate::reading::Spot;
use crate::reading::slip::Slip;
use crate::wording::entry;
use crate::wording::not_allowed::NotAllowed;

/// The name of the format.
pub const FORMAT: &str = "rebound-facts";
/// The version that this build writes, and the newest that it reads.
pub const VERSION: u32 = 1;

/// Writes facts, given in any order.
pub fn write<'a>(facts: impl IntoIterator<Item = &'a Fact>) -> String {
    let mut lines: Vec<(i64, &str, String)> =
        facts.into_iter().map(|fact| (fact.at.utc_ms.0, fact.id.as_str(), line(fact))).collect();
    lines.sort();
    lines.dedup();
    let bytes: usize = lines.iter().map(|(_, _, line)| line.len() + 6).sum();
    let mut text = String::with_capacity(bytes + 80);
    text.push_str(&format!(
        "{{\n  \"format\": \"{FORMAT}\",\n  \"version\": {VERSION},\n  \"facts\": ["
    ));
    for (index, (_, _, line)) in lines.iter().enumerate() {
        text.push_str(if index == 0 { "\n    " } else { ",\n    " });
        text.push_str(line);
    }
    text.push_str(if lines.is_empty() { "]\n}\n" } else { "\n  ]\n}\n" });
    text
}

fn line(fact: &Fact) -> String {
    // A fact is made of texts, whole numbers and scores: all of them have a JSON form.
    let line = serde_json::to_string(fact);
    debug_assert!(line.is_ok(), "{line:?}");
    line.unwrap_or_default()
}

/// Reads what [`write()`] of this or an older build wrote, or what somebody wrote by hand. `name` is
/// what errors call the text: the name of its file.
///
/// Facts come back in the order of the text, as many as there are: two with one id are both there,
/// and a history tells which one counts.
///
/// # Errors
///
/// [`FactsError`] names the file, the field as a path, what was found and what is allowed. Nothing of a
/// text with an error is read.
pub fn read(name: &str, text: &str) -> Result<Vec<Fact>, FactsError> {
    let FactsFile { format: FormatName, version: KnownVersion, facts } = reading::read(text)
        .map_err(|slip| {
            let slip = of_fact(text, &slip).unwrap_or(slip);
            FactsError::shape(name, text, &slip)
        })?;
    for (index, fact) in facts.iter().enumerate() {
        fact.check().map_err(|invalid| FactsError::Value {
            file: name.to_owned(),
            invalid: invalid.inside(format_args!("facts[{index}]")),
        })?;
    }
    Ok(facts)
}

/// Reads what one fact says: the `body` of a fact in the open form.
///
/// # Errors
///
/// [`FactsError::Shape`], with paths that begin with `body`. The values are those of the text: whether
/// they may be entered is checked where the fact is recorded.
pub fn read_body(name: &str, text: &str) -> Result<FactBody, FactsError> {
    reading::read(text).map_err(|slip| {
        let slip = of_body(text, &slip).unwrap_or(slip);
        FactsError::shape(name, text, &slip.inside("body"))
    })
}

/// A slip of a number in a fact, with the limits that the number has.
fn of_fact(text: &str, slip: &Slip) -> Option<Slip> {
    let (index, _) = slip.path.strip_prefix("facts[")?.split_once(']')?;
    let index = index.parse().ok()?;
    let fact: Fact = reading::read_with_largest(text, |root| fact_at(root, index), slip)?;
    limited(slip, fact.check().err()?.inside(format_args!("facts[{index}]")), text)
}

fn fact_at(root: Spot<'_>, index: usize) -> Option<Spot<'_>> {
    root.field("facts")?.item(index)
}

/// The same in a body alone.
fn of_body(text: &str, slip: &Slip) -> Option<Slip> {
    let body: FactBody = reading::read_with_largest(text, Some, slip)?;
    limited(slip, body.kind().check().err()?.inside(body.key()), text)
}

fn limited(slip: &Slip, limits: NotAllowed, text: &str) -> Option<Slip> {
    (limits.field == slip.path).then(|| slip.clone().within(limits.allowed, text))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsFile {
    format: FormatName,
    version: KnownVersion,
    facts: Vec<Fact>,
}

/// The name of the format, and no other.
struct FormatName;

impl<'de> Deserialize<'de> for FormatName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(FormatNameVisitor)
    }
}

struct FormatNameVisitor;

impl Visitor<'_> for FormatNameVisitor {
    type Value = FormatName;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{FORMAT:?}")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<FormatName, E> {
        if name == FORMAT {
            return Ok(FormatName);
        }
        Err(E::custom(entry::other_format(name, FORMAT)))
    }
}

/// A version that this build reads.
struct KnownVersion;

impl<'de> Deserialize<'de> for KnownVersion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let version = u32::deserialize(deserializer)?;
        if version == VERSION {
            return Ok(Self);
        }
        let said = if version > VERSION { entry::newer_format } else { entry::unknown_format };
        Err(D::Error::custom(said(version, VERSION)))
    }
}
