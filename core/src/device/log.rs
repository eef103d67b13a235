//! Everything that was recorded, as a person goes through it: a page at a time, taken back, brought back.

use crate::base::ids::{ExamCode, FactId};
use crate::base::time::Now;
use crate::device::{Device, DeviceError};
use crate::engine::{CoachError, RecordError, UnknownReference};
use crate::exam::catalogue::Catalogue;
use crate::facts::planning::PlanAnchor;
use crate::facts::{FactBody, Removal};
use crate::screens::log::{FactSheet, Log, LogPage, LogQuery, Removals};
use crate::store::Store;

impl<S: Store> Device<S> {
    /// One page of everything that was recorded, newest first.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn log_page(
        &self,
        query: &LogQuery,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<LogPage, DeviceError> {
        let coach = self.coach(catalogue, now)?;
        let log = Log::of(self.facts()?, coach.history(), coach.anomalies(), now);
        Ok(log.page(query))
    }

    /// One fact, with what it corrected and what it counts for.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`], and [`UnknownReference`] for what the log does not have.
    pub fn fact_sheet(
        &self,
        id: &FactId,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<FactSheet, DeviceError> {
        let coach = self.coach(catalogue, now)?;
        let log = Log::of(self.facts()?, coach.history(), coach.anomalies(), now);
        let body = self.engine()?.fact(id).map(|fact| &fact.body);
        let counts_for = body.and_then(|body| coach.counts_for(id, body));
        log.sheet(id, counts_for).ok_or_else(|| {
            RecordError::from(UnknownReference { field: "fact", id: id.clone() }).into()
        })
    }

    /// Takes a fact back. It stays in the log and counts no more.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it counts as before.
    pub fn remove(&mut self, fact: FactId, now: Now) -> Result<FactId, DeviceError> {
        self.record(FactBody::Removal(Removal { target: fact }), now)
    }

    /// Brings back a fact that was taken back, by taking the removals back. Of one that was not, nothing
    /// changes.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it counts as before.
    pub fn restore(&mut self, fact: &FactId, now: Now) -> Result<(), DeviceError> {
        self.write(|engine, store| {
            let removals = Removals::of(engine.facts());
            let removals: Vec<FactId> =
                removals.in_force(fact).map(|removal| removal.id.clone()).collect();
            for target in removals {
                engine.record(FactBody::Removal(Removal { target }), None, now, store)?;
            }
            Ok::<(), RecordError>(())
        })
    }

    /// Notes that the plan for `exam` was shown as it is now, so that the next one is kept close to it;
    /// `None` where nothing had to be noted. See
    /// [`Coach::shown`](crate::engine::Coach::shown).
    ///
    /// # Errors
    ///
    /// [`DeviceError`], or the coach's if there is no such exam: nothing was noted.
    pub fn note_shown(
        &mut self,
        exam: &ExamCode,
        catalogue: &Catalogue,
        now: Now,
    ) -> Result<Option<FactId>, ShownError> {
        let anchor: Option<PlanAnchor> = self.coach(catalogue, now)?.shown(exam)?;
        anchor.map(|anchor| Ok(self.record(FactBody::PlanAnchor(anchor), now)?)).transpose()
    }
}

/// That a plan was shown could not be noted.
#[derive(Debug, thiserror::Error)]
pub enum ShownError {
    /// There is no plan.
    #[error(transparent)]
    Coach(#[from] CoachError),
    /// The device does not take it.
    #[error(transparent)]
    Device(#[from] DeviceError),
}
