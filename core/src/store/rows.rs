//! A store whose disk only its host can reach, and not at once: a browser's database.
//!
//! All rows are held here. What a call changed of them is taken with [`RowStore::take_writes`]; the host puts it on the
//! disk in one transaction before it tells anybody that the call has succeeded. Where that does not succeed, the
//! host drops the device and opens it again from the rows that the disk has.
//!
//! | key | value |
//! |--|--|
//! | `meta/device`, `meta/account_key` | whose database it is: the device's id, the fingerprint of the key |
//! | `meta/synced_at`, `meta/feed` | how far it is in step with the server |
//! | `meta/noted` | the document to which a message is being applied |
//! | `document/ID` | what it is to this device, sealed; its heads; what the server has |
//! | `chunk/ID/POSITION` | a checksum, then a chunk of the document |
//! | `block/POSITION` | how many places it tells of, then a sealed block of the cache of facts |
//! | `suspect/ID` | how often the process ended while a message was applied to the document |

use std::collections::BTreeMap;

use minicbor::{Decode, Encode};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

use crate::base::ids::DeviceId;
use crate::replica::document_id::DocumentId;
use crate::replica::key::AccountKey;
use crate::store::batch::{Batch, Cached, ChunkUpdate, DocumentUpdate, Stored, StoredDocument};
use crate::store::block::{CacheBlock, MANY, read_block};
use crate::store::vault::Vault;
use crate::store::{Store, StoreError, row};

const DEVICE: &str = "meta/device";
const ACCOUNT_KEY: &str = "meta/account_key";
const SYNCED_AT: &str = "meta/synced_at";
const FEED: &str = "meta/feed";
const NOTED: &str = "meta/noted";
const DOCUMENT: &str = "document/";
const CHUNK: &str = "chunk/";
const BLOCK: &str = "block/";
const SUSPECT: &str = "suspect/";

/// A row that the disk has to hold, or to lose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RowWrite {
    /// Where it lies.
    pub key: String,
    /// What it holds from now on; `None` to delete it.
    pub value: Option<Vec<u8>>,
}

/// What the row of a document holds.
#[derive(Encode, Decode)]
struct DocumentRow {
    #[cbor(n(0), with = "minicbor::bytes")]
    heads: Vec<u8>,
    #[cbor(n(1), with = "minicbor::bytes")]
    synced: Vec<u8>,
    #[n(2)]
    title: String,
}

/// The rows of a device's database.
#[derive(Debug)]
pub struct RowStore {
    vault: Vault,
    rows: BTreeMap<String, Vec<u8>>,
    writes: Vec<RowWrite>,
    rng: ChaCha8Rng,
}

impl RowStore {
    /// The database of `device` with the rows that the disk has; what `key` seals stands in them. What
    /// [`Store::fresh`] gives is drawn from `seed`, new for each opening.
    pub fn of(
        rows: BTreeMap<String, Vec<u8>>,
        device: DeviceId,
        key: &AccountKey,
        seed: [u8; 32],
    ) -> Self {
        let rng = ChaCha8Rng::from_seed(seed);
        Self { vault: Vault::new(device, key), rows, writes: Vec::new(), rng }
    }

    /// What the disk has to hold before anybody is told that the last call has succeeded, in order.
    pub fn take_writes(&mut self) -> Vec<RowWrite> {
        std::mem::take(&mut self.writes)
    }

    /// Notes that a message about a document is about to be applied. The disk has to hold the note before the
    /// message is handed over: nothing but the note outlives a message that ends the process.
    pub fn note(&mut self, id: &DocumentId) {
        self.put(NOTED.to_owned(), id.as_bytes().to_vec());
    }

    fn put(&mut self, key: String, value: Vec<u8>) {
        self.rows.insert(key.clone(), value.clone());
        self.writes.push(RowWrite { key, value: Some(value) });
    }

    fn delete(&mut self, key: &str) {
        if self.rows.remove(key).is_some() {
            self.writes.push(RowWrite { key: key.to_owned(), value: None });
        }
    }

    fn below<'a>(
        &'a self,
        prefix: &'a str,
    ) -> impl DoubleEndedIterator<Item = (&'a str, &'a [u8])> + 'a {
        // Every row below a prefix goes on with a digit or a letter: all of them are smaller than `~`.
        let range = prefix.to_owned()..format!("{prefix}~");
        self.rows.range(range).map(|(key, value)| (key.as_str(), value.as_slice()))
    }

    fn delete_below(&mut self, prefix: &str) {
        let keys: Vec<String> = self.below(prefix).map(|(key, _)| key.to_owned()).collect();
        keys.iter().for_each(|key| self.delete(key));
    }

    fn write(&mut self, update: &DocumentUpdate) {
        let StoredDocument { id, ownership, heads, synced } = &update.document;
        let title = self.vault.seal_title(id, ownership);
        let lies = DocumentRow { heads: row::hashes(heads), synced: row::hashes(synced), title };
        // Into memory it can always be written.
        self.put(document_key(id), minicbor::to_vec(lies).unwrap_or_default());
        let below = chunks_below(id);
        match &update.chunks {
            ChunkUpdate::Keep => {}
            ChunkUpdate::Append(chunk) => self.append(id, &below, chunk),
            ChunkUpdate::Replace(chunk) => {
                self.delete_below(&below);
                self.append(id, &below, chunk);
            }
        }
        if heads == synced {
            // Everything of it was applied: whatever ended the process was something else.
            self.delete(&suspect_key(id));
        }
    }

    fn append(&mut self, id: &DocumentId, below: &str, chunk: &[u8]) {
        let position = self.after_last(below);
        self.put(at(below, position), [&row::sum_of(id, chunk)[..], chunk].concat());
    }

    /// The position behind the last row below a prefix.
    fn after_last(&self, prefix: &str) -> i64 {
        let last = self.below(prefix).next_back();
        last.and_then(|(key, _)| position(prefix, key)).map_or(1, |last| last + 1)
    }

    /// Adds what a batch read. Small blocks become one in time, as in SQLite.
    fn write_block(&mut self, mut block: CacheBlock) -> Result<(), StoreError> {
        if block.places == 0 {
            return Ok(());
        }
        let at_last = self.after_last(BLOCK);
        let newest = self.below(BLOCK).rev().take(MANY as usize);
        let small: Vec<String> = newest
            .take_while(|(_, value)| places(value).is_some_and(|places| places < MANY))
            .map(|(key, _)| key.to_owned())
            .collect();
        if small.len() == MANY as usize {
            let mut bytes = Vec::new();
            for key in small.iter().rev() {
                let value = self.rows.get(key).ok_or_else(|| row::damaged("blocks"))?;
                block.places += places(value).unwrap_or_default();
                bytes.extend(self.open_block(key, value)?);
            }
            bytes.append(&mut block.bytes);
            block.bytes = bytes;
            small.iter().for_each(|key| self.delete(key));
        }
        let sealed = self.vault.seal_block(at_last, &block.bytes);
        self.put(at(BLOCK, at_last), [&block.places.to_be_bytes()[..], &sealed].concat());
        Ok(())
    }

    fn open_block(&self, key: &str, value: &[u8]) -> Result<Vec<u8>, StoreError> {
        let wrong = || row::damaged("blocks");
        let (_, sealed) = value.split_first_chunk::<4>().ok_or_else(wrong)?;
        let position = position(BLOCK, key).ok_or_else(wrong)?;
        self.vault.open_block(position, sealed).ok_or_else(wrong)
    }

    fn document(&self, key: &str, value: &[u8]) -> Option<StoredDocument> {
        let id = id_from(key.strip_prefix(DOCUMENT)?)?;
        let DocumentRow { heads, synced, title } = minicbor::decode(value).ok()?;
        Some(StoredDocument {
            id,
            ownership: self.vault.open_title(&id, &title)?,
            heads: row::hashes_from(&heads).ok()?,
            synced: row::hashes_from(&synced).ok()?,
        })
    }
}

impl Store for RowStore {
    fn read(&self) -> Result<Stored, StoreError> {
        let wrong = || row::damaged("documents");
        let documents = self
            .below(DOCUMENT)
            .map(|(key, value)| self.document(key, value).ok_or_else(wrong))
            .collect::<Result<_, _>>()?;
        let mut facts: Vec<(DocumentId, Cached)> = Vec::new();
        for (key, value) in self.below(BLOCK) {
            read_block(&self.open_block(key, value)?, &mut facts)
                .map_err(|_| row::damaged("blocks"))?;
        }
        let suspects = self.below(SUSPECT).filter_map(|(key, value)| {
            let count = value.try_into().map(u32::from_be_bytes).ok()?;
            Some((id_from(key.strip_prefix(SUSPECT)?)?, count))
        });
        Ok(Stored {
            documents,
            facts,
            suspects: suspects.collect(),
            synced_at: self.rows.get(SYNCED_AT).map(|value| row::moment_from(value)).transpose()?,
            feed: self.rows.get(FEED).and_then(|value| row::feed_from(value)),
        })
    }

    fn chunks(&self, id: &DocumentId) -> Result<Vec<Vec<u8>>, StoreError> {
        let chunk = |(_, value): (&str, &[u8])| match value.split_first_chunk() {
            Some((sum, chunk)) if *sum == row::sum_of(id, chunk) => Ok(chunk.to_vec()),
            Some(_) | None => Err(row::damaged("chunks")),
        };
        self.below(&chunks_below(id)).map(chunk).collect()
    }

    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        batch.documents.iter().for_each(|update| self.write(update));
        let read = batch.documents.iter();
        let read = read.map(|update| (&update.document.id, update.facts.as_slice()));
        self.write_block(CacheBlock::of(read))?;
        for id in &batch.removed {
            self.delete_below(&chunks_below(id));
            self.delete(&document_key(id));
        }
        if let Some(at) = batch.synced_at {
            self.put(SYNCED_AT.to_owned(), at.0.to_be_bytes().to_vec());
        }
        if let Some(mark) = &batch.feed {
            self.put(FEED.to_owned(), row::feed(mark));
        }
        Ok(())
    }

    fn fresh(&mut self) -> Result<[u8; 32], StoreError> {
        let mut bytes = [0; 32];
        self.rng.fill_bytes(&mut bytes);
        Ok(bytes)
    }

    fn close(&mut self) -> Result<(), StoreError> {
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        let device = self.vault.device.as_bytes().to_vec();
        match self.rows.get(DEVICE) {
            Some(known) if *known == device => {}
            Some(_) => return Err(StoreError::OtherDevice),
            None => self.put(DEVICE.to_owned(), device),
        }
        let key = self.vault.fingerprint().as_bytes().to_vec();
        match self.rows.get(ACCOUNT_KEY) {
            Some(known) if *known == key => {}
            Some(_) => return Err(StoreError::OtherAccount),
            None => self.put(ACCOUNT_KEY.to_owned(), key),
        }
        let noted = self.rows.get(NOTED).and_then(|value| value.as_slice().try_into().ok());
        if let Some(id) = noted.map(DocumentId::from_bytes) {
            let key = suspect_key(&id);
            let known = self.rows.get(&key).and_then(|value| value.as_slice().try_into().ok());
            let count = known.map_or(0, u32::from_be_bytes).saturating_add(1);
            self.put(key, count.to_be_bytes().to_vec());
        }
        self.delete(NOTED);
        Ok(())
    }

    /// Refuses what the host has not noted: see [`RowStore::note`].
    fn note_apply(&mut self, id: &DocumentId) -> Result<(), StoreError> {
        match self.rows.get(NOTED) {
            Some(noted) if noted == id.as_bytes() => Ok(()),
            Some(_) | None => {
                let reason = "a message came without a note on the disk".to_owned();
                Err(StoreError::Unavailable { reason })
            }
        }
    }

    fn clear_apply(&mut self) -> Result<(), StoreError> {
        self.delete(NOTED);
        Ok(())
    }
}

fn hex(id: &DocumentId) -> String {
    id.as_bytes().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn id_from(hex: &str) -> Option<DocumentId> {
    let value = u128::from_str_radix(hex, 16).ok().filter(|_| hex.len() == 32)?;
    Some(DocumentId::from_bytes(value.to_be_bytes()))
}

fn document_key(id: &DocumentId) -> String {
    format!("{DOCUMENT}{}", hex(id))
}

fn suspect_key(id: &DocumentId) -> String {
    format!("{SUSPECT}{}", hex(id))
}

fn chunks_below(id: &DocumentId) -> String {
    format!("{CHUNK}{}/", hex(id))
}

/// The key at a position, so that keys stand in the order of positions.
fn at(prefix: &str, position: i64) -> String {
    format!("{prefix}{position:016x}")
}

fn position(prefix: &str, key: &str) -> Option<i64> {
    i64::from_str_radix(key.strip_prefix(prefix)?, 16).ok()
}

fn places(block: &[u8]) -> Option<u32> {
    block.first_chunk().copied().map(u32::from_be_bytes)
}
