//! A sync message of a peer: measured and taken apart without Automerge, and written without it.

use automerge::ChangeHash;
use automerge::sync::{BloomFilter, Have as AutomergeHave, Message, MessageFlags, MessageVersion};

use crate::base::varint;
use crate::replica::admission::allowance::Allowance;
use crate::replica::admission::reader::Reader;
use crate::replica::admission::{Refusal, chunk, snapshot};

/// The most heads a message may name: 2 MiB of them. A server lets a document have 48; one that has taken
/// more, as servers did, is a document all the same, and whoever has it must be able to say so.
pub const HEADS_MAX: usize = chunk::DEPS_MAX;
/// The most changes a message may ask for.
pub const NEED_MAX: usize = 1_024;
/// The most summaries of what the peer has. Automerge sends one.
pub const HAVE_MAX: usize = 4;
/// The most chunks in one message: a document at its quota of honest changes.
pub const CHUNKS_MAX: usize = 200_000;

const VERSION_1: u8 = 0x42;
const VERSION_2: u8 = 0x43;
/// Flags: the byte that says "speaks version 2", then a byte of bits.
const FLAG_SPEAKS_V2: u8 = 0x02;
const FLAG_BITS: u8 = 0x80;

/// A sync message that may enter. Its chunks are not looked at yet.
#[derive(Clone, Debug)]
pub struct SyncMessage<'a> {
    /// The peer's heads.
    pub heads: Vec<ChangeHash>,
    /// Changes that the peer asks for.
    pub need: Vec<ChangeHash>,
    /// What the peer has.
    pub have: Vec<Have<'a>>,
    /// The chunks it sends.
    pub chunks: Vec<&'a [u8]>,
    /// Whether these are all that it has sent.
    pub extent: Extent,
    flags: Option<&'a [u8]>,
    version: MessageVersion,
    allowance: Allowance,
}

/// How much of a message there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// All of it.
    Whole,
    /// Its beginning: it was too long to be kept.
    Beginning,
}

/// A summary of what a peer has.
#[derive(Clone, Debug)]
pub struct Have<'a> {
    /// The heads at the last sync: it has these and all they depend on.
    pub last_sync: Vec<ChangeHash>,
    /// The changes since.
    pub bloom: Bloom<'a>,
}

/// A Bloom filter whose parameters have been checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bloom<'a> {
    bytes: &'a [u8],
    bits: &'a [u8],
    probes: u32,
}

impl<'a> SyncMessage<'a> {
    /// Takes a message apart.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if it is no message or claims more than an honest one.
    pub fn admit(data: &'a [u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(data);
        let mut message = Self::open(&mut reader)?;
        let count = reader.length()?;
        // Each chunk takes at least one byte of the message, so this bounds the list by its bytes.
        if count > CHUNKS_MAX || count > reader.rest().len() {
            return Err(Refusal::TooMany);
        }
        message.chunks = (0..count).map(|_| reader.prefixed()).collect::<Result<_, _>>()?;
        message.flags = if reader.is_empty() { None } else { Some(reader.prefixed()?) };
        Ok(message)
    }

    /// Takes the beginning of a message apart, of which the rest was not kept: the chunks that are whole.
    ///
    /// # Errors
    ///
    /// [`Refusal`] if it is the beginning of no message or claims more than an honest one.
    pub fn admit_beginning(data: &'a [u8]) -> Result<Self, Refusal> {
        let mut reader = Reader::new(data);
        let mut message = Self { extent: Extent::Beginning, ..Self::open(&mut reader)? };
        let count = reader.length()?.min(CHUNKS_MAX);
        while message.chunks.len() < count
            && let Ok(chunk) = reader.prefixed()
        {
            message.chunks.push(chunk);
        }
        Ok(message)
    }

    /// What stands before the chunks.
    fn open(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        let allowance = Allowance::of_message(reader.rest().len());
        let version = match reader.byte()? {
            VERSION_1 => MessageVersion::V1,
            VERSION_2 => MessageVersion::V2,
            _ => return Err(Refusal::Malformed),
        };
        let heads = reader.hashes(HEADS_MAX)?;
        let need = reader.hashes(NEED_MAX)?;
        let haves = reader.length()?;
        if haves > HAVE_MAX {
            return Err(Refusal::TooMany);
        }
        let have = (0..haves).map(|_| Have::read(reader)).collect::<Result<_, _>>()?;
        let (chunks, extent, flags) = (Vec::new(), Extent::Whole, None);
        Ok(Self { heads, need, have, chunks, extent, flags, version, allowance })
    }

    /// What its changes may cost.
    pub const fn allowance(&self) -> Allowance {
        self.allowance
    }

    /// Whether a message brings changes and says nothing else that is news to one who has heard its peer
    /// before: it may be taken as one with the message before it.
    pub fn goes_on(&self) -> bool {
        let starts_over = self.have.first().is_some_and(|have| have.last_sync.is_empty());
        !self.chunks.is_empty() && !starts_over && self.flags.is_none()
    }

    /// Both messages of a peer as one: what the later says of the peer, what both ask for, and the changes of
    /// both. The later one [goes on](Self::goes_on).
    #[must_use]
    pub fn followed_by(mut self, later: Self) -> Self {
        self.need.extend(later.need);
        self.have.extend(later.have);
        self.chunks.extend(later.chunks);
        Self { heads: later.heads, allowance: self.allowance.and(later.allowance), ..self }
    }

    /// Takes a message of one's own server apart and measures its chunks: changes, with at most a
    /// snapshot before them.
    ///
    /// # Errors
    ///
    /// [`Refusal`] for the message or the first chunk that may not enter.
    pub fn admit_from_server(data: &'a [u8]) -> Result<Self, Refusal> {
        let message = Self::admit(data)?;
        // A version 2 message carries its chunks end to end in one.
        let parts =
            message.chunks.iter().map(|bytes| split(bytes)).collect::<Result<Vec<_>, _>>()?;
        let mut allowance = Allowance::of_server();
        for (index, part) in parts.iter().flatten().enumerate() {
            match chunk::admit_within(part, &mut allowance) {
                Err(Refusal::ChunkKind | Refusal::TooLong) if index == 0 => snapshot::admit(part)?,
                admitted => drop(admitted?),
            }
        }
        Ok(message)
    }

    /// Whether the peer ignores what it is sent.
    pub fn is_read_only(&self) -> bool {
        let bits = self.flags.unwrap_or_default().iter().filter(|byte| **byte & FLAG_BITS != 0);
        bits.fold(0, |all, byte| all | byte) & MessageFlags::READ_ONLY != 0
    }

    /// The message as Automerge knows it. After admission Automerge can take it.
    pub fn to_automerge(&self) -> Message {
        let have = self.have.iter().map(|have| AutomergeHave {
            last_sync: have.last_sync.clone(),
            bloom: BloomFilter::try_from(have.bloom.bytes).unwrap_or_default(),
        });
        let bits = self.flags.map(|flags| flags.iter().filter(|byte| **byte & FLAG_BITS != 0));
        let flags = bits.map(|bits| {
            let mut flags = MessageFlags::new();
            bits.for_each(|byte| flags.set(byte & !FLAG_BITS));
            flags
        });
        Message {
            heads: self.heads.clone(),
            need: self.need.clone(),
            have: have.collect(),
            changes: self.chunks.iter().map(|chunk| chunk.to_vec()).collect::<Vec<_>>().into(),
            flags,
            version: self.version.clone(),
        }
    }
}

/// Cuts chunks that stand end to end. The lengths are those that the chunks give themselves.
fn split(mut bytes: &[u8]) -> Result<Vec<&[u8]>, Refusal> {
    let mut parts = Vec::new();
    while !bytes.is_empty() {
        let mut reader = Reader::new(bytes);
        reader.take(9)?;
        reader.prefixed()?;
        let (part, rest) = bytes.split_at(bytes.len() - reader.rest().len());
        parts.push(part);
        bytes = rest;
    }
    Ok(parts)
}

impl<'a> Have<'a> {
    fn read(reader: &mut Reader<'a>) -> Result<Self, Refusal> {
        Ok(Self { last_sync: reader.hashes(HEADS_MAX)?, bloom: Bloom::read(reader.prefixed()?)? })
    }
}

impl<'a> Bloom<'a> {
    /// Reads a filter: nothing, or counts and exactly the bits that they ask for.
    fn read(bytes: &'a [u8]) -> Result<Self, Refusal> {
        if bytes.is_empty() {
            return Ok(Self { bytes, bits: bytes, probes: 0 });
        }
        let mut reader = Reader::new(bytes);
        let (entries, bits_per_entry, probes) = (reader.uleb()?, reader.uleb()?, reader.uleb()?);
        let bits = reader.rest();
        let expected = entries.checked_mul(bits_per_entry).map(|bits| bits.div_ceil(8));
        let honest = (1..=u64::from(u32::MAX)).contains(&entries)
            && (1..=32).contains(&bits_per_entry)
            && (1..=16).contains(&probes)
            && expected == Some(bits.len() as u64)
            && u32::try_from(bits.len().saturating_mul(8)).is_ok();
        if !honest {
            return Err(Refusal::Bloom);
        }
        Ok(Self { bytes, bits, probes: u32::try_from(probes).map_err(|_| Refusal::Bloom)? })
    }

    /// Whether the filter claims a change. One in a hundred claims is wrong.
    pub fn contains(&self, hash: &ChangeHash) -> bool {
        let Some(modulo) = u32::try_from(self.bits.len() * 8).ok().filter(|bits| *bits > 0) else {
            return false;
        };
        let words = hash.as_ref().chunks_exact(4).map(|word| match word {
            [a, b, c, d] => u32::from_le_bytes([*a, *b, *c, *d]) % modulo,
            _ => 0,
        });
        let [mut x, mut y, z] = words.take(3).collect::<Vec<_>>().try_into().unwrap_or([0; 3]);
        (0..self.probes).all(|_| {
            let byte = self.bits.get((x >> 3) as usize).copied().unwrap_or(0);
            let set = byte & (1 << (x & 7)) != 0;
            // Automerge adds in 32 bits before it reduces; both terms are below `modulo` < 2^32.
            x = x.wrapping_add(y) % modulo;
            y = y.wrapping_add(z) % modulo;
            set
        })
    }
}

/// What a message of ours says besides its changes.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// Our heads, sorted.
    pub heads: &'a [ChangeHash],
    /// Changes that we ask for, sorted.
    pub need: &'a [ChangeHash],
    /// "I have exactly this": sent as last sync with an empty filter. `None` sends no summary.
    pub have: Option<&'a [ChangeHash]>,
    /// What the receiver's changes are good for.
    pub access: Access,
}

/// What a receiver may do with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Read and write. The message carries no flags, so that clients send plain changes only.
    Write,
    /// Read. The message says that changes are not taken.
    Read,
}

/// Writes a message whose chunks are changes, each on its own.
pub fn encode<'a>(
    envelope: Envelope<'_>,
    chunks: impl ExactSizeIterator<Item = &'a [u8]>,
) -> Vec<u8> {
    let mut bytes = begin(VERSION_1, envelope);
    varint::push(&mut bytes, chunks.len() as u64);
    for chunk in chunks {
        varint::push(&mut bytes, chunk.len() as u64);
        bytes.extend_from_slice(chunk);
    }
    finish(bytes, envelope.access)
}

/// Writes a message that starts a receiver off with a snapshot, and changes after it.
pub fn encode_with_snapshot<'a>(
    envelope: Envelope<'_>,
    snapshot: &[u8],
    chunks: impl Iterator<Item = &'a [u8]>,
) -> Vec<u8> {
    let mut joined = snapshot.to_vec();
    chunks.for_each(|chunk| joined.extend_from_slice(chunk));
    let mut bytes = begin(VERSION_2, envelope);
    varint::push(&mut bytes, 1);
    varint::push(&mut bytes, joined.len() as u64);
    bytes.append(&mut joined);
    finish(bytes, envelope.access)
}

fn begin(version: u8, envelope: Envelope<'_>) -> Vec<u8> {
    let mut bytes = vec![version];
    push_hashes(&mut bytes, envelope.heads);
    push_hashes(&mut bytes, envelope.need);
    match envelope.have {
        None => varint::push(&mut bytes, 0),
        Some(last_sync) => {
            varint::push(&mut bytes, 1);
            push_hashes(&mut bytes, last_sync);
            varint::push(&mut bytes, 0);
        }
    }
    bytes
}

fn finish(mut bytes: Vec<u8>, access: Access) -> Vec<u8> {
    if access == Access::Read {
        bytes.extend_from_slice(&[2, FLAG_SPEAKS_V2, FLAG_BITS | MessageFlags::READ_ONLY]);
    }
    bytes
}

fn push_hashes(bytes: &mut Vec<u8>, hashes: &[ChangeHash]) {
    varint::push(bytes, hashes.len() as u64);
    hashes.iter().for_each(|hash| bytes.extend_from_slice(hash.as_ref()));
}
