//! How the core's types cross to other languages: each is described where it is defined, by a derive
//! behind the feature of that language; here stand those that cross as something simpler than they are.
//!
//! | language | what crosses | feature |
//! |--|--|--|
//! | Kotlin, Swift, Python | values, by UniFFI: [`native`], [`message`] | `uniffi` |
//! | TypeScript | the JSON that serde writes: [`typescript`] | `typescript` |
//!
//! To all of them cross the one [`error`](mod@error), and texts of a bounded [`length`].

pub mod error;
pub mod length;
#[cfg(feature = "uniffi")]
pub mod message;
#[cfg(feature = "uniffi")]
pub mod native;
#[cfg(feature = "typescript")]
pub mod typescript;
