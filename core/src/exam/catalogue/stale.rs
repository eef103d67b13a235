//! Entries whose sources have not been looked at for a while.

use chrono::NaiveDate;

use crate::exam::catalogue::Catalogue;
use crate::wording::{Said, catalogue};

/// After this many days without a look at its sources an entry is stale: vendors change blueprints
/// several times a year.
pub const STALE_AFTER_DAYS: i64 = 90;

/// An entry whose sources have not been looked at for more than [`STALE_AFTER_DAYS`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaleEntry<'a> {
    /// The kind of entry.
    pub kind: Said,
    /// Its key.
    pub key: &'a str,
    /// The data file it is in.
    pub file: &'a str,
    /// The day of the last look.
    pub checked_on: NaiveDate,
    /// The state of the world it describes, in the words of the sources.
    pub as_of: &'a str,
    /// How many days ago the last look was.
    pub days: i64,
}

/// The stale entries of `known`, by kind and key. The ninetieth day is not yet too late.
pub fn stale(known: &Catalogue, today: NaiveDate) -> Vec<StaleEntry<'_>> {
    let exams = known.records().filter_map(|record| {
        let as_of = &record.exam.provenance.as_of;
        Some((
            catalogue::exam(),
            record.exam.code.as_str(),
            &record.file,
            record.checked_on?,
            as_of,
        ))
    });
    let policies = known.policies().map(|policy| {
        let as_of = &policy.provenance.as_of;
        (catalogue::policy(), policy.id.as_str(), &policy.file, policy.checked_on, as_of)
    });
    let forms = known.report_forms().map(|form| {
        (
            catalogue::report_form(),
            form.key.as_str(),
            &form.file,
            form.checked_on,
            &form.provenance.as_of,
        )
    });
    let providers = known.delivery_providers().map(|one| {
        (
            catalogue::delivery_provider(),
            one.key.as_str(),
            &one.file,
            one.checked_on,
            &one.provenance.as_of,
        )
    });
    let entries = exams.chain(policies).chain(forms).chain(providers);
    let dated = entries.map(|(kind, key, file, checked_on, as_of)| {
        let days = today.signed_duration_since(checked_on).num_days();
        StaleEntry { kind, key, file, checked_on, as_of, days }
    });
    dated.filter(|entry| entry.days > STALE_AFTER_DAYS).collect()
}
