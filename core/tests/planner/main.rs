//! The planner: examples, what holds for every plan, and what a shown plan keeps.

mod any;
#[path = "../support/cases.rs"]
mod cases;
mod commitments;
mod examples;
mod odd_input;
mod properties;
mod remedies;
mod stability;
mod world;
