//! JSON as people write it: read strictly, and told in plain words what is wrong, and where.
//!
//! A JSON library speaks of the types of a program. Here a value is read by a reader that knows its
//! own place in the text, so that each refusal says where it is, what was found, what is allowed, and
//! what was perhaps meant. What a field allows is asked of its type: of the names and words that the
//! type lists, of what it says it expects, and, where one is missing, of what it says when it is given
//! nothing.
//!
//! ```text
//! bytes ─► text.rs: is it text, and JSON at all? ─► syntax.rs: where does it stop being JSON?
//!                                                ─► spot.rs: a value, read where it stands
//!                          meant.rs: what was meant       └► slip.rs: what is wrong with it
//! ```
//!
//! What is deliberately absent: what any of it means. Values that have the right shape are held against
//! their limits where they belong.

mod meant;
pub mod slip;
mod spot;
mod syntax;
pub mod text;

use serde::Deserialize;

pub use crate::reading::meant::nearest;
pub(crate) use crate::reading::spot::Spot;

use crate::reading::slip::{Asking, Slip};

/// Reads a value from a whole text. A byte order mark in front is passed over.
///
/// An object has to be written as one: a list of its values in order is refused.
///
/// # Errors
///
/// [`Slip`] is the first thing that is wrong, with its place in `text`.
pub fn read<'de, T: Deserialize<'de>>(text: &'de str) -> Result<T, Slip> {
    let spot = whole(text)?;
    T::deserialize(spot).map_err(|slip| match slip.missing() {
        Some(missing) => slip.allowing(T::deserialize(spot.asking(missing)).err()),
        None => slip,
    })
}

/// Reads a part of a text that [`read`] refused for a number, with the largest number of its type in
/// the place of the one that was refused: whoever knows the limits of the value can then say them.
///
/// `None` if the part is not there, or if that was not all that is wrong with it.
pub(crate) fn read_with_largest<'de, T: Deserialize<'de>>(
    text: &'de str,
    part: impl FnOnce(Spot<'de>) -> Option<Spot<'de>>,
    slip: &Slip,
) -> Option<T> {
    let spot = part(whole(text).ok()?)?;
    T::deserialize(spot.asking(Asking::Largest { at: slip.offset() })).ok()
}

fn whole(text: &str) -> Result<Spot<'_>, Slip> {
    text::looks_like_json(text)?;
    let body = text::without_mark(text);
    let skipped = text.len() - body.len();
    Spot::whole(body, skipped).ok_or_else(|| syntax::fault(body).shifted(skipped))
}
