//! Topics to come back to, and when.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::collections::VecDeque;

use chrono::Days;
use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::DomainId;
use crate::base::ids::ObjectiveId;
use crate::coach::history::History;
use crate::coach::model::planner::SPACING;
use crate::coach::model::planner::TOPICS_MAX;
use crate::exam::blueprint::Exam;

/// Something inside a domain to come back to: noted on the report, or an open gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Topic {
    /// The domain.
    pub domain: DomainId,
    /// The topic, in the candidate's words.
    pub name: String,
    /// When it is due for review; `None` for one that has not been studied yet.
    pub due: Option<NaiveDate>,
}

impl Topic {
    /// The topics that the candidate noted beside the last report of this exam.
    pub fn noted(history: &History<'_>, exam: &Exam) -> Vec<Self> {
        let of_exam = history.attempts.iter().filter(|fact| fact.value.exam == exam.code);
        let Some(attempt) = of_exam.max_by_key(|fact| (fact.value.sat_on, fact.id)) else {
            return Vec::new();
        };
        let notes = history.domain_notes.iter().filter(|note| note.value.attempt == *attempt.id);
        // A later note about a domain replaces the earlier one.
        let latest: BTreeMap<&DomainId, &Vec<String>> =
            notes.map(|note| (&note.value.domain, &note.value.topics)).collect();
        let each = latest.into_iter().flat_map(|(domain, names)| {
            names.iter().map(|name| Self { domain: domain.clone(), name: name.clone(), due: None })
        });
        each.take(TOPICS_MAX).collect()
    }
}

/// A topic that is looked at for the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Opened {
    pub(crate) name: String,
    pub(crate) origin: TopicOrigin,
}

/// Where a topic comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TopicOrigin {
    /// The candidate noted it, or a wrong answer did.
    Noted,
    /// Nobody ever touched it: a remedy asks for one pass.
    Coverage,
}

/// The topics of a plan in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda<'a> {
    names: Vec<&'a str>,
    unseen: Vec<VecDeque<usize>>,
    /// What one pass still has to touch, by domain, in the exam's order.
    pass: Vec<VecDeque<String>>,
    due: BTreeSet<(NaiveDate, usize, usize)>,
    /// Days after which a topic comes back at the earliest.
    rest: u64,
}

impl<'a> Agenda<'a> {
    /// Sorts the topics; those of unknown domains are left out. A topic rests for `rest` days at
    /// least.
    pub(crate) fn of(topics: &'a [Topic], exam: &Exam, rest: u64) -> Self {
        let mut agenda =
            Self { unseen: vec![VecDeque::new(); exam.domains.len()], rest, ..Self::default() };
        let sorted: BTreeSet<&Topic> = topics.iter().collect();
        for topic in sorted.into_iter().take(TOPICS_MAX) {
            let Some(area) = exam.position(&topic.domain) else { continue };
            let at = agenda.names.len();
            agenda.names.push(&topic.name);
            match topic.due {
                Some(due) => {
                    agenda.due.insert((due, area, at));
                }
                None => agenda.unseen.iter_mut().skip(area).take(1).for_each(|q| q.push_back(at)),
            }
        }
        agenda
    }

    /// Adds one pass over the objectives that are not among those `touched`. A domain whose
    /// objectives the catalogue does not know gets one look at the vendor's list.
    pub(crate) fn cover(&mut self, exam: &Exam, touched: &BTreeSet<&ObjectiveId>) {
        let pass = exam.domains.iter().map(|domain| {
            if domain.objectives.is_empty() {
                return VecDeque::from(
                    ["the vendor's list of objectives: what is new?".to_owned()],
                );
            }
            let open = domain.objectives.iter().filter(|objective| !touched.contains(objective));
            open.map(|objective| format!("objective {objective}")).collect()
        });
        self.pass = pass.collect();
    }

    /// The next topic of a domain that has not been studied: first those that come back after their
    /// spacing, then those of the pass, which are touched once.
    pub(crate) fn open_next(
        &mut self,
        area: usize,
        day: NaiveDate,
        days_left: i64,
    ) -> Option<Opened> {
        if let Some(at) = self.unseen.get_mut(area).and_then(VecDeque::pop_front) {
            self.come_back(area, at, day, days_left);
            let name = (*self.names.get(at)?).to_owned();
            return Some(Opened { name, origin: TopicOrigin::Noted });
        }
        let name = self.pass.get_mut(area)?.pop_front()?;
        Some(Opened { name, origin: TopicOrigin::Coverage })
    }

    /// The domain of the topic that has been due longest, among those that `wanted` accepts.
    pub(crate) fn due_area(&self, day: NaiveDate, wanted: impl Fn(usize) -> bool) -> Option<usize> {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        due.map(|(_, area, _)| *area).find(|area| wanted(*area))
    }

    /// How many topics of a domain are due, up to `most`.
    pub(crate) fn count_due(&self, area: usize, day: NaiveDate, most: u32) -> u32 {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        let due = due.filter(|(_, of, _)| *of == area).take(usize::try_from(most).unwrap_or(0));
        u32::try_from(due.count()).unwrap_or(most)
    }

    /// Takes up to `most` due topics of a domain; each comes back after its spacing.
    pub(crate) fn take_due(
        &mut self,
        area: usize,
        day: NaiveDate,
        (days_left, most): (i64, u32),
    ) -> Vec<&'a str> {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        let of_area = due.filter(|(_, of, _)| *of == area);
        let taken: Vec<(NaiveDate, usize, usize)> =
            of_area.take(usize::try_from(most).unwrap_or(0)).copied().collect();
        for entry in &taken {
            self.due.remove(entry);
            self.come_back(area, entry.2, day, days_left);
        }
        taken.into_iter().filter_map(|(_, _, at)| self.names.get(at).copied()).collect()
    }

    fn come_back(&mut self, area: usize, at: usize, day: NaiveDate, days_left: i64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few days"
        )]
        let gap = ((days_left as f64 * SPACING).round().clamp(1.0, 365.0) as u64).max(self.rest);
        if let Some(due) = day.checked_add_days(Days::new(gap)) {
            self.due.insert((due, area, at));
        }
    }
}
