//! One change of a peer: measured, then read.

use std::borrow::Cow;
use std::panic::catch_unwind;

use automerge::Change;
use miniz_oxide::inflate::{TINFLStatus, decompress_to_vec_with_limit};
use sha2::{Digest, Sha256};

use crate::base::varint;
use crate::replica::admission::columns::{ColumnLimits, Meter};
use crate::replica::admission::reader::Reader;
use crate::replica::admission::{Refusal, columns};

/// The longest change, as bytes on the wire. One fact takes about 250.
pub const CHANGE_BYTES_MAX: usize = 256 * 1024;

/// The longest change once inflated.
pub const INFLATED_BYTES_MAX: usize = 1024 * 1024;

/// The most operations of one change.
pub const OPS_MAX: u64 = 20_000;

/// The longest single value of a change, in bytes.
pub const VALUE_BYTES_MAX: u64 = 64 * 1024;

/// The most bytes of a change's keys, names and values together, each run spelled out: twice what a
/// change may inflate to. Honest runs are short keys, such as a counter's.
pub const TEXT_BYTES_MAX: u64 = 2 * 1024 * 1024;

/// The most operations that each started MiB of a message may bring. One costs about a microsecond to
/// read and to check; an honest record has one for every twenty bytes.
pub const OPS_PER_MIB_MAX: u64 = 100_000;

/// The most changes that one change may depend on directly.
pub const DEPS_MAX: usize = 64;

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

/// What the changes of one message may still bring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allowance {
    ops: u64,
}

impl Allowance {
    /// For a message of so many bytes.
    pub const fn of_message(bytes: usize) -> Self {
        Self { ops: (bytes as u64).div_ceil(1024 * 1024) * OPS_PER_MIB_MAX }
    }
}

/// Reads one change chunk of a peer that nobody has checked before.
///
/// It is measured, then read, as [`admit`] does. Then it is written anew and compared: Automerge keeps
/// a document's operations in columns of its own and restores the changes from them, so a change that
/// is not written as Automerge writes it makes a saved document unreadable.
///
/// # Errors
///
/// [`Refusal`] names the first rule that is broken; [`Refusal::TooMuchAtOnce`] if the message has
/// brought as much as it may.
pub fn admit_new(chunk: &[u8], allowance: &mut Allowance) -> Result<Change, Refusal> {
    let (plain, ops) = measured(chunk)?;
    allowance.ops = allowance.ops.checked_sub(ops).ok_or(Refusal::TooMuchAtOnce)?;
    let change = read(&plain)?;
    let written = catch_unwind(|| Change::from(change.decode()).hash());
    match written {
        Ok(hash) if hash == change.hash() => Ok(change),
        Ok(_) | Err(_) => Err(Refusal::Encoding),
    }
}

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
    read(&measured(chunk)?.0)
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

/// The plain change, and the operations that it stands for.
fn measured(chunk: &[u8]) -> Result<(Cow<'_, [u8]>, u64), Refusal> {
    if chunk.len() > CHANGE_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    let plain = plain(chunk)?;
    let ops = measure(Header::read(&plain)?.data)?;
    Ok((plain, ops))
}

fn read(plain: &[u8]) -> Result<Change, Refusal> {
    let change = catch_unwind(|| Change::try_from(plain));
    change.ok().and_then(Result::ok).ok_or(Refusal::Unreadable)
}

/// The envelope of a chunk.
pub(super) struct Header<'a> {
    pub(super) kind: u8,
    pub(super) data: &'a [u8],
}

impl<'a> Header<'a> {
    /// Reads the envelope and compares the checksum. Nothing may follow the data.
    pub(super) fn read(chunk: &'a [u8]) -> Result<Self, Refusal> {
        let (checksum, kind, data) = Self::parts(chunk)?;
        if hash(kind, data).get(..4) == Some(checksum) {
            Ok(Self { kind, data })
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
fn plain(chunk: &[u8]) -> Result<Cow<'_, [u8]>, Refusal> {
    let (checksum, kind, data) = Header::parts(chunk)?;
    match kind {
        CHANGE => Ok(Cow::Borrowed(chunk)),
        COMPRESSED => {
            let inflated = inflate(data, INFLATED_BYTES_MAX)?;
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

/// Measures a change without reading it, and counts its operations.
fn measure(data: &[u8]) -> Result<u64, Refusal> {
    let mut reader = Reader::new(data);
    if !reader.hashes(DEPS_MAX)?.is_sorted_by(|one, next| one < next) {
        return Err(Refusal::Encoding);
    }
    bounded(reader.prefixed()?, 1, ACTOR_BYTES_MAX)?;
    let _seq = reader.uleb()?;
    let _start_op = reader.uleb()?;
    let _time = reader.sleb()?;
    bounded(reader.prefixed()?, 0, MESSAGE_BYTES_MAX)?;
    let others = reader.length()?;
    if others > OTHER_ACTORS_MAX {
        return Err(Refusal::TooMany);
    }
    for _ in 0..others {
        bounded(reader.prefixed()?, 1, ACTOR_BYTES_MAX)?;
    }
    let mut meter = Meter::new(ColumnLimits {
        rows_max: OPS_MAX,
        value_bytes_max: VALUE_BYTES_MAX,
        text_bytes_max: TEXT_BYTES_MAX,
    });
    for column in columns::list(&mut reader)? {
        // Columns of a change are deflated as a whole or not at all. Their bytes follow the list in
        // its order, so the reader is already there.
        if column.is_deflated() {
            return Err(Refusal::Malformed);
        }
        meter.measure(column, reader.take(column.len)?)?;
    }
    Ok(meter.rows())
}

fn bounded(bytes: &[u8], min: usize, max: usize) -> Result<(), Refusal> {
    if (min..=max).contains(&bytes.len()) { Ok(()) } else { Err(Refusal::TooLong) }
}
