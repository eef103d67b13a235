//! What is the same on every server: bounds of documents, changes and keys that no operator sets, for clients must be
//! able to count on them.

use rebound_core::replica::admission::allowance::{INFLATED_BYTES_FREE, OPS_PER_MIB_MAX};
use rebound_core::replica::admission::chunk::{CHANGE_BYTES_MAX, DELETIONS_MAX, OPS_FREE};

use crate::auth::opaque::{PublicKey, SealedKey, WrappedKey};
use crate::ledger::graph::HEADS_MAX;
use crate::ledger::parking::{PARKED_BYTES_MAX, PARKED_MAX};
use crate::limits::Limit;

/// All of them, told like the limits.
pub fn bounds() -> Vec<Limit> {
    let row = |name, value, unit, meaning| Limit { name, value, unit, meaning, least: value };
    vec![
        row(
            "heads_per_document",
            HEADS_MAX as u64,
            "heads",
            "heads of a document; a change that would be one more waits for a merge",
        ),
        row("bytes_per_change", CHANGE_BYTES_MAX as u64, "bytes", "bytes of one change"),
        row(
            "operations_per_change",
            OPS_FREE,
            "operations",
            "operations of one change besides one for each of its bytes",
        ),
        row(
            "deletions_per_change",
            DELETIONS_MAX,
            "operations",
            "characters and elements that one change may delete",
        ),
        row(
            "operations_per_mebibyte",
            OPS_PER_MIB_MAX,
            "operations",
            "operations of one message for each mebibyte that it has begun; the rest is asked for again",
        ),
        row(
            "inflated_bytes",
            INFLATED_BYTES_FREE as u64,
            "bytes",
            "bytes that the changes of one message inflate to, besides four times its own",
        ),
        row(
            "waiting_changes",
            PARKED_MAX as u64,
            "changes",
            "changes of one document and socket that wait for others; the rest is asked for again",
        ),
        row(
            "waiting_bytes",
            PARKED_BYTES_MAX as u64,
            "bytes",
            "bytes of changes that wait for others on one socket",
        ),
        row("bytes_per_wrapped_key", WrappedKey::MAX as u64, "bytes", "bytes of a wrapped key"),
        row("bytes_per_public_key", PublicKey::MAX as u64, "bytes", "bytes of a public key"),
        row("bytes_per_sealed_key", SealedKey::MAX as u64, "bytes", "bytes of a sealed key"),
    ]
}
