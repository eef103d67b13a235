//! What is said about every policy of the catalogue, at each branch of its rules, is whole sentences.

use chrono::Days;
use rebound_core::base::time::Now;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::policy::Policy;
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict};
use rebound_core::exam::policy::offer::Trait;
use rebound_core::exam::policy::situation::{Deadline, EarlierEnd, Override};
use rebound_core::wording::Said;

use crate::clock::day;
use crate::policy::case::Case;
use crate::said::whole_sentence;

/// Fails on one day and 1, 15, 40 and 200 days apart, up to eight of them, and every outcome of the
/// last. Under which policy is said later: to make a case reads the catalogue.
fn histories() -> Vec<Case> {
    let first = day("2024-02-29");
    let mut histories = vec![String::new()];
    for apart in [0, 1, 15, 40, 200] {
        for count in 1..=8_u64 {
            for last in ["fail", "pass", "pending"] {
                let each = (0..count).map(|nth| {
                    let day = first + Days::new(nth * apart);
                    let outcome = if nth + 1 == count { last } else { "fail" };
                    format!("{outcome} {day}")
                });
                histories.push(each.collect::<Vec<_>>().join(", "));
            }
        }
    }
    histories.push("pass 2024-02-29, fail 2024-08-01".to_owned());
    histories.push("missed 2024-02-29".to_owned());
    histories.iter().map(|history| Case::new("aws.all", history)).collect()
}

/// The same history with what else may be known about a candidate.
fn variations(policy: &Policy, history: &Case) -> Vec<Case> {
    let mut plain = Case { policy: Some(policy.clone()), ..history.clone() };
    let last = plain.attempts.last().map_or_else(|| day("2024-02-29"), |last| last.sat_on);
    plain = plain.seen_on(&last.to_string());
    let mut cases = vec![plain.clone()];
    let mut with = |change: &dyn Fn(&mut Case)| {
        let mut case = plain.clone();
        change(&mut case);
        cases.push(case);
    };
    for days in [2, 20, 400, 1_500] {
        with(&|case| *case = case.clone().seen_on(&(last + Days::new(days)).to_string()));
    }
    // What else is known matters the same way after the third attempt and after the eighth.
    if plain.attempts.len() > 4 {
        return cases;
    }
    for variant in &policy.variants {
        with(&|case| case.known.traits = vec![variant.when.clone()]);
    }
    with(&|case| case.known.traits = vec![Trait::Product("Another".to_owned())]);
    with(&|case| case.known.purchased_on = Some(day("2024-01-10")));
    with(&|case| case.known.approved_on = Some(day("2024-01-10")));
    for days in [0, 5, 400] {
        let deadline = Deadline::new(Said::quoted("Your voucher"), last + Days::new(days));
        with(&|case| case.known.deadlines = vec![deadline.clone()]);
        let both_ends = Said::quoted("X-1 ends on two days.");
        let earlier = Some(EarlierEnd { day: last, both_ends });
        let deadline = Deadline { earlier, ..deadline.clone() };
        with(&|case| case.known.deadlines = vec![deadline.clone()]);
    }
    for day in [last + Days::new(9), day("2023-01-01")] {
        let own = Override { date: day, entered_on: last, note: Some("a mail".to_owned()) };
        with(&|case| case.known.overrides = vec![own.clone()]);
        with(&|case| {
            if let Some(last) = case.attempts.last_mut() {
                last.printed_retake_on = Some(day);
            }
        });
    }
    with(&|case| {
        if let Some(last) = case.attempts.last_mut() {
            last.ended_minute = Some(700);
        }
    });
    cases
}

fn all_that_is_said(answer: &Eligibility, now: Now) -> Vec<Said> {
    let mut said = answer.sentences(now);
    said.extend(answer.bindings.iter().map(|one| one.reason.clone()));
    said.extend(answer.unknowns.iter().chain(&answer.notes).cloned());
    said.extend(answer.question.iter().map(|question| question.text.clone()));
    match &answer.verdict {
        Verdict::Blocked { why, .. } | Verdict::Empty { why } => said.push(why.clone()),
        Verdict::Open(_) | Verdict::Unknown => {}
    }
    said
}

/// What a rule may not promise where the answer is another one.
fn promises(said: &Said) -> bool {
    let text = said.text();
    text.contains("you may sit again from") && !text.contains("If it was one sitting")
}

#[test]
fn every_sentence_about_every_policy_is_whole_and_none_lacks_its_until() {
    let catalogue = Catalogue::embedded().unwrap();
    let histories = histories();
    let mut questions = 0;
    for policy in catalogue.policies() {
        for case in histories.iter().flat_map(|history| variations(policy, history)) {
            let answer = case.answer();
            for said in all_that_is_said(&answer, case.now) {
                if let Err(fault) = whole_sentence(&said.text()) {
                    panic!("{} {:?}: {fault}: {said}", policy.id, case.attempts);
                }
            }
            questions += usize::from(answer.question.is_some());
            let reasons = answer.bindings.iter().map(|one| &one.reason);
            match &answer.verdict {
                Verdict::Blocked { until, .. } => {
                    assert!(until.text().starts_with("until "), "{until}");
                    assert!(!until.text().ends_with('.'), "{until}");
                    let promised: Vec<_> = reasons.filter(|reason| promises(reason)).collect();
                    assert!(promised.is_empty(), "{}: {promised:?}", policy.id);
                }
                Verdict::Empty { .. } | Verdict::Unknown => {
                    let promised: Vec<_> = reasons.filter(|reason| promises(reason)).collect();
                    assert!(promised.is_empty(), "{}: {promised:?}", policy.id);
                }
                Verdict::Open(window) => {
                    for one in answer.bindings.iter().filter(|one| promises(&one.reason)) {
                        assert_eq!(one.safe, window.safe, "{}: {}", policy.id, one.reason);
                        assert!(!window.is_open(case.now), "{}: {}", policy.id, one.reason);
                    }
                }
            }
        }
    }
    assert!(questions > 100, "{questions}");
}

#[test]
fn after_a_pass_every_policy_says_well_done_and_nothing_of_a_retake() {
    for policy in Catalogue::embedded().unwrap().policies() {
        let mut case = Case::new("aws.all", "fail 2026-01-10, pass 2026-03-01");
        case.policy = Some(policy.clone());
        let answer = case.answer();
        assert_eq!(
            answer.sentences(case.now),
            ["Well done: you passed on 1 March 2026. There is nothing to sit again."],
            "{}",
            policy.id
        );
        let notes: Vec<String> = answer.notes.iter().map(Said::text).collect();
        let sold = ["retake", "voucher", "appointment"];
        let sold = notes.iter().find(|note| sold.iter().any(|word| note.contains(word)));
        assert_eq!(sold, None, "{}", policy.id);
    }
}

fn two_on_one_day(ends: [Option<u16>; 2]) -> Case {
    let mut case = Case::new("microsoft.cert", "fail 2026-01-05, fail 2026-03-02, fail 2026-03-02")
        .seen_on("2026-03-03");
    for (attempt, ended) in case.attempts.iter_mut().skip(1).zip(ends) {
        attempt.ended_minute = ended;
    }
    case
}

#[test]
fn records_of_one_day_are_asked_about_where_the_date_hangs_on_it() {
    // Both readings wait fourteen days: nothing hangs on it.
    assert_eq!(two_on_one_day([None, None]).answer().question, None);
    let mut case = two_on_one_day([None, None]);
    case.attempts.remove(0);
    let question = case.answer().question.unwrap();
    assert_eq!(question.day, day("2026-03-02"));
    assert_eq!(question.records.len(), 2);
    assert!(question.text.text().contains("Microsoft asks for a wait of 24 hours between"));
    // Records that say when each of them ended have answered it.
    let mut told_apart = two_on_one_day([Some(600), Some(900)]);
    told_apart.attempts.remove(0);
    assert_eq!(told_apart.answer().question, None);
    let mut alike = two_on_one_day([Some(600), Some(600)]);
    alike.attempts.remove(0);
    assert!(alike.answer().question.is_some());
}

#[test]
fn records_of_two_days_in_a_row_are_asked_about_where_the_rule_leaves_no_room_for_the_second() {
    let isc2 = |attempts| Case::new("isc2.all", attempts).seen_on("2026-03-04").answer().question;
    let question = isc2("fail 2026-03-02, fail 2026-03-03").unwrap();
    assert_eq!(
        question.text,
        "Sittings are recorded for 2 March 2026 and for 3 March 2026, and ISC2 asks for a wait of \
         30 calendar days between two of them. If it was one sitting, you may sit again from 3 April \
         2026 on; if not, you may sit again from 3 May 2026 on. Remove what is too many, or \
         enter when each of them ended."
    );
    assert_eq!(isc2("fail 2026-03-01, fail 2026-03-03"), None);
    // Microsoft's first wait is over on the next day: these may well be two.
    let may_be = Case::new("microsoft.cert", "fail 2026-03-02, fail 2026-03-03");
    assert_eq!(may_be.seen_on("2026-03-04").answer().question, None);
}
