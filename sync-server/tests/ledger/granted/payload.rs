//! What tells one change from all others, wherever its bytes turn up.

use std::collections::BTreeSet;

use sha2::{Digest, Sha256};

/// What only one change holds.
pub(super) type Payload = [u8; 16];

/// The payload of the change of a number.
pub(super) fn payload(number: usize) -> Payload {
    *Sha256::digest(number.to_le_bytes()).first_chunk::<16>().unwrap()
}

/// The payloads that are somewhere in bytes, each with its document.
pub(super) fn payloads_in(payloads: &[(u8, Payload)], bytes: &[u8]) -> Vec<(u8, Payload)> {
    let here: BTreeSet<&[u8]> = bytes.windows(16).collect();
    payloads.iter().filter(|(_, payload)| here.contains(&payload[..])).copied().collect()
}
