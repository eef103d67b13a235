//! Identifiers, time, quantities and arithmetic: the words that every other module uses.
//!
//! Nothing here reads a clock or rolls a die.

#[cfg(feature = "coach")]
pub mod calendar;
pub mod checksum;
pub mod crockford;
pub mod ids;
#[cfg(feature = "coach")]
pub mod math;
#[cfg(feature = "coach")]
pub mod time;
#[cfg(feature = "coach")]
pub mod units;
pub mod varint;
