//! WebSocket frames as they come in: large ones are cut into small ones, and a place is taken first.
//!
//! The parser behind this makes room for a whole frame as soon as it sees the head, and keeps that room for
//! as long as the socket is open. So it is given none that is larger than [`PIECE_BYTES`]: a larger frame
//! goes on as a message in fragments, which means the same. Who has begun a large message has to go on. Of one
//! that is longer than a message may be, beginning and end go on, and the middle does not.

mod withheld;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::{fmt, io};

use tokio::io::{AsyncRead, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

use crate::transport::allowance::{FREE_BYTES, PROGRESS_BYTES, PROGRESS_EVERY, Place};
use crate::transport::frames::withheld::{Hold, Withheld};
use crate::transport::meter::{Large, Receiver};

/// The longest frame that the parser is given, in bytes: a multiple of the four of a mask.
const PIECE_BYTES: u64 = 64 * 1024;

/// What is read at once.
const SCRATCH_BYTES: usize = 4 * 1024;

/// The first byte of a frame's head: whether it is the last of a message, and what it is.
const FIN: u8 = 0x80;
const OPCODE: u8 = 0x0f;
/// From this one on frames are about the connection, short, and may stand between those of a message.
const FIRST_CONTROL: u8 = 0x08;
const CONTINUATION: u8 = 0;
/// The second byte: whether there is a mask, and the length or how it is written.
const MASKED: u8 = 0x80;
const LENGTH: u8 = 0x7f;
const LENGTH_16: u8 = 126;
const LENGTH_64: u8 = 127;

/// The frames of one connection.
#[derive(Default)]
pub(super) struct Frames {
    /// Bytes that were read and not yet looked at.
    raw: Vec<u8>,
    /// A head that goes on before anything else.
    out: Vec<u8>,
    /// Bytes of the payload that go on as they are.
    piece: u64,
    /// What comes of the frame after this piece: perhaps no bytes, but the end of a message.
    after: Option<Rest>,
    /// Bytes of the message so far.
    message: u64,
    /// What does not go on of this frame.
    hold: Option<Hold>,
    /// What has come of the message after its beginning.
    withheld: Option<Withheld>,
    waiting: Option<Pin<Box<dyn Future<Output = Option<Place>> + Send>>>,
    held: Option<Held>,
}

/// Whether there is enough to go on with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum More {
    Wanted,
    Enough,
}

/// What is left of a frame that is cut into pieces.
#[derive(Clone, Copy, Debug)]
struct Rest {
    bytes: u64,
    first: u8,
    mask: Option<[u8; 4]>,
}

/// A large message on its way.
struct Held {
    place: Place,
    watch: Pin<Box<Sleep>>,
    /// Bytes since the watch was set.
    bytes: u64,
}

/// The head of a frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    first: u8,
    mask: Option<[u8; 4]>,
    length: u64,
    /// How many bytes it takes itself.
    size: usize,
}

impl fmt::Debug for Frames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Frames").field("message", &self.message).finish_non_exhaustive()
    }
}

impl Frames {
    /// Reads from a stream what the parser may have.
    pub(super) fn poll_read(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        receiver: &Receiver,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        if buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        loop {
            if !self.out.is_empty() {
                move_bytes(&mut self.out, buf, usize::MAX);
                return Poll::Ready(Ok(()));
            }
            ready!(self.poll_place(cx))?;
            let more = if self.piece > 0 && self.raw.is_empty() {
                ready!(self.poll_payload(stream, cx, buf))
            } else if self.piece > 0 {
                let most = usize::try_from(self.piece).unwrap_or(usize::MAX);
                let moved = move_bytes(&mut self.raw, buf, most);
                self.note_payload(moved);
                Ok(More::Enough)
            } else if self.hold.is_some() {
                ready!(self.poll_hold(stream, receiver, cx))
            } else if let Some(head) = Head::parse(&self.raw) {
                self.raw.drain(..head.size);
                self.begin(head, receiver);
                Ok(More::Wanted)
            } else {
                ready!(self.poll_raw(stream, cx))
            };
            let more = more?;
            self.settle(receiver);
            match more {
                More::Wanted => {}
                More::Enough => return Poll::Ready(Ok(())),
            }
        }
    }

    /// Waits for a place, and sees to it that who has one goes on.
    fn poll_place(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if let Some(waiting) = &mut self.waiting {
            let place = ready!(waiting.as_mut().poll(cx));
            self.waiting = None;
            let place = place.ok_or(io::ErrorKind::ConnectionAborted)?;
            self.held = Some(Held { place, watch: Box::pin(sleep(PROGRESS_EVERY)), bytes: 0 });
        }
        while let Some(held) = &mut self.held {
            if held.watch.as_mut().poll(cx).is_pending() {
                break;
            }
            if held.bytes < PROGRESS_BYTES || held.place.is_overdue() {
                return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
            }
            held.bytes = 0;
            held.watch.as_mut().reset(Instant::now() + PROGRESS_EVERY);
        }
        Poll::Ready(Ok(()))
    }

    /// Reads payload straight to where it goes.
    fn poll_payload(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<More>> {
        let most = usize::try_from(self.piece).unwrap_or(usize::MAX).min(buf.remaining());
        let mut part = ReadBuf::new(buf.initialize_unfilled_to(most));
        ready!(Pin::new(stream).poll_read(cx, &mut part))?;
        let read = part.filled().len();
        buf.advance(read);
        self.note_payload(read);
        Poll::Ready(Ok(More::Enough))
    }

    /// Reads bytes to be looked at.
    fn poll_raw(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<More>> {
        let mut scratch = [0; SCRATCH_BYTES];
        let mut part = ReadBuf::new(&mut scratch);
        ready!(Pin::new(stream).poll_read(cx, &mut part))?;
        self.raw.extend_from_slice(part.filled());
        let ended = part.filled().is_empty();
        Poll::Ready(Ok(if ended { More::Enough } else { More::Wanted }))
    }

    /// Takes in a head: what goes on in its stead, and whether a place is needed first.
    fn begin(&mut self, head: Head, receiver: &Receiver) {
        let opcode = head.first & OPCODE;
        let before = if opcode == CONTINUATION { self.message } else { 0 };
        let message = before.saturating_add(head.length);
        if opcode >= FIRST_CONTROL || message > receiver.longest() {
            // As it is: the parser takes it, or refuses it at once.
            self.out = head.encode();
            self.piece = head.length;
            return;
        }
        self.message = message;
        if self.message > FREE_BYTES as u64 && self.held.is_none() {
            let allowance = Arc::clone(&receiver.allowance);
            self.waiting = Some(Box::pin(allowance.take(receiver.account)));
            receiver.set_large(Large::OnItsWay);
        }
        let goes_on = head.length.min(receiver.beginning().saturating_sub(before));
        let mut first = head.first;
        if goes_on < head.length || self.withheld.is_some() {
            self.withheld.get_or_insert_default();
            let bytes = head.length - goes_on;
            let mut hold = Hold::new(bytes, head.mask, goes_on);
            hold.is_last = first & FIN != 0;
            self.hold = Some(hold);
            first &= !FIN;
        }
        if goes_on > 0 || self.hold.is_none() {
            self.begin_piece(Rest { bytes: goes_on, first, mask: head.mask });
        }
    }

    /// Reads what does not go on of a frame. Where a message ends with it, its end goes on.
    fn poll_hold(
        &mut self,
        stream: &mut (impl AsyncRead + Unpin),
        receiver: &Receiver,
        cx: &mut Context<'_>,
    ) -> Poll<io::Result<More>> {
        let is_over = self.hold.as_ref().is_none_or(Hold::is_over);
        if !is_over && self.raw.is_empty() && ready!(self.poll_raw(stream, cx))? == More::Enough {
            return Poll::Ready(Ok(More::Enough));
        }
        let (Some(hold), Some(withheld)) = (&mut self.hold, &mut self.withheld) else {
            return Poll::Ready(Ok(More::Wanted));
        };
        let taken = hold.take(&mut self.raw, withheld);
        if let Some(held) = &mut self.held {
            held.bytes += taken as u64;
        }
        if let Some(hold) = self.hold.take_if(|hold| hold.is_over())
            && hold.is_last
            && let Some(withheld) = self.withheld.take()
        {
            let (end, left_out) = withheld.into_end();
            let head = Head { first: FIN | CONTINUATION, mask: Some([0; 4]), length: 0, size: 0 };
            self.out = Head { length: end.len() as u64, ..head }.encode();
            self.out.extend(end);
            receiver.note_left_out(left_out);
            self.end_message(receiver);
        }
        Poll::Ready(Ok(More::Wanted))
    }

    /// Begins the next piece of a frame: the first is what the frame is, the others continue it.
    fn begin_piece(&mut self, rest: Rest) {
        let length = rest.bytes.min(PIECE_BYTES);
        let is_last = length == rest.bytes;
        let first = if is_last { rest.first } else { rest.first & !FIN };
        self.out = Head { first, mask: rest.mask, length, size: 0 }.encode();
        self.piece = length;
        let continues = (rest.first & !OPCODE) | CONTINUATION;
        self.after = Some(Rest { bytes: rest.bytes - length, first: continues, ..rest });
    }

    fn note_payload(&mut self, bytes: usize) {
        self.piece = self.piece.saturating_sub(bytes as u64);
        if let Some(held) = &mut self.held {
            held.bytes += bytes as u64;
        }
    }

    /// Begins the next piece where one ends, and gives the place back where a message does.
    fn settle(&mut self, receiver: &Receiver) {
        // An idle socket keeps nothing.
        if self.raw.is_empty() {
            self.raw = Vec::new();
        }
        if self.piece > 0 || !self.out.is_empty() {
            return;
        }
        match self.after.take() {
            Some(rest) if rest.bytes > 0 => self.begin_piece(rest),
            Some(rest) if rest.first & FIN != 0 => self.end_message(receiver),
            Some(_) | None => {}
        }
    }

    fn end_message(&mut self, receiver: &Receiver) {
        self.message = 0;
        self.held = None;
        receiver.set_large(Large::None);
    }
}

impl Head {
    /// Reads a head from the first bytes; `None` if they are not all there.
    fn parse(bytes: &[u8]) -> Option<Self> {
        let (first, second) = (*bytes.first()?, *bytes.get(1)?);
        let (length, mut size) = match second & LENGTH {
            LENGTH_16 => (u64::from(u16::from_be_bytes(*bytes.get(2..)?.first_chunk()?)), 4),
            LENGTH_64 => (u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?), 10),
            short => (u64::from(short), 2),
        };
        let mut mask = None;
        if second & MASKED != 0 {
            mask = Some(*bytes.get(size..)?.first_chunk()?);
            size += 4;
        }
        Some(Self { first, mask, length, size })
    }

    fn encode(self) -> Vec<u8> {
        let masked = if self.mask.is_some() { MASKED } else { 0 };
        let mut bytes = vec![self.first];
        match (u8::try_from(self.length), u16::try_from(self.length)) {
            (Ok(short), _) if short < LENGTH_16 => bytes.push(masked | short),
            (_, Ok(length)) => {
                bytes.push(masked | LENGTH_16);
                bytes.extend(length.to_be_bytes());
            }
            (_, Err(_)) => {
                bytes.push(masked | LENGTH_64);
                bytes.extend(self.length.to_be_bytes());
            }
        }
        bytes.extend(self.mask.into_iter().flatten());
        bytes
    }
}

/// Moves bytes from the front of `from`, at most so many and what there is room for; tells how many.
fn move_bytes(from: &mut Vec<u8>, to: &mut ReadBuf<'_>, most: usize) -> usize {
    let count = from.len().min(to.remaining()).min(most);
    to.put_slice(from.get(..count).unwrap_or_default());
    from.drain(..count);
    count
}

#[cfg(test)]
mod tests;
