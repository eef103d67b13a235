//! How a test looks at what was recorded: a case by its name, a moment by its text, and what follows.

use rebound_core::base::time::{Now, Stamp};
use rebound_core::coach::derivation::Derivation;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::Fact;

/// The facts of a case in `core/tests/cases`, by its name.
macro_rules! case {
    ($name:literal) => {
        rebound_core::formats::json::read($name, include_str!(concat!("../cases/", $name, ".json")))
            .unwrap()
    };
}

pub(crate) use case;

/// The moment that `text` names, with its zone.
pub(crate) fn now(text: &str) -> Now {
    let at: Stamp = text.parse().unwrap();
    Now { utc_ms: at.utc_ms, zone: at.zone, boot_ms: 0 }
}

/// What follows from facts at the moment that `at` names, with the catalogue that is shipped.
pub(crate) fn derive(facts: &[Fact], at: &str) -> Derivation {
    Derivation::of(facts, &Catalogue::embedded().unwrap(), now(at))
}
