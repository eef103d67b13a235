//! Words for a candidate: what classes, printed results and retake dates are called.
//!
//! Plain and kind. Nothing here blames, and no number is printed that is not known.

use chrono::NaiveDate;

use crate::coach::causes::CauseClass;
use crate::coach::estimate::DomainClass;
use crate::coach::estimate::DomainEstimate;
use crate::exam::policy::eligibility::Eligibility;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::attempt::Outcome;
use crate::facts::reflection::Explanation;
use crate::facts::score_report::Evidence;

/// `27 February 2026`.
pub fn date(day: NaiveDate) -> String {
    day.format("%-d %B %Y").to_string()
}

/// How sure a cause is, as an adjective.
pub const fn cause_class(class: CauseClass) -> &'static str {
    match class {
        CauseClass::Confirmed => "well supported",
        CauseClass::Likely => "likely",
        CauseClass::Possible => "possible",
        CauseClass::NotSupported => "not supported",
        CauseClass::Unknown => "not known",
    }
}

/// What an estimate means.
pub const fn domain_class(class: DomainClass) -> &'static str {
    match class {
        DomainClass::Weak => "below the line: most to gain here",
        DomainClass::Uncertain => "cannot be told yet",
        DomainClass::Strong => "above the line",
        DomainClass::Unknown => "nothing known yet",
    }
}

/// `62–77 %`: the 80 % interval, whole percent.
pub fn interval(estimate: &DomainEstimate) -> String {
    let (low, high) = (estimate.low * 100.0, estimate.high * 100.0);
    format!("{low:.0}–{high:.0} %")
}

/// What came of a sitting.
pub const fn outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Pass => "Passed",
        Outcome::Fail => "Not passed, this time",
        Outcome::NoShow => "Not sat",
        Outcome::Void => "Void: it does not count",
        Outcome::RemovedByProctor => "Ended by the proctor",
        Outcome::Pending => "Sat; the result is not known yet",
    }
}

/// What the candidate says explains a result.
pub const fn explanation(explanation: Explanation) -> &'static str {
    match explanation {
        Explanation::Knowledge => "not known well enough",
        Explanation::Application => "known, not yet applied",
        Explanation::Execution => "how the sitting went",
        Explanation::Luck => "luck, or an unfair question",
    }
}

/// What a report prints about a domain. `levels` are the names of the vendor's levels, lowest first.
pub fn evidence(evidence: &Evidence, levels: &[String]) -> String {
    match evidence {
        Evidence::Percent(percent) => format!("{percent} %"),
        Evidence::Bar { low, high } => format!("a bar of {low} to {high} %"),
        Evidence::Band { level, of } => {
            let named = (levels.len() == usize::from(*of))
                .then(|| levels.get(usize::from(*level).checked_sub(1)?))
                .flatten();
            named.cloned().unwrap_or_else(|| format!("level {level} of {of}"))
        }
        Evidence::Scaled(score) => score.to_string(),
        Evidence::Rank { position, of } => format!("place {position} of {of}, weakest first"),
        Evidence::MissedObjectives { objectives, of } if objectives.is_empty() => {
            format!("none of {of} objectives listed")
        }
        Evidence::MissedObjectives { objectives, of } => {
            let listed: Vec<&str> = objectives.iter().map(|objective| objective.as_str()).collect();
            format!("{} of {of} objectives listed: {}", listed.len(), listed.join(", "))
        }
        Evidence::Count { correct, of } => format!("{correct} of {of} right"),
        Evidence::SelfRating(rating) => format!("your own impression: {rating} of 5"),
    }
}

/// When the exam may be sat again, seen from `today`: the answer first, then the binding rule with
/// its source.
pub fn retake(eligibility: &Eligibility, today: NaiveDate) -> Vec<String> {
    let mut sentences = vec![match &eligibility.verdict {
        Verdict::Open(window) => {
            let until = window.until.map_or(String::new(), |day| format!(", up to {}", date(day)));
            if window.safe <= today && window.safe_from.is_none() {
                format!("Any day from now on{until}, as far as the vendor is concerned.")
            } else if window.earliest < window.safe {
                format!(
                    "From {} on to be safe{until}; the most generous reading of the rule is {}.",
                    date(window.safe),
                    date(window.earliest)
                )
            } else {
                format!("From {} on{until}.", date(window.safe))
            }
        }
        Verdict::Blocked { until } => format!("Not before something else happens: {until}."),
        Verdict::Empty { why } => format!("Not this way: {why}"),
        Verdict::Unknown => "No source says. Ask the vendor before you book.".to_owned(),
    }];
    sentences.extend(eligibility.bindings.first().map(|binding| binding.because.clone()));
    sentences
}
