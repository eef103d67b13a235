//! The harness of Rebound's tests: a world in virtual time, devices and hostile peers on real sockets,
//! a server as a process, and the load generator.

pub mod bench;
pub mod client;
pub mod demo;
pub mod forge;
pub mod fuzz;
pub mod http;
pub mod peer;
pub mod power;
pub mod running;
pub mod scenario;
pub mod serving;
pub mod world;

/// How much of something a test tries: the number in the variable `name`, `usual` without one.
///
/// # Panics
///
/// If the variable holds something else than a number.
pub fn setting(name: &str, usual: u64) -> u64 {
    let Some(text) = std::env::var_os(name) else { return usual };
    let number = text.to_str().and_then(|text| text.parse().ok());
    number.unwrap_or_else(|| panic!("{name} is no number: {}", text.display()))
}
