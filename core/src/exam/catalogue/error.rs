//! What can be wrong with a catalogue file.

/// A catalogue file cannot be used. Every message names the file, the field and what is allowed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CatalogueError {
    /// The text is not JSON, or not of this format: a key is missing, misspelt or of another kind.
    #[error("{file}: {path}: {problem}")]
    Shape {
        /// The file.
        file: String,
        /// The field, or `the text` as a whole.
        path: String,
        /// What is wrong, as the JSON reader says it.
        problem: String,
    },
    /// A value has the right shape and makes no sense.
    #[error("{file}: {path} is {value}: allowed is {allowed}")]
    Value {
        /// The file.
        file: String,
        /// The field.
        path: String,
        /// What stands there.
        value: String,
        /// What may stand there.
        allowed: String,
    },
    /// An entry refers to another that is not there.
    #[error("{file}: {path} is {value:?}: allowed is the key of {what}")]
    Dangling {
        /// The file.
        file: String,
        /// The field.
        path: String,
        /// The key.
        value: String,
        /// What it should be the key of.
        what: &'static str,
    },
    /// Two entries have one key.
    #[error("{file}: the {kind} {key:?} is there twice: allowed is once")]
    Double {
        /// The file in which it is there again.
        file: String,
        /// The kind of entry.
        kind: &'static str,
        /// The key.
        key: String,
    },
}
