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
//! | [`account`] | a device's account on a server, as requests for the host to perform |
//! | [`base`] | identifiers, time, quantities |
//! | [`wording`] | everything that is said to a candidate |
//! | [`exam`] | blueprints, scales, retake policies and the catalogue that ships with them |
//! | [`facts`] | what the candidate recorded, as plain values |
//! | [`coach`] | derivations: pure functions of facts, exam, policy and now |
//! | [`formats`] | the open JSON format and the Markdown report |
//! | [`screens`] | what a screen of an app shows, in one value |
//! | [`replica`] | documents, wire, admission and the sans-IO link |
//! | [`engine`] | the candidate's device: one method per use case, effects out |
//! | [`store`] | where a device keeps its documents: in memory, or in SQLite (feature `sqlite`) |
//! | [`device`] | the engine with its store: what apps embed |
//! | `crossing` | how all this crosses to Kotlin, Swift and Python (feature `uniffi`), and to TypeScript (`typescript`) |
//!
//! A candidate who failed last night, and the first block of their plan:
//!
//! ```
//! use rebound_core::base::units::Minutes;
//! use rebound_core::coach::planner::kind_label;
//! use rebound_core::chrono::{NaiveDate, Weekday};
//! use rebound_core::facts::attempt::{Attempt, Outcome};
//! use rebound_core::facts::availability::{Availability, Slot, SlotPlace, WeeklySlot};
//! use rebound_core::{AccountKey, Catalogue, Device, DeviceId, FactBody, Identity, Memory, Now};
//!
//! let identity =
//!     Identity { device: DeviceId::from_bytes([1; 8]), key: AccountKey::from_bytes([2; 32]) };
//! let mut phone = Device::start(Memory::new([3; 32]), identity, [4; 32])?; // in a file: Device::open
//! // The clock is an argument.
//! let now = Now::at("2026-03-01T18:05:00-06:00[America/Chicago]".parse()?);
//!
//! // What happened, and the one hour a week that there is.
//! let sat_on = NaiveDate::from_ymd_opt(2026, 3, 1).ok_or("no such day")?;
//! let failed = Attempt::new("SY0-701".parse()?, sat_on, now.zone, Outcome::Fail);
//! phone.record(FactBody::Attempt(failed), now)?; // returns when the store has it
//! let slot = Slot { start_minute: 1_140, minutes: Minutes::new(60), place: SlotPlace::Desk };
//! let slots = vec![WeeklySlot { weekday: Weekday::Tue, slot }];
//! phone.record(FactBody::Availability(Availability { slots, weekly_cap: None }), now)?;
//!
//! let catalogue = Catalogue::embedded()?;
//! let told = phone.coach(&catalogue, now)?.briefing(&"SY0-701".parse()?)?;
//! let day = told.coaching.plan.days.iter().find(|day| !day.blocks.is_empty()).ok_or("no day")?;
//! let first = day.blocks.first().ok_or("no block")?;
//! println!("{}: {}, {}", day.date, first.minutes, kind_label(first.kind));
//! assert_eq!(day.date.to_string(), "2026-03-03"); // a Tuesday: the day after an exam is for rest
//! # Ok::<_, Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "coach")]
pub mod account;
pub mod base;
#[cfg(feature = "coach")]
pub mod coach;
#[cfg(feature = "coach")]
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
#[cfg(feature = "coach")]
pub mod reading;
pub mod replica;
#[cfg(feature = "coach")]
pub mod screens;
#[cfg(feature = "coach")]
pub mod store;
#[cfg(feature = "coach")]
pub mod wording;

/// Dates and weekdays in the facts and in what is derived from them are those of this crate.
#[cfg(feature = "coach")]
pub use chrono;

// What an app calls by its name alone.
#[cfg(feature = "coach")]
pub use crate::base::ids::{DeviceId, ExamCode, FactId};
#[cfg(feature = "coach")]
pub use crate::base::time::{Now, Stamp, Zone};
#[cfg(feature = "coach")]
pub use crate::coach::derivation::{Briefing, Derivation};
#[cfg(feature = "coach")]
pub use crate::device::Device;
#[cfg(feature = "coach")]
pub use crate::engine::Identity;
#[cfg(feature = "coach")]
pub use crate::exam::catalogue::Catalogue;
#[cfg(feature = "coach")]
pub use crate::facts::{Fact, FactBody};
#[cfg(feature = "coach")]
pub use crate::replica::key::AccountKey;
#[cfg(feature = "coach")]
pub use crate::store::memory::Memory;

#[cfg(feature = "uniffi")]
uniffi::setup_scaffolding!();
