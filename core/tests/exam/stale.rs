//! The command that tells what is older than a year.

use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::stale::{A_YEAR, stale};
use rebound_core::exam::provenance::Source;

use crate::clock::day;

fn unseen(catalogue: &Catalogue, today: &str, age: i64) -> usize {
    let found = stale(catalogue, day(today), age);
    found.iter().filter(|entry| entry.unseen_for(age)).count()
}

#[test]
fn an_entry_that_nobody_looked_at_for_a_year_is_listed_and_on_its_last_day_not_yet() {
    let catalogue = Catalogue::embedded().unwrap();
    let all = catalogue.exams().count()
        + catalogue.policies().count()
        + catalogue.report_forms().count()
        + catalogue.delivery_providers().count();
    let oldest = catalogue.policies().map(|policy| policy.checked_on).min().unwrap();
    assert_eq!(oldest, day("2026-11-24"));
    assert_eq!(unseen(&catalogue, "2027-11-24", A_YEAR), 0, "the last day of its year");
    assert!(unseen(&catalogue, "2027-11-25", A_YEAR) > 30);
    assert_eq!(unseen(&catalogue, "2031-01-01", A_YEAR), all, "all of them in the end");
    assert_eq!(unseen(&catalogue, "1999-01-01", A_YEAR), 0);
}

#[test]
fn another_age_can_be_asked_for() {
    let catalogue = Catalogue::embedded().unwrap();
    assert_eq!(unseen(&catalogue, "2027-02-22", 90), 0, "the ninetieth day");
    assert!(unseen(&catalogue, "2027-02-23", 90) > 30);
}

#[test]
fn an_entry_looked_at_today_that_rests_on_pages_of_years_ago_is_listed_with_their_date() {
    let catalogue = Catalogue::embedded().unwrap();
    let found = stale(&catalogue, day("2026-11-28"), A_YEAR);
    let oracle = found.iter().find(|entry| entry.key == "oracle.all").unwrap();
    assert_eq!(oracle.newest_page, Some(day("2014-01-31")));
    assert!(!oracle.unseen_for(A_YEAR));
    assert!(found.iter().all(|entry| entry.key != "SC-200"), "its page is of 2026");
    assert!(found.iter().all(|entry| entry.key != "splunk.all"), "it rests on no page at all");
}

#[test]
fn a_page_s_date_is_read_as_the_last_day_it_can_mean() {
    let last_day = |date: &str| {
        let page = Source {
            id: "a".to_owned(),
            title: "A page".to_owned(),
            url: None,
            date: Some(date.to_owned()),
            kind: "vendor".to_owned(),
        };
        page.last_day().map(|day| day.to_string())
    };
    assert_eq!(last_day("2026-05-03").as_deref(), Some("2026-05-03"));
    assert_eq!(last_day("2024-02").as_deref(), Some("2024-02-29"));
    assert_eq!(last_day("2016-12").as_deref(), Some("2016-12-31"));
    assert_eq!(last_day("2025+").as_deref(), Some("2025-12-31"));
    assert_eq!(last_day("2018-2026").as_deref(), Some("2026-12-31"));
    assert_eq!(last_day("undated, current"), None);
    assert_eq!(last_day("SAA-C01 era"), None);
}
