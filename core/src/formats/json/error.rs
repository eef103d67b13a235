//! What can be wrong with a text in the open form.

use crate::reading::slip::Slip;
use crate::wording::not_allowed::NotAllowed;
use crate::wording::{Said, entry, joint};

/// A text cannot be read as facts. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FactsError {
    /// Not JSON, or not of this format: a key is missing, misspelt or of another kind. The place is that
    /// of the value.
    #[error("{}", entry::unreadable(file, *line, *column, path.clone(), problem.clone()))]
    Shape {
        /// The file.
        file: String,
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The field; the whole text where it is none.
        path: Said,
        /// What was found and what is allowed.
        problem: Said,
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
    pub(super) fn shape(file: &str, text: &str, slip: &Slip) -> Self {
        let (line, column) = slip.line_and_column(text);
        Self::Shape {
            file: file.to_owned(),
            line,
            column,
            path: if slip.path.is_empty() { joint::whole_text() } else { Said::quoted(&slip.path) },
            problem: slip.said(),
        }
    }
}
