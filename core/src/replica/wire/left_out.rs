//! A frame that was too long to be kept, of which the middle was left out.

use minicbor::Decoder;
use minicbor::data::Type;

use crate::replica::wire::WireError;

/// What was left out of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// Where it was, in the bytes that are there.
    pub at: usize,
    /// How many bytes it had.
    pub bytes: u64,
}

/// Reads a byte string up to a gap in it, and goes on behind it.
pub(super) fn bytes_before(d: &mut Decoder<'_>, gap: LeftOut) -> Result<Vec<u8>, WireError> {
    let invalid = WireError::Invalid("data");
    if d.datatype()? == Type::Tag && d.tag()?.as_u64() != 64 {
        return Err(invalid);
    }
    // The plain decoder takes no head of more bytes than there are.
    let input = d.input();
    let head = input.get(d.position()..).unwrap_or_default();
    let (length, size) = match head {
        [0x59, a, b, ..] => (u64::from(u16::from_be_bytes([*a, *b])), 3),
        [0x5a, a, b, c, e, ..] => (u64::from(u32::from_be_bytes([*a, *b, *c, *e])), 5),
        [0x5b, rest @ ..] => {
            (u64::from_be_bytes(*rest.first_chunk().ok_or_else(|| invalid.clone())?), 9)
        }
        _ => return Err(invalid),
    };
    let start = d.position() + size;
    let left = length.checked_sub(gap.bytes).and_then(|left| usize::try_from(left).ok());
    let end = left.and_then(|left| start.checked_add(left)).filter(|end| *end >= gap.at);
    let (Some(end), Some(data)) = (end, input.get(start..gap.at)) else { return Err(invalid) };
    let data = data.to_vec();
    d.set_position(end);
    Ok(data)
}
