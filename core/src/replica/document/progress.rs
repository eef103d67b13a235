//! What a study partner may see: a projection that the owner's devices write into a document of its
//! own. No partner ever receives a private document.

use std::collections::BTreeMap;

use crate::replica::document::item::{Item, ProgressWeek};
use crate::replica::document::{Document, WriteError};
use crate::replica::seal::Seal;

impl Document {
    /// Brings a progress document up to `weeks`. Writes only what differs, so that two devices which
    /// agree write nothing; a week that was never shown and has nothing in it is not written.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn put_progress(
        &mut self,
        weeks: &BTreeMap<String, ProgressWeek>,
        seal: &Seal,
    ) -> Result<(), WriteError> {
        let shown = self.progress(Some(seal));
        let before = |week: &String| shown.get(week).copied().unwrap_or_default();
        let changed = weeks.iter().filter(|(week, now)| before(week) != **now);
        let changed: Vec<Item> =
            changed.map(|(week, now)| Item::Week(week.clone(), *now)).collect();
        self.put(changed.iter().map(|item| item.seal(seal)))
    }
}
