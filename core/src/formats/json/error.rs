//! What can be wrong with a text in the open form.

use crate::wording::not_allowed::NotAllowed;
use crate::wording::{Said, entry, joint};

/// A text cannot be read as facts. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Not JSON, or not of this format: a key is missing, misspelt or of another kind.
    #[error("{}", entry::unreadable(file, *line, *column, path.clone(), problem))]
    Shape {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The field; the whole text where it is none.
        path: Said,
        /// What is wrong and what is allowed.
        problem: String,
    },
    /// A value has the right shape and may not be entered.
    #[error("{}", entry::in_file(file, invalid.said()))]
    Value {
        /// The file.
        file: String,
        /// Which value, and what is allowed.
        invalid: NotAllowed,
    },
}

impl FactsError {
    pub(super) fn shape(file: &str, path: &str, problem: &serde_json::Error) -> Self {
        Self::Shape {
            file: file.to_owned(),
            line: problem.line(),
            column: problem.column(),
            path: match path {
                "." | "?" => joint::whole_text(),
                path => Said::quoted(path),
            },
            // The place stands in fields of its own.
            problem: joint::without_place(&problem.to_string()).to_owned(),
        }
    }

    /// The same, seen from the outside of the object `place`.
    pub(super) fn inside(mut self, place: &str) -> Self {
        match &mut self {
            Self::Shape { path, .. } if *path == joint::whole_text() => {
                *path = Said::quoted(place);
            }
            Self::Shape { path, .. } => *path = Said::quoted(&format!("{place}.{path}")),
            Self::Value { invalid, .. } => invalid.field = format!("{place}.{}", invalid.field),
        }
        self
    }
}
