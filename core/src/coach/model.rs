//! The constants of the coach, in one table with one version.
//!
//! They are reasoned priors, not fitted to data. Whoever changes one raises [`VERSION`].

pub mod line;
pub mod planner;

/// Version of the table; printed beside every derived number.
pub const VERSION: u32 = 2;

/// What estimates are made with.
pub mod estimate {
    /// Points of the grid over the probability of a correct answer: 0.005, 0.010, … 0.995. Exact
    /// enough that no digit that is shown depends on it, and quick enough to keep nothing.
    pub const GRID_POINTS: u16 = 199;
    /// Width of one cell of the grid.
    pub const GRID_STEP: f64 = 0.005;

    /// Mean of the prior without a score.
    pub const PRIOR_MEAN: f64 = 0.65;
    /// Spread of the prior, in log-odds: 80 % of it lie between 46 % and 80 % right.
    pub const PRIOR_SPREAD: f64 = 0.6;
    /// How far the prior moves for the distance between score and pass mark, each as a part of the
    /// scale. A weak guess: scaled scores are equated and not linear, so the score moves the prior
    /// and is no evidence about a domain.
    pub const SCORE_SLOPE: f64 = 1.0;
    /// How far a score moves the prior at most.
    pub const SCORE_SHIFT_MAX: f64 = 0.25;
    /// The prior mean stays this far from 0 and 1.
    pub const PRIOR_MARGIN: f64 = 0.05;

    /// How far above the cut the target lies: the middle of the usual advice to be 10 to 15 points
    /// above the pass mark.
    pub const TARGET_ABOVE_CUT: f64 = 0.125;
    /// No target lies above what practice can reach.
    pub const TARGET_MAX: f64 = 0.95;

    /// After a fail the whole lies at most this far below the line, after a pass this far above it:
    /// the nearest that a result of whole questions tells apart.
    pub const RESULT_MARGIN: f64 = 0.01;
    /// No result moves log-odds by more than this: 0.9 would become 0.14.
    pub const RESULT_SHIFT_MAX: f64 = 4.0;
    /// Guesses until the common amount is found; six are usual.
    pub const RESULT_STEPS: u32 = 60;
    /// How exactly the whole has to lie where the result says.
    pub const RESULT_EXACT: f64 = 1e-11;

    /// Questions of an exam whose number nobody states: on the low side, so that a report is not
    /// believed more than it deserves.
    pub const ITEMS_UNKNOWN: f64 = 50.0;
    /// Half-life of a score report, in days.
    pub const REPORT_HALF_LIFE: f64 = 45.0;
    /// What a report about another version of the exam is worth.
    pub const VERSION_MISMATCH: f64 = 0.5;
    /// Width of one printed level, in probability of a correct answer.
    pub const BAND_WIDTH: f64 = 0.14;
    /// How far a level may be off beside the luck of the draw.
    pub const BAND_NOISE: f64 = 0.03;
    /// How far a printed percentage may be off beside the luck of the draw: unscored and weighted
    /// questions.
    pub const PERCENT_NOISE: f64 = 0.05;
    /// The same for a bar that is read by eye, and for a number derived from missed objectives or a
    /// scaled domain score.
    pub const INDIRECT_NOISE: f64 = 0.10;
    /// The same for the candidate's own rating.
    pub const SELF_RATING_NOISE: f64 = 0.15;
    /// One step of the candidate's own rating, around the cut.
    pub const SELF_RATING_STEP: f64 = 0.07;
    /// How far the weakest and the strongest of ranked domains lie from the prior mean.
    pub const RANK_SPREAD: f64 = 0.08;
    /// No level is held for less likely than this, which keeps its logarithm a number.
    pub const LIKELIHOOD_MIN: f64 = 1e-12;

    /// Half-life of practice, in days.
    pub const PRACTICE_HALF_LIFE: f64 = 14.0;
    /// Questions of one bank in one week are alike: `n` of them count as n / (1 + 0.02 (n − 1)), so
    /// that 60 count as 27.5 and no number of them as more than 50.
    pub const CLUSTER_CORRELATION: f64 = 0.02;
    /// What a question is worth that was seen in the last [`SEEN_DAYS`].
    pub const SEEN_WEIGHT: f64 = 0.25;
    /// After this many days a question counts as new again.
    pub const SEEN_DAYS: i64 = 30;
    /// Worth of questions in a mock exam under exam rules.
    pub const SIMULATED: f64 = 1.0;
    /// Worth of questions against the clock.
    pub const TIMED: f64 = 0.8;
    /// Worth of questions without a clock or with references, and in a mock exam whose rules were
    /// broken.
    pub const RELAXED: f64 = 0.5;
    /// All practice together counts as at most this many questions: a bank is not the exam.
    pub const PRACTICE_MAX: f64 = 60.0;

    /// Weak from this probability of being below the cut on.
    pub const WEAK_FROM: f64 = 0.8;
    /// Strong up to this probability of being below the cut.
    pub const STRONG_TO: f64 = 0.2;
    /// A class that was shown stays while the probability is within this of where it would change.
    pub const CLASS_SLACK: f64 = 0.05;
    /// Less evidence than this, in questions or in reports, has faded: the domain is unknown again.
    pub const FADED: f64 = 0.05;
}

/// What causes are weighed with.
pub mod causes {
    /// Probability of a cause before there is evidence.
    pub const PRIOR: f64 = 0.30;
    /// The same for second-guessing. Kruger, Wirtz and Miller 2005: of 3,291 changed answers 51 %
    /// went from wrong to right and 25 % from right to wrong, so the advice never to change is
    /// mostly false.
    pub const PRIOR_SECOND_GUESSING: f64 = 0.20;
    /// What one signal may add to the log-odds at most.
    pub const LLR_MAX: f64 = 1.5;
    /// The same for direct counts: questions left open, answers changed.
    pub const LLR_MAX_COUNTED: f64 = 2.0;
    /// What the questionnaire may add in total, so that it never confirms a cause alone.
    pub const SELF_REPORT_MAX: f64 = 1.0;
    /// What a signal is worth that rests on rough memory.
    pub const ROUGH: f64 = 0.5;
    /// Confirmed from this probability on, with a signal from the log.
    pub const CONFIRMED: f64 = 0.75;
    /// Likely from this probability on.
    pub const LIKELY: f64 = 0.60;
    /// Possible from this probability on.
    pub const POSSIBLE: f64 = 0.40;
    /// Facts that one signal names at most, the last by id: shares of the study time rest on all of
    /// it, and a list of thousands, several times over, explains nothing.
    pub const BASIS_MAX: usize = 500;
    /// Causes that are put in front.
    pub const HEADLINE_MAX: usize = 3;

    /// Study time below which shares say nothing, in minutes.
    pub const MINUTES_MIN: f64 = 120.0;
    /// The part of the study time that has to name a domain before shares of domains say anything.
    pub const NAMED_MIN: f64 = 0.3;
    /// Days of the last-minute share.
    pub const LAST_DAYS: u64 = 7;
    /// A preparation shorter than this has no last minute to speak of, in days.
    pub const CRAMMING_SPAN_MIN: i64 = 14;
    /// Share of the time in the last days that counts as cramming.
    pub const CRAMMING: f64 = 0.5;
    /// Planned days that are needed before doing is compared with planning.
    pub const PLANNED_DAYS_MIN: usize = 7;
    /// Less than this part of what was planned asks for smaller blocks.
    pub const ADHERENCE_LOW: f64 = 0.6;
    /// Heavy domains are the largest ones that together make up this share of the exam.
    pub const HEAVY_TOGETHER: f64 = 0.5;
    /// A heavy domain is left aside when this part of its share of the time is missing.
    pub const LEFT_ASIDE: f64 = 0.2;
    /// Share of the objectives that a preparation should have touched.
    pub const OBJECTIVES_TOUCHED: f64 = 0.7;
    /// Questions before the number of banks says anything.
    pub const BANK_ITEMS_MIN: f64 = 20.0;
    /// Questions of each kind before two kinds are compared.
    pub const CONTRAST_ITEMS_MIN: f64 = 20.0;
    /// How much worse one kind must be to count.
    pub const CONTRAST: f64 = 0.15;
    /// z of a two-sided 80 % interval.
    pub const Z_80: f64 = 1.281_551_565_544_6;
    /// The gap between two conditions counts when it is surely larger than this.
    pub const GAP: f64 = 0.05;
    /// Share of the last quarter answered in a rush that counts.
    pub const RUSH: f64 = 0.30;
    /// Time left over that says there was enough of it.
    pub const TIME_LEFT: f64 = 0.10;
    /// Share of unanswered questions that counts fully.
    pub const UNANSWERED: f64 = 0.05;
    /// Distress from which on, and up to which, it counts; 0 to 10.
    pub const DISTRESS: (u8, u8) = (7, 3);
    /// Of four symptoms, how many count.
    pub const SYMPTOMS: usize = 3;
    /// Diagnosed errors before their kinds are compared.
    pub const DIAGNOSED_MIN: f64 = 15.0;
    /// Changed answers before their balance says that they harm.
    pub const CHANGES_MIN: u32 = 10;
    /// Changes for the better from which on their balance may say that they help. Counted without
    /// the others, so that one more harmful change never completes a number and lowers the
    /// probability of harm.
    pub const HELPFUL_MIN: u32 = 9;
    /// How sure the balance of changes has to be.
    pub const CHANGES_SURE: f64 = 0.9;
    /// Share of hands-on work that an exam without, with some, and with nothing but labs asks for:
    /// 0.15 + 0.5 · its hands-on share, at most 0.40.
    pub const LAB_NEED: (f64, f64, f64) = (0.15, 0.25, 0.40);
    /// Worth of the hands-on signal where the exam has no labs.
    pub const NO_LABS_IN_EXAM: f64 = 0.3;
}
