//! One catalogue file, from text to checked entries.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::base::calendar::day_text;
use crate::exam::catalogue::Catalogue;
use crate::exam::catalogue::check::{Place, RawOrigin, unique};
use crate::exam::catalogue::error::CatalogueError;
use crate::exam::catalogue::exam_file::RawExam;
use crate::exam::catalogue::policy_file::RawPolicy;
use crate::exam::catalogue::record::{DeliveryProvider, EvidenceKind, ReportForm};
use crate::exam::provenance::{Confidence, Source};
use crate::reading;
use crate::wording::{Said, catalogue, joint};

/// The one format there is.
const FORMAT: &str = "rebound-catalogue/1";

/// Reads one file. References to other files are not looked at.
pub(super) fn read(name: &str, text: &str) -> Result<Catalogue, CatalogueError> {
    let raw: RawFile = from_json(name, text)?;
    let root = Place::root(name);
    if raw.format != FORMAT {
        return Err(root
            .field("format")
            .refuse(joint::plain(format_args!("{:?}", raw.format)), joint::plain(FORMAT)));
    }
    let exams = collect(&root, "exams", raw.exams, |raw, place| {
        let record = raw.into_record(place)?;
        Ok((record.exam.code.clone(), record))
    })?;
    let policies = collect(&root, "policies", raw.policies, |raw, place| {
        let policy = raw.into_policy(place)?;
        Ok((policy.id.clone(), policy))
    })?;
    let report_forms = collect(&root, "report_forms", raw.report_forms, |raw, place| {
        let form = raw.into_form(place)?;
        Ok((form.key.clone(), form))
    })?;
    let delivery_providers =
        collect(&root, "delivery_providers", raw.delivery_providers, |raw, place| {
            let provider = raw.into_provider(place)?;
            Ok((provider.key.clone(), provider))
        })?;
    Ok(Catalogue { exams, policies, report_forms, delivery_providers })
}

/// Reads JSON. Only where that fails is the field looked for that is wrong. A browser loads one reader of two.
fn from_json<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, CatalogueError> {
    #[cfg(not(feature = "web"))]
    if let Ok(read) = serde_json::from_str(text) {
        return Ok(read);
    }
    from_json_by_hand(name, text)
}

/// Reads JSON that somebody wrote by hand, naming the field that is wrong.
pub(super) fn from_json_by_hand<T: DeserializeOwned>(
    name: &str,
    text: &str,
) -> Result<T, CatalogueError> {
    reading::read(text).map_err(|slip| {
        let (line, column) = slip.line_and_column(text);
        CatalogueError::Shape {
            file: name.to_owned(),
            line,
            column,
            path: if slip.path.is_empty() { joint::whole_text() } else { Said::quoted(&slip.path) },
            problem: slip.said(),
        }
    })
}

fn collect<R, K: Ord + ToString, V>(
    root: &Place<'_>,
    list: &str,
    raw: Vec<R>,
    into: impl Fn(R, &Place<'_>) -> Result<(K, V), CatalogueError>,
) -> Result<BTreeMap<K, V>, CatalogueError> {
    let mut entries = BTreeMap::new();
    for (index, raw) in raw.into_iter().enumerate() {
        let place = root.entry(list, index);
        let (key, value) = into(raw, &place)?;
        let name = key.to_string();
        if entries.insert(key, value).is_some() {
            return Err(place.refuse(catalogue::again(&name), catalogue::each_key_once()));
        }
    }
    Ok(entries)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFile {
    format: String,
    #[serde(default)]
    exams: Vec<RawExam>,
    #[serde(default)]
    policies: Vec<RawPolicy>,
    #[serde(default)]
    report_forms: Vec<RawForm>,
    #[serde(default)]
    delivery_providers: Vec<RawProvider>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawForm {
    key: String,
    overall: String,
    per_domain: String,
    detail: Option<String>,
    type_in: String,
    evidence: Vec<EvidenceKind>,
    #[serde(default)]
    levels: Vec<String>,
    #[serde(default)]
    prints_retake_date: bool,
    caveat: String,
    confidence: Option<Confidence>,
    as_of: Option<String>,
    #[serde(default, with = "day_text::option")]
    checked_on: Option<NaiveDate>,
    sources: Vec<Source>,
}

impl RawForm {
    fn into_form(self, place: &Place<'_>) -> Result<ReportForm, CatalogueError> {
        if self.evidence.is_empty() {
            return Err(place
                .field("evidence")
                .refuse(catalogue::empty(), catalogue::kind_needed()));
        }
        let levels_allowed =
            if self.evidence.contains(&EvidenceKind::Band) { 2..=4 } else { 0..=0 };
        if !levels_allowed.contains(&self.levels.len()) {
            let found = joint::plain(self.levels.len());
            return Err(place.field("levels").refuse(found, catalogue::levels_needed()));
        }
        let levels: Vec<&str> = self.levels.iter().map(String::as_str).collect();
        unique(&place.field("levels"), &levels)?;
        let Self { confidence, as_of, checked_on, sources, .. } = self;
        let origin = RawOrigin { confidence, as_of, checked_on, sources };
        let (provenance, checked_on) = origin.required(place)?;
        Ok(ReportForm {
            key: self.key,
            overall: self.overall,
            per_domain: self.per_domain,
            detail: self.detail,
            type_in: self.type_in,
            evidence: self.evidence,
            levels: self.levels,
            prints_retake_date: self.prints_retake_date,
            caveat: self.caveat,
            file: place.file().to_owned(),
            checked_on,
            provenance,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawProvider {
    key: String,
    name: String,
    facts: Vec<String>,
    confidence: Option<Confidence>,
    as_of: Option<String>,
    #[serde(default, with = "day_text::option")]
    checked_on: Option<NaiveDate>,
    sources: Vec<Source>,
}

impl RawProvider {
    fn into_provider(self, place: &Place<'_>) -> Result<DeliveryProvider, CatalogueError> {
        let Self { confidence, as_of, checked_on, sources, .. } = self;
        let origin = RawOrigin { confidence, as_of, checked_on, sources };
        let (provenance, checked_on) = origin.required(place)?;
        let (key, name, facts) = (self.key, self.name, self.facts);
        Ok(DeliveryProvider {
            key,
            name,
            facts,
            file: place.file().to_owned(),
            checked_on,
            provenance,
        })
    }
}
