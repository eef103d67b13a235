//! One change of a peer: measured, then read.

use std::borrow::Cow;
use std::panic::catch_unwind;

use automerge::{ActorId, Change, ChangeHash};
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use sha2::{Digest, Sha256};

use crate::base::varint;
use crate::replica::admission::allowance::{Allowance, inflated_max};
use crate::replica::admission::columns::{ColumnLimits, Meter};
use crate::replica::admission::reader::Reader;
use crate::replica::admission::{Refusal, columns};

/// The longest change, as bytes on the wire: as long as a message. One fact takes about 250.
pub const CHANGE_BYTES_MAX: usize = 16 * 1024 * 1024;

/// The most operations of one change besides one for each of its bytes: a run of a few bytes stands for
/// many, and each costs whoever has the document.
pub const OPS_FREE: u64 = 20_000;

/// The most operations that one change may delete: all of a text that is as long as any.
pub const DELETIONS_MAX: u64 = 4_000_000;

/// The longest single value of a change, in bytes: as long as the change.
pub const VALUE_BYTES_MAX: u64 = CHANGE_BYTES_MAX as u64;

/// The most bytes of a change's keys, names and values together, each run spelled out, besides one for
/// each of its bytes. Honest runs are short keys, such as a counter's.
pub const TEXT_BYTES_FREE: u64 = 2 * 1024 * 1024;

/// The most changes that one change may depend on directly: 2 MiB of hashes. How many are honest is a
/// matter of the document's heads, which the ledger knows.
pub const DEPS_MAX: usize = 65_536;

/// The longest actor id. Automerge makes 16 bytes.
const ACTOR_BYTES_MAX: usize = 64;

/// The longest commit message.
const MESSAGE_BYTES_MAX: usize = 1024;

/// The most other actors that one change may name.
const OTHER_ACTORS_MAX: usize = 256;

pub(super) const MAGIC: [u8; 4] = [0x85, 0x6f, 0x4a, 0x83];
pub(super) const DOCUMENT: u8 = 0;
const CHANGE: u8 = 1;
const COMPRESSED: u8 = 2;

/// How many bytes shorter a deflated change has to be to be kept as it came: what its hash and length take
/// beside it.
pub const DEFLATED_AT: usize = 64;

/// Reads one change chunk that was checked before: by one's own server, or when it was stored.
///
/// The bytes are measured first: kind, length (once inflated, too), counts of dependencies, actors
/// and operations, the size of each value. Only then Automerge reads them, and its hash has to fit
/// the chunk's checksum.
///
/// # Errors
///
/// [`Refusal`] names the first rule that is broken.
pub fn admit(chunk: &[u8]) -> Result<Change, Refusal> {
    admit_within(chunk, &mut Allowance::of_server())
}

/// Reads one of several change chunks that came together from one's own server.
///
/// # Errors
///
/// As [`admit`]; [`Refusal::TooMuchAtOnce`] if all of them together inflate to too much.
pub fn admit_within(chunk: &[u8], allowance: &mut Allowance) -> Result<Change, Refusal> {
    read(&measured(chunk, allowance)?.plain)
}

/// Whether a chunk says that it is deflated.
pub fn is_deflated(chunk: &[u8]) -> bool {
    chunk.get(8) == Some(&COMPRESSED)
}

/// The chunks that stand one after another in what was stored, and what follows the last one that can
/// be told from the next.
pub fn parts(stored: &[u8]) -> (Vec<&[u8]>, &[u8]) {
    let mut parts = Vec::new();
    let mut rest = stored;
    while let Some((part, after)) = first_part(rest) {
        parts.push(part);
        rest = after;
    }
    (parts, rest)
}

fn first_part(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut reader = Reader::new(bytes);
    let magic = reader.take(MAGIC.len()).ok()?;
    // Checksum and kind, then the data.
    reader.take(5).ok()?;
    reader.prefixed().ok()?;
    (magic == MAGIC).then(|| bytes.split_at(bytes.len() - reader.rest().len()))
}

/// What a change is, as far as it is told without reading its operations.
pub(super) struct Measured<'a> {
    pub(super) hash: ChangeHash,
    pub(super) head: ChangeHead,
    /// At least as many operations as it has.
    pub(super) ops: u64,
    /// The plain chunk.
    pub(super) plain: Cow<'a, [u8]>,
}

/// What stands before a change's operations.
pub(super) struct ChangeHead {
    pub(super) deps: Vec<ChangeHash>,
    pub(super) actor: ActorId,
    pub(super) others: Vec<ActorId>,
    pub(super) seq: u64,
    pub(super) start_op: u64,
}

/// Inflates a chunk within the allowance, and counts what it stands for.
pub(super) fn measured<'a>(
    chunk: &'a [u8],
    allowance: &mut Allowance,
) -> Result<Measured<'a>, Refusal> {
    if chunk.len() > CHANGE_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    let plain = plain(chunk, allowance)?;
    let header = Header::read(&plain)?;
    let (hash, (head, ops)) = (header.hash, count(header.data)?);
    Ok(Measured { hash, head, ops, plain })
}

pub(super) fn read(plain: &[u8]) -> Result<Change, Refusal> {
    let change = catch_unwind(|| Change::try_from(plain));
    change.ok().and_then(Result::ok).ok_or(Refusal::Unreadable)
}

/// The envelope of a chunk.
pub(super) struct Header<'a> {
    pub(super) kind: u8,
    pub(super) data: &'a [u8],
    pub(super) hash: ChangeHash,
}

impl<'a> Header<'a> {
    /// Reads the envelope and compares the checksum. Nothing may follow the data.
    pub(super) fn read(chunk: &'a [u8]) -> Result<Self, Refusal> {
        let (checksum, kind, data) = Self::parts(chunk)?;
        let hash = hash(kind, data);
        if hash.get(..4) == Some(checksum) {
            Ok(Self { kind, data, hash: ChangeHash(hash) })
        } else {
            Err(Refusal::Checksum)
        }
    }

    fn parts(chunk: &'a [u8]) -> Result<(&'a [u8], u8, &'a [u8]), Refusal> {
        let mut reader = Reader::new(chunk);
        if reader.take(4)? != MAGIC {
            return Err(Refusal::Malformed);
        }
        let checksum = reader.take(4)?;
        let kind = reader.byte()?;
        let data = reader.prefixed()?;
        if reader.is_empty() { Ok((checksum, kind, data)) } else { Err(Refusal::Malformed) }
    }
}

/// The chunk as a plain change, inflated by us and within bounds if it was deflated.
fn plain<'a>(chunk: &'a [u8], allowance: &mut Allowance) -> Result<Cow<'a, [u8]>, Refusal> {
    let (checksum, kind, data) = Header::parts(chunk)?;
    match kind {
        CHANGE => Ok(Cow::Borrowed(chunk)),
        COMPRESSED => {
            let inflated = inflate_charged(data, chunk.len(), allowance)?;
            let mut plain = Vec::with_capacity(inflated.len() + 20);
            plain.extend_from_slice(&MAGIC);
            plain.extend_from_slice(checksum);
            plain.push(CHANGE);
            varint::push(&mut plain, inflated.len() as u64);
            plain.extend_from_slice(&inflated);
            Ok(Cow::Owned(plain))
        }
        _ => Err(Refusal::ChunkKind),
    }
}

/// Inflates what a message may still have inflated. What was inflated in vain is used up all the same.
fn inflate_charged(
    data: &[u8],
    chunk_len: usize,
    allowance: &mut Allowance,
) -> Result<Vec<u8>, Refusal> {
    let (alone, left) = (inflated_max(chunk_len), allowance.inflated());
    let inflated = inflate(data, alone.min(left));
    let used = inflated.as_ref().map_or_else(|_| alone.min(left), Vec::len);
    allowance.charge_inflated(used)?;
    match inflated {
        // In a message of its own it would find room.
        Err(Refusal::TooLong) if left < alone => Err(Refusal::TooMuchAtOnce),
        inflated => inflated,
    }
}

/// Inflates at most `max` bytes; nothing is reserved before it is needed.
pub(super) fn inflate(data: &[u8], max: usize) -> Result<Vec<u8>, Refusal> {
    decompress_to_vec_with_limit(data, max).map_err(|error| {
        if error.status == TINFLStatus::HasMoreOutput {
            Refusal::TooLong
        } else {
            Refusal::Malformed
        }
    })
}

/// SHA-256 over kind, length and data, as Automerge hashes a chunk.
fn hash(kind: u8, data: &[u8]) -> [u8; 32] {
    let mut prefix = vec![kind];
    varint::push(&mut prefix, data.len() as u64);
    Sha256::new().chain_update(&prefix).chain_update(data).finalize().into()
}

/// Counts what a change stands for without reading its operations.
fn count(data: &[u8]) -> Result<(ChangeHead, u64), Refusal> {
    let mut reader = Reader::new(data);
    let deps = reader.hashes(DEPS_MAX)?;
    if !deps.is_sorted_by(|one, next| one < next) {
        return Err(Refusal::Encoding);
    }
    let writer = actor(&mut reader)?;
    let (seq, start_op) = (reader.uleb()?, reader.uleb()?);
    let _time = reader.sleb()?;
    bounded(reader.prefixed()?, 0, MESSAGE_BYTES_MAX)?;
    let others = reader.length()?;
    if others > OTHER_ACTORS_MAX {
        return Err(Refusal::TooMany);
    }
    let others = (0..others).map(|_| actor(&mut reader)).collect::<Result<_, _>>()?;
    let bytes = data.len() as u64;
    let mut meter = Meter::new(ColumnLimits {
        rows_max: OPS_FREE + bytes,
        deletions_max: DELETIONS_MAX,
        value_bytes_max: VALUE_BYTES_MAX,
        text_bytes_max: TEXT_BYTES_FREE + bytes,
    });
    let columns = columns::list(&mut reader)?;
    // The columns of a change are deflated as a whole or not at all, and their bytes follow the list in
    // its order, so the reader is already there.
    if columns.iter().any(|column| column.is_deflated()) {
        return Err(Refusal::Malformed);
    }
    let columns = columns.into_iter().map(|column| Ok((column, reader.take(column.len)?)));
    let columns = columns.collect::<Result<Vec<_>, Refusal>>()?;
    // What is deleted may be more than what is written, so it has to be known first.
    for (column, bytes) in columns.iter().filter(|(column, _)| column.is_action()) {
        meter.count_deletions(*column, bytes)?;
    }
    columns.iter().try_for_each(|(column, bytes)| meter.measure(*column, bytes))?;
    Ok((ChangeHead { deps, actor: writer, others, seq, start_op }, meter.rows()))
}

fn actor(reader: &mut Reader<'_>) -> Result<ActorId, Refusal> {
    let bytes = reader.prefixed()?;
    bounded(bytes, 1, ACTOR_BYTES_MAX)?;
    Ok(ActorId::from(bytes))
}

fn bounded(bytes: &[u8], min: usize, max: usize) -> Result<(), Refusal> {
    if (min..=max).contains(&bytes.len()) { Ok(()) } else { Err(Refusal::TooLong) }
}
