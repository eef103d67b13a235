//! Every sentence of an answer is true of that answer: its numbers are numbers of it, its dates have
//! one form, and nothing is said that no person would say.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use rebound_core::coach::derivation::subject::Subject;
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::coach::estimate::DomainEstimate;
use rebound_core::coach::figure::Figure;
use rebound_core::coach::planner::plan::{ExamDay, WayOut};
use rebound_core::coach::rule::Rule;
use rebound_core::exam::policy::eligibility::Verdict;
use rebound_core::formats::page::{Page, PagePart};
use rebound_core::wording::Said;
use rebound_core::wording::key::Key;
use rebound_core::wording::value::{Number, Value};
use serde_json::Value as Json;

use crate::look::catalogue;
use crate::page_cases;
use crate::page_cases::Case;

fn cases() -> Vec<(&'static str, Case)> {
    let text = include_str!("../../../tests/fixtures/derive-security-plus.json");
    let at = "2026-03-08T21:00:00-05:00[America/Chicago]";
    let shipped = Case::of("derive-security-plus.json", text, at);
    page_cases::all().into_iter().chain([("derive-security-plus", shipped)]).collect()
}

/// A sentence, and the figures that its rule says it was worked out from.
struct Told<'a> {
    said: &'a Said,
    figures: Option<&'a [Figure]>,
}

fn told(said: &Said) -> Told<'_> {
    Told { said, figures: None }
}

fn with<'a>(said: &'a Said, figures: &'a [Figure]) -> Told<'a> {
    Told { said, figures: Some(figures) }
}

/// Everything that an answer says.
fn sentences<'a>(derivation: &'a Derivation, page: &'a Page) -> Vec<Told<'a>> {
    let mut all: Vec<Told<'a>> = derivation.warnings.iter().map(told).collect();
    all.extend(derivation.anomalies.iter().map(|odd| told(&odd.said)));
    match &derivation.exam {
        Subject::Known(exam) => all.extend(exam.said.iter().map(told)),
        Subject::Unknown { said, .. } | Subject::None { said } => all.push(told(said)),
    }
    all.extend(derivation.coaching.iter().flat_map(of_coaching));
    all.push(told(&page.title));
    for section in &page.sections {
        all.push(told(&section.heading));
        for part in &section.parts {
            match part {
                PagePart::Sentence { said } | PagePart::Point { said } => all.push(told(said)),
                PagePart::Domain { row } => {
                    let each = [row.weight.as_ref(), row.standing.as_ref()];
                    all.extend(each.into_iter().flatten().map(told));
                    all.extend([told(&row.printed), told(&row.meaning)]);
                }
                PagePart::Cause { heading, evidence, changes, .. } => {
                    all.push(told(heading));
                    all.extend(evidence.iter().chain(changes).map(told));
                }
            }
        }
    }
    all
}

fn of_coaching(coaching: &Coaching) -> Vec<Told<'_>> {
    let Coaching { causes, reflections, eligibility, plan, comparison, .. } = coaching;
    let evidence = causes.iter().flat_map(|finding| &finding.evidence);
    let mut all: Vec<Told<'_>> = evidence.map(|one| with(&one.said, &one.values)).collect();
    all.extend(reflections.iter().map(|one| told(&one.said)));
    all.extend(eligibility.bindings.iter().map(|binding| told(&binding.reason)));
    all.extend(eligibility.unknowns.iter().chain(&eligibility.notes).map(told));
    match &eligibility.verdict {
        Verdict::Blocked { until, why } => all.extend([told(until), told(why)]),
        Verdict::Empty { why } => all.push(told(why)),
        Verdict::Open(_) | Verdict::Unknown => {}
    }
    all.extend(eligibility.question.iter().map(|question| told(&question.text)));
    match &plan.exam_day {
        ExamDay::Provisional { reason, .. } | ExamDay::None { reason } => all.push(told(reason)),
        ExamDay::Fixed { .. } => {}
    }
    all.extend(plan.remedies.iter().map(|reason| with(&reason.said, &reason.values)));
    for block in plan.days.iter().flat_map(|day| &day.blocks) {
        all.extend(block.topic.iter().map(told));
        all.extend(block.reasons.iter().map(|reason| with(&reason.said, &reason.values)));
    }
    all.extend(plan.options.iter().map(|way| match way {
        WayOut::MoreTime { said, .. }
        | WayOut::LaterDate { said, .. }
        | WayOut::NarrowerScope { said, .. }
        | WayOut::GoAndSee { said, .. } => told(said),
    }));
    all.extend(plan.warnings.iter().chain(&plan.family_hint).chain(&plan.changed).map(told));
    all.extend(plan.first_task.iter().map(|task| told(&task.said)));
    if let Some(comparison) = comparison {
        let lines = comparison.domains.iter().chain(&comparison.families);
        all.extend(lines.map(|line| told(&line.label)));
        all.extend(comparison.said.iter().map(told));
    }
    all
}

/// The values of a sentence, those inside of others too, each with the message it stands in.
fn values(said: &Said) -> Vec<(Key, &Value)> {
    fn inside<'a>(key: Key, value: &'a Value, found: &mut Vec<(Key, &'a Value)>) {
        match value {
            Value::Said(said) => found.extend(values(said)),
            Value::List(each) => each.iter().for_each(|one| inside(key, one, found)),
            _ => found.push((key, value)),
        }
    }
    let mut found = Vec::new();
    said.values().for_each(|(_, value)| inside(said.key(), value, &mut found));
    found
}

/// The numbers and dates that an answer and what it rests on hold.
#[derive(Default)]
struct Pool {
    numbers: Vec<f64>,
    dates: BTreeSet<NaiveDate>,
}

impl Pool {
    fn of(case: &Case, derivation: &Derivation) -> Self {
        let mut pool = Self::default();
        pool.add(&serde_json::to_value(derivation).unwrap());
        pool.add(&serde_json::to_value(&case.facts).unwrap());
        pool.dates.insert(case.now.stamp().study_day());
        if let Subject::Known(exam) = &derivation.exam {
            let known = catalogue().exam(&exam.code);
            pool.add(&serde_json::to_value(known).unwrap());
            // A slot for a mock exam is as long as the exam and a quarter of an hour to settle.
            let minutes = known.and_then(|exam| exam.minutes);
            pool.numbers.extend(minutes.map(|minutes| f64::from(minutes.get() + 15)));
            for fact in &case.facts {
                let body = serde_json::to_value(&fact.body).unwrap();
                if let Some(own) = body["exam_choice"]["blueprint"].as_str() {
                    pool.add(&serde_json::from_str(own).unwrap());
                }
            }
        }
        pool.differences();
        pool
    }

    fn add(&mut self, json: &Json) {
        match json {
            Json::Number(number) => self.numbers.extend(number.as_f64()),
            Json::String(text) => {
                self.dates.extend(text.get(..10).and_then(|day| day.parse::<NaiveDate>().ok()));
            }
            Json::Array(each) => {
                self.numbers.push(each.len() as f64);
                each.iter().for_each(|one| self.add(one));
            }
            Json::Object(each) => each.values().for_each(|one| self.add(one)),
            Json::Null | Json::Bool(_) => {}
        }
    }

    /// Days between two dates are told as well.
    fn differences(&mut self) {
        let dates: Vec<NaiveDate> = self.dates.iter().copied().collect();
        for one in &dates {
            self.numbers.extend(dates.iter().map(|other| (*other - *one).num_days() as f64));
        }
    }

    #[expect(
        clippy::disallowed_methods,
        reason = "the date that a sentence names, not a study day"
    )]
    fn holds(&self, value: &Value) -> bool {
        match value {
            Value::Date(day) => self.dates.contains(day),
            Value::Moment(moment) => self.dates.contains(&moment.date()),
            _ => any_is(&self.numbers, value),
        }
    }
}

/// Whether a value is one of `numbers`, as it is or in its unit.
fn any_is(numbers: &[f64], value: &Value) -> bool {
    // Words tell which way a difference points, so that its size alone is a number of theirs.
    let near = |wanted: f64, scale: f64, within: f64| {
        numbers.iter().any(|number| (number.abs() * scale - wanted.abs()).abs() <= within)
    };
    match value {
        Value::Count(n) => near(*n as f64, 1.0, 1e-9) || near(*n as f64, 100.0, 0.501),
        Value::Number(Number(n)) => {
            // As it is, as a percentage, or as minutes in hours; shown with one decimal at most.
            near(*n, 1.0, 0.051) || near(*n, 100.0, 0.51) || near(*n, 1.0 / 60.0, 0.051)
        }
        Value::Share(share) => {
            near(share.percent(), 100.0, 0.501) || near(share.percent(), 1.0, 0.501)
        }
        Value::Minutes(minutes) => near(f64::from(minutes.get()), 1.0, 1e-9),
        Value::Hours(hours) => near(hours.rounded(), 1.0 / 60.0, 0.501),
        Value::Points(score) => near(score.get(), 1.0, 1e-9),
        Value::Date(_) | Value::Moment(_) | Value::Clock(_) | Value::Weekday(_) => true,
        Value::Exam(_) | Value::Domain(_) | Value::Fact(_) | Value::Text(_) => true,
        Value::Said(_) | Value::List(_) => true,
    }
}

#[test]
fn a_reason_holds_no_number_that_its_rule_did_not_use() {
    for (name, case) in cases() {
        let (derivation, page) = (case.derivation(), case.page());
        for told in sentences(&derivation, &page) {
            let Some(figures) = told.figures else { continue };
            let own: Vec<f64> = figures.iter().map(|figure| figure.value).collect();
            for (_, value) in values(told.said) {
                // What an hour is worth stands among places: “best of 5” counts the domains.
                let domains = derivation.coaching.as_ref().map_or(0, |of| of.estimates.len());
                let counts = *value == Value::Count(domains as u64);
                assert!(counts || any_is(&own, value), "{name}: {}: {value:?} {own:?}", told.said);
            }
        }
    }
}

#[test]
fn every_number_that_is_told_is_one_of_the_answer() {
    for (name, case) in cases() {
        let (derivation, page) = (case.derivation(), case.page());
        let pool = Pool::of(&case, &derivation);
        for told in sentences(&derivation, &page) {
            for (key, value) in values(told.said) {
                // The rules of a vendor bring their own numbers, and their source.
                if !matches!(key, Key::Retake(_)) {
                    assert!(pool.holds(value), "{name}: {}: {value:?}", told.said);
                }
            }
        }
    }
}

#[test]
fn nothing_is_left_out_of_what_is_looked_at() {
    fn texts(json: &Json, found: &mut BTreeSet<String>) {
        match json {
            Json::String(text) if text.contains(' ') => _ = found.insert(text.clone()),
            Json::Array(each) => each.iter().for_each(|one| texts(one, found)),
            Json::Object(each) => each.values().for_each(|one| texts(one, found)),
            _ => {}
        }
    }
    for (name, case) in cases() {
        let (derivation, page) = (case.derivation(), case.page());
        let looked_at: BTreeSet<String> =
            sentences(&derivation, &page).iter().map(|told| told.said.text()).collect();
        let mut printed = BTreeSet::new();
        texts(&serde_json::to_value(&derivation).unwrap(), &mut printed);
        let names: BTreeSet<String> = match &derivation.exam {
            Subject::Known(exam) => exam
                .domains
                .iter()
                .cloned()
                .chain([exam.title.clone(), exam.vendor.clone()])
                .collect(),
            Subject::Unknown { .. } | Subject::None { .. } => BTreeSet::new(),
        };
        let missing: Vec<&String> = printed
            .iter()
            .filter(|text| !looked_at.contains(*text) && !names.contains(*text))
            .collect();
        assert!(missing.is_empty(), "{name}: {missing:#?}");
    }
}

#[test]
fn dates_have_one_form_and_nothing_is_said_that_nobody_would_say() {
    let wrong = ["−", " 0 banks", "roughly 0", "about 0 hours", " 0 hours more", "..", "  "];
    for (name, case) in cases() {
        let (derivation, page) = (case.derivation(), case.page());
        for told in sentences(&derivation, &page) {
            let text = told.said.text();
            let found = wrong.iter().find(|wrong| text.contains(**wrong));
            assert_eq!(found, None, "{name}: {text}");
            let negative = text.split(['(', ' ']).any(|word| {
                word.strip_prefix('-')
                    .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
            });
            assert!(!negative, "{name}: {text}");
            // A vendor's own words keep their form.
            let ours =
                values(told.said).into_iter().fold(text.clone(), |text, (_, value)| match value {
                    Value::Text(quoted) => text.replace(quoted.as_str(), ""),
                    _ => text,
                });
            let text = ours;
            let iso = text
                .split([' ', ',', '('])
                .any(|word| word.get(..10).is_some_and(|day| day.parse::<NaiveDate>().is_ok()));
            assert!(!iso, "{name}: {text}");
        }
    }
}

/// The estimate of a domain, each end in the percent that is shown.
fn shown(estimate: &DomainEstimate) -> [i64; 3] {
    let percent = |share: f64| ((share * 1_000.0).round() / 10.0).round() as i64;
    [estimate.low, estimate.high, estimate.mean].map(percent)
}

#[test]
fn one_domain_has_one_number_at_one_moment() {
    for (name, case) in cases() {
        let (derivation, page) = (case.derivation(), case.page());
        let Some(coaching) = &derivation.coaching else { continue };
        let of = |domain: &str| {
            coaching.estimates.iter().find(|one| one.domain.as_str() == domain).unwrap()
        };
        for block in coaching.plan.days.iter().flat_map(|day| &day.blocks) {
            let Some(gain) = block.reasons.iter().find(|one| one.rule == Rule::Gain) else {
                continue;
            };
            let figure =
                |name: &str| gain.values.iter().find(|one| one.name == name).unwrap().value;
            let told = ["low", "high", "estimate"].map(|name| figure(name).round() as i64);
            assert_eq!(told, shown(of(block.domain.as_ref().unwrap().as_str())), "{name}");
        }
        for part in page.sections.iter().flat_map(|section| &section.parts) {
            let PagePart::Domain { row } = part else { continue };
            let Some(standing) = &row.standing else { continue };
            let told: Vec<i64> = values(standing)
                .into_iter()
                .filter_map(|(_, value)| match value {
                    Value::Number(Number(n)) => Some(n.round() as i64),
                    _ => None,
                })
                .collect();
            assert!(
                told.is_empty() || told == shown(of(row.domain.as_str())),
                "{name}: {standing}"
            );
        }
    }
}
