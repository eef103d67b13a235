//! Changes as rows of SQLite: each at its place, with a checksum.

use std::borrow::Cow;
use std::sync::Arc;

use automerge::{ActorId, ChangeHash};
use rebound_core::base::checksum::checksum;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::chunk;
use rusqlite::{Connection, Row, params};
use sha2::{Digest, Sha256};

use crate::ledger::change::StoredChange;
use crate::ledger::storage::{Each, StorageError};
use crate::ledger::varint;
use crate::ledger::varint::Varints;

/// How far the number of a document is moved up in the place of a change, which leaves the lower bits to
/// the position.
pub(super) const PLACE_BITS: u32 = 32;

/// Where the change at a position of a document stands among all: the documents one after the other,
/// with room for 2³² changes each.
pub(super) fn place(number: i64, position: usize) -> i64 {
    (number << PLACE_BITS) + integer(position).min(1 << PLACE_BITS)
}

/// A position or count as SQLite takes it.
pub(super) fn integer(value: usize) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

/// Stores a change whose author has a number.
pub(super) fn insert(
    connection: &Connection,
    number: i64,
    position: usize,
    author: i64,
    change: &StoredChange,
) -> Result<(), rusqlite::Error> {
    let mut insert = connection.prepare_cached(
        "INSERT INTO changes (place, author, deps, seq, max_op, bytes, checksum) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut deps = Vec::new();
    varint::push_deps(&mut deps, u32::try_from(position).unwrap_or(u32::MAX), &change.deps);
    let place = place(number, position);
    let (seq, max_op) = (change.seq.cast_signed(), change.max_op.cast_signed());
    let sum = sum_of(change, &deps);
    insert.execute(params![place, author, deps, seq, max_op, &*pack(change), sum])?;
    Ok(())
}

/// What stands before a deflated change, of which its hash cannot be made without inflating it. A plain
/// one begins with a magic number instead.
const DEFLATED: u8 = 1;

/// A change as it stands in its row.
fn pack(change: &StoredChange) -> Cow<'_, [u8]> {
    if !chunk::is_deflated(&change.bytes) {
        return Cow::Borrowed(&change.bytes);
    }
    let mut packed = vec![DEFLATED];
    varint::push(&mut packed, change.plain_len as u64);
    packed.extend_from_slice(change.hash.as_ref());
    packed.extend_from_slice(&change.bytes);
    Cow::Owned(packed)
}

/// A change's hash, its length once inflated, and its chunk.
fn unpack(packed: &[u8]) -> Option<(ChangeHash, usize, &[u8])> {
    match packed.split_first() {
        Some((&DEFLATED, rest)) => {
            let mut head = Varints::new(rest);
            let plain_len = usize::try_from(head.next()?).ok()?;
            Some((ChangeHash(head.array()?), plain_len, head.rest()))
        }
        _ => Some((hash_of(packed), packed.len(), packed)),
    }
}

/// Hands over the changes from position `first` on and before `end`, in their order.
pub(super) fn read(
    connection: &Connection,
    number: i64,
    first: usize,
    end: usize,
    each: Each<'_>,
) -> Result<(), StorageError> {
    let mut query = connection.prepare_cached(
        "SELECT place, account, deps, actor, seq, max_op, bytes, checksum \
         FROM changes LEFT JOIN authors ON number = author \
         WHERE place >= ?1 AND place < ?2 ORDER BY place",
    )?;
    let mut rows = query.query([place(number, first), place(number, end)])?;
    while let Some(row) = rows.next()? {
        let position = row.get::<_, i64>(0)? - place(number, 0);
        let position = u32::try_from(position).map_err(|_| StorageError::Damaged)?;
        let change = change_of(row, position)?.ok_or(StorageError::Damaged)?;
        each(position as usize, change)?;
    }
    Ok(())
}

/// The bytes of all documents of an account: of the snapshots, and of the changes that they do not cover.
pub(super) fn held(connection: &Connection, owner: AccountId) -> Result<u64, StorageError> {
    let mut query = connection.prepare_cached(
        "SELECT coalesce(sum(coalesce(length(chunk), 0) + ( \
             SELECT coalesce(sum(length(bytes)), 0) FROM changes \
             WHERE place >= (roles.document << ?2) + coalesce(covers, 0) \
                 AND place < (roles.document + 1) << ?2)), 0) \
         FROM roles LEFT JOIN snapshots ON snapshots.document = roles.document \
         WHERE account = ?1 AND role = 'owner'",
    )?;
    let sum = query.query_row(params![owner.as_bytes(), PLACE_BITS], |row| row.get::<_, i64>(0))?;
    Ok(sum.unsigned_abs())
}

/// Deletes the changes of a document from a position on.
pub(super) fn delete(
    connection: &Connection,
    number: i64,
    first: usize,
) -> Result<(), rusqlite::Error> {
    let range = [place(number, first), place(number, usize::MAX)];
    connection.execute("DELETE FROM changes WHERE place >= ?1 AND place < ?2", range)?;
    Ok(())
}

/// The position after the last change that has a row; 0 if there is none.
pub(super) fn end(connection: &Connection, number: i64) -> Result<usize, StorageError> {
    let sql = "SELECT max(place) FROM changes WHERE place >= ?1 AND place < ?2";
    let mut query = connection.prepare_cached(sql)?;
    let range = [place(number, 0), place(number, usize::MAX)];
    let last: Option<i64> = query.query_row(range, |row| row.get(0))?;
    let end = last.map_or(0, |last| last - place(number, 0) + 1);
    usize::try_from(end).map_err(|_| StorageError::Damaged)
}

/// Reads a row; `None` if it is not what was stored.
fn change_of(row: &Row<'_>, position: u32) -> Result<Option<StoredChange>, rusqlite::Error> {
    let deps = row.get_ref(2)?.as_blob()?;
    let sum: [u8; 8] = row.get(7)?;
    // A row without its author is damaged, and not one less.
    let (Some(positions), Some(account)) = (positions(deps, position), row.get(1)?) else {
        return Ok(None);
    };
    let Some((hash, plain_len, bytes)) = unpack(row.get_ref(6)?.as_blob()?) else {
        return Ok(None);
    };
    let change = StoredChange {
        account: AccountId::from_bytes(account),
        hash,
        deps: positions.into(),
        actor: ActorId::from(row.get_ref(3)?.as_blob()?),
        seq: row.get::<_, i64>(4)?.cast_unsigned(),
        max_op: row.get::<_, i64>(5)?.cast_unsigned(),
        plain_len,
        bytes: Arc::from(bytes),
    };
    Ok((sum_of(&change, deps) == sum).then_some(change))
}

/// The hash of a change: of its chunk without the magic number and the checksum, four bytes each.
fn hash_of(chunk: &[u8]) -> ChangeHash {
    ChangeHash(Sha256::digest(chunk.get(8..).unwrap_or_default()).into())
}

/// All dependencies that stand in `deps`.
fn positions(deps: &[u8], position: u32) -> Option<Vec<u32>> {
    let mut varints = Varints::new(deps);
    let mut positions = Vec::with_capacity(1);
    while !varints.is_empty() {
        positions.extend(varint::deps(&mut varints, position, 1)?);
    }
    Some(positions)
}

/// Over the whole row, with the bytes at the end: nothing else in it is of open length but `deps` and
/// the actor, whose lengths are in it.
fn sum_of(change: &StoredChange, deps: &[u8]) -> [u8; 8] {
    let mut head = Vec::with_capacity(128);
    head.extend_from_slice(change.account.as_bytes());
    head.extend_from_slice(change.hash.as_ref());
    for bytes in [deps, change.actor.to_bytes()] {
        varint::push(&mut head, bytes.len() as u64);
        head.extend_from_slice(bytes);
    }
    varint::push(&mut head, change.seq);
    varint::push(&mut head, change.max_op);
    if chunk::is_deflated(&change.bytes) {
        varint::push(&mut head, change.plain_len as u64);
    }
    checksum([head.as_slice(), &change.bytes])
}
