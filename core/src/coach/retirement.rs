//! Until when an exam is offered, by the language that the candidate sat it in.

use chrono::NaiveDate;

use crate::base::ids::ExamCode;
use crate::coach::record::ExamRecord;
use crate::exam::blueprint::Status;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::record::Retirement;
use crate::exam::policy::situation::{Deadline, EarlierEnd};
use crate::wording::{Said, retake, subject};

/// The end of an exam that has one, seen from a moment.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfferEnd<'a> {
    code: &'a ExamCode,
    retirement: &'a Retirement,
    successor: Option<&'a ExamCode>,
    language: Option<&'a str>,
    today: NaiveDate,
}

impl<'a> OfferEnd<'a> {
    /// The end of the exam of `record`; `None` if no day is known. The language is that of the last
    /// sitting that names one.
    pub(super) fn of(record: &ExamRecord<'a>, catalogue: &'a Catalogue) -> Option<Self> {
        let entry = catalogue.record(&record.exam.code)?;
        let sat = record.history.attempts.iter().rev();
        let mut languages = sat
            .filter(|fact| fact.value.exam == record.exam.code)
            .filter_map(|fact| fact.value.language.as_deref());
        Some(Self {
            code: &entry.exam.code,
            retirement: entry.retired_on.as_ref()?,
            successor: entry.successor.as_ref(),
            language: languages.next(),
            today: record.now.date_in(record.now.zone),
        })
    }

    /// The last day for this candidate: where the language decides and is not known, the last of all.
    fn last_day(self) -> NaiveDate {
        self.retirement.last_day(self.language).unwrap_or(self.retirement.max)
    }

    /// Whether the exam can still be sat: also on its last day.
    pub(super) fn status(self, status: Status) -> Status {
        if self.today <= self.last_day() { Status::Current } else { status }
    }

    /// The end as a deadline of the retake.
    pub(super) fn deadline(self) -> Deadline {
        let exam = match self.language {
            Some(language) if self.retirement.min < self.retirement.max => {
                retake::exam_in(self.code, language)
            }
            Some(_) | None => retake::exam_itself(self.code),
        };
        let what = match self.successor {
            Some(successor) => retake::replaced(exam, successor),
            None => exam,
        };
        let earlier = self.both_ends();
        let earlier = earlier.map(|both_ends| EarlierEnd { day: self.retirement.min, both_ends });
        Deadline { what, last_day: self.last_day(), earlier }
    }

    /// Both ends in a sentence, where the language decides and is not known.
    fn both_ends(self) -> Option<Said> {
        let Retirement { min, max, first } = self.retirement;
        if self.retirement.last_day(self.language).is_some() {
            return None;
        }
        let is_over = *min < self.today;
        let first = match (first.first(), is_over) {
            (Some(language), true) => retake::ended_in(*min, language),
            (Some(language), false) => retake::ends_in(*min, language),
            (None, true) => retake::ended_in_some(*min),
            (None, false) => retake::ends_in_some(*min),
        };
        let what = retake::exam_itself(self.code);
        Some(retake::ends_by_language(what, first, retake::in_others(*max)))
    }

    /// Until when it can be sat, while it can.
    pub(super) fn told_before(self) -> Option<Said> {
        let last_day = self.last_day();
        let until =
            (self.today <= last_day).then(|| subject::offered_until(self.code, last_day))?;
        Some(until.then(self.successor.map(subject::takes_its_place)))
    }

    /// That it is over in one language only, while it is.
    pub(super) fn told_of_language(self) -> Option<Said> {
        let language = self.language.filter(|_| self.today <= self.retirement.max)?;
        Some(subject::retired_in(self.code, language))
    }
}
