//! One life of a store: what was remembered of another life is worth nothing in this one.

/// One life of a store, as 16 random bytes. A store that was brought back from a copy has another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Epoch([u8; 16]);

impl Epoch {
    /// The life that begins now.
    ///
    /// # Errors
    ///
    /// The system has no random numbers.
    pub fn begin() -> Result<Self, getrandom::Error> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes)?;
        Ok(Self(bytes))
    }

    /// Its bytes.
    pub const fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// A life that the caller tells apart from others.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }
}
