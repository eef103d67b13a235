//! Cases from the field about when an exam may be sat again. The inputs lie in `core/tests/cases`.

use rebound_core::exam::blueprint::Status;
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict};
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json::read;
use rebound_core::wording::Said;
use serde_json::json;

use crate::clock::now;
use crate::look::{case, catalogue, derive, fact, page};
use crate::said::whole_sentence;

fn eligibility(facts: &[Fact], at: &str) -> Eligibility {
    derive(facts, at).coaching.unwrap().eligibility
}

fn texts(said: &[Said]) -> Vec<String> {
    said.iter().map(Said::text).collect()
}

/// All that is said about the retake: warnings, rules, what is not known, notes.
fn all(facts: &[Fact], at: &str) -> String {
    let derivation = derive(facts, at);
    let eligibility = derivation.coaching.unwrap().eligibility;
    let reasons = eligibility.bindings.into_iter().map(|one| one.reason);
    let said = derivation.warnings.into_iter().chain(reasons);
    let said = said.chain(eligibility.unknowns).chain(eligibility.notes);
    let said: Vec<Said> = said.collect();
    for one in &said {
        assert_eq!(whole_sentence(&one.text()), Ok(()), "{one}");
    }
    texts(&said).join("\n")
}

#[test]
fn cka_bought_again_json_says_that_the_exam_has_to_be_bought_again() {
    let facts = case!("cka-bought-again");
    let at = "2026-05-12T15:00:00+00:00";
    let eligibility = eligibility(&facts, at);
    assert_eq!(
        texts(&eligibility.sentences(now(at))),
        [
            "Not until the exam has been bought again.",
            "Linux Foundation / CNCF allows 2 attempts for one purchase, and they are used up. \
             Source: “Linux Foundation candidate handbook: Retake Policy”, undated.",
        ]
    );
    let said = all(&facts, at);
    assert!(said.contains("Another attempt has to wait until the exam has been bought again. "));
    assert!(!said.contains("you may sit again from"), "{said}");
}

#[test]
fn giac_third_fail_json_says_that_a_new_certification_attempt_has_to_be_registered() {
    let facts = case!("giac-third-fail");
    let at = "2026-11-20T10:00:00+00:00";
    let said = all(&facts, at);
    assert!(
        said.contains(
            "Another attempt has to wait until a new certification attempt has been registered. \
             GIAC allows 3 attempts for one certification attempt, and they are used up. "
        ),
        "{said}"
    );
    assert!(!said.contains("you may sit again from"), "{said}");
}

#[test]
fn retired_in_the_future_json_says_until_when_and_only_then_that_it_is_over() {
    let facts = case!("retired-in-the-future");
    let before = all(&facts, "2025-09-20T09:00:00-05:00[America/Chicago]");
    assert!(!before.contains("no longer offered"), "{before}");
    let at = "2025-10-02T09:00:00-05:00[America/Chicago]";
    let derivation = derive(&facts, at);
    assert!(
        texts(&derivation.warnings).contains(
            &"220-1101 can be sat until 20 December 2025. 220-1201 takes its place.".to_owned()
        ),
        "{:?}",
        derivation.warnings
    );
    let coaching = derivation.coaching.unwrap();
    // The language is not on record, so both ends are told.
    let both = "220-1101 ended on 25 September 2025 in English and on 20 December 2025 in the \
                others. Enter the language that you sit it in.";
    assert!(texts(&coaching.eligibility.unknowns).contains(&both.to_owned()));
    assert!(page(&facts, at).contains(both));
    let Verdict::Open(window) = coaching.eligibility.verdict else { panic!() };
    assert_eq!(window.until, Some("2025-12-20".parse().unwrap()));
    let last = all(&facts, "2025-12-20T20:00:00-06:00[America/Chicago]");
    assert!(!last.contains("no longer offered"), "{last}");
    let over = all(&facts, "2025-12-21T05:00:00-06:00[America/Chicago]");
    assert!(over.contains("220-1101 is no longer offered. 220-1201 took its place."), "{over}");
}

#[test]
fn retired_by_language_json_is_closed_in_english_and_open_in_the_others() {
    let mut facts = case!("retired-by-language");
    let at = "2025-10-11T09:00:00-05:00[America/Chicago]";
    let closed = eligibility(&facts, at);
    let Verdict::Empty { why } = &closed.verdict else { panic!("{closed:?}") };
    assert_eq!(
        *why,
        "220-1101 in English (whose place 220-1201 takes) ended on 25 September 2025, so this way \
         is closed."
    );
    assert!(all(&facts, at).contains("220-1101 is no longer offered in English. 220-1201"));
    let mut in_language = |language: Option<&str>| {
        if let FactBody::Attempt(attempt) = &mut facts[1].body {
            attempt.language = language.map(str::to_owned);
        }
        match eligibility(&facts, at).verdict {
            Verdict::Open(window) => window.until.map(|day| day.to_string()),
            Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => None,
        }
    };
    assert_eq!(in_language(Some("german")).as_deref(), Some("2025-12-20"));
    assert_eq!(in_language(None).as_deref(), Some("2025-12-20"));
    for english in ["english", "EN", "en-US", "English (US)"] {
        assert_eq!(in_language(Some(english)), None, "{english}");
    }
}

#[test]
fn an_exam_that_ends_by_language_is_open_until_the_first_end_while_that_is_ahead() {
    let facts = case!("retired-by-language");
    let mut unsaid = facts.clone();
    if let FactBody::Attempt(attempt) = &mut unsaid[1].body {
        attempt.language = None;
    }
    let at = "2025-09-22T09:00:00-05:00[America/Chicago]";
    for facts in [&facts, &unsaid] {
        let Verdict::Open(window) = eligibility(facts, at).verdict else { panic!() };
        assert_eq!(window.until, Some("2025-09-25".parse().unwrap()));
    }
    let both = eligibility(&unsaid, at).unknowns;
    assert!(texts(&both).iter().any(|one| one.contains("ends on 25 September 2025 in English")));
    let derivation = derive(&facts, at);
    let rebound_core::coach::derivation::subject::Subject::Known(labels) = derivation.exam else {
        panic!()
    };
    assert_eq!(labels.status, Status::Current);
}

#[test]
fn coach_twice_entered_json_asks_first_which_of_the_two_it_was() {
    let facts = case!("coach-twice-entered");
    let at = "2026-03-03T08:00:00-06:00[America/Chicago]";
    let derivation = derive(&facts, at);
    let question = derivation.coaching.as_ref().unwrap().eligibility.question.clone().unwrap();
    assert_eq!(
        question.text,
        "Two sittings are recorded for 2 March 2026, and Microsoft asks for a wait of 14 calendar \
         days between two of them. If it was one sitting, you may sit again from 17 March 2026 on; \
         if not, you may sit again from 5 January 2027 on. Remove what is too many, or enter when \
         each of them ended."
    );
    assert_eq!(derivation.warnings[0], question.text);
    let records: Vec<&str> = question.records.iter().map(|id| id.as_str()).collect();
    assert_eq!(records, ["a4", "a5"]);
    let safe = |verdict: &Verdict| match verdict {
        Verdict::Open(window) => window.safe.to_string(),
        Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => String::new(),
    };
    assert_eq!([safe(&question.if_one), safe(&question.if_each)], ["2026-03-17", "2027-01-05"]);
    let page = page(&facts, at);
    let first = page.lines().find(|line| !line.is_empty() && !line.starts_with('#')).unwrap();
    assert_eq!(first, question.text.text());
    // One tap: the record that is too many goes, and so does the question.
    for too_many in ["a4", "a5"] {
        let mut answered = facts.clone();
        let removal = json!({"removal": {"target": too_many}});
        answered.push(fact("gone", "2026-03-03T14:05:00Z", removal));
        let eligibility = eligibility(&answered, at);
        assert_eq!(eligibility.question, None);
        assert_eq!(safe(&eligibility.verdict), "2026-03-17");
    }
}

#[test]
fn coach_passed_in_the_end_json_says_well_done_and_offers_no_retake() {
    // In the middle of March Chicago is at -05:00: the entrance refuses the file's last offset.
    let text = include_str!("../cases/coach-passed-in-the-end.json")
        .replace("2026-03-16T18:00:00-06:00", "2026-03-16T18:00:00-05:00");
    let facts = read("coach-passed-in-the-end.json", &text).unwrap();
    let at = "2026-03-16T20:00:00-05:00[America/Chicago]";
    let said = all(&facts, at);
    assert!(said.starts_with("Well done: you passed on 16 March 2026."), "{said}");
    let page = page(&facts, at);
    assert!(
        page.contains("- Well done: you passed on 16 March 2026. There is nothing to sit again.")
    );
    let warnings = texts(&derive(&facts, at).warnings).join(" ");
    for wrong in ["has to wait", "Ask the vendor", "Not until", "may be included"] {
        assert!(!page.contains(wrong) && !warnings.contains(wrong), "{wrong}");
    }
}

#[test]
fn a_sitting_that_is_booked_after_a_pass_is_told_what_the_vendor_says_and_nothing_of_waiting() {
    let booked = |date: &str| {
        let text = include_str!("../cases/coach-passed-in-the-end.json")
            .replace("2026-03-16T18:00:00-06:00", "2026-03-16T18:00:00-05:00");
        let mut facts = read("coach-passed-in-the-end.json", &text).unwrap();
        let body = json!({"exam_date": {"exam": "220-1201", "date": date}});
        facts.push(fact("date", "2026-03-17T09:00:00Z", body));
        texts(&derive(&facts, "2026-05-10T09:00:00-05:00[America/Chicago]").warnings).join("\n")
    };
    let ahead = booked("2026-08-10");
    assert!(ahead.starts_with("Well done: you passed on 16 March 2026."), "{ahead}");
    assert!(ahead.contains("not admitted until CompTIA agrees to it."), "{ahead}");
    let over = booked("2026-05-01");
    assert!(over.contains("1 May 2026, is over: how did it go?"), "{over}");
    for said in [ahead, over] {
        assert!(!said.contains("has to wait"), "{said}");
    }
}

#[test]
fn coach_day_that_is_doubtful_and_day_that_is_forbidden_json_are_two_sentences() {
    let mut facts = case!("coach-day-that-is-doubtful-and-day-that-is-forbidden");
    let mut on = |day: &str| {
        for fact in &mut facts {
            if let FactBody::ExamDate(booked) = &mut fact.body {
                booked.date = Some(day.parse().unwrap());
            }
        }
        texts(&derive(&facts, "2026-09-08T09:00:00+02:00[Europe/Paris]").warnings)
    };
    let doubtful = "12 September 2026 is allowed by the most generous reading of the rule only; to \
                    be safe it is 13 September 2026. Ask the vendor before you rely on it.";
    assert!(on("2026-09-12").contains(&doubtful.to_owned()));
    let forbidden = "11 September 2026 is too early by any reading of the rule: it allows 12 \
                     September 2026 at the earliest, and 13 September 2026 to be safe. Move the \
                     exam.";
    assert!(on("2026-09-11").contains(&forbidden.to_owned()));
    for day in ["2026-09-11", "2026-09-12"] {
        assert_eq!(on(day).iter().filter(|one| one.contains("13 September 2026")).count(), 1);
    }
    assert!(on("2026-09-13").iter().all(|one| !one.contains("reading of the rule")));
}

#[test]
fn coach_first_day_that_is_long_over_json_says_any_day_from_now_on() {
    let facts = case!("coach-first-day-that-is-long-over");
    let at = "2026-04-20T12:00:00+01:00[Europe/London]";
    let page = page(&facts, at);
    assert!(page.contains("- Any day from now on, as far as the vendor is concerned.\n"), "{page}");
    assert!(!page.contains("From 13 January 2026") && !page.contains("again from 13 January"));
    assert!(page.contains("that has been over since 13 January 2026, 11:40."), "{page}");
    let before = eligibility(&facts, "2026-01-13T11:39:00+00:00[Europe/London]");
    let before = before.sentences(now("2026-01-13T11:39:00+00:00[Europe/London]"));
    assert_eq!(before[0], "From 13 January 2026, 11:40 on.");
}

#[test]
fn every_exam_of_the_catalogue_is_spoken_of_in_whole_sentences() {
    let outcomes = [&["fail"][..], &["fail", "fail"], &["fail", "fail", "fail"], &["fail", "pass"]];
    for entry in catalogue().records() {
        let code = entry.exam.code.as_str();
        for outcomes in outcomes {
            let sat = outcomes.iter().zip(1..).map(|(outcome, month)| {
                let day = format!("2025-{:02}-10", month * 3);
                let body = json!({"attempt": {"exam": code, "sat_on": day, "zone": "UTC",
                    "outcome": outcome}});
                fact(&format!("a{month}"), &format!("{day}T20:00:00Z"), body)
            });
            let date = json!({"exam_date": {"exam": code, "date": "2025-10-04"}});
            let mut facts: Vec<Fact> = sat.collect();
            all(&facts, "2025-10-02T09:00:00Z");
            facts.push(fact("date", "2025-10-01T20:00:00Z", date));
            all(&facts, "2025-10-02T09:00:00Z");
        }
    }
}
