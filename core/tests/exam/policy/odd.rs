//! Histories that should not happen, and do. Each has an answer; nothing is dropped in silence.

use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::exam::policy::situation::Override;

use crate::clock::day;
use crate::policy::case::{Case, line};

#[track_caller]
fn check_notes(case: &Case, said: &str) {
    let notes = case.answer().notes;
    assert!(notes.iter().any(|note| note.text().contains(said)), "{notes:#?}");
}

fn own_date(date: &str, entered_on: &str) -> Override {
    Override {
        date: day(date),
        entered_on: day(entered_on),
        note: Some("mail from support".to_owned()),
    }
}

#[test]
fn attempts_in_any_order_are_sorted() {
    Case::new("comptia.all", "fail 2026-04-01, fail 2026-03-01")
        .check("2026-04-15 .. 2026-04-16 by comptia.all/wait/2");
}

#[test]
fn an_attempt_that_came_too_early_is_kept_and_the_policy_is_doubted() {
    let case = Case::new("aws.all", "fail 2026-03-01, fail 2026-03-05");
    case.check("2026-03-19 .. 2026-03-20 by aws.all/wait/1");
    check_notes(
        &case,
        "You sat again on 5 March 2026, though after 1 March 2026 the rule as we know it opened on \
         15 March 2026. The vendor allowed this; the policy data may be wrong.",
    );
}

#[test]
fn two_attempts_on_one_day_both_count_and_are_noted() {
    let case = Case::new("comptia.all", "fail 2026-03-01, fail 2026-03-01");
    case.check("2026-03-15 .. 2026-03-16 by comptia.all/wait/2");
    check_notes(&case, "Two attempts are recorded on 1 March 2026");
}

#[test]
fn an_attempt_in_the_future_waits_for_its_day() {
    let case = Case::new("aws.all", "fail 2026-03-01, fail 2026-06-01").seen_on("2026-03-02");
    case.check("2026-03-15 .. 2026-03-16 by aws.all/wait/1");
    check_notes(&case, "The attempt of 1 June 2026 lies in the future");
}

#[test]
fn without_an_attempt_the_exam_is_open_today() {
    let case = Case::new("aws.all", "").seen_on("2026-03-02");
    case.check("2026-03-02 .. 2026-03-02");
    check_notes(&case, "nothing to wait for");
}

#[test]
fn without_a_policy_the_answer_is_unknown_and_a_printed_date_still_decides() {
    let mut case = Case::new("aws.all", "fail 2026-03-01");
    case.policy = None;
    case.check("unknown");
    assert_eq!(case.answer().unknowns, ["No retake policy is known for this exam."]);
    case.attempts[0].printed_retake_on = Some(day("2026-03-20"));
    case.check("2026-03-20 .. 2026-03-20 by printed");
}

#[test]
fn the_candidate_s_own_date_wins_over_the_printed_one_and_all_three_are_kept() {
    let mut case = Case::new("aws.all", "fail 2026-03-01");
    case.attempts[0].printed_retake_on = Some(day("2026-03-17"));
    case.known.overrides = vec![own_date("2026-03-10", "2026-03-02")];
    case.check("2026-03-10 .. 2026-03-10 by override");
    let rules: Vec<String> = case.answer().bindings.into_iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["override", "printed", "aws.all/wait/1"]);
    check_notes(&case, "By the rules we know it would be 17 March 2026");
    assert!(case.answer().bindings[0].reason.text().ends_with("You noted: “mail from support”."));
}

#[test]
fn an_own_date_from_before_the_last_attempt_is_not_used() {
    let mut case = Case::new("aws.all", "fail 2026-03-01, fail 2026-04-01");
    case.known.overrides = vec![own_date("2026-03-10", "2026-03-02")];
    case.check("2026-04-15 .. 2026-04-16 by aws.all/wait/1");
    check_notes(&case, "is about an earlier retake");
}

#[test]
fn a_printed_date_before_its_own_attempt_is_not_used() {
    let mut case = Case::new("aws.all", "fail 2026-03-01");
    case.attempts[0].printed_retake_on = Some(day("2025-03-09"));
    case.check("2026-03-15 .. 2026-03-16 by aws.all/wait/1");
    check_notes(&case, "please check it");
}

#[test]
fn an_own_date_opens_what_a_pass_had_closed() {
    let mut case = Case::new("comptia.all", "pass 2026-03-01");
    assert!(matches!(case.answer().verdict, Verdict::Blocked { .. }));
    case.known.overrides = vec![own_date("2026-05-10", "2026-03-02")];
    case.check("2026-05-10 .. 2026-05-10 by override");
    check_notes(&case, "it would stay closed until CompTIA agrees to it");
}

#[test]
fn a_minute_that_no_day_has_counts_as_unknown() {
    let mut case = Case::new("microsoft.cert", "fail 2026-03-01");
    case.attempts[0].ended_minute = Some(9_999);
    case.check("2026-03-02 .. 2026-03-03 by microsoft.cert/wait/1");
}

#[test]
fn a_day_of_the_wait_is_not_lost_in_a_night_of_twenty_five_hours() {
    let case = Case::new("microsoft.cert", "fail 2026-10-24").in_zone("Europe/Berlin");
    case.check("2026-10-25 .. 2026-10-26 by microsoft.cert/wait/1");
    let at_night = Case::new("microsoft.cert", "fail 2026-10-25").ended(30, "Europe/Berlin");
    assert!(line(&at_night.answer()).starts_with("2026-10-25 .. 2026-10-25"));
}

#[test]
fn a_sentence_names_attempt_rule_dates_and_source() {
    let case = Case::new("comptia.all", "fail 2026-03-01, fail 2026-04-01").seen_on("2026-04-02");
    assert_eq!(
        case.answer().bindings[0].reason,
        "Your attempt of 1 April 2026 is your second one without a pass, and CompTIA asks for a \
         wait of 14 calendar days (“at least fourteen (14) calendar days from the date of the last \
         attempt”) after it: you may sit again from 16 April 2026 on to be safe; the most generous \
         reading is 15 April 2026. Source: “CompTIA retake policy text reproduced on a CV0-003 \
         course page”, undated."
    );
}

#[test]
fn attempts_on_the_last_day_of_the_calendar_have_an_answer() {
    let mut case = Case::new("isc2.all", "fail 2026-03-01, fail 2026-03-02");
    case.now.utc_ms = rebound_core::base::time::UtcMillis(i64::MAX);
    for attempt in &mut case.attempts {
        attempt.sat_on = chrono::NaiveDate::MAX;
    }
    assert!(matches!(case.answer().verdict, Verdict::Open(_)));
}

#[test]
fn a_fourth_attempt_that_came_too_early_does_not_shorten_the_year_after_the_third() {
    let id = "google.associate_professional";
    Case::new(id, "fail 2020-01-13, fail 2020-03-20, fail 2021-01-13, fail 2021-01-20")
        .check(&format!("2022-01-13 .. 2022-01-14 by {id}/wait/3"));
}
