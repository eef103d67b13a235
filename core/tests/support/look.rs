//! How a test looks at what was recorded: a case by its name, a fact by its text, and what follows.

#![allow(dead_code, reason = "not every test program needs all of them")]

use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::history::History;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::Fact;
use rebound_core::formats::markdown;
use rebound_core::formats::page::Page;
use serde_json::{Value, json};

use crate::clock::now;

/// The facts of a case in `core/tests/cases`, by its name.
macro_rules! case {
    ($name:literal) => {
        rebound_core::formats::json::read($name, include_str!(concat!("../cases/", $name, ".json")))
            .unwrap()
    };
}

pub(crate) use case;

/// A fact in the open form.
pub(crate) fn fact(id: &str, at: &str, body: Value) -> Fact {
    serde_json::from_value(json!({"id": id, "at": at, "body": body})).unwrap()
}

/// The catalogue that ships.
pub(crate) fn catalogue() -> &'static Catalogue {
    crate::exam::catalogue().unwrap()
}

/// What follows from facts at the moment that `at` names.
pub(crate) fn derive(facts: &[Fact], at: &str) -> Derivation {
    Derivation::of(facts, catalogue(), now(at))
}

/// The page a candidate reads at the moment that `at` names.
pub(crate) fn page(facts: &[Fact], at: &str) -> String {
    markdown::text_of(&Page::of_history(&History::of(facts, now(at)), catalogue(), now(at)))
}
