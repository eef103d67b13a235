//! The constants of the coach, in one table with one version.
//!
//! They are reasoned priors, not fitted to data. Whoever changes one raises [`VERSION`].

/// Version of the table; printed beside every derived number.
pub const VERSION: u32 = 1;
