//! The catalogue that ships, what it refuses, and the retake policy engine.

mod catalogue;
mod policy;
mod refusals;
