//! What the coach derives, as one screen each. The numbers and the sentences are those of the core.

pub mod briefing;
pub mod causes;
pub mod domains;
pub mod summary;
