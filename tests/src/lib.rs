//! The harness of Rebound's tests: a world in virtual time, devices on real sockets, and the load
//! generator.

pub mod bench;
pub mod client;
pub mod demo;
pub mod scenario;
pub mod world;
