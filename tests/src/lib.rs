//! The harness of Rebound's tests: a world in virtual time, and the load generator.

pub mod bench;
pub mod world;
