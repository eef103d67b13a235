//! The coach: pure functions of facts, exam, policy and now.
//!
//! Nothing here is stored or synchronised. The same facts in any order give the same answer, byte
//! for byte. All constants are reasoned priors, not fitted; they stand in [`model`] with a version.

pub mod anomalies;
pub mod blueprint;
pub mod cause;
pub mod causes;
pub mod derivation;
pub mod eligibility;
pub mod estimate;
pub mod familiarity;
pub mod figure;
pub mod history;
pub mod index;
pub mod line;
pub mod model;
pub mod planner;
pub mod record;
pub mod reflection;
pub mod report;
mod retirement;
pub mod rule;
pub mod summary;
