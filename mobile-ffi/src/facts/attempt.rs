//! A sitting of the real exam, and what the vendor printed about it.

use rebound_core::base::ids::{DomainId, ExamCode, ObjectiveId};
use rebound_core::base::units::Score;
use rebound_core::facts::attempt::{Attempt, Outcome, SittingConditions, Symptom};
use rebound_core::facts::score_report::{DomainReading, Evidence, ScoreReport};

use crate::time::{CivilDay, ZoneName};

/// A sitting of the real exam.
#[uniffi::remote(Record)]
pub struct Attempt {
    /// The exam that was sat.
    pub exam: ExamCode,
    /// The local date of the sitting. Vendors count waits from it, not from the day of the result.
    pub sat_on: CivilDay,
    /// The zone of the place of the sitting.
    pub zone: ZoneName,
    /// Local time at which the sitting ended, as minutes after midnight (0 to 1439), if known. Waits
    /// in hours need it.
    #[uniffi(default = None)]
    pub ended_minute: Option<u16>,
    /// What came of it.
    pub outcome: Outcome,
    /// What the vendor printed, kept as printed for ever.
    #[uniffi(default = None)]
    pub report: Option<ScoreReport>,
    /// How the sitting went, as far as the candidate wants to say.
    #[uniffi(default = None)]
    pub conditions: Option<SittingConditions>,
    /// The language the exam was sat in, as the vendor names it, if the candidate said so.
    #[uniffi(default = None)]
    pub language: Option<String>,
}

/// What came of a sitting.
#[uniffi::remote(Enum)]
pub enum Outcome {
    /// Passed.
    Pass,
    /// Not passed, this time.
    Fail,
    /// Did not appear; not an attempt for any vendor we know of.
    NoShow,
    /// Voided by a technical fault: not an attempt.
    Void,
    /// Removed by the proctor: counts as an attempt that was not passed.
    RemovedByProctor,
    /// Sat, result not yet known. Waits already run.
    Pending,
}

/// How a sitting went. Every field is optional: nothing has to be told.
#[uniffi::remote(Record)]
pub struct SittingConditions {
    /// Questions that were left without an answer.
    #[uniffi(default = None)]
    pub unanswered: Option<u16>,
    /// Questions in all.
    #[uniffi(default = None)]
    pub items: Option<u16>,
    /// Minutes left when the exam was handed in.
    #[uniffi(default = None)]
    pub minutes_left: Option<u16>,
    /// Distress in the exam, 0 (calm) to 10.
    #[uniffi(default = None)]
    pub distress: Option<u8>,
    /// What was felt in the exam.
    #[uniffi(default = [])]
    pub symptoms: Vec<Symptom>,
}

/// What nerves feel like.
#[uniffi::remote(Enum)]
pub enum Symptom {
    /// A racing heart.
    Heart,
    /// Trouble concentrating.
    Concentration,
    /// The mind going blank.
    Blank,
    /// Doubting answers that were fine.
    SecondGuessing,
    /// Anything else.
    Other,
}

/// A score report as the candidate typed it in.
#[uniffi::remote(Record)]
pub struct ScoreReport {
    /// The overall score, in the exam's own scale.
    #[uniffi(default = None)]
    pub overall: Option<Score>,
    /// The pass mark printed on this report (Cisco prints one per form); wins over the catalogue's.
    #[uniffi(default = None)]
    pub pass_mark: Option<Score>,
    /// The exam version on the report, if it is not the one of the attempt's exam.
    #[uniffi(default = None)]
    pub version: Option<String>,
    /// What is printed per domain. A domain may be missing; a name may be unknown.
    #[uniffi(default = [])]
    pub domains: Vec<DomainReading>,
    /// The first retake date printed on the report (Cisco prints one); wins over every rule.
    #[uniffi(default = None)]
    pub retake_on: Option<CivilDay>,
}

/// What a report prints about one domain.
#[uniffi::remote(Record)]
pub struct DomainReading {
    /// The domain, by the exam's numbering.
    pub domain: DomainId,
    /// What is printed.
    pub evidence: Evidence,
}

/// The forms in which vendors print a domain's result.
#[uniffi::remote(Enum)]
pub enum Evidence {
    /// A percentage (Cisco, HashiCorp): 0 to 100.
    Percent(Score),
    /// The length of an unlabelled bar (Microsoft), between two percentages of its full length.
    Bar {
        /// The shortest the bar can be.
        low: Score,
        /// The longest the bar can be.
        high: Score,
    },
    /// A level (AWS 2, ISC2 3, PMI 4): 1 is the lowest of `of`.
    Band {
        /// The printed level, 1 to `of`.
        level: u8,
        /// How many levels the vendor has, 2 to 4.
        of: u8,
    },
    /// A scaled score of the domain (ISACA), in the exam's scale.
    Scaled(Score),
    /// The domain's place when the domains are ordered from weakest (1) to strongest (old ISC2).
    Rank {
        /// The place, 1 to `of`.
        position: u8,
        /// How many domains are ranked.
        of: u8,
    },
    /// The objectives with at least one miss (CompTIA).
    MissedObjectives {
        /// The listed objectives.
        objectives: Vec<ObjectiveId>,
        /// How many objectives the domain has.
        of: u16,
    },
    /// Correct answers of a known number (a printed count, or a GIAC-like report).
    Count {
        /// Correct answers, 0 to `of`.
        correct: u16,
        /// Questions.
        of: u16,
    },
    /// The candidate's own impression, 1 (weak) to 5 (strong): what remains where the vendor prints
    /// nothing (Google, Linux Foundation).
    SelfRating(u8),
}
