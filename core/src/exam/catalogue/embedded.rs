//! The data files that every build carries, packed by `build.rs`.

/// All texts one after the other, deflated; for a browser as they are.
const PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/catalogue.packed"));

/// Name of each file and the length of its text in bytes, in the order in which they lie there.
const FILES: &[(&str, usize)] = &include!(concat!(env!("OUT_DIR"), "/catalogue.rs"));

/// Name and text of each file, in the order in which they are read. A text that is damaged, which none is that
/// a build has packed, is empty, and so no catalogue.
pub(super) fn files() -> impl Iterator<Item = (&'static str, String)> {
    let mut texts = unpacked();
    FILES.iter().map(move |(name, length)| {
        let rest = texts.split_off((*length).min(texts.len()));
        let text = std::mem::replace(&mut texts, rest);
        (*name, String::from_utf8(text).unwrap_or_default())
    })
}

#[cfg(feature = "web")]
fn unpacked() -> Vec<u8> {
    PACKED.to_vec()
}

#[cfg(not(feature = "web"))]
fn unpacked() -> Vec<u8> {
    miniz_oxide::inflate::decompress_to_vec(PACKED).unwrap_or_default()
}
