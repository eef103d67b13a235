//! The rules a retake policy is made of.
//!
//! Hours, days and months are never folded into one another: 24 hours are an instant, 14 days are
//! dates, and 12 months have as many days as the calendar gives them. Every rule carries its own
//! [`Basis`].

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::exam::provenance::Basis;

/// Which sittings count together. A sitting outside the scope neither waits nor uses up a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Sittings of one exam code; a new series has a new code and starts afresh.
    ExamCode,
    /// Sittings of one version; versions have codes of their own here.
    ExamVersion,
    /// Sittings of one exam, in whichever language.
    ExamAnyLanguage,
    /// Sittings of one track, whichever the outline.
    Track,
    /// Sittings for one certification, whichever the outline.
    CertificationProgram,
    /// Sittings for one credential, whichever the outline.
    Credential,
    /// Sittings that one purchase pays for.
    Purchase,
}

/// How fails are counted before a wait is looked up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ordinal {
    /// What counts.
    pub counts: Counted,
    /// How far back.
    pub over: Reach,
    /// Where this comes from; without a source it is an assumption.
    pub basis: Basis,
}

/// What counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counted {
    /// Sittings that were not passed.
    Failed,
    /// All sittings.
    All,
}

/// How far back the count of fails reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// For ever: not even a pass resets it.
    Lifetime,
    /// The stretch that ends at the fail; what is older does not count.
    Sliding(Span),
    /// Stretches that begin with a first sitting, one after the other.
    FromFirst(Span),
    /// For ever, unless there was no sitting for this long.
    ResetAfterIdle(Span),
    /// The running eligibility period.
    EligibilityPeriod,
    /// The running purchase.
    Purchase,
}

/// A stretch of time in the vendor's own unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Span {
    /// Elapsed hours.
    Hours(u32),
    /// Calendar days.
    Days(u32),
    /// Calendar months; the 31st becomes the last day of a shorter month.
    Months(u32),
}

/// How long to wait after the n-th fail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WaitRule {
    /// The fails it is for.
    pub after_fail: FailRange,
    /// The wait.
    pub wait: Wait,
    /// The source's own words, where they matter.
    #[serde(default)]
    pub wording: Option<String>,
    /// Where this comes from.
    pub basis: Basis,
}

/// A range of fails: the first is 1; without an end it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FailRange {
    /// The first fail of the range, from 1.
    pub from: u32,
    /// The last one; `None` for all that follow.
    #[serde(default)]
    pub to: Option<u32>,
}

impl FailRange {
    /// Whether the `nth` fail is in the range.
    pub fn covers(self, nth: u32) -> bool {
        self.from <= nth && self.to.is_none_or(|to| nth <= to)
    }
}

/// A wait between a sitting and the next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Wait {
    /// None is needed.
    None,
    /// No source says. Never read as none.
    Unknown,
    /// Hours on the clock.
    Elapsed {
        /// How many.
        hours: u32,
    },
    /// Days of the calendar.
    CalendarDays {
        /// The printed number.
        days: u32,
        /// The first day to sit on, counted from the day of the sitting: readings differ by whether
        /// that day and the last one count.
        opens_on_day: DayOffset,
    },
    /// Months of the calendar.
    Months(u32),
    /// Published dates.
    Dates(Vec<DateRange>),
}

/// A day counted from the day of the sitting, which is day 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOffset {
    /// Under the most generous reading.
    pub min: u32,
    /// Under the strictest reading; at least `min`.
    pub max: u32,
}

/// A range of dates, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day; not before `from`.
    pub until: NaiveDate,
}

/// A limit on the number of sittings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// How many are allowed; at least 1.
    pub max: u32,
    /// What counts.
    pub counts: Counted,
    /// In which stretch.
    pub window: CapWindow,
    /// What happens when they are used up.
    pub then: Then,
    /// Where this comes from.
    pub basis: Basis,
}

/// The stretch in which a [`Cap`] counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum CapWindow {
    /// Stretches that begin with a first sitting.
    FromFirstAttempt(Span),
    /// Any stretch of this length.
    Sliding(Span),
    /// The vendor does not say which of the two: both are worked out.
    SlidingOrFromFirst(Span),
    /// The eligibility period.
    EligibilityPeriod {
        /// When it begins.
        anchor: Anchor,
        /// Its length.
        span: Span,
    },
    /// What one purchase pays for.
    PerPurchase {
        /// When it begins.
        anchor: Anchor,
        /// Its length.
        span: Span,
    },
    /// The vendor's release cycle: published dates, not a length.
    ReleaseCycle {
        /// Cycles a year.
        per_year: u32,
        /// The published cycles that are known, in order of time.
        cycles: Vec<DateRange>,
    },
    /// Until the candidate has been trained again.
    UntilRetrained,
}

/// What happens when a [`Cap`] is used up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Then {
    /// Wait until so long after the anchor.
    WaitUntil {
        /// From when.
        anchor: Anchor,
        /// How long.
        span: Span,
    },
    /// Wait so long from the anchor, and perhaps do something as well.
    WaitFrom {
        /// From when.
        anchor: Anchor,
        /// How long.
        span: Span,
        /// What else is needed.
        #[serde(default)]
        and: Option<AndThen>,
    },
    /// Wait until the window has moved on.
    WaitWindow,
    /// Buy the exam again.
    BuyAgain,
    /// Apply again.
    Reapply,
    /// Be trained again.
    Retrain,
    /// This certification attempt is over.
    AttemptOver,
    /// Ask the vendor.
    Contact,
}

/// What is needed besides waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AndThen {
    /// A fresh application.
    Reapply,
}

/// The moment from which something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anchor {
    /// The first sitting of the window.
    FirstAttemptInWindow,
    /// The last sitting.
    LastAttempt,
    /// The vendor does not say whether the last sitting or the first of the window.
    LastAttemptOrWindow,
    /// The day of the purchase.
    Purchase,
    /// The day the certification attempt was activated.
    AttemptStart,
    /// The day the application was approved.
    ApplicationApproved,
    /// The first sitting.
    FirstSitting,
    /// Sources disagree: the purchase or the first sitting.
    PurchaseOrFirstSitting,
    /// The purchase or the end of the wait, whichever is later.
    LaterOfPurchaseAndWaitEnd,
}

/// What holds after a pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum AfterPass {
    /// No source says.
    Unknown,
    /// The exam may be sat again at once.
    None {
        /// Where this comes from.
        basis: Basis,
    },
    /// After a wait.
    Wait {
        /// The wait.
        wait: Wait,
        /// Where this comes from.
        basis: Basis,
    },
    /// Not before something other than time happens.
    Blocked {
        /// What has to happen.
        until: PassBlock,
        /// Where this comes from.
        basis: Basis,
    },
}

/// What opens a passed exam again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum PassBlock {
    /// The certification has to expire.
    Expired,
    /// A new version has to come out.
    NewVersion,
    /// The time for recertification has to come.
    RecertWindow {
        /// How many days before the expiry it begins.
        days: u32,
    },
    /// The vendor has to agree.
    Consent,
    /// Nothing does.
    Never,
}

/// The limit on a beta exam.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Beta {
    /// How many sittings.
    pub max: u32,
    /// Where this comes from.
    pub basis: Basis,
}

/// Whose clock a policy's deadlines are in. Waits always count local dates of the sitting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineClock {
    /// The place of the sitting: what is assumed where a vendor says nothing.
    PlaceOfSitting,
    /// UTC, in which a day can end before or after the candidate's own.
    Utc,
}
