//! What a sentence to a candidate looks like: one full stop at its end, nothing empty, one form of dates.

/// Whether `text` is one or more whole sentences; else what is wrong with it.
pub(crate) fn whole_sentence(text: &str) -> Result<(), String> {
    if !text.ends_with(['.', '?']) {
        return Err("does not end in a full stop".to_owned());
    }
    if !text.starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit()) {
        return Err("does not begin as a sentence".to_owned());
    }
    let wrong = ["..", ".?", "?.", "  ", " .", " ,", ",,", "()", "“”", ": .", "{", "}", "undated,"];
    if let Some(wrong) = wrong.iter().find(|wrong| text.contains(**wrong)) {
        return Err(format!("holds {wrong:?}"));
    }
    let digits = |part: &str| part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit());
    let iso = text.match_indices('-').any(|(at, _)| {
        text.get(at.saturating_sub(4)..at).is_some_and(digits)
            && text[at + 1..].starts_with(|next: char| next.is_ascii_digit())
    });
    if iso { Err("holds a date that is not written out".to_owned()) } else { Ok(()) }
}
