//! What plans are made with, each number with its reason.

use crate::base::units::Minutes;

/// The longest slot that is believed.
pub const SLOT_MAX: Minutes = Minutes::new(720);

// The learning curve: θ(h) = CEILING − (CEILING − θ) · e^(−k·h).

/// What practice can reach: some questions are missed by people who know the matter.
pub const CEILING: f64 = 0.95;
/// Learning rate per hour before there is data: half of the distance is gone after 17 hours.
pub const RATE_PRIOR: f64 = 0.04;
/// How far a candidate's own rate may lie from the prior, as a standard deviation.
pub const RATE_SPREAD: f64 = 0.02;
/// The slowest and the fastest rate that data may claim.
pub const RATE_MIN: f64 = 0.01;
/// See [`RATE_MIN`].
pub const RATE_MAX: f64 = 0.12;
/// Steps of the grid between [`RATE_MIN`] and [`RATE_MAX`].
pub const RATE_STEPS: u32 = 22;
/// Study time in a domain before its own rate is looked at.
pub const RATE_MINUTES_MIN: f64 = 360.0;
/// Answered questions in a domain before its own rate is looked at.
pub const RATE_ITEMS_MIN: f64 = 40.0;
/// Questions of one week are correlated; this many independent ones they are worth at most.
pub const RATE_ITEMS_WEEK_MAX: f64 = 27.5;
/// The estimate where nothing is known, as in the score-report model.
pub const MEAN_PRIOR: f64 = 0.65;
/// How far that may be off, as a standard deviation.
pub const SD_PRIOR: f64 = 0.13;

// Allocation.

/// The unit in which time is given to domains, in minutes.
pub const UNIT_MINUTES: u32 = 30;
/// Least share of a weak domain. Pure gain would give a light weak domain next to nothing, and no
/// candidate trusts a plan that ignores what the report calls weak.
pub const FLOOR_WEAK: f64 = 0.10;
/// Least share of any other domain: what is not touched is forgotten.
pub const FLOOR_OTHER: f64 = 0.05;
/// What all floors together may take; with more domains they shrink in proportion, or nothing would
/// be left to decide.
pub const FLOORS_TOGETHER: f64 = 0.80;
/// Largest share of one domain.
pub const CAP: f64 = 0.45;
/// With fewer than three domains [`CAP`] would leave time unused: then this over their number.
pub const CAP_FEW_DOMAINS: f64 = 1.2;
/// Where the hours did not follow the weights last time, a heavy domain gets at least this part of
/// its weight.
pub const HEAVY_FLOOR_OF_WEIGHT: f64 = 0.75;
/// And any other domain this part.
pub const FLOOR_OF_WEIGHT: f64 = 0.50;
/// Heavy domains are the largest ones that together make up this share of the exam.
pub const HEAVY_TOGETHER: f64 = 0.50;

// What is enough.

/// How far above the line the whole ends with about one chance in two: an exam is a draw of questions,
/// and what is measured in practice is a little more than what an exam brings out.
pub const EVEN_MARGIN: f64 = 0.03;
/// The margin that is advised: 10 points, the least of the article's 10 to 15.
pub const BUFFER_MARGIN: f64 = 0.10;
/// How far the whole may end below what was aimed at and still count as there.
pub const PROMISE_OFF: f64 = 0.005;
/// Hours of need are told in steps of this many: finer ones would claim to know.
pub const NEED_STEP_HOURS: u32 = 5;
/// The plan aims at the margin if that fits into so many days, else at a little above the line.
pub const BUFFER_DAYS_MAX: u64 = 84;
/// Fresh answers after which a domain needs no diagnostic.
pub const MEASURED_ITEMS: f64 = 40.0;
/// No plan asks for more hours than this, however far the way: beyond it an hour brings next to
/// nothing, and what is missing is to be found in another way.
pub const NEED_HOURS_MAX: u32 = 200;
/// Where the hours fell short last time, this much more than the curve asks for. The curve's need
/// is a mean: half of all candidates need more.
pub const NEED_HOURS_SHORT: f64 = 1.25;
/// Options are shown when the need exceeds the time by more than this factor.
pub const OVERLOAD: f64 = 1.10;
/// A way out is offered from this many points on.
pub const WAY_POINTS_MIN: f64 = 1.0;
/// More time is at most this part of today's week.
pub const MORE_TIME_PART: f64 = 0.5;
/// More time is found in steps of this.
pub const MORE_TIME_STEP: Minutes = Minutes::new(15);
/// A week of study beside a life.
pub const WEEK_MINUTES_MAX: Minutes = Minutes::new(25 * 60);
/// A narrower scope leaves out at most this part of the exam.
pub const NARROWER_SHARE_MAX: f64 = 0.15;
/// What a domain that is not touched loses of its right answers in a day: six points in a month.
pub const FORGETTING_A_DAY: f64 = 0.002;
/// And at most.
pub const FORGETTING_MAX: f64 = 0.15;
/// An anchored provisional date stays while the time until it is within this factor of the need.
pub const PROVISIONAL_SLACK: f64 = 0.10;
/// Days for which the date half a year ahead stays the same.
pub const HALF_A_YEAR_STAYS: i64 = 28;
/// But so much at least: a day or two that went otherwise move no date.
pub const PROVISIONAL_SLACK_MIN: Minutes = Minutes::new(360);

// Dates.

/// A provisional date leaves at least this many days.
pub const PROVISIONAL_DAYS_MIN: u64 = 21;
/// Mock exams that a provisional date leaves room for.
pub const PROVISIONAL_SIMS: u32 = 3;
/// A provisional date lies at most this far ahead; beyond it the plan offers choices instead.
pub const PROVISIONAL_DAYS_MAX: u64 = 180;
/// Days that are laid out at most; a later exam date keeps its phases.
pub const HORIZON_DAYS_MAX: u64 = 366;
/// A pause this long between two shown plans starts a new preparation.
pub const PAUSE_DAYS: i64 = 28;
/// Days before the exam that hold light review only.
pub const TAPER_DAYS: i64 = 2;
/// Below this many days nothing but the taper fits.
pub const REAL_PREPARATION_DAYS: i64 = 4;
/// Part of the days before the mock-exam window that is deep work.
pub const DEEP_SHARE: f64 = 0.6;
/// Days between the last mock exam and the exam.
pub const LAST_SIM_DAYS: i64 = 3;
/// Between the beginnings of two mock exams there is a day at least.
pub const SIM_SPACING_MIN: Minutes = Minutes::new(24 * 60);
/// And two days where the slots allow it.
pub const SIM_SPACING: Minutes = Minutes::new(48 * 60);
/// Days before the exam from which a mock exam counts where the window has fewer than two.
pub const EARLY_SIM_DAYS: i64 = 28;
/// Mock exams that every preparation should have.
pub const SIMS_LEAST: usize = 2;
/// Study days after a mock exam by whose end it should have been gone through.
pub const REVIEW_DAYS: usize = 2;
/// A first mock exam before its window lies in the last days of deep work.
pub const BASELINE_DAYS: i64 = 7;
/// Settling in before a mock exam.
pub const SIM_MARGIN: Minutes = Minutes::new(15);
/// Length of the exam where the vendor states none.
pub const EXAM_MINUTES_UNKNOWN: Minutes = Minutes::new(120);

// Load.

/// A plan uses at most this much of what the margin takes; the rest of the time is free.
pub const LOAD_MAX: f64 = 1.3;
/// Study time of a day at most.
pub const DAY_MINUTES_MAX: Minutes = Minutes::new(240);
/// Days of a week that hold study; the seventh is free.
pub const WEEK_DAYS_MAX: usize = 6;
/// After so much work there is a pause.
pub const PAUSE_AFTER: Minutes = Minutes::new(60);
/// The least pause.
pub const PAUSE: Minutes = Minutes::new(10);
/// Weeks before the exam that hold the work; before them a few light sessions are enough.
pub const WORK_WEEKS: u64 = 10;
/// A light session: long enough for a lab.
pub const LIGHT_SESSION: Minutes = Minutes::new(45);
/// Light sessions of a week.
pub const LIGHT_SESSIONS: usize = 2;
/// Weeks of light sessions from which on the candidate hears that the wait is longer than the work.
pub const LONG_WAIT_WEEKS: i64 = 2;
/// It is said that time is free where it is more than this part of what was offered.
pub const NOTABLE_FREE_SHARE: f64 = 0.2;
/// The day of a sitting and so many days after it hold nothing, unless the candidate begins.
pub const REST_AFTER_SITTING: u64 = 1;

// Days and blocks.

/// Less than this is a breather, not a block.
pub const BLOCK_MIN: Minutes = Minutes::new(10);
/// The usual block.
pub const BLOCK: Minutes = Minutes::new(30);
/// A block for somebody whose longer ones did not happen.
pub const BLOCK_SMALL: Minutes = Minutes::new(20);
/// Setting a lab up and down eats anything shorter.
pub const LAB_MIN: Minutes = Minutes::new(45);
/// A timed set for somebody whose last quarter was a rush: two thirds of a usual exam.
pub const STAMINA: Minutes = Minutes::new(60);
/// How long the heavy domain that was left aside comes first.
pub const OPENING: Minutes = Minutes::new(120);
/// The usual lab.
pub const LAB: Minutes = Minutes::new(60);
/// Where no domain is weak, remedies act in one of so many: those with the most to gain.
pub const REMEDIED_OF: usize = 3;
/// A short diagnostic: twelve questions and a look at each.
pub const DIAGNOSTIC: Minutes = Minutes::new(30);
/// Diagnostics within seven days.
pub const DIAGNOSTICS_A_WEEK: usize = 2;
/// Days for which an answer is fresh.
pub const FRESH_DAYS: i64 = 42;
/// Going through one topic that is due.
pub const TOPIC_REVIEW: Minutes = Minutes::new(5);
/// Largest part of a day for topics that are due.
pub const REVIEW_SHARE_MAX: f64 = 0.35;
/// Light review on a day of the taper.
pub const TAPER_REVIEW_MAX: Minutes = Minutes::new(30);
/// A breathing or reframing exercise, a drill, the exam-day checklist.
pub const RITUAL: Minutes = Minutes::new(15);
/// A day with a ritual holds a block beside it.
pub const RITUAL_DAY_MIN: Minutes = Minutes::new(25);
/// Rituals of one kind come back after this many study days.
pub const RITUAL_EVERY: usize = 3;
/// The task after days without study.
pub const FIRST_TASK: Minutes = Minutes::new(10);
/// Days without study after which the first task is a small one.
pub const PAUSED_DAYS: usize = 2;
/// Last days before the exam whose load is limited for a candidate who crammed.
pub const CRAMMING_DAYS: i64 = 7;
/// What they keep of their time.
pub const CRAMMING_SHARE: f64 = 0.75;
/// Days after which their topics come back at the earliest.
pub const CRAMMING_GAP: u64 = 2;
/// A topic comes back after this share of the days that are left. Cepeda et al. 2008: the best gap
/// is 20 to 40 % of a week's delay and 5 to 10 % of a year's.
pub const SPACING: f64 = 0.15;
/// Weak domains come earlier while deep work lasts: their claim counts as if this much smaller.
pub const DEEP_WEAK_FIRST: f64 = 0.7;
/// Most resources that are looked at; more is a merge gone wrong.
pub const RESOURCES_MAX: usize = 48;
/// Most topics that are looked at.
pub const TOPICS_MAX: usize = 256;
/// Kinds of resource that a weak domain is seen from where one dominated.
pub const FAMILIES_MIN: usize = 3;
/// Largest share of the resource that dominated the preparation that failed.
pub const OLD_MAIN_SHARE_MAX: f64 = 0.40;
/// Hands-on share that a remedy asks for: [`LAB_SHARE_MIN`] without labs in the exam, up to
/// [`LAB_SHARE_MAX`] with labs only.
pub const LAB_SHARE_MIN: f64 = 0.15;
/// See [`LAB_SHARE_MIN`].
pub const LAB_SHARE_SOME: f64 = 0.25;
/// See [`LAB_SHARE_MIN`].
pub const LAB_SHARE_MAX: f64 = 0.40;

// Stability.

/// Today and tomorrow stay as they were shown, and so does the day after: one result of ten
/// questions must not move what is nearly there.
pub const FROZEN_DAYS: i64 = 3;
/// Today and tomorrow alone, where a mock exam was missed: the slot after them may take it.
pub const FROZEN_DAYS_AFTER_A_MISS: i64 = 2;
/// One result should not rebuild a week: for so long a diagnostic that was shown stays even if other
/// answers have made up for it, and blocks stay by [`KEEP_GAIN_NEAR`].
pub const NEAR_DAYS: i64 = 7;
/// Blocks of the next days stay while they are worth at least this part of what would replace them.
pub const KEEP_GAIN_NEAR: f64 = 0.60;
/// The same for later blocks.
pub const KEEP_GAIN: f64 = 0.90;
/// Weeks whose shown plans are looked back at for where later blocks were.
pub const COURSE_WEEKS: usize = 12;
/// Days that an anchor holds.
pub const ANCHOR_DAYS: u64 = 14;
