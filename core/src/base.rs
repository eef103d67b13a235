//! Identifiers, time, quantities and arithmetic: the words that every other module uses.
//!
//! Nothing here reads a clock or rolls a die.

pub mod calendar;
pub mod checksum;
pub mod ids;
pub mod math;
pub mod time;
pub mod units;
pub mod varint;
