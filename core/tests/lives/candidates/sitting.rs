//! Sittings and their reports, in the form in which the vendor prints them.

use chrono::{Days, NaiveDate};
use rebound_core::base::ids::FactId;
use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::record::{EvidenceKind, ReportForm};
use serde_json::{Value, json};

use crate::candidates::diary::Diary;
use crate::dice::Dice;

/// What a candidate can, as a share of right answers for each domain.
pub(crate) type Ability = Vec<f64>;

/// One sitting, as far as the rest of the life asks for it.
#[derive(Clone, Debug)]
pub(crate) struct Sat {
    pub(crate) id: FactId,
    pub(crate) on: NaiveDate,
    /// The minute of the day at which the result was typed in.
    pub(crate) told_minute: i64,
}

/// Who sits which exam, and what the catalogue says about it.
pub(crate) struct Sitter<'a> {
    pub(crate) exam: &'a Exam,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) ability: &'a Ability,
}

impl Sitter<'_> {
    /// Writes down a sitting with whatever the candidate types in.
    pub(crate) fn sit(
        &self,
        diary: &mut Diary,
        dice: &mut Dice,
        on: NaiveDate,
        outcome: &str,
    ) -> Sat {
        let minutes = i64::from(self.exam.minutes.map_or(120, |minutes| minutes.get()));
        let ended = dice.between(8, 15) * 60 + minutes;
        let told_minute = ended + dice.between(10, 120);
        let mut attempt = json!({
            "exam": self.exam.code, "sat_on": on, "zone": diary.zone, "outcome": outcome,
        });
        if dice.percent(70) {
            attempt["ended_minute"] = json!(ended);
        }
        let decided = matches!(outcome, "fail" | "pass");
        if decided && dice.percent(92) {
            attempt["report"] = self.report(dice, on, outcome);
        }
        if outcome != "no_show" && dice.percent(30) {
            attempt["conditions"] = self.conditions(dice);
        }
        let id = diary.record(on, told_minute, json!({ "attempt": attempt }));
        Sat { id, on, told_minute }
    }

    fn report(&self, dice: &mut Dice, on: NaiveDate, outcome: &str) -> Value {
        let form = self.exam.report_form.as_ref();
        let form = form.and_then(|key| self.catalogue.report_form(key));
        let mut report = json!({});
        self.overall(dice, outcome, form, &mut report);
        if let Some(kind) = form.and_then(|form| form.evidence.first()) {
            let kind = form
                .and_then(|form| form.evidence.get(1))
                .filter(|_| dice.percent(15))
                .unwrap_or(kind);
            if dice.percent(90) {
                report["domains"] = self.readings(dice, *kind, form);
            }
        }
        let is_cisco = self.exam.report_form.as_deref() == Some("cisco");
        if is_cisco && outcome == "fail" && dice.percent(60) {
            report["retake_on"] = json!(on + Days::new(6));
        }
        if dice.percent(3) {
            report["version"] = json!("2023");
        }
        report
    }

    /// The overall score, unless the form has none, and the mark where the form prints one.
    fn overall(
        &self,
        dice: &mut Dice,
        outcome: &str,
        form: Option<&ReportForm>,
        report: &mut Value,
    ) {
        let Some(scale) = self.exam.scale else { return };
        let none = form.is_some_and(|form| form.overall.starts_with("Pass or fail"));
        if none || dice.percent(10) {
            return;
        }
        let (min, max) = (scale.min.get(), scale.max.get());
        let printed = dice.percent(if self.exam.pass_mark.is_none() { 70 } else { 15 });
        let usual = self.exam.pass_mark.map_or(min + (max - min) * 0.75, |mark| mark.get());
        let published = self.exam.pass_mark.is_some();
        let mark = if published { usual } else { (usual / 5.0).round() * 5.0 };
        if printed {
            report["pass_mark"] = json!(mark);
        }
        let score = if outcome == "pass" {
            mark + dice.share() * (max - mark)
        } else {
            let near = if dice.percent(40) { 0.08 } else { 0.45 };
            mark - 1.0 - dice.share() * near * (mark - min - 1.0)
        };
        let score = score.round();
        let score = if outcome == "pass" { score.min(max) } else { score.min(mark - 1.0).max(min) };
        report["overall"] = json!(score);
    }

    fn readings(&self, dice: &mut Dice, kind: EvidenceKind, form: Option<&ReportForm>) -> Value {
        let count = self.exam.domains.len();
        let mut order: Vec<usize> = (0..count).collect();
        order.sort_by(|a, b| self.ability[*a].total_cmp(&self.ability[*b]));
        let levels = form.map_or(3, |form| form.levels.len().clamp(2, 4));
        let each = self.exam.domains.iter().enumerate().filter_map(|(at, domain)| {
            let knows = self.ability[at];
            let shown = (knows + dice.share() * 0.2 - 0.1).clamp(0.02, 0.98);
            let left_out = dice.percent(4) && !matches!(kind, EvidenceKind::Rank);
            let evidence = match kind {
                EvidenceKind::Band => {
                    let level = 1 + ((shown - 0.4).max(0.0) / 0.6 * levels as f64) as usize;
                    json!({ "band": { "level": level.min(levels), "of": levels } })
                }
                EvidenceKind::Bar => {
                    let quarter = ((shown * 4.0) as u32).min(3) * 25;
                    json!({ "bar": { "low": quarter, "high": quarter + 25 } })
                }
                EvidenceKind::MissedObjectives => {
                    let of = dice.between(3, 9);
                    let missed: Vec<String> = (1..=of)
                        .filter(|_| dice.share() > shown)
                        .map(|objective| format!("{}.{objective}", domain.id))
                        .collect();
                    json!({ "missed_objectives": { "objectives": missed, "of": of } })
                }
                EvidenceKind::Percent => json!({ "percent": (shown * 100.0).round() }),
                EvidenceKind::Rank => {
                    let place = order.iter().position(|each| *each == at).unwrap_or(0) + 1;
                    json!({ "rank": { "position": place, "of": count } })
                }
                EvidenceKind::Scaled => {
                    let (min, max) = self
                        .exam
                        .scale
                        .map_or((0.0, 100.0), |scale| (scale.min.get(), scale.max.get()));
                    json!({ "scaled": (min + shown * (max - min)).round() })
                }
                EvidenceKind::SelfRating => {
                    json!({ "self_rating": 1 + ((shown * 5.0) as u32).min(4) })
                }
            };
            (!left_out).then(|| json!({ "domain": domain.id, "evidence": evidence }))
        });
        each.collect()
    }

    fn conditions(&self, dice: &mut Dice) -> Value {
        let items = self.exam.items.expected().unwrap_or(60);
        let symptoms = ["heart", "concentration", "blank", "second_guessing", "other"];
        let felt: Vec<&str> = symptoms.into_iter().filter(|_| dice.percent(30)).collect();
        let mut conditions = json!({ "items": items, "symptoms": felt });
        if dice.percent(70) {
            conditions["distress"] = json!(dice.between(0, 10));
        }
        if dice.percent(60) {
            conditions["unanswered"] = json!(dice.between(0, i64::from(items) / 8));
        }
        if dice.percent(50) {
            conditions["minutes_left"] = json!(dice.between(0, 30));
        }
        conditions
    }
}

/// What a candidate says about an attempt: the statements, and what explains a domain.
pub(crate) fn reflect(diary: &mut Diary, dice: &mut Dice, exam: &Exam, sat: &Sat) {
    let (day, minute) = (sat.on, sat.told_minute + 5);
    if dice.percent(35) {
        let replies: Vec<Value> = (1..=16)
            .filter_map(|statement| {
                let agreement = dice.between(0, 4);
                let told = json!({ "statement": statement, "agreement": agreement });
                dice.percent(85).then_some(told)
            })
            .collect();
        let body = json!({ "questionnaire": { "attempt": sat.id, "replies": replies } });
        diary.record(day, minute, body);
    }
    for domain in &exam.domains {
        if dice.percent(12) {
            let explanation = *dice.pick(&["knowledge", "application", "execution", "luck"]);
            let topics =
                ["Ports and protocols", "Shared responsibility", "Access lists", "Backups"];
            let topics: Vec<&str> = topics.into_iter().filter(|_| dice.percent(30)).collect();
            let note = json!({
                "attempt": sat.id, "domain": domain.id, "explanation": explanation, "topics": topics,
            });
            diary.record(day, minute + 1, json!({ "domain_note": note }));
        }
    }
}
