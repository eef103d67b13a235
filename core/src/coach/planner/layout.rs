//! What is laid out on which day.

pub(crate) mod fill;
pub(crate) mod material;
pub(crate) mod mock_exam;
pub(crate) mod next_block;
