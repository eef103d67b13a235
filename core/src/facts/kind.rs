//! What every kind of fact says about itself, on its own page: where it is filed, what a study
//! partner may see of it, what it refers to, and which values it may have.

use crate::base::ids::{ExamCode, FactId};
use crate::facts::check::Checked;

/// A kind of fact. Nothing here has a default that could let something out: a kind that does not say
/// who may see it does not compile.
pub trait Kind {
    /// What a study partner may see of it.
    fn partner_sees(&self) -> PartnerSees;

    /// Where it is filed.
    fn home(&self) -> Home<'_>;

    /// The fact that it is about, if any; most often the one that decides where it is filed.
    fn refers_to(&self) -> Option<Reference<'_>> {
        self.home().beside()
    }

    /// Whether every number and text in it may be entered.
    ///
    /// # Errors
    ///
    /// [`NotAllowed`](crate::wording::not_allowed::NotAllowed) names the first field that may not be as
    /// it is, as a path inside this kind.
    fn check(&self) -> Checked;
}

/// What a study partner may see of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartnerSees {
    /// That there was a session, and in which week: never what it was about or how it went.
    Session,
    /// Nothing.
    Nothing,
}

/// The document that a fact is filed in.
///
/// What happens often goes into the month's log, so that each document stays small; what belongs to an
/// exam goes into its campaign; what holds for every exam goes into the profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home<'a> {
    /// The month's log of an exam.
    Log(&'a ExamCode),
    /// The campaign of an exam.
    Campaign(&'a ExamCode),
    /// What holds for every exam.
    Profile,
    /// The month's log of the exam that another fact is for.
    LogBeside(Reference<'a>),
    /// The campaign of the exam that another fact is for.
    CampaignBeside(Reference<'a>),
    /// The document of another fact.
    With(Reference<'a>),
}

impl<'a> Home<'a> {
    /// The fact that decides which document it is, if one does.
    pub const fn beside(self) -> Option<Reference<'a>> {
        match self {
            Self::LogBeside(other) | Self::CampaignBeside(other) | Self::With(other) => Some(other),
            Self::Log(_) | Self::Campaign(_) | Self::Profile => None,
        }
    }
}

/// The fact that another one is about, and the field that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference<'a> {
    /// The field, such as `answer`.
    pub field: &'static str,
    /// The fact.
    pub id: &'a FactId,
}
