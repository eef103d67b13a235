//! A server on a folder, which keeps next to nothing in memory.

use std::path::Path;
use std::sync::Arc;

use rebound_sync_server::auth::people::People;
use rebound_sync_server::ledger::cache::CacheLimits;
use rebound_sync_server::ledger::storage::Storage;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::{Keeping, Ledger};

pub(super) fn serve(folder: &Path) -> (Arc<dyn Storage>, Arc<dyn People>, Ledger) {
    let storage = Sqlite::open(&folder.join("ledger.db")).unwrap();
    let people: Arc<dyn People> = Arc::new(storage.people().unwrap());
    let storage: Arc<dyn Storage> = Arc::new(storage);
    // Documents leave memory at once, so that roles are read again and again.
    let cache = CacheLimits { bytes: 0, documents: 1 };
    let keeping = Keeping { cache, ..Keeping::default() };
    let ledger = Ledger::open(Arc::clone(&storage), Arc::clone(&people), keeping).unwrap();
    (storage, people, ledger)
}
