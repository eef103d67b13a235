//! The catalogue that ships, and an exam as a candidate enters one: for tests and for what measures.

use std::sync::LazyLock;

use rebound_core::exam::blueprint::{Exam, Weight, WeightsKind};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::error::CatalogueError;
use serde_json::{Value, json};

/// The catalogue that ships, read once.
///
/// # Errors
///
/// [`CatalogueError`] if it cannot be read.
pub(crate) fn catalogue() -> Result<&'static Catalogue, CatalogueError> {
    static CATALOGUE: LazyLock<Result<Catalogue, CatalogueError>> =
        LazyLock::new(Catalogue::embedded);
    CATALOGUE.as_ref().map_err(Clone::clone)
}

/// An exam of 90 questions in 90 minutes, 750 of 100 to 900 to pass, with domains `1`, `2`, … of
/// these weights in percent, whatever they sum to.
///
/// # Errors
///
/// [`CatalogueError`] without a domain, or if the catalogue cannot be read.
pub(crate) fn exam(weights: &[f64]) -> Result<Exam, CatalogueError> {
    let domain = |at: usize| json!({"id": at.to_string(), "name": format!("Domain {at}")});
    let domains: Vec<Value> = (1..=weights.len()).map(domain).collect();
    let entry = json!({
        "vendor": "Vendor", "code": "EXAM-1", "title": "Exam", "hands_on": "some",
        "scale": {"kind": "scaled", "min": 100, "max": 900}, "pass_mark": {"score": 750},
        "items": {"scored": 90}, "minutes": 90, "domains": domains,
    });
    let mut exam = Exam::from_candidate_json(&entry.to_string(), catalogue()?)?;
    exam.weights = WeightsKind::Exact;
    for (domain, weight) in exam.domains.iter_mut().zip(weights) {
        domain.weight = Some(Weight { min: *weight, max: *weight });
    }
    Ok(exam)
}
