//! What comes in and goes out: the open JSON form of the facts, and the score report as a page.
//!
//! Whatever the candidate recorded can leave in the open form, and come back from it unchanged.

pub mod json;
pub mod markdown;
pub mod page;
pub mod words;
