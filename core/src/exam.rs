//! Exams and their rules: blueprints, scales, retake policies, and the catalogue that ships them.
//!
//! Every number comes from a data file under `core/data` with its source, its date and how far it
//! can be trusted. What is unknown stays unknown.

pub mod blueprint;
pub mod catalogue;
pub mod policy;
pub mod provenance;
