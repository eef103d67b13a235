//! The child's side: limits first, then work.

use std::io;
use std::io::{Read, Write};

use automerge::{Automerge, AutomergeError, ChangeHash};
use rebound_core::replica::admission::message::HEADS_MAX;
use rebound_core::replica::admission::snapshot::SNAPSHOT_BYTES_MAX;
use rustix::process::{Resource, Rlimit, nice, setrlimit};

use crate::warden::Allotment;
use crate::warden::court::Court;
use crate::warden::docket::TRIALS;

/// A child that makes a snapshot gives way to the live path, but is not starved by it: at 10 it still gets a tenth of a
/// busy core, with which an honest document is done long before its time is up.
const NICENESS: i32 = 10;

/// The changes that the child reads, in bytes; the compactor sends less.
const CHANGES_BYTES_MAX: u64 = 64 * 1024 * 1024;

/// No snapshot was made.
#[derive(Debug, thiserror::Error)]
pub enum ChildError {
    /// The limits could not be set: nothing was read.
    #[error("the limits cannot be set: {0}")]
    Limits(#[from] rustix::io::Errno),
    /// The pipes failed, or the parent's message makes no sense.
    #[error("no task: {0}")]
    Task(#[from] io::Error),
    /// Automerge does not take it.
    #[error("the document cannot be made")]
    Automerge(#[from] AutomergeError),
    /// It came out different.
    #[error("the heads differ")]
    OtherHeads,
}

/// Limits this process for good, does the task that comes in, and writes the snapshot out; or tries what
/// comes in until nothing more does.
///
/// # Errors
///
/// [`ChildError`]; nothing was written then, or not all.
pub fn work(
    allotment: Allotment,
    input: &mut impl Read,
    output: &mut impl Write,
) -> Result<(), ChildError> {
    limit(allotment)?;
    let count = word(input)?;
    if count == TRIALS {
        return Ok(Court::sit(input, output)?);
    }
    nice(NICENESS)?;
    let heads = read_heads(count, input)?;
    let len = length(input, SNAPSHOT_BYTES_MAX)?;
    let mut snapshot = vec![0; len];
    input.read_exact(&mut snapshot)?;
    let mut changes = Vec::new();
    input.take(CHANGES_BYTES_MAX).read_to_end(&mut changes)?;
    let saved = make(&heads, &snapshot, &changes)?;
    output.write_all(&saved)?;
    Ok(output.flush()?)
}

fn limit(allotment: Allotment) -> Result<(), ChildError> {
    let exactly = |value| Rlimit { current: Some(value), maximum: Some(value) };
    setrlimit(Resource::As, exactly(allotment.memory_bytes))?;
    setrlimit(Resource::Cpu, exactly(allotment.cpu_seconds))?;
    // It writes to no file, leaves no picture of its memory, and starts nothing.
    setrlimit(Resource::Fsize, exactly(0))?;
    setrlimit(Resource::Core, exactly(0))?;
    setrlimit(Resource::Nproc, exactly(0))?;
    Ok(())
}

fn make(heads: &[ChangeHash], snapshot: &[u8], changes: &[u8]) -> Result<Vec<u8>, ChildError> {
    let mut document =
        if snapshot.is_empty() { Automerge::new() } else { Automerge::load(snapshot)? };
    document.load_incremental(changes)?;
    let saved = document.save();
    drop(document);
    // Loading recomputes every hash.
    let mut loaded = Automerge::load(&saved)?.get_heads();
    loaded.sort_unstable();
    if loaded == heads { Ok(saved) } else { Err(ChildError::OtherHeads) }
}

fn read_heads(count: u32, input: &mut impl Read) -> Result<Vec<ChangeHash>, io::Error> {
    let count = within(count, HEADS_MAX)?;
    let mut heads = Vec::new();
    for _ in 0..count {
        let mut hash = [0; 32];
        input.read_exact(&mut hash)?;
        heads.push(ChangeHash(hash));
    }
    Ok(heads)
}

/// Reads a length, in four bytes.
fn length(input: &mut impl Read, max: usize) -> Result<usize, io::Error> {
    within(word(input)?, max)
}

fn word(input: &mut impl Read) -> Result<u32, io::Error> {
    let mut bytes = [0; 4];
    input.read_exact(&mut bytes)?;
    Ok(u32::from_be_bytes(bytes))
}

fn within(len: u32, max: usize) -> Result<usize, io::Error> {
    let len = usize::try_from(len).unwrap_or(usize::MAX);
    if len <= max { Ok(len) } else { Err(io::ErrorKind::InvalidData.into()) }
}
