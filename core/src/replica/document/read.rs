//! Reading a merged document. It cannot fail: a merge can hold anything, and one odd entry must not
//! hide the rest.

use automerge::{Automerge, ObjId, ObjType, ROOT, ReadDoc, Value};

use crate::base::ids::FactId;
use crate::replica::document::Document;
use crate::replica::document::genesis::{FACTS, INDEX};
use crate::replica::document::name::DocumentName;

impl Document {
    /// One fact in its compact form; `None` if there is no entry of this id. An entry that is not
    /// bytes reads as empty, which is no fact and is reported as one that cannot be read.
    pub fn fact_bytes(&self, id: &FactId) -> Option<Vec<u8>> {
        let facts = map(&self.automerge, FACTS)?;
        let (value, _) = self.automerge.get(&facts, id.as_str()).ok().flatten()?;
        let bytes = value.as_scalar().and_then(|scalar| scalar.as_bytes());
        Some(bytes.map(<[u8]>::to_vec).unwrap_or_default())
    }

    /// All facts in compact form, by their ids.
    pub fn all_fact_bytes(&self) -> Vec<(FactId, Vec<u8>)> {
        let Some(facts) = map(&self.automerge, FACTS) else { return Vec::new() };
        let keys = self.automerge.keys(&facts).filter_map(|key| FactId::new(key).ok());
        keys.filter_map(|id| self.fact_bytes(&id).map(|bytes| (id, bytes))).collect()
    }

    /// The document names in the index of a profile. Names of a newer app are passed over: they are
    /// for those who know them.
    pub fn names(&self) -> Vec<DocumentName> {
        let Some(index) = map(&self.automerge, INDEX) else { return Vec::new() };
        self.automerge.map_range(&index, ..).filter_map(|item| item.key.parse().ok()).collect()
    }
}

/// The root map called `key`.
pub(super) fn map(automerge: &Automerge, key: &str) -> Option<ObjId> {
    match automerge.get(ROOT, key) {
        Ok(Some((Value::Object(ObjType::Map), id))) => Some(id),
        Ok(_) | Err(_) => None,
    }
}

/// The unsigned number under `key`; counters and signed numbers count if they are not negative.
pub(super) fn uint(automerge: &Automerge, object: &ObjId, key: &str) -> Option<u64> {
    let (value, _) = automerge.get(object, key).ok().flatten()?;
    value.as_u64()
}
