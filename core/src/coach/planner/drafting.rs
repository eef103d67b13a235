//! Draws a plan up: date, phases, time, days, and what there is to say about them.

use crate::base::units::Minutes;
use crate::coach::causes::Cause;
use crate::coach::causes::Remedy;
use crate::coach::estimate::DomainClass;
use crate::coach::planner::Situation;
use crate::coach::planner::allocation;
use crate::coach::planner::allocation::Allocation;
use crate::coach::planner::areas;
use crate::coach::planner::areas::Area;
use crate::coach::planner::calendar::Calendar;
use crate::coach::planner::calendar::Day;
use crate::coach::planner::choice::Shelf;
use crate::coach::planner::constants;
use crate::coach::planner::constants::BLOCK;
use crate::coach::planner::constants::BLOCK_SMALL;
use crate::coach::planner::constants::CRAMMING_DAYS;
use crate::coach::planner::constants::CRAMMING_SHARE;
use crate::coach::planner::constants::EXAM_MINUTES_UNKNOWN;
use crate::coach::planner::constants::HORIZON_DAYS_MAX;
use crate::coach::planner::constants::RITUAL;
use crate::coach::planner::constants::SIM_MARGIN;
use crate::coach::planner::constants::SIM_SPACING_MINUTES;
use crate::coach::planner::constants::UNIT_MINUTES;
use crate::coach::planner::horizon;
use crate::coach::planner::minute_of;
use crate::coach::planner::options;
use crate::coach::planner::past::Past;
use crate::coach::planner::phases;
use crate::coach::planner::phases::phase_of;
use crate::coach::planner::placement::Diagnostic;
use crate::coach::planner::placement::Ground;
use crate::coach::planner::placement::Today;
use crate::coach::planner::placement::Walk;
use crate::coach::planner::plan::BlockKind;
use crate::coach::planner::plan::Bound;
use crate::coach::planner::plan::Budget;
use crate::coach::planner::plan::DomainAllocation;
use crate::coach::planner::plan::ExamDay;
use crate::coach::planner::plan::Phase;
use crate::coach::planner::plan::PhaseKind;
use crate::coach::planner::plan::Plan;
use crate::coach::planner::plan::PlanDay;
use crate::coach::planner::plan::WayOut;
use crate::coach::planner::remedies::Remedies;
use crate::coach::planner::rituals;
use crate::coach::planner::simulations;
use crate::coach::planner::simulations::Seat;
use crate::coach::planner::simulations::Wish;
use crate::coach::planner::stability;
use crate::coach::planner::stability::Shown;
use crate::coach::planner::topics::Agenda;
use crate::coach::planner::words;
use crate::exam::policy::eligibility::Verdict;
use crate::facts::attempt::Outcome;
use chrono::Days;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// A plan in the making.
pub(super) struct Drafting<'a> {
    pub(super) situation: &'a Situation<'a>,
    pub(super) today: NaiveDate,
    pub(super) past: Past<'a>,
    pub(super) calendar: Calendar<'a>,
    pub(super) shown: Shown<'a>,
    pub(super) remedies: Remedies,
    pub(super) areas: Vec<Area<'a>>,
}

impl Drafting<'_> {
    /// Draws the plan up.
    pub(super) fn plan(&self) -> Plan {
        let needed = areas::needed_units(self.situation.exam, &self.areas);
        let exam_day = self.exam_day(needed);
        let mut plan = self.blank(exam_day);
        plan.budget.needed = Minutes::new(needed * UNIT_MINUTES);
        let Some(exam_on) = plan.exam_day.date() else { return plan };
        if exam_on <= self.today {
            plan.warnings.push(words::exam_is_here(exam_on, self.today));
            return plan;
        }
        let sat_on = self.past.attempt.map(|attempt| attempt.sat_on);
        let Situation { history, exam, .. } = *self.situation;
        let start = stability::start(history, exam, sat_on, self.today);
        let phases = phases::phases(start, exam_on);
        let days = self.days(exam_on);
        let seats = self.seats(&phases, &days, (start, exam_on));
        let rituals = rituals::of(&self.remedies, &phases, &days, exam_on);
        self.budget(&mut plan, &phases, &days, &seats, &rituals);
        let allocation = allocation::allocate(
            &areas::claims(&self.areas),
            plan.budget.allotted.get() / UNIT_MINUTES,
        );
        plan.days = self.place(&allocation, &phases, &days, &seats, &rituals, exam_on);
        self.fill_in(&mut plan, &allocation);
        plan.phases = phases.into_iter().filter(|phase| phase.to >= self.today).collect();
        plan.options = self.options(&plan, exam_on);
        plan.changed = stability::changed(&self.shown, &plan.days, &self.areas, self.today);
        plan.first_task = stability::first_task(&self.shown, &self.past, &self.areas, self.today);
        if plan.first_task.is_some() && plan.changed.is_none() {
            plan.changed = Some(words::ADJUSTED.to_owned());
        }
        plan.warnings.extend(words::about_days(&plan, &days, &seats, self.sim_minutes()));
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
                needed * UNIT_MINUTES,
            ),
        }
    }

    /// A plan without days.
    fn blank(&self, exam_day: ExamDay) -> Plan {
        let Situation { exam, eligibility, now, .. } = *self.situation;
        let book_from = horizon::book_from(eligibility, now);
        let warnings = words::about_dates(&exam_day, eligibility, book_from);
        Plan {
            exam: exam.code.clone(),
            today: self.today,
            exam_day,
            book_from,
            phases: Vec::new(),
            budget: Budget::default(),
            allocation: Vec::new(),
            remedies: self.remedies.effects(),
            days: Vec::new(),
            options: Vec::new(),
            warnings,
            family_hint: words::family_hint(&self.past.families()),
            changed: None,
            first_task: None,
        }
    }

    fn sim_minutes(&self) -> u32 {
        self.situation.exam.minutes.map_or(EXAM_MINUTES_UNKNOWN, Minutes::get).clamp(10, 720)
    }

    fn days(&self, exam_on: NaiveDate) -> Vec<Day> {
        let horizon = self.today.checked_add_days(Days::new(HORIZON_DAYS_MAX));
        let last = exam_on.pred_opt().unwrap_or(exam_on).min(horizon.unwrap_or(exam_on));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let done = self.past.week_minutes as u32;
        let mut days = self.calendar.days(self.today, last, done);
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
        days
    }

    fn seats(
        &self,
        phases: &[Phase],
        days: &[Day],
        (start, exam_on): (NaiveDate, NaiveDate),
    ) -> Vec<Seat> {
        let window = phases.iter().find(|phase| phase.kind == PhaseKind::Simulation);
        let Some(window) = window else { return Vec::new() };
        let length = (window.to - window.from).num_days() + 1;
        let extra = i64::from(self.remedies.treats(Cause::Anxiety));
        let wanted = phases::simulations((exam_on - start).num_days(), length) + extra;
        let sat = self.past.simulations.iter();
        let sat = sat.filter(|sat| sat.at.local_date() >= window.from).count();
        simulations::choose(&Wish {
            days,
            phases,
            exam_on,
            zone: self.situation.now.zone,
            minutes: self.sim_minutes(),
            count: usize::try_from(wanted).unwrap_or(0).saturating_sub(sat),
            last_sat: self.past.simulations.last().map(|sat| sat.at.utc_ms.0.div_euclid(60_000)),
            shown: &self.shown.simulations,
        })
    }

    fn budget(
        &self,
        plan: &mut Plan,
        phases: &[Phase],
        days: &[Day],
        seats: &[Seat],
        rituals: &BTreeMap<NaiveDate, BlockKind>,
    ) {
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let capacity: u32 = days.iter().map(Day::minutes).sum();
        let taper = days.iter().filter(|day| phase_of(phases, day.date) == PhaseKind::Taper);
        let taper: u32 = taper.map(Day::minutes).sum();
        let simulations = count(seats.len()) * (SIM_MARGIN + 2 * self.sim_minutes());
        let reserved = taper + simulations + count(rituals.len()) * RITUAL + self.review_left().0;
        let units = capacity.saturating_sub(reserved) / UNIT_MINUTES;
        plan.budget.capacity = Minutes::new(capacity);
        plan.budget.reserved = Minutes::new(reserved.min(capacity));
        plan.budget.allotted = Minutes::new(units * UNIT_MINUTES);
    }

    /// What is left of the review of the last mock exam, and until when it should be done.
    fn review_left(&self) -> (u32, i64) {
        let Some(sat) = self.past.simulations.last() else { return (0, 0) };
        let until = sat.at.utc_ms.0.div_euclid(60_000) + SIM_SPACING_MINUTES;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "saturates")]
        let reviewed = sat.reviewed as u32;
        let now = self.situation.now.utc_ms.0.div_euclid(60_000);
        if now < until { (sat.minutes.min(720).saturating_sub(reviewed), until) } else { (0, 0) }
    }

    fn place(
        &self,
        allocation: &Allocation,
        phases: &[Phase],
        days: &[Day],
        seats: &[Seat],
        rituals: &BTreeMap<NaiveDate, BlockKind>,
        exam_on: NaiveDate,
    ) -> Vec<PlanDay> {
        let Situation { exam, topics, now, .. } = *self.situation;
        let smaller = self.remedies.asks_for(Remedy::SmallerBlocks);
        let ground = Ground {
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
            opener: self.opener(),
            block: if smaller { BLOCK_SMALL } else { BLOCK },
            pace: words::minutes_per_question(exam),
        };
        let walk = Walk {
            ground: &ground,
            shelf: Shelf::of(&self.past, &self.remedies, exam.hands_on),
            agenda: Agenda::of(topics, exam),
            used: vec![0; self.areas.len()],
            labs: vec![0; self.areas.len()],
            touched: self.past.domains.iter().map(|domain| domain.touched).collect(),
            diagnosed: self.diagnosed(),
            review: self.review_left(),
            today: Today {
                date: self.today,
                phase: PhaseKind::Taper,
                days_left: 0,
                order: Vec::new(),
                ritual: None,
                reviews: 0,
                has_diagnostic: Diagnostic::Open,
                blocks: Vec::new(),
            },
        };
        walk.run()
    }

    /// The weakest of the heavy domains, if they were left out last time and nothing was done yet.
    fn opener(&self) -> Option<usize> {
        let untouched =
            |at: &usize| self.past.domains.get(*at).is_some_and(|d| d.touched.is_none());
        let weak = |at: &usize| self.areas.get(*at).is_some_and(Area::is_weak);
        let mut heavy = areas::heavy(&self.areas).into_iter();
        let treats = self.remedies.treats(Cause::HeavyDomainsUncovered);
        treats.then(|| heavy.find(|at| weak(at) && untouched(at))).flatten()
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

    fn fill_in(&self, plan: &mut Plan, allocation: &Allocation) {
        let claims = areas::claims(&self.areas);
        let points = |gain: f64| (gain * 10_000.0).round() / 100.0;
        let units: u32 = plan.budget.allotted.get() / UNIT_MINUTES;
        plan.budget.expected_gain = points(allocation.gain(&claims));
        plan.budget.equal_hours_gain = points(allocation::equal_gain(&claims, units));
        let mut placed: BTreeMap<&str, u32> = BTreeMap::new();
        for block in plan.days.iter().flat_map(|day| &day.blocks) {
            if let Some(domain) = &block.domain {
                *placed.entry(domain.as_str()).or_default() += block.minutes.get();
            }
        }
        #[expect(clippy::cast_precision_loss, reason = "an exam has a handful of domains")]
        let equal = allocation::hours(units) / self.areas.len().max(1) as f64;
        let each = self.areas.iter().enumerate().map(|(at, area)| {
            let minutes = allocation.minutes(at);
            let curve = area.claim.curve;
            DomainAllocation {
                domain: area.id.clone(),
                minutes: Minutes::new(minutes),
                placed: Minutes::new(placed.get(area.id.as_str()).copied().unwrap_or(0)),
                expected_gain: points(curve.gain(f64::from(minutes) / 60.0)),
                equal_hours_gain: points(curve.gain(equal)),
                rate: (curve.rate * 10_000.0).round() / 10_000.0,
                bound: bound(area, allocation, at),
            }
        });
        plan.allocation = each.collect();
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

fn bound(area: &Area<'_>, allocation: &Allocation, at: usize) -> Bound {
    let units = allocation.units.get(at).copied().unwrap_or(0);
    let floor = allocation.floors.get(at).copied().unwrap_or(0);
    if units >= allocation.cap {
        Bound::Cap
    } else if units > floor {
        Bound::Gain
    } else if area.claim.remedy_floor > constants::FLOOR_WEAK {
        Bound::Remedy
    } else {
        Bound::Floor
    }
}
