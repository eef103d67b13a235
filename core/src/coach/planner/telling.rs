//! The plan as the candidate reads it.

pub(crate) mod budget;
pub(crate) mod drafting;
pub(crate) mod explain;
pub(crate) mod options;
pub(crate) mod words;
