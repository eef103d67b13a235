//! What is told about documents themselves, beside what is odd about facts.

use std::collections::BTreeMap;

use crate::coach::history::Anomaly;
use crate::engine::library::{Library, LibraryError};
use crate::replica::document_id::DocumentId;
use crate::wording::odd;

/// Why documents that only follow from the facts could not be brought up to them.
#[derive(Debug, Default)]
pub(super) struct Setbacks(BTreeMap<DocumentId, String>);

impl Setbacks {
    /// What came of a step that no record depends on. A fault is told until the step succeeds.
    pub(super) fn note<T>(
        &mut self,
        id: DocumentId,
        outcome: Result<T, LibraryError>,
    ) -> Option<T> {
        match outcome {
            Ok(value) => {
                self.0.remove(&id);
                Some(value)
            }
            Err(error) => {
                self.0.insert(id, error.to_string());
                None
            }
        }
    }
}

/// Everything there is to tell.
pub(super) fn all(library: &Library, setbacks: &Setbacks) -> impl Iterator<Item = Anomaly> {
    let called =
        |id: &DocumentId| library.name(id).map_or_else(|| id.to_string(), ToString::to_string);
    let setbacks =
        setbacks.0.iter().map(move |(id, why)| Anomaly::new(called(id), odd::not_brought_up(why)));
    let collided = library.collided().map(move |id| Anomaly::new(called(id), odd::written_anew()));
    let left_out = library.left_out().map(move |id| Anomaly::new(called(id), odd::left_out()));
    let restored = library.restored();
    let restored = restored.map(move |(id, count)| Anomaly::new(called(id), odd::put_back(count)));
    let claimed = library.claimed().map(move |id| Anomaly::new(called(id), odd::claimed()));
    setbacks.chain(collided).chain(left_out).chain(restored).chain(claimed)
}
