//! A candidate's device, or a study partner's.

#[cfg(feature = "faults")]
mod faults;
mod links;
mod screens;
pub mod sharing;

use std::path::Path;
use std::sync::Arc;

use rebound_core::account::Secrets;
use rebound_core::account::secret_store::SecretStore;
use rebound_core::base::ids::{ExamCode, FactId};
use rebound_core::base::time::Now;
use rebound_core::coach::history::Anomaly;
use rebound_core::coach::planner::plan::Plan;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::engine::{Imported, SyncStatus};
use rebound_core::exam::policy::eligibility::Eligibility;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::formats::json;
use rebound_core::formats::page::Page;
use zeroize::Zeroizing;

use crate::coach::briefing::Briefing;
use crate::coach::summary::Summary;
use crate::shell::Shell;

/// What the core calls a text that the app hands over: the app knows where it comes from.
const TEXT: &str = "the text";

/// The device: record, read, plan, sync. May be used from any thread; one call runs at a time, and
/// each that records returns when the disk has it, so call it off the main thread.
#[derive(Debug, uniffi::Object)]
pub struct Rebound {
    shell: Arc<Shell>,
    secrets: Secrets,
}

#[uniffi::export]
impl Rebound {
    /// Opens the device whose database lies at `path`, creating it if there is none.
    ///
    /// The id of this device and the account key are drawn at the very first opening, and put away in `secrets`
    /// before there is a database; `seed` are 32 random bytes, new for each call. A device that is to join
    /// an account does so before: `Account.join`, `Account.recover`.
    ///
    /// # Errors
    ///
    /// `SecretsUnavailable`: call it again, nothing is half done. `KeyMissing`, `Invalid` (also for a folder
    /// that is not there), `OpenElsewhere`, `ForeignFile`, `OtherDevice`, `OtherAccount`, `UpdateNeeded`,
    /// `Damaged`, `Unavailable`.
    #[uniffi::constructor]
    pub fn open(
        path: String,
        secrets: Arc<dyn SecretStore>,
        seed: Vec<u8>,
    ) -> Result<Self, ReboundError> {
        let (path, seed) = (argument("path", path)?, bytes("seed", seed)?);
        let (path, secrets) = (Path::new(&*path), Secrets::new(secrets));
        let identity = secrets.identity(Shell::database_at(path), &seed)?;
        Ok(Self { shell: Arc::new(Shell::open(path, identity, seed)?), secrets })
    }

    /// Whether a fact can be right for its exam: ask before recording what was typed, and show the
    /// field. A score above the pass mark of a sitting that was not passed is such a slip; `record`
    /// takes it all the same.
    ///
    /// # Errors
    ///
    /// `Invalid` names the first field that cannot be right; `Paused`.
    pub fn check(&self, body: FactBody, now: Now) -> Result<(), ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.check(&body)?))
    }

    /// Records what happens now. When this returns, a power cut cannot take it away.
    ///
    /// # Errors
    ///
    /// Nothing was recorded: `Invalid`, `NotHere`, `StorageFull` and others.
    pub fn record(&self, body: FactBody, now: Now) -> Result<FactId, ReboundError> {
        self.shell.with(|device| Ok(device.record(body, now)?))
    }

    /// Records a correction of an earlier fact.
    ///
    /// # Errors
    ///
    /// As for `record`.
    pub fn correct(&self, wrong: FactId, body: FactBody, now: Now) -> Result<FactId, ReboundError> {
        self.shell.with(|device| Ok(device.correct(wrong, body, now)?))
    }

    /// Records what happens now from the open JSON form: the body of one fact, such as
    /// `{"removal": {"target": "…"}}`.
    ///
    /// # Errors
    ///
    /// As for `record`; `Invalid` names the field as a path, `body.removal.target`.
    pub fn record_json(&self, body: String, now: Now) -> Result<FactId, ReboundError> {
        let body = json::read_body(TEXT, &body)?;
        self.shell.with(|device| Ok(device.record(body, now)?))
    }

    /// Takes over the facts of a text in the open JSON form, as `export_json` writes it, with their
    /// own ids and times: all of them, or none.
    ///
    /// # Errors
    ///
    /// Nothing was taken over: `Invalid` names the field as a path, such as
    /// `facts[3].body.attempt.sat_on`; `StorageFull` and others.
    pub fn import_json(&self, text: String) -> Result<Imported, ReboundError> {
        self.shell.with(|device| Ok(device.import_json(TEXT, &text)?))
    }

    /// All facts on this device, by their ids.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn facts(&self) -> Result<Vec<Fact>, ReboundError> {
        self.shell.with(|device| Ok(device.facts()?.cloned().collect()))
    }

    /// Everything on this device in the open JSON form: the document `rebound-facts`.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn export_json(&self) -> Result<String, ReboundError> {
        self.shell.with(|device| Ok(device.export()?))
    }

    /// What is odd about the facts, and which do not count: slips on score reports, domains that an
    /// exam does not have, facts of a clock that is ahead. Of every exam that was chosen or sat.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn anomalies(&self, now: Now) -> Result<Vec<Anomaly>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.anomalies()))
    }

    /// What was studied for an exam, by week and domain.
    ///
    /// # Errors
    ///
    /// `Paused`, `Invalid`.
    pub fn summary(&self, exam: ExamCode, now: Now) -> Result<Summary, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.summary(&exam).into()))
    }

    /// When the vendor lets the candidate sit again.
    ///
    /// # Errors
    ///
    /// `Paused`; `Invalid` for an exam that neither the catalogue nor the candidate has.
    pub fn eligibility(&self, exam: ExamCode, now: Now) -> Result<Eligibility, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.eligibility(&exam)?))
    }

    /// What to do on which day until the exam.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn plan(&self, exam: ExamCode, now: Now) -> Result<Plan, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.plan(&exam)?))
    }

    /// Everything the coach has to say about an exam, from one moment: what is known per domain and
    /// how surely, the likely causes with their evidence, what explains the weak domains, when to sit
    /// again, the plan, and how it differs from last time.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn briefing(&self, exam: ExamCode, now: Now) -> Result<Briefing, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.briefing(&exam)?.into()))
    }

    /// The page about an exam that a candidate needs, part by part: what happened, what to do next, when
    /// it may be sat again, what the report says, why, the hours and the weeks, and what would help.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn page(&self, exam: ExamCode, now: Now) -> Result<Page, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.page(&exam)?))
    }

    /// The report of the last sitting as a page in Markdown, with what it can and cannot say, to print
    /// or to hand on; `None` if the exam was never sat. It holds what never leaves the device otherwise:
    /// only the candidate hands it on.
    ///
    /// # Errors
    ///
    /// As for `eligibility`.
    pub fn annotated_report(
        &self,
        exam: ExamCode,
        now: Now,
    ) -> Result<Option<String>, ReboundError> {
        self.shell.coach(now, |coach| Ok(coach.annotated_report(&exam)?))
    }

    /// What is safe on the server, and since when.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn sync_status(&self) -> Result<SyncStatus, ReboundError> {
        self.shell.with(|device| Ok(device.sync_status()?))
    }

    /// A number that rises with every change of anything that can be shown, whoever made it: an app that
    /// has shown everything asks again when it is another one. Also while the device is paused.
    ///
    /// # Errors
    ///
    /// None that is known.
    pub fn revision(&self) -> Result<u64, ReboundError> {
        self.shell.with(|device| Ok(device.revision()))
    }

    /// Makes the database smaller and faster to open; worth a call in a quiet hour.
    ///
    /// # Errors
    ///
    /// `Paused`, `Damaged`, `Unavailable`.
    pub fn compact(&self) -> Result<(), ReboundError> {
        self.shell.with(|device| Ok(device.compact()?))
    }

    /// Empties the write-ahead log and closes the database, as an app must before the system suspends
    /// it: iOS ends a suspended process that holds a lock on a file. Calling it again does nothing.
    ///
    /// # Errors
    ///
    /// `Unavailable` if the log could not be emptied; it is read at the next opening.
    pub fn pause(&self) -> Result<(), ReboundError> {
        self.shell.pause()
    }

    /// Opens the database again. `seed` are 32 new random bytes. Calling it again does nothing.
    ///
    /// # Errors
    ///
    /// As for `open`.
    pub fn resume(&self, seed: Vec<u8>) -> Result<(), ReboundError> {
        let seed = bytes("seed", seed)?;
        self.shell.with(|device| Ok(device.resume(seed)?))
    }
}

/// What the app handed over is overwritten: keys are made of it.
pub(crate) fn bytes<const N: usize>(field: &str, bytes: Vec<u8>) -> Result<[u8; N], ReboundError> {
    let bytes = Zeroizing::new(bytes);
    let wrong = || format!("{} bytes: allowed are exactly {N}", bytes.len());
    bytes.as_slice().try_into().map_err(|_| ReboundError::invalid(field, wrong()))
}
