//! Bytes that are nearly those of a corpus, the same for the same seed.

use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};

/// Bytes that parsers have opinions about.
const TELLING: [u8; 8] = [0x00, 0x01, 0x3f, 0x40, 0x7f, 0x80, 0xfe, 0xff];

/// Edits of one input at most.
const EDITS_MAX: usize = 4;

/// The longest range that one edit is about.
const RANGE_MAX: usize = 64;

/// Makes inputs out of others.
#[derive(Debug)]
pub struct Mutations(ChaCha8Rng);

impl Mutations {
    /// Those of a seed.
    pub fn new(seed: u64) -> Self {
        Self(ChaCha8Rng::seed_from_u64(seed))
    }

    /// One of the inputs with a few edits.
    ///
    /// # Panics
    ///
    /// If there is no input.
    pub fn next(&mut self, inputs: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = inputs[self.below(inputs.len())].clone();
        for _ in 0..=self.below(EDITS_MAX) {
            self.edit(&mut bytes, inputs);
        }
        bytes
    }

    fn edit(&mut self, bytes: &mut Vec<u8>, inputs: &[Vec<u8>]) {
        let (from, to) = self.range(bytes.len());
        match self.below(6) {
            0 if from < to => bytes[from] ^= 1 << self.below(8),
            1 if from < to => bytes[from] = TELLING[self.below(TELLING.len())],
            2 => drop(bytes.drain(from..to)),
            3 => {
                let twice = bytes[from..to].to_vec();
                drop(bytes.splice(from..from, twice));
            }
            4 => {
                let made_up: Vec<u8> =
                    (from..to).map(|_| self.0.next_u32().to_le_bytes()[0]).collect();
                drop(bytes.splice(from..to, made_up));
            }
            _ => {
                let other = &inputs[self.below(inputs.len())];
                let (first, end) = self.range(other.len());
                drop(bytes.splice(from..to, other[first..end].iter().copied()));
            }
        }
    }

    /// A range of something so long; empty if that is.
    fn range(&mut self, len: usize) -> (usize, usize) {
        let from = self.below(len.max(1));
        (from, len.min(from + 1 + self.below(RANGE_MAX)))
    }

    /// A number below `end`, which is not 0.
    fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.0.next_u64() % end as u64).expect("below an address")
    }
}
