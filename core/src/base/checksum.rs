//! The first bytes of a hash: the checksum beside every stored row, on a device and on the server, and what
//! else is derived without a key.

use sha2::{Digest, Sha256};

/// Sums up the parts of a row: the first eight bytes of SHA-256 over one part after the other. It tells
/// damage, not malice, and nothing of where one part ends: a row with two parts of open length has to
/// say one length in another part.
pub fn checksum<'a>(parts: impl IntoIterator<Item = &'a [u8]>) -> [u8; 8] {
    first_bytes(parts)
}

/// The first `N` bytes, 32 at most, of SHA-256 over one part after the other.
pub(crate) fn first_bytes<'a, const N: usize>(
    parts: impl IntoIterator<Item = &'a [u8]>,
) -> [u8; N] {
    const { assert!(N <= 32) };
    let hasher = parts.into_iter().fold(Sha256::new(), |hasher, part| hasher.chain_update(part));
    let mut first = [0; N];
    first.iter_mut().zip(hasher.finalize()).for_each(|(byte, derived)| *byte = derived);
    first
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_that_of_the_parts_end_to_end_and_starts_sha_256() {
        let abc = [0xba, 0x78, 0x16, 0xbf, 0x8f, 0x01, 0xcf, 0xea];
        assert_eq!(checksum([b"abc".as_slice()]), abc);
        assert_eq!(checksum([b"a".as_slice(), b"", b"bc"]), abc);
    }
}
