//! A value is read as a type asks for it.

use std::borrow::Cow;

use serde::Deserializer;
use serde::de::Visitor;

use crate::reading::meant;
use crate::reading::slip::{Asking, Slip, names};
use crate::reading::spot::parts::{ChoiceParts, ListParts, ObjectParts};
use crate::reading::spot::{Spot, ValueKind};
use crate::wording::{Said, reading};

/// The largest number that is tried where a type takes any.
const LARGEST: f64 = 100_000.0;

impl<'de> Spot<'de> {
    /// A slip of this value where a number is wanted, and the number that it speaks of.
    fn refuse_number(&self, allowed: Said, meant: fn(&str) -> Option<String>) -> Slip {
        let written = self.text().unwrap_or(Cow::Borrowed(self.raw));
        let meant = meant(&written).filter(|meant| meant.trim_matches('`') != self.raw);
        self.refuse(allowed, meant)
    }

    fn is_asked_for_the_largest(&self) -> bool {
        self.asking == Some(Asking::Largest { at: self.at })
    }

    /// A whole number of at most `most`.
    fn whole_number<V: Visitor<'de>>(self, visitor: V, most: u64) -> Result<V::Value, Slip> {
        let read = if self.is_asked_for_the_largest() {
            Some(most)
        } else {
            self.raw.parse().ok().filter(|number| *number <= most)
        };
        match read {
            Some(number) => visitor.visit_u64(number).map_err(|slip| self.named(slip)),
            None => Err(self.refuse_number(reading::whole_number(), meant::whole)),
        }
    }

    fn any_number<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        let read = if self.is_asked_for_the_largest() {
            Some(LARGEST)
        } else {
            let number =
                (self.kind() == ValueKind::Number).then(|| self.raw.parse().ok()).flatten();
            number.filter(|number: &f64| number.is_finite())
        };
        match read {
            Some(number) => visitor.visit_f64(number).map_err(|slip| self.named(slip)),
            None => Err(self.refuse_number(reading::number(), meant::number)),
        }
    }

    fn an_object<V: Visitor<'de>>(
        self,
        visitor: V,
        allowed: impl FnOnce() -> Said,
    ) -> Result<V::Value, Slip> {
        if self.kind() != ValueKind::Object {
            return Err(self.refuse(allowed(), None));
        }
        visitor.visit_map(ObjectParts::of(self)?).map_err(|slip| self.named(slip))
    }

    fn a_text<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        match self.text() {
            Some(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Some(Cow::Owned(text)) => visitor.visit_string(text),
            None => {
                let allowed = wanted(&visitor);
                let takes_any = self.kind() == ValueKind::Number && allowed == reading::text();
                let meant = takes_any.then(|| format!("`\"{}\"`", self.raw));
                return Err(self.refuse(allowed, meant));
            }
        }
        .map_err(|slip| self.named(slip))
    }
}

/// What a type says that it wants. Those that take any text say no more than that.
fn wanted<'de, V: Visitor<'de>>(visitor: &V) -> Said {
    let expected: &dyn serde::de::Expected = visitor;
    match expected.to_string().as_str() {
        "a string" | "a borrowed string" => reading::text(),
        own => Said::quoted(own),
    }
}

macro_rules! whole_numbers {
    ($($method:ident: $kind:ty,)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
            self.whole_number(visitor, <$kind>::MAX.into())
        }
    )*};
}

impl<'de> Deserializer<'de> for Spot<'de> {
    type Error = Slip;

    whole_numbers! {
        deserialize_u8: u8,
        deserialize_u16: u16,
        deserialize_u32: u32,
        deserialize_u64: u64,
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        match self.kind() {
            ValueKind::Null => visitor.visit_unit(),
            ValueKind::Bool => visitor.visit_bool(self.raw == "true"),
            ValueKind::Number => return self.any_number(visitor),
            ValueKind::Text => return self.a_text(visitor),
            ValueKind::List => visitor.visit_seq(ListParts::of(self)?),
            ValueKind::Object => visitor.visit_map(ObjectParts::of(self)?),
        }
        .map_err(|slip| self.named(slip))
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        if self.kind() != ValueKind::Bool {
            return Err(self.refuse(reading::yes_or_no(), None));
        }
        visitor.visit_bool(self.raw == "true").map_err(|slip| self.named(slip))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.any_number(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.any_number(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.a_text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.a_text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        if self.kind() == ValueKind::Null { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Slip> {
        visitor.visit_newtype_struct(self).map_err(|slip| self.named(slip))
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        if self.kind() != ValueKind::List {
            return Err(self.refuse(reading::a_list(), None));
        }
        visitor.visit_seq(ListParts::of(self)?).map_err(|slip| self.named(slip))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.an_object(visitor, reading::an_object)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slip> {
        self.an_object(visitor, || reading::object_with(names(fields)))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        known: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slip> {
        match ChoiceParts::of(self, known) {
            Some(chosen) => visitor.visit_enum(chosen).map_err(|slip| self.named(slip)),
            None => {
                let asked = visitor.visit_enum(ChoiceParts::asking(self, known)).err();
                Err(asked.unwrap_or_else(|| self.refuse(reading::one_of(names(known)), None)))
            }
        }
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        self.a_text(visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Slip> {
        visitor.visit_unit()
    }

    serde::forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u128 char bytes byte_buf unit unit_struct tuple tuple_struct
    }
}
