//! What the coach derives, as one screen each. The numbers and the sentences are those of the core.

pub mod briefing;
pub mod causes;
pub mod comparison;
pub mod domains;
pub mod eligibility;
pub mod plan;
pub mod summary;
