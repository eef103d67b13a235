//! E1 to E4: what may have gone wrong in the sitting itself.

use crate::base::ids::FactId;
use crate::coach::causes::case::{Case, SignalSource};
use crate::coach::causes::contrast::{Gap, RightOf, gap, p_harmful};
use crate::coach::causes::scene::Scene;
use crate::coach::causes::{Cause, CauseClass, Remedy, Signal};
use crate::coach::model::causes as model;
use crate::coach::rule::Rule;
use crate::facts::attempt::{SittingConditions, Symptom};
use crate::wording::causes::CausesKey;
use crate::wording::key::Key;
use crate::wording::value::Share;
use crate::wording::{Said, causes};

/// E1 and E2: time and nerves. They share a signal, the gap between practice and mock exams, and
/// where both rest on nothing else, neither is more than likely.
pub(super) fn time_and_nerves(scene: &Scene<'_>) -> [Case; 2] {
    let (mut time, mut nerves) = (Case::new(Cause::ExamTime, 4), Case::new(Cause::Anxiety, 4));
    let gaps = Gaps::of(scene);
    time.remedies.push(Remedy::Pacing);
    time.points = 100.0 * unanswered_share(scene).unwrap_or(0.0);
    time.add(unanswered(scene), None);
    time.add(rushed(scene), Some(Remedy::Stamina));
    time.add(gaps.as_ref().map(|gaps| gaps.time(scene)), None);
    nerves.remedies.push(Remedy::Technique);
    nerves.points = 100.0 * gaps.as_ref().map_or(0.0, |gaps| gaps.whole.difference.max(0.0));
    nerves.add(distress(scene), Some(Remedy::ExtraMockExam));
    nerves.add(symptoms(scene), None);
    nerves.add(gaps.as_ref().map(|gaps| gaps.nerves(scene)), Some(Remedy::ExtraMockExam));
    if rests_on_the_gap(&time) && rests_on_the_gap(&nerves) {
        time.at_most = CauseClass::Likely;
        nerves.at_most = CauseClass::Likely;
    }
    [time, nerves]
}

fn rests_on_the_gap(case: &Case) -> bool {
    let mut speaking = case.signals.iter().filter(|signal| signal.llr > 0.0).peekable();
    speaking.peek().is_some() && speaking.all(|signal| is_gap(&signal.said))
}

fn is_gap(said: &Said) -> bool {
    use CausesKey::{Gap, GapByNervesPerhaps, GapByTimePerhaps};

    let Key::Causes(key) = said.key() else { return false };
    [Gap, GapByNervesPerhaps, GapByTimePerhaps].contains(&key)
}

/// What was left open on exam day, by the candidate's own count.
fn own_count(scene: &Scene<'_>) -> Option<(f64, f64)> {
    let conditions = scene.preparation.conditions?;
    let items = conditions.items.or_else(|| scene.exam.items.expected()).filter(|n| *n > 0)?;
    Some((f64::from(conditions.unanswered?).min(f64::from(items)), f64::from(items)))
}

fn unanswered_share(scene: &Scene<'_>) -> Option<f64> {
    let mocks = scene.questions.mocks;
    let mocks = (mocks.items > 0.0).then(|| mocks.unanswered / mocks.items);
    own_count(scene).map(|(open, items)| open / items).or(mocks)
}

fn unanswered(scene: &Scene<'_>) -> Option<Signal> {
    let weigh = |open: f64, items: f64, left: Option<f64>| -> f64 {
        match open / items {
            share if share >= model::UNANSWERED => 1.5,
            share if share > 0.0 => 0.7,
            _ if left.is_some_and(|left| left >= model::TIME_LEFT) => -1.2,
            _ => 0.0,
        }
    };
    let conditions = scene.preparation.conditions;
    let left = conditions.and_then(|conditions| conditions.minutes_left).zip(scene.exam.minutes);
    let left = left.map(|(left, all)| f64::from(left) / f64::from(all.get().max(1)));
    let own = own_count(scene).map(|(open, items)| (weigh(open, items, left), open, items));
    let mocks = scene.questions.mocks;
    let left = (mocks.minutes_allowed > 0.0).then(|| 1.0 - mocks.minutes / mocks.minutes_allowed);
    let mock = (mocks.items > 0.0).then(|| weigh(mocks.unanswered, mocks.items, left));
    // Where exam day and mock exams agree, the stronger one speaks; where not, the middle.
    let llr = match (own, mock) {
        (Some((own, ..)), Some(mock)) if own >= 0.0 && mock >= 0.0 => own.max(mock),
        (Some((own, ..)), Some(mock)) => f64::midpoint(own, mock),
        (Some((own, ..)), None) => own,
        (None, Some(mock)) => mock,
        (None, None) => return None,
    };
    let mut values = Vec::new();
    if let Some((_, open, items)) = own {
        values.extend([("unanswered", open), ("questions", items)]);
    }
    if mock.is_some() {
        let (open, items) = (mocks.unanswered, mocks.items);
        values.extend([("unanswered_in_mocks", open), ("questions_in_mocks", items)]);
    }
    let said = match own {
        Some((_, open, items)) if open > 0.0 => causes::left_open(open, items),
        Some(_) if mock.is_some_and(|llr| llr > 0.0) => {
            causes::left_open_in_mocks_only(mocks.unanswered, mocks.items)
        }
        Some(_) => causes::none_left_open(),
        None => causes::left_open_in_mocks(mocks.unanswered, mocks.items),
    };
    let basis = with_attempts(scene, &scene.questions.basis.mocks);
    let counted = mock.is_some_and(|llr| llr != 0.0);
    let source = if counted { SignalSource::log(&basis) } else { SignalSource::own_words(&basis) };
    Some(source.counted(Rule::Unanswered, llr, &values, said))
}

fn rushed(scene: &Scene<'_>) -> Option<Signal> {
    let mocks = scene.questions.mocks;
    if mocks.last_quarter <= 0.0 {
        return None;
    }
    let share = mocks.rushed / mocks.last_quarter;
    let llr = if share >= model::RUSH { 0.8 } else { 0.0 };
    let said = causes::rushed(Share::new(share));
    let values = [("rushed", mocks.rushed), ("last_quarter", mocks.last_quarter), ("share", share)];
    Some(SignalSource::log(&scene.questions.basis.mocks).signal(Rule::Rush, llr, &values, said))
}

/// What is said about a gap: the points of the difference, and between which two it lies.
type GapWords = fn(u32, u32, u32) -> Said;

/// Whole points of a share, whichever way it points.
fn points(share: f64) -> u32 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share")]
    let points = (share.abs() * 100.0).round() as u32;
    points
}

/// A gap in words, told the way it points: which side was better, by how much, and whether that can
/// be chance. `clear` tells one that is large enough to matter.
fn told(gap: Gap, clear: GapWords) -> Said {
    let Gap { difference, low, high, .. } = gap;
    let [size, from, to] = [difference, low, high].map(points);
    if gap.is_clear() {
        clear(size, from, to)
    } else if from > 0 && low > 0.0 {
        causes::small_gap(size, from, to)
    } else if to > 0 && high < 0.0 {
        causes::better_in_mocks(size, to, from)
    } else if size == 0 {
        causes::no_gap(from, to)
    } else if difference > 0.0 {
        causes::gap_by_chance(size, from, to)
    } else {
        causes::better_by_chance(size, to, from)
    }
}

/// How practice without a clock, practice against it, and mock exams differ.
#[derive(Clone, Copy, Debug)]
struct Gaps {
    /// Without a clock against mock exams.
    whole: Gap,
    /// Without a clock against the clock: what time takes. With enough questions only.
    clock: Option<Gap>,
    /// Against the clock against mock exams: what nerves take. With enough questions only.
    nerves: Option<Gap>,
}

impl Gaps {
    fn of(scene: &Scene<'_>) -> Option<Self> {
        let questions = scene.questions;
        let enough = |gap: &Gap| gap.of.0.min(gap.of.1) >= model::CONTRAST_ITEMS_MIN;
        Some(Self {
            whole: gap(questions.relaxed.rows(), questions.simulated.rows())?,
            clock: gap(questions.relaxed.rows(), questions.timed.rows()).filter(enough),
            nerves: gap(questions.timed.rows(), questions.simulated.rows()).filter(enough),
        })
    }

    /// What of the gap speaks for time, and what for nerves. Practice against the clock tells them
    /// apart; without it both are possible.
    fn parts(self) -> (f64, f64) {
        if !self.whole.is_clear() {
            return (0.0, 0.0);
        }
        let clear = |gap: Option<Gap>| gap.is_some_and(Gap::is_clear);
        match (clear(self.clock), clear(self.nerves)) {
            (true, false) => (1.0, 0.0),
            (false, true) => (0.0, 1.0),
            (true, true) | (false, false) => (1.0, 1.0),
        }
    }

    fn time(&self, scene: &Scene<'_>) -> Signal {
        self.signal(scene, Rule::TimeGap, self.parts().0, causes::gap_by_time_perhaps)
    }

    fn nerves(&self, scene: &Scene<'_>) -> Signal {
        self.signal(scene, Rule::NervesGap, self.parts().1, causes::gap_by_nerves_perhaps)
    }

    fn signal(&self, scene: &Scene<'_>, rule: Rule, llr: f64, open: GapWords) -> Signal {
        let Gap { difference, low, high, of } = self.whole;
        let clear: GapWords =
            if self.clock.is_none() && self.nerves.is_none() { open } else { causes::gap };
        let said = told(self.whole, clear);
        let values = [
            ("difference", difference),
            ("low", low),
            ("high", high),
            ("questions_relaxed", of.0),
            ("questions_simulated", of.1),
        ];
        SignalSource::log(&scene.questions.basis.conditions).signal(rule, llr, &values, said)
    }
}

fn distress(scene: &Scene<'_>) -> Option<Signal> {
    let distress = scene.preparation.conditions?.distress.filter(|distress| *distress <= 10)?;
    let (from, to) = model::DISTRESS;
    let llr = match distress {
        distress if distress >= from => 1.0,
        distress if distress <= to => -0.8,
        _ => 0.0,
    };
    let said = causes::strain(distress);
    let basis = with_attempts(scene, &[]);
    let values = [("distress", f64::from(distress))];
    Some(SignalSource::own_words(&basis).signal(Rule::Distress, llr, &values, said))
}

fn symptoms(scene: &Scene<'_>) -> Option<Signal> {
    let conditions: &SittingConditions = scene.preparation.conditions?;
    let asked = [Symptom::Heart, Symptom::Concentration, Symptom::Blank, Symptom::SecondGuessing];
    let felt = asked.iter().filter(|symptom| conditions.symptoms.contains(symptom)).count();
    if felt == 0 {
        return None;
    }
    let llr = if felt >= model::SYMPTOMS { 0.6 } else { 0.0 };
    let said = causes::symptoms(felt);
    let basis = with_attempts(scene, &[]);
    let values = [("symptoms", f64::from(u8::try_from(felt).unwrap_or(u8::MAX)))];
    Some(SignalSource::own_words(&basis).signal(Rule::Symptoms, llr, &values, said))
}

/// E3: misread questions.
pub(super) fn misreading(scene: &Scene<'_>) -> Case {
    let mut case = Case::new(Cause::Misreading, 3);
    case.remedies.push(Remedy::Reading);
    let (misread, of) = (scene.questions.misread, scene.questions.diagnosed);
    if of >= model::DIAGNOSED_MIN {
        let share = misread / of;
        case.points = 100.0 * scene.errors() * share;
        let llr = match share {
            share if share >= 0.20 => 1.2,
            share if share >= 0.10 => 0.5,
            share if share >= 0.05 => 0.0,
            _ => -0.8,
        };
        let said = causes::misread_errors(misread, of);
        let source = SignalSource::log(&scene.questions.basis.diagnoses);
        let values = [("misread", misread), ("diagnosed", of)];
        case.add(Some(source.signal(Rule::Misread, llr, &values, said)), None);
    }
    case.add(negative_stems(scene), None);
    case
}

fn negative_stems(scene: &Scene<'_>) -> Option<Signal> {
    let (plain, negative): (RightOf, RightOf) = (scene.questions.plain, scene.questions.negative);
    if plain.of.min(negative.of) < model::CONTRAST_ITEMS_MIN {
        return None;
    }
    let llr = if plain.share() - negative.share() >= model::CONTRAST { 0.6 } else { 0.0 };
    let said = causes::plain_and_negative(Share::new(plain.share()), Share::new(negative.share()));
    let values = [
        ("plain", plain.share()),
        ("plain_questions", plain.of),
        ("negative", negative.share()),
        ("negative_questions", negative.of),
    ];
    let source = SignalSource::log(&scene.questions.basis.stems);
    Some(source.signal(Rule::NegativeStems, llr, &values, said))
}

/// E4: second-guessing.
pub(super) fn second_guessing(scene: &Scene<'_>) -> Case {
    let mut case = Case::new(Cause::SecondGuessing, 2);
    case.remedies.push(Remedy::Changes);
    let (harmful, helpful) = (scene.questions.harmful, scene.questions.helpful);
    let enough = harmful.saturating_add(helpful) >= model::CHANGES_MIN;
    if !enough && helpful < model::HELPFUL_MIN {
        return case;
    }
    let p = p_harmful(harmful, helpful);
    let (llr, tail) = if p >= model::CHANGES_SURE && enough {
        (2.0, Some(causes::change_with_reason()))
    } else if p <= 1.0 - model::CHANGES_SURE && helpful >= model::HELPFUL_MIN {
        (-2.0, Some(causes::keep_changing()))
    } else {
        (0.0, None)
    };
    case.points =
        100.0 * (f64::from(harmful) - f64::from(helpful)).max(0.0) / scene.questions.items.max(1.0);
    let said = causes::changed(harmful, helpful).then(tail);
    let values = [
        ("right_to_wrong", f64::from(harmful)),
        ("wrong_to_right", f64::from(helpful)),
        ("p_harmful", p),
    ];
    let source = SignalSource::log(&scene.questions.basis.changes);
    case.add(Some(source.counted(Rule::Changes, llr, &values, said)), None);
    case
}

/// The facts of the sitting, and others.
fn with_attempts(scene: &Scene<'_>, others: &[FactId]) -> Vec<FactId> {
    scene.preparation.attempts.iter().copied().chain(others).cloned().collect()
}
