//! English stands in the wording alone: logic holds no text with a word beside a space.
//!
//! Not looked at: comments, attributes (the errors that developers read, reasons of lints), asserts
//! and unit tests.

use std::collections::BTreeSet;

use crate::{Source, check, sources};

/// Where texts for a candidate could come up.
const LOGIC: &[&str] = &["exam", "coach", "engine", "formats", "facts"];

/// Files that are still to be converted: the list may only get shorter.
const TO_DO: &[&str] = &[];

#[test]
fn no_english_stands_outside_of_the_wording() {
    let mut faults = Vec::new();
    let mut english: BTreeSet<String> = BTreeSet::new();
    for source in sources("core/src").iter().filter(|source| is_logic(source)) {
        for (line, text) in texts(&source.text) {
            english.insert(source.name.clone());
            if !TO_DO.iter().any(|room| source.name.starts_with(room)) {
                faults.push(format!("{}:{line}: belongs into the wording: {text}", source.name));
            }
        }
    }
    let is_done = |room: &&&str| !english.iter().any(|name| name.starts_with(**room));
    let done = TO_DO.iter().filter(is_done);
    faults.extend(done.map(|room| format!("{room}: is done: take it off the list")));
    check(faults);
}

#[test]
fn a_text_is_seen_where_a_candidate_could_read_it_and_nowhere_else() {
    let code = r##"
        #[error("not this one")]
        const A: &str = "one text"; // "not this one"
        const B: [&str; 2] = ["key", "other_key"];
        fn f() { g("{x} of", '"', "no\nglue", "a \"quoted\" text", r#"raw: "a b""#) }
        fn h() { debug_assert!(ok, "not this one"); }
        #[cfg(test)]
        mod tests { const C: &str = "not this one"; }
    "##;
    let found: Vec<String> = texts(code).into_iter().map(|(_, text)| text).collect();
    assert_eq!(found, ["one text", "{x} of", "a \"quoted\" text", "raw: \"a b\""]);
    assert_eq!(texts(code)[0].0, 3);
}

fn is_logic(source: &Source) -> bool {
    LOGIC.iter().any(|module| source.is_in(module)) && !source.name.ends_with("tests.rs")
}

/// The literals of `code` in which a letter stands beside a space, each with its line.
fn texts(code: &str) -> Vec<(usize, String)> {
    let code = code.split("#[cfg(test)]").next().unwrap_or(code);
    let (mut rest, mut found) = (code, Vec::new());
    while let Some(at) = rest.find(['"', '/', '#', '\'', 'r', 'a']) {
        let line = code[..code.len() - rest.len() + at].lines().count().max(1);
        rest = &rest[at..];
        let (skipped, literal) = token(rest);
        if let Some(text) = literal.map(unescaped)
            && reads_like_words(&text)
        {
            found.push((line, text));
        }
        rest = &rest[skipped..];
    }
    found
}

/// How long the token at the start of `code` is, and what stands in it if it is a text.
fn token(code: &str) -> (usize, Option<&str>) {
    let up_to = |end: &str| code.find(end).map_or(code.len(), |at| at + end.len());
    if code.starts_with("//") {
        (up_to("\n"), None)
    } else if let Some(raw) = code.strip_prefix("r#\"") {
        let end = raw.find("\"#").unwrap_or(raw.len());
        (end + 5, raw.get(..end))
    } else if code.starts_with("#[") || code.starts_with("#![") {
        (brackets(code, '[', ']'), None)
    } else if code.starts_with("assert!(") {
        // What is asserted with a text is `debug_assert!`, of which this is the end.
        (brackets(code, '(', ')'), None)
    } else if code.starts_with('"') {
        let end = text_end(code);
        (end, code.get(1..end - 1))
    } else if code.starts_with("'\\") {
        (4.min(code.len()), None)
    } else if code.starts_with('\'') {
        // A lifetime is not closed.
        let quoted = code.chars().nth(2) == Some('\'');
        (if quoted { code.chars().take(3).map(char::len_utf8).sum() } else { 1 }, None)
    } else {
        (1, None)
    }
}

/// The length of a text in quotes, with them.
fn text_end(code: &str) -> usize {
    let mut escaped = false;
    for (at, letter) in code.char_indices().skip(1) {
        match letter {
            '"' if !escaped => return at + 1,
            _ => escaped = letter == '\\' && !escaped,
        }
    }
    code.len()
}

/// The length of what stands up to the bracket that closes the first one, texts inside skipped.
fn brackets(code: &str, open: char, close: char) -> usize {
    let (mut depth, mut at) = (0, 0);
    while let Some(letter) = code[at..].chars().next() {
        match letter {
            '"' => at += text_end(&code[at..]) - 1,
            _ if letter == open => depth += 1,
            _ if letter == close && depth == 1 => return at + 1,
            _ if letter == close => depth -= 1,
            _ => {}
        }
        at += letter.len_utf8();
    }
    code.len()
}

fn unescaped(literal: &str) -> String {
    let mut text = String::new();
    let mut rest = literal.chars().peekable();
    while let Some(letter) = rest.next() {
        match (letter, rest.peek().copied()) {
            ('\\', Some('\n')) => while rest.next_if(|next| next.is_whitespace()).is_some() {},
            ('\\', Some('n')) => {
                rest.next();
                text.push('\n');
            }
            ('\\', Some(next)) => {
                rest.next();
                text.push(next);
            }
            _ => text.push(letter),
        }
    }
    text
}

/// Whether a letter stands beside a space, what is filled in aside.
fn reads_like_words(text: &str) -> bool {
    let mut fixed = String::new();
    let mut depth = 0;
    for letter in text.chars() {
        match letter {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ if depth <= 0 => fixed.push(letter),
            _ => {}
        }
    }
    let letters: Vec<char> = fixed.chars().collect();
    letters.windows(2).any(|pair| match pair {
        [' ', letter] | [letter, ' '] => letter.is_alphabetic(),
        _ => false,
    })
}
