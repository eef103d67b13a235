//! A device: the engine with its store, the shell that apps embed.
//!
//! [`Device::write`] is the one door for every change. It carries out the engine's effects: what has to
//! be stored is stored before a call returns, what has to be sent waits for [`Device::poll_output`],
//! because the platform owns the socket. After any fault the device starts again from the disk, so that
//! memory never knows more than the disk does.

mod error;
mod link;
mod log;
#[cfg(feature = "sqlite")]
mod salvage;

use std::collections::{BTreeMap, VecDeque};
#[cfg(feature = "sqlite")]
use std::path::Path;

use sha2::{Digest, Sha256};

pub use crate::device::error::DeviceError;
pub use crate::device::log::ShownError;
#[cfg(feature = "sqlite")]
pub use crate::device::salvage::Salvaged;

use crate::base::ids::{FactId, RelationId};
use crate::base::time::Now;
use crate::coach::history::History;
use crate::engine::{Coach, Effect, Engine, Identity, Imported, Sharing};
use crate::exam::catalogue::Catalogue;
use crate::facts::{Fact, FactBody};
use crate::formats::json;
use crate::replica::document::item::ProgressWeek;
use crate::replica::document_id::DocumentId;
use crate::replica::invitation::Invitation;
use crate::replica::link::Output;
#[cfg(feature = "sqlite")]
use crate::store::sqlite::Sqlite;
use crate::store::{Store, StoreError};

/// A device: the engine with its store.
#[derive(Debug)]
pub struct Device<S> {
    identity: Identity,
    seed: [u8; 32],
    store: S,
    mode: Mode,
    outputs: VecDeque<Output>,
    revision: u64,
}

#[derive(Debug)]
enum Mode {
    Running(Box<Engine>),
    /// After a fault: the next change starts again from the disk.
    Stopped,
    Paused,
}

#[cfg(feature = "sqlite")]
impl Device<Sqlite> {
    /// Opens the device whose database lies at `path`. `seed` is drawn at random for each process.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be opened.
    pub fn open(path: &Path, identity: Identity, seed: [u8; 32]) -> Result<Self, StoreError> {
        let store = Sqlite::at(path, identity.device, &identity.key);
        Self::start(store, identity, seed)
    }
}

impl<S: Store> Device<S> {
    /// Opens `store` and starts a device on it. `seed` is drawn at random for each process; the store
    /// adds what nobody else has drawn.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be opened or read.
    pub fn start(store: S, identity: Identity, seed: [u8; 32]) -> Result<Self, StoreError> {
        let mode = Mode::Stopped;
        let mut device =
            Self { identity, seed, store, mode, outputs: VecDeque::new(), revision: 0 };
        device.restart()?;
        Ok(device)
    }

    /// Changes something: `work` does it on the engine, then the disk has it, then this returns.
    ///
    /// A refusal of `work` leaves the device as it was. After any other fault, of the engine or of the
    /// store, the device starts again from the disk; a link is over then.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: nothing was changed. [`DeviceError::Paused`] while the device is paused.
    pub fn write<T, E>(
        &mut self,
        work: impl FnOnce(&mut Engine, &mut S) -> Result<T, E>,
    ) -> Result<T, DeviceError>
    where
        DeviceError: From<E>,
    {
        if matches!(self.mode, Mode::Stopped) {
            self.restart()?;
        }
        // Out of the way while it changes: a panic leaves a device that starts again from the disk.
        let mut engine = match std::mem::replace(&mut self.mode, Mode::Stopped) {
            Mode::Running(engine) => engine,
            Mode::Stopped => return Err(DeviceError::Stopped),
            Mode::Paused => {
                self.mode = Mode::Paused;
                return Err(DeviceError::Paused);
            }
        };
        let worked = work(&mut engine, &mut self.store).map_err(DeviceError::from);
        let outcome = worked.and_then(|value| {
            self.settle(&mut engine)?;
            Ok(value)
        });
        match &outcome {
            // What stopped it stays the answer, whatever a start from the disk finds.
            Err(error) if !error.is_refusal() => drop(self.restart()),
            Ok(_) | Err(_) => self.mode = Mode::Running(engine),
        }
        outcome
    }

    /// As [`Device::write`], for what the engine itself does not refuse.
    fn change(&mut self, work: impl FnOnce(&mut Engine, &mut S)) -> Result<(), DeviceError> {
        self.write(|engine, store| {
            work(engine, store);
            Ok::<(), StoreError>(())
        })
    }

    /// Carries out what the engine wants, in order.
    fn settle(&mut self, engine: &mut Engine) -> Result<(), StoreError> {
        while let Some(effect) = engine.poll_effect() {
            match effect {
                Effect::Link(output) => self.outputs.push_back(output),
                Effect::Persist(batch) => {
                    self.store.apply(&batch)?;
                    self.revision += 1;
                }
            }
        }
        Ok(())
    }

    /// Starts from what the disk holds, with chance that nobody has used.
    fn restart(&mut self) -> Result<(), StoreError> {
        self.mode = Mode::Stopped;
        self.outputs.clear();
        self.revision += 1;
        self.store.reopen()?;
        let stored = self.store.read()?;
        let fresh = self.store.fresh()?;
        let seed = Sha256::new().chain_update(self.seed).chain_update(fresh).finalize().into();
        self.mode = Mode::Running(Box::new(Engine::open(self.identity.clone(), stored, seed)));
        Ok(())
    }

    /// The engine, to read.
    ///
    /// # Errors
    ///
    /// [`DeviceError::Paused`]; [`DeviceError::Stopped`] after a fault, until the disk can be read again.
    pub fn engine(&self) -> Result<&Engine, DeviceError> {
        match &self.mode {
            Mode::Running(engine) => Ok(engine),
            Mode::Stopped => Err(DeviceError::Stopped),
            Mode::Paused => Err(DeviceError::Paused),
        }
    }

    /// The store, to look at.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The store, for a host that does for it what it cannot do itself.
    pub const fn store_mut(&mut self) -> &mut S {
        &mut self.store
    }

    /// Records a fact that happens now. When this returns, a power cut cannot take it away.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: the fact was not recorded.
    pub fn record(&mut self, body: FactBody, now: Now) -> Result<FactId, DeviceError> {
        self.write(|engine, store| engine.record(body, None, now, store))
    }

    /// Records a correction of an earlier fact.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: the correction was not recorded.
    pub fn correct(
        &mut self,
        wrong: FactId,
        body: FactBody,
        now: Now,
    ) -> Result<FactId, DeviceError> {
        self.write(|engine, store| engine.record(body, Some(wrong), now, store))
    }

    /// Takes over facts with their own ids and times: all of them, or none.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: nothing was taken over.
    pub fn import(
        &mut self,
        facts: impl IntoIterator<Item = Fact>,
    ) -> Result<Imported, DeviceError> {
        self.write(|engine, store| engine.import(facts, store))
    }

    /// Takes over the facts of a text in the open form: all of them, or none. `name` is what an error
    /// calls the text.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: nothing was taken over.
    pub fn import_json(&mut self, name: &str, text: &str) -> Result<Imported, DeviceError> {
        self.import(json::read(name, text)?)
    }

    /// Takes what older apps left in plain for the candidate's, and seals it; see [`Engine::adopt_plain`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: nothing was taken over.
    pub fn adopt_plain(&mut self) -> Result<usize, DeviceError> {
        self.write(|engine, store| engine.adopt_plain(store))
    }

    /// Everything on this device in the open form.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn export(&self) -> Result<String, DeviceError> {
        Ok(self.engine()?.export())
    }

    /// All facts on this device.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn facts(&self) -> Result<impl Iterator<Item = &Fact>, DeviceError> {
        Ok(self.engine()?.facts())
    }

    /// The facts that count now, and what is odd about the others.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn history(&self, now: Now) -> Result<History<'_>, DeviceError> {
        Ok(self.engine()?.history(now))
    }

    /// The coach at a moment: reads the facts once, and answers everything for a screen from them.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn coach<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        now: Now,
    ) -> Result<Coach<'a>, DeviceError> {
        Ok(self.engine()?.coach(catalogue, now))
    }

    /// Takes note of what the wall clock shows; see [`Engine::look`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: what partners see is as it was.
    pub fn look(&mut self, now: Now) -> Result<(), DeviceError> {
        self.change(|engine, store| engine.look(now, store))
    }

    /// Starts to share progress with one study partner; see [`Engine::share_progress`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: nothing is shared.
    pub fn share_progress(
        &mut self,
        relation: RelationId,
        now: Now,
    ) -> Result<Invitation, DeviceError> {
        self.write(|engine, store| engine.share_progress(relation, now, store))
    }

    /// Ends a relation; see [`Engine::end_sharing`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it goes on.
    pub fn end_sharing(&mut self, relation: RelationId) -> Result<(), DeviceError> {
        self.write(|engine, store| engine.end_sharing(relation, store))
    }

    /// Follows the progress of somebody else; see [`Engine::follow_progress`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it is not followed.
    pub fn follow_progress(&mut self, invitation: Invitation) -> Result<(), DeviceError> {
        self.change(|engine, store| engine.follow_progress(invitation, store))
    }

    /// What is shared with whom, and what is followed of others.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn sharing(&self) -> Result<Sharing, DeviceError> {
        Ok(self.engine()?.sharing())
    }

    /// Follows somebody's progress no more; see [`Engine::stop_following`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it is still followed.
    pub fn stop_following(&mut self, id: &DocumentId) -> Result<(), DeviceError> {
        self.write(|engine, store| engine.stop_following(id, store))
    }

    /// What a progress document shows, by ISO week.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if the document is not here or cannot be opened.
    pub fn progress(
        &mut self,
        id: &DocumentId,
    ) -> Result<BTreeMap<String, ProgressWeek>, DeviceError> {
        self.write(|engine, store| engine.progress(id, store))
    }

    /// Replaces each document's chunks by one verified snapshot.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] for the last document that could not be read.
    pub fn compact(&mut self) -> Result<(), DeviceError> {
        let outcome = self.write(|engine, store| Ok::<_, StoreError>(engine.compact(store)))?;
        Ok(outcome?)
    }

    /// Whether the device is paused.
    pub const fn is_paused(&self) -> bool {
        matches!(self.mode, Mode::Paused)
    }

    /// Lets go of the disk and of every lock, as an app must before the system suspends it. Until
    /// [`Device::resume`] every call is refused. Calling it again does nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the disk could not be tidied; it is paused all the same.
    pub fn pause(&mut self) -> Result<(), StoreError> {
        self.mode = Mode::Paused;
        self.outputs.clear();
        self.store.close()
    }

    /// Reads the disk again. `seed` is drawn at random anew. Does nothing unless the device is paused.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the store cannot be opened or read; the device stays paused.
    pub fn resume(&mut self, seed: [u8; 32]) -> Result<(), StoreError> {
        if !self.is_paused() {
            return Ok(());
        }
        self.seed = seed;
        self.restart().inspect_err(|_| self.mode = Mode::Paused)
    }

    /// Closes the device; a database is left without a write-ahead log.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the log could not be moved; it is read at the next opening.
    pub fn close(mut self) -> Result<(), StoreError> {
        self.pause()
    }
}
