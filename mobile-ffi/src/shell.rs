//! The device behind one lock, and what happens to it when the app is suspended.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::exam::catalogue::Catalogue;

use rebound_core::crossing::error::ReboundError;

/// The device of one installation, shared by the objects that the app holds.
#[derive(Debug)]
pub(crate) struct Shell {
    path: PathBuf,
    identity: Identity,
    catalogue: Catalogue,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` while paused.
    device: Option<Device>,
    /// Counts the links: only the newest may speak.
    link: u64,
}

/// One of the links of a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LinkNo(u64);

impl Shell {
    pub(crate) fn open(
        path: &Path,
        identity: Identity,
        seed: [u8; 32],
    ) -> Result<Self, ReboundError> {
        let catalogue = Catalogue::embedded()
            .map_err(|error| ReboundError::Bug { reason: error.to_string() })?;
        let device = Device::open(path, identity.clone(), seed)?;
        let state = Mutex::new(State { device: Some(device), link: 0 });
        Ok(Self { path: path.to_owned(), identity, catalogue, state })
    }

    /// Does `work` with the device.
    pub(crate) fn with<T>(
        &self,
        work: impl FnOnce(&mut Device) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        let mut state = self.lock();
        work(state.device.as_mut().ok_or_else(ReboundError::paused)?)
    }

    /// Does `work` with the device and the catalogue of exams.
    pub(crate) fn coach<T>(
        &self,
        work: impl FnOnce(&Device, &Catalogue) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        self.with(|device| work(device, &self.catalogue))
    }

    /// Begins a link; every earlier one falls silent.
    pub(crate) fn link(
        &self,
        begin: impl FnOnce(&mut Device) -> Result<(), ReboundError>,
    ) -> Result<LinkNo, ReboundError> {
        let mut state = self.lock();
        begin(state.device.as_mut().ok_or_else(ReboundError::paused)?)?;
        state.link += 1;
        Ok(LinkNo(state.link))
    }

    /// Does `work` with the device if `link` is the newest one; `None` if it is over.
    pub(crate) fn on_link<T>(
        &self,
        link: LinkNo,
        work: impl FnOnce(&mut Device) -> Result<T, ReboundError>,
    ) -> Result<Option<T>, ReboundError> {
        let mut state = self.lock();
        if LinkNo(state.link) != link {
            return Ok(None);
        }
        work(state.device.as_mut().ok_or_else(ReboundError::paused)?).map(Some)
    }

    /// Empties the write-ahead log and closes the database. Does nothing when it is closed.
    pub(crate) fn pause(&self) -> Result<(), ReboundError> {
        let mut state = self.lock();
        state.link += 1;
        Ok(state.device.take().map_or(Ok(()), Device::close)?)
    }

    /// Opens the database again. Does nothing when it is open.
    pub(crate) fn resume(&self, seed: [u8; 32]) -> Result<(), ReboundError> {
        let mut state = self.lock();
        if state.device.is_none() {
            state.device = Some(Device::open(&self.path, self.identity.clone(), seed)?);
        }
        Ok(())
    }

    /// A panic under the lock may have left the device half changed. The disk is sound, so the
    /// device is let go and counts as paused: `resume` reads the disk again.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(|poisoned: PoisonError<_>| {
            let mut state = poisoned.into_inner();
            state.device = None;
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
    use rebound_core::replica::document::name::AccountKey;

    use super::*;

    #[test]
    fn after_a_panic_the_device_is_paused_and_resumes_from_the_disk() {
        let directory = tempfile::tempdir().unwrap();
        let device = DeviceId::from_bytes([1; 8]);
        let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
        let shell = Shell::open(&directory.path().join("a.db"), identity, [1; 32]).unwrap();
        let fault = AssertUnwindSafe(|| shell.with(|_| -> Result<(), _> { panic!("on purpose") }));
        assert!(catch_unwind(fault).is_err());
        assert_eq!(shell.with(|_| Ok(())), Err(ReboundError::paused()));
        shell.resume([2; 32]).unwrap();
        assert_eq!(shell.with(|device| Ok(device.facts().count())), Ok(0));
    }
}
