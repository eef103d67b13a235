//! The device with its secrets, and the calls to a server that are under way.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::sync::Arc;

use rebound_core::account::Secrets;
use rebound_core::account::call::{Call, CallStep};
use rebound_core::account::http::HttpReply;
use rebound_core::account::outcome::CallOutcome;
use rebound_core::account::problem::CallError;
use rebound_core::account::secrets::Database;
use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::device::Device;
use rebound_core::engine::Coach;
use rebound_core::exam::catalogue::Catalogue;
use rebound_core::store::rows::{RowStore, RowWrite};
use serde::Serialize;

use crate::secrets::Kept;

/// All of one device.
#[derive(Debug)]
pub(crate) struct Host {
    catalogue: Catalogue,
    kept: Arc<Kept>,
    secrets: Secrets,
    opened: Opened,
    /// Whether the disk has nothing yet: who this device is may still be drawn anew.
    is_new: bool,
    calls: BTreeMap<u32, Call>,
    last_call: u32,
}

#[derive(Debug)]
enum Opened {
    Running(Box<Device<RowStore>>),
    Closed { rows: BTreeMap<String, Vec<u8>>, why: ReboundError },
}

/// A call to a server that ends with the outcome `K`, as far as it has come.
#[derive(Debug, Serialize)]
pub(crate) struct Begun<K> {
    call: u32,
    step: Step,
    #[serde(skip)]
    ends_with: PhantomData<K>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case", tag = "step")]
enum Step {
    /// The body is a text: whatever is asked of a server is JSON.
    Send {
        method: String,
        url: String,
        headers: Vec<(String, String)>,
        body: Option<String>,
        after_ms: u64,
        reply_bytes_max: u64,
    },
    Done {
        outcome: CallOutcome,
    },
}

impl Host {
    /// The device that the disk has. `seed`: 32 bytes that were drawn at random for this opening. Where the disk
    /// has nothing, who this device is is drawn of it, and written with the first thing that is recorded.
    pub(crate) fn of(
        rows: BTreeMap<String, Vec<u8>>,
        secrets: BTreeMap<String, Vec<u8>>,
        seed: [u8; 32],
    ) -> Result<Self, ReboundError> {
        let catalogue = Catalogue::embedded()
            .map_err(|error| ReboundError::Bug { reason: error.to_string() })?;
        let is_new = rows.is_empty() && secrets.is_empty();
        let kept = Arc::new(Kept::of(secrets));
        let (secrets, opened) = (Secrets::new(kept.clone()), Opened::closed(rows));
        let (calls, last_call) = (BTreeMap::new(), 0);
        let mut host = Self { catalogue, kept, secrets, opened, is_new, calls, last_call };
        host.open(seed);
        Ok(host)
    }

    /// Opens the device unless it is open; why that does not succeed is told by whatever asks for it.
    pub(crate) fn open(&mut self, seed: [u8; 32]) {
        if let Opened::Closed { rows, why } = &mut self.opened {
            match start(&self.secrets, rows, seed) {
                Ok(device) => self.opened = Opened::Running(Box::new(device)),
                Err(error) => *why = error,
            }
        }
    }

    pub(crate) const fn secrets(&self) -> &Secrets {
        &self.secrets
    }

    /// The device.
    pub(crate) fn device(&mut self) -> Result<&mut Device<RowStore>, ReboundError> {
        match &mut self.opened {
            Opened::Running(device) => Ok(device),
            Opened::Closed { why, .. } => Err(why.clone()),
        }
    }

    /// The device and the catalogue.
    pub(crate) fn with_catalogue(
        &mut self,
    ) -> Result<(&mut Device<RowStore>, &Catalogue), ReboundError> {
        match &mut self.opened {
            Opened::Running(device) => Ok((device, &self.catalogue)),
            Opened::Closed { why, .. } => Err(why.clone()),
        }
    }

    /// The coach at a moment.
    pub(crate) fn coach(&mut self, now: Now) -> Result<Coach<'_>, ReboundError> {
        let (device, catalogue) = self.with_catalogue()?;
        Ok(device.coach(catalogue, now)?)
    }

    /// What the disk has to hold: rows of the device, and secrets. Of a new device nothing, until something is
    /// recorded or it gets an account.
    pub(crate) fn take_writes(&mut self) -> (Vec<RowWrite>, Vec<RowWrite>) {
        let device = match &mut self.opened {
            Opened::Running(device) if self.is_new && device.revision() <= UNTOUCHED => {
                return (Vec::new(), Vec::new());
            }
            Opened::Running(device) => Some(device),
            Opened::Closed { .. } => None,
        };
        let rows = device.map(|device| device.store_mut().take_writes());
        let writes = (rows.unwrap_or_default(), self.kept.take_writes());
        self.is_new &= writes.0.is_empty() && writes.1.is_empty();
        writes
    }

    /// Begins a call that gives this device its identity. A new one is closed meanwhile: what is recorded now would
    /// be sealed with a key that nobody keeps.
    pub(crate) fn joining<K>(
        &mut self,
        begin: impl FnOnce(&Secrets) -> Result<Call, CallError>,
    ) -> Result<Begun<K>, ReboundError> {
        if self.is_new {
            self.kept.clear();
            self.opened = Opened::closed(BTreeMap::new());
        }
        self.begin(begin)
    }

    /// Begins a call by which this device becomes the first one of an account.
    pub(crate) fn registering<K>(
        &mut self,
        begin: impl FnOnce(&Secrets) -> Result<Call, CallError>,
    ) -> Result<Begun<K>, ReboundError> {
        self.device()?;
        let begun = self.begin(begin)?;
        self.is_new = false;
        Ok(begun)
    }

    /// Begins a call to a server.
    pub(crate) fn begin<K>(
        &mut self,
        begin: impl FnOnce(&Secrets) -> Result<Call, CallError>,
    ) -> Result<Begun<K>, ReboundError> {
        let call = begin(&self.secrets)?;
        self.last_call += 1;
        Ok(self.keep(self.last_call, call))
    }

    /// Goes on with a call when it was answered.
    pub(crate) fn answer<K>(
        &mut self,
        number: u32,
        reply: &HttpReply,
    ) -> Result<Begun<K>, ReboundError> {
        let call = self.calls.get(&number).ok_or_else(|| ReboundError::Bug {
            reason: format!("no call {number} is under way"),
        })?;
        let next = call.answer(reply)?;
        Ok(self.keep(number, next))
    }

    /// A call is over, whether it came to its end or not: a device that was closed for it opens again.
    pub(crate) fn over(&mut self, number: u32, seed: [u8; 32]) {
        self.calls.remove(&number);
        self.open(seed);
    }

    fn keep<K>(&mut self, number: u32, call: Call) -> Begun<K> {
        let step = match call.step() {
            CallStep::Send { request, after_ms } => Step::Send {
                method: request.method,
                url: request.url,
                headers: request.headers.into_iter().map(|line| (line.name, line.value)).collect(),
                body: request.body.map(|body| String::from_utf8_lossy(&body).into_owned()),
                after_ms,
                reply_bytes_max: request.reply_bytes_max,
            },
            CallStep::Done { outcome } => Step::Done { outcome },
        };
        if matches!(step, Step::Send { .. }) {
            self.calls.insert(number, call);
        }
        Begun { call: number, step, ends_with: PhantomData }
    }
}

impl Opened {
    const fn closed(rows: BTreeMap<String, Vec<u8>>) -> Self {
        let reason = String::new();
        Self::Closed { rows, why: ReboundError::Paused { reason } }
    }
}

/// The revision of a device on which nothing was changed since it started.
const UNTOUCHED: u64 = 1;

fn start(
    secrets: &Secrets,
    rows: &BTreeMap<String, Vec<u8>>,
    seed: [u8; 32],
) -> Result<Device<RowStore>, ReboundError> {
    let database = if rows.is_empty() { Database::Absent } else { Database::Present };
    let identity = secrets.identity(database, &seed)?;
    let store = RowStore::of(rows.clone(), identity.device, &identity.key, seed);
    Ok(Device::start(store, identity, seed)?)
}
