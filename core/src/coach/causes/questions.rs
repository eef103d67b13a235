//! How the questions of one preparation went, under which conditions, and why they were missed.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::{FactId, ResourceId};
use crate::coach::causes::contrast::RightOf;
use crate::coach::causes::preparation::Preparation;
use crate::coach::familiarity::Familiarity;
use crate::coach::index::{DomainIndex, Table};
use crate::coach::record::ExamRecord;
use crate::coach::record::domains::Domains;
use crate::coach::record::work::{Work, WorkSource};
use crate::facts::mock_exam::MockExamResult;
use crate::facts::practice::{
    Answer, AnswerChange, Conditions, Demand, ErrorKind, PracticeSet, Stem,
};

/// How the questions of one preparation went.
#[derive(Debug, Default)]
pub(super) struct Questions<'a> {
    /// The banks they came from.
    pub(super) banks: BTreeSet<&'a ResourceId>,
    /// All of them.
    pub(super) items: f64,
    /// Those that ask to know and those that ask to apply.
    pub(super) recall: RightOf,
    pub(super) scenario: RightOf,
    /// Those put straight and those with NOT or EXCEPT.
    pub(super) plain: RightOf,
    pub(super) negative: RightOf,
    /// New questions by domain, in the exam's order, under each condition.
    pub(super) simulated: Table<DomainIndex, RightOf>,
    pub(super) timed: Table<DomainIndex, RightOf>,
    pub(super) relaxed: Table<DomainIndex, RightOf>,
    /// Changes from right to wrong and from wrong to right.
    pub(super) harmful: u32,
    pub(super) helpful: u32,
    /// Diagnosed errors, and those of them that were misread.
    pub(super) diagnosed: f64,
    pub(super) misread: f64,
    /// Mock exams, added up.
    pub(super) mocks: Mocks,
    /// The facts behind each of these.
    pub(super) basis: Answered,
}

/// Mock exams, added up.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Mocks {
    pub(super) items: f64,
    pub(super) unanswered: f64,
    pub(super) minutes: f64,
    pub(super) minutes_allowed: f64,
    /// Questions of the last quarters, where the pace is known, and those of them in a rush.
    pub(super) last_quarter: f64,
    pub(super) rushed: f64,
}

/// The facts behind the numbers.
#[derive(Debug, Default)]
pub(super) struct Answered {
    pub(super) banks: Vec<FactId>,
    pub(super) demands: Vec<FactId>,
    pub(super) stems: Vec<FactId>,
    pub(super) conditions: Vec<FactId>,
    pub(super) changes: Vec<FactId>,
    pub(super) diagnoses: Vec<FactId>,
    pub(super) mocks: Vec<FactId>,
}

impl Answered {
    /// Each list once and for all, however many signals rest on it. They are copies: side by side in
    /// memory they are compared much faster.
    fn sort(&mut self) {
        for list in [
            &mut self.banks,
            &mut self.demands,
            &mut self.stems,
            &mut self.conditions,
            &mut self.changes,
            &mut self.diagnoses,
            &mut self.mocks,
        ] {
            list.sort_unstable();
            list.dedup();
        }
    }
}

impl<'a> Questions<'a> {
    pub(super) fn of(record: &ExamRecord<'a>, preparation: &Preparation<'_>) -> Self {
        let none = || record.domains.each(RightOf::default());
        let mut questions =
            Self { simulated: none(), timed: none(), relaxed: none(), ..Self::default() };
        // A later diagnosis of the same answer wins.
        let diagnoses = record.history.diagnoses.iter();
        let latest: BTreeMap<&FactId, _> =
            diagnoses.map(|fact| (&fact.value.answer, (fact.id, fact.value.primary))).collect();
        for work in record.work.iter().filter(|work| preparation.holds(work.day)) {
            match work.source {
                WorkSource::Answer(answer, familiarity) => {
                    questions.answer(work, answer, familiarity);
                    questions.diagnose(latest.get(work.id).copied());
                }
                WorkSource::Set(set) => questions.set(work, set),
                WorkSource::Mock(mock) => questions.mock(work, mock, &record.domains),
                WorkSource::Session(_) | WorkSource::Review(_) => {}
            }
        }
        questions.basis.sort();
        questions
    }

    fn diagnose(&mut self, diagnosis: Option<(&FactId, ErrorKind)>) {
        let Some((id, kind)) = diagnosis else { return };
        self.diagnosed += 1.0;
        self.misread += if kind == ErrorKind::Misread { 1.0 } else { 0.0 };
        self.basis.diagnoses.push(id.clone());
    }

    fn answer(&mut self, work: &Work<'a>, answer: &'a Answer, familiarity: Familiarity) {
        let (id, tally) = (work.id, RightOf::of(work.right, work.of));
        self.count(work, tally);
        match answer.demand {
            Some(Demand::Recall) => self.recall += tally,
            Some(Demand::Scenario) => self.scenario += tally,
            None => {}
        }
        match answer.stem {
            Some(Stem::Plain) => self.plain += tally,
            Some(Stem::Negative) => self.negative += tally,
            None => {}
        }
        match answer.change {
            Some(AnswerChange::RightToWrong) => self.harmful += 1,
            Some(AnswerChange::WrongToRight) => self.helpful += 1,
            Some(AnswerChange::WrongToWrong) | None => {}
        }
        if answer.demand.is_some() {
            self.basis.demands.push(id.clone());
        }
        if answer.stem.is_some() {
            self.basis.stems.push(id.clone());
        }
        if answer.change.is_some() {
            self.basis.changes.push(id.clone());
        }
        if familiarity == Familiarity::New {
            self.under(work, work.domain, tally);
        }
    }

    fn set(&mut self, work: &Work<'a>, set: &PracticeSet) {
        if set.of == 0 {
            return;
        }
        let all = RightOf::of(work.right, work.of);
        self.count(work, all);
        // Which of them were seen before is not known: the new ones went like all of them.
        let new = 1.0 - f64::from(set.seen_before.min(set.of)) / f64::from(set.of);
        self.under(work, work.domain, all.times(new));
    }

    fn mock(&mut self, work: &Work<'a>, mock: &MockExamResult, domains: &Domains<'_>) {
        let mut items = 0.0;
        for part in &mock.domains {
            let tally = RightOf::of(part.correct, part.of);
            items += tally.of;
            self.count(work, tally);
            self.under(work, domains.index(&part.domain), tally);
        }
        self.mocks.items += items;
        self.mocks.unanswered += f64::from(mock.unanswered).min(items);
        self.mocks.minutes += f64::from(mock.minutes.get());
        self.mocks.minutes_allowed += f64::from(mock.minutes_allowed.get());
        if let Some(rushed) = mock.rushed {
            self.mocks.last_quarter += items / 4.0;
            self.mocks.rushed += f64::from(rushed).min(items / 4.0);
        }
        self.basis.mocks.push(work.id.clone());
    }

    fn count(&mut self, work: &Work<'a>, tally: RightOf) {
        self.banks.extend(work.resource);
        self.items += tally.of;
        self.basis.banks.push(work.id.clone());
    }

    /// Counts questions under the conditions of the work, if they are worth anything.
    fn under(&mut self, work: &Work<'a>, domain: Option<DomainIndex>, tally: RightOf) {
        let domains = match work.conditions {
            Some(Conditions::Simulated) => &mut self.simulated,
            Some(Conditions::Timed) => &mut self.timed,
            Some(Conditions::Relaxed) => &mut self.relaxed,
            None => return,
        };
        if let Some(of_domain) = domain.and_then(|at| domains.get_mut(at)) {
            *of_domain += tally;
            self.basis.conditions.push(work.id.clone());
        }
    }
}
