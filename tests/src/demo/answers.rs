//! The five questions of a candidate, answered in words from what the device knows.

use std::collections::BTreeMap;

use rebound_core::base::time::Now;
use rebound_core::coach::derivation::subject::Subject;
use rebound_core::coach::derivation::{Coaching, Derivation};
use rebound_core::coach::estimate::DomainEstimate;
use rebound_core::coach::history::History;
use rebound_core::coach::planner::kind_label;
use rebound_core::coach::planner::plan::{Block, ExamDay};
use rebound_core::facts::study::Offline;
use rebound_core::formats::words;
use rebound_core::replica::document::item::ProgressWeek;

use crate::scenario::Question;

/// What one device knows when the candidate asks.
pub(super) struct Picture<'a> {
    pub(super) history: &'a History<'a>,
    /// What followed when the candidate asked for the first time.
    pub(super) then: &'a Derivation,
    pub(super) now: &'a Derivation,
    /// Facts on this device.
    pub(super) held: usize,
    pub(super) partner: &'a str,
    /// What the partner sees.
    pub(super) preview: &'a BTreeMap<String, ProgressWeek>,
}

/// Prints one question and its answer.
pub(super) fn answer(question: Question, picture: &Picture<'_>) {
    println!("\n  {}", asked(question));
    let Some(coaching) = &picture.now.coaching else {
        picture.now.warnings.iter().for_each(|said| println!("    {said}"));
        return;
    };
    let sentences = match question {
        Question::WhenAgain => when_again(coaching, picture),
        Question::Why => why(coaching),
        Question::Tomorrow => tomorrow(coaching, picture),
        Question::WhoSees => who_sees(picture),
        Question::IsItWorking => is_it_working(coaching, picture),
    };
    sentences.iter().for_each(|said| println!("    {said}"));
}

/// Prints what a partner sees, week by week.
pub(super) fn print_progress(weeks: &BTreeMap<String, ProgressWeek>) {
    progress(weeks).iter().for_each(|said| println!("  {said}"));
}

const fn asked(question: Question) -> &'static str {
    match question {
        Question::WhenAgain => "When may I sit again, and when should I?",
        Question::Why => "Why did it go as it did?",
        Question::Tomorrow => "What do I do tomorrow on the train?",
        Question::WhoSees => "Will it lose my data, shame me, tell my boss?",
        Question::IsItWorking => "Is it working?",
    }
}

fn when_again(coaching: &Coaching, picture: &Picture<'_>) -> Vec<String> {
    let retake = coaching.eligibility.sentences(Now::at(picture.now.now));
    let mut said: Vec<String> = retake.iter().map(ToString::to_string).collect();
    said.push(match &coaching.plan.exam_day {
        ExamDay::Fixed { date } => format!("Your plan counts back from {}.", words::date(*date)),
        ExamDay::Provisional { date, reason } => {
            format!("A good day by your own slots: {}, {reason}.", words::date(*date))
        }
        ExamDay::None { reason } => reason.text(),
    });
    said
}

fn why(coaching: &Coaching) -> Vec<String> {
    let find = |cause| coaching.causes.iter().find(|finding| finding.cause == cause);
    let front = coaching.headline.iter().filter_map(|cause| find(*cause));
    let mut said = Vec::new();
    for (number, finding) in (1..).zip(front) {
        let (name, class) = (finding.cause.name(), words::cause_class(finding.class));
        said.push(format!("{number}. {name} ({class})."));
        said.extend(finding.evidence.iter().take(2).map(|signal| format!("   {}", signal.said)));
    }
    if said.is_empty() {
        said.push("Too little is recorded to name a cause, and none is made up.".to_owned());
    }
    said.push("If a number is not so, correct the entry: the answer changes with it.".to_owned());
    said
}

fn tomorrow(coaching: &Coaching, picture: &Picture<'_>) -> Vec<String> {
    let Some((day, block)) = coaching.plan.next_commute(Now::at(picture.now.now)) else {
        return vec!["No slot on the way was entered; the plan uses the others.".to_owned()];
    };
    let time = format!("{:02}:{:02}", block.start_minute / 60, block.start_minute % 60);
    let mut said = vec![format!(
        "{} at {time}, {}: {}.",
        day.format("%A"),
        block.minutes,
        what(block, picture)
    )];
    let reasons = block.reasons.iter().take(2).map(|reason| reason.said.text());
    said.push(format!("Why this: {}.", reasons.collect::<Vec<_>>().join("; ")));
    said.extend(coaching.plan.first_task.as_ref().map(|task| task.said.text()));
    said
}

fn what(block: &Block, picture: &Picture<'_>) -> String {
    let mut text = kind_label(block.kind).text();
    if let Some(questions) = block.questions {
        text.push_str(&format!(", {questions} questions"));
    }
    if let Some(domain) = &block.domain {
        text.push_str(&format!(" in {}", name(picture.now, domain.as_str())));
    }
    if let Some(topic) = &block.topic {
        text.push_str(&format!(", on “{topic}”"));
    }
    let owned = picture.history.resources.iter().rev();
    let mut used = owned.filter(|fact| Some(&fact.value.resource) == block.resource.as_ref());
    if let Some(resource) = used.next().map(|fact| fact.value) {
        text.push_str(&format!(", with “{}”", resource.name));
        if resource.offline == Offline::Works {
            text.push_str(", which works without a network");
        }
    }
    text
}

fn who_sees(picture: &Picture<'_>) -> Vec<String> {
    let mut said = vec![format!(
        "All {} records are on this device's disk, and on every other device of yours; the server \
         keeps a copy. Losing one of them loses nothing.",
        picture.held
    )];
    said.push(
        "Whoever runs the server could read that copy, until records are sealed: let it be you, or \
         somebody you trust."
            .to_owned(),
    );
    said.push(format!(
        "{} sees exactly this, and no other candidate or boss sees anything:",
        picture.partner
    ));
    let weeks = progress(picture.preview);
    if weeks.is_empty() {
        said.push("   nothing yet; later a line a week, such as".to_owned());
        said.push("   2026-W10: 3 study sessions on 2 days".to_owned());
    }
    said.extend(weeks.iter().map(|week| format!("   {week}")));
    said.push(
        "No score, no cause, no note, no exam. Sharing ends when you say so, without a word."
            .to_owned(),
    );
    said
}

fn is_it_working(coaching: &Coaching, picture: &Picture<'_>) -> Vec<String> {
    let Some(before) = picture.then.coaching.as_ref().and_then(|then| hardest(&then.estimates))
    else {
        return vec!["There is nothing to compare with yet.".to_owned()];
    };
    let now = coaching.estimates.iter().find(|estimate| estimate.domain == before.domain);
    let Some(now) = now else { return Vec::new() };
    let mut said = vec![format!(
        "{}, where most was to gain when you first asked: {} then, {} now.",
        name(picture.now, before.domain.as_str()),
        standing(before),
        standing(now),
    )];
    if let Subject::Known(exam) = &picture.now.exam {
        said.push(format!(
            "The line is at {:.0} %. The chance that it lies above it: {:.0} % then, {:.0} % now.",
            exam.line.share * 100.0,
            (1.0 - before.p_below) * 100.0,
            (1.0 - now.p_below) * 100.0,
        ));
    }
    // What reads the same is the same, whatever stands behind the last digit.
    let shown = |estimate: &DomainEstimate| (estimate.mean * 100.0).round();
    said.push(
        if now.low > before.high {
            "That is more than chance."
        } else if shown(now) > shown(before) {
            "It points the right way; the ranges still overlap, so keep going before you conclude."
        } else if shown(now) == shown(before) {
            "About the same as then: a few more sets in it would tell more."
        } else {
            "Not yet, and two weeks are short. The plan already moves time there."
        }
        .to_owned(),
    );
    if let Some(comparison) = &coaching.comparison {
        said.push("What is different from last time:".to_owned());
        said.extend(comparison.said.iter().take(3).map(|line| format!("   {line}")));
    }
    said
}

/// An estimate in the words of a plan's reasons. A plan rounds to thousandths first, so this does too: 55.49 % would
/// be 55 here and 56 there.
fn standing(estimate: &DomainEstimate) -> String {
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    let (mean, low, high) = (percent(estimate.mean), percent(estimate.low), percent(estimate.high));
    format!("{mean:.0} % right ({low:.0}–{high:.0} %)")
}

/// The domain with most to gain.
fn hardest(estimates: &[DomainEstimate]) -> Option<&DomainEstimate> {
    let most =
        |a: &&DomainEstimate, b: &&DomainEstimate| a.expected_points.total_cmp(&b.expected_points);
    estimates.iter().max_by(most)
}

fn name(derivation: &Derivation, domain: &str) -> String {
    let (Some(coaching), Subject::Known(exam)) = (&derivation.coaching, &derivation.exam) else {
        return format!("domain {domain}");
    };
    let mut each = coaching.estimates.iter().zip(&exam.domains);
    let found = each.find(|(estimate, _)| estimate.domain.as_str() == domain);
    found.map_or_else(|| format!("domain {domain}"), |(_, name)| name.clone())
}

fn progress(weeks: &BTreeMap<String, ProgressWeek>) -> Vec<String> {
    let each = weeks.iter().map(|(week, shown)| {
        format!("{week}: {} study sessions on {} days", shown.sessions, shown.study_days)
    });
    each.collect()
}
