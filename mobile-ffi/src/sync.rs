//! One connection to a sync server: bytes in, bytes out, the next deadline. The app owns the socket.

use std::sync::Arc;

use rebound_core::base::time::{Monotonic, Now};
use rebound_core::crossing::error::ReboundError;
use rebound_core::device::{Device, DeviceError};
use rebound_core::engine::News;
use rebound_core::replica::document::item::ProgressWeek;
use rebound_core::replica::link::{CloseReason, Input, Output, Progress, retry};
use rebound_core::store::sqlite::Sqlite;

use crate::shell::{LinkNo, Shell};

/// One connection. Made by `Rebound.connect` when the app's WebSocket is open; ends with it. A new
/// socket takes a new link, after which this one only says that it is over.
///
/// Whatever a call returns is done in order: send the frames, then close if the state is `Ended`.
#[derive(Debug, uniffi::Object)]
pub struct SyncLink {
    shell: Arc<Shell>,
    number: LinkNo,
}

/// What to do at the socket.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct SyncTurn {
    /// Binary frames to send, in order.
    pub frames: Vec<Vec<u8>>,
    /// When to call `SyncLink.timeout`, on the boot clock in milliseconds; `None` once it is over.
    pub deadline_boot_ms: Option<u64>,
    /// How the link is getting on.
    pub state: SyncState,
    /// Whether this call brought or changed facts: show again what is shown. `Rebound.revision` tells of
    /// every other change, too.
    pub facts_changed: bool,
}

/// How a link is getting on.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SyncState {
    /// Waiting for the server's answer.
    Joining,
    /// Exchanging.
    Exchanging {
        /// Documents that are not yet known to be equal on both sides.
        documents: u64,
    },
    /// Everything is equal on both sides but for some documents, which were given up: say so, and
    /// connect again later.
    GivenUp {
        /// Documents that the server does not take or send, or is silent about.
        documents: u64,
    },
    /// The server has stored everything this device has, and the other way round.
    UpToDate,
    /// Over: close the socket.
    Ended {
        /// Why.
        end: SyncEnd,
    },
}

/// Why a link is over.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Enum)]
pub enum SyncEnd {
    /// The socket is gone, another link took over, or the device was paused: connect again.
    Lost,
    /// The server does not answer: connect again after a pause.
    Silent,
    /// What answers does not speak this protocol: check the address.
    NotTheProtocol {
        /// What was wrong.
        reason: String,
    },
    /// The account has another key than this device: take over the right one by pairing, or with the recovery
    /// code. Nothing of this device was sent.
    OtherKey,
    /// The server ended it: sign in again, or show the reason.
    Refused {
        /// The server's words.
        reason: String,
    },
}

#[uniffi::export]
impl SyncLink {
    /// Takes in a binary frame.
    ///
    /// # Errors
    ///
    /// What arrived was not kept: close the socket and connect again later.
    pub fn receive(&self, frame: Vec<u8>, boot_ms: u64) -> Result<SyncTurn, ReboundError> {
        self.turn(|device| Ok(device.handle_input(Input::Frame(&frame), Monotonic(boot_ms))?))
    }

    /// A ping or a pong arrived: the server is there.
    ///
    /// # Errors
    ///
    /// As for `receive`.
    pub fn alive(&self, boot_ms: u64) -> Result<SyncTurn, ReboundError> {
        self.turn(|device| Ok(device.handle_input(Input::Alive, Monotonic(boot_ms))?))
    }

    /// The socket is gone.
    ///
    /// # Errors
    ///
    /// As for `receive`.
    pub fn lost(&self, boot_ms: u64) -> Result<SyncTurn, ReboundError> {
        self.turn(|device| Ok(device.handle_input(Input::Lost, Monotonic(boot_ms))?))
    }

    /// The deadline has passed. Calling it early does nothing.
    ///
    /// # Errors
    ///
    /// As for `receive`.
    pub fn timeout(&self, boot_ms: u64) -> Result<SyncTurn, ReboundError> {
        self.turn(|device| Ok(device.handle_timeout(Monotonic(boot_ms))?))
    }

    /// What there is to send: at the beginning, and after something was recorded.
    ///
    /// # Errors
    ///
    /// `Paused`.
    pub fn poll(&self) -> Result<SyncTurn, ReboundError> {
        self.turn(|_| Ok(()))
    }

    /// Compares the news that were asked for once more with what this link has made equal.
    ///
    /// # Errors
    ///
    /// As for `receive`.
    pub fn compare(&self, news: News, boot_ms: u64) -> Result<SyncTurn, ReboundError> {
        self.turn(|device| Ok(device.compare(news, Monotonic(boot_ms))?))
    }

    /// Whether this link has sent something that the server then names as new: ask once more, and `compare`.
    ///
    /// # Errors
    ///
    /// `Bug`.
    pub fn has_sent(&self) -> Result<bool, ReboundError> {
        let sent = self.shell.on_link(self.number, |device| Ok(device.has_sent()))?;
        Ok(sent.unwrap_or_default())
    }
}

/// How long to wait before a lost connection is tried again, in milliseconds. `losses` counts the tries since both
/// sides were last equal, this one included; `chance` is drawn anew each time. Another network, or the app coming to
/// the front, is a reason not to wait.
#[uniffi::export]
pub fn retry_after_ms(losses: u32, chance: u64) -> u64 {
    retry::pause_ms(losses, chance)
}

impl SyncLink {
    pub(crate) fn begin(
        shell: Arc<Shell>,
        now: Now,
        connect: impl FnOnce(&mut Device<Sqlite>) -> Result<(), DeviceError>,
    ) -> Result<Self, ReboundError> {
        let number = shell.link(|device| {
            device.look(now)?;
            Ok(connect(device)?)
        })?;
        Ok(Self { shell, number })
    }

    fn turn(
        &self,
        step: impl FnOnce(&mut Device<Sqlite>) -> Result<(), ReboundError>,
    ) -> Result<SyncTurn, ReboundError> {
        let turn = self.shell.on_link(self.number, |device| {
            let before = device.facts_revision();
            step(device)?;
            let facts_changed = device.facts_revision() != before;
            Ok(SyncTurn { facts_changed, ..SyncTurn::of(device) })
        })?;
        Ok(turn.unwrap_or_else(SyncTurn::over))
    }
}

impl SyncTurn {
    fn of(device: &mut Device<Sqlite>) -> Self {
        let outputs = std::iter::from_fn(|| device.poll_output());
        let frames = outputs
            .filter_map(|output| if let Output::Send(frame) = output { Some(frame) } else { None })
            .collect();
        let deadline_boot_ms = device.next_timeout().map(|deadline| deadline.0);
        let state = device.sync_progress().into();
        Self { frames, deadline_boot_ms, state, facts_changed: false }
    }

    fn over() -> Self {
        let (frames, deadline_boot_ms) = (Vec::new(), None);
        Self { frames, deadline_boot_ms, state: None.into(), facts_changed: false }
    }
}

impl From<Option<Progress>> for SyncState {
    fn from(progress: Option<Progress>) -> Self {
        match progress {
            Some(Progress::Joining) => Self::Joining,
            Some(Progress::Exchanging(documents)) => {
                Self::Exchanging { documents: documents.try_into().unwrap_or(u64::MAX) }
            }
            Some(Progress::GivenUp(documents)) => {
                Self::GivenUp { documents: documents.try_into().unwrap_or(u64::MAX) }
            }
            Some(Progress::UpToDate) => Self::UpToDate,
            Some(Progress::Closed(reason)) => Self::Ended { end: reason.into() },
            None => Self::Ended { end: SyncEnd::Lost },
        }
    }
}

impl From<CloseReason> for SyncEnd {
    fn from(reason: CloseReason) -> Self {
        match reason {
            CloseReason::OtherKey => Self::OtherKey,
            CloseReason::Lost => Self::Lost,
            CloseReason::Silent => Self::Silent,
            CloseReason::Protocol(reason) => Self::NotTheProtocol { reason: reason.to_owned() },
            CloseReason::Refused(reason) => Self::Refused { reason },
        }
    }
}

/// One ISO week as a study partner sees it.
#[derive(Clone, Debug, PartialEq, Eq, uniffi::Record)]
pub struct PartnerWeek {
    /// The week: `2026-W10`.
    pub week: String,
    /// Study sessions, practice sets and mock exams.
    pub sessions: u64,
    /// Days with at least one of them, 0 to 7.
    pub study_days: u64,
}

impl From<(String, ProgressWeek)> for PartnerWeek {
    fn from((week, shown): (String, ProgressWeek)) -> Self {
        Self { week, sessions: shown.sessions, study_days: shown.study_days }
    }
}
