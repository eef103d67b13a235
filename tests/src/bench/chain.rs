//! The changes that are sent, made before anything is measured.

use std::collections::{BTreeMap, HashMap};

use automerge::sync::{BloomFilter, ChunkList, Have, Message, MessageVersion};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ChangeHash, ObjType, ROOT};

use crate::bench::Fallible;

/// One document as a row of changes, each made on top of the one before.
#[derive(Debug)]
pub struct Chain {
    changes: Vec<Vec<u8>>,
    hashes: Vec<ChangeHash>,
    positions: HashMap<ChangeHash, usize>,
    saved: BTreeMap<usize, Vec<u8>>,
}

impl Chain {
    /// Makes `len` changes under one actor, and keeps the saved document at each of `saved_at`.
    ///
    /// # Errors
    ///
    /// What Automerge says.
    pub fn build(actor: &[u8; 16], len: usize, saved_at: &[usize]) -> Fallible<Self> {
        let mut document = Automerge::new().with_actor(ActorId::from(&actor[..]));
        let mut chain = Self {
            changes: Vec::with_capacity(len),
            hashes: Vec::with_capacity(len),
            positions: HashMap::with_capacity(len),
            saved: BTreeMap::new(),
        };
        for position in 0..len {
            let mut transaction = document.transaction();
            let key = format!("{:016x}", mix(position as u64));
            let record = transaction.put_object(ROOT, key, ObjType::Map)?;
            transaction.put(&record, "kind", "answer")?;
            transaction.put(&record, "domain", format!("{}.0", 1 + position % 5))?;
            transaction.put(
                &record,
                "question",
                format!("q-{:05}", mix(position as u64) % 9_973),
            )?;
            transaction.put(&record, "at", 1_780_000_000_000_i64 + 41_000 * position as i64)?;
            transaction.put(&record, "seconds", (20 + position % 70) as i64)?;
            transaction.put(&record, "correct", position % 3 != 0)?;
            transaction.put(&record, "confidence", (1 + position % 4) as i64)?;
            transaction.put(&record, "note", "")?;
            transaction.commit();
            let change = document.get_last_local_change().ok_or("no change was made")?;
            chain.positions.insert(change.hash(), position);
            chain.hashes.push(change.hash());
            chain.changes.push(change.raw_bytes().to_vec());
            if saved_at.contains(&(position + 1)) {
                chain.saved.insert(position + 1, document.save());
            }
        }
        Ok(chain)
    }

    /// The heads of the first `len` changes.
    pub fn heads(&self, len: usize) -> Vec<ChangeHash> {
        len.checked_sub(1).and_then(|last| self.hashes.get(last)).copied().into_iter().collect()
    }

    /// How many changes `heads` stand for: the longest row that ends in one of them.
    pub fn len_at(&self, heads: &[ChangeHash]) -> usize {
        let positions = heads.iter().filter_map(|head| self.positions.get(head));
        positions.max().map_or(0, |position| position + 1)
    }

    /// How many changes there are.
    #[expect(clippy::len_without_is_empty, reason = "no row is empty")]
    pub fn len(&self) -> usize {
        self.changes.len()
    }

    /// The mean length of a change, in bytes.
    pub fn bytes_per_change(&self) -> usize {
        self.changes.iter().map(Vec::len).sum::<usize>() / self.changes.len().max(1)
    }

    /// A message of a peer that has the first `len` changes and sends those from `from` on.
    pub fn message(&self, from: usize, len: usize) -> Message {
        let changes = self.changes(from, len).to_vec();
        self.envelope(len, changes.into(), MessageVersion::V1)
    }

    /// The changes from `from` to `len`.
    pub fn changes(&self, from: usize, len: usize) -> &[Vec<u8>] {
        self.changes.get(from..len).unwrap_or_default()
    }

    /// The first `len` changes as one saved document, if it was kept.
    pub fn saved(&self, len: usize) -> Option<&[u8]> {
        self.saved.get(&len).map(Vec::as_slice)
    }

    /// A message with that document.
    pub fn saved_message(&self, len: usize) -> Option<Message> {
        let saved = self.saved(len)?.to_vec();
        Some(self.envelope(len, saved.into(), MessageVersion::V2))
    }

    fn envelope(&self, len: usize, changes: ChunkList, version: MessageVersion) -> Message {
        let heads = self.heads(len);
        let have = Have { last_sync: heads.clone(), bloom: BloomFilter::default() };
        Message { heads, need: Vec::new(), have: vec![have], changes, flags: None, version }
    }
}

/// Spreads numbers, so that the records of a document do not lie in the order of their keys.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    number ^ (number >> 29)
}
