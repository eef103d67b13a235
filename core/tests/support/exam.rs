//! An exam, entered as a candidate enters one: for the tests of the coach and for what measures it.

use std::sync::LazyLock;

use rebound_core::exam::blueprint::{Exam, Weight, WeightsKind};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::exam::catalogue::error::CatalogueError;
use serde_json::{Value, json};

/// An exam of 90 questions in 90 minutes, 750 of 100 to 900 to pass, with domains `1`, `2`, … of
/// these weights in percent, whatever they sum to.
///
/// # Errors
///
/// [`CatalogueError`] without a domain, or if the catalogue cannot be read.
pub(crate) fn exam(weights: &[f64]) -> Result<Exam, CatalogueError> {
    static CATALOGUE: LazyLock<Result<Catalogue, CatalogueError>> =
        LazyLock::new(Catalogue::embedded);
    let domain = |at: usize| json!({"id": at.to_string(), "name": format!("Domain {at}")});
    let domains: Vec<Value> = (1..=weights.len()).map(domain).collect();
    let entry = json!({
        "vendor": "Vendor", "code": "EXAM-1", "title": "Exam", "hands_on": "some",
        "scale": {"kind": "scaled", "min": 100, "max": 900}, "pass_mark": {"score": 750},
        "items": {"scored": 90}, "minutes": 90, "domains": domains,
    });
    let catalogue = CATALOGUE.as_ref().map_err(Clone::clone)?;
    let mut exam = Exam::from_candidate_json(&entry.to_string(), catalogue)?;
    exam.weights = WeightsKind::Exact;
    for (domain, weight) in exam.domains.iter_mut().zip(weights) {
        domain.weight = Some(Weight { min: *weight, max: *weight });
    }
    Ok(exam)
}
