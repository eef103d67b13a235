//! A device's link to a server, for the shell that owns the socket.

use crate::base::ids::AccountId;
use crate::base::time::{Monotonic, Now};
use crate::device::{Device, DeviceError};
use crate::engine::{Engine, News, SyncStatus};
use crate::replica::link::{Input, Output, Progress};
use crate::store::{Store, StoreError};

impl<S: Store> Device<S> {
    /// Starts to sync over a socket that is connected.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn connect(&mut self, now: Monotonic) -> Result<(), DeviceError> {
        self.outputs.clear();
        self.change(|engine, _| engine.connect(now))
    }

    /// The same as a device of `account`: whether this one has the account's key is learnt before anything
    /// else is said; see
    /// [`Engine::connect_as`](crate::engine::Engine::connect_as).
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn connect_as(&mut self, account: AccountId, now: Monotonic) -> Result<(), DeviceError> {
        self.outputs.clear();
        self.change(|engine, store| engine.connect_as(account, now, store))
    }

    /// From which moment on the server of `account` is to be asked what is new; see [`Engine::feed_moment`].
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn feed_moment(&self, account: AccountId) -> Result<Option<&str>, DeviceError> {
        Ok(self.engine()?.feed_moment(account))
    }

    /// Takes note of what is new on the server; tells whether a link is needed. See [`Engine::take_news`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn take_news(&mut self, news: &News, now: Now) -> Result<bool, DeviceError> {
        self.write(|engine, _| Ok::<_, StoreError>(engine.take_news(news, now)))
    }

    /// Starts to sync what is new there, or here, over a socket that is connected; see
    /// [`Engine::connect_for`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn connect_for(&mut self, news: News, now: Monotonic) -> Result<(), DeviceError> {
        self.outputs.clear();
        self.change(|engine, store| engine.connect_for(news, now, store))
    }

    /// Whether the link has sent something; see [`Engine::has_sent`].
    pub fn has_sent(&self) -> bool {
        self.engine().is_ok_and(Engine::has_sent)
    }

    /// Compares what is new on the server with what the link has made equal; see [`Engine::compare`].
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn compare(&mut self, news: News, now: Monotonic) -> Result<(), DeviceError> {
        self.change(|engine, store| engine.compare(news, now, store))
    }

    /// Takes in what happened at the socket.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: what arrived was not kept; close the socket and connect again later.
    pub fn handle_input(&mut self, input: Input<'_>, now: Monotonic) -> Result<(), DeviceError> {
        self.change(|engine, store| engine.handle_input(input, now, store))
    }

    /// Acts on a deadline that has passed. Calling it early does nothing.
    ///
    /// # Errors
    ///
    /// [`DeviceError`] if something could not be stored.
    pub fn handle_timeout(&mut self, now: Monotonic) -> Result<(), DeviceError> {
        self.change(|engine, store| engine.handle_timeout(now, store))
    }

    /// What to do at the socket next, until `None`.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    /// When [`Device::handle_timeout`] has something to do, if ever.
    pub fn next_timeout(&self) -> Option<Monotonic> {
        self.engine().ok()?.next_timeout()
    }

    /// How the link is getting on; `None` if there is none: no socket was connected since the device
    /// started, was resumed, or met a fault.
    pub fn sync_progress(&self) -> Option<Progress> {
        self.engine().ok()?.sync_progress()
    }

    /// Rises with every change of anything that can be shown: of what was recorded or came from elsewhere,
    /// of what is waiting for the server, and when the device starts from its disk again. Two equal numbers
    /// of one device mean that nothing has changed between them; it says nothing across devices.
    pub const fn revision(&self) -> u64 {
        self.revision
    }

    /// How often the facts have changed since the device last started from its disk; see
    /// [`Engine::facts_revision`].
    pub fn facts_revision(&self) -> u64 {
        self.engine().map_or(0, Engine::facts_revision)
    }

    /// What is safe on the server, and since when.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn sync_status(&self) -> Result<SyncStatus, DeviceError> {
        Ok(self.engine()?.sync_status())
    }

    /// Documents with changes that the server is not known to have stored.
    ///
    /// # Errors
    ///
    /// As for [`Device::engine`].
    pub fn pending(&self) -> Result<usize, DeviceError> {
        Ok(self.engine()?.pending())
    }
}
