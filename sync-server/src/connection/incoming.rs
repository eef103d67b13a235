//! What comes in on a socket, as bytes and as frames.

use axum::body::Bytes;
use axum::extract::ws::{Message, close_code};
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::wire::{Frame, LeftOut, WireLimits};

use crate::connection::end::End;

/// A frame of the protocol.
pub(super) fn decode(bytes: &[u8]) -> Result<Frame, End> {
    Frame::decode(bytes, &WireLimits::default())
        .map_err(|_| End::Protocol("a frame that is not of the automerge-repo protocol"))
}

/// A frame that was too long to be kept whole: one about a document, with the beginning of its message.
pub(super) fn decode_around(bytes: &[u8], gap: LeftOut) -> Result<Frame, End> {
    let frame = Frame::decode_around(bytes, gap, &WireLimits::default());
    frame.ok().filter(|frame| matches!(frame, Frame::Sync { .. })).ok_or(End::TooLong)
}

/// The sync message of a frame, and those that go on where it ends.
pub(super) fn sync_message<'a>(
    data: &'a [u8],
    gap: Option<LeftOut>,
    later: &'a [Vec<u8>],
) -> Result<SyncMessage<'a>, End> {
    let message = match gap {
        Some(_) => SyncMessage::admit_beginning(data),
        None => SyncMessage::admit(data),
    };
    let message = message.map_err(|_| End::Protocol("a sync message that cannot be admitted"))?;
    let later = later.iter().filter_map(|data| SyncMessage::admit(data).ok());
    Ok(later.fold(message, SyncMessage::followed_by))
}

/// The bytes of a binary message; nothing for pings and pongs.
pub(super) fn binary(message: Option<Result<Message, axum::Error>>) -> Result<Option<Bytes>, End> {
    match message {
        Some(Ok(Message::Binary(bytes))) => Ok(Some(bytes)),
        Some(Ok(Message::Text(_))) => Err(End::Protocol("frames have to be binary")),
        Some(Ok(Message::Ping(_) | Message::Pong(_))) => Ok(None),
        Some(Ok(Message::Close(Some(frame)))) if frame.code == close_code::SIZE => {
            Err(End::NotTaken)
        }
        Some(Ok(Message::Close(_))) | None => Err(End::Gone),
        // The parser gives no type for it.
        Some(Err(error)) if error.to_string().contains("too long") => Err(End::TooLong),
        Some(Err(_)) => Err(End::Protocol("a message that is none of WebSocket")),
    }
}
