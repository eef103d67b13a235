//! The sixteen cases in which a naive reading of a retake rule gives a wrong date.

use rebound_core::base::time::{Stamp, UtcMillis, Zone};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::exam::policy::offer::Trait;
use rebound_core::exam::policy::rule::{CapWindow, DateRange, Wait};
use rebound_core::exam::policy::situation::Deadline;
use rebound_core::wording::Said;

use crate::clock::day;
use crate::policy::case::{Case, line};

const CISCO: &str = "cisco.associate_professional_specialist";
const GOOGLE: &str = "google.associate_professional";

#[track_caller]
fn check(policy: &str, attempts: &str, expected: &str) {
    Case::new(policy, attempts).check(expected);
}

#[test]
fn case_1_the_same_number_of_days_ends_on_different_days() {
    check(CISCO, "fail 2026-03-01", &format!("2026-03-06 .. 2026-03-07 by {CISCO}/wait/1"));
    let vmware = "2026-03-08 .. 2026-03-08 by vmware.proctored/wait/1";
    check("vmware.proctored", "fail 2026-03-01", vmware);
    check("lpi.all", "fail 2026-03-01", "2026-03-08 .. 2026-03-08 by lpi.all/wait/1");
    check("isc2.all", "fail 2026-03-01", "2026-04-01 .. 2026-04-01 by isc2.all/wait/1");
    check("oracle.all", "fail 2026-03-01", "2026-03-15 .. 2026-03-16 by oracle.all/wait/1");
}

#[test]
fn case_2_hours_are_an_instant_and_a_bare_date_may_have_ended_at_midnight() {
    let only_the_date = Case::new("microsoft.cert", "fail 2026-03-01").in_zone("America/New_York");
    only_the_date.check("2026-03-02 .. 2026-03-03 by microsoft.cert/wait/1");
    assert_eq!(safe_from(&only_the_date), at("2026-03-03T00:00:00-05:00"));

    let with_its_end =
        Case::new("microsoft.cert", "fail 2026-03-01").ended(18 * 60, "America/New_York");
    with_its_end.check("2026-03-02 .. 2026-03-02 by microsoft.cert/wait/1");
    assert_eq!(safe_from(&with_its_end), at("2026-03-02T18:00:00-05:00"));
}

#[test]
fn case_3_days_are_those_of_the_place_of_the_attempt() {
    // In Tokyo it was already 2 March when it was still 1 March in New York.
    let mut tokyo = Case::new("aws.all", "fail 2026-03-02").ended(9 * 60, "Asia/Tokyo");
    tokyo.now.zone = Zone::new("America/New_York").unwrap();
    tokyo.check("2026-03-16 .. 2026-03-17 by aws.all/wait/1");

    // A wait in days does not feel the night in which an hour is missing; one in hours does.
    let berlin = Case::new("aws.all", "fail 2026-03-28").ended(18 * 60, "Europe/Berlin");
    berlin.check("2026-04-11 .. 2026-04-12 by aws.all/wait/1");
    let berlin = Case::new("microsoft.cert", "fail 2026-03-28").ended(18 * 60, "Europe/Berlin");
    berlin.check("2026-03-29 .. 2026-03-29 by microsoft.cert/wait/1");
    assert_eq!(safe_from(&berlin), at("2026-03-29T19:00:00+02:00"));
    assert!(berlin.answer().bindings[0].reason.text().contains("29 March 2026, 19:00"));

    // A deadline in UTC ends on the evening before in New York, and is not stretched in Tokyo.
    for (zone, last) in [("America/New_York", "2026-05-09"), ("Asia/Tokyo", "2026-05-09")] {
        let mut giac = Case::new("giac.all", "fail 2026-03-01").seen_on("2026-03-02").in_zone(zone);
        giac.known.deadlines = vec![Deadline::new(Said::quoted("Your extension"), day(last))];
        giac.check("2026-03-31 .. 2026-04-01 until 2026-05-09 by giac.all/wait/1");
        assert!(
            giac.answer().notes.iter().any(|note| note.text().starts_with("Deadlines are in UTC"))
        );
    }
}

#[test]
fn case_4_months_end_on_the_last_day_of_a_shorter_month_and_safely_one_day_later() {
    check("aws.all", "pass 2028-02-29", "2030-02-28 .. 2030-03-01 by aws.all/after_pass");
    check("juniper.written", "pass 2026-08-31", {
        "2028-02-29 .. 2028-03-01 by juniper.written/after_pass"
    });
    let year =
        "fail 2024-02-29, fail 2024-03-20, fail 2024-04-20, fail 2024-05-20, fail 2024-06-20";
    check("microsoft.cert", year, "2025-02-28 .. 2025-03-01 by microsoft.cert/cap/1");
}

#[test]
fn case_5_a_fail_is_counted_within_its_window_only() {
    // Older than twelve months: the wait falls back to that of a first fail.
    check(
        "isc2.all",
        "fail 2025-02-01, fail 2026-03-01",
        "2026-04-01 .. 2026-04-01 by isc2.all/wait/1",
    );
    // It grows too old while the candidate waits, so the generous reading ends before the strict.
    check(
        "isc2.all",
        "fail 2025-04-10, fail 2026-03-01",
        "2026-04-10 .. 2026-05-01 by isc2.all/wait/2",
    );
    // Never reset, not even by a pass.
    check(
        "juniper.written",
        "fail 2015-01-01, pass 2015-02-01, fail 2026-03-01",
        "2026-03-15 .. 2026-03-16 by juniper.written/wait/2",
    );
    // Reset by two idle years, and not by a day less.
    check(
        "lpi.all",
        "fail 2024-03-01, fail 2026-03-01",
        "2026-03-08 .. 2026-03-08 by lpi.all/wait/1",
    );
    check(
        "lpi.all",
        "fail 2024-03-02, fail 2026-03-01",
        "2026-03-31 .. 2026-04-01 by lpi.all/wait/2",
    );
}

#[test]
fn case_6_the_latest_of_two_rules_binds_and_both_are_shown() {
    let four = "fail 2025-01-10, fail 2025-02-10, fail 2025-05-10, fail 2026-06-20";
    let google = Case::new(GOOGLE, four);
    google.check(&format!("2027-01-10 .. 2027-01-10 by {GOOGLE}/cap/1"));

    let isc2 =
        Case::new("isc2.all", "fail 2026-01-01, fail 2026-02-01, fail 2026-04-05, fail 2026-07-10");
    isc2.check("2027-01-01 .. 2027-01-01 by isc2.all/cap/1");
    let rules: Vec<String> = isc2.answer().bindings.into_iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["isc2.all/cap/1", "isc2.all/wait/3"]);

    let late =
        Case::new("isc2.all", "fail 2026-01-01, fail 2026-06-01, fail 2026-09-01, fail 2026-12-20");
    late.check("2027-03-21 .. 2027-03-21 by isc2.all/wait/3");
}

#[test]
fn case_7_where_the_window_is_not_stated_both_are_worked_out() {
    // From the first attempt the fifth begins a window of its own; sliding, four lie in two years.
    let google =
        "fail 2024-01-10, fail 2024-12-10, fail 2025-06-10, fail 2025-12-20, fail 2026-01-20";
    let mut case = Case::new(GOOGLE, google);
    case.policy.as_mut().unwrap().waits.clear();
    case.check(&format!("2026-01-20 .. 2026-12-10 by {GOOGLE}/cap/1"));

    let council =
        "fail 2025-01-01, fail 2025-03-01, fail 2025-06-01, fail 2025-09-01, fail 2025-12-01";
    check("eccouncil.all", council, "2026-01-01 .. 2026-12-01 by eccouncil.all/cap/1");
}

#[test]
fn case_8_a_deadline_before_the_end_of_the_wait_leaves_nothing() {
    let mut giac = Case::new("giac.all", "fail 2026-03-01").seen_on("2026-03-02");
    giac.known.purchased_on = Some(day("2025-11-10"));
    giac.check(
        "The time for what you bought ends on 9 March 2026, and the wait is over only on \
         1 April 2026.",
    );
    // A paid retake moves the deadline by sixty days, which leaves thirty after the wait.
    giac.known.access_until = Some(day("2026-05-09"));
    giac.check("2026-03-31 .. 2026-04-01 until 2026-05-09 by giac.all/wait/1");

    let mut voucher = Case::new("isc2.all", "fail 2026-03-01").seen_on("2026-03-02");
    let last_day = |last| vec![Deadline::new(Said::quoted("Your voucher"), day(last))];
    voucher.known.deadlines = last_day("2026-03-31");
    voucher.check("Your voucher ends on 31 March 2026, and the wait is over only on 1 April 2026.");
    voucher.known.deadlines = last_day("2026-04-01");
    voucher.check("2026-04-01 .. 2026-04-01 until 2026-04-01 by isc2.all/wait/1");

    // Between the two readings there is hope, and it is not planned on.
    let mut oracle = Case::new("oracle.all", "fail 2026-03-01").seen_on("2026-03-02");
    oracle.known.deadlines = last_day("2026-03-15");
    oracle.check(
        "Your voucher ends on 15 March 2026, and the wait is over only on 16 March 2026. Read most \
         generously, the wait would be over on 15 March 2026: ask the vendor.",
    );

    let mut cka = Case::new("linuxfoundation.cncf", "fail 2026-03-01");
    cka.known.purchased_on = Some(day("2025-06-01"));
    cka.check("The time for what you bought ended on 31 May 2026, so this way is closed.");
}

#[test]
fn case_9_a_rule_that_was_not_in_force_is_said_to_be_so() {
    let mut lab = Case::new("cisco.ccie_lab", "fail 2015-03-01");
    lab.policy.as_mut().unwrap().effective_from = Some(day("2016-01-01"));
    let answer = lab.answer();
    assert!(
        answer.unknowns.iter().any(|what| what.text().contains("not in force on 1 March 2015"))
    );
    assert_eq!(answer.policy.unwrap().as_str(), "cisco.ccie_lab");
}

#[test]
fn case_10_the_wait_runs_from_the_attempt_however_late_its_result_is() {
    let pending = Case::new("aws.all", "pending 2026-03-01");
    pending.check("2026-03-15 .. 2026-03-16 by aws.all/wait/1");
    assert!(pending.answer().bindings[0].reason.text().contains("has no result yet"));
    Case::new("aws.all", "fail 2026-03-01").check("2026-03-15 .. 2026-03-16 by aws.all/wait/1");
}

#[test]
fn case_11_a_new_code_starts_with_a_new_count_and_a_new_outline_does_not() {
    let mut series = Case::new("comptia.all", "fail 2026-03-01, fail 2026-04-01");
    for attempt in &mut series.attempts {
        attempt.exam = "X-0".parse().unwrap();
    }
    series.seen_on("2026-04-02").check("2026-04-02 .. 2026-04-02");

    let mut outline = Case::new("pmi.all", "fail 2026-06-01, fail 2026-06-20, fail 2026-07-20");
    for attempt in outline.attempts.iter_mut().take(2) {
        attempt.exam = "X-0".parse().unwrap();
    }
    outline.check("2026-07-20 .. 2027-07-20 by pmi.all/cap/1");

    let catalogue = Catalogue::embedded().unwrap();
    let family = |code: &str| catalogue.family(&code.parse().unwrap()).to_owned();
    assert_eq!(family("PMP"), family("PMP-2021"));
    assert_ne!(family("220-1101"), family("220-1201"));
}

#[test]
fn case_12_what_was_bought_and_whom_one_works_for_change_the_wait() {
    let id = "servicenow.mainline";
    let mut case = Case::new(id, "fail 2026-03-01");
    case.check(&format!("2026-03-04 .. 2026-03-05 by {id}/wait/1"));
    assert!(case.answer().unknowns.iter().any(|what| what.text().contains("other waits for some")));
    case.known.traits = vec![Trait::Credential("mainline delta".to_owned())];
    case.check(&format!("2026-03-01 .. 2026-03-01 by {id}/wait/1"));
    // Another table holds for partners, and it was not found: unknown, not the table of the others.
    case.known.traits = vec![Trait::Audience("partner, Impact customer or employee".to_owned())];
    case.check("unknown");
}

#[test]
fn case_13_a_missed_appointment_is_no_attempt_and_an_open_result_is_one() {
    check(
        "comptia.all",
        "fail 2026-03-01, missed 2026-03-20",
        "2026-03-01 .. 2026-03-01 by comptia.all/wait/1",
    );
    check(
        "comptia.all",
        "fail 2026-03-01, pending 2026-03-20",
        "2026-04-03 .. 2026-04-04 by comptia.all/wait/2",
    );
    // Any language counts: the engine is not even told which it was.
    let both = "fail 2026-01-01, fail 2026-03-01";
    check(GOOGLE, both, &format!("2026-04-30 .. 2026-05-01 by {GOOGLE}/wait/2"));
}

#[test]
fn case_14_limits_count_per_code_per_certification_or_per_purchase() {
    let elsewhere = |policy: &str, family: &str| {
        let mut case = Case::new(policy, "fail 2026-02-01, fail 2026-03-01");
        case.attempts[0].exam = "Y-1".parse().unwrap();
        case.attempts[0].family = family.to_owned();
        line(&case.answer())
    };
    assert_eq!(elsewhere("comptia.all", "X"), "2026-03-01 .. 2026-03-01 by comptia.all/wait/1");
    assert_eq!(elsewhere("isc2.all", "X"), "2026-05-01 .. 2026-05-01 by isc2.all/wait/2");
    assert_eq!(elsewhere("isc2.all", "Y"), "2026-04-01 .. 2026-04-01 by isc2.all/wait/1");

    // What was sat on an earlier purchase uses up nothing of this one.
    let mut bought = Case::new("linuxfoundation.cncf", "fail 2025-01-01, fail 2026-03-01");
    bought.known.purchased_on = Some(day("2026-01-10"));
    bought
        .seen_on("2026-03-02")
        .check("2026-03-01 .. 2026-03-01 until 2027-01-09 by linuxfoundation.cncf/wait/1");
}

#[test]
fn case_15_a_printed_date_decides_and_the_rule_stays_beside_it() {
    let mut case = Case::new(CISCO, "fail 2026-03-01");
    case.attempts[0].printed_retake_on = Some(day("2026-03-09"));
    case.check("2026-03-09 .. 2026-03-09 by printed");
    let rules: Vec<String> = case.answer().bindings.into_iter().map(|one| one.rule).collect();
    assert_eq!(rules, ["printed".to_owned(), format!("{CISCO}/wait/1")]);
}

#[test]
fn case_16_published_dates_are_no_durations() {
    let range = |from, until| DateRange { from: day(from), until: day(until) };
    let dates = vec![range("2026-05-04", "2026-05-08"), range("2026-02-02", "2026-02-06")];
    let mut practical = Case::new("cisco.ccie_lab", "fail 2026-03-01");
    practical.policy.as_mut().unwrap().waits[0].wait = Wait::Dates(dates);
    practical.check("2026-05-04 .. 2026-05-04 by cisco.ccie_lab/wait/1");
    practical.attempts[0].sat_on = day("2026-05-08");
    practical.check("unknown");

    let three = "fail 2022-01-10, fail 2022-01-20, fail 2022-02-20";
    let mut cycle = Case::new("salesforce.all", three);
    cycle.check("unknown");
    cycle.policy.as_mut().unwrap().caps[0].window = CapWindow::ReleaseCycle {
        per_year: 3,
        cycles: vec![range("2021-12-09", "2022-04-10"), range("2022-04-11", "2022-08-01")],
    };
    cycle.check("2022-04-11 .. 2022-04-11 by salesforce.all/cap/1");
}

fn safe_from(case: &Case) -> Option<UtcMillis> {
    match case.answer().verdict {
        Verdict::Open(window) => window.safe_from,
        Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => None,
    }
}

fn at(text: &str) -> Option<UtcMillis> {
    Some(text.parse::<Stamp>().unwrap().utc_ms)
}
