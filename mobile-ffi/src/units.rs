//! Quantities, which cross as plain numbers.

use rebound_core::base::units::{Minutes, Score};

use crate::error::ReboundError;

uniffi::custom_type!(
    /// A stretch of time in whole minutes.
    Minutes, u32, {
        remote,
        try_lift: |minutes| Ok(Minutes::new(minutes)),
        lower: |minutes| minutes.get(),
    }
);

uniffi::custom_type!(
    /// A score as a report prints it: 0 to 100,000 with at most two decimals.
    Score, f64, {
        remote,
        try_lift: |points| Score::try_from(points)
            .map_err(|error| ReboundError::invalid("score", error).into()),
        lower: |score| score.get(),
    }
);
