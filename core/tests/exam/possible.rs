//! What the catalogue says can be so: weights, marks, times, questions and dates are possible ones.
//!
//! Reading a file refuses what no exam can have. Here stands what no exam of this catalogue has, so
//! that a slip of a digit is seen on the day it is made.

use std::collections::BTreeSet;

use chrono::{Datelike, NaiveDate};
use rebound_core::exam::blueprint::{Exam, HandsOn, ScaleKind, Weight, WeightsKind};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::record::CatalogueEntry;
use rebound_core::exam::policy::rule::Wait;
use rebound_core::exam::provenance::{Confidence, Provenance};

/// The first day on which anybody looked at a source of this catalogue.
fn first_look() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

fn catalogue() -> Catalogue {
    Catalogue::embedded().unwrap()
}

/// Goes through all entries and says of which one `problem` found something.
#[track_caller]
fn none_has(problem: impl Fn(&CatalogueEntry) -> Option<String>) {
    let catalogue = catalogue();
    let found: Vec<String> = catalogue
        .records()
        .filter_map(|record| Some(format!("{}: {}", record.exam.code, problem(record)?)))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}

fn weights(exam: &Exam) -> Vec<Weight> {
    exam.domains.iter().filter_map(|domain| domain.weight).collect()
}

#[test]
fn weights_are_there_for_all_areas_or_for_none_and_make_a_whole() {
    none_has(|record| {
        let (exam, weights) = (&record.exam, weights(&record.exam));
        let expected = match exam.weights {
            WeightsKind::None | WeightsKind::Unknown => 0,
            WeightsKind::Exact | WeightsKind::Range | WeightsKind::Approximate => {
                exam.domains.len()
            }
        };
        let sum: f64 = weights.iter().map(|weight| weight.middle()).sum();
        let whole = match exam.weights {
            WeightsKind::None | WeightsKind::Unknown => sum == 0.0,
            // Printed weights are rounded: they miss a hundred by less than one for each two areas.
            WeightsKind::Exact | WeightsKind::Approximate => (sum - 100.0).abs() <= 1.1,
            WeightsKind::Range => {
                let least: f64 = weights.iter().map(|weight| weight.min).sum();
                let most: f64 = weights.iter().map(|weight| weight.max).sum();
                least <= 100.0 && 100.0 <= most
            }
        };
        let kinds = weights.len() == expected && whole;
        (!kinds).then(|| format!("{} weights of {expected} sum to {sum}", weights.len()))
    });
}

#[test]
fn every_weight_is_one_that_an_area_can_have() {
    none_has(|record| {
        let range = record.exam.weights == WeightsKind::Range;
        let odd = weights(&record.exam).into_iter().find(|weight| {
            let wide = weight.max - weight.min;
            let width = if range { (0.0..=10.0).contains(&wide) } else { wide == 0.0 };
            !(1.0..=70.0).contains(&weight.min) || weight.max > 70.0 || !width
        });
        odd.map(|weight| format!("a weight of {} to {}", weight.min, weight.max))
    });
}

#[test]
fn a_mark_lies_where_a_pass_is_neither_given_nor_out_of_reach() {
    none_has(|record| {
        let (scale, mark) = (record.exam.scale?, record.exam.pass_mark?);
        let along = (mark.get() - scale.min.get()) / (scale.max.get() - scale.min.get());
        (!(0.4..=0.9).contains(&along)).then(|| format!("a mark {along} along its scale"))
    });
    none_has(|record| {
        let scale = record.exam.scale?;
        let whole =
            scale.kind != ScaleKind::Percent || (scale.min.get(), scale.max.get()) == (0.0, 100.0);
        (!whole).then(|| "percent that do not go from 0 to 100".to_owned())
    });
}

#[test]
fn times_and_questions_fit_each_other() {
    none_has(|record| {
        let minutes = record.exam.minutes?.get();
        (!(45..=300).contains(&minutes)).then(|| format!("{minutes} minutes"))
    });
    none_has(|record| {
        let items = record.exam.items;
        let known: Vec<u16> = [items.min, items.max, items.scored].into_iter().flatten().collect();
        let odd = known.iter().find(|count| !(15..=200).contains(*count));
        odd.map(|count| format!("{count} questions"))
    });
    none_has(|record| {
        let (minutes, items) = (record.exam.minutes?.get(), record.exam.items.expected()?);
        let each = f64::from(minutes) / f64::from(items);
        let usual = if record.exam.hands_on == HandsOn::All { 4.0..=12.0 } else { 0.7..=4.0 };
        (!usual.contains(&each)).then(|| format!("{each} minutes a question"))
    });
}

#[test]
fn dates_are_of_a_time_in_which_the_exam_and_the_look_could_be() {
    none_has(|record| {
        let looked = record.checked_on?;
        (looked < first_look()).then(|| format!("looked at on {looked}"))
    });
    none_has(|record| {
        let gone = record.retired_on.as_ref()?;
        let possible = (2015..=2030).contains(&gone.min.year()) && gone.min <= gone.max;
        (!possible).then(|| format!("retired on {} to {}", gone.min, gone.max))
    });
    none_has(|record| {
        let change = record.outline?;
        let (day, looked) = (change.changed_on, record.checked_on?);
        let possible = (2015..=2030).contains(&day.year());
        (!possible).then(|| format!("an outline of {day}, looked at on {looked}"))
    });
}

fn page_after_the_look(provenance: &Provenance, looked: NaiveDate) -> Option<String> {
    let month = |day: NaiveDate| (day.year(), day.month());
    let page = provenance.sources.iter().find(|page| {
        // A year alone ends in December: only a page that says more can be too new.
        let says_more = page.date.as_deref().is_some_and(|date| date.len() > "2022-2024".len());
        says_more && page.last_day().is_some_and(|day| month(day) > month(looked))
    });
    page.map(|page| format!("{} is newer than the look at it", page.title))
}

#[test]
fn no_page_is_newer_than_the_look_at_it() {
    none_has(|record| page_after_the_look(&record.exam.provenance, record.checked_on?));
    for policy in catalogue().policies() {
        let odd = page_after_the_look(&policy.provenance, policy.checked_on);
        assert_eq!(odd, None, "{}", policy.id);
    }
}

#[test]
fn what_is_well_founded_rests_on_a_page_and_what_rests_on_none_says_so() {
    none_has(|record| {
        let provenance = &record.exam.provenance;
        let read = provenance.sources.iter().any(|source| source.is_page());
        let weak = provenance.confidence == Confidence::Low;
        (!read && !weak).then(|| "a claim without a page".to_owned())
    });
}

#[test]
fn an_area_stands_once_in_its_exam() {
    none_has(|record| {
        let domains = &record.exam.domains;
        let names: BTreeSet<String> = domains.iter().map(|one| one.name.to_lowercase()).collect();
        (names.len() != domains.len()).then(|| "an area stands twice".to_owned())
    });
}

#[test]
fn no_wait_is_longer_than_a_year() {
    for policy in catalogue().policies() {
        let variants = policy.variants.iter().flat_map(|variant| &variant.waits);
        for rule in policy.waits.iter().chain(variants) {
            let days = match &rule.wait {
                Wait::None | Wait::Unknown | Wait::Dates(_) => 0,
                Wait::Elapsed { hours } => hours.div_ceil(24),
                Wait::CalendarDays { opens_on_day, .. } => opens_on_day.max,
                Wait::Months(months) => months * 31,
            };
            assert!(days <= 366, "{}: {days} days", policy.id);
        }
    }
}
