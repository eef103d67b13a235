//! The coach on what one candidate recorded: estimates, causes, reports, and everything together.

#[path = "../support/cases.rs"]
mod cases;
mod causes_examples;
mod causes_objectives;
mod causes_properties;
mod derivation;
mod estimate_properties;
mod exam;
mod log;
mod many_facts;
mod outline;
mod reflection;
mod score_reports;
mod summary;
mod world;
