//! The planner: examples, what holds for every plan, and what a shown plan keeps.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    clippy::cast_possible_truncation,
    reason = "a broken fixture should stop the test where it is"
)]

mod announced;
mod any;
#[path = "../support/cases.rs"]
mod cases;
#[path = "../support/clock.rs"]
mod clock;
mod commitments;
#[path = "../support/exam.rs"]
mod exam;
mod examples;
mod life_cases;
#[path = "../support/look.rs"]
mod look;
mod mock_exam_cases;
mod odd_input;
mod plan_cases;
mod properties;
mod remedies;
mod situation;
mod stability;
#[path = "../support/world.rs"]
mod world;
