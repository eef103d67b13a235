//! The facts that count at a moment: corrections applied, odd ones set aside with a reason.
//!
//! Every derivation starts here. Building a history never fails: a merge can hold anything, and one
//! odd fact must not hide the others.

mod families;
mod repeats;

use serde::Serialize;

use crate::base::ids::FactId;
use crate::base::time::{MOMENTS, Now, Stamp, UtcMillis};
use crate::coach::history::families::Families;
use crate::facts::kind::Home;
use crate::facts::kinds::kinds;
use crate::facts::{Fact, FactBody};
use crate::wording::{Said, odd};

/// A fact may lie this far ahead of the clock and still count: clocks of two devices differ.
///
/// So a history of this evening that is built tomorrow from all facts holds what was recorded tomorrow
/// morning. Whoever compares then with now keeps what was answered then.
///
/// ```
/// use rebound_core::base::time::Now;
/// use rebound_core::coach::history::History;
/// use rebound_core::facts::Fact;
///
/// let now = Now::at("2026-03-01T20:00:00-06:00[America/Chicago]".parse()?);
/// let counts = |at: &str| -> Result<bool, serde_json::Error> {
///     let chosen: Fact = serde_json::from_value(serde_json::json!({
///         "id": "choice", "at": at, "body": {"exam_choice": {"exam": "SY0-701"}},
///     }))?;
///     Ok(!History::of([&chosen], now).exam_choices.is_empty())
/// };
/// assert!(counts("2026-03-02T20:00:00-06:00[America/Chicago]")?);
/// assert!(!counts("2026-03-02T20:00:01-06:00[America/Chicago]")?);
/// # Ok::<_, Box<dyn std::error::Error>>(())
/// ```
pub const FUTURE_TOLERANCE_MS: i64 = 24 * 3_600_000;

/// One fact of a known kind.
#[derive(Debug, PartialEq)]
pub struct Recorded<'a, T> {
    /// Its id.
    pub id: &'a FactId,
    /// When it happened.
    pub at: Stamp,
    /// What happened.
    pub value: &'a T,
}

// Derived, these would ask the same of the fact, which is only borrowed.
impl<T> Clone for Recorded<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Recorded<'_, T> {}

/// A stored thing that makes no sense, or does not count.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Anomaly {
    /// The fact, or the key of the entry that could not be read as one.
    pub subject: String,
    /// What is odd about it, in one sentence.
    pub said: Said,
}

impl Anomaly {
    /// An anomaly of `subject`.
    pub fn new(subject: impl ToString, said: Said) -> Self {
        Self { subject: subject.to_string(), said }
    }
}

macro_rules! lists {
    ($($(#[$doc:meta])* $number:literal $key:literal $kind:ident($record:ty) $list:ident;)*) => {
        /// The facts that count at a moment, by kind; each list is sorted by time and then by id.
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct History<'a> {
            $(
                $(#[$doc])*
                pub $list: Vec<Recorded<'a, $record>>,
            )*
            /// All of them.
            pub counting: Vec<&'a Fact>,
            /// What does not count, and why; sorted.
            pub anomalies: Vec<Anomaly>,
        }

        impl<'a> History<'a> {
            fn file(&mut self, fact: &'a Fact) {
                let Fact { id, at, body, .. } = fact;
                match body {
                    $(FactBody::$kind(value) => {
                        self.$list.push(Recorded { id, at: *at, value });
                    })*
                }
            }
        }
    };
}

kinds!(lists);

impl<'a> History<'a> {
    /// Sorts out `facts`, given in any order.
    ///
    /// Of two facts with one id the one with the smaller compact encoding counts, which every device
    /// decides alike. A fact that is superseded or removed does not count, and at most one of a fact
    /// and its corrections does; nor does one more than 24 hours ahead of `now`, until its time
    /// comes. Work of a moment outside of [`MOMENTS`] has no day and does not count; what else was
    /// recorded then does.
    ///
    /// ```
    /// use rebound_core::base::time::Now;
    /// use rebound_core::coach::history::History;
    /// use rebound_core::facts::Fact;
    ///
    /// let booked = |date: &str| -> Result<Fact, serde_json::Error> {
    ///     serde_json::from_value(serde_json::json!({
    ///         "id": "booked", "at": "2026-03-01T18:00:00Z",
    ///         "body": {"exam_date": {"exam": "SY0-701", "date": date}},
    ///     }))
    /// };
    /// let (phone, laptop) = (booked("2026-04-18")?, booked("2026-04-25")?);
    /// let now = Now::at("2026-03-01T20:00:00Z".parse()?);
    /// let (one, other) = (History::of([&phone, &laptop], now), History::of([&laptop, &phone], now));
    /// assert_eq!(one.exam_dates.len(), 1);
    /// assert_eq!(one, other);
    /// assert_eq!(one.anomalies.len(), 1);
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn of(facts: impl IntoIterator<Item = &'a Fact>, now: Now) -> Self {
        let mut history = Self::default();
        // A device's own facts come sorted by id: then this is one pass.
        let mut by_id: Vec<&Fact> = facts.into_iter().collect();
        by_id.sort_by(|a, b| a.id.cmp(&b.id));
        by_id.dedup_by(|fact, kept| history.is_twin(fact, kept));
        let last = now.utc_ms.plus(FUTURE_TOLERANCE_MS);
        let has_come = |fact: &Fact| fact.at.utc_ms <= last;
        let Families { retired, odd: told } = Families::of(&by_id, has_come);
        history.anomalies.extend(told);
        let mut counting: Vec<&Fact> = Vec::with_capacity(by_id.len());
        for fact in by_id {
            if !has_come(fact) {
                history.anomalies.push(Anomaly::new(&fact.id, odd::waits()));
            } else if !retired.contains(&fact.id) && history.has_day(fact) {
                counting.push(fact);
            }
        }
        counting.sort_by(|a, b| (a.at.utc_ms, &a.id).cmp(&(b.at.utc_ms, &b.id)));
        repeats::fold(&mut counting, &mut history.anomalies);
        for fact in &counting {
            // A merge can hold what no entrance lets in. It is told, and counts as far as it can.
            if let Err(invalid) = fact.check() {
                history.anomalies.push(Anomaly::new(&fact.id, invalid.said()));
            }
            history.file(fact);
        }
        history.counting = counting;
        history.anomalies.sort();
        history
    }

    /// The same history without the work of after `moment` and the plans from then on: what the candidate
    /// can do and wants is as it is known now.
    pub(crate) fn before_work_of(&self, moment: UtcMillis) -> Self {
        fn until<T>(list: &mut Vec<Recorded<'_, T>>, moment: UtcMillis) {
            list.truncate(list.partition_point(|fact| fact.at.utc_ms <= moment));
        }
        let mut history = Self { anomalies: Vec::new(), ..self.clone() };
        history
            .counting
            .truncate(history.counting.partition_point(|fact| fact.at.utc_ms <= moment));
        until(&mut history.study_sessions, moment);
        until(&mut history.answers, moment);
        until(&mut history.practice_sets, moment);
        until(&mut history.mock_exam_results, moment);
        until(&mut history.review_times, moment);
        let shown = &mut history.plan_anchors;
        shown.truncate(shown.partition_point(|fact| fact.at.utc_ms < moment));
        history
    }

    /// Whether the day on which a fact counts is known. A clock that was wrong by decades says
    /// nothing about when something was studied.
    fn has_day(&mut self, fact: &Fact) -> bool {
        let by_moment = matches!(fact.body.kind().home(), Home::Log(_));
        let is_lost = by_moment && !MOMENTS.contains(&fact.at.utc_ms);
        if is_lost {
            let said = odd::wrong_clock(fact.at.zone.local(fact.at.utc_ms));
            self.anomalies.push(Anomaly::new(&fact.id, said));
        }
        !is_lost
    }

    /// Whether a fact has the id of the one that is kept; of different ones, the one whose bytes are
    /// smaller is.
    fn is_twin(&mut self, fact: &mut &'a Fact, kept: &mut &'a Fact) -> bool {
        if fact.id != kept.id {
            return false;
        }
        if fact != kept {
            let odd = Anomaly::new(&fact.id, odd::two_contents());
            if self.anomalies.last() != Some(&odd) {
                self.anomalies.push(odd);
            }
            if fact.to_bytes() < kept.to_bytes() {
                *kept = *fact;
            }
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Removal;
    use crate::facts::planning::ExamChoice;

    const NOW_MS: i64 = 1_772_406_300_000;

    fn fact(id: &str, at: i64, body: FactBody) -> Fact {
        let at = Stamp { utc_ms: UtcMillis(at), zone: crate::base::time::Zone::UTC };
        Fact { id: FactId::new(id).unwrap(), at, device: None, supersedes: None, body }
    }

    fn choice(exam: &str) -> FactBody {
        FactBody::ExamChoice(ExamChoice { exam: exam.parse().unwrap(), blueprint: None })
    }

    fn removal(target: &str) -> FactBody {
        FactBody::Removal(Removal { target: target.parse().unwrap() })
    }

    fn exams(facts: &[Fact]) -> Vec<String> {
        let now = Now { utc_ms: UtcMillis(NOW_MS), zone: crate::base::time::Zone::UTC, boot_ms: 0 };
        let history = History::of(facts, now);
        history.exam_choices.iter().map(|choice| choice.value.exam.to_string()).collect()
    }

    #[test]
    fn facts_are_sorted_by_time_whatever_their_order() {
        let (a, b) = (fact("a", 2, choice("B")), fact("b", 1, choice("A")));
        assert_eq!(exams(&[a.clone(), b.clone()]), ["A", "B"]);
        assert_eq!(exams(&[b, a]), ["A", "B"]);
    }

    #[test]
    fn a_corrected_fact_gives_way_and_a_removed_one_goes() {
        let wrong = fact("a", 1, choice("WRONG"));
        let right =
            Fact { supersedes: Some("a".parse().unwrap()), ..fact("b", 2, choice("RIGHT")) };
        let gone = fact("c", 3, choice("GONE"));
        assert_eq!(exams(&[wrong, right, gone, fact("d", 4, removal("c"))]), ["RIGHT"]);
    }

    #[test]
    fn a_fact_of_next_week_waits_and_one_of_a_fast_clock_counts() {
        let tolerated = fact("a", NOW_MS + FUTURE_TOLERANCE_MS, choice("A"));
        let ahead = fact("b", NOW_MS + FUTURE_TOLERANCE_MS + 1, choice("B"));
        assert_eq!(exams(&[tolerated, ahead]), ["A"]);
    }

    #[test]
    fn two_facts_with_one_id_are_decided_alike_on_every_device() {
        let (a, b) = (fact("a", 1, choice("A")), fact("a", 1, choice("B")));
        assert_eq!(exams(&[a.clone(), b.clone()]), exams(&[b, a]));
    }

    #[test]
    fn a_fact_that_corrects_itself_is_kept() {
        let own = Fact { supersedes: Some("a".parse().unwrap()), ..fact("a", 1, choice("A")) };
        assert_eq!(exams(&[own]), ["A"]);
    }
}
