//! What the server and the trying child say to each other.
//!
//! ```text
//! stdin   TRIALS, then for each case: document ‖ dismissed ‖ snapshot ‖ stored ‖ staged ‖ candidates
//! stdout  for each candidate: 0 and its operations, 1 harmful, 2 the document cannot be opened
//! ```
//!
//! Numbers are big-endian, lists and bytes stand after their lengths in four bytes.

use std::io;
use std::io::{ErrorKind, Read, Write};

/// Stands in the place of a count of heads, and says that trials follow.
pub(super) const TRIALS: u32 = 0xffff_fffe;

/// The longest bytes and lists that either side believes: a document at its quota.
const LEN_MAX: usize = 64 * 1024 * 1024;

/// What is to be tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Case {
    /// The number of the document.
    pub(super) document: i64,
    /// Numbers of documents that the child need not keep any more.
    pub(super) dismissed: Vec<i64>,
    /// The snapshot to begin with; empty if the child is to go on from what it keeps, or from nothing.
    pub(super) snapshot: Vec<u8>,
    /// Changes that are stored since.
    pub(super) stored: Vec<Vec<u8>>,
    /// Changes that wait for their commit.
    pub(super) staged: Vec<Vec<u8>>,
    /// What is to be tried.
    pub(super) candidates: Vec<Vec<u8>>,
}

/// What came of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sentence {
    /// It may enter.
    Sound {
        /// How many operations it has.
        ops: u64,
    },
    /// It may not.
    Harmful,
    /// The document itself cannot be opened.
    Unable,
}

impl Case {
    /// Writes it.
    ///
    /// # Errors
    ///
    /// That of the pipe.
    pub(super) fn write(&self, output: &mut impl Write) -> Result<(), io::Error> {
        output.write_all(&self.document.to_be_bytes())?;
        write_len(self.dismissed.len(), output)?;
        self.dismissed.iter().try_for_each(|number| output.write_all(&number.to_be_bytes()))?;
        write_bytes(&self.snapshot, output)?;
        for list in [&self.stored, &self.staged, &self.candidates] {
            write_len(list.len(), output)?;
            list.iter().try_for_each(|bytes| write_bytes(bytes, output))?;
        }
        output.flush()
    }

    /// Reads one; `None` at the end.
    ///
    /// # Errors
    ///
    /// That of the pipe, or a length that nobody means.
    pub(super) fn read(input: &mut impl Read) -> Result<Option<Self>, io::Error> {
        let document = match read_array(input) {
            Ok(bytes) => i64::from_be_bytes(bytes),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut dismissed = Vec::new();
        for _ in 0..read_len(input)? {
            dismissed.push(i64::from_be_bytes(read_array(input)?));
        }
        let snapshot = read_bytes(input)?;
        let mut list = || {
            let mut list = Vec::new();
            for _ in 0..read_len(input)? {
                list.push(read_bytes(input)?);
            }
            Ok::<_, io::Error>(list)
        };
        let (stored, staged, candidates) = (list()?, list()?, list()?);
        Ok(Some(Self { document, dismissed, snapshot, stored, staged, candidates }))
    }
}

impl Sentence {
    /// Writes what came of each candidate.
    ///
    /// # Errors
    ///
    /// That of the pipe.
    pub(super) fn write_all(all: &[Self], output: &mut impl Write) -> Result<(), io::Error> {
        for sentence in all {
            let (kind, ops) = match sentence {
                Self::Sound { ops } => (0, *ops),
                Self::Harmful => (1, 0),
                Self::Unable => (2, 0),
            };
            output.write_all(&[kind])?;
            output.write_all(&ops.to_be_bytes())?;
        }
        Ok(())
    }

    /// Reads what came of so many candidates.
    ///
    /// # Errors
    ///
    /// That of the pipe, or a word that nobody knows.
    pub(super) fn read_all(count: usize, input: &mut impl Read) -> Result<Vec<Self>, io::Error> {
        let mut all = Vec::with_capacity(count);
        for _ in 0..count {
            let [kind] = read_array(input)?;
            let ops = u64::from_be_bytes(read_array(input)?);
            all.push(match kind {
                0 => Self::Sound { ops },
                1 => Self::Harmful,
                2 => Self::Unable,
                _ => return Err(ErrorKind::InvalidData.into()),
            });
        }
        Ok(all)
    }
}

fn write_len(len: usize, output: &mut impl Write) -> Result<(), io::Error> {
    let len = u32::try_from(len).map_err(io::Error::other)?;
    output.write_all(&len.to_be_bytes())
}

fn write_bytes(bytes: &[u8], output: &mut impl Write) -> Result<(), io::Error> {
    write_len(bytes.len(), output)?;
    output.write_all(bytes)
}

fn read_array<const N: usize>(input: &mut impl Read) -> Result<[u8; N], io::Error> {
    let mut bytes = [0; N];
    input.read_exact(&mut bytes)?;
    Ok(bytes)
}

fn read_len(input: &mut impl Read) -> Result<usize, io::Error> {
    let len = usize::try_from(u32::from_be_bytes(read_array(input)?)).unwrap_or(usize::MAX);
    if len <= LEN_MAX { Ok(len) } else { Err(ErrorKind::InvalidData.into()) }
}

/// Nothing is reserved for what a length only claims.
fn read_bytes(input: &mut impl Read) -> Result<Vec<u8>, io::Error> {
    let (len, mut bytes) = (read_len(input)?, Vec::new());
    let read = input.take(len as u64).read_to_end(&mut bytes)?;
    if read == len { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let case = Case {
            document: -3,
            dismissed: vec![1, i64::MAX],
            snapshot: vec![1, 2, 3],
            stored: vec![Vec::new(), vec![4]],
            staged: Vec::new(),
            candidates: vec![vec![5; 300]],
        };
        let mut bytes = Vec::new();
        case.write(&mut bytes).unwrap();
        let mut input = &bytes[..];
        assert_eq!(Case::read(&mut input).unwrap(), Some(case));
        assert_eq!(Case::read(&mut input).unwrap(), None);
        let sentences = [Sentence::Sound { ops: 1 << 40 }, Sentence::Harmful, Sentence::Unable];
        let mut bytes = Vec::new();
        Sentence::write_all(&sentences, &mut bytes).unwrap();
        assert_eq!(Sentence::read_all(3, &mut &bytes[..]).unwrap(), sentences);
    }

    #[test]
    fn no_length_is_believed_before_its_bytes_have_come() {
        let mut bytes = [0; 12].to_vec();
        bytes.extend(1_000_000_u32.to_be_bytes());
        assert!(Case::read(&mut &bytes[..]).is_err());
        bytes.extend(u32::MAX.to_be_bytes());
        assert!(Case::read(&mut &bytes[..]).is_err());
    }
}
