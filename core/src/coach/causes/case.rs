//! One cause on the way from its signals to a finding.

use crate::base::ids::FactId;
use crate::base::math::{logistic, logit};
use crate::coach::causes::{
    Cause, CauseClass, CauseFinding, EvidenceConfidence, Remedy, Signal, SignalOrigin,
};
use crate::coach::figure::Figure;
use crate::coach::model::causes as model;
use crate::coach::rule::Rule;
use crate::wording::Said;

/// One cause with what was found for and against it.
#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) cause: Cause,
    pub(super) signals: Vec<Signal>,
    /// Kinds of signals that could be there for this exam.
    pub(super) available: u8,
    /// What the cause asks of the plan if it holds.
    pub(super) remedies: Vec<Remedy>,
    /// Percentage points of the exam that it may have cost.
    pub(super) points: f64,
    /// The most that can be said: [`CauseClass::Confirmed`], unless the evidence has another
    /// reading.
    pub(super) at_most: CauseClass,
}

impl Case {
    pub(super) const fn new(cause: Cause, available: u8) -> Self {
        Self {
            cause,
            signals: Vec::new(),
            available,
            remedies: Vec::new(),
            points: 0.0,
            at_most: CauseClass::Confirmed,
        }
    }

    /// A signal that may be missing, with the remedy that it calls for when it speaks for the cause.
    pub(super) fn add(&mut self, signal: Option<Signal>, remedy: Option<Remedy>) {
        let Some(signal) = signal else { return };
        if signal.llr > 0.0 {
            self.remedies.extend(remedy);
        }
        self.signals.push(signal);
    }

    pub(super) fn finding(mut self) -> CauseFinding {
        let prior = match self.cause {
            Cause::SecondGuessing => model::PRIOR_SECOND_GUESSING,
            Cause::TooLittleTime
            | Cause::HeavyDomainsUncovered
            | Cause::SingleResource
            | Cause::NoHandsOn
            | Cause::ExamTime
            | Cause::Anxiety
            | Cause::Misreading => model::PRIOR,
        };
        // The strongest first; the order is fixed before anything is summed.
        self.signals.sort_by(|a, b| {
            b.llr.abs().total_cmp(&a.llr.abs()).then_with(|| a.rule.key().cmp(b.rule.key()))
        });
        let evidence: f64 = self.signals.iter().map(|signal| signal.llr).sum();
        let probability = logistic(logit(prior) + evidence);
        let class = self.class(probability);
        self.remedies.sort();
        self.remedies.dedup();
        let holds = matches!(class, CauseClass::Confirmed | CauseClass::Likely);
        CauseFinding {
            cause: self.cause,
            probability,
            class,
            confidence: self.confidence(),
            remedies: if holds { self.remedies } else { Vec::new() },
            evidence: self.signals,
        }
    }

    fn class(&self, probability: f64) -> CauseClass {
        let logged = self.signals.iter().any(|s| s.origin == SignalOrigin::Log && s.llr > 0.0);
        if self.signals.is_empty() {
            CauseClass::Unknown
        } else if probability >= model::CONFIRMED && logged {
            CauseClass::Confirmed.max(self.at_most)
        } else if probability >= model::LIKELY && !self.is_opinion_alone() {
            CauseClass::Likely
        } else if probability >= model::POSSIBLE {
            CauseClass::Possible
        } else {
            CauseClass::NotSupported
        }
    }

    /// Whether nothing but the statements speaks for the cause.
    fn is_opinion_alone(&self) -> bool {
        let mut speaking = self.signals.iter().filter(|signal| signal.llr > 0.0);
        speaking.all(|signal| is_statement(signal.rule))
    }

    /// Two statements are one opinion, and no other kind of evidence: alone they are low.
    fn confidence(&self) -> EvidenceConfidence {
        if self.signals.iter().all(|signal| is_statement(signal.rule)) {
            return EvidenceConfidence::Low;
        }
        let present = self.signals.len() * 3;
        let available = usize::from(self.available);
        if present < available {
            EvidenceConfidence::Low
        } else if present < available * 2 {
            EvidenceConfidence::Medium
        } else {
            EvidenceConfidence::High
        }
    }
}

/// Whether a rule weighs what the candidate replied to the statements.
const fn is_statement(rule: Rule) -> bool {
    matches!(rule, Rule::Statements(_))
}

/// Where a signal comes from and which facts it rests on.
#[derive(Clone, Copy, Debug)]
pub(super) struct SignalSource<'a> {
    pub(super) origin: SignalOrigin,
    pub(super) basis: &'a [FactId],
}

impl<'a> SignalSource<'a> {
    pub(super) const fn log(basis: &'a [FactId]) -> Self {
        Self { origin: SignalOrigin::Log, basis }
    }

    pub(super) const fn own_words(basis: &'a [FactId]) -> Self {
        Self { origin: SignalOrigin::SelfReport, basis }
    }

    /// A signal of at most ±1.5.
    pub(super) fn signal(self, rule: Rule, llr: f64, values: &[(&str, f64)], said: Said) -> Signal {
        self.clamped(rule, (llr, model::LLR_MAX), values, said)
    }

    /// A signal that was counted directly: at most ±2.0.
    pub(super) fn counted(
        self,
        rule: Rule,
        llr: f64,
        values: &[(&str, f64)],
        said: Said,
    ) -> Signal {
        self.clamped(rule, (llr, model::LLR_MAX_COUNTED), values, said)
    }

    fn clamped(
        self,
        rule: Rule,
        (llr, most): (f64, f64),
        values: &[(&str, f64)],
        said: Said,
    ) -> Signal {
        let more = self.basis.len().saturating_sub(model::BASIS_MAX);
        let mut basis = self.basis.get(more..).unwrap_or_default().to_vec();
        if !basis.is_sorted_by(|a, b| a < b) {
            basis.sort_unstable();
            basis.dedup();
        }
        Signal {
            rule,
            llr: llr.clamp(-most, most),
            origin: self.origin,
            values: values.iter().map(|(name, value)| Figure::new(name, *value)).collect(),
            said,
            basis,
        }
    }
}
