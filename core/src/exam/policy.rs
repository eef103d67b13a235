//! Retake policies and what follows from them.

pub mod eligibility;
