//! Devices, each on one link to a server double, in virtual time: every frame waits until a test lets it
//! pass, and is counted.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use automerge::sync::{Message, State};
use automerge::{ActorId, ChangeHash};
use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::Monotonic;
use rebound_core::replica::document::Document;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::link::{
    Documents, ExchangeFault, Input, Link, Output, Progress, Standing,
};
use rebound_core::replica::seal::EntryId;
use rebound_core::replica::wire::PeerId;

use crate::double::Server;

/// The server pings every 25 s.
const PING_MS: u64 = 25_000;

/// A document that is the same on every device.
pub(crate) fn document(number: u16) -> DocumentId {
    let mut bytes = [7; 16];
    bytes[..2].copy_from_slice(&number.to_be_bytes());
    DocumentId::from_random(bytes)
}

/// The documents of a device.
#[derive(Default)]
pub(crate) struct Copies {
    kept: BTreeMap<DocumentId, (Document, Vec<ChangeHash>)>,
    /// Documents over which Automerge would panic.
    pub(crate) faulty: BTreeSet<DocumentId>,
    /// How often one was opened.
    pub(crate) opened: usize,
}

impl Documents for Copies {
    fn standing(&mut self, id: &DocumentId) -> Option<Standing> {
        let (document, synced) = self.kept.get(id)?;
        Some(Standing { heads: document.heads(), synced: synced.clone(), ours: true })
    }

    fn generate(
        &mut self,
        id: &DocumentId,
        state: &mut State,
    ) -> Result<Option<Message>, ExchangeFault> {
        self.opened += 1;
        self.kept[id].0.generate(state).map_err(|_| ExchangeFault)
    }

    fn receive(
        &mut self,
        id: &DocumentId,
        state: &mut State,
        message: Message,
    ) -> Result<(), ExchangeFault> {
        self.opened += 1;
        if self.faulty.contains(id) {
            return Err(ExchangeFault);
        }
        let (document, _) = self.kept.get_mut(id).unwrap();
        document.receive(state, message).map(drop).map_err(|_| ExchangeFault)
    }

    fn synced(&mut self, id: &DocumentId, heads: Vec<ChangeHash>) {
        self.kept.get_mut(id).unwrap().1 = heads;
    }
}

/// A device and its link.
pub(crate) struct Desk {
    pub(crate) copies: Copies,
    pub(crate) link: Link,
    /// Frames on their way to the server and back.
    pub(crate) up: VecDeque<Vec<u8>>,
    pub(crate) down: VecDeque<Vec<u8>>,
    /// Whether what the server says waits.
    pub(crate) held: bool,
    /// What was sent since the link began.
    pub(crate) sent: Sent,
    actor: [u8; 16],
    facts: u64,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sent {
    pub(crate) frames: usize,
    pub(crate) bytes: usize,
}

/// Devices and a server.
#[derive(Default)]
pub(crate) struct Post {
    pub(crate) server: Server,
    pub(crate) desks: Vec<Desk>,
    pub(crate) now_ms: u64,
}

impl Post {
    pub(crate) fn new(server: Server) -> Self {
        Self { server, ..Self::default() }
    }

    /// A device that knows of these documents and holds nothing of them; its link is open.
    pub(crate) fn add(&mut self, documents: impl IntoIterator<Item = DocumentId>) -> usize {
        let number = self.desks.len();
        let kept = documents.into_iter().map(|id| (id, (Document::follow(), Vec::new())));
        let copies = Copies { kept: kept.collect(), ..Copies::default() };
        let link = Link::new(peer(number), [], Monotonic(self.now_ms));
        let (up, down, sent) = (VecDeque::new(), VecDeque::new(), Sent::default());
        let actor = [u8::try_from(number).unwrap() + 1; 16];
        self.desks.push(Desk { copies, link, up, down, held: false, sent, actor, facts: 0 });
        self.reconnect(number);
        number
    }

    /// A new link in the place of the old one. What was under way is lost.
    pub(crate) fn reconnect(&mut self, number: usize) {
        let now = Monotonic(self.now_ms);
        self.server.connect(number);
        let desk = &mut self.desks[number];
        desk.link = Link::new(peer(number), desk.copies.kept.keys().copied(), now);
        (desk.up, desk.down, desk.sent) = (VecDeque::new(), VecDeque::new(), Sent::default());
        self.collect(number);
        self.talk();
    }

    /// Records a fact; tells the bytes of the change. The frames wait for [`Post::talk`].
    pub(crate) fn record(&mut self, number: usize, id: DocumentId) -> usize {
        let desk = &mut self.desks[number];
        let (document, _) =
            desk.copies.kept.entry(id).or_insert_with(|| (Document::follow(), Vec::new()));
        if document.heads().is_empty() {
            *document = Document::create();
        }
        document.set_actor(ActorId::from(desk.actor.as_slice()));
        desk.facts += 1;
        let mut entry = [desk.actor[0]; 12];
        entry[..8].copy_from_slice(&desk.facts.to_be_bytes());
        document.put([(EntryId::from_bytes(entry), vec![desk.actor[0]; 120])]).unwrap();
        let bytes = document.unsaved().len();
        document.confirm_saved(document.heads());
        desk.link.touch(id, &mut desk.copies);
        self.collect(number);
        bytes
    }

    /// Says that a document is to be looked at.
    pub(crate) fn touch(&mut self, number: usize, id: DocumentId) {
        let desk = &mut self.desks[number];
        desk.copies.kept.entry(id).or_insert_with(|| (Document::follow(), Vec::new()));
        desk.link.touch(id, &mut desk.copies);
        self.collect(number);
    }

    /// Delivers frames until none is left, except for those that are held back.
    pub(crate) fn talk(&mut self) {
        for _ in 0..1_000_000 {
            if !(0..self.desks.len()).any(|number| self.deliver_up(number) || self.deliver(number))
            {
                return;
            }
        }
        panic!("they talk without end");
    }

    /// Delivers what the server has said, and nothing that is answered to it.
    pub(crate) fn talk_down(&mut self, number: usize) {
        while self.deliver(number) {}
    }

    /// Delivers the next frame to the server.
    pub(crate) fn deliver_up(&mut self, number: usize) -> bool {
        let Some(frame) = self.desks[number].up.pop_front() else { return false };
        for (to, frame) in self.server.receive(number, &frame) {
            self.desks[to].down.push_back(frame);
        }
        true
    }

    /// Delivers the next frame of the server.
    pub(crate) fn deliver(&mut self, number: usize) -> bool {
        let desk = &mut self.desks[number];
        if desk.held {
            return false;
        }
        let Some(frame) = desk.down.pop_front() else { return false };
        self.input(number, Input::Frame(&frame));
        true
    }

    pub(crate) fn input(&mut self, number: usize, input: Input<'_>) {
        let desk = &mut self.desks[number];
        desk.link.handle_input(input, Monotonic(self.now_ms), &mut desk.copies);
        self.collect(number);
    }

    /// Lets time pass: deadlines are kept, the server pings, what is said is heard at once.
    pub(crate) fn wait_ms(&mut self, ms: u64) {
        self.talk();
        self.pass_ms(ms, Self::talk);
    }

    /// Lets time pass in which no frame arrives.
    pub(crate) fn wait_quietly_ms(&mut self, ms: u64) {
        self.pass_ms(ms, |_| ());
    }

    fn pass_ms(&mut self, ms: u64, talk: impl Fn(&mut Self)) {
        let end = self.now_ms + ms;
        loop {
            let deadlines = self.desks.iter().filter_map(|desk| desk.link.next_timeout());
            let ping = self.now_ms / PING_MS * PING_MS + PING_MS;
            let next = deadlines.min().map_or(ping, |Monotonic(at)| at.min(ping));
            if next > end {
                self.now_ms = end;
                return;
            }
            self.now_ms = self.now_ms.max(next);
            for number in 0..self.desks.len() {
                if next == ping {
                    self.input(number, Input::Alive);
                }
                let desk = &mut self.desks[number];
                desk.link.handle_timeout(Monotonic(self.now_ms), &mut desk.copies);
                self.collect(number);
            }
            talk(self);
        }
    }

    pub(crate) fn progress(&self, number: usize) -> Progress {
        self.desks[number].link.progress()
    }

    pub(crate) fn heads(&self, number: usize, id: DocumentId) -> Vec<ChangeHash> {
        self.desks[number].copies.kept[&id].0.heads()
    }

    /// Documents whose newest changes are not known to be at the server.
    pub(crate) fn pending(&self, number: usize) -> usize {
        let kept = self.desks[number].copies.kept.values();
        kept.filter(|(document, synced)| document.heads() != *synced).count()
    }

    /// The device, the server and the device's own opinion agree that nothing is missing.
    #[track_caller]
    pub(crate) fn assert_equal(&self, number: usize) {
        assert_eq!(self.progress(number), Progress::UpToDate);
        for (id, (document, synced)) in &self.desks[number].copies.kept {
            assert_eq!(document.heads(), self.server.heads(id), "{id}");
            assert_eq!(document.heads(), *synced, "{id}");
        }
    }

    fn collect(&mut self, number: usize) {
        let desk = &mut self.desks[number];
        while let Some(output) = desk.link.poll_output() {
            if let Output::Send(frame) = output {
                desk.sent.frames += 1;
                desk.sent.bytes += frame.len();
                desk.up.push_back(frame);
            }
        }
    }
}

fn peer(number: usize) -> PeerId {
    PeerId::of_device(DeviceId::from_bytes([u8::try_from(number).unwrap(); 8]), 1)
}
