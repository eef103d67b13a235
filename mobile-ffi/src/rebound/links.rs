//! How a sync begins: what is new, and a link for it or for everything.

use std::sync::Arc;

use rebound_core::base::ids::AccountId;
use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::engine::News;

use crate::rebound::Rebound;
use crate::sync::SyncLink;

#[uniffi::export]
impl Rebound {
    /// Starts to sync over a WebSocket that is open. An earlier link is over then. A device with another key
    /// than its account's is told so (`OtherKey`) instead of syncing past the others; `account` is for a
    /// device whose credential does not lie in its key store. As `look` does, it takes note of what the clocks
    /// show.
    ///
    /// # Errors
    ///
    /// `Paused`, `SecretsUnavailable`, `StorageFull` and others.
    #[uniffi::method(default(account = None))]
    pub fn connect(
        &self,
        now: Now,
        account: Option<AccountId>,
    ) -> Result<Arc<SyncLink>, ReboundError> {
        let account =
            account.map_or_else(|| self.secrets.account(), |account| Ok(Some(account)))?;
        SyncLink::begin(self.shell.clone(), now, |device| match account {
            Some(account) => device.connect_as(account, now.boot()),
            None => device.connect(now.boot()),
        })
        .map(Arc::new)
    }

    /// Takes note of what is new on the server, and of what the clocks show; tells whether there is anything to
    /// exchange. If so, open the WebSocket and `connect_for` it; if not, both sides hold the same, and no socket is
    /// needed.
    ///
    /// # Errors
    ///
    /// As for `connect`.
    pub fn take_news(&self, news: News, now: Now) -> Result<bool, ReboundError> {
        self.shell.with(|device| {
            device.look(now)?;
            Ok(device.take_news(&news, now)?)
        })
    }

    /// Starts to sync what is new there, or here, over a WebSocket that is open. Once it is up to date and
    /// `SyncLink.has_sent`, ask for the news again, `SyncLink.compare` them, then close.
    ///
    /// # Errors
    ///
    /// As for `connect`.
    pub fn connect_for(&self, news: News, now: Now) -> Result<Arc<SyncLink>, ReboundError> {
        SyncLink::begin(self.shell.clone(), now, |device| device.connect_for(news, now.boot()))
            .map(Arc::new)
    }
}

impl Rebound {
    /// From which moment on the server of an account is to be asked what is new.
    pub(crate) fn feed_moment(&self, account: AccountId) -> Result<Option<String>, ReboundError> {
        self.shell.with(|device| Ok(device.feed_moment(account)?.map(str::to_owned)))
    }
}
