//! The pages of candidates in German: one of them whole, and all of them as German is written.

use rebound_core::coach::history::History;
use rebound_core::formats::json::read;
use rebound_core::formats::page::Page;
use rebound_core::wording::language::Language;
use rebound_core::wording::written_in;
use serde_json::Value;

use crate::clock::now;
use crate::look::catalogue;
use crate::page_cases;

const FACTS: &str = include_str!("../../../tests/fixtures/derive-security-plus.json");
const PAGE: &str = include_str!("../golden/page.de.json");
const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";

fn german(page: &Page) -> String {
    written_in(Language::of("de"), || serde_json::to_string_pretty(page).unwrap()) + "\n"
}

/// What is said in a page, by the names of what holds it.
fn said<'a>(value: &'a Value, name: &'a str, found: &mut Vec<(&'a str, &'a str)>) {
    match value {
        Value::String(text) => found.push((name, text)),
        Value::Array(each) => each.iter().for_each(|one| said(one, name, found)),
        Value::Object(fields) => fields.iter().for_each(|(name, one)| said(one, name, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[test]
fn the_page_is_as_expected() {
    let facts = read("derive-security-plus.json", FACTS).unwrap();
    let page = Page::of_history(&History::of(&facts, now(NOW)), catalogue(), now(NOW));
    let page = german(&page);
    let found = concat!(env!("CARGO_TARGET_TMPDIR"), "/page.de.json");
    std::fs::write(found, &page).unwrap();
    assert!(
        page == PAGE,
        "read {found}, and put it in the place of core/tests/golden/page.de.json"
    );
}

#[test]
fn no_sentence_of_a_page_stutters_or_stays_english() {
    for (name, case) in page_cases::all() {
        let page = case.page();
        let english = serde_json::to_value(&page).unwrap();
        let german = serde_json::from_str(&german(&page)).unwrap();
        let [mut before, mut after] = [Vec::new(), Vec::new()];
        said(&english, "", &mut before);
        said(&german, "", &mut after);
        assert_eq!(before.len(), after.len(), "{name}");
        for ((place, before), (_, after)) in before.into_iter().zip(after) {
            for wrong in ["..", "  ", " .", " ,", ",,", ": :", "„„", "!"] {
                assert!(before.contains(wrong) || !after.contains(wrong), "{name}: {after}");
            }
            let sentence = place == "said" && before.ends_with('.');
            assert!(!sentence || before != after, "{name}: {after}");
        }
    }
}
