//! Bytes that no honest client sends: changes and sync messages made by hand, with sound checksums.

use automerge::ChangeHash;
use sha2::{Digest, Sha256};

/// The kind of a chunk that is a whole document.
pub const DOCUMENT: u8 = 0;
/// The kind of a chunk that is a change.
pub const CHANGE: u8 = 1;
/// The kind of a chunk that is a deflated change.
pub const DEFLATED: u8 = 2;

/// The specification of the column of keys.
pub const KEY_STRING: u64 = 0x15;
/// The specification of the column of actions.
pub const ACTION: u64 = 0x42;
/// The specification of the column of the objects' actors.
pub const OBJECT_ACTOR: u64 = 0x01;
/// The specification of the column of the objects' numbers.
pub const OBJECT_COUNTER: u64 = 0x02;
/// The specification of the column of values.
pub const VALUE: u64 = 0x57;
/// The specification of the column of the values' types and lengths.
pub const VALUE_META: u64 = 0x56;
/// The specification of the column that says which operations insert.
pub const INSERT: u64 = 0x34;
/// The specification of the column that counts an operation's predecessors.
pub const PRED_GROUP: u64 = 0x70;

/// A change by hand. Nothing about it is checked.
#[derive(Clone, Debug)]
pub struct Forged {
    /// What it depends on.
    pub deps: Vec<ChangeHash>,
    /// Who made it.
    pub actor: Vec<u8>,
    /// Which of the actor's changes it is.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// Other actors that it names.
    pub others: Vec<Vec<u8>>,
    /// Specification and bytes of each column.
    pub columns: Vec<(u64, Vec<u8>)>,
}

impl Forged {
    /// The first change of an actor, as Automerge would write it: nothing under the key `k`, `count`
    /// times over.
    pub fn first(actor: &[u8], count: u64) -> Self {
        let columns = vec![
            (KEY_STRING, run(count, b"\x01k")),
            (INSERT, uleb(count)),
            (ACTION, run(count, &[1])),
            (VALUE_META, run(count, &[0])),
            (PRED_GROUP, run(count, &[0])),
        ];
        let (deps, others) = (Vec::new(), Vec::new());
        Self { deps, actor: actor.to_vec(), seq: 1, start_op: 1, others, columns }
    }

    /// Its bytes after the chunk's envelope.
    pub fn data(&self) -> Vec<u8> {
        let mut data = uleb(self.deps.len() as u64);
        self.deps.iter().for_each(|dep| data.extend(dep.0));
        data.extend(prefixed(&self.actor));
        data.extend([uleb(self.seq), uleb(self.start_op), vec![0, 0]].concat());
        data.extend(uleb(self.others.len() as u64));
        self.others.iter().for_each(|other| data.extend(prefixed(other)));
        data.extend(uleb(self.columns.len() as u64));
        for (spec, bytes) in &self.columns {
            data.extend([uleb(*spec), uleb(bytes.len() as u64)].concat());
        }
        self.columns.iter().for_each(|(_, bytes)| data.extend(bytes));
        data
    }

    /// The change as a chunk.
    pub fn chunk(&self) -> Vec<u8> {
        sealed(CHANGE, &self.data())
    }
}

/// A chunk with a checksum that fits.
pub fn sealed(kind: u8, data: &[u8]) -> Vec<u8> {
    let body = [vec![kind], uleb(data.len() as u64), data.to_vec()].concat();
    [&[0x85, 0x6f, 0x4a, 0x83], &Sha256::digest(&body)[..4], &body].concat()
}

/// The hash of a change that is not deflated.
pub fn hash(chunk: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(chunk.get(8..).unwrap_or_default()).into())
}

/// A change deflated; `plain` is what it says it is.
pub fn deflated(plain: &[u8]) -> Vec<u8> {
    let mut chunk = sealed(DEFLATED, &miniz_oxide::deflate::compress_to_vec(plain, 6));
    let body = [vec![CHANGE], uleb(plain.len() as u64), plain.to_vec()].concat();
    chunk[4..8].copy_from_slice(&Sha256::digest(&body)[..4]);
    chunk
}

/// A sync message that brings chunks and says nothing else.
pub fn message(chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut message = [vec![0x42, 0, 0, 1, 0, 0], uleb(chunks.len() as u64)].concat();
    chunks.iter().for_each(|chunk| message.extend(prefixed(chunk)));
    message
}

/// A sync message whose summary has these bytes for a filter.
pub fn with_filter(filter: &[u8]) -> Vec<u8> {
    [vec![0x42, 0, 0, 1, 0], prefixed(filter), vec![0]].concat()
}

/// A run that repeats one value.
pub fn run(count: u64, value: &[u8]) -> Vec<u8> {
    if count == 1 {
        // One value is a literal of length one, which is written as minus one.
        return [&[0x7f], value].concat();
    }
    // The count of a run is signed: one more group of bits keeps it positive.
    let mut bytes = uleb(count);
    if let Some(last) = bytes.last_mut().filter(|last| **last & 0x40 != 0) {
        *last |= 0x80;
        bytes.push(0);
    }
    bytes.extend(value);
    bytes
}

/// An unsigned number in LEB128.
pub fn uleb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

/// Bytes after their length.
pub fn prefixed(bytes: &[u8]) -> Vec<u8> {
    [uleb(bytes.len() as u64), bytes.to_vec()].concat()
}
