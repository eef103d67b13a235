//! What crosses to TypeScript: the JSON that serde writes, as types. Those that are a text or a number
//! there have their names here; all others are described where they are defined.
//!
//! `cargo run -p rebound-core --features typescript --example typescript` prints them.

use std::any::TypeId;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::PathBuf;

use ts_rs::{Config, TS, TypeVisitor};

use crate::base::calendar::Week;
use crate::base::ids::{
    AccountId, DeviceId, DomainId, ExamCode, FactId, ObjectiveId, PolicyId, QuestionId, RelationId,
    ResourceId,
};
use crate::base::time::{Stamp, UtcMillis, Zone};
use crate::base::units::{Minutes, Score};
use crate::coach::causes::Remedy;
use crate::coach::derivation::Derivation;
use crate::coach::figure::Figure;
use crate::coach::rule::Rule;
use crate::engine::SyncStatus;
use crate::exam::catalogue::record::{CatalogueEntry, ReportForm};
use crate::facts::Fact;
use crate::formats::page::Page;
use crate::replica::document_id::DocumentId;
use crate::screens::exams::{ExamEntry, ExamSheet};
use crate::screens::log::{FactSheet, LogPage, LogQuery};
use crate::screens::report::ReportReading;
use crate::screens::statements::Statements;
use crate::screens::today::Today;
use crate::wording::Said;
use crate::wording::not_allowed::NotAllowed;

/// A date of the calendar: fields of `NaiveDate` name it.
struct CalendarDay;

/// A day of the week: fields of chrono's name it.
struct DayOfWeek;

macro_rules! simple {
    ($(#[doc = $doc:literal] $name:ident = $json:literal;)*) => {$(
        impl TS for $name {
            type WithoutGenerics = Self;
            type OptionInnerType = Self;

            fn docs() -> Option<String> {
                Some(concat!("/**", $doc, " */\n").to_owned())
            }

            fn name(_: &Config) -> String {
                stringify!($name).to_owned()
            }

            fn inline(_: &Config) -> String {
                $json.to_owned()
            }

            fn decl(_: &Config) -> String {
                format!("type {} = {};", stringify!($name), $json)
            }

            fn output_path() -> Option<PathBuf> {
                Some(PathBuf::from(concat!(stringify!($name), ".ts")))
            }
        }
    )*};
}

simple! {
    /// An account as its server names it: 32 hex digits.
    AccountId = "string";
    /// A date of the calendar without a time or a zone: `2026-03-01`.
    CalendarDay = "string";
    /// A day of the week.
    DayOfWeek = "\"mon\" | \"tue\" | \"wed\" | \"thu\" | \"fri\" | \"sat\" | \"sun\"";
    /// One installation of the app: 16 hex digits.
    DeviceId = "string";
    /// A document that is shared with a partner, in base58.
    DocumentId = "string";
    /// A domain as its vendor numbers it: `4`.
    DomainId = "string";
    /// An exam as its vendor names it: `SY0-701`.
    ExamCode = "string";
    /// One fact, unique among all of the account.
    FactId = "string";
    /// A number that a rule computed with, under its name.
    Figure = "[string, number]";
    /// A stretch of time in whole minutes.
    Minutes = "number";
    /// An objective as its vendor numbers it: `4.1`.
    ObjectiveId = "string";
    /// A retake policy of the catalogue.
    PolicyId = "string";
    /// A question inside its bank.
    QuestionId = "string";
    /// The candidate's own key for one study partner.
    RelationId = "string";
    /// What helps against a cause, by the key of its rule.
    Remedy = "string";
    /// The candidate's own key for a resource or a question bank.
    ResourceId = "string";
    /// A rule of the coach by its key, such as `P4.labs`.
    Rule = "string";
    /// Something that is said to the candidate, in English.
    Said = "string";
    /// A score as a report prints it: 0 to 100,000 with at most two decimals.
    Score = "number";
    /// A moment with its zone: `2026-03-01T18:05:00-05:00[America/New_York]`.
    Stamp = "string";
    /// An instant: milliseconds since 1970-01-01T00:00:00Z.
    UtcMillis = "number";
    /// An ISO week: `2026-W10`.
    Week = "string";
    /// A time zone: an IANA name, or an offset such as `+05:30`.
    Zone = "string";
}

/// The types of exams, of facts and of what follows from them, as the text of a `.d.ts`, sorted by name.
pub fn declarations() -> String {
    let mut found = Declarations::default();
    found.visit::<CatalogueEntry>();
    found.visit::<ReportForm>();
    found.visit::<Fact>();
    found.visit::<Derivation>();
    found.visit::<Page>();
    found.visit::<NotAllowed>();
    found.visit::<SyncStatus>();
    found.visit::<ExamEntry>();
    found.visit::<ExamSheet>();
    found.visit::<ReportReading>();
    found.visit::<Today>();
    found.visit::<Statements>();
    found.visit::<LogQuery>();
    found.visit::<LogPage>();
    found.visit::<FactSheet>();
    found.text()
}

/// Types with every type that they name.
pub struct Declarations {
    config: Config,
    seen: BTreeSet<TypeId>,
    by_name: BTreeMap<String, String>,
}

impl fmt::Debug for Declarations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

impl Default for Declarations {
    fn default() -> Self {
        let config = Config::new().with_large_int("number");
        let mut found = Self { config, seen: BTreeSet::new(), by_name: BTreeMap::new() };
        found.visit::<CalendarDay>();
        found.visit::<DayOfWeek>();
        found
    }
}

impl Declarations {
    /// What a type is called where another names it. It is among the declarations from here on.
    pub fn name_of<T: TS + 'static>(&mut self) -> String {
        self.visit::<T>();
        // A list or a choice has no declaration of its own: what stands in it has.
        T::visit_dependencies(self);
        T::visit_generics(self);
        T::name(&self.config)
    }

    /// All of them, sorted by name.
    pub fn text(&self) -> String {
        self.by_name.values().map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

impl TypeVisitor for Declarations {
    fn visit<T: TS + 'static + ?Sized>(&mut self) {
        // What has no file of its own, such as a list, is written out where it is named.
        if T::output_path().is_none() || !self.seen.insert(TypeId::of::<T>()) {
            return;
        }
        let docs = T::docs().unwrap_or_default();
        let text = format!("{docs}export {}\n", T::decl(&self.config));
        let before = self.by_name.insert(T::ident(&self.config), text);
        debug_assert_eq!(before, None, "two types of one name");
        T::visit_dependencies(self);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_named_is_declared_once() {
        let all = declarations();
        for name in ["CalendarDay", "DayOfWeek"] {
            assert!(all.contains(&format!(": {name}")), "nothing names {name}");
        }
        for name in
            ["Fact", "FactBody", "Derivation", "ExamLabels", "Page", "NotAllowed", "Stamp", "Tally"]
        {
            assert_eq!(all.matches(&format!("export type {name} =")).count(), 1, "{name}");
        }
    }
}
