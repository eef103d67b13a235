//! How the questions of one preparation went, under which conditions, and why they were missed.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::base::ids::FactId;
use crate::base::ids::ResourceId;
use crate::coach::causes::contrast::Tally;
use crate::coach::causes::preparation::Preparation;
use crate::coach::exposure::Exposures;
use crate::coach::exposure::Familiarity;
use crate::coach::history::History;
use crate::exam::blueprint::Exam;
use crate::facts::practice::Answer;
use crate::facts::practice::AnswerChange;
use crate::facts::practice::AnswerResult;
use crate::facts::practice::Conditions;
use crate::facts::practice::Demand;
use crate::facts::practice::ErrorKind;
use crate::facts::practice::Stem;
use crate::facts::simulation::Rules;

/// How the questions of one preparation went.
#[derive(Debug, Default)]
pub(super) struct Questions<'a> {
    /// The banks they came from.
    pub(super) banks: BTreeSet<&'a ResourceId>,
    /// All of them.
    pub(super) items: f64,
    /// Those that ask to know and those that ask to apply.
    pub(super) recall: Tally,
    pub(super) scenario: Tally,
    /// Those put straight and those with NOT or EXCEPT.
    pub(super) plain: Tally,
    pub(super) negative: Tally,
    /// New questions by domain, in the exam's order, under each condition.
    pub(super) simulated: Vec<Tally>,
    pub(super) timed: Vec<Tally>,
    pub(super) relaxed: Vec<Tally>,
    /// Changes from right to wrong and from wrong to right.
    pub(super) harmful: u32,
    pub(super) helpful: u32,
    /// Diagnosed errors, and those of them that were misread.
    pub(super) diagnosed: f64,
    pub(super) misread: f64,
    /// Mock exams, added up.
    pub(super) mocks: Mocks,
    /// The facts behind each of these.
    pub(super) basis: Basis,
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
pub(super) struct Basis {
    pub(super) banks: Vec<FactId>,
    pub(super) demands: Vec<FactId>,
    pub(super) stems: Vec<FactId>,
    pub(super) conditions: Vec<FactId>,
    pub(super) changes: Vec<FactId>,
    pub(super) diagnoses: Vec<FactId>,
    pub(super) mocks: Vec<FactId>,
}

impl Basis {
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
    pub(super) fn of(history: &History<'a>, exam: &Exam, preparation: &Preparation<'_>) -> Self {
        let none = || vec![Tally::default(); exam.domains.len()];
        let mut questions =
            Self { simulated: none(), timed: none(), relaxed: none(), ..Self::default() };
        questions.answers(history, exam, preparation);
        questions.sets(history, exam, preparation);
        questions.simulations(history, exam, preparation);
        questions.basis.sort();
        questions
    }

    fn answers(&mut self, history: &History<'a>, exam: &Exam, preparation: &Preparation<'_>) {
        // A later diagnosis of the same answer wins.
        let diagnoses = history.diagnoses.iter();
        let latest: BTreeMap<&FactId, _> =
            diagnoses.map(|fact| (&fact.value.answer, (fact.id, fact.value.primary))).collect();
        let mut exposures = Exposures::default();
        for fact in history.answers.iter().filter(|fact| fact.value.exam == exam.code) {
            let familiarity = exposures.note(fact.value, fact.at);
            if !preparation.holds(fact.at) {
                continue;
            }
            let place = preparation.place(&fact.value.domain);
            self.answer(fact.id, fact.value, (place, familiarity));
            if let Some((id, kind)) = latest.get(fact.id).copied() {
                self.diagnosed += 1.0;
                self.misread += if kind == ErrorKind::Misread { 1.0 } else { 0.0 };
                self.basis.diagnoses.push(id.clone());
            }
        }
    }

    fn answer(
        &mut self,
        id: &'a FactId,
        answer: &'a Answer,
        (place, familiarity): (Option<usize>, Familiarity),
    ) {
        let tally = match answer.result {
            AnswerResult::Correct => Tally::of(1, 1),
            AnswerResult::Wrong | AnswerResult::Unanswered => Tally::of(0, 1),
        };
        self.count(id, &answer.bank, tally);
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
            self.under(id, answer.conditions, place, tally);
        }
    }

    fn sets(&mut self, history: &History<'a>, exam: &Exam, preparation: &Preparation<'_>) {
        for fact in history.practice_sets.iter().filter(|fact| fact.value.exam == exam.code) {
            let set = fact.value;
            if !preparation.holds(fact.at) || set.of == 0 {
                continue;
            }
            let all = Tally::of(set.correct, set.of);
            self.count(fact.id, &set.bank, all);
            // Which of them were seen before is not known: the new ones went like all of them.
            let new = 1.0 - f64::from(set.seen_before.min(set.of)) / f64::from(set.of);
            self.under(fact.id, set.conditions, preparation.place(&set.domain), all.times(new));
        }
    }

    fn simulations(&mut self, history: &History<'a>, exam: &Exam, preparation: &Preparation<'_>) {
        for fact in history.simulations.iter().filter(|fact| fact.value.exam == exam.code) {
            let mock = fact.value;
            if !preparation.holds(fact.at) {
                continue;
            }
            let mut items = 0.0;
            for domain in &mock.domains {
                let tally = Tally::of(domain.correct, domain.of);
                items += tally.of;
                self.count(fact.id, &mock.bank, tally);
                if mock.rules == Rules::Kept {
                    let place = preparation.place(&domain.domain);
                    self.under(fact.id, Conditions::Simulated, place, tally);
                }
            }
            self.mocks.items += items;
            self.mocks.unanswered += f64::from(mock.unanswered).min(items);
            self.mocks.minutes += f64::from(mock.minutes.get());
            self.mocks.minutes_allowed += f64::from(mock.minutes_allowed.get());
            if let Some(rushed) = mock.rushed {
                self.mocks.last_quarter += items / 4.0;
                self.mocks.rushed += f64::from(rushed).min(items / 4.0);
            }
            self.basis.mocks.push(fact.id.clone());
        }
    }

    fn count(&mut self, id: &'a FactId, bank: &'a ResourceId, tally: Tally) {
        self.banks.insert(bank);
        self.items += tally.of;
        self.basis.banks.push(id.clone());
    }

    fn under(
        &mut self,
        id: &'a FactId,
        conditions: Conditions,
        place: Option<usize>,
        tally: Tally,
    ) {
        let domains = match conditions {
            Conditions::Simulated => &mut self.simulated,
            Conditions::Timed => &mut self.timed,
            Conditions::Relaxed => &mut self.relaxed,
        };
        if let Some(of_domain) = place.and_then(|at| domains.get_mut(at)) {
            *of_domain += tally;
            self.basis.conditions.push(id.clone());
        }
    }
}
