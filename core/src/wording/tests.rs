//! What holds for every message of every table, in every language.

mod german;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::english::ENGLISH;
use super::german::GERMAN;
use super::key::Key;
use super::language::{Form, Language, next};
use super::{Said, domains, joint, odd, plan, retake};

const LANGUAGES: [&Language; 2] = [&ENGLISH, &GERMAN];

const DAY: NaiveDate = NaiveDate::from_ymd_opt(2026, 3, 1).unwrap();

/// Every message with its words in every language.
fn words() -> impl Iterator<Item = (Key, &'static str)> {
    LANGUAGES.into_iter().flat_map(|spoken| Key::all().map(|key| (key, (spoken.words)(key))))
}

/// The placeholders of a text, each with its form.
fn placeholders(mut words: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    while let Some((_, placeholder, after)) = next(words) {
        found.push(placeholder.split_once(':').unwrap_or((placeholder, "")));
        words = after;
    }
    found
}

#[test]
fn a_text_names_every_value_of_its_message_and_no_other() {
    for (key, words) in words() {
        let named: BTreeSet<&str> = placeholders(words).iter().map(|(name, _)| *name).collect();
        let given: BTreeSet<&str> = key.values().iter().copied().collect();
        assert_eq!(named, given, "{}: {words}", key.name());
        assert_eq!(given.len(), key.values().len(), "{}", key.name());
    }
}

#[test]
fn every_form_of_a_value_is_one_that_a_language_writes() {
    for (key, words) in words() {
        for (name, form) in placeholders(words) {
            assert!(Form::of(form).is_some(), "{}: {{{name}:{form}}}", key.name());
        }
        for brace in ['{', '}'] {
            assert_eq!(words.matches(brace).count(), placeholders(words).len(), "{}", key.name());
        }
    }
}

#[test]
fn no_text_shouts_or_stutters() {
    for (key, words) in words() {
        for wrong in ["!", "..", "  ", " .", " ,", "\n "] {
            assert!(!words.contains(wrong), "{}: {wrong:?}", key.name());
        }
        assert_eq!(words.trim(), words, "{}", key.name());
        assert!(!words.is_empty(), "{}", key.name());
    }
}

#[test]
fn a_name_is_the_name_of_one_message() {
    let names: BTreeSet<&str> = Key::all().map(Key::name).collect();
    assert_eq!(names.len(), Key::all().count());
}

#[test]
fn a_message_is_known_by_its_key_and_its_values() {
    let said = retake::free_retake(2);
    assert_eq!(said.key().name(), "retake.free_retake");
    assert_eq!(said.values().map(|(name, _)| name).collect::<Vec<_>>(), ["count"]);
    assert_eq!(said, retake::free_retake(2));
    assert_ne!(said, retake::free_retake(1));
}

#[test]
fn one_of_a_thing_is_said_as_one() {
    assert_eq!(retake::days(1), "1 day");
    assert_eq!(retake::days(0), "0 days");
    assert_eq!(retake::free_retake(2), "2 free retakes may be included.");
    assert_eq!(domains::missed(1), "1 separate question or objective was missed");
    let (domain, exam) = ("9".parse().unwrap(), "X-1".parse().unwrap());
    let odd = odd::unknown_domain_and_more(&domain, &exam, 1);
    assert!(odd.text().ends_with("; so does 1 later one"), "{odd}");
}

#[test]
fn a_sentence_inside_of_another_brings_its_own_full_stop() {
    let source = retake::undated_source("Policy");
    let closed =
        (retake::applied_again(), retake::limit_blocks("It", 3, retake::in_cycle(), source));
    let never = (retake::expired(), retake::passed_blocks(DAY, "It", retake::no_source()));
    for (until, why) in [closed, never] {
        assert!(until.text().starts_with("until "), "{until}");
        for said in [retake::not_until(until.clone()), plan::has_to_wait(until, why)] {
            assert!(!said.text().contains("..") && said.text().ends_with('.'), "{said}");
        }
    }
}

#[test]
fn places_in_an_order_read_as_they_are_spoken() {
    let places: Vec<String> = [1, 5, 6, 11, 22, 103, 113]
        .map(|nth| retake::wait_unsaid("It", nth).text())
        .iter()
        .map(|text| text.split(' ').nth(11).unwrap().to_owned())
        .collect();
    assert_eq!(places, ["first", "fifth", "6th", "11th", "22nd", "103rd", "113th"]);
}

#[test]
fn words_that_are_not_ours_are_handed_on_as_they_are() {
    let note = "mail {from} support: 100 %!";
    assert_eq!(Said::quoted(note).text(), note);
    assert_eq!(retake::you_noted(note).text(), format!("You noted: “{note}”."));
}

#[test]
fn what_is_said_is_sorted_by_what_is_read() {
    let mut each = [joint::range(2, 3), Said::quoted("1 to 2"), joint::range(1, 2)];
    each.sort();
    let texts: Vec<String> = each.iter().map(Said::text).collect();
    assert_eq!(texts, ["1 to 2", "1 to 2", "2 to 3"]);
}
