//! A device: the engine with its database, the shell that apps embed.
//!
//! It carries out the engine's effects. What has to be stored is stored before a call returns; what
//! has to be sent waits for [`Device::poll_output`], because the platform owns the socket.

use std::collections::{BTreeMap, VecDeque};
use std::path::{Path, PathBuf};

use crate::base::ids::{ExamCode, FactId, RelationId};
use crate::base::time::{Monotonic, Now};
use crate::coach::derivation::Briefing;
use crate::coach::history::{Anomaly, History};
use crate::coach::planner::plan::Plan;
use crate::coach::summary::Summary;
use crate::engine::{CoachError, Effect, Engine, Identity, Imported, LibraryError, RecordError};
use crate::exam::catalogue::Catalogue;
use crate::exam::policy::eligibility::Eligibility;
use crate::facts::{Fact, FactBody};
use crate::formats::json::{self, FactsError};
use crate::replica::document::progress::ProgressWeek;
use crate::replica::document_id::DocumentId;
use crate::replica::link::{Input, Output, Progress};
use crate::store::{Store, StoreError};
use crate::wording::not_allowed::NotAllowed;

/// A use case did not come to its end. Nothing that was stored before is lost.
#[derive(Debug, thiserror::Error)]
pub enum DeviceError {
    /// The text is not what [`Device::export`] writes.
    #[error(transparent)]
    Facts(#[from] FactsError),
    /// The fact was not recorded.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// A document cannot be read or changed.
    #[error(transparent)]
    Library(#[from] LibraryError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A device: the engine with its database.
#[derive(Debug)]
pub struct Device {
    identity: Identity,
    path: PathBuf,
    seed: [u8; 32],
    engine: Engine,
    store: Store,
    outputs: VecDeque<Output>,
}

impl Device {
    /// Opens the device whose database lies at `path`. `seed` is drawn at random for each process.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the database cannot be opened.
    pub fn open(path: &Path, identity: Identity, seed: [u8; 32]) -> Result<Self, StoreError> {
        let store = Store::open(path, identity.device)?;
        let engine = Engine::open(identity.clone(), store.read()?, seed);
        Ok(Self { identity, path: path.to_owned(), seed, engine, store, outputs: VecDeque::new() })
    }

    /// Records a fact that happens now. When this returns, a power cut cannot take it away.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: the fact was not recorded.
    pub fn record(&mut self, body: FactBody, now: Now) -> Result<FactId, DeviceError> {
        let recorded = self.engine.record(body, None, now, &self.store);
        self.settle()?;
        Ok(recorded?)
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
        let recorded = self.engine.record(body, Some(wrong), now, &self.store);
        self.settle()?;
        Ok(recorded?)
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
        let imported = self.engine.import(facts, &self.store);
        if imported.is_err() {
            self.reopen()?;
        }
        self.settle()?;
        Ok(imported?)
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

    /// Everything on this device in the open form.
    pub fn export(&self) -> String {
        self.engine.export()
    }

    /// All facts on this device.
    pub fn facts(&self) -> impl Iterator<Item = &Fact> {
        self.engine.facts()
    }

    /// The facts that count now, and what is odd about the others.
    pub fn history(&self, now: Now) -> History<'_> {
        self.engine.history(now)
    }

    /// Whether what somebody is about to record can be right for its exam; see [`Engine::check`].
    ///
    /// # Errors
    ///
    /// [`NotAllowed`] names the first field that cannot be right.
    pub fn check(
        &self,
        body: &FactBody,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<(), NotAllowed> {
        self.engine.check(body, catalogue, now)
    }

    /// What is odd about what was recorded, and what does not count.
    pub fn anomalies(&self, catalogue: &Catalogue, now: Now) -> Vec<Anomaly> {
        self.engine.anomalies(catalogue, now)
    }

    /// What was studied for `exam`, by week and domain.
    pub fn summary(&self, exam: &ExamCode, now: Now) -> Summary {
        self.engine.summary(exam, now)
    }

    /// When the candidate may sit `exam` again.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn eligibility(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Eligibility, CoachError> {
        self.engine.eligibility(exam, catalogue, now)
    }

    /// What to do on which day until `exam`.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn plan(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Plan, CoachError> {
        self.engine.plan(exam, catalogue, now)
    }

    /// Everything the coach has to say about `exam`.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn briefing(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Briefing, CoachError> {
        self.engine.briefing(exam, catalogue, now)
    }

    /// The report of the last sitting of `exam` as a page in Markdown; `None` if it was never sat.
    ///
    /// # Errors
    ///
    /// [`CoachError`] if there is no such exam.
    pub fn annotated_report(
        &self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Option<String>, CoachError> {
        self.engine.annotated_report(exam, catalogue, now)
    }

    /// Takes note of what the wall clock shows; see [`Engine::look`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: what partners see is as it was.
    pub fn look(&mut self, now: Now) -> Result<(), DeviceError> {
        let looked = self.engine.look(now, &self.store);
        self.settle()?;
        Ok(looked?)
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
    ) -> Result<DocumentId, DeviceError> {
        let shared = self.engine.share_progress(relation, now, &self.store);
        self.settle()?;
        Ok(shared?)
    }

    /// Follows the progress of somebody else; see [`Engine::follow_progress`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it is not followed.
    pub fn follow_progress(&mut self, id: DocumentId) -> Result<(), DeviceError> {
        let followed = self.engine.follow_progress(id, &self.store);
        self.settle()?;
        Ok(followed?)
    }

    /// What a progress document shows, by ISO week.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if the document cannot be opened.
    pub fn progress(
        &mut self,
        id: &DocumentId,
    ) -> Result<BTreeMap<String, ProgressWeek>, DeviceError> {
        Ok(self.engine.progress(id, &self.store)?)
    }

    /// Replaces each document's chunks by one verified snapshot.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] for the last document that could not be read.
    pub fn compact(&mut self) -> Result<(), DeviceError> {
        let compacted = self.engine.compact(&self.store);
        self.settle()?;
        Ok(compacted?)
    }

    /// Starts to sync over a socket that is connected.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if something could not be stored.
    pub fn connect(&mut self, now: Monotonic) -> Result<(), StoreError> {
        self.outputs.clear();
        self.engine.connect(now);
        self.settle()
    }

    /// Takes in what happened at the socket.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: what arrived was not kept; close the socket and connect again later.
    pub fn handle_input(&mut self, input: Input<'_>, now: Monotonic) -> Result<(), DeviceError> {
        let handled = self.engine.handle_input(input, now, &self.store);
        self.settle()?;
        Ok(handled?)
    }

    /// Acts on a deadline that has passed. Calling it early does nothing.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if something could not be stored.
    pub fn handle_timeout(&mut self, now: Monotonic) -> Result<(), StoreError> {
        self.engine.handle_timeout(now, &self.store);
        self.settle()
    }

    /// What to do at the socket next, until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Device::handle_timeout`] has something to do, if ever.
    pub fn next_timeout(&self) -> Option<Monotonic> {
        self.engine.next_timeout()
    }

    /// How the link is getting on; `None` if there never was one.
    pub fn sync_progress(&self) -> Option<Progress> {
        self.engine.sync_progress()
    }

    /// Documents with changes that the server is not known to have stored.
    pub fn pending(&self) -> usize {
        self.engine.pending()
    }

    /// Closes the device; the database is left without a write-ahead log.
    ///
    /// # Errors
    ///
    /// [`StoreError`] if the log could not be moved; it is read at the next opening.
    pub fn close(self) -> Result<(), StoreError> {
        self.store.close()
    }

    /// Carries out what the engine wants. If storing fails, the engine starts again from the disk,
    /// so that memory never knows more than the disk does.
    fn settle(&mut self) -> Result<(), StoreError> {
        while let Some(effect) = self.engine.poll_effect() {
            match effect {
                Effect::Link(output) => self.outputs.push_back(output),
                Effect::Persist(batch) => {
                    if let Err(error) = self.store.apply(&batch) {
                        self.reopen()?;
                        return Err(error);
                    }
                }
            }
        }
        Ok(())
    }

    fn reopen(&mut self) -> Result<(), StoreError> {
        // Another seed than the last, so that no actor and no fact id is used twice.
        for byte in &mut self.seed {
            *byte = byte.wrapping_add(1);
            if *byte != 0 {
                break;
            }
        }
        self.outputs.clear();
        self.store = Store::open(&self.path, self.identity.device)?;
        self.engine = Engine::open(self.identity.clone(), self.store.read()?, self.seed);
        Ok(())
    }
}
