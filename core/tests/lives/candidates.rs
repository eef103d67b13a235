//! Ordinary candidates: who they are, what happened to them, and what they wrote down. A life is made
//! from its number alone.

mod diary;
mod shown;
mod sitting;
mod week;
mod work;

use chrono::{Days, NaiveDate};
use rebound_core::base::ids::{ExamCode, FactId};
use rebound_core::base::time::{Now, Zone};
use rebound_core::exam::blueprint::{Exam, Status};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::{Fact, FactBody};
use serde_json::json;

use crate::candidates::sitting::{Ability, Sat, Sitter, reflect};
use crate::candidates::work::{Material, Work};
use crate::clock::stamp;
use crate::dice::Dice;

pub(crate) use crate::candidates::diary::Diary;
pub(crate) use crate::candidates::shown::{Done, Shown};
pub(crate) use crate::candidates::week::Habit;

const ZONES: [&str; 14] = [
    "America/New_York",
    "America/Chicago",
    "America/Los_Angeles",
    "America/Sao_Paulo",
    "Europe/London",
    "Europe/Berlin",
    "Europe/Paris",
    "Africa/Lagos",
    "Asia/Kolkata",
    "Asia/Tokyo",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "+05:30",
];

/// One candidate at one moment.
#[derive(Clone, Debug)]
pub(crate) struct Life {
    /// The number it was made from.
    pub(crate) seed: u64,
    /// What was written down, in no order.
    pub(crate) facts: Vec<Fact>,
    /// The moment at which the candidate asks.
    pub(crate) now: Now,
    /// The exam that it is about.
    pub(crate) exam: ExamCode,
    /// The kind of week.
    pub(crate) habit: Habit,
    /// The plan that was shown some days ago, and what became of it.
    pub(crate) shown: Option<Shown>,
}

/// How long ago the last sitting was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Since {
    Tonight,
    Days(i64, i64),
    Never,
}

/// What is being put together.
struct Making<'a> {
    seed: u64,
    catalogue: &'a Catalogue,
    exam: &'a Exam,
    ability: Ability,
    diary: Diary,
    today: NaiveDate,
    minute: i64,
}

impl Life {
    /// The life with this number.
    pub(crate) fn of(seed: u64, catalogue: &Catalogue) -> Self {
        let mut making = Making::begin(seed, catalogue);
        let since = Dice::of(seed, "since").weighed(&[
            (12, Since::Tonight),
            (9, Since::Days(1, 1)),
            (14, Since::Days(2, 7)),
            (40, Since::Days(8, 45)),
            (18, Since::Days(46, 220)),
            (4, Since::Days(221, 500)),
            (3, Since::Never),
        ]);
        let sat = making.sittings(since);
        let material = making.study(&sat, since);
        let minutes = making.exam_minutes();
        let habit = week::record(&mut making.diary, seed, making.today, minutes);
        making.choose_and_book(sat.last());
        if let Some(last) = sat.last() {
            reflect(&mut making.diary, &mut Dice::of(seed, "reflect"), making.exam, last);
        }
        making.another_exam();
        making.slips(&sat);
        making.end(habit, &material, sat.last())
    }
}

impl<'a> Making<'a> {
    fn begin(seed: u64, catalogue: &'a Catalogue) -> Self {
        let mut dice = Dice::of(seed, "who");
        let zone = Zone::new(dice.pick::<&str>(&ZONES)).unwrap();
        let exams: Vec<&Exam> = catalogue.exams().collect();
        let offered: Vec<&Exam> =
            exams.iter().copied().filter(|exam| exam.status == Status::Current).collect();
        let among = if dice.percent(95) { &offered } else { &exams };
        let exam = *dice.pick(among);
        let level = 0.5 + dice.share() * 0.28;
        let domain = |_| (level + dice.share() * 0.36 - 0.18).clamp(0.2, 0.96);
        let ability = exam.domains.iter().map(domain).collect();
        let mut dice = Dice::of(seed, "when");
        let first = NaiveDate::from_ymd_opt(2025, 9, 1).unwrap();
        let mut today = first + Days::new(dice.between(0, 540).unsigned_abs());
        if dice.percent(12) {
            today = near_clock_change(zone, today, dice.between(-3, 2));
        }
        let minute =
            if dice.percent(6) { dice.between(5, 235) } else { dice.between(6 * 60, 23 * 60 + 50) };
        Self { seed, catalogue, exam, ability, diary: Diary::new(zone), today, minute }
    }

    fn exam_minutes(&self) -> i64 {
        i64::from(self.exam.minutes.map_or(120, |minutes| minutes.get()))
    }

    /// One sitting or several, the last one as long ago as `since` says.
    fn sittings(&mut self, since: Since) -> Vec<Sat> {
        let mut dice = Dice::of(self.seed, "sittings");
        let ago = match since {
            Since::Tonight => {
                self.minute = dice.between(21 * 60 + 30, 23 * 60 + 55);
                0
            }
            Since::Days(least, most) => dice.between(least, most),
            Since::Never => return Vec::new(),
        };
        let count = dice.weighed(&[(68, 1), (20, 2), (8, 3), (4, 4)]);
        let mut days = vec![self.today - Days::new(ago.unsigned_abs())];
        for _ in 1..count {
            let before = dice.weighed(&[(12, (1, 13)), (40, (14, 40)), (48, (41, 200))]);
            let earlier =
                days[days.len() - 1] - Days::new(dice.between(before.0, before.1).unsigned_abs());
            days.push(earlier);
        }
        days.reverse();
        let mut sat = Vec::new();
        for (at, day) in days.iter().enumerate() {
            let is_last = at + 1 == days.len();
            let outcome = if is_last {
                dice.weighed(&[
                    (83, "fail"),
                    (6, "pass"),
                    (4, "no_show"),
                    (2, "void"),
                    (1, "removed_by_proctor"),
                    (4, "pending"),
                ])
            } else {
                dice.weighed(&[(93, "fail"), (4, "no_show"), (3, "void")])
            };
            let sitter =
                Sitter { exam: self.exam, catalogue: self.catalogue, ability: &self.ability };
            sat.push(sitter.sit(&mut self.diary, &mut dice, *day, outcome));
        }
        sat
    }

    /// What was studied for the first sitting and since, and with what.
    fn study(&mut self, sat: &[Sat], since: Since) -> Material {
        let mut dice = Dice::of(self.seed, "study");
        let begun = self.today - Days::new(dice.between(30, 120).unsigned_abs());
        let first = sat.first().map_or(begun, |first| first.on);
        let diary = &mut self.diary;
        let material = work::own(diary, self.seed, self.exam, first - Days::new(1));
        let work = Work { exam: self.exam, ability: &self.ability, material: &material };
        let often = dice.between(15, 70).unsigned_abs();
        match (dice.between(0, 9), sat.last()) {
            (0..4, _) => {
                let days = dice.between(14, 80);
                let from = first - Days::new(days.unsigned_abs());
                work.log(diary, &mut dice, (from, days), often);
            }
            (4..7, Some(last)) => work.remember(diary, &mut dice, last),
            _ => {}
        }
        for pair in sat.windows(2) {
            let days = (pair[1].on - pair[0].on).num_days() - 1;
            if dice.percent(50) && days > 0 {
                work.log(diary, &mut dice, (pair[0].on + Days::new(1), days.min(60)), often);
            }
        }
        let from = sat.last().map_or(begun, |last| last.on) + Days::new(1);
        let days = (self.today - from).num_days();
        if since != Since::Tonight && days > 0 && dice.percent(65) {
            let days = days.min(70);
            let from = self.today - Days::new(days.unsigned_abs());
            let often = dice.between(10, 80).unsigned_abs();
            work.log(diary, &mut dice, (from, days), often);
        }
        material
    }

    /// The exam that was chosen, the date that is booked, and a date that somebody was told.
    fn choose_and_book(&mut self, last: Option<&Sat>) {
        let mut dice = Dice::of(self.seed, "date");
        let entered = last.map_or(self.today - Days::new(20), |last| last.on);
        let minute = last.map_or(600, |last| last.told_minute) + 3;
        if last.is_none() || dice.percent(60) {
            let body = json!({ "exam_choice": { "exam": self.exam.code } });
            self.diary.record(entered, minute, body);
        }
        let ahead = dice.weighed(&[
            (38, None),
            (2, Some((0, 0))),
            (5, Some((1, 1))),
            (5, Some((2, 3))),
            (12, Some((4, 19))),
            (11, Some((20, 41))),
            (18, Some((42, 120))),
            (6, Some((121, 340))),
            (3, Some((-10, -1))),
        ]);
        if let Some((least, most)) = ahead {
            let ahead = dice.between(least, most);
            let date = if ahead < 0 {
                self.today - Days::new(ahead.unsigned_abs())
            } else {
                self.today + Days::new(ahead.unsigned_abs())
            };
            let body = json!({ "exam_date": { "exam": self.exam.code, "date": date } });
            if last.is_none_or(|last| date > last.on) {
                self.diary.record(entered, minute + 1, body);
            }
        }
        if dice.percent(4) {
            let date = entered + Days::new(dice.between(1, 90).unsigned_abs());
            let body = json!({ "retake_override": {
                "exam": self.exam.code, "date": date, "note": "mail from support",
            }});
            self.diary.record(entered, minute + 2, body);
        }
    }

    /// Somebody who prepares for two exams, or did.
    fn another_exam(&mut self) {
        let mut dice = Dice::of(self.seed, "another");
        if !dice.percent(14) {
            return;
        }
        let exams: Vec<&Exam> = self.catalogue.exams().collect();
        let other = *dice.pick(&exams);
        if other.code == self.exam.code {
            return;
        }
        let days = dice.between(30, 300).unsigned_abs();
        let on = self.today - Days::new(days);
        let chosen = json!({ "exam_choice": { "exam": self.exam.code } });
        let ability: Ability = vec![0.7; other.domains.len()];
        let sitter = Sitter { exam: other, catalogue: self.catalogue, ability: &ability };
        let outcome = *dice.pick(&["fail", "pass"]);
        sitter.sit(&mut self.diary, &mut dice, on, outcome);
        let material = Material::none();
        let work = Work { exam: other, ability: &ability, material: &material };
        work.log(&mut self.diary, &mut dice, (on - Days::new(20), 20), 30);
        self.diary.record(self.today - Days::new(days - 1), 500, chosen);
    }

    /// What is entered twice, corrected, or taken back.
    fn slips(&mut self, sat: &[Sat]) {
        let mut dice = Dice::of(self.seed, "slips");
        let attempt =
            |facts: &[Fact], id: &FactId| facts.iter().find(|fact| fact.id == *id).cloned();
        let found = sat.last().and_then(|last| attempt(&self.diary.facts, &last.id));
        let Some(found) = found else { return };
        let at = stamp(
            self.diary.zone,
            found.at.local_date(),
            1_300.max(sat[sat.len() - 1].told_minute + 9),
        );
        let next = self.diary.next_id();
        match dice.between(0, 99) {
            0..2 => self.diary.facts.push(Fact { id: next, at, ..found }),
            2..6 => self.diary.facts.push(Fact {
                supersedes: Some(found.id.clone()),
                id: next,
                at,
                ..found
            }),
            6..9 => {
                let target = *dice.pick(&[self.diary.facts.len() - 1, 0]);
                let Fact { id: target, at: recorded, body, .. } = self.diary.facts[target].clone();
                // Nobody takes back what they have yet to record; who takes back which exam it is about
                // is another candidate.
                let is_choice = matches!(body, FactBody::ExamChoice(_));
                if target != found.id && recorded.utc_ms <= at.utc_ms && !is_choice {
                    self.diary.record_at(at, json!({ "removal": { "target": target } }));
                }
            }
            _ => {}
        }
    }

    /// The plan that was shown, what came of it, and the moment of asking.
    fn end(mut self, habit: Habit, material: &Material, last: Option<&Sat>) -> Life {
        let at = stamp(self.diary.zone, self.today, self.minute);
        let now = Now::at(at);
        let work = Work { exam: self.exam, ability: &self.ability, material };
        let after = last.map_or(self.today - Days::new(15), |last| last.on);
        let shown =
            Shown::perhaps(&mut self.diary, self.seed, (self.catalogue, &work), (after, now));
        self.diary.facts.retain(|fact| fact.at.utc_ms <= now.utc_ms);
        Life {
            seed: self.seed,
            facts: self.diary.facts,
            now,
            exam: self.exam.code.clone(),
            habit,
            shown,
        }
    }
}

/// The day on which clocks change next in a zone, or some days beside it; `day` itself where they do not.
fn near_clock_change(zone: Zone, day: NaiveDate, beside: i64) -> NaiveDate {
    let offset = |day: NaiveDate| zone.offset(zone.start_of(day));
    let mut days = (0..370).map(|ahead| day + Days::new(ahead));
    let Some(changes) = days.find(|day| offset(*day) != offset(*day + Days::new(1))) else {
        return day;
    };
    if beside < 0 {
        changes - Days::new(beside.unsigned_abs())
    } else {
        changes + Days::new(beside.unsigned_abs())
    }
}
