//! What holds for every policy and every history.

use chrono::NaiveDate;
use proptest::prelude::*;
use rebound_core::base::time::{UtcMillis, Zone};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::policy::Policy;
use rebound_core::exam::policy::eligibility::{Eligibility, Verdict};
use rebound_core::exam::policy::rule::{Cap, CapWindow, Counted, Span, Then, Wait};
use rebound_core::exam::policy::situation::{Deadline, Override, PastAttempt, SittingOutcome};
use rebound_core::exam::provenance::{Basis, Confidence};
use rebound_core::wording::Said;

use crate::policy::case::Case;

const ZONES: [&str; 5] =
    ["UTC", "Europe/Berlin", "Asia/Tokyo", "America/New_York", "Pacific/Kiritimati"];

fn policies() -> Vec<Policy> {
    Catalogue::embedded().unwrap().policies().cloned().collect()
}

fn policy() -> impl Strategy<Value = Policy> {
    prop::sample::select(policies())
}

fn outcome() -> impl Strategy<Value = SittingOutcome> {
    prop_oneof![
        6 => Just(SittingOutcome::Fail),
        1 => Just(SittingOutcome::Pending),
        1 => Just(SittingOutcome::Pass),
        1 => Just(SittingOutcome::Uncounted),
    ]
}

fn attempts(
    days: impl Strategy<Value = NaiveDate> + 'static,
    outcomes: impl Strategy<Value = SittingOutcome> + 'static,
) -> impl Strategy<Value = Vec<PastAttempt>> {
    let one = (days, outcomes, prop::option::of(0_u16..1500), prop::sample::select(&ZONES[..]));
    prop::collection::vec(one, 0..8).prop_map(|rows| {
        rows.into_iter()
            .enumerate()
            .map(|(number, (sat_on, outcome, ended_minute, zone))| PastAttempt {
                id: format!("attempt-{number}").parse().unwrap(),
                exam: "X-1".parse().unwrap(),
                family: "X".to_owned(),
                sat_on,
                zone: Zone::new(zone).unwrap(),
                ended_minute,
                outcome,
                printed_retake_on: None,
            })
            .collect()
    })
}

/// Days of six years, so that windows of a year or two matter.
fn usual_day() -> impl Strategy<Value = NaiveDate> {
    (0_u64..2200)
        .prop_map(|days| NaiveDate::from_ymd_opt(2020, 1, 1).unwrap() + chrono::Days::new(days))
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    let day = |days| NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX);
    prop_oneof![
        Just(NaiveDate::MIN),
        Just(NaiveDate::MAX),
        Just(NaiveDate::from_ymd_opt(2028, 2, 29).unwrap()),
        (i32::MIN..i32::MAX).prop_map(day),
        (730_000_i32..760_000).prop_map(day),
    ]
}

fn case(policy: Policy, attempts: Vec<PastAttempt>) -> Case {
    let mut case = Case::new("aws.all", "");
    case.policy = Some(policy);
    case.attempts = attempts;
    case
}

/// How closed an answer is: later dates are greater, and what no date opens is greatest.
fn rank(answer: &Eligibility) -> (u8, NaiveDate, NaiveDate) {
    match &answer.verdict {
        Verdict::Open(window) => (0, window.earliest, window.safe),
        Verdict::Unknown => (1, NaiveDate::MAX, NaiveDate::MAX),
        Verdict::Blocked { .. } | Verdict::Empty { .. } => (2, NaiveDate::MAX, NaiveDate::MAX),
    }
}

#[track_caller]
fn assert_not_earlier(after: &Eligibility, before: &Eligibility) {
    let ((kind, earliest, safe), (kind_before, earliest_before, safe_before)) =
        (rank(after), rank(before));
    let later = earliest >= earliest_before && safe >= safe_before;
    assert!(kind > kind_before || later, "{before:#?}\nbecame\n{after:#?}");
}

proptest! {
    #[test]
    fn every_history_has_an_answer(
        policy in prop::option::of(policy()),
        attempts in attempts(any_day(), outcome()),
        known_days in prop::collection::vec(any_day(), 6),
        now_ms in any::<i64>(),
    ) {
        let mut case = Case::new("aws.all", "");
        case.policy = policy;
        case.attempts = attempts;
        case.now.utc_ms = UtcMillis(now_ms);
        case.known.purchased_on = Some(known_days[0]);
        case.known.approved_on = Some(known_days[1]);
        case.known.deadlines = vec![Deadline::new(Said::quoted("It"), known_days[2])];
        case.known.overrides =
            vec![Override { date: known_days[3], entered_on: known_days[4], note: None }];
        if let Some(attempt) = case.attempts.first_mut() {
            attempt.printed_retake_on = Some(known_days[5]);
        }
        if let Verdict::Open(window) = case.answer().verdict {
            prop_assert!(window.earliest <= window.safe);
        }
    }

    #[test]
    fn the_order_of_attempts_does_not_matter(
        policy in policy(),
        (sorted, shuffled) in attempts(usual_day(), outcome())
            .prop_flat_map(|list| (Just(list.clone()), Just(list).prop_shuffle())),
    ) {
        prop_assert_eq!(case(policy.clone(), sorted).answer(), case(policy, shuffled).answer());
    }

    #[test]
    fn one_more_fail_never_makes_it_earlier(
        policy in policy(),
        mut attempts in attempts(usual_day(), Just(SittingOutcome::Fail)),
    ) {
        attempts.sort_by_key(|attempt| attempt.sat_on);
        for attempt in &mut attempts {
            attempt.zone = Zone::UTC;
            attempt.ended_minute = None;
        }
        let mut before: Option<Eligibility> = None;
        for count in 1..=attempts.len() {
            let after = case(policy.clone(), attempts[..count].to_vec()).answer();
            if let Some(before) = &before && rank(before).0 != 1 {
                assert_not_earlier(&after, before);
            }
            before = Some(after);
        }
    }

    #[test]
    fn one_more_rule_never_makes_it_earlier(
        policy in policy(),
        attempts in attempts(usual_day(), outcome()),
        max in 1_u32..5,
        days in 1_u32..800,
        kind in 0..3,
    ) {
        let before = case(policy.clone(), attempts.clone()).answer();
        let span = Span::Days(days);
        let window = match kind {
            0 => CapWindow::Sliding(span),
            1 => CapWindow::FromFirstAttempt(span),
            _ => CapWindow::SlidingOrFromFirst(span),
        };
        let basis = Basis { confidence: Confidence::Low, sources: vec![], as_of: None, note: None };
        let mut stricter = policy;
        stricter.caps.push(Cap { max, counts: Counted::All, window, then: Then::WaitWindow, basis });
        // A limit can decide where a wait is unknown: then there is a date where there was none.
        if rank(&before).0 != 1 {
            assert_not_earlier(&case(stricter, attempts).answer(), &before);
        }
    }

    #[test]
    fn an_unknown_wait_never_gives_a_date(
        policy in policy(),
        attempts in attempts(usual_day(), Just(SittingOutcome::Fail)),
    ) {
        let mut unknown = policy;
        unknown.caps.clear();
        unknown.variants.clear();
        for rule in &mut unknown.waits {
            rule.wait = Wait::Unknown;
        }
        let is_empty = attempts.is_empty();
        let answer = case(unknown, attempts).answer();
        prop_assert_eq!(answer.verdict == Verdict::Unknown, !is_empty);
        prop_assert!(is_empty || !answer.unknowns.is_empty());
    }
}
