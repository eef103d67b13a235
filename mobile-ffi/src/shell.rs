//! The device behind one lock, and which of its links may speak.

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::account::secrets::Database;
use rebound_core::base::time::Now;
use rebound_core::device::Device;
use rebound_core::engine::{Coach, Identity};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::store::sqlite::Sqlite;

use rebound_core::crossing::error::ReboundError;

/// The device of one installation, shared by the objects that the app holds.
#[derive(Debug)]
pub(crate) struct Shell {
    catalogue: Catalogue,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    device: Device<Sqlite>,
    /// Counts the links: only the newest may speak.
    link: u64,
}

/// One of the links of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkNo(u64);

impl Shell {
    /// Whether there is a database. Where that cannot be told, nothing may be drawn.
    pub(crate) fn database_at(path: &Path) -> Database {
        if matches!(path.try_exists(), Ok(false)) { Database::Absent } else { Database::Present }
    }

    pub(crate) fn open(
        path: &Path,
        identity: Identity,
        seed: [u8; 32],
    ) -> Result<Self, ReboundError> {
        let catalogue = Catalogue::embedded()
            .map_err(|error| ReboundError::Bug { reason: error.to_string() })?;
        let device = Device::open(path, identity, seed)?;
        Ok(Self { catalogue, state: Mutex::new(State { device, link: 0 }) })
    }

    /// Does `work` with the device.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Device<Sqlite>) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        work(&mut self.lock().device)
    }

    /// Asks the coach at a moment.
    pub(crate) fn coach<T>(
        &self,
        now: Now,
        ask: impl FnOnce(&Coach<'_>) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        self.with(|device| ask(&device.coach(&self.catalogue, now)?))
    }

    /// Does `work` with the device and the catalogue.
    pub(crate) fn with_catalogue<T>(
        &self,
        work: impl FnOnce(&mut Device<Sqlite>, &Catalogue) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        self.with(|device| work(device, &self.catalogue))
    }

    /// Begins a link; every earlier one falls silent.
    pub(crate) fn link(
        &self,
        begin: impl FnOnce(&mut Device<Sqlite>) -> Result<(), ReboundError>,
    ) -> Result<LinkNo, ReboundError> {
        let mut state = self.lock();
        begin(&mut state.device)?;
        state.link += 1;
        Ok(LinkNo(state.link))
    }

    /// Does `work` with the device if `link` is the newest one; `None` if it is over.
    pub(crate) fn on_link<T>(
        &self,
        link: LinkNo,
        work: impl FnOnce(&mut Device<Sqlite>) -> Result<T, ReboundError>,
    ) -> Result<Option<T>, ReboundError> {
        let mut state = self.lock();
        if LinkNo(state.link) != link {
            return Ok(None);
        }
        work(&mut state.device).map(Some)
    }

    /// Pauses the device; its links are over.
    pub(crate) fn pause(&self) -> Result<(), ReboundError> {
        let mut state = self.lock();
        state.link += 1;
        Ok(state.device.pause()?)
    }

    /// A panic under the lock may have left the device half changed. The disk is sound, so the device
    /// counts as paused: `resume` reads the disk again.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            let mut state = poisoned.into_inner();
            // A log that cannot be emptied now is read at the next opening.
            drop(state.device.pause());
            state.link += 1;
            self.state.clear_poison();
            state
        })
    }
}

#[cfg(test)]
mod tests {
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use rebound_core::base::ids::DeviceId;
    use rebound_core::replica::key::AccountKey;

    use super::*;

    #[test]
    fn after_a_panic_the_device_is_paused_and_resumes_from_the_disk() {
        let directory = tempfile::tempdir().unwrap();
        let device = DeviceId::from_bytes([1; 8]);
        let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
        let shell = Shell::open(&directory.path().join("a.db"), identity, [1; 32]).unwrap();
        let fault = AssertUnwindSafe(|| shell.with(|_| -> Result<(), _> { panic!("on purpose") }));
        assert!(catch_unwind(fault).is_err());
        let count = |device: &mut Device<Sqlite>| Ok(device.facts()?.count());
        assert_eq!(shell.with(count), Err(ReboundError::paused()));
        shell.with(|device| Ok(device.resume([2; 32])?)).unwrap();
        assert_eq!(shell.with(count), Ok(0));
    }
}
