//! The days until the exam: which they are, what they are for, and where mock exams go.

pub(crate) mod calendar;
pub(crate) mod horizon;
pub(crate) mod mock_exams;
pub(crate) mod phases;
pub(crate) mod rituals;
pub(crate) mod shown;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate};

use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::model::planner::{
    BLOCK_MIN, CRAMMING_DAYS, CRAMMING_SHARE, EXAM_MINUTES_UNKNOWN, HORIZON_DAYS_MAX, RITUAL,
    SIM_MARGIN, SIM_SPACING, UNIT_MINUTES,
};
use crate::coach::planner::days::calendar::{Calendar, Day};
use crate::coach::planner::days::horizon::Goal;
use crate::coach::planner::days::mock_exams::{MockExamRequest, MockExamSlot};
use crate::coach::planner::days::phases::{Phase, PhaseKind};
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::minutes::{ClockMinute, DayMinute};
use crate::coach::planner::need::Need;
use crate::coach::planner::need::work::Aim;
use crate::coach::planner::past::Past;
use crate::exam::blueprint::Exam;
use crate::exam::policy::eligibility::Eligibility;

/// The time until the exam, as far as it can be known before anything is laid out.
#[derive(Debug)]
pub(crate) struct Timeline<'a> {
    /// The moment that is planned for.
    pub(crate) now: Now,
    /// Its study day: the first day that is planned.
    pub(crate) today: NaiveDate,
    /// The candidate's time.
    pub(crate) calendar: Calendar<'a>,
    /// The plan that was last shown.
    pub(crate) shown: ShownPlan<'a>,
    /// The length of a mock exam.
    pub(crate) mock_exam: Minutes,
    /// The day that everything counts back from.
    pub(crate) goal: Goal,
    /// What there is room for until then.
    pub(crate) aim: Aim,
    /// First date on which the vendor is sure to let the candidate sit; `None` if nobody knows.
    pub(crate) book_from: Option<NaiveDate>,
    /// The days from today on; `None` without a date, and from the exam day on.
    pub(crate) preparation: Option<StudyDays>,
}

/// The days from today to the eve of the exam.
#[derive(Debug)]
pub(crate) struct StudyDays {
    /// The exam day.
    pub(crate) exam_on: NaiveDate,
    /// The phases of the whole preparation, in order.
    pub(crate) phases: Vec<Phase>,
    /// The days with their free slots, in order.
    pub(crate) days: Vec<Day>,
    /// Where the mock exams go, in order.
    pub(crate) mock_exams: Vec<MockExamSlot>,
    /// The drill or technique of each day that has one.
    pub(crate) rituals: BTreeMap<NaiveDate, BlockKind>,
    /// What is left of the review of the last mock exam that was sat.
    pub(crate) review: ReviewLeft,
}

/// What is left of going through a mock exam.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ReviewLeft {
    /// The time it takes.
    pub(crate) minutes: Minutes,
    /// When it should be done by.
    pub(crate) until: ClockMinute,
}

impl<'a> Timeline<'a> {
    /// Looks ahead from `now`.
    pub(crate) fn of(
        past: &Past<'a>,
        need: &Need<'_>,
        (exam, eligibility): (&Exam, &Eligibility),
        now: Now,
    ) -> Self {
        let calendar = Calendar::of(&past.time, now.zone);
        let shown = ShownPlan::of(past);
        let mock_exam = exam.minutes.unwrap_or(EXAM_MINUTES_UNKNOWN);
        let mock_exam = mock_exam.clamp(Minutes::new(10), Minutes::new(720));
        let book_from = horizon::book_from(eligibility, now);
        let needed = horizon::NeededTime { work: &need.work, mock_exam };
        let (goal, aim) = horizon::goal(past, &calendar, shown.anchor, eligibility, (now, needed));
        let today = past.today;
        let mut timeline = Self {
            now,
            today,
            calendar,
            shown,
            mock_exam,
            goal,
            aim,
            book_from,
            preparation: None,
        };
        let exam_on = timeline.goal.date().filter(|exam_on| *exam_on > today);
        timeline.preparation = exam_on.map(|exam_on| timeline.prepare(past, need, exam_on));
        timeline
    }

    fn prepare(&self, past: &Past<'_>, need: &Need<'_>, exam_on: NaiveDate) -> StudyDays {
        let start = shown::start(past);
        let phases = phases::phases(start, exam_on);
        let days = self.days(past, need, exam_on);
        let mock_exams = self.mock_exams(past, need, (&phases, &days), (start, exam_on));
        let rituals = rituals::of(need, &phases, &days, exam_on);
        let review = self.review_left(past);
        StudyDays { exam_on, phases, days, mock_exams, rituals, review }
    }

    fn days(&self, past: &Past<'_>, need: &Need<'_>, exam_on: NaiveDate) -> Vec<Day> {
        let horizon = self.today.checked_add_days(Days::new(HORIZON_DAYS_MAX));
        let last = exam_on.pred_opt().unwrap_or(exam_on).min(horizon.unwrap_or(exam_on));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let done = Minutes::new(past.week_minutes as u32);
        let mut days = self.calendar.days(self.today, last, done);
        if need.asks_for(Remedy::LastWeek) {
            let last_week = |day: &&mut Day| (exam_on - day.date).num_days() <= CRAMMING_DAYS;
            for day in days.iter_mut().filter(last_week) {
                day.limit(day.minutes().part(CRAMMING_SHARE));
            }
        }
        let date = self.now.stamp().local_date();
        for day in days.iter_mut().take_while(|day| day.date <= date) {
            self.drop_what_is_over(day);
        }
        days
    }

    /// A slot counts until half of it is over, and from now on with what is left of it. What was shown
    /// for today stays on the page until the study day ends; before 04:00 that is also what was shown
    /// for after midnight.
    fn drop_what_is_over(&self, day: &mut Day) {
        let (minute, date) = (DayMinute::now(self.now, day.date), day.date);
        let is_of_today = |start: DayMinute| (date > self.today) == (start < DayMinute::ROLLOVER);
        day.slots.retain_mut(|slot| {
            if slot.start >= minute {
                return true;
            }
            let shown = self.shown.first_within(date, slot.start, slot.end());
            let shown = shown.filter(|_| is_of_today(slot.start));
            let is_half_over = slot.start.after(Minutes::new(slot.minutes.get() / 2)) <= minute;
            slot.begin_at(shown.unwrap_or_else(|| DayMinute(minute.0.next_multiple_of(5))));
            (shown.is_some() || !is_half_over) && slot.minutes >= BLOCK_MIN
        });
    }

    fn mock_exams(
        &self,
        past: &Past<'_>,
        need: &Need<'_>,
        (phases, days): (&[Phase], &[Day]),
        (start, exam_on): (NaiveDate, NaiveDate),
    ) -> Vec<MockExamSlot> {
        let window = phases.iter().find(|phase| phase.kind == PhaseKind::MockExams);
        let Some(window) = window else { return Vec::new() };
        let length = (window.to - window.from).num_days() + 1;
        let wanted = phases::mock_exams((exam_on - start).num_days(), length);
        let sat = past.mock_exams.iter();
        let inside = sat.filter(|sat| sat.at.study_day() >= window.from).count();
        let early = past.mock_exams.len() - inside;
        let mut request = MockExamRequest {
            days,
            phases,
            exam_on,
            zone: self.now.zone,
            minutes: self.mock_exam,
            count: usize::try_from(wanted).unwrap_or(0).saturating_sub(inside),
            last_sat: past.mock_exams.last().map(|sat| ClockMinute::of(sat.at.utc_ms)),
            shown: &self.shown,
            open_from: self.shown.open_from(&self.goal, self.today),
        };
        let mut chosen = Vec::new();
        if need.asks_for(Remedy::ExtraMockExam) && early == 0 {
            match mock_exams::baseline(&request) {
                Some(slot) => {
                    request.last_sat = Some(slot.to);
                    chosen.push(slot);
                }
                None => request.count += 1,
            }
        }
        chosen.extend(mock_exams::choose(&request));
        chosen
    }

    fn review_left(&self, past: &Past<'_>) -> ReviewLeft {
        // From the morning on: what was shown for today stays when the two days end at noon.
        let morning = ClockMinute::at(self.now.zone, self.today, DayMinute::START);
        let none = ReviewLeft { minutes: Minutes::ZERO, until: morning };
        let Some(sat) = past.mock_exams.last() else { return none };
        let until = ClockMinute::of(sat.at.utc_ms).after(SIM_SPACING);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let reviewed = Minutes::new(sat.reviewed as u32);
        let left = sat.minutes.min(Minutes::new(720)).saturating_sub(reviewed);
        if morning < until { ReviewLeft { minutes: left, until } } else { none }
    }
}

impl StudyDays {
    /// All the time until the exam.
    pub(crate) fn capacity(&self) -> Minutes {
        self.days.iter().map(Day::minutes).sum()
    }

    /// What mock exams of `mock_exam` minutes, their review, drills and the taper take of it, even
    /// where that is more than there is.
    pub(crate) fn reserved(&self, mock_exam: Minutes) -> Minutes {
        let in_taper = |day: &&Day| phases::phase_of(&self.phases, day.date) == PhaseKind::Taper;
        let taper: Minutes = self.days.iter().filter(in_taper).map(Day::minutes).sum();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let mock_exams = (SIM_MARGIN + mock_exam.times(2)).times(count(self.mock_exams.len()));
        taper + mock_exams + RITUAL.times(count(self.rituals.len())) + self.review.minutes
    }

    /// What is left for domains, in units of [`UNIT_MINUTES`].
    pub(crate) fn units(&self, mock_exam: Minutes) -> u32 {
        self.capacity().saturating_sub(self.reserved(mock_exam)).get() / UNIT_MINUTES
    }
}
