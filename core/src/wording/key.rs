//! Which message it is, whatever the language: what logic and apps compare.

use crate::wording::account::AccountsKey;
use crate::wording::advice::AdviceKey;
use crate::wording::blocks::BlocksKey;
use crate::wording::catalogue::CatalogueKey;
use crate::wording::causes::CausesKey;
use crate::wording::domains::DomainsKey;
use crate::wording::entry::EntryKey;
use crate::wording::growth::GrowthKey;
use crate::wording::joint::JointKey;
use crate::wording::mock_exams::MockExamsKey;
use crate::wording::odd::OddKey;
use crate::wording::page::PageKey;
use crate::wording::plan::PlanKey;
use crate::wording::reading::ReadingKey;
use crate::wording::remedies::RemediesKey;
use crate::wording::retake::RetakeKey;
use crate::wording::statements::StatementsKey;
use crate::wording::subject::SubjectKey;

/// Lists the areas once.
macro_rules! areas {
    ($($(#[$doc:meta])* $Area:ident($Keys:ident),)*) => {
        /// The key of a message. Its name is stable: an app may look for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Key { $($(#[$doc])* $Area($Keys),)* }

        $(impl From<$Keys> for Key {
            fn from(key: $Keys) -> Self {
                Self::$Area(key)
            }
        })*

        impl Key {
            /// The key as apps know it, such as `retake.no_policy`.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Area(key) => key.name(),)* }
            }

            /// The names of the values that the message has, in their order.
            pub const fn values(self) -> &'static [&'static str] {
                match self { $(Self::$Area(key) => key.values(),)* }
            }

            /// Its words in English.
            pub const fn english(self) -> &'static str {
                match self { $(Self::$Area(key) => key.english(),)* }
            }

            /// The keys of all messages.
            pub fn all() -> impl Iterator<Item = Self> {
                std::iter::empty()$(.chain($Keys::ALL.iter().copied().map(Self::$Area)))*
            }
        }
    };
}

areas! {
    /// Of keys and servers.
    Account(AccountsKey),
    /// Of the page for a candidate.
    Advice(AdviceKey),
    /// Of a block of a plan.
    Blocks(BlocksKey),
    /// Of what may have led to a result.
    Causes(CausesKey),
    /// Of the catalogue, and of an exam that a candidate enters.
    Catalogue(CatalogueKey),
    /// Of domains and what explains them.
    Domains(DomainsKey),
    /// Of values that may not be entered.
    Entry(EntryKey),
    /// Of what has become of domains and hours.
    Growth(GrowthKey),
    /// Of no area: parts that others are made of.
    Joint(JointKey),
    /// Of the mock exams that a plan aims at.
    MockExams(MockExamsKey),
    /// Of records that are odd.
    Odd(OddKey),
    /// Of the page of a score report.
    Page(PageKey),
    /// Of a plan.
    Plan(PlanKey),
    /// Of a text that cannot be read.
    Reading(ReadingKey),
    /// Of what remedies do to a plan.
    Remedies(RemediesKey),
    /// Of the retake rules.
    Retake(RetakeKey),
    /// To reply to, about how an attempt went.
    Statements(StatementsKey),
    /// Of an exam and a preparation as a whole.
    Subject(SubjectKey),
}
