//! What a study partner may see: a projection that the owner's devices write into a document of its
//! own. No partner ever receives a private document.

use std::collections::BTreeMap;

use automerge::transaction::Transactable;
use automerge::{ObjType, ReadDoc, Value};

use crate::replica::document::genesis::{WEEKS, map, nested_map};
use crate::replica::document::{Document, WriteError, read};

const SESSIONS: &str = "sessions";
const STUDY_DAYS: &str = "study_days";

/// One week as a partner sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgressWeek {
    /// Study sessions and practice sets of the week.
    pub sessions: u64,
    /// Days of the week with at least one of them, 0 to 7.
    pub study_days: u64,
}

impl Document {
    /// The weeks in a progress document, by ISO week (`2026-W09`). Entries that are no week maps are
    /// passed over; numbers that are none read as 0.
    pub fn progress(&self) -> BTreeMap<String, ProgressWeek> {
        let Some(weeks) = read::map(&self.automerge, WEEKS) else { return BTreeMap::new() };
        let keys = self.automerge.keys(&weeks);
        keys.filter_map(|week| {
            let (value, object) = self.automerge.get(&weeks, week.as_str()).ok().flatten()?;
            let Value::Object(ObjType::Map) = value else { return None };
            let number = |key| read::uint(&self.automerge, &object, key).unwrap_or(0);
            let entry = ProgressWeek { sessions: number(SESSIONS), study_days: number(STUDY_DAYS) };
            Some((week, entry))
        })
        .collect()
    }

    /// Brings a progress document up to `weeks`. Writes only what differs, so that two devices which
    /// agree write nothing; a week that was never shown and has nothing in it is not written.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn put_progress(
        &mut self,
        weeks: &BTreeMap<String, ProgressWeek>,
    ) -> Result<(), WriteError> {
        let shown = self.progress();
        let before = |week: &String| shown.get(week).copied().unwrap_or_default();
        let changed: Vec<_> = weeks.iter().filter(|(week, now)| before(week) != **now).collect();
        if changed.is_empty() {
            return Ok(());
        }
        self.write(|tx| {
            let root = map(tx, WEEKS)?;
            for (week, entry) in changed {
                let object = nested_map(tx, &root, week)?;
                tx.put(&object, SESSIONS, entry.sessions)?;
                tx.put(&object, STUDY_DAYS, entry.study_days)?;
            }
            Ok(())
        })
    }
}
