//! The first change of a document, which makes its sender the owner.
//!
//! An id alone makes nobody an owner, and neither do bytes that are no change: whoever had seen an id
//! could take it away from the one who made it up. What brings no first change creates nothing.

use rebound_core::base::ids::AccountId;
use rebound_core::replica::admission::chunk;
use rebound_core::replica::admission::chunk::Allowance;
use rebound_core::replica::admission::message::SyncMessage;

use crate::ledger::graph::Graph;

/// Whether a message of so many bytes brings a change that a document can begin with. It is read as it
/// will be when the document is there, so it costs as much once more, and once for a document.
pub(super) fn founds(message: &SyncMessage<'_>, bytes: usize, account: AccountId) -> bool {
    let (mut allowance, nothing) = (Allowance::of_message(bytes), Graph::default());
    message.chunks.iter().any(|bytes| {
        chunk::admit_new(bytes, &mut allowance).is_ok_and(|change| {
            !nothing.lacks_deps(&change) && nothing.admit(&change, account).is_ok()
        })
    })
}
