//! The engine's side of a link: what it carries, and how far both sides are equal.

use rand_core::Rng;
use serde::Serialize;

use crate::base::time::{Monotonic, Now, UtcMillis};
use crate::engine::library::link_documents::LinkDocuments;
use crate::engine::{Effect, Engine};
use crate::replica::document_id::DocumentId;
use crate::replica::link::{Input, Link, Progress};
use crate::replica::wire::PeerId;
use crate::store::Store;
use crate::store::batch::Batch;

/// What is safe on the server, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct SyncStatus {
    /// Documents with changes that the server is not known to have stored.
    pub pending: u64,
    /// Documents that links leave out, because they ended the app while a change was applied to them.
    pub left_out: u64,
    /// The last moment at which this device and the server were known to hold the same; `None` if they
    /// never were. This device keeps it, and by its own clock.
    pub synced_at: Option<UtcMillis>,
}

/// When both sides of a link were last equal.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Equality {
    /// The last such moment.
    at: Option<UtcMillis>,
    /// Whether they were when that was last looked at.
    holds: bool,
    /// Whether the disk has yet to hold the moment.
    is_news: bool,
}

impl Equality {
    /// As the disk has it.
    pub(super) const fn since(at: Option<UtcMillis>) -> Self {
        Self { at, holds: false, is_news: false }
    }

    /// Takes note of the moment if both sides are equal at it, and of `None` if they are not. The disk is
    /// told when that begins and when it ends, not of every moment between.
    pub(super) fn note(&mut self, equal_at: Option<UtcMillis>) {
        let holds = equal_at.is_some();
        self.is_news |= self.holds != holds;
        self.holds = holds;
        self.at = equal_at.or(self.at);
    }

    /// What the disk has yet to hold; it is asked for once.
    pub(super) fn unsaved(&mut self) -> Option<UtcMillis> {
        std::mem::take(&mut self.is_news).then_some(self.at).flatten()
    }
}

impl Engine {
    /// Starts to sync over a socket that is connected.
    pub fn connect(&mut self, now: Monotonic) {
        self.account = None;
        self.feed.forget_link();
        self.begin_link(self.library.exchanged().collect(), now);
    }

    pub(super) fn begin_link(&mut self, documents: Vec<DocumentId>, now: Monotonic) {
        let peer = PeerId::of_device(self.identity.device, self.rng.next_u64());
        self.link = Some(Link::new(peer, documents, now));
        self.drain_link();
    }

    /// Takes in what happened at the socket. Without a link it does nothing.
    pub fn handle_input(&mut self, input: Input<'_>, now: Monotonic, store: &mut dyn Store) {
        if let Some(link) = &mut self.link {
            let mut documents = LinkDocuments { library: &mut self.library, store };
            link.handle_input(input, now, &mut documents);
        }
        self.flush(store);
        self.note_equality(now);
        self.verify(store);
    }

    /// Acts on a deadline that has passed. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Monotonic, store: &mut dyn Store) {
        if let Some(link) = &mut self.link {
            let mut documents = LinkDocuments { library: &mut self.library, store };
            link.handle_timeout(now, &mut documents);
        }
        self.flush(store);
        self.note_equality(now);
    }

    /// When [`Engine::handle_timeout`] has something to do, if ever.
    pub fn next_timeout(&self) -> Option<Monotonic> {
        self.link.as_ref().and_then(Link::next_timeout)
    }

    /// How the link is getting on; `None` if there never was one. Documents that are left out are not
    /// up to date.
    pub fn sync_progress(&self) -> Option<Progress> {
        let progress = self.link.as_ref()?.progress();
        Some(match (progress, self.library.left_out().count()) {
            (Progress::UpToDate, left_out @ 1..) => Progress::GivenUp(left_out),
            (Progress::GivenUp(given_up), left_out) => Progress::GivenUp(given_up + left_out),
            (progress, _) => progress,
        })
    }

    /// Documents with changes that the server is not known to have stored.
    pub fn pending(&self) -> usize {
        self.library.pending()
    }

    /// What is safe on the server, and since when.
    pub fn sync_status(&self) -> SyncStatus {
        let count = |documents: usize| documents.try_into().unwrap_or(u64::MAX);
        SyncStatus {
            pending: count(self.pending()),
            left_out: count(self.library.left_out().count()),
            synced_at: self.equality.at,
        }
    }

    /// Both sides are equal when the link says so and carries everything, also what its last frame made known.
    /// Without a wall clock that was ever read, nobody can say when that was.
    pub(super) fn note_equality(&mut self, now: Monotonic) {
        let is_equal = self.carries_all() && self.sync_progress() == Some(Progress::UpToDate);
        self.equality.note(self.seen.filter(|_| is_equal).map(|seen| wall_clock(seen, now)));
        if is_equal {
            self.note_feed();
        }
        self.keep_notes();
    }

    /// Has stored when both sides were equal, and up to where the feed is known, if that is news. What made them
    /// equal is stored before.
    pub(super) fn keep_notes(&mut self) {
        let (synced_at, feed) = (self.equality.unsaved(), self.feed.unsaved());
        let batch = Batch { synced_at, feed, ..Batch::default() };
        if batch != Batch::default() {
            self.effects.push_back(Effect::Persist(batch));
        }
    }

    /// Whether a link speaks of all that it has to, and not yet of the account's key alone.
    pub(super) fn carries_all(&self) -> bool {
        self.account.is_none_or(|account| account.verified)
    }

    pub(super) fn touch_link(
        &mut self,
        ids: impl IntoIterator<Item = DocumentId>,
        store: &mut dyn Store,
    ) {
        if let Some(link) = &mut self.link {
            let account = self.account.as_ref().filter(|account| !account.verified);
            let carried = |id: &DocumentId| {
                !self.library.is_left_out(id)
                    && account.is_none_or(|account| account.document == *id)
            };
            let ids: Vec<DocumentId> = ids.into_iter().filter(carried).collect();
            if ids.iter().any(|id| self.library.is_pending(id)) {
                self.feed.note_sent();
            }
            let mut documents = LinkDocuments { library: &mut self.library, store };
            ids.into_iter().for_each(|id| link.touch(id, &mut documents));
        }
        self.drain_link();
    }

    pub(super) fn drain_link(&mut self) {
        if let Some(link) = &mut self.link {
            self.effects.extend(std::iter::from_fn(|| link.poll_output()).map(Effect::Link));
        }
    }
}

/// What the wall clock shows at `now`, if it ran on since it was `seen`.
fn wall_clock(seen: Now, now: Monotonic) -> UtcMillis {
    let passed = now.0.saturating_sub(seen.boot_ms);
    seen.utc_ms.plus(i64::try_from(passed).unwrap_or(i64::MAX))
}
