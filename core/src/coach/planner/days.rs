//! The days until the exam: which they are, what they are for, and where mock exams go.
//!
//! ```text
//! calendar ─► what was offered ─► phases ─► mock exams ─► load ─► the days that are used
//! ```

pub(crate) mod calendar;
pub(crate) mod horizon;
pub(crate) mod level;
pub(crate) mod load;
pub(crate) mod mock_exams;
pub(crate) mod phases;
pub(crate) mod rituals;
pub(crate) mod shown;
pub(crate) mod week;

use std::collections::BTreeMap;

use chrono::{Days, NaiveDate, Weekday};

use crate::base::calendar::Week;
use crate::base::time::Now;
use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::model::planner::{
    BLOCK_MIN, CRAMMING_DAYS, EARLY_SIM_DAYS, EXAM_MINUTES_UNKNOWN, HORIZON_DAYS_MAX, PAUSE_DAYS,
    PROVISIONAL_SIMS, REST_AFTER_SITTING, RITUAL, SIM_MARGIN, SIMS_LEAST, TAPER_DAYS, UNIT_MINUTES,
};
use crate::coach::planner::days::calendar::{Calendar, Day, FreeSlot};
use crate::coach::planner::days::horizon::Goal;
use crate::coach::planner::days::level::Level;
use crate::coach::planner::days::load::{Fixed, Load, LoadDates, Workload};
use crate::coach::planner::days::mock_exams::{MockExamRequest, MockExamSlot};
use crate::coach::planner::days::phases::{Phase, PhaseKind};
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::minutes::{ClockMinute, DayMinute};
use crate::coach::planner::need::Need;
use crate::coach::planner::need::work::Aim;
use crate::coach::planner::past::{Past, SatMockExam};
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
    /// All the study time that was offered.
    pub(crate) offered: Minutes,
    /// How much a week holds at most.
    pub(crate) level: Level,
    /// The first day on which more than light sessions are planned; before it the wait is longer
    /// than the work.
    pub(crate) full_from: NaiveDate,
    /// The days with what is used of their slots, in order, whatever was shown.
    pub(crate) days: Vec<Day>,
    /// The same days as they are filled: what was shown of the next ones stays as it was.
    pub(crate) to_fill: Vec<Day>,
    /// Where the mock exams go, in order.
    pub(crate) mock_exams: Vec<MockExamSlot>,
    /// How many were wished for.
    pub(crate) wishes: MockExamWishes,
    /// The drill or technique of each day that has one.
    pub(crate) rituals: BTreeMap<NaiveDate, BlockKind>,
    /// What is left of the review of the last mock exam that was sat.
    pub(crate) review: ReviewLeft,
    /// The time for going through mock exams that no day has room for.
    pub(crate) unplaced: Minutes,
}

/// What was wished of the mock exams, as far as the slots fall short of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct MockExamWishes {
    /// How many the last weeks should hold.
    pub(crate) aimed_at: usize,
    /// How many of them were sat or have a slot.
    pub(crate) have: usize,
    /// The day of one that comes early on purpose.
    pub(crate) baseline: Option<NaiveDate>,
    /// Desk slots that would hold one more if nothing disturbed them.
    pub(crate) at_desk: Vec<(Weekday, DayMinute)>,
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
    /// Looks ahead from `now`, with the plan that was `shown`.
    pub(crate) fn of(
        past: &Past<'a>,
        need: &Need<'_>,
        shown: ShownPlan<'a>,
        (exam, eligibility, now): (&Exam, &Eligibility, Now),
    ) -> Self {
        let calendar = Calendar::of(&past.time, now.zone);
        let mock_exam = exam.minutes.unwrap_or(EXAM_MINUTES_UNKNOWN);
        let mock_exam = mock_exam.clamp(Minutes::new(10), Minutes::new(720));
        let book_from = horizon::book_from(eligibility, now);
        let needed = horizon::NeededTime { work: &need.work, mock_exam };
        let (goal, aim) =
            horizon::goal(past, &calendar, shown.date(past), eligibility, (now, needed));
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
        let mut all = self.all_days(past, exam_on);
        let ahead = all.partition_point(|day| day.date < self.today);
        let free = self.open(past, all.get(ahead..).unwrap_or_default());
        let offered = free.iter().map(Day::minutes).sum();
        let needed = need.work.buffer.minutes();
        let work = |mock_exams: usize| Workload::of(needed, mock_exams, self.mock_exam);
        let usual = self.usual_mock_exams(&all, exam_on);
        load::leave_a_day_free(&mut all, work(usual), self.mock_exam);
        let ranks = week::ranks(&all, self.mock_exam);
        let full_from = load::full_from(&all, exam_on, work(usual)).max(past.start);
        let phases = phases::phases((past.start, full_from), exam_on);
        let mut days = self.open(past, &all.split_off(ahead));
        let request = self.request((past, need), (&phases, &days), exam_on);
        let (mock_exams, wishes) = wished(past, need, request);
        let review = self.review_left(past);
        let (length, zone) = (self.mock_exam, self.now.zone);
        let fixed = Fixed { phases: &phases, mock_exams: &mock_exams, length, review, zone };
        let since = full_from.min(self.today)..self.today;
        let done = past.studied.range(since).map(|(_, minutes)| *minutes).sum();
        let lighter = exam_on.checked_sub_days(Days::new(CRAMMING_DAYS.unsigned_abs()));
        let dates = LoadDates {
            full_from,
            lighter_from: lighter.filter(|_| need.asks_for(Remedy::LastWeek)),
        };
        let last = days.last().map_or(exam_on, |day| day.date);
        let work = work(mock_exams.len()).until(last, (full_from, exam_on));
        let time = (&all[..], &days[..]);
        let before = (whole(done), self.shown.level(past, exam_on));
        let load = Load::of(time, (ranks, dates), before, (work, fixed));
        let mut to_fill = days.clone();
        let unplaced = load.shorten(&mut days, fixed, &BTreeMap::new());
        // Which day of a week is free may have changed: what was shown there stays as well.
        load.shorten(&mut to_fill, fixed, &self.shown.kept(free, past));
        let rituals = rituals::of(need, &phases, &days);
        StudyDays {
            exam_on,
            level: load.level(),
            phases,
            offered,
            full_from,
            days,
            to_fill,
            mock_exams,
            wishes,
            rituals,
            review,
            unplaced,
        }
    }

    /// All that was offered from the Monday of the first week of the preparation to the eve of the
    /// exam.
    fn all_days(&self, past: &Past<'_>, exam_on: NaiveDate) -> Vec<Day> {
        let horizon = self.today.checked_add_days(Days::new(HORIZON_DAYS_MAX));
        let last = exam_on.pred_opt().unwrap_or(exam_on).min(horizon.unwrap_or(exam_on));
        self.calendar.days(Week::monday_of(past.start), last)
    }

    /// What is still open of the days from today on. The evening of the sitting and the day after it
    /// are for rest, unless the candidate began.
    fn open(&self, past: &Past<'_>, days: &[Day]) -> Vec<Day> {
        let mut days = days.to_vec();
        let stays = |date, slot: &FreeSlot| self.shown.stays_of(date, slot, past);
        self.calendar.limit_first_week(&mut days, whole(past.week_minutes), stays);
        let date = self.now.stamp().local_date();
        for day in days.iter_mut().take_while(|day| day.date <= date) {
            self.drop_what_is_over(day);
        }
        let rest = past.attempt.filter(|_| past.studied.is_empty()).map(|attempt| {
            let rest = Days::new(REST_AFTER_SITTING);
            attempt.sat_on.checked_add_days(rest).unwrap_or(attempt.sat_on)
        });
        for day in days.iter_mut().filter(|day| rest.is_some_and(|rest| day.date <= rest)) {
            day.slots.clear();
        }
        days
    }

    /// A slot counts until half of it is over, and from now on with what is left of it. Where something
    /// was shown for today it holds that as far as it is not over, and nothing else; before 04:00 that
    /// is also what was shown for after midnight.
    fn drop_what_is_over(&self, day: &mut Day) {
        let (minute, date) = (DayMinute::now(self.now, day.date), day.date);
        let is_of_today = |start: DayMinute| (date > self.today) == (start < DayMinute::ROLLOVER);
        day.slots.retain_mut(|slot| {
            if slot.start >= minute {
                return true;
            }
            let (start, end) = (slot.start, slot.end());
            if is_of_today(start) && self.shown.is_within(date, start, end) {
                let open = self.shown.first_open(date, (start, end), minute);
                slot.begin_at(open.unwrap_or(end));
                return slot.minutes >= BLOCK_MIN;
            }
            let is_half_over = slot.start.after(Minutes::new(slot.minutes.get() / 2)) <= minute;
            slot.begin_at(DayMinute(minute.0.next_multiple_of(5)));
            !is_half_over && slot.minutes >= BLOCK_MIN
        });
    }

    /// How many mock exams time is set aside for before it is known where they go: as many as the last
    /// weeks have days for, as far as a plan looks, and no more than a provisional date leaves room for.
    fn usual_mock_exams(&self, all: &[Day], exam_on: NaiveDate) -> usize {
        let end = all.last().map_or(exam_on, |day| day.date);
        let near = all.iter().filter(|day| (end - day.date).num_days() < EARLY_SIM_DAYS);
        let holds = |day: &&Day| day.slots.iter().any(|slot| slot.holds_mock_exam(self.mock_exam));
        near.filter(holds).count().min(usize::try_from(PROVISIONAL_SIMS).unwrap_or(0))
    }

    /// How many mock exams a preparation of `days` holds: beyond those that it aims at, no more than
    /// a third of the work.
    fn mock_exams(&self, need: &Need<'_>, days: i64, window: i64) -> usize {
        let each = SIM_MARGIN + self.mock_exam.times(2);
        let third = usize::try_from(need.work.buffer.minutes().get() / 3 / each.get()).unwrap_or(0);
        phases::mock_exams(days, window).min(third.max(phases::mock_exams_aimed_at(days)))
    }

    fn request<'r>(
        &'r self,
        (past, need): (&Past<'_>, &Need<'_>),
        (phases, days): (&'r [Phase], &'r [Day]),
        exam_on: NaiveDate,
    ) -> MockExamRequest<'r> {
        let window = phases.iter().find(|phase| phase.kind == PhaseKind::MockExams);
        let length =
            window.map_or(0, |window| (window.to - window.from).num_days() + 1 + TAPER_DAYS);
        let since = |day: Option<NaiveDate>| {
            let sat = past.mock_exams.iter();
            sat.filter(|sat| day.is_some_and(|day| sat.at.study_day() >= day)).count()
        };
        let inside = since(window.map(|window| window.from));
        let near = since(exam_on.checked_sub_days(Days::new(EARLY_SIM_DAYS.unsigned_abs())));
        let start =
            |sat: &SatMockExam| ClockMinute::of(sat.at.utc_ms).moved(-i64::from(sat.minutes.get()));
        MockExamRequest {
            days,
            phases,
            exam_on,
            zone: self.now.zone,
            minutes: self.mock_exam,
            count: self
                .mock_exams(need, (exam_on - past.start).num_days(), length)
                .saturating_sub(inside),
            least: SIMS_LEAST.saturating_sub(near),
            last_sat: past.mock_exams.last().map(start),
            shown: &self.shown,
            open_from: self.shown.open_from(&self.goal, past, self.now),
        }
    }

    fn review_left(&self, past: &Past<'_>) -> ReviewLeft {
        // From the morning on: what was shown for today stays when the two days end at noon.
        let morning = ClockMinute::at(self.now.zone, self.today, DayMinute::START);
        let none = ReviewLeft { minutes: Minutes::ZERO, until: morning };
        let Some(sat) = past.mock_exams.last() else { return none };
        let sat_on = sat.at.study_day();
        if (self.today - sat_on).num_days() > PAUSE_DAYS {
            return none;
        }
        // Counted from the sitting: as days go by, none comes into sight that was not there before.
        let last = Days::new(PAUSE_DAYS.unsigned_abs());
        let days = self.calendar.days(sat_on, sat_on.checked_add_days(last).unwrap_or(sat_on));
        let until = mock_exams::review_until(sat_on, days.iter().skip(1), self.now.zone);
        let left = sat.minutes.min(Minutes::new(720)).saturating_sub(whole(sat.reviewed));
        if morning < until { ReviewLeft { minutes: left, until } } else { none }
    }
}

/// Chooses the mock exams; one more early where a remedy asks for it.
fn wished(
    past: &Past<'_>,
    need: &Need<'_>,
    mut request: MockExamRequest<'_>,
) -> (Vec<MockExamSlot>, MockExamWishes) {
    if request.phases.iter().all(|phase| phase.kind == PhaseKind::Taper) {
        return (Vec::new(), MockExamWishes::default());
    }
    let aimed_at = phases::mock_exams_aimed_at((request.exam_on - past.start).num_days());
    let mut baseline = None;
    if need.asks_for(Remedy::ExtraMockExam) && past.mock_exams.is_empty() {
        baseline = mock_exams::baseline(&request);
        match baseline {
            Some(slot) => request.last_sat = Some(slot.from),
            None => request.count += 1,
        }
    }
    let chosen = mock_exams::choose(&request);
    let have = chosen.len() + SIMS_LEAST.saturating_sub(request.least);
    let open = have < aimed_at;
    let at_desk = if open { mock_exams::at_desk(&request, &chosen) } else { Vec::new() };
    let day = baseline.map(|slot| slot.date);
    let wishes = MockExamWishes { aimed_at, have, baseline: day, at_desk };
    (baseline.into_iter().chain(chosen).collect(), wishes)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
fn whole(minutes: f64) -> Minutes {
    Minutes::new(minutes as u32)
}

impl StudyDays {
    /// The time until the exam that is used.
    pub(crate) fn load(&self) -> Minutes {
        self.days.iter().map(Day::minutes).sum()
    }

    /// Whether the days go up to the exam, and not only as far as a plan looks.
    pub(crate) fn reach_the_exam(&self) -> bool {
        self.days.last().and_then(|last| last.date.succ_opt()) == Some(self.exam_on)
    }

    /// What mock exams of `mock_exam` minutes, their review, drills and the taper take of it, even
    /// where that is more than there is.
    pub(crate) fn reserved(&self, mock_exam: Minutes) -> Minutes {
        let in_taper = |day: &&Day| phases::phase_of(&self.phases, day.date) == PhaseKind::Taper;
        let taper: Minutes = self.days.iter().filter(in_taper).map(Day::minutes).sum();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let mock_exams = (SIM_MARGIN + mock_exam.times(2)).times(count(self.mock_exams.len()));
        let mock_exams = (mock_exams + self.review.minutes).saturating_sub(self.unplaced);
        taper + mock_exams + RITUAL.times(count(self.rituals.len()))
    }

    /// What is left for domains, in units of [`UNIT_MINUTES`].
    pub(crate) fn units(&self, mock_exam: Minutes) -> u32 {
        self.load().saturating_sub(self.reserved(mock_exam)).get() / UNIT_MINUTES
    }
}
