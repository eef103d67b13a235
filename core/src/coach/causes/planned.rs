//! What was planned and what was done, as far as plans were shown.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::coach::causes::preparation::Preparation;
use crate::coach::model::causes as model;
use crate::coach::record::ExamRecord;

/// Minutes that were planned, and done from the first planned day to the last.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Planned {
    pub(super) minutes: f64,
    pub(super) done: f64,
}

impl Planned {
    /// `None` with fewer than seven planned days in the preparation: a plan that was hardly there
    /// measures nobody.
    pub(super) fn of(record: &ExamRecord<'_>, preparation: &Preparation<'_>) -> Option<Self> {
        let mut days: BTreeMap<NaiveDate, f64> = BTreeMap::new();
        let anchors = record.history.plan_anchors.iter();
        let anchors = anchors.filter(|fact| fact.value.exam == record.exam.code);
        for fact in anchors.filter(|fact| preparation.holds(fact.at.study_day())) {
            // A later plan replaces what the earlier one said about its days.
            days.split_off(&fact.value.from);
            for block in fact.value.blocks.iter().filter(|b| b.day < preparation.sat_on) {
                *days.entry(block.day).or_default() += f64::from(block.minutes.get());
            }
        }
        if days.len() < model::PLANNED_DAYS_MIN {
            return None;
        }
        let (first, last) = (*days.first_key_value()?.0, *days.last_key_value()?.0);
        let minutes: f64 = days.values().sum();
        let done = preparation.minutes_within(first, last);
        (minutes > 0.0).then_some(Self { minutes, done })
    }

    pub(super) fn ratio(self) -> f64 {
        self.done / self.minutes
    }
}
