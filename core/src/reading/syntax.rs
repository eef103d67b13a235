//! Where a text stops being JSON, and what was probably meant there.

use crate::reading::slip::Slip;
use crate::wording::{Said, reading};

/// What ends a word that has no quotation marks.
const ENDS: &[char] = &[',', '}', ']', '{', '[', '"', '\n', '\r'];
/// The longest word that is shown, in characters.
const WORD_CHARS: usize = 32;

/// The first place where a text is not JSON. The text is one that a JSON reader refused.
pub(super) fn fault(text: &str) -> Slip {
    let mut scan = Scan { text, at: 0, open: Vec::new(), after_number: false };
    let slip =
        scan.document().err().unwrap_or_else(|| scan.refuse(reading::no_json(), reading::json()));
    scan.open.iter().rev().fold(slip, |slip, open| slip.inside(&open.step()))
}

/// A list or an object that has begun.
enum Open {
    List(usize),
    Object(Option<String>),
}

impl Open {
    fn step(&self) -> String {
        match self {
            Self::List(index) => format!("[{index}]"),
            Self::Object(key) => key.clone().unwrap_or_default(),
        }
    }

    const fn close(&self) -> char {
        match self {
            Self::List(_) => ']',
            Self::Object(_) => '}',
        }
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
    open: Vec<Open>,
    /// Whether the value that ended last is a number: a comma after it may be a decimal one.
    after_number: bool,
}

type Scanned = Result<(), Slip>;

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let rest = self.rest();
        let blank = rest.len() - rest.trim_start_matches([' ', '\n', '\r', '\t']).len();
        self.at += blank;
        self.rest().chars().next()
    }

    fn step(&mut self, sign: char) {
        self.at += sign.len_utf8();
    }

    fn refuse(&self, found: Said, allowed: Said) -> Slip {
        Slip::form(Some(found), allowed, None).here(self.at, reading::nothing)
    }

    fn refuse_meaning(&self, found: Said, allowed: Said, meant: String) -> Slip {
        Slip::form(Some(found), allowed, Some(meant)).here(self.at, reading::nothing)
    }

    fn document(&mut self) -> Scanned {
        self.value()?;
        while let Some(open) = self.open.last() {
            match open {
                Open::List(_) => self.list_goes_on()?,
                Open::Object(_) => self.object_goes_on()?,
            }
        }
        match self.next() {
            None => Ok(()),
            Some('}' | ']') => {
                Err(self.refuse(reading::bracket_too_many(), reading::nothing_more()))
            }
            Some(_) => Err(self.refuse(reading::more_text(), reading::nothing_more())),
        }
    }

    /// Reads a value, or the beginning of a list or an object.
    fn value(&mut self) -> Scanned {
        self.after_number = false;
        match self.next() {
            None => Err(self.cut_short()),
            Some('{') => {
                self.step('{');
                self.open.push(Open::Object(None));
                if self.next() == Some('}') { self.close('}') } else { self.key() }
            }
            Some('[') => {
                self.step('[');
                if self.next() == Some(']') {
                    self.step(']');
                    return Ok(());
                }
                self.open.push(Open::List(0));
                self.value()
            }
            Some('"') => self.string().map(drop),
            Some(sign) if sign == '-' || sign.is_ascii_digit() => self.number(),
            Some(_) => self.word(),
        }
    }

    fn close(&mut self, bracket: char) -> Scanned {
        self.step(bracket);
        self.open.pop();
        self.after_number = false;
        Ok(())
    }

    fn list_goes_on(&mut self) -> Scanned {
        match self.next() {
            Some(']') => self.close(']'),
            Some(',') => {
                self.step(',');
                if self.next() == Some(']') {
                    return Err(self.refuse(reading::comma_at_end(), reading::another_entry()));
                }
                if let Some(Open::List(index)) = self.open.last_mut() {
                    *index += 1;
                }
                self.value()
            }
            other => Err(self.not_separated(other)),
        }
    }

    fn object_goes_on(&mut self) -> Scanned {
        match self.next() {
            Some('}') => self.close('}'),
            Some(',') => {
                let (comma, was_number) = (self.at, self.after_number);
                self.step(',');
                let digits = self.rest().starts_with(|sign: char| sign.is_ascii_digit());
                if was_number && digits {
                    return Err(self.decimal_comma(comma));
                }
                if self.next() == Some('}') {
                    return Err(self.refuse(reading::comma_at_end(), reading::another_entry()));
                }
                self.key()
            }
            other => Err(self.not_separated(other)),
        }
    }

    fn key(&mut self) -> Scanned {
        if let Some(Open::Object(key)) = self.open.last_mut() {
            *key = None;
        }
        match self.next() {
            None => return Err(self.cut_short()),
            Some('"') => {}
            Some('/' | '#') => return Err(self.refuse(reading::comment(), reading::no_comments())),
            Some(sign) => {
                let word = self.bare(&[':', '=', ' ']);
                let word = word.trim_matches(['\'', '“', '”', '„', '‘', '’', '`']).to_owned();
                return Err(if word.is_empty() {
                    self.refuse(reading::sign(&sign.to_string()), reading::a_name())
                } else {
                    let meant = format!("`\"{word}\":`");
                    self.refuse_meaning(reading::bare_name(&word), reading::a_name(), meant)
                });
            }
        }
        let name = self.string()?;
        if let Some(Open::Object(key)) = self.open.last_mut() {
            *key = Some(name);
        }
        match self.next() {
            Some(':') => {
                self.step(':');
                self.value()
            }
            None => Err(self.cut_short()),
            Some(sign) => Err(self.refuse(reading::sign(&sign.to_string()), reading::a_colon())),
        }
    }

    /// The text that begins here, as it stands between its quotation marks.
    fn string(&mut self) -> Result<String, Slip> {
        let start = self.at;
        self.step('"');
        let mut signs = self.rest().char_indices();
        while let Some((inside, sign)) = signs.next() {
            let here = start + 1 + inside;
            match sign {
                '"' => {
                    let text = self.text.get(start + 1..here).unwrap_or_default().to_owned();
                    self.at = here + 1;
                    return Ok(text);
                }
                '\\' => {
                    let escaped = signs.next().map(|(_, sign)| sign);
                    let hex = escaped == Some('u')
                        && signs
                            .by_ref()
                            .take(4)
                            .filter(|(_, sign)| sign.is_ascii_hexdigit())
                            .count()
                            == 4;
                    if !hex && !escaped.is_some_and(|sign| "\"\\/bfnrt".contains(sign)) {
                        self.at = here;
                        return Err(self.refuse(reading::backslash(), reading::two_backslashes()));
                    }
                }
                sign if u32::from(sign) < 0x20 => {
                    self.at = here;
                    let allowed = reading::text_on_one_line();
                    return Err(self.refuse(reading::line_break(), allowed));
                }
                _ => {}
            }
        }
        self.at = start;
        Err(self.refuse(reading::open_text(), reading::closing_mark()))
    }

    fn number(&mut self) -> Scanned {
        let word = self.bare(&[' ', '\t']);
        let ends = |sign: char| !(sign.is_ascii_digit() || "+-.eE".contains(sign));
        let number = word.split(ends).next().unwrap_or_default();
        if word == number && serde_json::from_str::<serde::de::IgnoredAny>(number).is_ok() {
            self.at += word.len();
            self.after_number = true;
            return Ok(());
        }
        let without = number.trim_start_matches('0').trim_end_matches('.');
        let without =
            if without.starts_with('.') { format!("0{without}") } else { without.to_owned() };
        let is_number = serde_json::from_str::<serde::de::IgnoredAny>(&without).is_ok();
        Err(if is_number && (word == number || word.ends_with('%')) {
            let meant = format!("`{without}`");
            self.refuse_meaning(reading::bare(&word), reading::number_form(), meant)
        } else {
            let meant = format!("`\"{word}\"`");
            self.refuse_meaning(reading::bare(&word), reading::marks_around_text(), meant)
        })
    }

    fn word(&mut self) -> Scanned {
        let word = self.bare(&[' ', '\t']);
        let after = |scan: &mut Self| {
            scan.at += word.len();
            Ok(())
        };
        match word.as_str() {
            "true" | "false" | "null" => return after(self),
            "" => {}
            _ => return Err(self.no_value(&word)),
        }
        Err(match self.rest().chars().next() {
            Some(sign) => self.refuse(reading::sign(&sign.to_string()), reading::a_value()),
            None => self.cut_short(),
        })
    }

    /// A word where a value is wanted.
    fn no_value(&self, word: &str) -> Slip {
        let meaning = |meant: &str| {
            self.refuse_meaning(
                reading::bare(word),
                reading::marks_around_text(),
                format!("`{meant}`"),
            )
        };
        match word.to_ascii_lowercase().as_str() {
            "none" | "nil" | "undefined" | "nan" | "n/a" | "na" | "infinity" => {
                self.refuse(reading::bare(word), reading::field_left_out())
            }
            known @ ("true" | "false" | "null") => meaning(known),
            _ if word.starts_with('/') || word.starts_with('#') => {
                self.refuse(reading::comment(), reading::no_comments())
            }
            _ => {
                let inner = word.trim_matches(['\'', '“', '”', '„', '‘', '’', '`']);
                match inner.strip_prefix(['.', '+']) {
                    Some(number) if number.parse::<f64>().is_ok() => {
                        let zero = if inner.starts_with('.') { "0." } else { "" };
                        meaning(&format!("{zero}{number}"))
                    }
                    _ => meaning(&format!("\"{inner}\"")),
                }
            }
        }
    }

    /// What stands here up to the next sign that ends a value, or one of `more`.
    fn bare(&self, more: &[char]) -> String {
        let is_end = |sign: char| ENDS.contains(&sign) || more.contains(&sign);
        let word = self.rest().split(is_end).next().unwrap_or_default();
        word.chars().take(WORD_CHARS).collect()
    }

    fn decimal_comma(&mut self, comma: usize) -> Slip {
        let before = self.text.get(..comma).unwrap_or_default();
        let is_digit = |sign: char| sign.is_ascii_digit() || sign == '-';
        let whole: &str = before.rsplit(|sign: char| !is_digit(sign)).next().unwrap_or_default();
        let decimals = self.rest().split(|sign: char| !sign.is_ascii_digit()).next();
        let decimals = decimals.unwrap_or_default();
        let (found, meant) = (format!("{whole},{decimals}"), format!("`{whole}.{decimals}`"));
        self.at = comma - whole.len();
        self.refuse_meaning(reading::bare(&found), reading::decimal_point(), meant)
    }

    /// Something after a value that neither goes on nor ends what is open.
    fn not_separated(&self, next: Option<char>) -> Slip {
        let close = self.open.last().map_or('}', Open::close).to_string();
        match next {
            None => self.cut_short(),
            Some(sign @ ('}' | ']')) => {
                self.refuse(reading::sign(&sign.to_string()), reading::closes_with(&close))
            }
            Some('/' | '#') => self.refuse(reading::comment(), reading::no_comments()),
            Some(sign) => {
                let word = match self.rest().strip_prefix('"').and_then(|rest| rest.split_once('"'))
                {
                    Some((text, _)) => format!("\"{text}\""),
                    None => self.bare(&[' ']),
                };
                let word: String = word.chars().take(WORD_CHARS).collect();
                let found = if word.is_empty() { sign.to_string() } else { word };
                self.refuse(reading::follows(&found), reading::comma_or(&close))
            }
        }
    }

    /// The text ends before it is whole.
    fn cut_short(&self) -> Slip {
        let missing: String = self.open.iter().rev().map(Open::close).collect();
        self.refuse(reading::ends_early(), reading::closing(&missing))
    }
}
