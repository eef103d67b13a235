//! What the server's feed tells: whether a link is needed at all, and which documents it has to carry.
//!
//! ```text
//! feed_moment ──► GET /v1/feed ──► News ──► take_news ──► nothing: noted, and no socket is opened
//!                                              └──► something: connect_for, a link for that
//!                                                      └──► has_sent: GET /v1/feed ──► News ──► compare
//! ```
//!
//! A moment of the feed counts as reached when a link that began after it was told has made everything equal that
//! was named by then. It is kept with the account, and with a sum over the documents that were compared: with
//! another account, or one document more, everything is compared once again. What a device has sent is named to it
//! as well, so it asks once more before it closes the socket; the next question has nothing to tell then.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::base::checksum::checksum;
use crate::base::ids::AccountId;
use crate::base::time::{Monotonic, Now};
use crate::engine::Engine;
use crate::engine::library::link_documents::LinkDocuments;
use crate::replica::document_id::DocumentId;
use crate::store::Store;
use crate::store::batch::FeedMark;

/// What is new on the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct News {
    /// The account that it is for.
    pub account: AccountId,
    /// Documents that were changed since this device asked last, by itself or by others.
    pub documents: Vec<DocumentId>,
    /// Whether all documents have to be compared: the server was never asked, or has started over.
    pub everything: bool,
    /// The moment from which to ask the next time, as the server said it.
    pub moment: String,
}

/// How far the feed is known.
#[derive(Clone, Debug, Default)]
pub(super) struct KnownFeed {
    mark: Option<FeedMark>,
    /// Whether the disk has yet to hold the mark.
    is_news: bool,
    /// What the present link was begun for.
    link: Option<LinkNews>,
    /// Whether something was sent over the present link.
    has_sent: bool,
}

/// What a link was begun for.
#[derive(Clone, Debug)]
struct LinkNews {
    account: AccountId,
    /// `None` for all.
    documents: Option<BTreeSet<DocumentId>>,
    moment: String,
}

impl KnownFeed {
    /// As the disk has it.
    pub(super) fn since(mark: Option<FeedMark>) -> Self {
        Self { mark, ..Self::default() }
    }

    /// What the disk has yet to hold; it is asked for once.
    pub(super) fn unsaved(&mut self) -> Option<FeedMark> {
        std::mem::take(&mut self.is_news).then(|| self.mark.clone()).flatten()
    }

    /// A link begins, for no news in particular.
    pub(super) fn forget_link(&mut self) {
        (self.link, self.has_sent) = (None, false);
    }

    /// Notes that something is to be sent.
    pub(super) const fn note_sent(&mut self) {
        self.has_sent = true;
    }

    /// Whether the present link has to carry a document for what the server has of it.
    pub(super) fn names(&self, id: &DocumentId) -> bool {
        let named = self.link.as_ref().and_then(|link| link.documents.as_ref());
        named.is_none_or(|documents| documents.contains(id))
    }

    fn reach(&mut self, mark: FeedMark) {
        self.is_news |= self.mark.as_ref() != Some(&mark);
        self.mark = Some(mark);
    }
}

impl LinkNews {
    fn of(News { account, documents, everything, moment }: News) -> Self {
        let documents = (!everything).then(|| documents.into_iter().collect());
        Self { account, documents, moment }
    }
}

impl Engine {
    /// From which moment on the server of `account` is to be asked what is new; `None` for everything.
    pub fn feed_moment(&self, account: AccountId) -> Option<&str> {
        let mark = self.feed.mark.as_ref()?;
        let holds = mark.account == account && mark.documents == self.compared();
        holds.then_some(mark.moment.as_str())
    }

    /// Takes note of what is new; tells whether a link is needed. If not, both sides hold the same at `now`.
    pub fn take_news(&mut self, news: &News, now: Now) -> bool {
        let is_named = |id: DocumentId| news.everything || news.documents.contains(&id);
        let needed = self.pending() > 0
            || self.library.left_out().next().is_some()
            || self.library.exchanged().any(is_named);
        if !needed {
            self.reach(news.account, news.moment.clone());
            self.equality.note(Some(now.utc_ms));
            self.keep_notes();
        }
        needed
    }

    /// Starts to sync over a socket that is connected, as [`Engine::connect_as`] does, but speaks only of what is new
    /// on the server and of what is here and not there. What changes here meanwhile goes with it; what changes
    /// there is for the next news.
    pub fn connect_for(&mut self, news: News, now: Monotonic, store: &mut dyn Store) {
        self.feed.forget_link();
        let account = news.account;
        self.feed.link = Some(LinkNews::of(news));
        self.begin_link_as(account, now, store);
    }

    /// Whether the present link has sent something, which the feed then names: it is asked once more, and what it
    /// says goes to [`Engine::compare`].
    pub const fn has_sent(&self) -> bool {
        self.feed.has_sent
    }

    /// Compares what is new with what the present link, which is up to date, has made equal.
    pub fn compare(&mut self, news: News, now: Monotonic, store: &mut dyn Store) {
        let Some(link) = &mut self.link else { return };
        self.feed.link = Some(LinkNews::of(news));
        let named = self.library.exchanged().filter(|id| self.feed.names(id));
        let named: Vec<DocumentId> = named.collect();
        let mut documents = LinkDocuments { library: &mut self.library, store };
        named.into_iter().for_each(|id| link.compare(id, &mut documents));
        self.drain_link();
        self.note_equality(now);
    }

    /// Both sides are equal: where the link was begun for news, the feed is known up to there.
    pub(super) fn note_feed(&mut self) {
        if let Some(LinkNews { account, moment, .. }) = self.feed.link.take() {
            self.reach(account, moment);
        }
    }

    fn reach(&mut self, account: AccountId, moment: String) {
        let documents = self.compared();
        self.feed.reach(FeedMark { account, documents, moment });
    }

    /// A sum over the documents that links carry.
    fn compared(&self) -> [u8; 8] {
        let ids: Vec<DocumentId> = self.library.exchanged().collect();
        checksum(ids.iter().map(|id| id.as_bytes().as_slice()))
    }
}
