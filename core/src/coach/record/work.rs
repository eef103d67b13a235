//! What was studied and practised for an exam: one stream of pieces of work.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::base::ids::{DomainId, ExamCode, FactId, ObjectiveId, ResourceId};
use crate::base::time::Stamp;
use crate::base::units::Minutes;
use crate::coach::familiarity::{Familiarity, LastSeen};
use crate::coach::history::{History, Recorded};
use crate::coach::index::DomainIndex;
use crate::coach::record::domains::Domains;
use crate::facts::mock_exam::{MockExamResult, Rules};
use crate::facts::practice::{Answer, AnswerResult, Conditions, PracticeSet, ReviewTime};
use crate::facts::study::{Activity, Resource, ResourceFamily, StudySession};

const MINUTE_MS: u64 = 60_000;

/// One piece of work.
#[derive(Clone, Copy, Debug)]
pub struct Work<'a> {
    /// The fact that tells of it.
    pub id: &'a FactId,
    /// When it was done.
    pub at: Stamp,
    /// The study day for which it counts.
    pub day: NaiveDate,
    /// The domain as it was entered; `None` for work across domains.
    pub named: Option<&'a DomainId>,
    /// Its place in the exam; `None` also if the exam does not have it.
    pub domain: Option<DomainIndex>,
    /// The objectives that were touched.
    pub objectives: &'a [ObjectiveId],
    /// What it was done with, if the candidate said so.
    pub resource: Option<&'a ResourceId>,
    /// The kind of what it was done with.
    pub family: ResourceFamily,
    /// How long it took, in milliseconds.
    pub ms: u64,
    /// Right answers, never more than questions. Those of a mock exam stand in its domains.
    pub right: u16,
    /// Questions; 0 where none were asked.
    pub of: u16,
    /// Under which conditions questions were answered; `None` where none were asked, and in a mock
    /// exam whose rules were broken.
    pub conditions: Option<Conditions>,
    /// What was recorded.
    pub source: WorkSource<'a>,
}

/// What was recorded of a piece of work.
#[derive(Clone, Copy, Debug)]
pub enum WorkSource<'a> {
    /// A study session.
    Session(&'a StudySession),
    /// One answer, and whether its question was new.
    Answer(&'a Answer, Familiarity),
    /// A set of questions, as a total.
    Set(&'a PracticeSet),
    /// A mock exam.
    Mock(&'a MockExamResult),
    /// Time spent on going through answers.
    Review(&'a ReviewTime),
}

impl Work<'_> {
    /// How long it took, in minutes.
    #[expect(
        clippy::cast_precision_loss,
        reason = "less than 2^53 for every length that is a length"
    )]
    pub fn minutes(&self) -> f64 {
        self.ms as f64 / MINUTE_MS as f64
    }
}

/// The work for `exam` in a history: sessions, answers, sets, mock exams and reviews, each in order of
/// time. Sums over it are the same on every device, to the last bit.
pub fn stream<'a>(history: &History<'a>, exam: &ExamCode, domains: &Domains<'_>) -> Vec<Work<'a>> {
    let mut work = Vec::with_capacity(
        history.study_sessions.len()
            + history.answers.len()
            + history.practice_sets.len()
            + history.mock_exam_results.len()
            + history.review_times.len(),
    );
    let owned = families(history);
    let index = |named: Option<&DomainId>| named.and_then(|named| domains.index(named));
    let sessions = history.study_sessions.iter().filter(|fact| fact.value.exam == *exam);
    work.extend(sessions.map(|fact| {
        let mut work = session(fact, &owned);
        work.domain = index(work.named);
        work
    }));
    let mut last_seen = LastSeen::default();
    for fact in history.answers.iter().filter(|fact| fact.value.exam == *exam) {
        let familiarity = last_seen.note(fact.value, fact.at);
        let mut one = answer(fact, familiarity);
        one.domain = index(one.named);
        work.push(one);
    }
    let sets = history.practice_sets.iter().filter(|fact| fact.value.exam == *exam);
    let mocks = history.mock_exam_results.iter().filter(|fact| fact.value.exam == *exam);
    let reviews = history.review_times.iter().filter(|fact| fact.value.exam == *exam);
    let rest = sets.map(set).chain(mocks.map(mock)).chain(reviews.map(review));
    work.extend(rest.map(|mut work| {
        work.domain = index(work.named);
        work
    }));
    work
}

/// The kinds of the candidate's resources; a later entry of one replaces the earlier.
pub fn families<'a>(history: &History<'a>) -> BTreeMap<&'a ResourceId, ResourceFamily> {
    let each = history.resources.iter().map(|fact| -> &'a Resource { fact.value });
    each.map(|resource| (&resource.resource, resource.family)).collect()
}

/// The kind of work with a resource of the kind `owned`, or without one.
const fn family(activity: Activity, owned: Option<ResourceFamily>) -> ResourceFamily {
    match (activity, owned) {
        // Hands-on work stays hands-on, whatever is lying beside it.
        (Activity::Lab, _) => ResourceFamily::Lab,
        (_, Some(owned)) => owned,
        (Activity::Reading, None) => ResourceFamily::Text,
        (Activity::Video, None) => ResourceFamily::Video,
        (Activity::Practice | Activity::Review, None) => ResourceFamily::Bank,
        (Activity::Peer, None) => ResourceFamily::Peer,
    }
}

/// Work of which nothing is known but when.
fn blank<'a, T>(fact: &Recorded<'a, T>, source: WorkSource<'a>) -> Work<'a> {
    Work {
        id: fact.id,
        at: fact.at,
        day: fact.at.study_day(),
        named: None,
        domain: None,
        objectives: &[],
        resource: None,
        family: ResourceFamily::Bank,
        ms: 0,
        right: 0,
        of: 0,
        conditions: None,
        source,
    }
}

fn session<'a>(
    fact: &Recorded<'a, StudySession>,
    owned: &BTreeMap<&ResourceId, ResourceFamily>,
) -> Work<'a> {
    let session = fact.value;
    let of_resource = session.resource.as_ref().and_then(|key| owned.get(key)).copied();
    Work {
        named: session.domain.as_ref(),
        objectives: &session.objectives,
        resource: session.resource.as_ref(),
        family: family(session.activity, of_resource),
        ms: ms(session.minutes),
        ..blank(fact, WorkSource::Session(session))
    }
}

fn answer<'a>(fact: &Recorded<'a, Answer>, familiarity: Familiarity) -> Work<'a> {
    let answer = fact.value;
    let right = match answer.result {
        AnswerResult::Correct => 1,
        AnswerResult::Wrong | AnswerResult::Unanswered => 0,
    };
    Work {
        named: Some(&answer.domain),
        objectives: answer.objective.as_slice(),
        resource: Some(&answer.bank),
        ms: u64::from(answer.answer_ms.unwrap_or(0)),
        right,
        of: 1,
        conditions: Some(answer.conditions),
        ..blank(fact, WorkSource::Answer(answer, familiarity))
    }
}

fn set<'a>(fact: &Recorded<'a, PracticeSet>) -> Work<'a> {
    let set = fact.value;
    Work {
        named: set.domain.as_ref(),
        resource: Some(&set.bank),
        ms: ms(set.minutes) + ms(set.review_minutes),
        right: set.correct.min(set.of),
        of: set.of,
        conditions: Some(set.conditions),
        ..blank(fact, WorkSource::Set(set))
    }
}

fn mock<'a>(fact: &Recorded<'a, MockExamResult>) -> Work<'a> {
    let mock = fact.value;
    Work {
        resource: Some(&mock.bank),
        ms: ms(mock.minutes),
        conditions: match mock.rules {
            Rules::Kept => Some(Conditions::Simulated),
            Rules::Broken => None,
        },
        ..blank(fact, WorkSource::Mock(mock))
    }
}

fn review<'a>(fact: &Recorded<'a, ReviewTime>) -> Work<'a> {
    let review = fact.value;
    Work {
        named: review.domain.as_ref(),
        ms: u64::from(review.review_ms),
        ..blank(fact, WorkSource::Review(review))
    }
}

fn ms(minutes: Minutes) -> u64 {
    u64::from(minutes.get()) * MINUTE_MS
}
