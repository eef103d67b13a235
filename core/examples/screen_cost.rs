//! What one screen costs: everything that is derived for an exam of 20 domains from 1,000 to 20,000
//! facts of all kinds of work.
//!
//! `cargo run --release -p rebound-core --example screen_cost`

#[path = "support/stopwatch.rs"]
mod stopwatch;

use std::error::Error;
use std::time::Duration;

use rebound_core::base::time::{Now, Stamp};
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::history::History;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::Fact;
use serde_json::{Value, json};

use crate::stopwatch::least;

const DOMAINS: u64 = 20;
const ROUNDS: u32 = 15;
const NOW: &str = "2026-03-08T21:00:00-05:00[America/Chicago]";
const DAY_MS: i64 = 86_400_000;

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let at: Stamp = NOW.parse()?;
    let now = Now::at(at);
    let catalogue = Catalogue::embedded()?;
    println!("  facts    history  derivations        all   (least of {ROUNDS}, ms)");
    for count in [1_000, 5_000, 20_000] {
        let facts = facts(at, count)?;
        let sorting = least(ROUNDS, || History::of(&facts, now));
        let history = History::of(&facts, now);
        let deriving = least(ROUNDS, || Derivation::of_history(&history, &catalogue, now));
        let ms = |time: Duration| time.as_secs_f64() * 1e3;
        println!(
            "{count:>7}  {:>9.2}  {:>11.2}  {:>9.2}",
            ms(sorting),
            ms(deriving),
            ms(sorting + deriving)
        );
    }
    Ok(())
}

/// A choice of an exam of the candidate's own, two sittings, weekly slots, four resources, and work
/// over the last 120 days.
fn facts(now: Stamp, count: u64) -> Result<Vec<Fact>, Box<dyn Error>> {
    let domains: Vec<Value> = (1..=DOMAINS)
        .map(|at| json!({"id": at.to_string(), "name": format!("Domain {at}"), "weight": {"min": 5, "max": 5}}))
        .collect();
    let outline = json!({"vendor": "Own", "code": "OWN-1", "title": "Mine", "minutes": 90,
        "hands_on": "some", "domains": domains});
    let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let slot = |day| json!({"weekday": day, "slot": {"start_minute": 1_200, "minutes": 60, "place": "desk"}});
    let slots: Vec<Value> = days.into_iter().map(slot).collect();
    let mut bodies = vec![
        (119, json!({"exam_choice": {"exam": "OWN-1", "blueprint": outline.to_string()}})),
        (60, attempt("2026-01-07")),
        (10, attempt("2026-02-26")),
        (119, json!({"availability": {"slots": slots}})),
    ];
    for (key, family) in [("book", "text"), ("videos", "video"), ("lab", "lab"), ("bank", "bank")] {
        let resource = json!({"resource": key, "name": key, "family": family, "offline": "works"});
        bodies.push((119, json!({"resource": resource})));
    }
    let first = u64::try_from(bodies.len())?;
    for at in first..count {
        bodies.push((i64::try_from(at % 119 + 1)?, work(at)));
    }
    let each = bodies.into_iter().zip(0_i64..);
    each.map(|((days_ago, body), at)| {
        let ms = now.utc_ms.plus(-days_ago * DAY_MS - at % 7_200 * 1_000);
        let at_moment = Stamp { utc_ms: ms, zone: now.zone }.to_string();
        let fact = json!({"id": format!("{at:020x}"), "at": at_moment, "body": body});
        Ok(serde_json::from_value(fact)?)
    })
    .collect()
}

fn attempt(sat_on: &str) -> Value {
    let domains: Vec<Value> = (1..=DOMAINS)
        .map(|at| json!({"domain": at.to_string(), "evidence": {"percent": 50 + at}}))
        .collect();
    json!({"attempt": {"exam": "OWN-1", "sat_on": sat_on, "zone": "America/Chicago",
        "outcome": "fail", "report": {"domains": domains}}})
}

/// Of ten facts five are answers, one a diagnosis of the answer before it, two study sessions, one a
/// set of questions, one time of reviewing; a mock exam now and then.
fn work(at: u64) -> Value {
    let domain = (at / 10 % DOMAINS + 1).to_string();
    match at % 10 {
        0 | 2 | 4 | 6 | 8 => json!({"answer": {"exam": "OWN-1", "domain": domain, "bank": "bank",
            "question": format!("q{}", at % 4_001), "answer_ms": 60_000, "conditions": "timed",
            "objective": format!("{domain}.{}", at % 7),
            "result": if at.is_multiple_of(3) { "wrong" } else { "correct" }}}),
        1 => json!({"diagnosis": {"answer": format!("{:020x}", at - 1), "primary": "misread"}}),
        3 if at % 500 == 3 => {
            json!({"simulation": {"exam": "OWN-1", "bank": "bank", "unanswered": 1,
            "domains": [{"domain": domain, "correct": 30, "of": 45}], "minutes": 80,
            "minutes_allowed": 90, "rules": "kept"}})
        }
        3 => {
            json!({"practice_set": {"exam": "OWN-1", "domain": domain, "bank": "bank", "correct": 7,
            "of": 10, "minutes": 10, "review_minutes": 10, "conditions": "relaxed"}})
        }
        5 => json!({"review_time": {"exam": "OWN-1", "domain": domain, "review_ms": 90_000}}),
        7 => json!({"study_session": {"exam": "OWN-1", "domain": domain, "minutes": 25,
            "activity": "reading", "resource": "book"}}),
        _ => json!({"study_session": {"exam": "OWN-1", "domain": domain, "minutes": 25,
            "activity": "lab", "resource": "lab", "objectives": [format!("{domain}.1")]}}),
    }
}
