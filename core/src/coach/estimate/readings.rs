//! What a printed result says about the probability of a correct answer.
//!
//! A scaled number is never turned into a share of correct answers: only its distance from the pass
//! mark counts. Levels are ordinal. A missed objective stands for one miss or more.

use chrono::NaiveDate;

use crate::base::ids::FactId;
use crate::base::math::{exp, faded, ln, normal_cdf};
use crate::coach::estimate::grid::Point;
use crate::coach::index::{DomainIndex, Table};
use crate::coach::model::estimate as model;
use crate::coach::record::ExamRecord;
use crate::coach::record::reports::{Sitting, VersionMatch};
use crate::exam::blueprint::Exam;
use crate::facts::score_report::Evidence;

/// What the reports say about one domain.
#[derive(Clone, Debug, Default)]
pub(super) struct DomainReadings<'a> {
    likelihoods: Vec<(f64, Likelihood)>,
    /// The attempts they come from.
    pub(super) basis: Vec<&'a FactId>,
}

impl DomainReadings<'_> {
    /// How much all readings together count for, in fresh reports.
    pub(super) fn weight(&self) -> f64 {
        self.likelihoods.iter().map(|(weight, _)| weight).sum()
    }

    pub(super) fn ln_likelihood(&self, point: &Point) -> f64 {
        self.likelihoods.iter().map(|(weight, likelihood)| weight * likelihood.ln_at(point)).sum()
    }
}

/// What all sittings say, per domain in the exam's order.
pub(super) fn by_domain<'a>(
    record: &ExamRecord<'a>,
    (cut, prior): (f64, f64),
) -> Table<DomainIndex, DomainReadings<'a>> {
    let exam = record.exam;
    let items = exam.items.expected().map_or(model::ITEMS_UNKNOWN, f64::from);
    let mut domains = record.domains.each(DomainReadings::default());
    let shares: Table<DomainIndex, f64> = Table::from(exam.shares());
    for sitting in &record.reports.sittings {
        let weight = weight(sitting, record.today);
        for (at, evidence) in &sitting.readings {
            let (Some(domain), Some(share)) = (domains.get_mut(*at), shares.get(*at)) else {
                continue;
            };
            let frame = Ruler { cut, prior, items: (share * items).max(1.0) };
            if let Some(likelihood) = likelihood(evidence, frame, sitting, exam) {
                domain.likelihoods.push((weight, likelihood));
                domain.basis.push(sitting.attempt.id);
            }
        }
    }
    domains
}

fn weight(sitting: &Sitting<'_>, today: NaiveDate) -> f64 {
    let age = (today - sitting.attempt.value.sat_on).num_days();
    let version = match sitting.version {
        VersionMatch::Same => 1.0,
        VersionMatch::Other => model::VERSION_MISMATCH,
    };
    faded(age, model::REPORT_HALF_LIFE) * version / f64::from(sitting.on_that_day.max(1))
}

/// What a reading is seen against.
#[derive(Clone, Copy, Debug)]
struct Ruler {
    cut: f64,
    prior: f64,
    /// Questions of the domain.
    items: f64,
}

impl Ruler {
    /// A reading of the number `at`, which beside the luck of the draw may be `noise` off.
    fn near(self, at: f64, noise: f64) -> Likelihood {
        // One miss more and one less: three of three right is no certainty.
        let p = (at * self.items + 1.0) / (self.items + 2.0);
        Likelihood::Normal { at, sd: (p * (1.0 - p) / self.items + noise * noise).sqrt() }
    }

    /// A reading of the number `at`, which is known from the cut only.
    fn around(self, at: f64, noise: f64) -> Likelihood {
        let draw = self.cut * (1.0 - self.cut) / self.items;
        Likelihood::Normal { at, sd: (draw + noise * noise).sqrt() }
    }
}

fn likelihood(
    evidence: &Evidence,
    frame: Ruler,
    sitting: &Sitting<'_>,
    exam: &Exam,
) -> Option<Likelihood> {
    Some(match evidence {
        Evidence::Percent(percent) => frame.near(percent.get() / 100.0, model::PERCENT_NOISE),
        Evidence::Bar { low, high } => {
            let (low, high) = (low.get() / 100.0, high.get() / 100.0);
            // Anywhere between the two ends: the variance of a uniform distribution.
            let width = (high - low) * (high - low) / 12.0;
            let noise = (model::INDIRECT_NOISE * model::INDIRECT_NOISE + width).sqrt();
            frame.near(f64::midpoint(low, high), noise)
        }
        Evidence::Band { level, of } => band(frame, *level, *of),
        Evidence::Scaled(score) => {
            let (scale, pass) = (exam.scale?, sitting.pass_mark?);
            let distance = (score.get() - pass.get()) / (scale.max.get() - scale.min.get());
            let at = frame.cut + model::SCORE_SLOPE * distance;
            at.is_finite().then(|| frame.around(at, model::INDIRECT_NOISE))?
        }
        Evidence::Rank { position, of } => {
            let steps = f64::from(of.saturating_sub(1));
            let place = 2.0 * f64::from(position.saturating_sub(1)) / steps - 1.0;
            let at = frame.prior + model::RANK_SPREAD * place;
            place.is_finite().then(|| frame.around(at, model::INDIRECT_NOISE))?
        }
        Evidence::MissedObjectives { objectives, of } => {
            let (of, missed) = (f64::from(*of), f64::from(u16::try_from(objectives.len()).ok()?));
            // An objective is clean when each of its questions was right.
            let clean = ((of - missed).max(0.0) + 0.5) / (of + 1.0);
            let questions = frame.items / of;
            let read = frame.near(exp(ln(clean) / questions), model::INDIRECT_NOISE);
            // A listed objective stands for one miss or more: a list says how good a domain is at
            // most, and never raises an estimate.
            if missed > 0.0 { read.at_most() } else { read }
        }
        Evidence::Count { correct, of } => Likelihood::Binomial {
            right: f64::from(*correct),
            wrong: f64::from(of.saturating_sub(*correct)),
        },
        Evidence::SelfRating(rating) => {
            let at = frame.cut + model::SELF_RATING_STEP * (f64::from(*rating) - 3.0);
            frame.around(at, model::SELF_RATING_NOISE)
        }
    })
}

/// Levels share out the scale around the cut in equal steps; the lowest and the highest are open.
/// With two levels the cut is the border, with three the middle one lies around it.
fn band(frame: Ruler, level: u8, of: u8) -> Likelihood {
    let border =
        |below: u8| frame.cut + model::BAND_WIDTH * (f64::from(below) - f64::from(of) / 2.0);
    let draw = frame.cut * (1.0 - frame.cut) / frame.items;
    Likelihood::Between {
        low: (level > 1).then(|| border(level - 1)),
        high: (level < of).then(|| border(level)),
        sd: (draw + model::BAND_NOISE * model::BAND_NOISE).sqrt(),
    }
}

/// How likely a reading is, given the probability of a correct answer.
#[derive(Clone, Copy, Debug)]
enum Likelihood {
    /// A number near it.
    Normal { at: f64, sd: f64 },
    /// A number near it or above it.
    AtMost { at: f64, sd: f64 },
    /// A level: the result, blurred, between two borders.
    Between { low: Option<f64>, high: Option<f64>, sd: f64 },
    /// Counted questions.
    Binomial { right: f64, wrong: f64 },
}

impl Likelihood {
    /// The same, where anything below the number fits as well.
    const fn at_most(self) -> Self {
        match self {
            Self::Normal { at, sd } => Self::AtMost { at, sd },
            Self::AtMost { .. } | Self::Between { .. } | Self::Binomial { .. } => self,
        }
    }

    fn ln_at(&self, point: &Point) -> f64 {
        match *self {
            Self::Normal { at, sd } => {
                let z = (at - point.theta) / sd;
                -z * z / 2.0
            }
            Self::AtMost { at, sd } => {
                let z = (point.theta - at).max(0.0) / sd;
                -z * z / 2.0
            }
            Self::Between { low, high, sd } => {
                let below = |border: f64| normal_cdf((border - point.theta) / sd);
                let p = high.map_or(1.0, below) - low.map_or(0.0, below);
                ln(p.max(model::LIKELIHOOD_MIN))
            }
            Self::Binomial { right, wrong } => right * point.ln_right + wrong * point.ln_wrong,
        }
    }
}
