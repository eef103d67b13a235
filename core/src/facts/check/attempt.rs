//! Attempts and the forms of a score report.

use std::collections::BTreeSet;

use crate::base::units::Score;
use crate::facts::attempt::{Attempt, SittingConditions};
use crate::facts::check::{
    Checked, DAY_MINUTES, InvalidFact, day, each, optional, optional_day, optional_text, within,
};
use crate::facts::score_report::{Evidence, ScoreReport};

/// The longest name of a language or an exam version, in characters.
const LABEL_CHARS: usize = 64;

pub(super) fn attempt(attempt: &Attempt) -> Checked {
    day("sat_on", attempt.sat_on)?;
    optional("ended_minute", attempt.ended_minute, 0..=1_439)?;
    optional_text("language", attempt.language.as_deref(), LABEL_CHARS)?;
    if let Some(report) = &attempt.report {
        score_report(report).map_err(|invalid| invalid.inside("report"))?;
    }
    if let Some(told) = &attempt.conditions {
        conditions(told).map_err(|invalid| invalid.inside("conditions"))?;
    }
    Ok(())
}

fn conditions(told: &SittingConditions) -> Checked {
    optional("unanswered", told.unanswered, 0..=told.items.unwrap_or(1_000))?;
    optional("items", told.items, 1..=1_000)?;
    optional("minutes_left", told.minutes_left.map(u32::from), 0..=DAY_MINUTES)?;
    optional("distress", told.distress, 0..=10)
}

fn score_report(report: &ScoreReport) -> Checked {
    optional_text("version", report.version.as_deref(), LABEL_CHARS)?;
    optional_day("retake_on", report.retake_on)?;
    each("domains", &report.domains, |reading| {
        evidence(&reading.evidence).map_err(|invalid| invalid.inside("evidence"))
    })
}

fn evidence(evidence: &Evidence) -> Checked {
    match evidence {
        Evidence::Percent(percent) => of_hundred("percent", *percent),
        Evidence::Bar { low, high } => {
            of_hundred("bar.high", *high)?;
            within("bar.low", *low, Score::points(0)..=*high)
        }
        Evidence::Band { level, of } => {
            within("band.of", *of, 2..=4)?;
            within("band.level", *level, 1..=*of)
        }
        // The exam's scale bounds it; that is looked up where the report is read.
        Evidence::Scaled(_) => Ok(()),
        Evidence::Rank { position, of } => {
            within("rank.of", *of, 1..=u8::MAX)?;
            within("rank.position", *position, 1..=*of)
        }
        Evidence::MissedObjectives { objectives, of } => {
            within("missed_objectives.of", *of, 1..=1_000)?;
            let listed: BTreeSet<_> = objectives.iter().collect();
            if listed.len() < objectives.len() || objectives.len() > usize::from(*of) {
                return Err(InvalidFact::new(
                    "missed_objectives.objectives",
                    format_args!("a list of {}", objectives.len()),
                    format!("each objective once, at most {of}"),
                ));
            }
            Ok(())
        }
        Evidence::Count { correct, of } => {
            within("count.of", *of, 1..=1_000)?;
            within("count.correct", *correct, 0..=*of)
        }
        Evidence::SelfRating(rating) => within("self_rating", *rating, 1..=5),
    }
}

fn of_hundred(field: &str, percent: Score) -> Checked {
    within(field, percent, Score::points(0)..=Score::points(100))
}
