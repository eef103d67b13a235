//! What surrounds the rules of a policy: free and paid retakes, conditions, appointments.

use serde::{Deserialize, Serialize};

use crate::exam::policy::rule::{Anchor, Span, WaitRule};
use crate::exam::provenance::Basis;

/// Something that can be bought or claimed, or came with the exam.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entitlement {
    /// What it is.
    pub offer: Offer,
    /// Where this comes from.
    pub basis: Basis,
}

/// The kinds of [`Entitlement`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Offer {
    /// Retakes that cost nothing more.
    FreeRetake {
        /// How many; 0 if a source says that there is none.
        count: u32,
        /// When they lapse, if they do.
        #[serde(default)]
        deadline: Option<Validity>,
        /// What a missed appointment does to them.
        no_show: NoShowEffect,
    },
    /// Two sittings for one price.
    Bundle {
        /// Its name.
        name: String,
        /// What both sittings have to come before.
        both_before: String,
        /// Days without a sitting between the two.
        gap_days: u32,
    },
    /// A retake at a price.
    PaidRetake {
        /// How many days after the fail it can still be bought; later it is a new attempt.
        #[serde(default)]
        buy_by_days_after_fail: Option<u32>,
        /// How many days after the deadline it can still be bought.
        #[serde(default)]
        buy_by_days_after_deadline: Option<u32>,
        /// By how many days it moves the deadline.
        #[serde(default)]
        extends_deadline_days: Option<u32>,
        /// How many of these days are a wait, in which the exam cannot be sat.
        #[serde(default)]
        of_these_wait_days: Option<u32>,
        /// How long it is valid.
        #[serde(default)]
        valid: Option<Validity>,
    },
    /// More time at a price, without another sitting.
    PaidExtension {
        /// How many days after the deadline it can still be bought.
        buy_by_days_after_deadline: u32,
        /// By how many days it moves the deadline.
        extends_deadline_days: u32,
    },
    /// A second sitting that is bought before the first.
    Prepaid {
        /// Its name.
        name: String,
        /// Its price in US dollars.
        price_usd: f64,
        /// Until when it can be bought.
        buy_before: String,
        /// How long it is valid.
        valid: Validity,
    },
    /// A remark about the price.
    Fee {
        /// The remark.
        said: String,
    },
}

/// How long something is valid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Validity {
    /// From when.
    pub anchor: Anchor,
    /// How long.
    pub span: Span,
}

/// What a missed appointment does to a free retake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum NoShowEffect {
    /// Nothing that a source tells of.
    Keeps,
    /// It is lost.
    Forfeits,
}

/// What else has to be true before a sitting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Gate {
    /// Another exam has to be passed.
    PriorPass {
        /// Which.
        of: String,
        /// How long after that pass the sitting has to be.
        sit_within: Span,
        /// Where this comes from.
        basis: Basis,
    },
    /// The eligibility period has to be open.
    OpenPeriod {
        /// Its length.
        span: Span,
    },
}

/// Candidates for whom other waits hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Variant {
    /// Who they are.
    pub when: Trait,
    /// Their waits; empty if no source has them.
    #[serde(default)]
    pub waits: Vec<WaitRule>,
    /// A remark.
    #[serde(default)]
    pub note: Option<String>,
}

/// Something about a candidate on which rules depend.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trait {
    /// What was bought.
    Product(String),
    /// The kind of credential.
    Credential(String),
    /// Whom the candidate works for.
    Audience(String),
}

impl Trait {
    /// The trait's own words.
    pub fn name(&self) -> &str {
        match self {
            Self::Product(name) | Self::Credential(name) | Self::Audience(name) => name,
        }
    }
}

/// Rules about moving an appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Appointment {
    /// Until when it can be moved.
    #[serde(default)]
    pub cutoffs: Vec<Cutoff>,
    /// How often it can be moved.
    #[serde(default)]
    pub reschedules_max: Option<u32>,
    /// What moving costs.
    #[serde(default)]
    pub fees: Option<String>,
    /// What not turning up costs.
    #[serde(default)]
    pub no_show: Option<String>,
    /// Where this comes from.
    pub basis: Basis,
}

/// Until when an appointment can be moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cutoff {
    /// For which kind of appointment.
    #[serde(rename = "where")]
    pub place: Venue,
    /// How long before it.
    pub before: Span,
}

/// The kind of an appointment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Venue {
    /// All of them.
    Anywhere,
    /// At a test center.
    TestCenter,
    /// Online, with a proctor.
    Online,
    /// A lab exam.
    Lab,
}

/// Whether a booking system enforces the waits. The app works them out either way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Enforcement {
    /// No source says.
    Unknown,
    /// A booking that is too early is refused.
    Booking,
    /// A booking is refused after a pass.
    BookingAfterPass,
    /// The failing report prints the date.
    PrintedDate,
    /// Somebody could book too early.
    ReportedMissing,
}
