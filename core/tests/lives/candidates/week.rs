//! When a candidate can study: the weeks that people have, and the days that differ.

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

use crate::candidates::diary::Diary;
use crate::dice::Dice;

const WORKING: [&str; 5] = ["mon", "tue", "wed", "thu", "fri"];
const ALL: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/// The kinds of week.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Habit {
    /// An hour on working days, and a long Saturday.
    EveningsAndSaturday,
    /// On the way to work and back, and nowhere else.
    TrainsOnly,
    /// On the way, in the evening, and at weekends.
    TrainsAndEvenings,
    /// Saturdays and Sundays.
    Weekends,
    /// Late in the evening, or after midnight.
    Nights,
    /// Eight hours a day.
    FullDays,
    /// One evening.
    OneEvening,
    /// At a desk where somebody may come in, also for hours.
    DeskOnly,
    /// In the car, with bound hands, and an evening or two.
    Driving,
    /// Here and there.
    Scattered,
    /// Nothing was entered.
    Unknown,
}

/// Writes down the week of a candidate who sits an exam of so many minutes, some time before `today`.
pub(crate) fn record(diary: &mut Diary, seed: u64, today: NaiveDate, exam_minutes: i64) -> Habit {
    use Habit::{
        DeskOnly, Driving, EveningsAndSaturday, FullDays, Nights, OneEvening, Scattered,
        TrainsAndEvenings, TrainsOnly, Unknown, Weekends,
    };
    let mut dice = Dice::of(seed, "week");
    let habit = dice.weighed(&[
        (30, EveningsAndSaturday),
        (10, TrainsOnly),
        (14, TrainsAndEvenings),
        (10, Weekends),
        (6, Nights),
        (5, FullDays),
        (5, OneEvening),
        (7, DeskOnly),
        (4, Driving),
        (6, Scattered),
        (3, Unknown),
    ]);
    if habit == Unknown {
        return habit;
    }
    let slots = slots(&mut dice, habit, exam_minutes);
    let mut week = json!({ "slots": slots });
    if dice.percent(12) {
        week["weekly_cap"] = json!(dice.between(3, 14) * 60);
    }
    let entered = today - Days::new(dice.between(0, 40) as u64);
    diary.record(entered, 400, json!({ "availability": week }));
    exceptions(diary, &mut dice, today, exam_minutes);
    habit
}

fn slots(dice: &mut Dice, habit: Habit, exam_minutes: i64) -> Vec<Value> {
    let mut week = Week::default();
    let evening = *dice.pick(&[1_080, 1_140, 1_200, 1_230]);
    let hour = *dice.pick(&[30, 45, 60, 60, 60, 75, 90, 120]);
    let long = *dice.pick(&[exam_minutes + 15, 120, 150, 150, 180, 180, 210, 240, 300]);
    match habit {
        Habit::EveningsAndSaturday => {
            week.on(&WORKING, (evening, hour, "desk"));
            week.on(&["sat"], (540, long, "long"));
        }
        Habit::TrainsOnly => week.trains(dice),
        Habit::TrainsAndEvenings => {
            week.trains(dice);
            week.on(dice.pick::<&[&str]>(&[&WORKING[..], &WORKING[1..3]]), (evening, hour, "desk"));
            week.on(dice.pick::<&[&str]>(&[&["sun"][..], &["sat", "sun"]]), (600, long, "long"));
        }
        Habit::Weekends => week.on(&["sat", "sun"], (*dice.pick(&[480, 600]), long, "long")),
        Habit::Nights => {
            let late = *dice.pick(&[1_350, 1_380, 30, 90]);
            week.on(dice.pick::<&[&str]>(&[&WORKING[..], &ALL[..]]), (late, hour, "desk"));
            week.on(&["sun"], (780, long, "long"));
        }
        Habit::FullDays => {
            let days = *dice.pick(&[&ALL[..], &ALL[..6], &WORKING[..]]);
            week.on(days, (*dice.pick(&[480, 540]), *dice.pick(&[360, 480, 480]), "long"));
        }
        Habit::OneEvening => {
            let (day, place) = (*dice.pick(&ALL), *dice.pick(&["desk", "long"]));
            week.on(&[day], (evening, *dice.pick(&[60, 90, 120, 180]), place));
        }
        Habit::DeskOnly => {
            week.on(&WORKING, (evening, hour, "desk"));
            week.on(&["sat"], (600, long, "desk"));
        }
        Habit::Driving => {
            week.on(&WORKING, (430, dice.between(20, 60), "commute_audio"));
            week.on(&["tue", "thu"], (evening, hour, "desk"));
            week.on(&["sun"], (540, long, "long"));
        }
        Habit::Scattered => week.scattered(dice),
        Habit::Unknown => {}
    }
    week.0
}

#[derive(Default)]
struct Week(Vec<Value>);

impl Week {
    fn on(&mut self, days: &[&str], (start, minutes, place): (i64, i64, &str)) {
        self.0.extend(days.iter().map(|day| {
            let slot =
                json!({ "start_minute": start, "minutes": minutes.min(720), "place": place });
            json!({ "weekday": day, "slot": slot })
        }));
    }

    fn trains(&mut self, dice: &mut Dice) {
        let minutes = dice.between(15, 50);
        self.on(&WORKING, (*dice.pick(&[380, 420, 450]), minutes, "commute"));
        self.on(&WORKING, (1_020, minutes, "commute"));
    }

    fn scattered(&mut self, dice: &mut Dice) {
        for day in ALL {
            for _ in 0..dice.between(0, 2) {
                let place = *dice.pick(&["commute", "desk", "desk", "long"]);
                let (start, minutes) = (dice.between(20, 76) * 15, dice.between(1, 16) * 15);
                self.on(&[day], (start, minutes, place));
            }
        }
        self.on(&["wed"], (1_170, 60, "desk"));
    }
}

/// Holidays, a day off, a free Saturday.
fn exceptions(diary: &mut Diary, dice: &mut Dice, today: NaiveDate, exam_minutes: i64) {
    let mut day = |ahead: i64, slots: Value| {
        let date = today + Days::new(ahead.unsigned_abs());
        let body = json!({ "day_exception": { "date": date, "slots": slots } });
        diary.record(today - Days::new(1), 410, body);
    };
    if dice.percent(15) {
        let first = dice.between(0, 70);
        (first..first + dice.between(3, 16)).for_each(|ahead| day(ahead, json!([])));
    }
    for _ in 0..dice.between(0, 2) {
        day(dice.between(0, 60), json!([]));
    }
    if dice.percent(12) {
        let minutes = (exam_minutes + 15 * dice.between(1, 8)).min(720);
        let slot = json!({ "start_minute": 600, "minutes": minutes, "place": "long" });
        day(dice.between(1, 40), json!([slot]));
    }
}
