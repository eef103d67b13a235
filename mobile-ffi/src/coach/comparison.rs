//! Then and now: how the hours of this preparation differ from those of the last.

use rebound_core::base::ids::FactId;
use rebound_core::base::units::Minutes;
use rebound_core::coach::derivation::comparison::{Comparison, Line};
use rebound_core::facts::study::Precision;

/// The hours of the last preparation beside those of this one.
#[uniffi::remote(Record)]
pub struct Comparison {
    /// The attempt that the last preparation was for.
    pub attempt: FactId,
    /// How well the last preparation is known.
    pub known: Precision,
    /// Its time.
    pub then: Minutes,
    /// What has been done since the attempt, together with what is planned.
    pub now: Minutes,
    /// One line for each domain, in the exam's order, then one for work across domains.
    pub domains: Vec<Line>,
    /// One line for each kind of resource. Work from one's own memory has none.
    pub families: Vec<Line>,
    /// The largest differences in words.
    pub says: Vec<String>,
}

/// One line of a comparison.
#[uniffi::remote(Record)]
#[uniffi(name = "ComparisonLine")]
pub struct Line {
    /// The domain's key or the kind of resource; empty for work across domains.
    pub key: String,
    /// What the candidate calls it.
    pub label: String,
    /// Its share of the hours then, 0 to 1.
    pub then: f64,
    /// Its share of the hours now, 0 to 1.
    pub now: f64,
}
