//! The harness of Rebound's tests: a world in virtual time, devices and hostile peers on real sockets,
//! a server as a process, and the load generator.

pub mod bench;
pub mod client;
pub mod demo;
pub mod forge;
pub mod peer;
pub mod running;
pub mod scenario;
pub mod world;
