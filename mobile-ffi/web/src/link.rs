//! How a sync goes: what the driver of the socket tells the device, and what the device tells it.
//! What a device has of its own account is asked of its secrets.

use rebound_core::account::http::HttpRequest;
use rebound_core::base::time::Monotonic;
use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::length::argument;
use rebound_core::device::Device;
use rebound_core::engine::News;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::link::{CloseReason, Input, Output, Progress, retry};
use rebound_core::replica::wire::{Frame, WireLimits};
use rebound_core::screens::key_warnings::KeyWarnings;
use rebound_core::store::rows::RowStore;
use serde::Serialize;

use crate::host::Host;
use crate::table::calls;

/// How a link is getting on, and when to call again.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
pub(crate) struct SyncTurn {
    /// When to call `timeout`, on the boot clock in milliseconds; `null` once it is over.
    deadline_boot_ms: Option<u64>,
    /// How the link is getting on.
    state: SyncState,
}

/// How a link is getting on.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub(crate) enum SyncState {
    /// Waiting for the server's answer.
    Joining,
    /// Exchanging.
    Exchanging {
        /// Documents that are not yet known to be equal on both sides.
        documents: u64,
    },
    /// Equal on both sides but for some documents, which were given up.
    GivenUp {
        /// How many those are.
        documents: u64,
    },
    /// The server has stored everything this device has, and the other way round.
    UpToDate,
    /// Over: close the socket.
    Ended {
        /// Why.
        end: SyncEnd,
        /// In words, where there are some.
        reason: String,
    },
}

/// Why a link is over.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub(crate) enum SyncEnd {
    /// The socket is gone: connect again.
    Lost,
    /// The server does not answer: connect again after a pause.
    Silent,
    /// What answers does not speak this protocol: check the address.
    NotTheProtocol,
    /// The account has another key than this device.
    OtherKey,
    /// The server ended it: sign in again, or show the reason.
    Refused,
}

/// Where a page opens its WebSocket. It cannot send a head with it, so it asks for a ticket first.
#[derive(Debug, Serialize)]
#[cfg_attr(feature = "declarations", derive(ts_rs::TS))]
pub(crate) struct Socket {
    /// The address of the WebSocket.
    url: String,
    /// Where a ticket is had, by POST.
    tickets: String,
    /// What the request for it shows.
    authorization: String,
}

impl Socket {
    fn of(request: HttpRequest) -> Self {
        let tickets = request.url.replacen("ws", "http", 1);
        let tickets = tickets.strip_suffix("/sync").unwrap_or(&tickets).to_owned() + "/v1/tickets";
        let authorization = request.headers.into_iter().next().map(|line| line.value);
        Self { url: request.url, tickets, authorization: authorization.unwrap_or_default() }
    }
}

calls! {
    /// What the worker itself asks of the core.
    interface InnerCalls for (host, at);

    /// What a person is told about keys before it is too late.
    warnings() -> KeyWarnings {
        KeyWarnings::all()
    }
    /// What two devices show alike if they have the same key; it tells nothing of it.
    fingerprint() -> String {
        host.secrets().account_key()?.fingerprint().to_string()
    }
    /// The key as text with a checksum, to be written down. Whoever has it can read everything.
    key_text() -> String {
        (*host.secrets().account_key()?.to_text()).clone()
    }
    /// Takes over a key from its text, when the key is missing.
    take_key(text: String) -> () {
        let key = argument("key", text)?.parse::<AccountKey>();
        host.secrets().take_key(&key.map_err(|error| ReboundError::invalid("key", error))?)?;
        host.open(at.seed);
    }
    /// Whether this device has an account.
    has_account() -> bool {
        host.secrets().account()?.is_some()
    }
    /// Where the WebSocket is opened, and where the ticket for it is had.
    socket() -> Socket {
        Socket::of(host.secrets().link()?)
    }
    /// A call to a server is over, whether it came to its end or not.
    over(call: u32) -> () {
        host.over(call, at.seed);
    }
    /// Takes note of what is new on the server; tells whether there is anything to exchange.
    take_news(news: News) -> bool {
        let device = host.device()?;
        device.look(at.now)?;
        device.take_news(&news, at.now)?
    }
    /// Starts to sync over a WebSocket that is open.
    connect() -> SyncTurn {
        let account = host.secrets().account()?;
        let device = host.device()?;
        device.look(at.now)?;
        match account {
            Some(account) => device.connect_as(account, at.now.boot())?,
            None => device.connect(at.now.boot())?,
        }
        SyncTurn::of(device)
    }
    /// Starts to sync what is new there, or here.
    connect_for(news: News) -> SyncTurn {
        let device = host.device()?;
        device.look(at.now)?;
        device.connect_for(news, at.now.boot())?;
        SyncTurn::of(device)
    }
    /// What there is to send.
    poll() -> SyncTurn {
        SyncTurn::of(host.device()?)
    }
    /// The server is there.
    alive() -> SyncTurn {
        host.hear(Input::Alive, at.now.boot())?
    }
    /// The socket is gone.
    lost() -> SyncTurn {
        host.hear(Input::Lost, at.now.boot())?
    }
    /// The deadline has passed.
    timeout() -> SyncTurn {
        let device = host.device()?;
        device.handle_timeout(at.now.boot())?;
        SyncTurn::of(device)
    }
    /// Compares the news that were asked for once more with what this link has made equal.
    compare(news: News) -> SyncTurn {
        let device = host.device()?;
        device.compare(news, at.now.boot())?;
        SyncTurn::of(device)
    }
    /// Whether this link has sent something that the server then names as new.
    has_sent() -> bool {
        host.device()?.has_sent()
    }
    /// How long to wait before a lost connection is tried again, in milliseconds.
    retry_after_ms(losses: u32) -> u64 {
        let chance = at.seed.first_chunk().copied().map_or(0, u64::from_be_bytes);
        retry::pause_ms(losses, chance)
    }
}

impl Host {
    /// Notes which document a frame is about; whether there is one. The disk has to hold the note before the frame is
    /// handed to [`Host::hear`].
    pub(crate) fn note(&mut self, frame: &[u8]) -> Result<bool, ReboundError> {
        match Frame::decode(frame, &WireLimits::default()) {
            Ok(Frame::Sync { document, .. }) => {
                self.device()?.store_mut().note(&document);
                Ok(true)
            }
            Ok(_) | Err(_) => Ok(false),
        }
    }

    /// Something happened at the socket.
    pub(crate) fn hear(
        &mut self,
        input: Input<'_>,
        boot: Monotonic,
    ) -> Result<SyncTurn, ReboundError> {
        let device = self.device()?;
        device.handle_input(input, boot)?;
        Ok(SyncTurn::of(device))
    }

    /// Binary frames to send, in order.
    pub(crate) fn take_frames(&mut self) -> Vec<Vec<u8>> {
        let Ok(device) = self.device() else { return Vec::new() };
        let outputs = std::iter::from_fn(|| device.poll_output());
        outputs
            .filter_map(|output| if let Output::Send(frame) = output { Some(frame) } else { None })
            .collect()
    }
}

impl SyncTurn {
    fn of(device: &Device<RowStore>) -> Self {
        let deadline_boot_ms = device.next_timeout().map(|deadline| deadline.0);
        Self { deadline_boot_ms, state: device.sync_progress().into() }
    }
}

impl From<Option<Progress>> for SyncState {
    fn from(progress: Option<Progress>) -> Self {
        let count = |documents: usize| documents.try_into().unwrap_or(u64::MAX);
        match progress {
            Some(Progress::Joining) => Self::Joining,
            Some(Progress::Exchanging(documents)) => {
                Self::Exchanging { documents: count(documents) }
            }
            Some(Progress::GivenUp(documents)) => Self::GivenUp { documents: count(documents) },
            Some(Progress::UpToDate) => Self::UpToDate,
            Some(Progress::Closed(reason)) => ended(reason),
            None => ended(CloseReason::Lost),
        }
    }
}

fn ended(reason: CloseReason) -> SyncState {
    let (end, reason) = match reason {
        CloseReason::OtherKey => (SyncEnd::OtherKey, String::new()),
        CloseReason::Lost => (SyncEnd::Lost, String::new()),
        CloseReason::Silent => (SyncEnd::Silent, String::new()),
        CloseReason::Protocol(reason) => (SyncEnd::NotTheProtocol, reason.to_owned()),
        CloseReason::Refused(reason) => (SyncEnd::Refused, reason),
    };
    SyncState::Ended { end, reason }
}
