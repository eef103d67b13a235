//! What can be wrong with a text in the open form.

use crate::base::not_allowed::NotAllowed;

/// A text cannot be read as facts. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Not JSON, or not of this format: a key is missing, misspelt or of another kind.
    #[error("{file}: line {line}, column {column}, in `{path}`: {problem}")]
    Shape {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The field; `the text` where it is none.
        path: String,
        /// What is wrong and what is allowed.
        problem: String,
    },
    /// A value has the right shape and may not be entered.
    #[error("{file}: {invalid}")]
    Value {
        /// The file.
        file: String,
        /// Which value, and what is allowed.
        invalid: NotAllowed,
    },
}

/// The path of a text as a whole.
const WHOLE: &str = "the text";

impl FactsError {
    pub(super) fn shape(file: &str, path: &str, problem: &serde_json::Error) -> Self {
        let says = problem.to_string();
        // The place stands in fields of its own.
        let says = says.rsplit_once(" at line ").map_or(says.as_str(), |(says, _)| says);
        Self::Shape {
            file: file.to_owned(),
            line: problem.line(),
            column: problem.column(),
            path: if matches!(path, "." | "?") { WHOLE } else { path }.to_owned(),
            problem: says.to_owned(),
        }
    }

    /// The same, seen from the outside of the object `place`.
    pub(super) fn inside(mut self, place: &str) -> Self {
        match &mut self {
            Self::Shape { path, .. } if path == WHOLE => place.clone_into(path),
            Self::Shape { path, .. } => *path = format!("{place}.{path}"),
            Self::Value { invalid, .. } => invalid.field = format!("{place}.{}", invalid.field),
        }
        self
    }
}
