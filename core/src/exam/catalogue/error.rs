//! What can be wrong with a catalogue file.

use std::error::Error;
use std::fmt;

use crate::wording::{Said, catalogue};

/// A catalogue file cannot be used. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogueError {
    /// The text is not JSON, or not of this format: a key is missing, misspelt or of another kind.
    Shape {
        /// The file.
        file: String,
        /// The field, or the text as a whole.
        path: Said,
        /// What is wrong, as the JSON reader says it.
        problem: String,
    },
    /// A value has the right shape and makes no sense.
    Value {
        /// The file.
        file: String,
        /// The field.
        path: String,
        /// What stands there.
        value: Said,
        /// What may stand there.
        allowed: Said,
    },
    /// An entry refers to another that is not there.
    Dangling {
        /// The file.
        file: String,
        /// The field.
        path: String,
        /// The key.
        value: String,
        /// What it should be the key of.
        what: Said,
    },
    /// Two entries have one key.
    Double {
        /// The file in which it is there again.
        file: String,
        /// The kind of entry.
        kind: Said,
        /// The key.
        key: String,
    },
}

impl CatalogueError {
    /// What is wrong, as a message: a candidate's own exam is read by the same rules.
    pub fn said(&self) -> Said {
        match self {
            Self::Shape { file, path, problem } => catalogue::shape(file, path.clone(), problem),
            Self::Value { file, path, value, allowed } => {
                catalogue::wrong_value(file, path, value.clone(), allowed.clone())
            }
            Self::Dangling { file, path, value, what } => {
                catalogue::dangling(file, path, value, what.clone())
            }
            Self::Double { file, kind, key } => catalogue::double(file, kind.clone(), key),
        }
    }
}

impl fmt::Display for CatalogueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.said().fmt(f)
    }
}

impl Error for CatalogueError {}
