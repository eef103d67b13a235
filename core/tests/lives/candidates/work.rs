//! What a candidate studied: as it was logged, or as it was remembered afterwards.

use chrono::{Days, NaiveDate};
use rebound_core::exam::blueprint::Exam;
use serde_json::{Value, json};

use crate::candidates::diary::Diary;
use crate::candidates::sitting::{Ability, Sat};
use crate::dice::Dice;

/// What a candidate learns from, and how.
#[derive(Clone, Debug)]
pub(crate) struct Material {
    /// Key, kind and activity of each resource.
    owned: Vec<(&'static str, &'static str, &'static str)>,
    banks: Vec<&'static str>,
    /// One domain that gets most of the time, as it does with some people.
    favourite: Option<usize>,
}

const SHELF: [(&str, &str, &str, &str); 8] = [
    ("book", "Study Guide", "text", "reading"),
    ("videos", "Video course", "video", "video"),
    ("lab", "Home lab", "lab", "lab"),
    ("bank-a", "Question bank A", "bank", "practice"),
    ("bank-b", "Question bank B", "bank", "practice"),
    ("group", "Study group", "peer", "peer"),
    ("docs", "Vendor documentation", "text", "reading"),
    ("podcast", "Podcast", "video", "video"),
];

/// Writes down what a candidate owns.
pub(crate) fn own(diary: &mut Diary, seed: u64, exam: &Exam, day: NaiveDate) -> Material {
    let mut dice = Dice::of(seed, "material");
    let own = *dice.pick(&[0, 25, 50, 50, 80]);
    let mut material = Material::none();
    for (key, name, family, activity) in SHELF {
        if !dice.percent(own) {
            continue;
        }
        let offline = *dice.pick(&["works", "needs_network"]);
        let mut body = json!({
            "resource": key, "name": name, "family": family, "offline": offline,
        });
        if dice.percent(15) {
            let of = dice.between(0, exam.domains.len() as i64 - 1) as usize;
            body["domains"] = json!([exam.domains[of].id]);
        }
        diary.record(day, 390, json!({ "resource": body }));
        material.owned.push((key, family, activity));
        if family == "bank" {
            material.banks.push(key);
        }
    }
    if dice.percent(30) {
        material.favourite = Some(dice.between(0, exam.domains.len() as i64 - 1) as usize);
    }
    material
}

impl Material {
    /// Nothing of one's own.
    pub(crate) const fn none() -> Self {
        Self { owned: Vec::new(), banks: Vec::new(), favourite: None }
    }
}

/// Whether somebody writes down which domain a session was about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    ByDomain,
    AsAWhole,
}

/// One stretch of work on an exam.
pub(crate) struct Work<'a> {
    pub(crate) exam: &'a Exam,
    pub(crate) ability: &'a Ability,
    pub(crate) material: &'a Material,
}

impl Work<'_> {
    /// Logs what was done from `from` on, for so many days, on so many percent of them.
    pub(crate) fn log(
        &self,
        diary: &mut Diary,
        dice: &mut Dice,
        (from, days): (NaiveDate, i64),
        often: u64,
    ) {
        let named = if dice.percent(70) { Named::ByDomain } else { Named::AsAWhole };
        for day in (0..days).map(|at| from + Days::new(at.unsigned_abs())) {
            if !dice.percent(often) {
                continue;
            }
            let minute = *dice.pick(&[430, 760, 1_180, 1_260]);
            let kind = dice.between(0, 99);
            let body = match kind {
                0..55 => self.session(dice, named),
                55..95 => self.set(dice),
                _ => self.mock_exam(dice),
            };
            diary.record(day, minute, body);
        }
    }

    fn domain(&self, dice: &mut Dice) -> usize {
        match self.material.favourite {
            Some(favourite) if dice.percent(60) => favourite,
            _ => dice.between(0, self.exam.domains.len() as i64 - 1) as usize,
        }
    }

    fn session(&self, dice: &mut Dice, named: Named) -> Value {
        let usual = ("", "", "reading");
        let (key, _, activity) =
            if self.material.owned.is_empty() { usual } else { *dice.pick(&self.material.owned) };
        let mut session = json!({
            "exam": self.exam.code, "minutes": dice.between(2, 12) * 10, "activity": activity,
        });
        if !key.is_empty() {
            session["resource"] = json!(key);
        }
        let domain = self.domain(dice);
        if named == Named::ByDomain {
            session["domain"] = json!(self.exam.domains[domain].id);
        }
        json!({ "study_session": session })
    }

    fn bank(&self, dice: &mut Dice) -> &'static str {
        if self.material.banks.is_empty() {
            "free-questions"
        } else {
            dice.pick::<&str>(&self.material.banks)
        }
    }

    /// A set of questions in one domain.
    pub(crate) fn set(&self, dice: &mut Dice) -> Value {
        let (domain, of) = (self.domain(dice), dice.between(5, 40) as u16);
        self.set_of(dice, domain, of)
    }

    pub(crate) fn set_of(&self, dice: &mut Dice, domain: usize, of: u16) -> Value {
        let seen = if dice.percent(20) { dice.between(0, i64::from(of)) } else { 0 };
        let conditions = *dice.pick(&["timed", "relaxed", "relaxed", "simulated"]);
        json!({ "practice_set": {
            "exam": self.exam.code, "domain": self.exam.domains[domain].id, "bank": self.bank(dice),
            "correct": dice.right(self.ability[domain], of), "of": of, "minutes": of + of / 3,
            "review_minutes": of / 2, "conditions": conditions, "seen_before": seen,
        }})
    }

    /// A mock exam with its result in each domain.
    pub(crate) fn mock_exam(&self, dice: &mut Dice) -> Value {
        let allowed = self.exam.minutes.map_or(120, |minutes| minutes.get());
        let items = f64::from(self.exam.items.expected().unwrap_or(60));
        let shares = self.exam.shares();
        let domains: Vec<Value> = (0..self.exam.domains.len())
            .map(|at| {
                let of = ((items * shares[at]).round() as u16).max(1);
                let correct = dice.right(self.ability[at], of);
                json!({ "domain": self.exam.domains[at].id, "correct": correct, "of": of })
            })
            .collect();
        json!({ "simulation": {
            "exam": self.exam.code, "bank": self.bank(dice), "domains": domains, "unanswered": 0,
            "minutes": allowed - allowed / 10, "minutes_allowed": allowed,
            "rules": *dice.pick(&["kept", "kept", "broken"]),
        }})
    }

    /// What is remembered of a preparation from before the app.
    pub(crate) fn remember(&self, diary: &mut Diary, dice: &mut Dice, sat: &Sat) {
        let families = ["text", "video", "lab", "bank", "peer"];
        let by_domain = dice.percent(40);
        let mut shares: Vec<Value> = Vec::new();
        let main = *dice.pick(&families);
        for family in families {
            if family != main && !dice.percent(35) {
                continue;
            }
            let minutes = dice.between(1, if family == main { 60 } else { 15 }) * 60;
            if by_domain {
                let count = self.exam.domains.len() as i64;
                shares.extend((0..count).filter(|_| dice.percent(70)).map(|at| {
                    let domain = &self.exam.domains[at as usize].id;
                    json!({ "family": family, "domain": domain, "minutes": minutes / count })
                }));
            } else {
                shares.push(json!({ "family": family, "minutes": minutes }));
            }
        }
        let mut prior = json!({
            "attempt": sat.id, "shares": shares, "precision": *dice.pick(&["rough", "recorded"]),
        });
        if dice.percent(40) {
            prior["recommended_hours"] = json!(dice.between(3, 16) * 10);
        }
        if dice.percent(40) {
            prior["last_week"] = json!(dice.between(0, 20) * 60);
        }
        diary.record(sat.on, sat.told_minute + 10, json!({ "prior_preparation": prior }));
    }
}
