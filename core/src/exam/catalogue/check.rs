//! Places in a file, and the checks that all kinds of entries share.

use std::collections::BTreeSet;
use std::fmt::Display;

use chrono::NaiveDate;

use crate::exam::catalogue::error::CatalogueError;
use crate::exam::provenance::{Basis, Confidence, Provenance, Source};
use crate::wording::{Said, catalogue, joint};

/// Where in which file.
#[derive(Clone, Debug)]
pub(super) struct Place<'a> {
    file: &'a str,
    path: String,
}

impl<'a> Place<'a> {
    /// The whole file.
    pub(super) const fn root(file: &'a str) -> Self {
        Self { file, path: String::new() }
    }

    /// The file.
    pub(super) const fn file(&self) -> &'a str {
        self.file
    }

    /// A field of what is here.
    pub(super) fn field(&self, name: &str) -> Self {
        let dot = if self.path.is_empty() { "" } else { "." };
        Self { file: self.file, path: format!("{}{dot}{name}", self.path) }
    }

    /// An entry of the list `name`, by its place in it.
    pub(super) fn entry(&self, name: &str, index: usize) -> Self {
        self.key(name, &index.to_string())
    }

    /// An entry of the list `name`, by its key.
    pub(super) fn key(&self, name: &str, key: &str) -> Self {
        self.field(&format!("{name}[{key}]"))
    }

    /// The value here makes no sense.
    pub(super) fn refuse(&self, value: Said, allowed: Said) -> CatalogueError {
        CatalogueError::Value {
            file: self.file.to_owned(),
            path: self.path.clone(),
            value,
            allowed,
        }
    }

    /// The key here leads nowhere.
    pub(super) fn dangling(&self, value: impl Display, what: Said) -> CatalogueError {
        CatalogueError::Dangling {
            file: self.file.to_owned(),
            path: self.path.clone(),
            value: value.to_string(),
            what,
        }
    }

    /// The value of a field that has to be there.
    pub(super) fn require<T>(&self, name: &str, value: Option<T>) -> Result<T, CatalogueError> {
        value
            .ok_or_else(|| self.field(name).refuse(catalogue::missing(), catalogue::value_needed()))
    }
}

/// What an entry says about its own origin; the catalogue requires all of it, a candidate's own
/// entry none.
#[derive(Debug)]
pub(super) struct RawOrigin {
    pub(super) confidence: Option<Confidence>,
    pub(super) as_of: Option<String>,
    pub(super) checked_on: Option<NaiveDate>,
    pub(super) sources: Vec<Source>,
}

impl RawOrigin {
    /// The provenance and the day of the last check of an entry of the catalogue.
    pub(super) fn required(
        self,
        place: &Place<'_>,
    ) -> Result<(Provenance, NaiveDate), CatalogueError> {
        let confidence = place.require("confidence", self.confidence)?;
        let as_of = place.require("as_of", self.as_of)?;
        let checked_on = place.require("checked_on", self.checked_on)?;
        if self.sources.is_empty() {
            return Err(place
                .field("sources")
                .refuse(catalogue::empty(), catalogue::source_needed()));
        }
        let keys: Vec<&str> = self.sources.iter().map(|source| source.id.as_str()).collect();
        unique(&place.field("sources"), &keys)?;
        Ok((Provenance { confidence, as_of, sources: self.sources }, checked_on))
    }
}

/// Refuses a list in which a key stands twice.
pub(super) fn unique(place: &Place<'_>, keys: &[&str]) -> Result<(), CatalogueError> {
    let mut seen = BTreeSet::new();
    match keys.iter().find(|key| !seen.insert(**key)) {
        Some(double) => Err(place.refuse(catalogue::twice(double), catalogue::each_key_once())),
        None => Ok(()),
    }
}

/// Refuses a basis that names a source the entry does not have.
pub(super) fn basis(
    place: &Place<'_>,
    basis: &Basis,
    provenance: &Provenance,
) -> Result<(), CatalogueError> {
    match basis.sources.iter().find(|id| provenance.source(id).is_none()) {
        Some(unknown) => Err(place.field("sources").dangling(unknown, catalogue::own_source())),
        None => Ok(()),
    }
}

/// Refuses a range whose end lies before its start.
pub(super) fn ordered<T: PartialOrd + Display>(
    place: &Place<'_>,
    from: T,
    to: T,
) -> Result<(), CatalogueError> {
    if from <= to {
        return Ok(());
    }
    Err(place.refuse(joint::range(&from, &to), catalogue::end_after_start()))
}
