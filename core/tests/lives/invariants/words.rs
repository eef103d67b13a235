//! What is said: plain, kind, in one form, and about numbers that are there.

use crate::invariants::{Invariant, View, ensure};

pub(crate) const ALL: &[Invariant] = &[
    Invariant { name: "no word shames", of: "house", holds: kind },
    Invariant { name: "sentences end once and have no holes", of: "9, P23", holds: whole },
    Invariant { name: "dates have one form", of: "9, 12", holds: dates },
    Invariant {
        name: "no number that says nothing",
        of: "2, 12, coach 11, coach 16",
        holds: numbers,
    },
    Invariant { name: "a name stands where there is one, not a key", of: "12", holds: names },
    Invariant { name: "nobody who was sat for has no page", of: "11", holds: page },
    Invariant { name: "the page ends with a step", of: "11, coach 22", holds: step },
];

/// All sentences of the answer, then the lines of the page.
fn each<'a>(view: &'a View<'_>) -> impl Iterator<Item = &'a str> {
    let page = view.page().lines();
    view.texts().iter().map(String::as_str).chain(page)
}

fn none(view: &View<'_>, what: impl Fn(&str) -> bool) -> Result<(), String> {
    let found = each(view).find(|text| what(text));
    ensure(found.is_none(), || found.unwrap_or_default().to_owned())
}

fn kind(view: &View<'_>) -> Result<(), String> {
    const WORDS: [&str; 8] = [
        "overdue",
        "failed to",
        "behind schedule",
        "catch up",
        "should have",
        "you missed",
        "too lazy",
        "not good enough",
    ];
    none(view, |text| {
        // That there is nothing to catch up on is a comfort.
        let text = text.to_lowercase().replace("nothing to catch up on", "");
        WORDS.iter().any(|word| text.contains(word))
    })
}

fn whole(view: &View<'_>) -> Result<(), String> {
    const HOLES: [&str; 14] = [
        "..",
        " .",
        " ,",
        "  ",
        "NaN",
        " inf ",
        "{",
        "until.",
        "until ,",
        "because .",
        "()",
        ",,",
        " ;",
        "\u{201c}\u{201d}",
    ];
    none(view, |text| HOLES.iter().any(|hole| text.trim().contains(hole)) && !text.contains("\\{"))
}

/// Whether a text has a date as 2026-09-12.
fn has_iso(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.windows(10).any(|part| {
        part.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
    })
}

fn dates(view: &View<'_>) -> Result<(), String> {
    none(view, has_iso)
}

fn numbers(view: &View<'_>) -> Result<(), String> {
    const EMPTY: [&str; 6] = [
        " -",
        "because  is",
        "is 0 % of this domain",
        "roughly 0 hours",
        "About 0.0 hours",
        "by 0 points",
    ];
    none(view, |text| {
        let negative = text
            .split(" -")
            .skip(1)
            .any(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
        negative || EMPTY[1..].iter().any(|empty| text.contains(empty))
    })
}

fn names(view: &View<'_>) -> Result<(), String> {
    const KEYS: [&str; 4] = ["bank-a", "bank-b", "allocation.", "P4.labs"];
    let history = view.history();
    let named =
        |key: &str| history.resources.iter().any(|fact| fact.value.resource.as_str() == key);
    none(view, |text| {
        KEYS.iter().any(|key| text.contains(key) && (named(key) || key.contains('.')))
    })
}

fn page(view: &View<'_>) -> Result<(), String> {
    ensure(view.sat().is_empty() || view.coaching().is_none() || !view.page().is_empty(), || {
        "no page".to_owned()
    })
}

fn step(view: &View<'_>) -> Result<(), String> {
    let page = view.page();
    ensure(page.contains("What to do next") || page.contains("next"), || {
        "no next step on the page".to_owned()
    })
}
