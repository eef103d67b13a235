//! Messages about one document that have waited while the one before them was tried: they are taken as one.
//!
//! A trial costs little more for many changes than for one, and most of it is the document. A peer that writes
//! faster than its changes are tried one by one is kept up with like this.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::WebSocket;
use futures_util::stream::SplitStream;
use futures_util::{FutureExt, StreamExt};
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use tokio::time::Instant;

use crate::connection::Connection;
use crate::connection::end::End;
use crate::connection::incoming::{binary, decode};

/// A message that is longer is taken by itself, and so many bytes of them together.
const GATHERED_BYTES_MAX: usize = 64 * 1024;

/// What came after the last message that was taken with others: another message, or the end.
pub(super) type Ahead = Result<Bytes, End>;

/// The next message's bytes; nothing for pings and pongs.
pub(super) async fn next(
    ahead: &mut Option<Ahead>,
    stream: &mut SplitStream<WebSocket>,
) -> Result<Option<Bytes>, End> {
    match ahead.take() {
        Some(ahead) => ahead.map(Some),
        None => binary(stream.next().await),
    }
}

impl Connection {
    /// The sync messages that are here already and can be taken as one with a message about a document, if what
    /// the peer writes in it is tried. The account is charged with each.
    pub(super) fn gather(&mut self, id: &DocumentId) -> Vec<Vec<u8>> {
        let together_max =
            self.open.get(id).map_or(1, |session| self.app.ledger.together_max(session));
        let (mut gathered, mut bytes) = (Vec::new(), 0);
        while gathered.len() + 1 < together_max && bytes < GATHERED_BYTES_MAX {
            let now = Instant::now();
            // The work of one trial is charged when it is done: more of it is what makes up for a rest.
            let rest = self.app.rates.rests_until(self.principal.account, now);
            if self.ahead.is_some() || rest.is_some() {
                break;
            }
            let Some(message) = self.stream.next().now_or_never() else { break };
            self.heard = now;
            let message = match binary(message) {
                Ok(None) => continue,
                Ok(Some(message)) => message,
                Err(end) => {
                    self.ahead = Some(Err(end));
                    break;
                }
            };
            let Some(data) = part_of(id, &message) else {
                self.ahead = Some(Ok(message));
                break;
            };
            self.app.rates.message(self.principal.account, message.len(), now);
            self.workload.charge(message.len(), Duration::ZERO, now);
            bytes += message.len();
            gathered.push(data);
        }
        gathered
    }
}

/// The sync message of a frame about a document, if it goes on where the one before ends.
fn part_of(id: &DocumentId, frame: &[u8]) -> Option<Vec<u8>> {
    if frame.len() > GATHERED_BYTES_MAX {
        return None;
    }
    match decode(frame) {
        Ok(Frame::Sync { document, data, .. }) if document == *id => {
            SyncMessage::admit(&data).is_ok_and(|message| message.goes_on()).then_some(data)
        }
        Ok(_) | Err(_) => None,
    }
}
