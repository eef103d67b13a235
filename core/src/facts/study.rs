//! Study sessions and the resources they use.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, ExamCode, FactId, ObjectiveId, ResourceId};
use crate::base::units::Minutes;
use crate::facts::check::{
    Checked, DAY_MINUTES, NAME_CHARS, each, minutes, optional, text, within,
};
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};

/// The most hours that a preparation as a whole can have taken: years of full days.
const PREPARATION_HOURS: u16 = 10_000;

/// A stretch of study with one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct StudySession {
    /// The exam studied for.
    #[n(0)]
    pub exam: ExamCode,
    /// The domain, or `None` for study across domains.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub domain: Option<DomainId>,
    /// The objectives that were touched.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub objectives: Vec<ObjectiveId>,
    /// How long, not counting breaks: 1 to 1,440.
    #[n(3)]
    pub minutes: Minutes,
    /// What was done.
    #[n(4)]
    pub activity: Activity,
    /// What it was done with.
    #[n(5)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub resource: Option<ResourceId>,
}

impl StudySession {
    /// Study across domains with nothing in particular; whatever else is known is set afterwards.
    pub const fn new(exam: ExamCode, minutes: Minutes, activity: Activity) -> Self {
        Self { exam, domain: None, objectives: Vec::new(), minutes, activity, resource: None }
    }
}

impl Kind for StudySession {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Session
    }

    fn home(&self) -> Home<'_> {
        Home::Log(&self.exam)
    }

    fn check(&self) -> Checked {
        minutes("minutes", self.minutes, 1)
    }
}

/// What kind of study.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Activity {
    /// Reading a book, a guide or notes.
    #[n(0)]
    Reading,
    /// Watching or listening to a course.
    #[n(1)]
    Video,
    /// Hands-on work on real or simulated systems.
    #[n(2)]
    Lab,
    /// Answering questions.
    #[n(3)]
    Practice,
    /// Going through answered questions.
    #[n(4)]
    Review,
    /// Learning with others: a group, a forum, teach-back.
    #[n(5)]
    Peer,
}

/// The kind of a resource; sources of one family see a topic from the same side.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode,
)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum ResourceFamily {
    /// Books, guides, vendor documentation.
    #[n(0)]
    Text,
    /// Video and audio courses.
    #[n(1)]
    Video,
    /// Lab platforms, own equipment.
    #[n(2)]
    Lab,
    /// Question banks.
    #[n(3)]
    Bank,
    /// Study groups, forums, partners.
    #[n(4)]
    Peer,
}

/// Something to learn from. Entered again with the same `resource`, the later fact wins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Resource {
    /// The candidate's key for it.
    #[n(0)]
    pub resource: ResourceId,
    /// What the candidate calls it: 1 to 120 characters.
    #[n(1)]
    pub name: String,
    /// Its kind.
    #[n(2)]
    pub family: ResourceFamily,
    /// The domains it covers; empty means all.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub domains: Vec<DomainId>,
    /// Whether it works without a network.
    #[n(4)]
    pub offline: Offline,
}

impl Kind for Resource {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::Profile
    }

    fn check(&self) -> Checked {
        text("name", &self.name, NAME_CHARS)
    }
}

/// Whether a resource works without a network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Offline {
    /// Works on the train.
    #[n(0)]
    Works,
    /// Needs the network.
    #[n(1)]
    NeedsNetwork,
}

/// Preparation for an attempt from before the app was installed, as totals.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PriorPreparation {
    /// The attempt that was prepared for (the fact's id).
    #[n(0)]
    pub attempt: FactId,
    /// Time per resource kind and domain.
    #[n(1)]
    pub shares: Vec<PriorShare>,
    /// Hours the candidate had planned or a guide recommended, if any.
    #[n(2)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub recommended_hours: Option<u16>,
    /// Time in the last seven days before the sitting, if remembered.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub last_week: Option<Minutes>,
    /// How well it is remembered.
    #[n(4)]
    pub precision: Precision,
}

impl PriorPreparation {
    /// What was done for an attempt; whatever else is known is set afterwards.
    pub const fn new(attempt: FactId, shares: Vec<PriorShare>, precision: Precision) -> Self {
        Self { attempt, shares, recommended_hours: None, last_week: None, precision }
    }
}

impl Kind for PriorPreparation {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::CampaignBeside(Reference { field: "attempt", id: &self.attempt })
    }

    fn check(&self) -> Checked {
        let most = u32::from(PREPARATION_HOURS) * 60;
        each("shares", &self.shares, |share| within("minutes", share.minutes.get(), 0..=most))?;
        optional("recommended_hours", self.recommended_hours, 1..=PREPARATION_HOURS)?;
        optional("last_week", self.last_week.map(Minutes::get), 0..=7 * DAY_MINUTES)
    }
}

/// One line of [`PriorPreparation`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct PriorShare {
    /// The kind of resource.
    #[n(0)]
    pub family: ResourceFamily,
    /// The domain, or `None` for study across domains.
    #[n(1)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "uniffi", uniffi(default = None))]
    pub domain: Option<DomainId>,
    /// The time.
    #[n(2)]
    pub minutes: Minutes,
}

/// How well a total is remembered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Precision {
    /// From records.
    #[n(0)]
    Recorded,
    /// From memory: its evidence counts half.
    #[n(1)]
    Rough,
}
