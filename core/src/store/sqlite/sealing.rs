//! How a database takes what an older app recorded under the seal: once, when it is brought up to version 3.

use automerge::ActorId;
use rusqlite::Transaction;

use crate::replica::document::Document;
use crate::replica::document::item::Item;
use crate::replica::document::read::EntryPlace;
use crate::replica::seal::Seal;
use crate::store::batch::{
    Cached, CachedValue, ChunkUpdate, DocumentUpdate, Ownership, StoredDocument,
};
use crate::store::sqlite::rows;
use crate::store::vault::Vault;
use crate::store::{StoreError, row};

/// Version 3: what lies in plain in the own documents is sealed beside it. What comes in plain from here on
/// does not count.
pub(super) fn seal_former(transaction: &Transaction<'_>, vault: &Vault) -> Result<(), StoreError> {
    let mut updates = Vec::new();
    for stored in rows::documents(transaction, vault)? {
        if let Ownership::Own(name) = &stored.ownership
            && !stored.heads.is_empty()
        {
            let seal = vault.seal_of(name);
            updates.extend(sealed(transaction, vault, stored, &seal)?);
        }
    }
    rows::write_all(transaction, vault, &updates)
}

/// The document with what it has in plain sealed; `None` if that is so already.
fn sealed(
    transaction: &Transaction<'_>,
    vault: &Vault,
    stored: StoredDocument,
    seal: &Seal,
) -> Result<Option<DocumentUpdate>, StoreError> {
    let wrong = || row::damaged("chunks");
    let chunks = rows::chunks(transaction, &stored.id)?;
    let loaded = Document::load(chunks.iter().map(Vec::as_slice), &stored.heads);
    let mut document = loaded.map_err(|_| wrong())?;
    let suffix: [u8; 8] = transaction.query_row("SELECT randomblob(8)", [], |row| row.get(0))?;
    document.set_actor(ActorId::from([vault.device.as_bytes().as_slice(), &suffix].concat()));
    let places = document.seal_former(seal).map_err(|_| wrong())?;
    if places.is_empty() {
        return Ok(None);
    }
    let cached = |place: EntryPlace| match document.item(&place, seal) {
        Some(Ok(Item::Fact(id, bytes))) => {
            Some(Cached { place, content: CachedValue::Fact(id, bytes) })
        }
        Some(_) | None => None,
    };
    let facts = places.into_iter().filter_map(cached).collect();
    let chunks = ChunkUpdate::Append(document.unsaved());
    let document = StoredDocument { heads: document.heads(), ..stored };
    Ok(Some(DocumentUpdate { document, chunks, facts }))
}
