//! What a block is, and what is true of every block of a kind: one table.

use serde::Serialize;

use crate::facts::study::ResourceFamily;

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum BlockKind {
    /// Twelve questions to see where a domain stands.
    Diagnostic,
    /// Reading, watching, listening or learning with others.
    Study,
    /// Hands-on work.
    Lab,
    /// Questions of one domain, then going through them.
    TargetedSet,
    /// Questions that ask to apply what is known to a situation.
    ScenarioSet,
    /// Questions of one domain, against the clock.
    TimedSet,
    /// Topics that are due.
    Review,
    /// Saying or writing from memory what is known.
    Recall,
    /// Watching the clock at a quarter, half and three quarters of a set.
    PacingDrill,
    /// Restating each question before answering it.
    ReadingDrill,
    /// Changing an answer only with a stated reason.
    ChangeDrill,
    /// Breathing, relaxation, reframing.
    Technique,
    /// A mock exam.
    MockExam,
    /// Going through a mock exam.
    MockExamReview,
    /// Familiar things, without pressure.
    LightReview,
    /// What to have ready for the day.
    Checklist,
}

/// What puts a block of a kind into the plan, and what keeps it there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// Work on a domain, for as long as an hour there is worth it.
    Content,
    /// A look at a domain about which too little is known.
    Diagnostic,
    /// Topics of a domain that are due to be seen again.
    DueTopics,
    /// A drill or technique that comes back every few days, about no domain.
    Ritual,
    /// A mock exam: it goes where a slot was chosen for it.
    MockExam,
    /// What follows from the exam date and the mock exams, wherever it was shown before.
    Follows,
}

/// Which set of questions a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SetKind {
    /// No set.
    None,
    /// Twelve questions, to find out.
    Diagnostic,
    /// As many questions as fit: half of the time answers them, half goes through them.
    Practice,
}

/// What a block takes beside time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Setting {
    /// A desk.
    Desk,
    /// Hands and eyes, anywhere.
    Eyes,
    /// Eyes, or ears alone where the resource can be listened to.
    EyesOrEars,
    /// Neither hands, eyes nor a resource.
    Nothing,
}

/// What a block does with the topics of its domain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Topics {
    /// It looks at no topic.
    None,
    /// It looks at the next new one.
    Opens,
    /// It goes through the topics that are due.
    Due,
    /// It asks about the whole domain; the next new one comes up after its spacing.
    BringsUp,
    /// It looks at the next new one by heart, where no block of the plan has a desk for it.
    ByHeart,
}

/// One line of the table: what is true of every block of a kind.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Traits {
    /// The name in block codes; never changes.
    pub(crate) key: &'static str,
    /// What puts it into the plan, and keeps it there.
    pub(crate) role: Role,
    /// The kind of resource it uses where none is named; `None` for one's own memory.
    pub(crate) family: Option<ResourceFamily>,
    /// Which set of questions it is, if any.
    pub(crate) questions: SetKind,
    /// What it takes beside time.
    pub(crate) setting: Setting,
    /// What it does with topics.
    pub(crate) topics: Topics,
}

impl BlockKind {
    /// All kinds.
    pub const ALL: [Self; 16] = [
        Self::Diagnostic,
        Self::Study,
        Self::Lab,
        Self::TargetedSet,
        Self::ScenarioSet,
        Self::TimedSet,
        Self::Review,
        Self::Recall,
        Self::PacingDrill,
        Self::ReadingDrill,
        Self::ChangeDrill,
        Self::Technique,
        Self::MockExam,
        Self::MockExamReview,
        Self::LightReview,
        Self::Checklist,
    ];

    /// The name in block codes; never changes.
    pub const fn key(self) -> &'static str {
        self.traits().key
    }

    /// Whether a block is a set of questions of one domain, diagnostics aside.
    pub(crate) fn is_practice(self) -> bool {
        self.traits().questions == SetKind::Practice
    }

    /// What is true of every block of this kind.
    #[rustfmt::skip]
    pub(crate) const fn traits(self) -> Traits {
        const BOOK: Option<ResourceFamily> = Some(ResourceFamily::Text);
        const LAB: Option<ResourceFamily> = Some(ResourceFamily::Lab);
        const BANK: Option<ResourceFamily> = Some(ResourceFamily::Bank);
        use Setting::{Desk, Eyes, EyesOrEars, Nothing};
        use Topics::{BringsUp, ByHeart, Due, Opens};
        const NO_TOPIC: Topics = Topics::None;
        const NO_SET: SetKind = SetKind::None;
        const SET: SetKind = SetKind::Practice;
        let (key, role, family, questions, setting, topics) = match self {
            Self::Diagnostic => ("diagnostic", Role::Diagnostic, BANK, SetKind::Diagnostic, Eyes, BringsUp),
            Self::Study => ("study", Role::Content, BOOK, NO_SET, EyesOrEars, Opens),
            Self::Lab => ("lab", Role::Content, LAB, NO_SET, Desk, Opens),
            Self::TargetedSet => ("set", Role::Content, BANK, SET, Eyes, Opens),
            Self::ScenarioSet => ("scenario", Role::Content, BANK, SET, Eyes, Opens),
            Self::TimedSet => ("timed", Role::Content, BANK, SET, Eyes, BringsUp),
            Self::Review => ("review", Role::DueTopics, None, NO_SET, Eyes, Due),
            Self::Recall => ("recall", Role::Content, None, NO_SET, Nothing, ByHeart),
            Self::PacingDrill => ("pacing", Role::Ritual, None, NO_SET, Eyes, NO_TOPIC),
            Self::ReadingDrill => ("reading", Role::Ritual, None, NO_SET, Eyes, NO_TOPIC),
            Self::ChangeDrill => ("change", Role::Ritual, None, NO_SET, Eyes, NO_TOPIC),
            Self::Technique => ("technique", Role::Ritual, None, NO_SET, Eyes, NO_TOPIC),
            Self::MockExam => ("sim", Role::MockExam, None, NO_SET, Desk, NO_TOPIC),
            Self::MockExamReview => ("sim_review", Role::Follows, None, NO_SET, Eyes, NO_TOPIC),
            Self::LightReview => ("light", Role::Follows, None, NO_SET, Eyes, NO_TOPIC),
            Self::Checklist => ("checklist", Role::Follows, None, NO_SET, Eyes, NO_TOPIC),
        };
        Traits { key, role, family, questions, setting, topics }
    }
}
