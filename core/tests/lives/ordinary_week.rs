//! Every exam of the catalogue, an hour on working days, a Saturday that just holds a mock exam, and ten
//! weeks: two mock exams at least.

use chrono::{Days, NaiveDate};
use rebound_core::base::time::Now;
use rebound_core::coach::derivation::Derivation;
use rebound_core::coach::planner::plan::BlockKind;
use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use serde_json::json;

use crate::candidates::Diary;
use crate::clock::stamp;

/// Whether all of them get two.
pub(crate) fn holds_two(catalogue: &Catalogue) -> bool {
    let short: Vec<String> =
        catalogue.exams().filter_map(|exam| falls_short(exam, catalogue)).collect();
    short.iter().for_each(|line| println!("{line}"));
    println!("{} of {} exams get fewer than two", short.len(), catalogue.exams().count());
    short.is_empty()
}

fn falls_short(exam: &Exam, catalogue: &Catalogue) -> Option<String> {
    let zone = rebound_core::base::time::Zone::new("America/Chicago").unwrap();
    // A Monday, three days after a fail.
    let today = NaiveDate::from_ymd_opt(2026, 11, 30).unwrap();
    let minutes = exam.minutes.map_or(120, |minutes| minutes.get());
    let mut diary = Diary::new(zone);
    let sat_on = today - Days::new(3);
    diary.record(
        sat_on,
        900,
        json!({ "attempt": {
            "exam": exam.code, "sat_on": sat_on, "zone": zone, "outcome": "fail",
        }}),
    );
    let slot = |day: &str, start: u32, minutes: u32, place: &str| {
        let slot = json!({ "start_minute": start, "minutes": minutes, "place": place });
        json!({ "weekday": day, "slot": slot })
    };
    let mut slots: Vec<_> = ["mon", "tue", "wed", "thu", "fri"]
        .iter()
        .map(|day| slot(day, 1_200, 60, "desk"))
        .collect();
    slots.push(slot("sat", 540, minutes + 15, "long"));
    diary.record(sat_on, 901, json!({ "availability": { "slots": slots } }));
    let exam_on = today + Days::new(70);
    diary.record(sat_on, 902, json!({ "exam_date": { "exam": exam.code, "date": exam_on } }));
    let at = stamp(zone, today, 480);
    let now = Now::at(at);
    let plan = Derivation::of(&diary.facts, catalogue, now).coaching.map(|coaching| coaching.plan);
    let blocks = plan.iter().flat_map(|plan| &plan.days).flat_map(|day| &day.blocks);
    let count = blocks.filter(|block| block.kind == BlockKind::MockExam).count();
    (count < 2).then(|| format!("{} of {minutes} minutes: {count}", exam.code))
}
