//! What the candidate recorded, as plain values: the only thing that is stored and synchronised.
//!
//! A fact is never edited. A correction is a new fact that supersedes the old one, a deletion is a
//! [`FactBody::Removal`]. Numbers are as the candidate or the vendor gave them; nothing that can be
//! computed from other facts stands here.
//!
//! A kind of fact is one page: its record and, in its `impl` of [`kind::Kind`], where it is filed, what
//! a study partner may see of it, what it refers to, and which values it may have. The list of the
//! kinds, with their numbers and keys, is `kinds.rs`.
//!
//! Every type has two faces: serde for the open JSON format, and minicbor for the compact form in
//! documents. The `#[n(…)]` numbers of the latter are for ever: a field may be added with a new
//! number, none may be renumbered.

pub mod attempt;
pub mod availability;
pub mod check;
pub mod commitment;
pub mod encoding;
pub mod kind;
pub(crate) mod kinds;
pub mod mock_exam;
pub mod planning;
pub mod practice;
pub mod reflection;
pub mod removal;
pub mod score_report;
pub mod study;

use serde::{Deserialize, Serialize};

pub use crate::facts::kinds::{FactBody, FactKind};
pub use crate::facts::removal::Removal;

use crate::base::ids::{DeviceId, FactId};
use crate::base::time::Stamp;

/// One thing that happened or was decided, and when.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Fact {
    /// Unique among all facts of the account.
    pub id: FactId,
    /// When it happened. Facts of the future are kept but do not count before their time.
    pub at: Stamp,
    /// The device that recorded it; `None` for imported facts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub device: Option<DeviceId>,
    /// The fact that this one corrects, if it is a correction.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub supersedes: Option<FactId>,
    /// What happened.
    pub body: FactBody,
}
