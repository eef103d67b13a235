//! Bytes: what enters, what is refused, and what stays readable for ever.

mod admission;
mod facts_golden;
mod garbage;
