//! The open form of the facts: in, out, and what is told about a fact before it is recorded.

mod entry;
mod import_export;
mod open_format;
