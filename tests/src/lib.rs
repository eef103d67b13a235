//! The harness of Rebound's tests: a world in virtual time, and devices on real sockets.

pub mod client;
pub mod world;
