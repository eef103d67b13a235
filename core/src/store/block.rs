//! The cache of facts: what each batch read, as one sealed block.
//!
//! A block is a CBOR sequence: a document, how many places follow, and those. So two blocks end to end
//! are one, and a device opens as fast from thousands of records as from few blocks.

use minicbor::data::Type;
use minicbor::decode::Error as DecodeError;
use minicbor::{Decoder, Encoder};

use crate::replica::document::item::{EncodeError, read_fact_id, write_fact_id};
use crate::replica::document::read::EntryPlace;
use crate::replica::document_id::DocumentId;
use crate::replica::seal::EntryId;
use crate::store::batch::{Cached, CachedValue};

const FACT: u8 = 0;
const CLOSED: u8 = 1;
const GONE: u8 = 2;

/// Blocks of this many places stay as they are, and this many blocks of fewer become one.
pub(super) const MANY: u32 = 128;

/// A block of what was read in some documents.
#[derive(Clone, Debug, Default)]
pub(super) struct CacheBlock {
    /// How many places it tells of.
    pub(super) places: u32,
    /// The block, in plain.
    pub(super) bytes: Vec<u8>,
}

impl CacheBlock {
    /// Puts together what was read.
    pub(super) fn of<'a>(read: impl IntoIterator<Item = (&'a DocumentId, &'a [Cached])>) -> Self {
        let mut block = Self::default();
        for (document, facts) in read.into_iter().filter(|(_, facts)| !facts.is_empty()) {
            block.places += u32::try_from(facts.len()).unwrap_or(u32::MAX);
            let written = write(&mut Encoder::new(&mut block.bytes), document, facts);
            debug_assert!(written.is_ok());
        }
        block
    }
}

fn write(
    encoder: &mut Encoder<&mut Vec<u8>>,
    document: &DocumentId,
    facts: &[Cached],
) -> Result<(), EncodeError> {
    encoder.bytes(document.as_bytes())?.u64(facts.len() as u64)?;
    for Cached { place, content } in facts {
        match place {
            EntryPlace::Plain(id) => encoder.str(id.as_str())?,
            EntryPlace::Entry(entry) => encoder.bytes(entry.as_bytes())?,
        };
        match content {
            CachedValue::Fact(id, bytes) => write_fact_id(encoder.u8(FACT)?, id)?.bytes(bytes)?,
            CachedValue::Closed(value) => encoder.u8(CLOSED)?.bytes(value)?,
            CachedValue::Gone => encoder.u8(GONE)?,
        };
    }
    Ok(())
}

/// Reads a block, or several end to end, into `facts`.
pub(super) fn read_block(
    bytes: &[u8],
    facts: &mut Vec<(DocumentId, Cached)>,
) -> Result<(), DecodeError> {
    let mut decoder = Decoder::new(bytes);
    while decoder.position() < bytes.len() {
        let document = DocumentId::from_bytes(array(&mut decoder)?);
        for _ in 0..decoder.u64()? {
            let place = if decoder.datatype()? == Type::Bytes {
                EntryPlace::Entry(EntryId::from_bytes(array(&mut decoder)?))
            } else {
                EntryPlace::Plain(read_fact_id(&mut decoder)?)
            };
            let content = match decoder.u8()? {
                FACT => CachedValue::Fact(read_fact_id(&mut decoder)?, decoder.bytes()?.to_vec()),
                CLOSED => CachedValue::Closed(decoder.bytes()?.to_vec()),
                _ => CachedValue::Gone,
            };
            facts.push((document, Cached { place, content }));
        }
    }
    Ok(())
}

fn array<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[u8; N], DecodeError> {
    decoder.bytes()?.try_into().map_err(|_| DecodeError::message("of another length"))
}
