//! Why, in the candidate's own numbers: the causes in front, what each changes, and what was looked at.

use chrono::NaiveDate;

use crate::base::units::Minutes;
use crate::coach::causes::{CauseClass, CauseFinding};
use crate::coach::derivation::comparison::{Comparison, Line};
use crate::coach::record::ExamRecord;
use crate::coach::record::work::Work;
use crate::formats::page::{PagePart, Sources};
use crate::formats::words;
use crate::wording::value::{Hours, Share};
use crate::wording::{Said, advice, page};

/// From this much study on record on, nobody is told that too little is recorded.
const ON_RECORD: Minutes = Minutes::new(120);
/// A kind of material below this share of the hours is not worth a word.
const WORTH_A_WORD: f64 = 0.005;

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    if sources.is_passed() || sources.record.sittings.last_decided().is_none() {
        return Vec::new();
    }
    let coaching = &sources.briefing.coaching;
    let find = |cause| coaching.causes.iter().find(|finding| finding.cause == cause);
    let front = coaching.headline.iter().filter_map(|cause| find(*cause));
    let mut parts: Vec<PagePart> = front.map(|finding| cause(sources, finding)).collect();
    let is_open = parts.is_empty();
    let mut say = |said: Said| parts.push(PagePart::Sentence { said });
    let then = coaching.comparison.as_ref();
    if is_open {
        let on_record = then.map(|then| then.then).or_else(|| before_the_decided(sources.record));
        let on_record = on_record.filter(|time| *time >= ON_RECORD);
        say(match (on_record, before_the_sitting_before(sources.record)) {
            (Some(time), _) => advice::none_stands_out(hours(time)),
            (None, Some((time, day))) => advice::nothing_between(hours(time), day),
            (None, None) => page::no_cause(),
        });
    }
    then.map(went_to).into_iter().for_each(&mut say);
    let of_class = |class: CauseClass| -> Vec<Said> {
        let each = coaching.causes.iter().filter(|finding| finding.class == class);
        each.map(|finding| finding.cause.name()).collect()
    };
    let others = [
        (of_class(CauseClass::Possible), advice::open_causes as fn(Vec<Said>) -> Said),
        (of_class(CauseClass::NotSupported), advice::spoken_against),
    ];
    let others = others.into_iter().filter(|(names, _)| !names.is_empty());
    others.map(|(names, told)| told(names)).for_each(&mut say);
    parts
}

/// The study on record from before the sitting before the last one, where it is enough to speak of, and
/// the day of that sitting: it was for that one, and says nothing of the last.
fn before_the_sitting_before(record: &ExamRecord<'_>) -> Option<(Minutes, NaiveDate)> {
    let sittings = &record.sittings;
    let day = sittings.day_before(sittings.last_decided()?.value.sat_on)?;
    let time = studied(record, |of| of <= day);
    (time >= ON_RECORD).then_some((time, day))
}

/// The study on record for the last sitting whose result is known, where another one was sat since and
/// its result is not.
fn before_the_decided(record: &ExamRecord<'_>) -> Option<Minutes> {
    let sittings = &record.sittings;
    let day = sittings.last_decided()?.value.sat_on;
    let since = sittings.day_before(day);
    Some(studied(record, |of| of <= day && since.is_none_or(|since| of > since)))
}

/// The study on record of some days.
fn studied(record: &ExamRecord<'_>, on: impl Fn(NaiveDate) -> bool) -> Minutes {
    let work = record.work.iter().filter(|work| on(work.day));
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
    Minutes::new(work.map(Work::minutes).sum::<f64>() as u32)
}

fn cause(sources: &Sources<'_>, finding: &CauseFinding) -> PagePart {
    let remedies = sources.plan().remedies.iter();
    let own = remedies.filter(|reason| reason.rule.cause() == Some(finding.cause));
    PagePart::Cause {
        cause: finding.cause,
        class: finding.class,
        heading: page::cause(finding.cause.name(), words::cause_class(finding.class)),
        evidence: finding.evidence.iter().map(|signal| signal.said.clone()).collect(),
        changes: own.map(|reason| advice::changes(reason.said.clone())).collect(),
    }
}

/// What the hours before the sitting went to, the kind with most of them first.
fn went_to(comparison: &Comparison) -> Said {
    let mut kinds: Vec<&Line> = comparison.families.iter().collect();
    kinds.retain(|line| line.then.is_some_and(|share| share >= WORTH_A_WORD));
    kinds.sort_by(|a, b| b.then.unwrap_or(0.0).total_cmp(&a.then.unwrap_or(0.0)));
    let part =
        |line: &Line| advice::part_of(line.label.clone(), Share::new(line.then.unwrap_or(0.0)));
    advice::went_to(hours(comparison.then), kinds.into_iter().map(part).collect())
}

fn hours(time: Minutes) -> Hours {
    Hours::of_minutes(f64::from(time.get()))
}
