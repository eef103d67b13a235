//! Crockford's base 32: digits and letters that people do not mistake for each other. Codes on paper and on
//! screens are written in it.
//!
//! Some codes are secrets: no text here grows while it is written, which would leave a part of it behind.

/// The characters. I, L, O and U are not among them.
const CHARACTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes bytes, five bits a character; the last one is filled up with zeros.
pub fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity((bytes.len() * 8).div_ceil(5));
    let (mut buffer, mut bits) = (0_u32, 0);
    let mut push = |five: u32| {
        let character = CHARACTERS.get((five & 31) as usize).copied();
        text.push(char::from(character.unwrap_or(b'0')));
    };
    for byte in bytes {
        buffer = (buffer << 8 | u32::from(*byte)) & 0xfff;
        bits += 8;
        while bits >= 5 {
            bits -= 5;
            push(buffer >> bits);
        }
    }
    if bits > 0 {
        push(buffer << (5 - bits));
    }
    text
}

/// Reads what somebody has typed into the characters above; `None` if something else is in it. White space
/// and dashes count as nothing.
pub fn read(text: &str) -> Option<String> {
    let mut read = String::with_capacity(text.len());
    for typed in text.chars().filter(|typed| !typed.is_whitespace() && *typed != '-') {
        read.push(match typed.to_ascii_uppercase() {
            'O' => '0',
            'I' | 'L' => '1',
            typed if u8::try_from(typed).is_ok_and(|typed| CHARACTERS.contains(&typed)) => typed,
            _ => return None,
        });
    }
    Some(read)
}

/// Sets a dash after each `size` characters.
pub fn grouped(text: &str, size: usize) -> String {
    let mut groups = String::with_capacity(text.len() * 2);
    for (place, character) in text.chars().enumerate() {
        if place > 0 && place.is_multiple_of(size) {
            groups.push('-');
        }
        groups.push(character);
    }
    groups
}

/// The bytes of whole characters as [`read`] gives them, `None` if a character is none; what the last one
/// has beyond whole bytes is left out.
pub fn decode(text: &str) -> Option<Vec<u8>> {
    let (mut bytes, mut buffer, mut bits) = (Vec::with_capacity(text.len() * 5 / 8), 0_u32, 0);
    for character in text.bytes() {
        let five = CHARACTERS.iter().position(|known| *known == character)?;
        buffer = (buffer << 5 | u32::try_from(five).ok()?) & 0xfff;
        bits += 5;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(buffer >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_written_is_read_again() {
        for bytes in [b"".as_slice(), b"a", &[0xff; 5], b"foobar", &[0, 1, 2, 3, 4, 5, 6, 7, 8]] {
            assert_eq!(decode(&encode(bytes)).as_deref(), Some(bytes));
        }
        assert_eq!(decode("U"), None);
    }

    #[test]
    fn bytes_are_written_as_the_description_has_it() {
        assert_eq!(encode(b""), "");
        assert_eq!(encode(&[0xff; 5]), "ZZZZZZZZ");
        assert_eq!(encode(b"foobar"), "CSQPYRK1E8");
        assert_eq!(encode(&[1]), "04");
        assert_eq!(grouped("ABCDEFG", 3), "ABC-DEF-G");
    }

    #[test]
    fn what_people_mistake_is_read_as_what_it_was() {
        assert_eq!(read("oO-iI lL-abz").as_deref(), Some("001111ABZ"));
        assert_eq!(read(" a\u{a0}b\t1\n").as_deref(), Some("AB1"));
        assert_eq!(read("u"), None);
        assert_eq!(read("ä"), None);
    }
}
