//! One Automerge document and the few things Rebound does with it.
//!
//! Every document starts with the same first change, byte for byte, on every device (see
//! [`genesis`]), so two devices that create it offline create *the same* map. In it a fact is one sealed
//! scalar under an id that tells nothing: merging, admission and compaction need no key.

mod account;
pub mod collision;
mod former;
pub mod genesis;
pub mod item;
mod loss;
pub mod name;
pub mod progress;
pub mod read;
pub mod salvage;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use automerge::sync::{Message, State, SyncDoc};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ChangeHash, PatchAction, PatchLog, ReadDoc};

use crate::base::ids::FactId;
use crate::replica::document::collision::Collision;
use crate::replica::document::genesis::{ENTRIES, SCHEMA_VERSION};
use crate::replica::document::read::EntryPlace;
use crate::replica::seal::{EntryId, Seal};

/// How many values one change puts. Each may take the place of another actor's, and a change that names more
/// than 256 others is not let in anywhere.
const VALUES_PER_CHANGE: usize = 128;

/// A document in memory.
///
/// Automerge panics over some bytes. Where panics unwind, the methods that hand it bytes catch that.
/// On `wasm32-unknown-unknown` a panic ends the whole program, and nothing here can catch it: whoever
/// applies a message there has to note before which document it is for.
#[derive(Debug)]
pub struct Document {
    automerge: Automerge,
    /// What the device's disk is known to hold.
    saved_heads: Vec<ChangeHash>,
}

/// A stored document cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// A chunk is damaged, or leads Automerge into a fault.
    #[error("a stored chunk cannot be read")]
    Damaged,
    /// The chunks end before the heads that were recorded with them.
    #[error("stored chunks are missing")]
    Incomplete,
}

/// A document refused to change.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// A newer app has sealed into it that older ones write no more. Reading goes on.
    #[error("this document needs a newer version of the app to be changed")]
    UpdateNeeded,
    /// Automerge refused the operation.
    #[error("the document cannot be changed")]
    Automerge(#[source] Box<AutomergeError>),
}

/// A peer's message cannot be applied. The document in memory may be half changed: drop it and load
/// it again from its chunks, which are the truth.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// Automerge refused a change.
    #[error("a received change cannot be applied")]
    Automerge(#[source] AutomergeError),
    /// Automerge panicked.
    #[error("a received change leads to a fault")]
    Fault,
    /// It brings a change of an actor and a number under which there is another one here.
    #[error("a received change has the actor and number of another one")]
    Collision(Collision),
}

/// What a received message did to a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Applied {
    /// Nothing new.
    Nothing,
    /// The document changed: the places whose value is new, different or gone. What lies elsewhere is
    /// not counted.
    Changed(BTreeSet<EntryPlace>),
}

impl Document {
    /// The document as every device creates it.
    pub fn create() -> Self {
        Self { automerge: genesis::create(), saved_heads: Vec::new() }
    }

    /// A document that another account created: empty until the server sends it.
    pub fn follow() -> Self {
        Self { automerge: Automerge::new(), saved_heads: Vec::new() }
    }

    /// Opens a stored document.
    ///
    /// # Errors
    ///
    /// [`LoadError`] if the chunks are damaged or do not lead to `heads`. Automerge alone would drop
    /// a damaged tail in silence. Chunks that lead further are taken as they are.
    pub fn load<'a>(
        chunks: impl IntoIterator<Item = &'a [u8]>,
        heads: &[ChangeHash],
    ) -> Result<Self, LoadError> {
        let bytes: Vec<u8> = chunks.into_iter().flatten().copied().collect();
        let loaded = catch_unwind(|| {
            let mut automerge = Automerge::new();
            automerge.load_incremental(&bytes).map(|_| automerge)
        });
        let Ok(Ok(automerge)) = loaded else { return Err(LoadError::Damaged) };
        let saved_heads = automerge.get_heads();
        let is_there =
            |head| saved_heads.contains(head) || automerge.get_change_meta_by_hash(head).is_some();
        if !heads.iter().all(is_there) {
            return Err(LoadError::Incomplete);
        }
        Ok(Self { automerge, saved_heads })
    }

    /// The newest changes, sorted.
    pub fn heads(&self) -> Vec<ChangeHash> {
        self.automerge.get_heads()
    }

    /// Whether changes in memory have not been taken by [`Document::unsaved`] and confirmed.
    pub fn is_saved(&self) -> bool {
        self.saved_heads == self.automerge.get_heads()
    }

    /// The changes that the disk does not hold yet, as one chunk.
    pub fn unsaved(&self) -> Vec<u8> {
        self.automerge.save_after(&self.saved_heads)
    }

    /// The whole document as one compact chunk.
    pub fn snapshot(&self) -> Vec<u8> {
        self.automerge.save()
    }

    /// Notes that the disk holds everything up to `heads`.
    pub fn confirm_saved(&mut self, heads: Vec<ChangeHash>) {
        self.saved_heads = heads;
    }

    /// Writes under this actor from here on: fresh for each process, never restored from a backup.
    pub fn set_actor(&mut self, actor: ActorId) {
        self.automerge.set_actor(actor);
    }

    /// Whether this build may write, as far as the seal tells. What asks for a newer app without it was not
    /// written by one.
    ///
    /// # Errors
    ///
    /// [`WriteError::UpdateNeeded`].
    pub fn may_write(&self, seal: &Seal) -> Result<(), WriteError> {
        if self.oldest_writer(seal) > SCHEMA_VERSION {
            return Err(WriteError::UpdateNeeded);
        }
        Ok(())
    }

    /// Puts sealed values under the ids of their entries, in as few changes as may be. A
    /// document that an older app created gets the first change of this schema before: without it each
    /// device would make a map of entries of its own, and after a merge one would hide the other.
    ///
    /// # Errors
    ///
    /// [`WriteError`].
    pub fn put(
        &mut self,
        values: impl IntoIterator<Item = (EntryId, Vec<u8>)>,
    ) -> Result<(), WriteError> {
        let values: Vec<(EntryId, Vec<u8>)> = values.into_iter().collect();
        if values.is_empty() {
            return Ok(());
        }
        self.upgrade()?;
        let entries = genesis::entries();
        values.chunks(VALUES_PER_CHANGE).try_for_each(|part| {
            self.write(|tx| {
                let mut part = part.iter();
                part.try_for_each(|(id, value)| tx.put(&entries, id.to_string(), value.clone()))
            })
        })
    }

    /// Adds the first change of this schema, on every device the same, if there is none. Older apps do not
    /// write into the document from then on.
    fn upgrade(&mut self) -> Result<(), WriteError> {
        if self.automerge.object_type(genesis::entries()).is_ok() {
            return Ok(());
        }
        let merged = self.automerge.merge(&mut genesis::create());
        merged.map(drop).map_err(|error| WriteError::Automerge(Box::new(error)))
    }

    /// Runs one change. It carries no time: facts carry their own, and a change without a clock is
    /// the same on every device.
    fn write(
        &mut self,
        work: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
    ) -> Result<(), WriteError> {
        let options = |(): &()| CommitOptions::default().with_time(0);
        match self.automerge.transact_with(options, work) {
            Ok(_) => Ok(()),
            Err(failure) => Err(WriteError::Automerge(Box::new(failure.error))),
        }
    }

    /// The next message for the peer that `state` describes, if there is anything to say.
    ///
    /// # Errors
    ///
    /// [`ApplyError::Fault`] if Automerge panics over what the peer claimed earlier.
    pub fn generate(&self, state: &mut State) -> Result<Option<Message>, ApplyError> {
        let generated = AssertUnwindSafe(|| self.automerge.generate_sync_message(state));
        catch_unwind(generated).map_err(|_| ApplyError::Fault)
    }

    /// Applies a peer's message that admission let through.
    ///
    /// # Errors
    ///
    /// [`ApplyError`]: the document must then be dropped and loaded again.
    pub fn receive(&mut self, state: &mut State, message: Message) -> Result<Applied, ApplyError> {
        let before = self.automerge.get_heads();
        let mut patches = PatchLog::active();
        let received = AssertUnwindSafe(|| {
            self.automerge.receive_sync_message_log_patches(state, message, &mut patches)
        });
        let received = catch_unwind(received).map_err(|_| ApplyError::Fault)?;
        received.map_err(Collision::or_refusal)?;
        if self.automerge.get_heads() == before {
            return Ok(Applied::Nothing);
        }
        let patches = AssertUnwindSafe(|| self.automerge.make_patches(&mut patches));
        let patches = catch_unwind(patches).map_err(|_| ApplyError::Fault)?;
        let plain = read::map(&self.automerge, former::FACTS);
        let sealed = genesis::entries();
        let touched = patches.into_iter().filter_map(|patch| {
            let key = touched_key(patch.action)?;
            match patch.obj {
                object if object == sealed => key.parse().ok().map(EntryPlace::Entry),
                object if Some(&object) == plain.as_ref() => {
                    FactId::new(key).ok().map(EntryPlace::Plain)
                }
                _ => None,
            }
        });
        let mut touched: BTreeSet<EntryPlace> = touched.collect();
        // Automerge tells of no change in a map that something else was put in the place of.
        if read::map(&self.automerge, ENTRIES) != Some(sealed) {
            let held = self.held_at(&before).into_iter().map(|(entry, _)| EntryPlace::Entry(entry));
            touched.extend(held.chain(self.places()));
        }
        Ok(Applied::Changed(touched))
    }
}

fn touched_key(action: PatchAction) -> Option<String> {
    match action {
        PatchAction::PutMap { key, .. } | PatchAction::DeleteMap { key } => Some(key),
        PatchAction::PutSeq { .. }
        | PatchAction::Insert { .. }
        | PatchAction::SpliceText { .. }
        | PatchAction::Increment { .. }
        | PatchAction::Conflict { .. }
        | PatchAction::DeleteSeq { .. }
        | PatchAction::Mark { .. } => None,
    }
}
