//! Natural mistakes in what somebody wrote by hand: each is told with its place, what was found and
//! what is allowed, in words that no programmer has to explain.
//!
//! The table is `mistakes.txt`: a mistake, and below it what is said. `attempt-1 · a → b` is that
//! example of the format's document with the first `a` written as `b`; `text` is a whole text; `own
//! exam` is the one below. `⏎` is the end of a line.

use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::formats::json::{read, read_body};
use rebound_core::reading::text::of_bytes;

const SCHEMA: &str = include_str!("../../../docs/design/facts-json.md");
const MISTAKES: &str = include_str!("mistakes.txt");

const OWN_EXAM: &str = r#"{"vendor": "Own", "code": "OWN-1", "title": "My exam", "minutes": 90,
    "scale": {"kind": "points", "min": 0, "max": 900}, "pass_mark": {"score": 750},
    "policy": "comptia.all", "report_form": "comptia", "checked_on": "2026-11-01",
    "domains": [{"id": "1", "name": "Part 1", "weight": 40}, {"id": "2", "name": "Part 2", "weight": 60}]}"#;

/// What no message may say: the words of the machine that reads.
const JARGON: &[&str] = &[
    "invalid",
    "unknown variant",
    "unknown field",
    "missing field",
    "expected",
    "trailing",
    "EOF",
    "struct",
    "enum",
    "sequence",
    "f64",
    "u16",
    "u32",
    "premature",
    "variant",
    "serde",
    "parse",
];

/// The example of a fact with this id in the document of the format.
fn example(id: &str) -> &'static str {
    let named = format!("{{\"id\": \"{id}\"");
    let mut blocks =
        SCHEMA.split("```json\n").skip(2).map(|block| block.split("```").next().unwrap());
    blocks.find(|block| block.starts_with(&named)).unwrap()
}

fn file(facts: &str) -> String {
    format!("{{\"format\": \"rebound-facts\", \"version\": 1, \"facts\": [\n{facts}]}}")
}

fn changed(text: &str, change: &str) -> String {
    let (from, to) = change.split_once(" → ").unwrap();
    assert!(text.contains(from), "{from} is not in {text}");
    text.replacen(from, to, 1)
}

/// What is said to a mistake of the table.
fn said(mistake: &str) -> String {
    let (what, change) = mistake.split_once(" · ").unwrap();
    let refused = match what {
        "text" => read("mine.json", &change.replace('⏎', "\n")).unwrap_err().to_string(),
        "own exam" => {
            let catalogue = Catalogue::embedded().unwrap();
            let own = Exam::from_candidate_json(&changed(OWN_EXAM, change), &catalogue);
            return own.unwrap_err().reason().text();
        }
        id => read("mine.json", &file(&changed(example(id), change))).unwrap_err().to_string(),
    };
    refused.strip_prefix("mine.json: ").unwrap().to_owned()
}

#[test]
fn each_mistake_of_the_table_is_told_in_plain_words_with_its_place() {
    let (mut wrong, mut count) = (String::new(), 0);
    for block in MISTAKES.split("\n\n") {
        let (mistake, right) = block.split_once('\n').unwrap_or((block, ""));
        let said = said(mistake);
        for word in JARGON {
            assert!(!said.contains(word), "{word:?} is said to {mistake}: {said}");
        }
        if said != right.trim_end() {
            wrong.push_str(&format!("{mistake}\n{said}\n\n"));
        }
        count += 1;
    }
    assert!(wrong.is_empty(), "is said now:\n\n{wrong}");
    assert!(count >= 72, "{count} mistakes");
}

#[test]
fn what_the_mistakes_are_made_of_is_right() {
    assert!(Exam::from_candidate_json(OWN_EXAM, &Catalogue::embedded().unwrap()).is_ok());
}

#[test]
fn bytes_that_are_no_utf_8_are_told_so_and_a_byte_order_mark_is_passed_over() {
    let text = file(example("undo-1"));
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let marked = [&[0xff, 0xfe], utf16.as_slice()].concat();
    for (bytes, right) in [
        (utf16, "a text in UTF-16: allowed is JSON in UTF-8"),
        (marked, "a text in UTF-16: allowed is JSON in UTF-8"),
        (b"{\"name\": \"M\xfcller\"}".to_vec(), "not a text in UTF-8: allowed is JSON in UTF-8"),
    ] {
        assert_eq!(of_bytes(&bytes).unwrap_err().said().text(), right);
    }
    let marked = format!("\u{feff}{text}");
    assert_eq!(read("mine.json", of_bytes(marked.as_bytes()).unwrap()), read("mine.json", &text));
    let slip = read("mine.json", &marked.replace("removal", "undo")).unwrap_err().to_string();
    assert!(slip.starts_with("mine.json: line 2, column 78, in `facts[0].body`"), "{slip}");
}

#[test]
fn the_body_of_a_fact_is_told_the_limits_of_a_number_too() {
    let said = |text: &str| read_body("typed", text).unwrap_err().to_string();
    let session =
        "{\"study_session\": {\"exam\": \"SY0-701\", \"minutes\": -5, \"activity\": \"lab\"}}";
    assert_eq!(
        said(session),
        "typed: line 1, column 50, in `body.study_session.minutes`: -5: allowed is a whole \
         number, 1 to 1440"
    );
}
