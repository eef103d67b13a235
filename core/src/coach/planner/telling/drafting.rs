//! Draws a plan up: date, phases, time, days, and what there is to say about them.

use crate::base::units::Minutes;
use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::planner::Situation;
use crate::coach::planner::need::allocation;
use crate::coach::planner::need::allocation::Allocation;
use crate::coach::planner::need;
use crate::coach::planner::need::DomainNeed;
use crate::coach::planner::days::calendar::Calendar;
use crate::coach::planner::days::calendar::Day;
use crate::coach::planner::layout::material::ResourceUse;
use crate::coach::model::planner::BLOCK;
use crate::coach::model::planner::BLOCK_SMALL;
use crate::coach::model::planner::CRAMMING_DAYS;
use crate::coach::model::planner::CRAMMING_GAP;
use crate::coach::model::planner::CRAMMING_SHARE;
use crate::coach::model::planner::EXAM_MINUTES_UNKNOWN;
use crate::coach::model::planner::HORIZON_DAYS_MAX;
use crate::coach::model::planner::OPENING;
use crate::coach::model::planner::SIM_SPACING_MINUTES;
use crate::coach::model::planner::UNIT_MINUTES;
use crate::coach::planner::days::horizon;
use crate::coach::planner::days::horizon::Need;
use crate::coach::planner::minute_of;
use crate::coach::planner::telling::options;
use crate::coach::planner::past::Past;
use crate::coach::planner::days::phases;
use crate::coach::planner::layout::fill::Diagnostic;
use crate::coach::planner::layout::fill::Inputs;
use crate::coach::planner::layout::fill::DayInProgress;
use crate::coach::planner::layout::fill::Fill;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Budget;
use crate::coach::planner::plan::ExamDay;
use crate::coach::planner::plan::Phase;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::plan::PlanDay;
use crate::coach::planner::plan::WayOut;
use crate::coach::planner::need::remedies::Remedies;
use crate::coach::planner::days::rituals;
use crate::coach::planner::days::mock_exams;
use crate::coach::planner::days::mock_exams::MockExamSlot;
use crate::coach::planner::days::mock_exams::MockExamRequest;
use crate::coach::planner::days::mock_exams::instant;
use crate::coach::planner::days::shown;
use crate::coach::planner::days::shown::ShownPlan;
use crate::coach::planner::topics::Agenda;
use crate::coach::planner::telling::words;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::attempt::Outcome;
use chrono::Days;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A plan in the making.
pub(crate) struct Drafting<'a> {
    pub(crate) situation: &'a Situation<'a>,
    pub(crate) today: NaiveDate,
    pub(crate) past: Past<'a>,
    pub(crate) calendar: Calendar<'a>,
    pub(crate) shown: ShownPlan<'a>,
    pub(crate) remedies: Remedies,
    pub(crate) areas: Vec<DomainNeed<'a>>,
}

impl Drafting<'_> {
    /// Draws the plan up.
    pub(crate) fn plan(&self) -> Plan {
        let needed = self.needed_units();
        let exam_day = self.exam_day(needed);
        let mut plan = self.blank(exam_day, Minutes::new(needed * UNIT_MINUTES));
        let Some(exam_on) = plan.exam_day.date() else { return plan };
        if exam_on <= self.today {
            plan.warnings.push(words::exam_is_here(exam_on, self.today));
            return plan;
        }
        let sat_on = self.past.attempt.map(|attempt| attempt.sat_on);
        let Situation { history, exam, .. } = *self.situation;
        let start = shown::start(history, exam, sat_on, self.today);
        let phases = phases::phases(start, exam_on);
        let days = self.days(exam_on);
        let seats = self.seats(&phases, &days, &plan.exam_day, (start, exam_on));
        let rituals = rituals::of(&self.remedies, &phases, &days, exam_on);
        self.budget(&mut plan, &phases, &days, &seats, &rituals);
        let allocation = allocation::allocate(
            &need::claims(&self.areas),
            plan.budget.allotted.get() / UNIT_MINUTES,
        );
        plan.days = self.place(&allocation, &phases, &days, &seats, &rituals, exam_on);
        self.fill_in(&mut plan, &allocation);
        plan.phases = phases.into_iter().filter(|phase| phase.to >= self.today).collect();
        plan.options = self.options(&plan, exam_on);
        plan.changed = shown::changed(&self.shown, &plan.days, &self.areas, self.today);
        plan.first_task = shown::first_task(&self.shown, &self.past, &self.areas, self.today);
        if plan.first_task.is_some() && plan.changed.is_none() {
            plan.changed = Some(words::ADJUSTED.to_owned());
        }
        let sittings = (self.sim_minutes(), self.past.banks().count());
        plan.warnings.extend(words::about_days(&plan, &days, &seats, sittings));
        plan
    }

    fn exam_day(&self, needed: u32) -> ExamDay {
        let Situation { history, exam, eligibility, now, .. } = *self.situation;
        let booked = horizon::booked(history, exam);
        let passed_on = self.past.attempt.filter(|attempt| attempt.outcome == Outcome::Pass);
        match (booked, passed_on) {
            (Some(date), passed) if passed.is_none_or(|attempt| date > attempt.sat_on) => {
                ExamDay::Fixed { date }
            }
            (_, Some(_)) => ExamDay::None { because: words::PASSED.to_owned() },
            (_, None) if self.calendar.is_empty() => {
                ExamDay::None { because: words::NO_TIME_ENTERED.to_owned() }
            }
            (_, None) => horizon::provisional(
                &self.calendar,
                eligibility,
                self.shown.anchor,
                (now, self.today),
                Need { domains: needed * UNIT_MINUTES, mock_exam: self.sim_minutes() },
            ),
        }
    }

    /// A plan without days.
    fn blank(&self, exam_day: ExamDay, needed: Minutes) -> Plan {
        let Situation { exam, eligibility, now, .. } = *self.situation;
        let book_from = horizon::book_from(eligibility, now);
        let mut warnings = words::about_dates(&exam_day, eligibility, book_from);
        warnings.extend(self.calendar.weekly().map(words::about_slots).unwrap_or_default());
        let days = exam_day.date().map(|date| (date - self.today).num_days());
        Plan {
            exam: exam.code.clone(),
            today: self.today,
            exam_day,
            book_from,
            phases: Vec::new(),
            budget: Budget { needed, ..Budget::default() },
            allocation: Vec::new(),
            remedies: self.remedies.effects(needed, days),
            days: Vec::new(),
            options: Vec::new(),
            warnings,
            family_hint: words::family_hint(&self.past.families()),
            changed: None,
            first_task: None,
        }
    }

    pub(crate) fn sim_minutes(&self) -> u32 {
        self.situation.exam.minutes.map_or(EXAM_MINUTES_UNKNOWN, Minutes::get).clamp(10, 720)
    }

    fn days(&self, exam_on: NaiveDate) -> Vec<Day> {
        let horizon = self.today.checked_add_days(Days::new(HORIZON_DAYS_MAX));
        let last = exam_on.pred_opt().unwrap_or(exam_on).min(horizon.unwrap_or(exam_on));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let done = self.past.week_minutes as u32;
        let mut days = self.calendar.days(self.today, last, done);
        if self.remedies.asks_for(Remedy::LastWeek) {
            for day in &mut days {
                if (exam_on - day.date).num_days() <= CRAMMING_DAYS {
                    #[expect(
                        clippy::cast_possible_truncation,
                        clippy::cast_sign_loss,
                        reason = "a day"
                    )]
                    day.limit((f64::from(day.minutes()) * CRAMMING_SHARE) as u32);
                }
            }
        }
        // What was shown for today stays on the page all day; otherwise a slot counts until half of
        // it is over.
        if let Some(today) = days.first_mut() {
            let minute = minute_of(self.situation.now, self.today);
            let date = today.date;
            today.rooms.retain(|room| {
                room.start + room.minutes / 2 > minute
                    || self.shown.is_within(date, room.start, room.end())
            });
        }
        days
    }

    fn seats(
        &self,
        phases: &[Phase],
        days: &[Day],
        exam_day: &ExamDay,
        (start, exam_on): (NaiveDate, NaiveDate),
    ) -> Vec<MockExamSlot> {
        let window = phases.iter().find(|phase| phase.kind == PhaseKind::Simulation);
        let Some(window) = window else { return Vec::new() };
        let length = (window.to - window.from).num_days() + 1;
        let wanted = phases::simulations((exam_on - start).num_days(), length);
        let sat = self.past.simulations.iter();
        let inside = sat.filter(|sat| sat.at.local_date() >= window.from).count();
        let early = self.past.simulations.len() - inside;
        let mut wish = MockExamRequest {
            days,
            phases,
            exam_on,
            zone: self.situation.now.zone,
            minutes: self.sim_minutes(),
            count: usize::try_from(wanted).unwrap_or(0).saturating_sub(inside),
            last_sat: self.past.simulations.last().map(|sat| sat.at.utc_ms.0.div_euclid(60_000)),
            shown: &self.shown,
            open_from: self.shown.open_from(exam_day, self.today),
        };
        let mut seats = Vec::new();
        if self.remedies.asks_for(Remedy::ExtraSimulation) && early == 0 {
            match mock_exams::baseline(&wish) {
                Some(seat) => {
                    wish.last_sat = Some(seat.to);
                    seats.push(seat);
                }
                None => wish.count += 1,
            }
        }
        seats.extend(mock_exams::choose(&wish));
        seats
    }

    /// What is left of the review of the last mock exam, and until when it should be done.
    pub(crate) fn review_left(&self) -> (u32, i64) {
        let Some(sat) = self.past.simulations.last() else { return (0, 0) };
        let until = sat.at.utc_ms.0.div_euclid(60_000) + SIM_SPACING_MINUTES;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let reviewed = sat.reviewed as u32;
        // From the morning on: what was shown for today stays when the two days end at noon.
        let morning = instant(self.situation.now.zone, self.today, 0);
        if morning < until {
            (sat.minutes.min(720).saturating_sub(reviewed), until)
        } else {
            (0, 0)
        }
    }

    fn place(
        &self,
        allocation: &Allocation,
        phases: &[Phase],
        days: &[Day],
        seats: &[MockExamSlot],
        rituals: &BTreeMap<NaiveDate, BlockKind>,
        exam_on: NaiveDate,
    ) -> Vec<PlanDay> {
        let Situation { exam, topics, now, .. } = *self.situation;
        let smaller = self.remedies.asks_for(Remedy::SmallerBlocks);
        let ground = Inputs {
            areas: &self.areas,
            allocation,
            phases,
            days,
            seats,
            sim_minutes: self.sim_minutes(),
            rituals,
            shown: &self.shown,
            exam_on,
            today: self.today,
            zone: now.zone,
            remedies: &self.remedies,
            opener: self.opener(),
            block: if smaller { BLOCK_SMALL } else { BLOCK },
            pace: words::minutes_per_question(exam),
        };
        let rest = if self.remedies.asks_for(Remedy::LastWeek) { CRAMMING_GAP } else { 1 };
        let mut agenda = Agenda::of(topics, exam, rest);
        if self.remedies.asks_for(Remedy::Coverage) {
            agenda.cover(exam, &self.past.objectives);
        }
        let walk = Fill {
            ground: &ground,
            shelf: ResourceUse::of(&self.past, &self.remedies, exam.hands_on),
            agenda,
            used: vec![0; self.areas.len()],
            worths: self.areas.iter().map(|area| area.claim.curve.marginal(0.0)).collect(),
            labs: vec![0; self.areas.len()],
            sets: vec![0; self.areas.len()],
            touched: self.past.domains.iter().map(|domain| domain.touched).collect(),
            diagnosed: self.diagnosed(),
            review: self.review_left(),
            today: DayInProgress {
                date: self.today,
                phase: PhaseKind::Taper,
                days_left: 0,
                order: Vec::new(),
                coming: None,
                ritual: None,
                reviews: 0,
                has_diagnostic: Diagnostic::Open,
                blocks: Vec::new(),
            },
        };
        walk.run()
    }

    /// The largest of the weak heavy domains, and how long it still comes first.
    fn opener(&self) -> Option<(usize, u32)> {
        let done = |at: usize| -> u32 {
            let weeks = self.past.domains.get(at).into_iter().flat_map(|of| of.weeks.values());
            let minutes: f64 = weeks.map(|week| week.minutes).sum();
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "saturates"
            )]
            let minutes = minutes as u32;
            minutes
        };
        let weak = |at: &usize| self.areas.get(*at).is_some_and(DomainNeed::is_weak);
        let heaviest = need::heavy(&self.areas).into_iter().find(weak)?;
        let left = OPENING.saturating_sub(done(heaviest));
        (self.remedies.asks_for(Remedy::Opens) && left > 0).then_some((heaviest, left))
    }

    /// Domains that need no diagnostic: their class is known, or one was just done.
    fn diagnosed(&self) -> Vec<bool> {
        let each = self.areas.iter().zip(&self.past.domains);
        each.map(|(area, past)| {
            let recent = past.weeks.iter().rev().take(1);
            let items: f64 = recent
                .filter(|(monday, _)| (self.today - **monday).num_days() < 14)
                .map(|(_, week)| week.items)
                .sum();
            let known = match area.class {
                DomainClass::Weak | DomainClass::Strong => true,
                DomainClass::Uncertain | DomainClass::Unknown => false,
            };
            known || items >= 12.0
        })
        .collect()
    }

    fn options(&self, plan: &Plan, exam_on: NaiveDate) -> Vec<WayOut> {
        let until = match &self.situation.eligibility.verdict {
            Verdict::Open(window) => window.until,
            Verdict::Blocked { .. } | Verdict::Empty { .. } | Verdict::Unknown => None,
        };
        options::options(&options::Shortage {
            areas: &self.areas,
            calendar: &self.calendar,
            today: self.today,
            exam_on,
            book_from: plan.book_from,
            until,
            needed: plan.budget.needed.get() / UNIT_MINUTES,
            available: plan.budget.allotted.get() / UNIT_MINUTES,
            reserved: plan.budget.reserved.get(),
        })
    }
}
