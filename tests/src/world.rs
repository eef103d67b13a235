//! A candidate's devices, a partner and a server in virtual time: no sockets, no disk, no sleep.
//!
//! The devices are real ones, on disks in memory that keep exactly what was stored before a crash and that fail when
//! they are told to. The server is a plain one that merges whole documents with Automerge, so that it shares no code
//! with the ledger it stands for. Everything follows from one seed.

pub mod disk;
pub mod server;
mod syncing;

use std::collections::{BTreeMap, VecDeque};

use automerge::{Automerge, ChangeHash};
use rand_chacha::ChaCha8Rng;
use rand_core::{Rng, SeedableRng};
use rebound_core::base::ids::{AccountId, DeviceId, FactId};
use rebound_core::base::time::{Monotonic, Now, UtcMillis, Zone};
use rebound_core::device::{Device, DeviceError};
use rebound_core::engine::Identity;
use rebound_core::facts::{Fact, FactBody};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::link::{Input, Output};

use crate::world::disk::Disk;
use crate::world::server::{ModelServer, Outgoing};

/// 2026-03-02T00:00:00Z, a Monday.
pub const START_MS: i64 = 1_772_409_600_000;

/// One device of a world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DeviceNo(pub usize);

/// How a device's link treats frames, each in 256ths of a chance.
#[derive(Clone, Copy, Debug, Default)]
pub struct Weather {
    /// A frame is lost. The socket does not notice, as with a buggy proxy.
    pub loss: u8,
    /// A frame arrives twice.
    pub duplication: u8,
    /// Most extra latency of a frame in milliseconds. Frames of one direction keep their order.
    pub latency_ms_max: u16,
}

/// Devices, a server and the links between them.
#[derive(Debug)]
pub struct World {
    rng: ChaCha8Rng,
    clock_ms: u64,
    devices: Vec<Participant>,
    server: ModelServer,
    weather: Weather,
    /// Every frame that was sent.
    wire: Vec<u8>,
}

#[derive(Debug)]
struct Participant {
    identity: Identity,
    seed: [u8; 32],
    device: Device<Disk>,
    zone: Zone,
    skew_ms: i64,
    /// The connection's number at the server, while online.
    connection: Option<u64>,
    to_server: VecDeque<(u64, Vec<u8>)>,
    to_device: VecDeque<(u64, Vec<u8>)>,
}

impl World {
    /// An empty world whose every event follows from `seed`.
    pub fn new(seed: u64) -> Self {
        let rng = ChaCha8Rng::seed_from_u64(seed);
        let (devices, server, weather) = (Vec::new(), ModelServer::default(), Weather::default());
        Self { rng, clock_ms: 0, devices, server, weather, wire: Vec::new() }
    }

    /// Adds a device of the one candidate, offline.
    pub fn add_device(&mut self) -> DeviceNo {
        self.add(AccountKey::from_bytes([7; 32]))
    }

    /// Adds a device of somebody else, offline.
    pub fn add_partner(&mut self) -> DeviceNo {
        self.add(AccountKey::from_bytes([9; 32]))
    }

    fn add(&mut self, key: AccountKey) -> DeviceNo {
        let number = self.devices.len();
        let device = DeviceId::from_bytes((number as u64 + 1).to_be_bytes());
        let identity = Identity { device, key };
        let disk = Disk::new(self.seed());
        let seed = self.seed();
        let zones = ["America/New_York", "Europe/Berlin", "Asia/Kolkata"];
        self.devices.push(Participant {
            device: Device::start(disk, identity.clone(), seed).expect("an empty disk"),
            identity,
            seed,
            zone: Zone::new(zones[number % zones.len()]).expect("a zone"),
            skew_ms: 0,
            connection: None,
            to_server: VecDeque::new(),
            to_device: VecDeque::new(),
        });
        DeviceNo(number)
    }

    /// A device, to look at.
    pub fn device(&self, device: DeviceNo) -> &Device<Disk> {
        &self.devices[device.0].device
    }

    /// The disk of a device, to break it and to look at it.
    pub fn disk(&self, device: DeviceNo) -> &Disk {
        self.devices[device.0].device.store()
    }

    /// What links do to frames from here on.
    pub fn set_weather(&mut self, weather: Weather) {
        self.weather = weather;
    }

    /// Sets a device's clock wrong by this much.
    pub fn skew_clock(&mut self, device: DeviceNo, skew_ms: i64) {
        self.devices[device.0].skew_ms = skew_ms;
    }

    /// Lets time pass.
    pub fn pass_ms(&mut self, ms: u64) {
        self.clock_ms += ms;
    }

    /// What a device's clock shows.
    pub fn now(&self, device: DeviceNo) -> Now {
        let device = &self.devices[device.0];
        let elapsed = i64::try_from(self.clock_ms).expect("a test of human length");
        Now {
            utc_ms: UtcMillis(START_MS + elapsed + device.skew_ms),
            zone: device.zone,
            boot_ms: self.clock_ms,
        }
    }

    /// Records a fact on a device.
    ///
    /// # Errors
    ///
    /// [`DeviceError`]: it was not recorded.
    pub fn record(&mut self, device: DeviceNo, body: FactBody) -> Result<FactId, DeviceError> {
        let now = self.now(device);
        self.act(device, |device| device.record(body, now))
    }

    /// Runs any use case on a device and carries out what comes of it.
    pub fn act<T>(&mut self, device: DeviceNo, act: impl FnOnce(&mut Device<Disk>) -> T) -> T {
        let result = act(&mut self.devices[device.0].device);
        self.settle(device);
        result
    }

    /// Cuts a device off. What was under way is lost.
    pub fn take_offline(&mut self, device: DeviceNo) {
        if let Some(connection) = self.devices[device.0].connection.take() {
            self.server.disconnect(connection);
            self.devices[device.0].to_server.clear();
            self.devices[device.0].to_device.clear();
            let now = Monotonic(self.clock_ms);
            // A disk that fails now ends the link too.
            drop(self.act(device, |device| device.handle_input(Input::Lost, now)));
        }
    }

    /// Connects a device over a new socket.
    pub fn bring_online(&mut self, device: DeviceNo) {
        self.link(device, Device::connect);
    }

    /// The same as a device of an account.
    pub fn bring_online_as(&mut self, device: DeviceNo, account: AccountId) {
        self.link(device, |device, now| device.connect_as(account, now));
    }

    fn link<T>(&mut self, device: DeviceNo, act: impl FnOnce(&mut Device<Disk>, Monotonic) -> T) {
        self.take_offline(device);
        self.devices[device.0].connection = Some(self.server.connect());
        let now = Monotonic(self.clock_ms);
        self.act(device, |device| drop(act(device, now)));
    }

    /// Whether a device has a socket.
    pub fn is_online(&self, device: DeviceNo) -> bool {
        self.devices[device.0].connection.is_some()
    }

    /// Kills the app and starts it again: only the disk remains.
    pub fn restart(&mut self, device: DeviceNo) {
        let online = self.is_online(device);
        self.take_offline(device);
        let seed = self.seed();
        let disk = self.disk(device).clone();
        self.start(device, disk, seed);
        if online {
            self.bring_online(device);
        }
    }

    /// Starts a device offline on a copy of a disk, with the seed that it had first: what is left of it
    /// after a backup was put back.
    pub fn restore(&mut self, device: DeviceNo, disk: &Disk) {
        self.take_offline(device);
        let seed = self.devices[device.0].seed;
        self.start(device, disk.clone(), seed);
    }

    /// Makes a device a copy of another one, as a cloned machine is: its id, its disk and its seed.
    pub fn become_copy(&mut self, device: DeviceNo, original: DeviceNo) {
        let (identity, seed) =
            (self.devices[original.0].identity.clone(), self.devices[original.0].seed);
        self.devices[device.0].identity = identity;
        self.devices[device.0].seed = seed;
        let disk = self.disk(original).clone();
        self.restore(device, &disk);
    }

    /// An app that cannot open its database does not start, so a disk does not fail here.
    fn start(&mut self, device: DeviceNo, disk: Disk, seed: [u8; 32]) {
        let fails_every = disk.fails_every();
        disk.fail_every(None);
        let owner = &mut self.devices[device.0];
        owner.device = Device::start(disk, owner.identity.clone(), seed).expect("a sound disk");
        owner.device.store().fail_every(fails_every);
    }

    /// Forgets everything the server holds, as after the loss of its disk; all sockets close.
    pub fn wipe_server(&mut self) {
        (0..self.devices.len()).for_each(|number| self.take_offline(DeviceNo(number)));
        self.server = self.server.after();
    }

    /// Delivers the frame that is due next, if any; tells whether there was one.
    pub fn deliver_one(&mut self) -> bool {
        let heads = self.devices.iter().enumerate().flat_map(|(number, device)| {
            let to_server = device.to_server.front().map(|(due, _)| (*due, number, true));
            let to_device = device.to_device.front().map(|(due, _)| (*due, number, false));
            to_server.into_iter().chain(to_device)
        });
        let Some((due, number, up)) = heads.min() else { return false };
        self.clock_ms = self.clock_ms.max(due);
        if up {
            self.deliver_to_server(number);
        } else if let Some((_, frame)) = self.devices[number].to_device.pop_front() {
            self.input(DeviceNo(number), Input::Frame(&frame));
        }
        true
    }

    fn deliver_to_server(&mut self, number: usize) {
        let Some((_, frame)) = self.devices[number].to_server.pop_front() else { return };
        let Some(connection) = self.devices[number].connection else { return };
        let answers = self.server.receive(connection, &frame);
        self.send_down(answers);
    }

    fn send_down(&mut self, frames: Vec<Outgoing>) {
        for (receiver, frame) in frames {
            let device = self.devices.iter().position(|device| device.connection == Some(receiver));
            if let Some(device) = device {
                self.enqueue(device, frame, false);
            }
        }
    }

    /// Somebody who has no device of this world changes a document at the server.
    pub fn meddle(&mut self, id: DocumentId, work: impl FnOnce(&mut Automerge)) {
        let frames = self.server.meddle(id, work);
        self.send_down(frames);
        self.run_until_quiet();
    }

    /// All bytes that went over a wire, and all that the server holds.
    pub fn seen_by_the_server(&self) -> Vec<u8> {
        self.wire.iter().copied().chain(self.server.save().flatten()).collect()
    }

    /// Whether the server holds nothing of a document.
    pub fn server_is_without(&self, id: &DocumentId) -> bool {
        self.server.is_without(id)
    }

    /// Delivers frames until none is left. Panics if the talk does not end.
    pub fn run_until_quiet(&mut self) {
        for _ in 0..200_000 {
            if !self.deliver_one() {
                return;
            }
        }
        panic!("the devices talk without end");
    }

    /// Lets time pass with the links open: frames arrive, deadlines are kept, the server pings.
    pub fn live_ms(&mut self, ms: u64) {
        const PING_MS: u64 = 25_000;
        let end = self.clock_ms + ms;
        let mut ping = self.clock_ms + PING_MS;
        loop {
            self.run_until_quiet();
            let deadlines =
                self.devices.iter().filter_map(|participant| participant.device.next_timeout());
            let next = deadlines.map(|at| at.0).chain([ping, end]).min().unwrap_or(end);
            self.clock_ms = self.clock_ms.max(next);
            if next >= end {
                return;
            }
            for number in 0..self.devices.len() {
                if next == ping && self.devices[number].connection.is_some() {
                    self.input(DeviceNo(number), Input::Alive);
                }
                let now = Monotonic(self.clock_ms);
                drop(self.act(DeviceNo(number), |device| device.handle_timeout(now)));
            }
            if next == ping {
                ping += PING_MS;
            }
        }
    }

    /// All facts of a device, by id.
    pub fn facts(&self, device: DeviceNo) -> BTreeMap<FactId, Fact> {
        let facts = self.devices[device.0].device.facts().expect("a device");
        facts.map(|fact| (fact.id.clone(), fact.clone())).collect()
    }

    /// The heads of every document of a device.
    pub fn heads(&self, device: DeviceNo) -> BTreeMap<DocumentId, Vec<ChangeHash>> {
        self.devices[device.0].device.engine().expect("a device").heads()
    }

    /// A number below `end`, from the world's seed.
    pub fn below(&mut self, end: u64) -> u64 {
        self.rng.next_u64() % end
    }

    fn seed(&mut self) -> [u8; 32] {
        let mut seed = [0; 32];
        self.rng.fill_bytes(&mut seed);
        seed
    }

    fn input(&mut self, device: DeviceNo, input: Input<'_>) {
        let now = Monotonic(self.clock_ms);
        // What came is lost where the disk fails, and comes again over the next link.
        drop(self.act(device, |device| device.handle_input(input, now)));
    }

    /// Sends what a device wants to send. A device that started again from its disk has no link: the
    /// app closes the socket.
    fn settle(&mut self, device: DeviceNo) {
        while let Some(output) = self.devices[device.0].device.poll_output() {
            match output {
                Output::Send(frame) => self.enqueue(device.0, frame, true),
                Output::Close(_) => self.hang_up(device),
            }
        }
        if self.devices[device.0].device.sync_progress().is_none() {
            self.hang_up(device);
        }
    }

    fn hang_up(&mut self, device: DeviceNo) {
        let owner = &mut self.devices[device.0];
        if let Some(connection) = owner.connection.take() {
            self.server.disconnect(connection);
            owner.to_server.clear();
            owner.to_device.clear();
        }
    }

    fn enqueue(&mut self, number: usize, frame: Vec<u8>, up: bool) {
        self.wire.extend_from_slice(&frame);
        let roll = self.rng.next_u32().to_be_bytes();
        if roll[0] < self.weather.loss || self.devices[number].connection.is_none() {
            return;
        }
        let latency =
            u64::from(u16::from_be_bytes([roll[2], roll[3]]) % (self.weather.latency_ms_max + 1));
        let copies = if roll[1] < self.weather.duplication { 2 } else { 1 };
        let device = &mut self.devices[number];
        let queue = if up { &mut device.to_server } else { &mut device.to_device };
        let due = (self.clock_ms + 1 + latency).max(queue.back().map_or(0, |(due, _)| *due));
        queue.extend(std::iter::repeat_n((due, frame), copies));
    }
}
