//! The device behind one lock, and which of its links may speak.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use rebound_core::account::secrets::Database;
use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::device::Device;
use rebound_core::engine::{Coach, Identity};
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::store::sqlite::Sqlite;

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
        self.locked(|state| work(&mut state.device))
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
        self.locked(|state| {
            begin(&mut state.device)?;
            state.link += 1;
            Ok(LinkNo(state.link))
        })
    }

    /// Does `work` with the device if `link` is the newest one; `None` if it is over.
    pub(crate) fn on_link<T>(
        &self,
        link: LinkNo,
        work: impl FnOnce(&mut Device<Sqlite>) -> Result<T, ReboundError>,
    ) -> Result<Option<T>, ReboundError> {
        self.locked(|state| match LinkNo(state.link) == link {
            true => work(&mut state.device).map(Some),
            false => Ok(None),
        })
    }

    /// Pauses the device; its links are over.
    pub(crate) fn pause(&self) -> Result<(), ReboundError> {
        self.locked(|state| {
            state.link += 1;
            Ok(state.device.pause()?)
        })
    }

    /// Does `work` under the lock. One that panics may have left the device half changed. The disk is sound,
    /// so the device is paused: `resume` reads the disk again.
    fn locked<T>(
        &self,
        work: impl FnOnce(&mut State) -> Result<T, ReboundError>,
    ) -> Result<T, ReboundError> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        catch_unwind(AssertUnwindSafe(|| work(&mut state))).unwrap_or_else(|panic| {
            state.link += 1;
            // A log that cannot be emptied now is read at the next opening.
            drop(state.device.pause());
            Err(ReboundError::Bug { reason: words(&*panic).to_owned() })
        })
    }
}

/// What a panic says of itself.
fn words(panic: &(dyn Any + Send)) -> &str {
    let literal = panic.downcast_ref::<&str>().copied();
    literal.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("a panic")
}
