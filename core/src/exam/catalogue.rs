//! The catalogue: every exam, retake policy and report form that the app knows.
//!
//! It is data, not code: a build carries the files of `core/data`, and a file of the same format
//! can bring it up to date at run time. All files have one format, `rebound-catalogue/1`, and may
//! hold any of the four kinds of entries. Reading is strict: a misspelt key is an error, for it must
//! not read as an absent rule.

mod candidate;
mod check;
mod embedded;
pub mod error;
mod exam_file;
mod file;
mod policy_file;
pub mod record;
pub mod stale;

use std::collections::BTreeMap;

use crate::base::ids::{ExamCode, PolicyId};
use crate::exam::blueprint::Exam;
use crate::exam::catalogue::check::Place;
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::catalogue::record::{CatalogueEntry, DeliveryProvider, ReportForm};
use crate::exam::policy::Policy;
use crate::reading::nearest;
use crate::wording::{Said, catalogue as words};

/// Every exam, retake policy and report form that the app knows.
///
/// Invariant: whatever an entry refers to is in the catalogue.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Catalogue {
    exams: BTreeMap<ExamCode, CatalogueEntry>,
    policies: BTreeMap<PolicyId, Policy>,
    report_forms: BTreeMap<String, ReportForm>,
    delivery_providers: BTreeMap<String, DeliveryProvider>,
}

impl Catalogue {
    /// The catalogue that this build carries.
    ///
    /// Reading it takes a few milliseconds: do it once and keep it.
    ///
    /// # Errors
    ///
    /// None in a build whose tests have passed; [`CatalogueError`] names file, field and value.
    pub fn embedded() -> Result<Self, CatalogueError> {
        Self::parse(embedded::files())
    }

    /// A catalogue made of `files`, each a name and its text.
    ///
    /// # Errors
    ///
    /// [`CatalogueError`] names the file, the field, the value and what is allowed. Two entries with
    /// one key are an error, in one file or in two.
    pub fn parse<'a>(
        files: impl IntoIterator<Item = (&'a str, impl AsRef<str>)>,
    ) -> Result<Self, CatalogueError> {
        let mut catalogue = Self::default();
        for (name, text) in files {
            let part = file::read(name, text.as_ref())?;
            catalogue.refuse_doubles(name, &part)?;
            catalogue.replace_with(part);
        }
        catalogue.check_references()?;
        Ok(catalogue)
    }

    /// This catalogue with the entries of one more file, which replace those of the same key. Each
    /// entry tells which file it is from.
    ///
    /// # Errors
    ///
    /// As for [`Catalogue::parse`]; then nothing has changed.
    pub fn updated_with(&self, text: &str, name: &str) -> Result<Self, CatalogueError> {
        let mut catalogue = self.clone();
        catalogue.replace_with(file::read(name, text)?);
        catalogue.check_references()?;
        Ok(catalogue)
    }

    /// An exam.
    pub fn exam(&self, code: &ExamCode) -> Option<&Exam> {
        self.record(code).map(|record| &record.exam)
    }

    /// All exams, by code.
    pub fn exams(&self) -> impl Iterator<Item = &Exam> {
        self.records().map(|record| &record.exam)
    }

    /// An exam with what the catalogue knows about it besides.
    pub fn record(&self, code: &ExamCode) -> Option<&CatalogueEntry> {
        self.exams.get(code)
    }

    /// All exams with what the catalogue knows about them besides, by code.
    pub fn records(&self) -> impl Iterator<Item = &CatalogueEntry> {
        self.exams.values()
    }

    /// The certification an exam belongs to: outlines of one certification share it. An exam that
    /// stands alone, or that the catalogue does not know, is its own.
    pub fn family<'a>(&'a self, code: &'a ExamCode) -> &'a str {
        let named = self.record(code).and_then(|record| record.family.as_deref());
        named.unwrap_or(code.as_str())
    }

    /// The exam that somebody who writes `code` probably means: its code is the same but for signs, or
    /// a letter or two away. `None` if the catalogue has `code` itself, or nothing like it.
    ///
    /// ```
    /// use rebound_core::exam::catalogue::Catalogue;
    ///
    /// let catalogue = Catalogue::embedded()?;
    /// let meant = catalogue.nearest(&"AZ104".parse()?).map(|code| code.as_str());
    /// assert_eq!(meant, Some("AZ-104"));
    /// # Ok::<_, Box<dyn std::error::Error>>(())
    /// ```
    pub fn nearest(&self, code: &ExamCode) -> Option<&ExamCode> {
        let known = self.exams.keys().map(ExamCode::as_str);
        let meant =
            if self.exams.contains_key(code) { None } else { nearest(code.as_str(), known) };
        self.exams.keys().find(|code| Some(code.as_str()) == meant)
    }

    /// A retake policy.
    pub fn policy(&self, id: &PolicyId) -> Option<&Policy> {
        self.policies.get(id)
    }

    /// All retake policies, by key.
    pub fn policies(&self) -> impl Iterator<Item = &Policy> {
        self.policies.values()
    }

    /// The form of a vendor's score report.
    pub fn report_form(&self, key: &str) -> Option<&ReportForm> {
        self.report_forms.get(key)
    }

    /// All report forms, by key.
    pub fn report_forms(&self) -> impl Iterator<Item = &ReportForm> {
        self.report_forms.values()
    }

    /// Those who deliver exams for the vendors, by key.
    pub fn delivery_providers(&self) -> impl Iterator<Item = &DeliveryProvider> {
        self.delivery_providers.values()
    }

    fn refuse_doubles(&self, name: &str, part: &Self) -> Result<(), CatalogueError> {
        let double = |kind: Said, key: &dyn ToString| CatalogueError::Double {
            file: name.to_owned(),
            kind,
            key: key.to_string(),
        };
        let exam = part.exams.keys().find(|code| self.exams.contains_key(code));
        let policy = part.policies.keys().find(|id| self.policies.contains_key(id));
        let form = part.report_forms.keys().find(|key| self.report_forms.contains_key(*key));
        let provider =
            part.delivery_providers.keys().find(|key| self.delivery_providers.contains_key(*key));
        let doubles = [
            exam.map(|code| double(words::exam(), code)),
            policy.map(|id| double(words::policy(), id)),
            form.map(|key| double(words::report_form(), key)),
            provider.map(|key| double(words::delivery_provider(), key)),
        ];
        doubles.into_iter().flatten().next().map_or(Ok(()), Err)
    }

    fn replace_with(&mut self, part: Self) {
        self.exams.extend(part.exams);
        self.policies.extend(part.policies);
        self.report_forms.extend(part.report_forms);
        self.delivery_providers.extend(part.delivery_providers);
    }

    fn check_references(&self) -> Result<(), CatalogueError> {
        for record in self.exams.values() {
            let place = Place::root(&record.file).key("exams", record.exam.code.as_str());
            self.check_exam(&record.exam, &place)?;
            if let Some(successor) = &record.successor
                && !self.exams.contains_key(successor)
            {
                return Err(place.field("successor").dangling(successor, words::known_exam()));
            }
        }
        Ok(())
    }

    fn check_exam(&self, exam: &Exam, place: &Place<'_>) -> Result<(), CatalogueError> {
        if let Some(policy) = &exam.policy
            && !self.policies.contains_key(policy)
        {
            let near = nearest(policy.as_str(), self.policies.keys().map(PolicyId::as_str));
            let what = near.map_or_else(words::known_policy, words::known_policy_but);
            return Err(place.field("policy").dangling(policy, what));
        }
        if let Some(form) = &exam.report_form
            && !self.report_forms.contains_key(form)
        {
            let near = nearest(form, self.report_forms.keys().map(String::as_str));
            let what = near.map_or_else(words::known_form, words::known_form_but);
            return Err(place.field("report_form").dangling(form, what));
        }
        Ok(())
    }
}
