//! Study sessions, what they use, and what was done before the app was there.

use rebound_core::base::ids::{DomainId, ExamCode, FactId, ObjectiveId, ResourceId};
use rebound_core::base::units::Minutes;
use rebound_core::facts::study::{
    Activity, Offline, Precision, PriorPreparation, PriorShare, Resource, ResourceFamily,
    StudySession,
};

/// A stretch of study with one resource.
#[uniffi::remote(Record)]
pub struct StudySession {
    /// The exam studied for.
    pub exam: ExamCode,
    /// The domain, or `None` for study across domains.
    #[uniffi(default = None)]
    pub domain: Option<DomainId>,
    /// The objectives that were touched.
    #[uniffi(default = [])]
    pub objectives: Vec<ObjectiveId>,
    /// How long, not counting breaks: 1 to 1,440.
    pub minutes: Minutes,
    /// What was done.
    pub activity: Activity,
    /// What it was done with.
    #[uniffi(default = None)]
    pub resource: Option<ResourceId>,
}

/// What kind of study.
#[uniffi::remote(Enum)]
pub enum Activity {
    /// Reading a book, a guide or notes.
    Reading,
    /// Watching or listening to a course.
    Video,
    /// Hands-on work on real or simulated systems.
    Lab,
    /// Answering questions.
    Practice,
    /// Going through answered questions.
    Review,
    /// Learning with others: a group, a forum, teach-back.
    Peer,
}

/// Something to learn from. Entered again with the same `resource`, the later fact wins.
#[uniffi::remote(Record)]
pub struct Resource {
    /// The candidate's key for it.
    pub resource: ResourceId,
    /// What the candidate calls it: 1 to 120 characters.
    pub name: String,
    /// Its kind.
    pub family: ResourceFamily,
    /// The domains it covers; empty means all.
    #[uniffi(default = [])]
    pub domains: Vec<DomainId>,
    /// Whether it works without a network.
    pub offline: Offline,
}

/// The kind of a resource; sources of one family see a topic from the same side.
#[uniffi::remote(Enum)]
pub enum ResourceFamily {
    /// Books, guides, vendor documentation.
    Text,
    /// Video and audio courses.
    Video,
    /// Lab platforms, own equipment.
    Lab,
    /// Question banks.
    Bank,
    /// Study groups, forums, partners.
    Peer,
}

/// Whether a resource works without a network.
#[uniffi::remote(Enum)]
pub enum Offline {
    /// Works on the train.
    Works,
    /// Needs the network.
    NeedsNetwork,
}

/// Preparation for an attempt from before the app was installed, as totals.
#[uniffi::remote(Record)]
pub struct PriorPreparation {
    /// The attempt that was prepared for (the fact's id).
    pub attempt: FactId,
    /// Time per resource kind and domain.
    pub shares: Vec<PriorShare>,
    /// Hours the candidate had planned or a guide recommended, if any.
    #[uniffi(default = None)]
    pub recommended_hours: Option<u16>,
    /// Time in the last seven days before the sitting, if remembered.
    #[uniffi(default = None)]
    pub last_week: Option<Minutes>,
    /// How well it is remembered.
    pub precision: Precision,
}

/// One line of [`PriorPreparation`].
#[uniffi::remote(Record)]
pub struct PriorShare {
    /// The kind of resource.
    pub family: ResourceFamily,
    /// The domain, or `None` for study across domains.
    #[uniffi(default = None)]
    pub domain: Option<DomainId>,
    /// The time.
    pub minutes: Minutes,
}

/// How well a total is remembered.
#[uniffi::remote(Enum)]
pub enum Precision {
    /// From records.
    Recorded,
    /// From memory: its evidence counts half.
    Rough,
}
