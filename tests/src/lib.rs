//! The harness of Rebound's tests: a world in virtual time.

pub mod world;
