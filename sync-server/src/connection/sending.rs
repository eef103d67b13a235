//! How a connection's messages leave: large ones one after the other, and to nobody who does not take them.

use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Message;
use futures_util::{FutureExt, SinkExt, StreamExt};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use tokio::time::{Instant, timeout, timeout_at};

use crate::connection::Connection;
use crate::connection::end::End;
use crate::connection::incoming::binary;
use crate::transport::allowance::{FREE_BYTES, PROGRESS_BYTES, PROGRESS_EVERY, Place, Turn};

/// A client whose account has so many large messages on their way that none is made for it for this long
/// is gone.
const PLACE_MAX: Duration = Duration::from_secs(60);

/// What every client takes, in bytes: clients on iOS and in Python take no more unless they are told to.
const SHORT_BYTES: usize = 1024 * 1024;

/// A client that takes nothing more has this long to say why.
const LAST_WORD_MAX: Duration = Duration::from_secs(1);

/// A client that sends without reading what it is sent has this long until it has to.
const UNREAD_MAX: Duration = Duration::from_secs(60);

/// What the peer has yet to take.
#[derive(Debug)]
pub(super) struct Unsent {
    /// Since when it has taken next to nothing.
    since: Instant,
    /// When somebody looked last.
    looked_at: Instant,
    /// How much had been sent by then.
    sent: u64,
    /// The place of a large message.
    place: Option<Place>,
}

/// How large the next message will be, going by those before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pace {
    /// It may be large. None is made before it is the account's turn: made ones take memory.
    Bulk,
    /// It is small: somebody edits.
    Live,
}

impl Connection {
    /// Waits for the account's turn to have something made that may be large.
    pub(super) async fn turn(&mut self) -> Result<Option<Turn>, End> {
        if self.pace == Pace::Live {
            return Ok(None);
        }
        self.wait_for_turn().await.map(Some)
    }

    async fn wait_for_turn(&mut self) -> Result<Turn, End> {
        let sending = Arc::clone(&self.app.sending);
        let turn = timeout(PLACE_MAX, sending.turn(self.principal.account)).await;
        turn.unwrap_or(None).ok_or(End::Gone)
    }

    /// Sends what is small.
    pub(super) async fn send(&mut self, frame: Vec<u8>) -> Result<(), End> {
        self.send_in_turn(frame, None).await
    }

    /// Sends a message about a document. A client that has not taken a long one is told instead that there is
    /// one: it would end the connection again, and get nothing of its other documents.
    pub(super) async fn send_or_tell(
        &mut self,
        document: DocumentId,
        frame: Vec<u8>,
        turn: Option<Turn>,
    ) -> Result<(), End> {
        let is_short = frame.len() <= SHORT_BYTES;
        if is_short || !self.app.takes_less.has(self.principal, Instant::now()) {
            return self.send_in_turn(frame, turn).await;
        }
        let message = format!(
            "{document} needs a message of {} bytes, and this client has not taken a long one: let it \
             take 16 MiB",
            frame.len()
        );
        let code = "not_taken".to_owned();
        let told = Frame::Refused { document, change: None, code, message };
        self.send_in_turn(told.encode(), turn).await
    }

    /// Sends a frame, a large one from a place.
    pub(super) async fn send_in_turn(
        &mut self,
        frame: Vec<u8>,
        turn: Option<Turn>,
    ) -> Result<(), End> {
        if frame.len() <= FREE_BYTES {
            drop(turn);
            self.pace = Pace::Live;
            return self.put(Message::Binary(frame.into()), None).await;
        }
        self.pace = Pace::Bulk;
        let turn = match turn {
            Some(turn) => turn,
            None => self.wait_for_turn().await?,
        };
        let place = timeout(PLACE_MAX, turn.place()).await.unwrap_or(None).ok_or(End::Gone)?;
        self.put(Message::Binary(frame.into()), Some(place)).await
    }

    /// Sends a message. What of it the peer does not take at once it may take while it is read from; until it
    /// has, the next one waits here.
    pub(super) async fn put(&mut self, message: Message, place: Option<Place>) -> Result<(), End> {
        while let Some(unsent) = &self.unsent {
            let look_at = unsent.look_at();
            match timeout_at(look_at, self.sink.flush()).await {
                Ok(flushed) => self.note_flushed(flushed).await?,
                Err(_) => self.look_after_unsent()?,
            }
        }
        let now = Instant::now();
        let (sent, looked_at) = (self.meter.sent(), now);
        self.unsent = Some(Unsent { since: now, looked_at, sent, place });
        if let Err(error) = self.sink.feed(message).await {
            return self.note_flushed(Err(error)).await;
        }
        match self.sink.flush().now_or_never() {
            Some(flushed) => self.note_flushed(flushed).await,
            None => Ok(()),
        }
    }

    /// Notes that the peer has taken what it was sent, or takes nothing more.
    pub(super) async fn note_flushed(
        &mut self,
        flushed: Result<(), axum::Error>,
    ) -> Result<(), End> {
        self.unsent = None;
        match flushed {
            Ok(()) => Ok(()),
            Err(_) => Err(self.last_word().await),
        }
    }

    /// Looks whether the peer takes what it is sent, be it slowly, or is at least still sending itself.
    pub(super) fn look_after_unsent(&mut self) -> Result<(), End> {
        let now = Instant::now();
        let (sent, heard) = (self.meter.sent(), self.heard);
        let Some(unsent) = self.unsent.as_mut().filter(|unsent| unsent.look_at() <= now) else {
            return Ok(());
        };
        let is_taken = sent - unsent.sent >= PROGRESS_BYTES;
        let brings = now < heard + PROGRESS_EVERY && now < unsent.since + UNREAD_MAX;
        if !(is_taken || brings) || unsent.place.as_ref().is_some_and(Place::is_overdue) {
            return Err(End::NotRead);
        }
        if is_taken {
            (unsent.since, unsent.sent) = (now, sent);
        }
        unsent.looked_at = now;
        Ok(())
    }

    /// Why a client takes nothing more: the reason may have come before it was gone.
    async fn last_word(&mut self) -> End {
        let closing = async {
            loop {
                if let Err(end) = binary(self.stream.next().await) {
                    return end;
                }
            }
        };
        let said = timeout(LAST_WORD_MAX, closing).await;
        if matches!(said, Ok(End::NotTaken)) { End::NotTaken } else { End::Gone }
    }

    /// Says a last word. What the peer sends meanwhile is thrown away: one that sends all before it reads
    /// anything would not hear it otherwise.
    pub(super) async fn say_goodbye(&mut self, frame: Frame) -> Result<(), axum::Error> {
        let Self { sink, stream, .. } = self;
        let said = async {
            sink.send(Message::Binary(frame.encode().into())).await?;
            sink.send(Message::Close(None)).await
        };
        let thrown_away = async {
            while let Some(Ok(_)) = stream.next().await {}
            pending::<()>().await;
        };
        tokio::select! {
            said = said => said,
            () = thrown_away => Ok(()),
        }
    }
}

impl Unsent {
    /// When to look whether some of it was taken.
    pub(super) fn look_at(&self) -> Instant {
        self.looked_at + PROGRESS_EVERY
    }
}
