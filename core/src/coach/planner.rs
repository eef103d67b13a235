//! Placeholder.
mod allocation;
mod constants;
mod learning;
