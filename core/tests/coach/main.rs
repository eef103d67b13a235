//! The coach on what one candidate recorded: estimates, causes, reports, and everything together.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "a broken fixture should stop the test where it is"
)]

mod blueprint;
mod candidate;
#[path = "../support/cases.rs"]
mod cases;
mod catalogue_cases;
mod causes_examples;
mod causes_objectives;
mod causes_properties;
#[path = "../support/clock.rs"]
mod clock;
mod corrections;
mod derivation;
mod entry_cases;
mod estimate_properties;
#[path = "../support/exam.rs"]
mod exam;
mod field_cases;
mod german;
mod growth;
mod log;
#[path = "../support/look.rs"]
mod look;
mod many_facts;
mod need_cases;
mod need_properties;
mod numbers;
mod page_cases;
mod printed;
mod record;
mod reflection;
mod retake_cases;
#[path = "../support/said.rs"]
mod said;
mod score_reports;
mod sittings;
mod study_day;
mod summary;
#[path = "../support/world.rs"]
mod world;
