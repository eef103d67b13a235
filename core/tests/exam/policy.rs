//! The retake policy engine: the hard cases, every vendor's rules, and what holds for all of them.

mod case;
mod hard_cases;
mod odd;
mod properties;
mod sentences;
mod vendors;
