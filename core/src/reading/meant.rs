//! What was perhaps meant: the nearest known word, and the number that a text speaks of.

/// How many letters of a word stand for one mistake.
const LETTERS_PER_SLIP: usize = 3;

/// The one of `known` that `word` is nearest to: the same but for case and signs, or a few letters
/// away, or one the beginning of the other. `None` if none is near.
///
/// ```
/// use rebound_core::reading::nearest;
///
/// assert_eq!(nearest("failed", ["pass", "fail"]), Some("fail"));
/// assert_eq!(nearest("AZ104", ["AZ-104", "AZ-305"]), Some("AZ-104"));
/// assert_eq!(nearest("banana", ["pass", "fail"]), None);
/// ```
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = plain(word);
    let near = known.into_iter().filter_map(|known| Some((distance(&word, &plain(known))?, known)));
    // Of two that are as near the first one listed is taken.
    near.min_by_key(|(distance, _)| *distance).map(|(_, known)| known)
}

/// The letters and digits of a word, in lower case.
fn plain(word: &str) -> String {
    let letters = word.chars().filter(|letter| letter.is_alphanumeric());
    letters.take(64).flat_map(char::to_lowercase).collect()
}

/// How far two words are apart; `None` if they have nothing to do with each other.
fn distance(word: &str, known: &str) -> Option<usize> {
    if word == known {
        return Some(0);
    }
    let shorter = word.len().min(known.len());
    let slips = strsim::osa_distance(word, known);
    if slips <= shorter / LETTERS_PER_SLIP {
        return Some(slips);
    }
    let one_begins_other = word.starts_with(known) || known.starts_with(word);
    (shorter > LETTERS_PER_SLIP && one_begins_other).then_some(slips)
}

/// The whole number that a text speaks of, as it is written in JSON: of minutes, where it has a colon.
pub(super) fn whole(text: &str) -> Option<String> {
    if let Some(minutes) = minutes(text) {
        return Some(format!("`{minutes}`"));
    }
    let number = spoken(text)?;
    (number >= 0.0 && number.fract() == 0.0).then(|| format!("`{number}`"))
}

/// The number that a text speaks of, as it is written in JSON.
pub(super) fn number(text: &str) -> Option<String> {
    spoken(text).map(|number| format!("`{number}`"))
}

/// `1:30`, `1h30`, `1 h 30 min`, `2 h`.
fn minutes(text: &str) -> Option<u32> {
    let text = text.trim();
    let (hours, minutes) = text.split_once([':', 'h', 'H'])?;
    let rest = minutes.trim_matches(|sign: char| sign.is_alphabetic() || sign == ' ');
    let rest: u32 = if rest.is_empty() { 0 } else { rest.parse().ok()? };
    let hours: u32 = hours.trim().parse().ok()?;
    (rest < 60).then(|| hours.checked_mul(60)?.checked_add(rest)).flatten()
}

/// A number with whatever people write around it: a unit, a percent sign, a comma for the point.
fn spoken(text: &str) -> Option<f64> {
    let units = |sign: char| sign.is_alphabetic() || matches!(sign, ' ' | '%');
    let bare = text.trim().trim_end_matches(units).trim_start_matches('+');
    let bare = if bare.matches(',').count() == 1 && !bare.contains('.') {
        bare.replace(',', ".")
    } else {
        bare.to_owned()
    };
    let starts = bare.starts_with(|sign: char| sign.is_ascii_digit() || sign == '-' || sign == '.');
    bare.parse().ok().filter(|number: &f64| starts && number.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_found_in_what_people_write_around_it() {
        for (text, meant) in [
            ("30", "`30`"),
            ("1:30", "`90`"),
            ("1h30", "`90`"),
            ("1 h 30 min", "`90`"),
            ("2 h", "`120`"),
            ("45 min", "`45`"),
            ("30.0", "`30`"),
        ] {
            assert_eq!(whole(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["", "soon", "1:75", "-5", "2.5", "h", "inf"] {
            assert_eq!(whole(text), None, "{text}");
        }
        for (text, meant) in [("66,5", "`66.5`"), ("62 %", "`62`"), ("+5", "`5`")] {
            assert_eq!(number(text).as_deref(), Some(meant), "{text}");
        }
        for text in ["1,000,5", "NaN", "infinity"] {
            assert_eq!(number(text), None, "{text}");
        }
    }

    #[test]
    fn a_word_is_near_when_a_few_letters_or_signs_are_other() {
        let words = ["pass", "fail", "no_show", "void", "removed_by_proctor", "pending"];
        for (word, meant) in [
            ("No Show", Some("no_show")),
            ("failed", Some("fail")),
            ("PASS", Some("pass")),
            ("passed", Some("pass")),
            ("pendign", Some("pending")),
            ("removed", Some("removed_by_proctor")),
            ("not passed", None),
            ("unknown", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, words), meant, "{word}");
        }
    }
}
