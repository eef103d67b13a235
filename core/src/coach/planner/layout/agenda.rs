//! The topics to come back to, in the order in which they come, and when.

use std::collections::{BTreeSet, VecDeque};

use chrono::{Days, NaiveDate};

use crate::base::ids::ObjectiveId;
use crate::coach::index::{DomainIndex, Index, Table, TopicIndex};
use crate::coach::model::planner::{SPACING, TOPICS_MAX};
use crate::coach::planner::layout::laid::BlockTopic;
use crate::coach::planner::topics::Topic;
use crate::exam::blueprint::Exam;

/// The topics of a plan in the making.
#[derive(Clone, Debug, Default)]
pub(crate) struct Agenda<'a> {
    names: Table<TopicIndex, &'a str>,
    unseen: Table<DomainIndex, VecDeque<TopicIndex>>,
    /// What one pass still has to touch.
    pass: Table<DomainIndex, VecDeque<BlockTopic<'a>>>,
    due: BTreeSet<(NaiveDate, DomainIndex, TopicIndex)>,
    /// Days after which a topic comes back at the earliest.
    rest: u64,
}

impl<'a> Agenda<'a> {
    /// Sorts the topics; those of unknown domains are left out. A topic rests for `rest` days at
    /// least.
    pub(crate) fn of(topics: &'a [Topic], exam: &Exam, rest: u64) -> Self {
        let sorted: BTreeSet<&Topic> = topics.iter().collect();
        let mut unseen = vec![VecDeque::new(); exam.domains.len()];
        let mut due = BTreeSet::new();
        let mut names = Vec::new();
        for topic in sorted.into_iter().take(TOPICS_MAX) {
            let Some(domain) = exam.position(&topic.domain) else { continue };
            let at = TopicIndex::at(names.len());
            names.push(topic.name.as_str());
            match (topic.due, unseen.get_mut(domain)) {
                (Some(day), _) => _ = due.insert((day, DomainIndex::at(domain), at)),
                (None, Some(unseen)) => unseen.push_back(at),
                (None, None) => {}
            }
        }
        let pass = Table::default();
        Self { names: names.into(), unseen: unseen.into(), pass, due, rest }
    }

    /// Adds one pass over the objectives that are not among those `touched`. A domain whose
    /// objectives the catalogue does not know gets one look at the vendor's list.
    pub(crate) fn cover(&mut self, exam: &'a Exam, touched: &BTreeSet<&ObjectiveId>) {
        let pass = exam.domains.iter().map(|domain| {
            if domain.objectives.is_empty() {
                return VecDeque::from([BlockTopic::Objectives]);
            }
            let open = domain.objectives.iter().filter(|objective| !touched.contains(objective));
            open.map(BlockTopic::Objective).collect()
        });
        self.pass = pass.collect();
    }

    /// The next topic of a domain that has not been studied: first those that come back after their
    /// spacing, then those of the pass, which are touched once.
    pub(crate) fn open_next(
        &mut self,
        domain: DomainIndex,
        day: NaiveDate,
        days_left: i64,
    ) -> Option<BlockTopic<'a>> {
        let topic = self.open_topic(domain, day, days_left);
        topic.or_else(|| self.pass.get_mut(domain)?.pop_front())
    }

    /// The next of those that come back after their spacing.
    pub(crate) fn open_topic(
        &mut self,
        domain: DomainIndex,
        day: NaiveDate,
        days_left: i64,
    ) -> Option<BlockTopic<'a>> {
        let at = self.unseen.get_mut(domain)?.pop_front()?;
        self.come_back(domain, at, day, days_left);
        Some(BlockTopic::Topics(vec![*self.names.get(at)?]))
    }

    /// The domain of the topic that has been due longest, among those that `wanted` accepts.
    pub(crate) fn due_domain(
        &self,
        day: NaiveDate,
        wanted: impl Fn(DomainIndex) -> bool,
    ) -> Option<DomainIndex> {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        due.map(|(_, domain, _)| *domain).find(|domain| wanted(*domain))
    }

    /// How many topics of a domain are due, up to `most`.
    pub(crate) fn count_due(&self, domain: DomainIndex, day: NaiveDate, most: u32) -> u32 {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        let due = due.filter(|(_, of, _)| *of == domain).take(usize::try_from(most).unwrap_or(0));
        u32::try_from(due.count()).unwrap_or(most)
    }

    /// Takes up to `most` due topics of a domain; each comes back after its spacing.
    pub(crate) fn take_due(
        &mut self,
        domain: DomainIndex,
        day: NaiveDate,
        (days_left, most): (i64, u32),
    ) -> Vec<&'a str> {
        let due = self.due.iter().take_while(|(due, ..)| *due <= day);
        let of_domain = due.filter(|(_, of, _)| *of == domain);
        let taken: Vec<(NaiveDate, DomainIndex, TopicIndex)> =
            of_domain.take(usize::try_from(most).unwrap_or(0)).copied().collect();
        for entry in &taken {
            self.due.remove(entry);
            self.come_back(domain, entry.2, day, days_left);
        }
        taken.into_iter().filter_map(|(_, _, at)| self.names.get(at).copied()).collect()
    }

    fn come_back(&mut self, domain: DomainIndex, at: TopicIndex, day: NaiveDate, days_left: i64) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "a few days"
        )]
        let gap = ((days_left as f64 * SPACING).round().clamp(1.0, 365.0) as u64).max(self.rest);
        if let Some(due) = day.checked_add_days(Days::new(gap)) {
            self.due.insert((due, domain, at));
        }
    }
}
