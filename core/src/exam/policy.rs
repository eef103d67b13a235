//! Retake policies and what follows from them.
//!
//! A policy is data from the catalogue; [`evaluate::eligibility`] is the one function that reads it.
//! Its answer is an interval from the most generous to the strictest reading of the vendor's words,
//! never a single date that nobody printed.

mod audit;
pub mod calendar;
mod deadline;
mod draft;
pub mod eligibility;
pub mod evaluate;
mod fixed;
mod limits;
pub mod offer;
mod ordinal;
mod passed;
mod remarks;
mod repeated;
pub mod rule;
pub mod situation;
mod terms;
mod waits;
mod window;

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::PolicyId;
use crate::exam::policy::offer::{Appointment, Enforcement, Entitlement, Gate, Variant};
use crate::exam::policy::rule::{AfterPass, Beta, Cap, DeadlineClock, Ordinal, Scope, WaitRule};
use crate::exam::provenance::Provenance;

/// A vendor's retake policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Policy {
    /// Its key.
    pub id: PolicyId,
    /// The vendor's name.
    pub vendor: String,
    /// The exams it is for, in words.
    pub applies_to: String,
    /// Which sittings count together.
    pub scope: Scope,
    /// How fails are counted.
    pub ordinal: Ordinal,
    /// The waits; no two cover the same fail.
    pub waits: Vec<WaitRule>,
    /// The limits on the number of sittings.
    pub caps: Vec<Cap>,
    /// What holds after a pass.
    pub after_pass: AfterPass,
    /// What can be bought or claimed, or was bought with the exam.
    pub entitlements: Vec<Entitlement>,
    /// What else has to be true before a sitting.
    pub gates: Vec<Gate>,
    /// Candidates for whom other waits hold.
    pub variants: Vec<Variant>,
    /// The limit on beta exams, if one is known.
    pub beta: Option<Beta>,
    /// Whose clock the deadlines are in.
    pub deadlines: DeadlineClock,
    /// Rules about moving an appointment, if any are known.
    pub appointment: Option<Appointment>,
    /// Whether the booking system enforces the waits.
    pub enforced: Enforcement,
    /// First day on which this text was in force; `None` if no source says.
    pub effective_from: Option<NaiveDate>,
    /// Last day on which it was; `None` if it still is, or no source says.
    pub effective_until: Option<NaiveDate>,
    /// Remarks, in words.
    pub notes: Vec<String>,
    /// The data file it was read from.
    pub file: String,
    /// The day on which the sources were last looked at.
    pub checked_on: NaiveDate,
    /// Where all this comes from.
    pub provenance: Provenance,
}
