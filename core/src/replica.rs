//! Documents and how they travel: what a fact becomes, what may enter, and the link to a server.
//!
//! Nothing here knows a socket, a disk or a clock. What is deliberately absent as well: exams and
//! the coach. Only [`document`] knows what a fact is.

pub mod admission;
#[cfg(feature = "coach")]
pub mod document;
pub mod document_id;
#[cfg(feature = "coach")]
pub mod invitation;
#[cfg(feature = "coach")]
pub mod key;
#[cfg(feature = "coach")]
pub mod link;
#[cfg(feature = "coach")]
pub mod pairing;
#[cfg(feature = "coach")]
pub mod recovery;
#[cfg(feature = "coach")]
pub mod seal;
pub mod wire;
