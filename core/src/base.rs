//! Identifiers, time and quantities: the words that every other module uses.
//!
//! Nothing here reads a clock or rolls a die.

pub mod calendar;
pub mod ids;
pub mod time;
pub mod units;
