//! The domains of an exam by a typed index, and one value for each of them.

use std::collections::BTreeMap;

use crate::base::ids::DomainId;
use crate::coach::index::{DomainIndex, Index, Table};
use crate::exam::blueprint::Exam;

/// The domains of an exam, found by their keys.
#[derive(Clone, Debug, Default)]
pub struct Domains<'a> {
    places: BTreeMap<&'a DomainId, DomainIndex>,
    len: usize,
}

impl<'a> Domains<'a> {
    /// Those of `exam`.
    pub fn of(exam: &'a Exam) -> Self {
        let each = exam.domains.iter().enumerate();
        let places = each.map(|(at, domain)| (&domain.id, DomainIndex::at(at))).collect();
        Self { places, len: exam.domains.len() }
    }

    /// The place of a domain; `None` if the exam does not have it.
    pub fn index(&self, domain: &DomainId) -> Option<DomainIndex> {
        self.places.get(domain).copied()
    }

    /// The same value for each domain.
    pub(crate) fn each<T: Clone>(&self, value: T) -> Table<DomainIndex, T> {
        Table::from(vec![value; self.len])
    }
}
