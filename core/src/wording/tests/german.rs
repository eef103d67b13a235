//! German: that it says what English says, as German is written.

use std::collections::BTreeSet;
use std::panic::catch_unwind;

use chrono::{NaiveDate, Weekday};

use super::{DAY, placeholders};
use crate::base::units::Score;
use crate::wording::english::ENGLISH;
use crate::wording::german::GERMAN;
use crate::wording::key::Key;
use crate::wording::language::Language;
use crate::wording::value::{Clock, Hours, Share, Value};
use crate::wording::{Said, advice, blocks, causes, mock_exams, page, plan, retake, written_in};

/// What blames, shames or presses.
const OUT: [&str; 12] = [
    "durchgefallen",
    "gescheitert",
    "immer noch",
    "leider",
    "musst",
    "nur",
    "schuld",
    "solltest",
    "versagt",
    "versäumt",
    "zurückgefallen",
    "überfällig",
];

#[track_caller]
fn says(said: &Said, german: &str) {
    assert_eq!(said.text_in(&GERMAN), german);
}

fn words(key: Key) -> &'static str {
    (GERMAN.words)(key)
}

#[test]
fn no_word_that_is_out_is_said() {
    for key in Key::all() {
        let text = format!(" {} ", words(key).to_lowercase());
        let spaced = text.replace(|letter: char| !letter.is_alphanumeric(), " ");
        for out in OUT {
            assert!(!spaced.contains(&format!(" {out} ")), "{}: {out}", key.name());
        }
    }
}

#[test]
fn german_has_its_own_marks() {
    for key in Key::all() {
        let words = words(key);
        assert_eq!(words.matches('„').count(), words.matches('“').count(), "{}", key.name());
        for wrong in ["”", " %", "\"", " - "] {
            assert!(!words.contains(wrong), "{}: {wrong:?}", key.name());
        }
    }
}

#[test]
fn german_is_not_english_but_where_there_is_nothing_to_say_otherwise() {
    let is_word = |word: &&str| word.chars().filter(|letter| letter.is_lowercase()).count() > 3;
    for key in Key::all().filter(|key| words(*key) == key.english()) {
        let mut text = key.english().to_owned();
        for (name, form) in placeholders(key.english()) {
            text =
                text.replace(&format!("{{{name}:{form}}}"), "").replace(&format!("{{{name}}}"), "");
        }
        let same: Vec<&str> = text.split(' ').filter(is_word).collect();
        assert!(same.is_empty(), "{}: {same:?}", key.name());
    }
}

#[test]
fn a_number_is_as_exact_as_in_english() {
    let exact = |words: &'static str| -> BTreeSet<(&str, &str)> {
        let each = placeholders(words).into_iter();
        each.filter(|(_, form)| form.contains('.')).collect()
    };
    for key in Key::all() {
        assert_eq!(exact(words(key)), exact(key.english()), "{}", key.name());
    }
}

#[test]
fn a_count_has_a_word_for_one_and_a_word_for_several() {
    for key in Key::all() {
        for (name, form) in placeholders(words(key)) {
            let others = form.matches('|').count();
            assert!(others <= 1, "{}: {{{name}:{form}}}", key.name());
        }
    }
    says(&retake::days(1), "1 Tag");
    says(&retake::days(0), "0 Tage");
    says(&retake::free_retake(1), "Vielleicht ist 1 kostenlose Wiederholung enthalten.");
}

#[test]
fn dates_times_and_days_are_written_in_full() {
    let months = (1..=12).filter_map(|month| NaiveDate::from_ymd_opt(2026, month, 3));
    let months: Vec<String> =
        months.map(|day| retake::source_of_month("x", day).text_in(&GERMAN)).collect();
    assert_eq!((months.len(), months[2].as_str()), (12, "Quelle: „x“, März 2026."));
    assert!(months[11].contains("Dezember") && months[0].contains("Januar"), "{months:?}");
    let moment = Value::Moment(DAY.and_hms_opt(14, 5, 0).unwrap());
    says(&retake::from(moment), "Ab dem 1. März 2026, 14:05 Uhr.");
    says(&mock_exams::slot_at(Weekday::Wed, Clock(570)), "Mi 09:30");
}

#[test]
fn numbers_have_a_comma_and_shares_a_space_that_does_not_break() {
    says(
        &advice::gains(10.4, 9.0),
        &format!(
            "Die Zeit, wie sie verteilt ist, bringt voraussichtlich etwa 10,4 Punkte von 100; {} 9,0.",
            "gleichmäßig verteilt"
        ),
    );
    says(&advice::mark_of_exam(Score::try_from(66.5).unwrap()), "Die Bestehensgrenze ist 66,5.");
    says(
        &advice::time_there(Hours::of_minutes(330.0)),
        "Bis dahin bieten deine Zeitfenster 5,5 Stunden.",
    );
    says(&page::share(Share::new(0.37)), "37\u{a0}%");
    says(&page::percent(Score::try_from(62.5).unwrap()), "62,5\u{a0}%");
    let gain = blocks::gain(28.0, 62.0, 52.0, 77.0, 0.4, blocks::best_of(5));
    assert!(gain.text_in(&GERMAN).contains("+0,40 erwartete"), "{gain:?}");
}

#[test]
fn what_opens_an_exam_again_fits_into_every_sentence_that_takes_it() {
    let each = [
        retake::bought_again(),
        retake::applied_again(),
        retake::trained_again(),
        retake::registered_again(),
        retake::talked_to_vendor("It"),
        retake::expired(),
        retake::new_version(),
        retake::before_expiry(90),
        retake::vendor_agrees("It"),
        retake::new_exam("It"),
    ];
    for until in each {
        let takes = [
            retake::not_until(until.clone()),
            retake::stays_shut(until.clone()),
            retake::rules_say_closed(until.clone()),
            plan::has_to_wait(until.clone(), retake::no_source()),
            plan::not_admitted(until.clone(), retake::no_source()),
        ];
        let until = until.text_in(&GERMAN);
        assert!(until.starts_with("wenn "), "{until}");
        for said in takes.map(|said| said.text_in(&GERMAN).to_lowercase()) {
            let before = said.split("wenn ").next().unwrap();
            assert!(before.contains("erst") && !said.contains(".."), "{said}");
        }
    }
}

#[test]
fn a_wait_is_told_after_its_attempt() {
    let wait = retake::wait_of(retake::days(14));
    let asks = retake::wait_after(retake::your_attempt(DAY), 2, "It", wait.clone());
    says(
        &retake::rule(asks, retake::opens(Value::Date(DAY)), retake::undated_source("x")),
        "Nach deinem Versuch vom 1. März 2026, dem zweiten nicht bestandenen, verlangt It 14 Tage Wartezeit: \
         Du kannst ab dem 1. März 2026 wieder antreten. Quelle: „x“, ohne Datum.",
    );
    says(
        &retake::wait_after(retake::your_open_attempt(DAY), 6, "It", wait),
        "Dein Versuch vom 1. März 2026 hat noch kein Ergebnis. Ist er nicht bestanden, gilt: Nach ihm, dem \
         6. nicht bestandenen, verlangt It 14 Tage Wartezeit",
    );
}

#[test]
fn a_list_ends_with_und() {
    let names = ["a", "b", "c"].map(Said::quoted).to_vec();
    says(&advice::most_to_gain(names), "Am meisten zu gewinnen: a, b und c.");
}

#[test]
fn a_tag_names_a_language() {
    let weekday = |tag| Language::of(tag).weekdays[2];
    for german in ["de", "de-AT", "DE", "de-Latn-CH", "de_DE"] {
        assert_eq!(weekday(german), "Mi", "{german}");
    }
    for other in ["en", "en-US", "den", "fr", "", "-de"] {
        assert_eq!(weekday(other), "Wed", "{other}");
    }
}

#[test]
fn what_is_written_is_in_the_language_of_the_call_and_in_english_outside_of_it() {
    let said = retake::days(2);
    let json = || serde_json::to_string(&[&said]).unwrap();
    assert_eq!(json(), r#"["2 days"]"#);
    let (german, inside) = written_in(&GERMAN, || (json(), written_in(&ENGLISH, json) + &json()));
    assert_eq!(german, r#"["2 Tage"]"#);
    assert_eq!(inside, r#"["2 days"]["2 Tage"]"#);
    assert_eq!(json(), r#"["2 days"]"#);
}

#[test]
fn a_text_that_is_asked_for_by_name_and_an_order_stay_english() {
    let (early, late) = (causes::misread(), causes::giving_up());
    let plain = || (early.text(), early.to_string(), early > late);
    assert!(written_in(&GERMAN, plain) == plain() && plain().2);
}

#[test]
fn english_comes_back_after_a_panic() {
    let broken = catch_unwind(|| written_in(&GERMAN, || panic!("a reader that breaks")));
    assert!(broken.is_err());
    assert_eq!(serde_json::to_string(&retake::days(2)).unwrap(), r#""2 days""#);
}
