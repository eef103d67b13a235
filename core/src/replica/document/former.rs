//! What documents of schema 1 hold in plain. Whoever can write into a document can put such in, so it counts
//! when a device of the account has sealed it.

use std::collections::BTreeMap;

use automerge::{ObjType, ReadDoc, Value};

use crate::base::ids::FactId;
use crate::replica::document::item::{Item, ProgressWeek};
use crate::replica::document::name::DocumentName;
use crate::replica::document::read::EntryPlace;
use crate::replica::document::{Document, WriteError, read};
use crate::replica::seal::Seal;

/// Root key: facts by id.
pub(super) const FACTS: &str = "facts";
/// Root key of a profile: the names of the account's documents.
const INDEX: &str = "index";
/// Root key of a progress document: one map for each ISO week.
const WEEKS: &str = "weeks";

impl Document {
    /// Seals what lies here in plain and not sealed yet; tells where it lies then. From there
    /// on it counts on every device: only for what the candidate's own devices are known to have written.
    ///
    /// # Errors
    ///
    /// [`WriteError`]: nothing was sealed.
    pub fn seal_former(&mut self, seal: &Seal) -> Result<Vec<EntryPlace>, WriteError> {
        let facts = self.former_facts().into_iter().filter_map(|id| {
            let fact = self.former_fact(&id)?;
            Some(Item::Fact(id, fact))
        });
        let names = self.former_names().into_iter().map(Item::Document);
        let weeks = self.former_weeks().into_iter().map(|(week, shown)| Item::Week(week, shown));
        let items = facts.chain(names).chain(weeks).map(|item| item.seal(seal));
        let values: Vec<_> =
            items.filter(|(entry, _)| self.is_closed(&EntryPlace::Entry(*entry), seal)).collect();
        let places = values.iter().map(|(entry, _)| EntryPlace::Entry(*entry)).collect();
        self.may_write(seal)?;
        self.put(values)?;
        Ok(places)
    }

    /// One fact in its compact form; `None` if there is no entry of this id. An entry that is not
    /// bytes reads as empty, which is no fact and is reported as one that cannot be read.
    pub(super) fn former_fact(&self, id: &FactId) -> Option<Vec<u8>> {
        read::bytes(&self.automerge, &read::map(&self.automerge, FACTS)?, id.as_str())
    }

    /// The ids of all facts.
    pub(super) fn former_facts(&self) -> Vec<FactId> {
        let Some(facts) = read::map(&self.automerge, FACTS) else { return Vec::new() };
        self.automerge.keys(&facts).filter_map(|key| FactId::new(key).ok()).collect()
    }

    /// The document names in the index of a profile. Names of a newer app are passed over: they are
    /// for those who know them.
    fn former_names(&self) -> Vec<DocumentName> {
        let Some(index) = read::map(&self.automerge, INDEX) else { return Vec::new() };
        self.automerge.map_range(&index, ..).filter_map(|item| item.key.parse().ok()).collect()
    }

    /// The weeks in a progress document. Entries that are no week maps are passed over; numbers that
    /// are none read as 0.
    pub(super) fn former_weeks(&self) -> BTreeMap<String, ProgressWeek> {
        let Some(weeks) = read::map(&self.automerge, WEEKS) else { return BTreeMap::new() };
        let keys = self.automerge.keys(&weeks);
        keys.filter_map(|week| {
            let (value, object) = self.automerge.get(&weeks, week.as_str()).ok().flatten()?;
            let Value::Object(ObjType::Map) = value else { return None };
            let number = |key| read::uint(&self.automerge, &object, key).unwrap_or(0);
            let entry =
                ProgressWeek { sessions: number("sessions"), study_days: number("study_days") };
            Some((week, entry))
        })
        .collect()
    }
}
