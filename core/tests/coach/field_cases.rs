//! Cases from the field: each came out wrong once. The inputs lie in `tests/fixtures/cases`.

use std::collections::BTreeMap;

use rebound_core::base::ids::{DeviceId, FactId};
use rebound_core::base::time::Now;
use rebound_core::base::units::Minutes;
use rebound_core::coach::history::History;
use rebound_core::coach::summary::Summary;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json::read;
use rebound_core::replica::document::item::ProgressWeek;
use rebound_core::replica::key::AccountKey;
use rebound_core::store::sqlite::Sqlite;
use serde::Deserialize;
use serde_json::Value;
use tempfile::TempDir;

use crate::clock::now;
use crate::look::{derive, fact};

const TWO_CORRECTIONS: &str =
    include_str!("../../../tests/fixtures/cases/two-corrections-of-an-attempt.json");
const YEAR_ZERO: &str = include_str!("../../../tests/fixtures/cases/year-zero.json");
const SPRING: &str = include_str!("../../../tests/fixtures/cases/dst-spring-today.json");
const CORRECTED: &str = include_str!("../../../tests/fixtures/cases/partner-correction.json");
const WRONG_WEEK: &str = include_str!("../../../tests/fixtures/cases/partner-wrong-week.json");
const CLOCK_CHANGE: &str =
    include_str!("../../../tests/fixtures/cases/clock-change-partner-days.json");

/// Facts as a merge brings them: no entrance looked at them.
fn merged(text: &str) -> Vec<Fact> {
    let document: Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(document["facts"].clone()).unwrap()
}

#[test]
fn two_corrections_of_an_attempt_json_is_one_attempt_and_the_clash_is_told_once() {
    let facts = read("two-corrections-of-an-attempt.json", TWO_CORRECTIONS).unwrap();
    let derivation = derive(&facts, "2026-03-10T10:00:00-05:00[America/Chicago]");
    let eligibility = derivation.coaching.unwrap().eligibility;
    let Verdict::Open(window) = &eligibility.verdict else { panic!("{eligibility:?}") };
    assert_eq!(window.safe, "2026-03-01".parse().unwrap());
    assert_eq!(eligibility.bindings[0].rule, "comptia.all/wait/1");
    let told: Vec<_> =
        derivation.anomalies.iter().map(|odd| (&*odd.subject, odd.said.text())).collect();
    let said = "corrects a1, and so does c1, which was set aside. Remove the one that is not right";
    assert_eq!(told, [("c2", said.to_owned())]);
}

#[test]
fn year_zero_json_is_refused_at_the_entrance_and_told_after_a_merge() {
    let refused = read("year-zero.json", YEAR_ZERO).unwrap_err().to_string();
    assert!(refused.contains("`facts[2].at` is 0000-01-01T00:10:00+00:00"), "{refused}");
    assert!(refused.contains("allowed is 1990-01-01 to 2199-12-31"), "{refused}");
    let derivation = derive(&merged(YEAR_ZERO), "2026-11-20T10:00:00-06:00[America/Chicago]");
    assert_eq!(derivation.summary.unwrap().weeks, []);
    let told = derivation.anomalies.iter().find(|odd| odd.subject == "s1").unwrap();
    let said = "was recorded by a clock that showed 1 January 0000, 00:10; it does not count. Record \
                it once more";
    assert_eq!(told.said, said);
}

#[test]
fn an_attempt_that_a_clock_of_1970_recorded_counts_and_is_told() {
    let mut facts = merged(YEAR_ZERO);
    facts[1].at = "1970-01-01T00:00:07Z".parse().unwrap();
    let derivation = derive(&facts, "2026-11-20T10:00:00-06:00[America/Chicago]");
    assert!(derivation.anomalies.iter().any(|odd| odd.subject == "a1"));
    let eligibility = derivation.coaching.unwrap().eligibility;
    assert_eq!(eligibility.bindings[0].rule, "comptia.all/wait/1");
}

#[test]
fn dst_spring_today_json_begins_the_day_at_four_on_the_wall() {
    let facts = read("dst-spring-today.json", SPRING).unwrap();
    let today = |at| derive(&facts, at).coaching.unwrap().plan.today;
    let day = |text: &str| text.parse().unwrap();
    assert_eq!(today("2026-03-08T04:30:00-05:00[America/Chicago]"), day("2026-03-08"));
    assert_eq!(today("2026-03-08T03:30:00-05:00[America/Chicago]"), day("2026-03-07"));
    assert_eq!(today("2026-11-01T03:30:00-06:00[America/Chicago]"), day("2026-10-31"));
}

/// What is done in a scenario, in order.
#[derive(Deserialize)]
struct Scenario {
    steps: Vec<Step>,
}

#[derive(Deserialize)]
struct Step {
    at: Option<String>,
    #[serde(rename = "as")]
    name: Option<String>,
    correct: Option<String>,
    record: Option<FactBody>,
}

/// A device that shares its progress with `sam`.
struct Owner {
    device: Device<Sqlite>,
    shared: rebound_core::replica::document_id::DocumentId,
    names: BTreeMap<String, FactId>,
    last: Now,
    _folder: TempDir,
}

impl Owner {
    fn new(at: Now) -> Self {
        let folder = TempDir::new().unwrap();
        let device = DeviceId::from_bytes([1; 8]);
        let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
        let mut device = Device::open(&folder.path().join("1.db"), identity, [1; 32]).unwrap();
        let shared = device.share_progress("sam".parse().unwrap(), at).unwrap().document;
        Self { device, shared, names: BTreeMap::new(), last: at, _folder: folder }
    }

    /// Does what the scenario says, each thing at its time.
    fn after(text: &str) -> Self {
        let scenario: Scenario = serde_json::from_str(text).unwrap();
        let first = scenario.steps.iter().find_map(|step| step.at.as_deref()).unwrap();
        let mut owner = Self::new(now(first));
        for step in scenario.steps {
            let Some(body) = step.record else { continue };
            owner.last = now(&step.at.unwrap());
            let id = match step.correct {
                Some(name) => {
                    owner.device.correct(owner.names[&name].clone(), body, owner.last).unwrap()
                }
                None => owner.device.record(body, owner.last).unwrap(),
            };
            step.name.map(|name| owner.names.insert(name, id));
        }
        owner
    }

    fn shows(&mut self) -> Vec<(String, u64, u64)> {
        let weeks = self.device.progress(&self.shared).unwrap();
        let line = |(week, shown): (String, ProgressWeek)| (week, shown.sessions, shown.study_days);
        weeks.into_iter().map(line).collect()
    }
}

fn week(name: &str, sessions: u64, days: u64) -> (String, u64, u64) {
    (name.to_owned(), sessions, days)
}

#[test]
fn partner_correction_json_shows_one_session() {
    let mut owner = Owner::after(CORRECTED);
    assert_eq!(owner.shows(), [week("2026-W10", 1, 1)]);
    let summary =
        Summary::of(&owner.device.history(owner.last).unwrap(), &"SY0-701".parse().unwrap());
    assert_eq!(summary.total.minutes(), Minutes::new(25));
}

#[test]
fn partner_wrong_week_json_shows_the_week_that_is_right() {
    let text = WRONG_WEEK.replace("2027-03-03T10:00:00-06:00", "2026-03-04T10:00:00-06:00");
    assert_eq!(Owner::after(&text).shows(), [week("2026-W10", 2, 2)], "the clock is right");
    // The last record is made by a clock that is a year ahead; then the clock is set right.
    let mut owner = Owner::after(WRONG_WEEK);
    owner.device.look(now("2026-03-03T10:01:00-06:00[America/Chicago]")).unwrap();
    assert_eq!(owner.shows(), [week("2026-W10", 1, 1)]);
    owner.device.look(now("2027-03-03T10:01:00-06:00[America/Chicago]")).unwrap();
    assert_eq!(owner.shows(), [week("2026-W10", 1, 1), week("2027-W09", 1, 1)], "its time came");
}

#[test]
fn clock_change_partner_days_json_shows_two_study_days() {
    assert_eq!(Owner::after(CLOCK_CHANGE).shows(), [week("2026-W13", 2, 2)]);
    let autumn = CLOCK_CHANGE
        .replace("2026-03-28T21:00:00+01:00", "2026-10-25T03:30:00+01:00[Europe/Berlin]")
        .replace("2026-03-29T04:30:00+02:00", "2026-10-25T04:30:00+01:00[Europe/Berlin]");
    assert_eq!(Owner::after(&autumn).shows(), [week("2026-W43", 2, 2)]);
}

#[test]
fn what_was_removed_is_not_shown_to_a_partner() {
    let mut owner = Owner::after(CORRECTED);
    let facts: Vec<FactId> = owner.device.facts().unwrap().map(|fact| fact.id.clone()).collect();
    let target = facts.last().unwrap().clone();
    let removal = FactBody::Removal(rebound_core::facts::Removal { target });
    owner.device.record(removal, owner.last).unwrap();
    assert_eq!(owner.shows(), []);
}

fn attempt(id: &str, at: &str, device: Option<&str>) -> Fact {
    let body = serde_json::json!({"attempt": {"exam": "SY0-701", "sat_on": "2026-03-01",
        "zone": "America/Chicago", "outcome": "fail", "report": {"overall": 700}}});
    Fact { device: device.map(|device| device.parse().unwrap()), ..fact(id, at, body) }
}

#[test]
fn an_attempt_tapped_twice_counts_once_and_is_told() {
    let device = Some("0001020304050607");
    let tapped = [
        attempt("a1", "2026-03-01T20:00:00Z", device),
        attempt("a2", "2026-03-01T20:00:01Z", device),
        attempt("a3", "2026-03-01T20:09:00Z", device),
    ];
    let at = now("2026-03-10T10:00:00-05:00[America/Chicago]");
    let history = History::of(&tapped, at);
    let ids = |history: &History<'_>| -> Vec<String> {
        history.attempts.iter().map(|fact| fact.id.to_string()).collect()
    };
    assert_eq!(ids(&history), ["a1"]);
    let told: Vec<_> =
        history.anomalies.iter().map(|odd| (&*odd.subject, odd.said.text())).collect();
    let said = "was recorded once more within minutes, as a2, a3, and counts once";
    assert_eq!(told, [("a1", said.to_owned())]);
    // What a note speaks of stays.
    let note = serde_json::json!({"domain_note":
        {"attempt": "a2", "domain": "4", "explanation": "luck"}});
    let mut noted = tapped.to_vec();
    noted.push(fact("n", "2026-03-02T20:00:00Z", note));
    assert_eq!(ids(&History::of(&noted, at)), ["a2"]);
    // Another device, an hour later, from a file: these may be other sittings, and both count.
    for other in [
        attempt("a2", "2026-03-01T20:00:01Z", Some("0f01020304050607")),
        attempt("a2", "2026-03-01T21:00:01Z", device),
        attempt("a2", "2026-03-01T20:00:01Z", None),
    ] {
        let facts = [tapped[0].clone(), other];
        assert_eq!(History::of(&facts, at).attempts.len(), 2);
    }
}

#[test]
fn the_summary_shows_no_week_before_the_first_year_of_exams() {
    let facts = merged(YEAR_ZERO);
    let at = now("2026-11-20T10:00:00-06:00[America/Chicago]");
    let summary = Summary::of(&History::of(&facts, at), &"SY0-701".parse().unwrap());
    assert_eq!(summary.total.minutes(), Minutes::ZERO);
}
