//! What a sealed entry holds, once it is open: a CBOR sequence that begins with what it is and what it is
//! called.

use std::convert::Infallible;

use minicbor::data::Type;
use minicbor::decode::Error as DecodeError;
use minicbor::encode::Error;
use minicbor::{Decoder, Encoder};

use crate::base::ids::{FactId, RelationId};
use crate::replica::document::name::DocumentName;
use crate::replica::seal::{EntryId, NotOpened, Seal};

/// Memory takes every byte: this does not happen.
pub(crate) type EncodeError = Error<Infallible>;

/// One week as a partner sees it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ProgressWeek {
    /// Study sessions and practice sets of the week.
    pub sessions: u64,
    /// Days of the week with at least one of them, 0 to 7.
    pub study_days: u64,
}

/// What one entry of a document holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A fact, in its compact form.
    Fact(FactId, Vec<u8>),
    /// In a profile: one of the account's documents.
    Document(DocumentName),
    /// In a profile: a relation that is over.
    Ended(RelationId),
    /// In a progress document: one ISO week, such as `2026-W09`.
    Week(String, ProgressWeek),
    /// The oldest schema whose builds may still write into the document.
    Writer(u64),
}

/// Why an entry is none that this build can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It does not open.
    #[error(transparent)]
    Closed(#[from] NotOpened),
    /// It opens, and holds what only a newer build knows.
    #[error("of kind {0}, which this version of the app does not know")]
    NewerKind(u8),
    /// It opens, and holds nothing that a build writes there.
    #[error("not what a device writes there")]
    Malformed,
}

const FACT: u8 = 0;
const DOCUMENT: u8 = 1;
const WEEK: u8 = 2;
const ENDED: u8 = 3;
const WRITER: u8 = 4;

impl Item {
    /// Seals the item for the entry that it is called by.
    pub fn seal(&self, seal: &Seal) -> (EntryId, Vec<u8>) {
        let entry = self.entry(seal);
        (entry, seal.seal(&entry, &self.to_bytes()))
    }

    /// Opens what lies at `entry`.
    ///
    /// # Errors
    ///
    /// [`Unreadable`].
    pub fn open(seal: &Seal, entry: &EntryId, sealed: &[u8]) -> Result<Self, Unreadable> {
        let item = Self::from_bytes(&seal.open(entry, sealed)?)?;
        if item.entry(seal) == *entry { Ok(item) } else { Err(Unreadable::Malformed) }
    }

    /// The entry of a fact.
    pub fn entry_of_fact(id: &FactId, seal: &Seal) -> EntryId {
        named(seal, FACT, id.as_str())
    }

    /// The entry of the oldest schema that may write.
    pub(super) fn entry_of_writer(seal: &Seal) -> EntryId {
        named(seal, WRITER, "")
    }

    fn entry(&self, seal: &Seal) -> EntryId {
        match self {
            Self::Fact(id, _) => Self::entry_of_fact(id, seal),
            Self::Document(name) => named(seal, DOCUMENT, &name.to_string()),
            Self::Week(week, _) => named(seal, WEEK, week),
            Self::Ended(relation) => named(seal, ENDED, relation.as_str()),
            Self::Writer(_) => Self::entry_of_writer(seal),
        }
    }

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(96);
        let mut encoder = Encoder::new(&mut bytes);
        // Memory takes every byte.
        let written = match self {
            Self::Fact(id, _) => {
                encoder.u8(FACT).and_then(|encoder| write_fact_id(encoder, id).map(drop))
            }
            Self::Document(name) => {
                encoder.u8(DOCUMENT).and_then(|encoder| encoder.str(&name.to_string()).map(drop))
            }
            Self::Ended(relation) => {
                encoder.u8(ENDED).and_then(|encoder| encoder.str(relation.as_str()).map(drop))
            }
            Self::Week(week, shown) => encoder
                .u8(WEEK)
                .and_then(|encoder| encoder.str(week))
                .and_then(|encoder| encoder.u64(shown.sessions))
                .and_then(|encoder| encoder.u64(shown.study_days).map(drop)),
            Self::Writer(schema) => {
                encoder.u8(WRITER).and_then(|encoder| encoder.u64(*schema).map(drop))
            }
        };
        debug_assert!(written.is_ok());
        if let Self::Fact(_, fact) = self {
            bytes.extend_from_slice(fact);
        }
        bytes
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut decoder = Decoder::new(bytes);
        let read = |decoder: &mut Decoder<'_>| -> Result<_, DecodeError> {
            match decoder.u8()? {
                FACT => {
                    let id = read_fact_id(decoder)?;
                    let fact = bytes.get(decoder.position()..).unwrap_or_default();
                    Ok(Ok(Self::Fact(id, fact.to_vec())))
                }
                DOCUMENT => {
                    let name = decoder.str()?.parse();
                    Ok(name.map(Self::Document).map_err(|_| Unreadable::NewerKind(DOCUMENT)))
                }
                ENDED => {
                    let relation = RelationId::new(decoder.str()?);
                    Ok(relation.map(Self::Ended).map_err(|_| Unreadable::Malformed))
                }
                WEEK => {
                    let week = decoder.str()?.to_owned();
                    let (sessions, study_days) = (decoder.u64()?, decoder.u64()?);
                    Ok(Ok(Self::Week(week, ProgressWeek { sessions, study_days })))
                }
                WRITER => Ok(Ok(Self::Writer(decoder.u64()?))),
                kind => Ok(Err(Unreadable::NewerKind(kind))),
            }
        };
        read(&mut decoder).unwrap_or(Err(Unreadable::Malformed))
    }
}

/// The entry of what is called `name` among the items of one kind.
fn named(seal: &Seal, kind: u8, name: &str) -> EntryId {
    seal.entry(&[&[kind], name.as_bytes()].concat())
}

/// Writes the id of a fact: a generated one as the 12 bytes that it is the hex form of, others as text.
pub(crate) fn write_fact_id<'e, 'b>(
    encoder: &'e mut Encoder<&'b mut Vec<u8>>,
    id: &FactId,
) -> Result<&'e mut Encoder<&'b mut Vec<u8>>, EncodeError> {
    match id.compact() {
        Some(id) => encoder.bytes(&id),
        None => encoder.str(id.as_str()),
    }
}

/// Reads what [`write_fact_id`] wrote.
pub(crate) fn read_fact_id(decoder: &mut Decoder<'_>) -> Result<FactId, DecodeError> {
    let id = if decoder.datatype()? == Type::Bytes {
        decoder.bytes()?.try_into().ok().map(FactId::from_compact)
    } else {
        FactId::new(decoder.str()?).ok()
    };
    id.ok_or_else(|| DecodeError::message("not a fact id"))
}
