//! When the candidate can study, and the decisions that a plan is built on.

use chrono::Weekday;
use rebound_core::base::ids::ExamCode;
use rebound_core::base::units::Minutes;
use rebound_core::facts::availability::{Availability, DayException, Slot, SlotPlace, WeeklySlot};
use rebound_core::facts::commitment::{Commitment, CommitmentKind};
use rebound_core::facts::planning::{
    AnchoredBlock, ExamChoice, ExamDate, PlanAnchor, RetakeOverride,
};

use crate::time::CivilDay;

/// The weekly study slots. The latest such fact holds.
#[uniffi::remote(Record)]
pub struct Availability {
    /// The slots of a week, in any order.
    pub slots: Vec<WeeklySlot>,
    /// The most study time in a week (Monday to Sunday), if the candidate set a limit.
    #[uniffi(default = None)]
    pub weekly_cap: Option<Minutes>,
}

/// A slot that comes back every week.
#[uniffi::remote(Record)]
pub struct WeeklySlot {
    /// The day.
    pub weekday: Weekday,
    /// The slot.
    pub slot: Slot,
}

/// A stretch of time on one day in which the candidate can study.
#[uniffi::remote(Record)]
pub struct Slot {
    /// Local start, minutes after midnight: 0 to 1,439.
    pub start_minute: u16,
    /// Length: 0 to 720. Slots of 0 minutes are kept and hold nothing.
    pub minutes: Minutes,
    /// Where the candidate is.
    pub place: SlotPlace,
}

/// Where the candidate is in a slot, and so what fits into it.
#[uniffi::remote(Enum)]
pub enum SlotPlace {
    /// On the way, hands free, no network promised: questions, reading, audio.
    Commute,
    /// On the way with the hands bound (driving, standing): audio only.
    CommuteAudio,
    /// At a desk with a network.
    Desk,
    /// At a desk, undisturbed, long enough for a mock exam.
    Long,
}

/// A day that differs from the weekly slots. The latest fact about a date holds.
#[uniffi::remote(Record)]
pub struct DayException {
    /// The date.
    pub date: CivilDay,
    /// The slots of that date instead of the weekly ones; none means a day off.
    #[uniffi(default = [])]
    pub slots: Vec<Slot>,
}

/// Which exam is to be retaken. The latest such fact holds.
#[uniffi::remote(Record)]
pub struct ExamChoice {
    /// The exam.
    pub exam: ExamCode,
    /// A blueprint of the candidate's own, or a correction of the catalogue's, as the JSON text of
    /// one catalogue entry. Wins over the catalogue and is labelled so.
    #[uniffi(default = None)]
    pub blueprint: Option<String>,
}

/// When the retake is booked. The latest such fact about an exam holds.
#[uniffi::remote(Record)]
pub struct ExamDate {
    /// The exam.
    pub exam: ExamCode,
    /// The booked date, local to the place of the sitting; `None` takes a booking back.
    #[uniffi(default = None)]
    pub date: Option<CivilDay>,
}

/// A retake date that the candidate knows better than the policy (from a mail, from support).
#[uniffi::remote(Record)]
pub struct RetakeOverride {
    /// The exam.
    pub exam: ExamCode,
    /// The first allowed date.
    pub date: CivilDay,
    /// Where it comes from, in the candidate's words.
    #[uniffi(default = None)]
    pub note: Option<String>,
}

/// The plan that was last shown: what stability is measured against.
///
/// Two devices that show the same plan in the same week record the same content; of different ones
/// the reader takes the latest, then the smallest hash.
#[uniffi::remote(Record)]
pub struct PlanAnchor {
    /// The exam the plan is for.
    pub exam: ExamCode,
    /// First day of the plan.
    pub from: CivilDay,
    /// The planned blocks, by day and then by start.
    pub blocks: Vec<AnchoredBlock>,
    /// The exam day that was planned towards, booked or provisional: a provisional one must not
    /// move with every answer.
    #[uniffi(default = None)]
    pub exam_on: Option<CivilDay>,
}

/// One block of a [`PlanAnchor`].
#[uniffi::remote(Record)]
pub struct AnchoredBlock {
    /// The day.
    pub day: CivilDay,
    /// Local start, minutes after midnight.
    pub start_minute: u16,
    /// Length.
    pub minutes: Minutes,
    /// What was planned, as the planner's block code (`study:D2:lab:messer-videos`).
    pub code: String,
}

/// Time on one day that is promised to somebody else. A slot it lies in is shorter for everything
/// else. One that is moved is corrected, one that is called off is removed.
#[uniffi::remote(Record)]
pub struct Commitment {
    /// The exam that it is for.
    pub exam: ExamCode,
    /// What was promised.
    pub kind: CommitmentKind,
    /// The date.
    pub date: CivilDay,
    /// Local start, minutes after midnight: 0 to 1,439.
    pub start_minute: u16,
    /// Length: 1 to 720.
    pub minutes: Minutes,
    /// With whom or about what, in the candidate's words.
    #[uniffi(default = None)]
    pub note: Option<String>,
}

/// What was promised.
#[uniffi::remote(Enum)]
pub enum CommitmentKind {
    /// To study together.
    PartnerSession,
    /// To tell how it is going.
    CheckIn,
}
