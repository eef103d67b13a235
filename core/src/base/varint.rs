//! Numbers in as few bytes as they need: LEB128, as Automerge's formats and the server's rows have them.

/// Appends an unsigned number: 1 byte up to 127, 10 at most.
///
/// ```
/// let mut bytes = Vec::new();
/// rebound_core::base::varint::push(&mut bytes, 300);
/// assert_eq!(bytes, [0xac, 0x02]);
/// ```
#[inline]
pub fn push(bytes: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
}

/// Reads an unsigned number from the front, and returns it with what follows. `None` if the bytes end
/// before it does, or if it has more than 64 bits or more bytes than it needs: Automerge takes no such number.
#[inline]
pub fn read(bytes: &[u8]) -> Option<(u64, &[u8])> {
    let (mut value, mut rest) = (0_u64, bytes);
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        let bits = u64::from(byte & 0x7f);
        if shift == 63 && bits > 1 {
            return None;
        }
        value |= bits << shift;
        if byte & 0x80 == 0 {
            return (byte != 0 || shift == 0).then_some((value, rest));
        }
    }
    None
}

/// Reads a signed number from the front, and returns it with what follows. `None` if the bytes end
/// before it does, or if it has more than ten of them.
#[inline]
pub fn read_signed(bytes: &[u8]) -> Option<(i64, &[u8])> {
    let (mut value, mut rest) = (0_i64, bytes);
    for shift in (0..64).step_by(7) {
        let (&byte, after) = rest.split_first()?;
        rest = after;
        value |= i64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            let unused = 64_u32.saturating_sub(shift + 7);
            return Some((value << unused >> unused, rest));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_to_their_last_bit() {
        for value in [0, 1, 127, 128, 300, u64::from(u32::MAX), u64::MAX] {
            let mut bytes = Vec::new();
            push(&mut bytes, value);
            bytes.push(7);
            assert_eq!(read(&bytes), Some((value, [7].as_slice())));
        }
        let min = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x7f];
        for (bytes, value) in
            [(&[0x7f][..], -1), (&[0x80, 0x7f], -128), (&[0x3f], 63), (&min, i64::MIN)]
        {
            assert_eq!(read_signed(bytes), Some((value, [].as_slice())));
        }
    }

    #[test]
    fn numbers_that_are_too_long_or_cut_are_none() {
        for bytes in [&[0xff; 10][..], &[0x80; 11], &[0x80], &[], &[0x80, 0], &[0xff, 0]] {
            assert_eq!(read(bytes), None);
        }
        assert_eq!(read_signed(&[0x80; 11]), None);
        assert_eq!(read_signed(&[0x80]), None);
    }
}
