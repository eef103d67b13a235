//! Why a block is where it is and what a remedy does, in words and numbers.

use chrono::NaiveDate;

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::figure::Figure;
use crate::coach::index::DomainIndex;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::layout::laid::Because;
use crate::coach::planner::need::work::Aim;
use crate::coach::planner::need::{DomainNeed, Need};
use crate::coach::planner::plan::{Block, Reason};
use crate::coach::planner::telling::words::{kind_label, numbered_label};
use crate::coach::rule::Rule;
use crate::exam::blueprint::Exam;
use crate::facts::availability::SlotPlace;
use crate::wording::{Said, blocks, remedies};

/// The block in one sentence with its numbers, as the candidate reads it:
/// `D4 Security operations, 30 min, commute: weight 28 %, estimate 62 % (52–77), …`.
pub fn sentence(block: &Block, exam: &Exam) -> Said {
    let domain = block.domain.as_ref().and_then(|id| exam.domains.iter().find(|d| d.id == *id));
    let of = domain.map_or_else(|| kind_label(block.kind), |d| numbered_label(&d.id, &d.name));
    let reasons: Vec<Said> = block.reasons.iter().map(|reason| reason.said.clone()).collect();
    blocks::in_a_line(of, block.minutes.get(), place(block.place), reasons)
}

fn place(place: SlotPlace) -> Said {
    match place {
        SlotPlace::Commute => blocks::commute(),
        SlotPlace::CommuteAudio => blocks::commute_audio(),
        SlotPlace::Desk => blocks::desk(),
        SlotPlace::Long => blocks::long_slot(),
    }
}

fn reason(rule: Rule, values: Vec<(&'static str, f64)>, said: Said) -> Reason {
    let values = values.into_iter().map(|(name, value)| Figure::new(name, value)).collect();
    Reason { rule, values, said }
}

/// One reason for a block of a domain, or of none.
pub(crate) fn told(because: Because<'_>, domain: Option<DomainIndex>, need: &Need<'_>) -> Reason {
    let (remedy, said) = match because {
        Because::Gain { worth, better } => return gain(worth, better, domain, need),
        Because::LastWorkedOn { on, days } => return last_worked_on(on, days),
        Because::OtherSource { own, most, share } => return other_source(own, most, share, need),
        Because::OnePass => (Remedy::Coverage, blocks::one_pass()),
        Because::Opens => (Remedy::Opens, blocks::comes_first()),
        Because::Weighs => (Remedy::Weights, blocks::by_weight()),
        Because::Paced => (Remedy::Pacing, blocks::look_at_clock()),
        Because::Long => (Remedy::Stamina, blocks::last_quarter()),
        Because::Applied => (Remedy::Scenarios, blocks::apply_it()),
        Because::MissedLabs => (Remedy::Labs, blocks::hands_on_missed()),
        Because::NewQuestions => (Remedy::SecondBank, blocks::new_questions()),
        Because::Script => (Remedy::Technique, blocks::with_script()),
        Because::UnseenQuestions => (Remedy::SecondBank, blocks::unseen_questions()),
        Because::EarlyMockExam => (Remedy::ExtraMockExam, blocks::early_mock_exam()),
        Because::OneMoreMockExam => (Remedy::ExtraMockExam, blocks::one_more_mock_exam()),
    };
    reason(remedy.rule(), Vec::new(), said)
}

/// What an hour in a domain is worth, and what is known about it.
fn gain(worth: f64, better: usize, domain: Option<DomainIndex>, need: &Need<'_>) -> Reason {
    let Some(of) = domain.and_then(|domain| need.domains.get(domain)) else {
        return reason(Rule::Gain, Vec::new(), Said::quoted(""));
    };
    let (own, curve, (low, high)) = (worth * 100.0, of.claim.curve, of.interval);
    let place = match better {
        0 => blocks::best_of(need.domains.rows().len()),
        _ => blocks::number_of(better + 1, need.domains.rows().len()),
    };
    let [share, mean, low_end, high_end] =
        [curve.share, curve.mean, low, high].map(|share| share * 100.0);
    let said = blocks::gain(share, mean, low_end, high_end, own, place);
    let percent = |share: f64| (share * 1_000.0).round() / 10.0;
    let values = vec![
        ("weight", percent(curve.share)),
        ("estimate", percent(curve.mean)),
        ("low", percent(low)),
        ("high", percent(high)),
        ("points_per_hour", (own * 1_000.0).round() / 1_000.0),
        ("rank", f64::from(u32::try_from(better + 1).unwrap_or(u32::MAX))),
    ];
    reason(Rule::Gain, values, said)
}

fn other_source(own: Option<&str>, most: &str, share: f64, need: &Need<'_>) -> Reason {
    let families = need.asks_for(Remedy::Families);
    let rule = if families { Remedy::Families.rule() } else { Rule::Variety };
    let own = own.map_or_else(blocks::another_source, Said::quoted);
    let said = blocks::for_variety(own, most, share * 100.0);
    reason(rule, vec![("share", (share * 1_000.0).round() / 1_000.0)], said)
}

/// When a domain was last worked on, by what is on record; `days` lie between that and the block.
fn last_worked_on(on: NaiveDate, days: i64) -> Reason {
    let days = f64::from(i32::try_from(days).unwrap_or(i32::MAX));
    reason(Rule::Spacing, vec![("days", days)], blocks::last_worked_on(on))
}

/// The one reason that every block of a kind has.
pub(crate) fn of_kind(kind: BlockKind) -> Reason {
    let (rule, said) = match kind {
        BlockKind::Diagnostic => (Rule::Diagnostic, blocks::too_little_known()),
        BlockKind::Review => (Rule::Due, blocks::due()),
        BlockKind::Recall => (Rule::Place, blocks::say_aloud()),
        BlockKind::PacingDrill => (Rule::Pacing, blocks::where_to_be()),
        BlockKind::ReadingDrill => (Rule::Reading, blocks::say_what_is_asked()),
        BlockKind::ChangeDrill => (Rule::Changes, blocks::stated_reason()),
        BlockKind::Technique => (Rule::Technique, blocks::calm_is_practised()),
        BlockKind::MockExam => (Rule::MockExams, blocks::under_exam_rules()),
        BlockKind::MockExamReview => (Rule::MockExamReview, blocks::review_takes_as_long()),
        BlockKind::LightReview => (Rule::Taper, blocks::last_two_days()),
        BlockKind::Checklist => (Rule::Taper, blocks::settled_before()),
        BlockKind::Study => (Rule::Place, blocks::fits_slot()),
        BlockKind::Lab => (Rule::Place, blocks::long_enough_for_lab()),
        BlockKind::TargetedSet => (Rule::SetReview, blocks::half_for_review()),
        BlockKind::ScenarioSet => (Rule::SetReview, blocks::half_for_reasons()),
        BlockKind::TimedSet => (Rule::SetReview, blocks::half_against_clock()),
    };
    reason(rule, Vec::new(), said)
}

/// What each remedy in force does to the plan; `days` is the time until the exam, if there is one.
pub(crate) fn effects(need: &Need<'_>, aim: Aim, days: Option<i64>) -> Vec<Reason> {
    let is_any_weak = need.domains.rows().iter().any(DomainNeed::is_weak);
    let place = if is_any_weak { RemedyPlace::Weak } else { RemedyPlace::MostToGain };
    let of = |remedy: Remedy| match days.filter(|_| remedy == Remedy::Hours) {
        Some(days) => hours(need.work.hours(aim).minutes(), days),
        None => reason(remedy.rule(), Vec::new(), effect(remedy, place)),
    };
    need.remedies.iter().map(of).collect()
}

/// The hours in all and in a week, in numbers.
fn hours(needed: Minutes, days: i64) -> Reason {
    let in_all = f64::from(needed.get()) / 60.0;
    let weeks = f64::from(i32::try_from(days.max(1)).unwrap_or(i32::MAX)) / 7.0;
    let a_week = (in_all / weeks.max(1.0) * 10.0).round() / 10.0;
    let said = remedies::hours_in_numbers(in_all, a_week);
    reason(Remedy::Hours.rule(), vec![("hours", in_all), ("hours_a_week", a_week)], said)
}

/// Where remedies act, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum RemedyPlace {
    /// In the domains that are weak.
    Weak,
    /// In those with the most to gain: none is weak.
    MostToGain,
}

fn effect(remedy: Remedy, place: RemedyPlace) -> Said {
    match (remedy, place) {
        (Remedy::Families, RemedyPlace::MostToGain) => return remedies::families_elsewhere(),
        (Remedy::Labs, RemedyPlace::MostToGain) => return remedies::labs_elsewhere(),
        (Remedy::Scenarios, RemedyPlace::MostToGain) => return remedies::scenarios_elsewhere(),
        (_, RemedyPlace::Weak | RemedyPlace::MostToGain) => {}
    }
    match remedy {
        Remedy::Hours => remedies::hours(),
        Remedy::LastWeek => remedies::last_week(),
        Remedy::SmallerBlocks => remedies::smaller_blocks(),
        Remedy::Weights => remedies::weights(),
        Remedy::Opens => remedies::opens(),
        Remedy::Coverage => remedies::coverage(),
        Remedy::Families => remedies::families(),
        Remedy::SecondBank => remedies::second_bank(),
        Remedy::Labs => remedies::labs(),
        Remedy::Scenarios => remedies::scenarios(),
        Remedy::Pacing => remedies::pacing(),
        Remedy::Stamina => remedies::stamina(),
        Remedy::Technique => remedies::technique(),
        Remedy::ExtraMockExam => remedies::extra_mock_exam(),
        Remedy::Reading => remedies::reading(),
        Remedy::Changes => remedies::changes(),
    }
}
