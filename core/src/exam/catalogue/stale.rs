//! Entries that are older than they should be: nobody looked at their sources for a while, or the
//! sources themselves are old.

use chrono::NaiveDate;

use crate::exam::catalogue::Catalogue;
use crate::exam::provenance::Provenance;
use crate::wording::{Said, catalogue};

/// A year in days: the age from which the command `stale` lists an entry.
pub const A_YEAR: i64 = 365;

/// An entry of which something is older than was asked for.
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
    /// The last day that the newest of its pages can be from; `None` if it rests on no page. A page
    /// without a date counts as of the last look.
    pub newest_page: Option<NaiveDate>,
}

impl StaleEntry<'_> {
    /// Whether the look at the sources is older than `age` in days, and not only the sources.
    pub const fn unseen_for(&self, age: i64) -> bool {
        self.days > age
    }
}

/// The entries of `known` that were looked at more than `age` days before `today`, or whose newest
/// page is older than that; by kind and key. The day on which they are just `age` days old is not
/// yet too late.
pub fn stale(known: &Catalogue, today: NaiveDate, age: i64) -> Vec<StaleEntry<'_>> {
    let before = |day: NaiveDate| today.signed_duration_since(day).num_days();
    let too_old = |entry: &StaleEntry<'_>| {
        entry.unseen_for(age) || entry.newest_page.is_some_and(|page| before(page) > age)
    };
    let dated = entries(known).map(|(kind, key, file, checked_on, provenance)| StaleEntry {
        kind,
        key,
        file,
        checked_on,
        as_of: &provenance.as_of,
        days: before(checked_on),
        newest_page: newest_page(provenance, checked_on),
    });
    dated.filter(too_old).collect()
}

type Entry<'a> = (Said, &'a str, &'a str, NaiveDate, &'a Provenance);

fn entries(known: &Catalogue) -> impl Iterator<Item = Entry<'_>> {
    let exams = known.records().filter_map(|record| {
        let (exam, file) = (&record.exam, &*record.file);
        Some((catalogue::exam(), exam.code.as_str(), file, record.checked_on?, &exam.provenance))
    });
    let policies = known.policies().map(|policy| {
        let (id, file) = (policy.id.as_str(), &*policy.file);
        (catalogue::policy(), id, file, policy.checked_on, &policy.provenance)
    });
    let forms = known.report_forms().map(|form| {
        let (key, file) = (&*form.key, &*form.file);
        (catalogue::report_form(), key, file, form.checked_on, &form.provenance)
    });
    let providers = known.delivery_providers().map(|one| {
        let (key, file) = (&*one.key, &*one.file);
        (catalogue::delivery_provider(), key, file, one.checked_on, &one.provenance)
    });
    exams.chain(policies).chain(forms).chain(providers)
}

/// The last day that the newest page can be from. General knowledge is no page.
fn newest_page(provenance: &Provenance, checked_on: NaiveDate) -> Option<NaiveDate> {
    let pages = provenance.sources.iter().filter(|source| source.is_page());
    pages.map(|page| page.last_day().unwrap_or(checked_on)).max()
}
