//! What can be wrong with a catalogue file.

use std::error::Error;
use std::fmt;

use crate::wording::{Said, catalogue, reading};

/// A catalogue file cannot be used. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CatalogueError {
    /// The text is not JSON, or not of this format: a key is missing, misspelt or of another kind.
    Shape {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The field, or the text as a whole.
        path: Said,
        /// What was found and what is allowed.
        problem: Said,
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
    /// What is wrong with an exam of the candidate's own, which is in no file.
    pub fn reason(&self) -> Said {
        let (path, found) = match self {
            Self::Shape { path, problem, .. } => (path.clone(), problem.clone()),
            Self::Value { path, value, allowed, .. } => {
                (Said::quoted(path), reading::wrong(value.clone(), allowed.clone()))
            }
            Self::Dangling { path, value, what, .. } => {
                (Said::quoted(path), catalogue::leads_nowhere(value, what.clone()))
            }
            Self::Double { .. } => return self.said(),
        };
        catalogue::reason(path, found)
    }

    /// What is wrong, as a message.
    pub fn said(&self) -> Said {
        match self {
            Self::Shape { file, line, column, path, problem } => {
                catalogue::shape(file, *line, *column, path.clone(), problem.clone())
            }
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
