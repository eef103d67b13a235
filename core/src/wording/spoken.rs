//! Which language messages are written in now.
//!
//! A serialiser hands no argument on to what it writes, and a page is a tree of many types. So the
//! language of what is written is kept beside the call stack, for as long as one call lasts, and is
//! nothing but English outside of it.

use std::cell::Cell;

use crate::wording::english::ENGLISH;
use crate::wording::language::Language;

thread_local! {
    static LANGUAGE: Cell<&'static Language> = const { Cell::new(&ENGLISH) };
}

/// What `write` returns; every message that is serialised inside of it is written in `language`.
///
/// It holds for this thread and ends with `write`, also where that panics. Texts that are asked for by
/// name ([`crate::wording::Said::text`], `Display`) stay English, and so does every order.
pub fn written_in<T>(language: &'static Language, write: impl FnOnce() -> T) -> T {
    let _before = Before(LANGUAGE.replace(language));
    write()
}

/// The language that messages are written in now.
pub(super) fn language() -> &'static Language {
    LANGUAGE.get()
}

/// The language that comes back when this goes.
struct Before(&'static Language);

impl Drop for Before {
    fn drop(&mut self) {
        LANGUAGE.set(self.0);
    }
}
