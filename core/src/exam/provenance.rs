//! Where a number comes from and how far it can be trusted.

use serde::{Deserialize, Serialize};

/// How far a number can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
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
