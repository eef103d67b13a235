//! What a screen of an app shows, in one value: put together from the catalogue, the coach and the log, so
//! that an app asks once and works nothing out.
//!
//! What the coach says is worked out in [`crate::coach`]; how a page reads in [`crate::formats`]. Here it is
//! only chosen and put in order.

pub mod exams;
pub mod growth;
pub mod key_warnings;
pub mod log;
pub mod report;
pub mod sittings;
pub mod statements;
pub mod today;
