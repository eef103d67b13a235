//! One life with all that follows from it, and what the invariants ask about it again and again.

use std::cell::OnceCell;
use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Datelike, NaiveDate};
use rebound_core::base::time::Now;
use rebound_core::base::units::Minutes;
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::coach::history::History;
use rebound_core::coach::planner::plan::{Block, Plan, PlanDay};
use rebound_core::coach::record::sittings::Sittings;
use rebound_core::exam::blueprint::Exam;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::facts::attempt::{Attempt, Outcome};
use rebound_core::facts::availability::{Slot, SlotPlace};
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::markdown::text_of;
use rebound_core::formats::page::Page;

use crate::candidates::Life;

/// One life with all that follows from it.
pub(crate) struct View<'a> {
    pub(crate) life: &'a Life,
    pub(crate) catalogue: &'a Catalogue,
    pub(crate) exam: &'a Exam,
    pub(crate) derivation: Derivation,
    pub(crate) json: serde_json::Value,
    page: OnceCell<String>,
    texts: OnceCell<Vec<String>>,
}

impl<'a> View<'a> {
    pub(crate) fn of(life: &'a Life, catalogue: &'a Catalogue) -> Self {
        let derivation = Derivation::of(&life.facts, catalogue, life.now);
        let json = serde_json::to_value(&derivation).unwrap();
        let exam = catalogue.exam(&life.exam).unwrap();
        let (page, texts) = (OnceCell::new(), OnceCell::new());
        Self { life, catalogue, exam, derivation, json, page, texts }
    }

    pub(crate) const fn now(&self) -> Now {
        self.life.now
    }

    pub(crate) fn today(&self) -> NaiveDate {
        self.life.now.stamp().study_day()
    }

    pub(crate) fn history(&self) -> History<'_> {
        History::of(&self.life.facts, self.life.now)
    }

    pub(crate) fn coaching(&self) -> Option<&Coaching> {
        self.derivation.coaching.as_ref()
    }

    pub(crate) fn plan(&self) -> Option<&Plan> {
        self.coaching().map(|coaching| &coaching.plan)
    }

    /// The days of the plan.
    pub(crate) fn days(&self) -> &[PlanDay] {
        self.plan().map_or(&[], |plan| &plan.days)
    }

    /// Every block with its day.
    pub(crate) fn blocks(&self) -> impl Iterator<Item = (&PlanDay, &Block)> {
        self.days().iter().flat_map(|day| day.blocks.iter().map(move |block| (day, block)))
    }

    /// The day that the plan counts back from.
    pub(crate) fn exam_on(&self) -> Option<NaiveDate> {
        self.plan().and_then(|plan| plan.exam_day.date())
    }

    /// The page a candidate needs.
    pub(crate) fn page(&self) -> &str {
        self.page
            .get_or_init(|| text_of(&Page::of_history(&self.history(), self.catalogue, self.now())))
    }

    /// Every sentence of the answer: whatever has two words and is not the name of something.
    pub(crate) fn texts(&self) -> &[String] {
        self.texts.get_or_init(|| {
            let mut texts = Vec::new();
            let mut json = self.json.clone();
            if let Some(exam) = json.get_mut("exam").and_then(|exam| exam.get_mut("known")) {
                exam["title"] = serde_json::Value::Null;
                exam["domains"] = serde_json::Value::Null;
            }
            collect(&json, &mut texts);
            texts
        })
    }

    /// Whether a plan of the exam was shown before.
    pub(crate) fn was_shown(&self) -> bool {
        let anchors = self.life.facts.iter();
        anchors.into_iter().any(|fact| matches!(fact.body, FactBody::PlanAnchor(_)))
    }

    /// Whether a block was in the plan that was shown before.
    pub(crate) fn has_shown(&self, date: NaiveDate, block: &Block) -> bool {
        let then =
            |other: &Block| (other.start_minute, &other.code) == (block.start_minute, &block.code);
        let mut days = self.life.shown.iter().flat_map(|shown| &shown.plan.days);
        days.any(|day| day.date == date && day.blocks.iter().any(then))
    }

    /// The sittings of the exam that took place, oldest first.
    pub(crate) fn sat(&self) -> Vec<Attempt> {
        let sittings = Sittings::of(&self.history(), &self.exam.code, self.now());
        sittings.taken().iter().map(|fact| fact.value.clone()).collect()
    }

    /// What came of the last sitting that took place.
    pub(crate) fn last_outcome(&self) -> Option<Outcome> {
        self.sat().last().map(|attempt| attempt.outcome)
    }

    /// How many mock exams of the exam were sat from a day on.
    pub(crate) fn mock_exams_since(&self, day: NaiveDate) -> usize {
        let history = self.history();
        let sat = history.mock_exam_results.iter();
        sat.filter(|fact| fact.value.exam == self.exam.code && fact.at.local_date() >= day).count()
    }

    pub(crate) fn clock(&self) -> Clock<'_> {
        Clock::of(&self.life.facts, self.now())
    }

    pub(crate) fn mock_exam_minutes(&self) -> u32 {
        self.exam.minutes.map_or(120, |minutes| minutes.get())
    }
}

fn collect(json: &serde_json::Value, texts: &mut Vec<String>) {
    match json {
        serde_json::Value::String(text) if text.contains(' ') => texts.push(text.clone()),
        serde_json::Value::Array(list) => list.iter().for_each(|each| collect(each, texts)),
        serde_json::Value::Object(map) => map.values().for_each(|each| collect(each, texts)),
        _ => {}
    }
}

/// The time that was entered, looked up in the plainest way.
pub(crate) struct Clock<'a> {
    weekly: Vec<(chrono::Weekday, Slot)>,
    pub(crate) cap: Option<u32>,
    exceptions: BTreeMap<NaiveDate, &'a [Slot]>,
}

impl<'a> Clock<'a> {
    pub(crate) fn of(facts: &'a [Fact], now: Now) -> Self {
        let history = History::of(facts, now);
        let weekly = history.availabilities.last().map(|fact| fact.value);
        let each = weekly.iter().flat_map(|weekly| &weekly.slots);
        Self {
            weekly: each.map(|slot| (slot.weekday, slot.slot)).collect(),
            cap: weekly.and_then(|weekly| weekly.weekly_cap).map(|cap| cap.get()),
            exceptions: history
                .day_exceptions
                .iter()
                .map(|fact| (fact.value.date, fact.value.slots.as_slice()))
                .collect(),
        }
    }

    /// The slots of a date.
    pub(crate) fn slots(&self, date: NaiveDate) -> Vec<Slot> {
        if let Some(slots) = self.exceptions.get(&date) {
            return slots.to_vec();
        }
        let of_day = self.weekly.iter().filter(|(weekday, _)| *weekday == date.weekday());
        of_day.map(|(_, slot)| *slot).collect()
    }

    /// The slots of a date as far as they do not lie in an earlier one.
    fn apart(&self, date: NaiveDate) -> Vec<Slot> {
        let mut slots = self.slots(date);
        slots.sort_by_key(|slot| (slot.start_minute, Reverse(slot.minutes)));
        let mut free_from = 0;
        for slot in &mut slots {
            let start = u32::from(slot.start_minute);
            let end = start + slot.minutes.get();
            let begins = start.max(free_from);
            slot.start_minute = begins as u16;
            slot.minutes = Minutes::new(end.saturating_sub(begins));
            free_from = free_from.max(end);
        }
        slots
    }

    /// The time of a date; what two slots share counts once.
    pub(crate) fn minutes(&self, date: NaiveDate) -> u32 {
        self.apart(date).iter().map(|slot| slot.minutes.get()).sum()
    }

    /// The time of a week without exceptions.
    pub(crate) fn usual_week(&self) -> u32 {
        self.weekly.iter().map(|(_, slot)| slot.minutes.get()).sum()
    }

    /// The slots of a date in which a mock exam of so many minutes can be sat: undisturbed ones that do
    /// not lie in a night in which clocks change.
    pub(crate) fn holding(&self, date: NaiveDate, minutes: u32, place: SlotPlace) -> Vec<Slot> {
        let slots = self.apart(date).into_iter();
        slots.filter(|slot| slot.place == place && slot.minutes.get() >= minutes + 15).collect()
    }
}
