//! The days until the exam: which there are, what they are for, and where mock exams go.

pub(crate) mod calendar;
pub(crate) mod horizon;
pub(crate) mod mock_exams;
pub(crate) mod phases;
pub(crate) mod rituals;
pub(crate) mod shown;
