//! What a value is made of: the fields of an object, the entries of a list, the one choice of several.

use std::borrow::Cow;

use serde::Deserializer as _;
use serde::de::{
    DeserializeSeed, EnumAccess, IntoDeserializer, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use crate::reading::meant::nearest;
use crate::reading::slip::{Asking, Slip, names};
use crate::reading::spot::Spot;
use crate::wording::reading;

/// The fields of an object that are still to be read, in the order of the text.
pub(super) struct ObjectParts<'de> {
    of: Spot<'de>,
    rest: std::vec::IntoIter<(Cow<'de, str>, Spot<'de>)>,
    value: Option<(Cow<'de, str>, Spot<'de>)>,
    extra: Option<&'static str>,
}

impl<'de> ObjectParts<'de> {
    /// The fields of an object.
    pub(super) fn of(spot: Spot<'de>) -> Result<Self, Slip> {
        let fields = spot.fields().ok_or_else(|| spot.unread())?;
        let extra = match spot.asking {
            Some(Asking::Field { of, field }) if of == spot.at => Some(field),
            Some(Asking::Field { .. } | Asking::Largest { .. }) | None => None,
        };
        Ok(Self { of: spot, rest: fields.into_iter(), value: None, extra })
    }
}

impl<'de> MapAccess<'de> for ObjectParts<'de> {
    type Error = Slip;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Slip> {
        let next = self.rest.next().or_else(|| {
            let nothing = Spot { raw: "null", ..self.of };
            self.extra.take().map(|field| (Cow::Borrowed(field), nothing))
        });
        let Some((key, spot)) = next else { return Ok(None) };
        let known: serde::de::value::StrDeserializer<'_, Slip> = (*key).into_deserializer();
        let read = seed.deserialize(known).map_err(|slip| spot.named(slip).inside(&key))?;
        self.value = Some((key, spot));
        Ok(Some(read))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Slip> {
        let Some((key, spot)) = self.value.take() else { return Err(self.of.unread()) };
        seed.deserialize(spot).map_err(|slip| spot.named(slip).inside(&key))
    }
}

/// The entries of a list that are still to be read.
pub(super) struct ListParts<'de> {
    rest: std::iter::Enumerate<std::vec::IntoIter<Spot<'de>>>,
}

impl<'de> ListParts<'de> {
    /// The entries of a list.
    pub(super) fn of(spot: Spot<'de>) -> Result<Self, Slip> {
        let entries = spot.entries().ok_or_else(|| spot.unread())?;
        Ok(Self { rest: entries.into_iter().enumerate() })
    }
}

impl<'de> SeqAccess<'de> for ListParts<'de> {
    type Error = Slip;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Slip> {
        let Some((index, spot)) = self.rest.next() else { return Ok(None) };
        let read = seed.deserialize(spot);
        read.map(Some).map_err(|slip| spot.named(slip).inside(&format!("[{index}]")))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.rest.len())
    }
}

/// One of several words, alone or as the only field of an object.
pub(super) struct ChoiceParts<'de> {
    of: Spot<'de>,
    known: &'static [&'static str],
    word: Cow<'de, str>,
    value: Content<'de>,
}

enum Content<'de> {
    /// The word stands alone.
    None,
    /// The word is a field with a value.
    Some(Spot<'de>),
    /// There is no such word: only its form is asked for.
    Unknown,
}

impl<'de> ChoiceParts<'de> {
    /// The word of `known` that stands here; `None` for another one, for several, and for none.
    pub(super) fn of(spot: Spot<'de>, known: &'static [&'static str]) -> Option<Self> {
        let (word, value) = match spot.text() {
            Some(word) => (word, Content::None),
            None => {
                let mut fields = spot.fields()?.into_iter();
                let (word, value) = fields.next().filter(|_| fields.len() == 0)?;
                (word, Content::Some(value))
            }
        };
        known.contains(&&*word).then_some(Self { of: spot, known, word, value })
    }

    /// The word that was probably meant, or else the first, to learn whether it stands alone.
    pub(super) fn asking(spot: Spot<'de>, known: &'static [&'static str]) -> Self {
        let meant = spot.text().and_then(|word| nearest(&word, known.iter().copied()));
        let word = Cow::Borrowed(meant.or_else(|| known.first().copied()).unwrap_or_default());
        Self { of: spot, known, word, value: Content::Unknown }
    }

    /// What is wrong with what stands here, where a word alone is wanted.
    fn no_word(&self) -> Slip {
        let word = self.of.text();
        let word = word.as_deref().and_then(|word| nearest(word, self.known.iter().copied()));
        self.of.refuse(reading::one_of(names(self.known)), word.map(|word| format!("`\"{word}\"`")))
    }

    /// What is wrong with what stands here, where a word with a value is wanted.
    fn no_field(&self) -> Slip {
        let found = match self.of.text() {
            Some(word) => nearest(&word, self.known.iter().copied()),
            None => match self.of.fields().as_deref() {
                Some([(word, _)]) => nearest(word, self.known.iter().copied()),
                Some(_) | None => None,
            },
        };
        let meant = found.map(|word| format!("`{{\"{word}\": …}}`"));
        self.of.refuse(reading::one_of_fields(names(self.known)), meant)
    }
}

impl<'de> EnumAccess<'de> for ChoiceParts<'de> {
    type Error = Slip;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Slip> {
        let word: serde::de::value::StrDeserializer<'_, Slip> = (*self.word).into_deserializer();
        let read = seed.deserialize(word).map_err(|slip| self.of.named(slip))?;
        Ok((read, self))
    }
}

impl<'de> VariantAccess<'de> for ChoiceParts<'de> {
    type Error = Slip;

    fn unit_variant(self) -> Result<(), Slip> {
        match self.value {
            Content::None => Ok(()),
            Content::Some(_) | Content::Unknown => Err(self.no_word()),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Slip> {
        match self.value {
            Content::Some(spot) => {
                seed.deserialize(spot).map_err(|slip| spot.named(slip).inside(&self.word))
            }
            Content::None | Content::Unknown => Err(self.no_field()),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Slip> {
        match self.value {
            Content::Some(spot) => {
                spot.deserialize_seq(visitor).map_err(|slip| spot.named(slip).inside(&self.word))
            }
            Content::None | Content::Unknown => Err(self.no_field()),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Slip> {
        match self.value {
            Content::Some(spot) => spot
                .deserialize_struct("", fields, visitor)
                .map_err(|slip| spot.named(slip).inside(&self.word)),
            Content::None | Content::Unknown => Err(self.no_field()),
        }
    }
}
