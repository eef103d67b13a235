//! A spot of a text: a value where it stands, and what can be said of it.

mod parts;
mod reader;

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::reading::slip::{Asking, Slip, names};
use crate::wording::{Said, reading};

/// The longest text that is shown as it stands, in characters.
const SHOWN_CHARS: usize = 40;

/// A value where it stands: valid JSON without spaces around it, and the bytes before it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Spot<'de> {
    pub(super) raw: &'de str,
    pub(super) at: usize,
    pub(super) asking: Option<Asking>,
}

/// What kind of value stands there.
#[derive(Clone, Copy, PartialEq, Eq)]
enum ValueKind {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

impl<'de> Spot<'de> {
    /// The value that a text is; `None` if it is none.
    pub(super) fn whole(text: &'de str, before: usize) -> Option<Self> {
        let raw: &RawValue = serde_json::from_str(text).ok()?;
        let blank = raw.get().as_ptr().addr() - text.as_ptr().addr();
        Some(Self { raw: raw.get(), at: before + blank, asking: None })
    }

    /// A value inside of this one.
    fn part(&self, raw: &'de str) -> Self {
        let before = raw.as_ptr().addr().saturating_sub(self.raw.as_ptr().addr());
        Self { raw, at: self.at + before, asking: self.asking }
    }

    /// The same, to learn what a type allows.
    pub(super) const fn asking(self, asking: Asking) -> Self {
        Self { asking: Some(asking), ..self }
    }

    /// The value of a field of this object.
    pub(crate) fn field(&self, name: &str) -> Option<Self> {
        self.fields()?.into_iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// An entry of this list, counted from 0.
    pub(crate) fn item(&self, index: usize) -> Option<Self> {
        self.entries()?.into_iter().nth(index)
    }

    /// The fields of this object, in the order of the text; `None` for another value.
    pub(super) fn fields(&self) -> Option<Vec<(Cow<'de, str>, Self)>> {
        let Pairs(pairs) = serde_json::from_str(self.raw).ok()?;
        Some(pairs.into_iter().map(|(key, raw)| (key, self.part(raw.get()))).collect())
    }

    /// The entries of this list; `None` for another value.
    pub(super) fn entries(&self) -> Option<Vec<Self>> {
        let entries: Vec<&RawValue> = serde_json::from_str(self.raw).ok()?;
        Some(entries.into_iter().map(|raw| self.part(raw.get())).collect())
    }

    fn kind(&self) -> ValueKind {
        match self.raw.as_bytes().first() {
            Some(b'{') => ValueKind::Object,
            Some(b'[') => ValueKind::List,
            Some(b'"') => ValueKind::Text,
            Some(b't' | b'f') => ValueKind::Bool,
            Some(b'n') | None => ValueKind::Null,
            Some(_) => ValueKind::Number,
        }
    }

    /// The text that stands here, without its quotation marks; `None` for another value.
    pub(super) fn text(&self) -> Option<Cow<'de, str>> {
        let inner = self.raw.strip_prefix('"')?.strip_suffix('"')?;
        if inner.contains('\\') {
            return serde_json::from_str::<String>(self.raw).ok().map(Cow::Owned);
        }
        Some(Cow::Borrowed(inner))
    }

    /// What stands here, in words.
    pub(super) fn shown(&self) -> Said {
        let start: String = self.raw.chars().take(SHOWN_CHARS).collect();
        match self.kind() {
            ValueKind::Null => reading::null(),
            ValueKind::List => match self.entries().map_or(0, |entries| entries.len()) {
                0 => reading::empty_list(),
                count => reading::list(count),
            },
            ValueKind::Object => {
                let fields = self.fields().unwrap_or_default();
                let keys: Vec<&str> = fields.iter().map(|(key, _)| &**key).collect();
                if keys.is_empty() {
                    reading::empty_object()
                } else {
                    reading::object(names(&keys))
                }
            }
            ValueKind::Bool | ValueKind::Number | ValueKind::Text
                if start.len() < self.raw.len() =>
            {
                reading::cut(&start)
            }
            ValueKind::Bool | ValueKind::Number | ValueKind::Text => Said::quoted(self.raw),
        }
    }

    /// A slip of a value that cannot be taken apart.
    pub(super) fn unread(&self) -> Slip {
        self.refuse(reading::a_value(), None)
    }

    /// A slip of this value, with what is allowed.
    pub(super) fn refuse(&self, allowed: Said, meant: Option<String>) -> Slip {
        Slip::form(Some(self.shown()), allowed, meant).here(self.at, || self.shown())
    }

    /// The slip of a type that was given this value.
    pub(super) fn named(&self, slip: Slip) -> Slip {
        slip.here(self.at, || self.shown())
    }
}

/// Names and values as they stand, those that are there twice as well.
struct Pairs<'de>(Vec<(Cow<'de, str>, &'de RawValue)>);

impl<'de> Deserialize<'de> for Pairs<'de> {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct PairsVisitor;

        impl<'de> Visitor<'de> for PairsVisitor {
            type Value = Pairs<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{}", reading::an_object())
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Pairs<'de>, A::Error> {
                let mut pairs = Vec::new();
                while let Some(NameOf(key)) = map.next_key()? {
                    pairs.push((key, map.next_value()?));
                }
                Ok(Pairs(pairs))
            }
        }

        deserializer.deserialize_map(PairsVisitor)
    }
}

/// A name, borrowed from the text unless something in it is escaped.
#[derive(Deserialize)]
#[serde(transparent)]
struct NameOf<'a>(#[serde(borrow)] Cow<'a, str>);
