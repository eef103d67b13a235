//! The core of Rebound: what a candidate recorded, what follows from it, and how it travels.
//!
//! Facts are stored and synchronised; everything else (estimates, causes, eligibility, plans) is a
//! pure function of facts, exam, policy and `now`, computed again whenever it is asked for.
//!
//! What is deliberately absent: a clock, a socket, an environment variable and a source of chance.
//! Time and seeds are arguments. Only `store::sqlite` touches a disk.
//!
//! Without the feature `coach` there are [`base`] and what a server needs of [`replica`]: so the
//! compiler checks that the server knows no exams.
//!
//! | module | what it holds |
//! |--|--|
//! | [`base`] | identifiers, time, quantities |
//! | [`wording`] | everything that is said to a candidate |
//! | [`exam`] | blueprints, scales, retake policies and the catalogue that ships with them |
//! | [`facts`] | what the candidate recorded, as plain values |
//! | [`coach`] | derivations: pure functions of facts, exam, policy and now |
//! | [`formats`] | the open JSON format and the Markdown report |
//! | [`replica`] | documents, wire, admission and the sans-IO link |
//! | [`engine`] | the candidate's device: one method per use case, effects out |
//! | [`store`] | where a device keeps its documents: in memory, or in SQLite (feature `sqlite`) |
//! | [`device`] | the engine with its store: what apps embed |
//! | `crossing` | how ids, moments and errors cross to Kotlin, Swift and Python (feature `uniffi`) |

pub mod base;
#[cfg(feature = "coach")]
pub mod coach;
#[cfg(feature = "uniffi")]
pub mod crossing;
#[cfg(feature = "coach")]
pub mod device;
#[cfg(feature = "coach")]
pub mod engine;
#[cfg(feature = "coach")]
pub mod exam;
#[cfg(feature = "coach")]
pub mod facts;
#[cfg(feature = "coach")]
pub mod formats;
pub mod replica;
#[cfg(feature = "coach")]
pub mod store;
#[cfg(feature = "coach")]
pub mod wording;

/// Dates and weekdays in the facts and in what is derived from them are those of this crate.
#[cfg(feature = "coach")]
pub use chrono;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
