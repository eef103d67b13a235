//! A cursor over a peer's bytes. Every read is bounded by what is there.

use automerge::ChangeHash;

use crate::base::varint;
use crate::replica::admission::Refusal;

/// The bytes of one hash.
const HASH_LEN: usize = 32;

#[derive(Clone, Copy, Debug)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn byte(&mut self) -> Result<u8, Refusal> {
        let (&byte, rest) = self.rest.split_first().ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(byte)
    }

    pub(super) fn take(&mut self, len: usize) -> Result<&'a [u8], Refusal> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(taken)
    }

    /// An unsigned LEB128 number of at most 64 bits.
    pub(super) fn uleb(&mut self) -> Result<u64, Refusal> {
        let (value, rest) = varint::read(self.rest).ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(value)
    }

    /// A signed LEB128 number of at most 64 bits.
    pub(super) fn sleb(&mut self) -> Result<i64, Refusal> {
        let (value, rest) = varint::read_signed(self.rest).ok_or(Refusal::Malformed)?;
        self.rest = rest;
        Ok(value)
    }

    /// A length or count: a number that memory can hold.
    pub(super) fn length(&mut self) -> Result<usize, Refusal> {
        usize::try_from(self.uleb()?).map_err(|_| Refusal::Malformed)
    }

    /// Bytes behind their length.
    pub(super) fn prefixed(&mut self) -> Result<&'a [u8], Refusal> {
        let len = self.length()?;
        self.take(len)
    }

    /// Hashes behind their count, at most `max` of them.
    pub(super) fn hashes(&mut self, max: usize) -> Result<Vec<ChangeHash>, Refusal> {
        let count = self.length()?;
        if count > max {
            return Err(Refusal::TooMany);
        }
        let bytes = self.take(count * HASH_LEN)?;
        let hash = |bytes| ChangeHash::try_from(bytes).map_err(|_| Refusal::Malformed);
        bytes.chunks_exact(HASH_LEN).map(hash).collect()
    }
}
