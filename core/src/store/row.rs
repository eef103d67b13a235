//! How single values lie in a row, wherever the rows lie.

use automerge::ChangeHash;

use crate::base::checksum::checksum;
use crate::base::ids::AccountId;
use crate::base::time::UtcMillis;
use crate::replica::document_id::DocumentId;
use crate::store::StoreError;
use crate::store::batch::FeedMark;

/// A row that is not what was stored.
pub(super) fn damaged(table: &str) -> StoreError {
    StoreError::damaged(format!("a row of {table} is not what was stored"))
}

/// Over document and chunk: tells damage, not malice.
pub(super) fn sum_of(id: &DocumentId, chunk: &[u8]) -> [u8; 8] {
    checksum([id.as_bytes().as_slice(), chunk])
}

pub(super) fn hashes(hashes: &[ChangeHash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.as_ref().to_vec()).collect()
}

pub(super) fn hashes_from(bytes: &[u8]) -> Result<Vec<ChangeHash>, StoreError> {
    let wrong = |_| damaged("documents");
    bytes.chunks(32).map(|hash| ChangeHash::try_from(hash).map_err(wrong)).collect()
}

/// A moment from its row: milliseconds since 1970, big-endian.
pub(super) fn moment_from(bytes: &[u8]) -> Result<UtcMillis, StoreError> {
    let millis = bytes.try_into().map_err(|_| damaged("meta"))?;
    Ok(UtcMillis(i64::from_be_bytes(millis)))
}

/// The row of a mark: the account's id, the sum over the documents, and the moment as the server said it.
pub(super) fn feed(mark: &FeedMark) -> Vec<u8> {
    let FeedMark { account, documents, moment } = mark;
    [account.as_bytes().as_slice(), documents, moment.as_bytes()].concat()
}

/// A row that says something else is none: the server is asked for everything then.
pub(super) fn feed_from(bytes: &[u8]) -> Option<FeedMark> {
    let (account, rest) = bytes.split_first_chunk()?;
    let (documents, moment) = rest.split_first_chunk()?;
    let moment = String::from_utf8(moment.to_vec()).ok()?;
    Some(FeedMark { account: AccountId::from_bytes(*account), documents: *documents, moment })
}
