//! A number with the name that a rule gives it.

use serde::{Serialize, Serializer};

/// One number that a reason or a piece of evidence was computed from.
///
/// In JSON it is the pair `["top_share", 0.8]`.
#[derive(Clone, Debug, PartialEq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct Figure {
    /// What it is, such as `top_share`.
    pub name: String,
    /// The number.
    pub value: f64,
}

impl Figure {
    /// Names a number.
    pub fn new(name: &str, value: f64) -> Self {
        Self { name: name.to_owned(), value }
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (&self.name, self.value).serialize(serializer)
    }
}
