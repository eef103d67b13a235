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

use serde::de::{DeserializeOwned, Error};
use serde::{Deserialize, Deserializer};

pub use crate::formats::json::error::FactsError;

use crate::facts::{Fact, FactBody};
use crate::wording::entry;

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
/// [`FactsError`] names the file, the field as a path, and what is allowed. Nothing of a text with an
/// error is read.
pub fn read(name: &str, text: &str) -> Result<Vec<Fact>, FactsError> {
    let document: FactsFile = parse(name, text)?;
    let FactsFile { format: FormatName, version: KnownVersion, facts } = document;
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
    parse(name, text).map_err(|error| error.inside("body"))
}

fn parse<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, FactsError> {
    let json = &mut serde_json::Deserializer::from_str(text);
    let parsed = serde_path_to_error::deserialize(&mut *json)
        .map_err(|error| FactsError::shape(name, &error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| FactsError::shape(name, ".", &error))?;
    Ok(parsed)
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
        let name = String::deserialize(deserializer)?;
        if name == FORMAT {
            return Ok(Self);
        }
        Err(D::Error::custom(entry::other_format(&name, FORMAT)))
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
