//! The retake policy engine: the hard cases, every vendor's rules, and what holds for all of them.

#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

#[path = "policy/case.rs"]
mod case;
#[path = "policy/hard_cases.rs"]
mod hard_cases;
#[path = "policy/oddities.rs"]
mod oddities;
#[path = "policy/properties.rs"]
mod properties;
#[path = "policy/vendors.rs"]
mod vendors;
