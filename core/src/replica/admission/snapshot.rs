//! A whole document as one chunk. Only a device takes one, and only from its own server: a snapshot
//! that the server has checked by loading it. The server takes none from anybody.

use automerge::ChangeHash;

use crate::replica::admission::chunk::{DEPS_MAX, DOCUMENT, Header, inflate};
use crate::replica::admission::columns::{ColumnLimits, Meter};
use crate::replica::admission::reader::Reader;
use crate::replica::admission::{Refusal, chunk, columns};

/// The longest snapshot: what fits into a frame, with room for the changes after it.
pub const SNAPSHOT_BYTES_MAX: usize = 14 * 1024 * 1024;

/// What all columns of a snapshot may inflate to.
const INFLATED_BYTES_MAX: usize = 64 * 1024 * 1024;

/// The most operations of a document: 800,000 records of ten fields, or eight texts of a million characters.
const OPS_MAX: u64 = 8_000_000;

/// The longest single value of a document, in bytes: as long as a change may be.
const VALUE_BYTES_MAX: u64 = chunk::VALUE_BYTES_MAX;

/// The most bytes of a document's keys and values together, each spelled out.
const TEXT_BYTES_MAX: u64 = 256 * 1024 * 1024;

/// The most actors of a document: one for each start of each app that wrote it.
const ACTORS_MAX: usize = 20_000;

/// Measures a document chunk.
///
/// # Errors
///
/// [`Refusal`] names the first rule that is broken; [`Refusal::ChunkKind`] if it is none.
pub fn admit(chunk: &[u8]) -> Result<(), Refusal> {
    heads(chunk).map(drop)
}

/// Measures a document chunk, and returns the heads that it claims, sorted.
///
/// Automerge loads no chunk whose changes do not come out at these heads.
///
/// # Errors
///
/// As [`admit`].
pub fn heads(chunk: &[u8]) -> Result<Vec<ChangeHash>, Refusal> {
    if chunk.len() > SNAPSHOT_BYTES_MAX {
        return Err(Refusal::TooLong);
    }
    let header = Header::read(chunk)?;
    if header.kind != DOCUMENT {
        return Err(Refusal::ChunkKind);
    }
    let mut reader = Reader::new(header.data);
    let actors = reader.length()?;
    if actors > ACTORS_MAX {
        return Err(Refusal::TooMany);
    }
    for _ in 0..actors {
        reader.prefixed()?;
    }
    let mut heads = reader.hashes(DEPS_MAX)?;
    heads.sort_unstable();
    let changes = columns::list(&mut reader)?;
    let ops = columns::list(&mut reader)?;
    let mut meter = Meter::new(ColumnLimits {
        rows_max: OPS_MAX,
        deletions_max: 0,
        value_bytes_max: VALUE_BYTES_MAX,
        text_bytes_max: TEXT_BYTES_MAX,
    });
    let mut left = INFLATED_BYTES_MAX;
    for column in changes.into_iter().chain(ops) {
        let bytes = reader.take(column.len)?;
        if column.is_deflated() {
            let inflated = inflate(bytes, left)?;
            left -= inflated.len();
            meter.measure(column, &inflated)?;
        } else {
            meter.measure(column, bytes)?;
        }
    }
    Ok(heads)
}
