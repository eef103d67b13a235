use futures_util::FutureExt;
use proptest::prelude::*;
use rebound_core::base::ids::AccountId;
use rebound_core::replica::wire::LeftOut;
use tokio::io::AsyncReadExt;

use super::*;
use crate::transport::allowance::Allowance;
use crate::transport::meter::Meter;

const MESSAGE_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// A stream that goes through [`Frames`], in reads of `at_once` bytes.
struct Through<'a, S> {
    stream: S,
    frames: Frames,
    meter: &'a Meter,
    at_once: usize,
}

impl<S: AsyncRead + Unpin> AsyncRead for Through<'_, S> {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let Self { stream, frames, meter, at_once } = self.get_mut();
        let mut scratch = vec![0; buf.remaining().min(*at_once)];
        let mut part = ReadBuf::new(&mut scratch);
        ready!(frames.poll_read(stream, meter.receiver().unwrap(), cx, &mut part))?;
        buf.put_slice(part.filled());
        Poll::Ready(Ok(()))
    }
}

fn meter(allowance: &Arc<Allowance>) -> Meter {
    meter_of(allowance, MESSAGE_BYTES_MAX)
}

fn meter_of(allowance: &Arc<Allowance>, message_bytes_max: u64) -> Meter {
    let meter = Meter::default();
    meter.note_request();
    meter.note_head(b"\r\n\r\n");
    meter
        .receive_frames(AccountId::from_bytes([1; 16]), Arc::clone(allowance), message_bytes_max)
        .unwrap();
    meter
}

fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let head = Head { first, mask: Some([1, 2, 3, 4]), length: payload.len() as u64, size: 0 };
    [head.encode(), payload.to_vec()].concat()
}

/// What messages there are in bytes: opcode and payload, and the longest frame.
fn messages(mut bytes: &[u8]) -> (Vec<(u8, Vec<u8>)>, u64) {
    let (mut found, mut open, mut longest) = (Vec::new(), (0, Vec::new()), 0);
    while let Some(head) = Head::parse(bytes) {
        let end = head.size + usize::try_from(head.length).unwrap();
        let payload = &bytes[head.size..end];
        bytes = &bytes[end..];
        longest = longest.max(head.length);
        assert_eq!(head.mask, Some([1, 2, 3, 4]));
        if head.first & OPCODE >= FIRST_CONTROL {
            found.push((head.first & OPCODE, payload.to_vec()));
            continue;
        }
        if head.first & OPCODE != CONTINUATION {
            open = (head.first & OPCODE, Vec::new());
        }
        open.1.extend(payload);
        if head.first & FIN != 0 {
            found.push(std::mem::take(&mut open));
        }
    }
    assert!(bytes.is_empty());
    (found, longest)
}

async fn pass(bytes: &[u8], at_once: usize) -> Vec<u8> {
    let allowance = Arc::default();
    let meter = meter(&allowance);
    let mut passed = Vec::new();
    let mut through = Through { stream: bytes, frames: Frames::default(), meter: &meter, at_once };
    through.read_to_end(&mut passed).await.unwrap();
    assert!(!meter.is_receiving_large() && allowance.taken() == 0);
    assert!(through.frames.raw.is_empty() && through.frames.raw.capacity() == 0);
    passed
}

proptest! {
    #[test]
    fn messages_are_the_same_in_pieces_however_they_are_read(
        lengths in prop::collection::vec((0_usize..300_000, 0_u8..4), 0..6),
        at_once in 1_usize..5_000,
    ) {
        let mut bytes = Vec::new();
        for (length, kind) in lengths {
            let payload: Vec<u8> = (0..length).map(|at| u8::try_from(at % 251).unwrap()).collect();
            match kind {
                0 => bytes.extend(frame(FIN | 2, &payload[..length.min(100)])),
                1 => bytes.extend(frame(FIN | 2, &payload)),
                2 => {
                    let (one, other) = payload.split_at(length / 3);
                    bytes.extend(frame(2, one));
                    bytes.extend(frame(FIN | 9, b"ping"));
                    bytes.extend(frame(FIN, other));
                }
                _ => bytes.extend(frame(FIN | 10, b"pong")),
            }
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let passed = runtime.unwrap().block_on(pass(&bytes, at_once));
        let (found, longest) = messages(&passed);
        prop_assert_eq!(found, messages(&bytes).0);
        prop_assert!(longest <= PIECE_BYTES);
    }
}

/// What comes of the frames of one message where a message may have 64 KiB, unmasked, and how many bytes were
/// left out.
async fn abridged(frames: &[u8], at_once: usize) -> (Vec<u8>, Option<LeftOut>) {
    let allowance = Arc::default();
    let meter = meter_of(&allowance, 64 * 1024);
    let mut bytes = Vec::new();
    let mut through = Through { stream: frames, frames: Frames::default(), meter: &meter, at_once };
    through.read_to_end(&mut bytes).await.unwrap();
    assert!(!meter.is_receiving_large() && allowance.taken() == 0);
    let (mut rest, mut message, mut is_whole) = (&bytes[..], Vec::new(), false);
    while let Some(head) = Head::parse(rest) {
        let end = head.size + usize::try_from(head.length).unwrap();
        let mask = head.mask.unwrap();
        let payload = rest[head.size..end].iter().zip(mask.iter().cycle());
        message.extend(payload.map(|(byte, mask)| byte ^ mask));
        assert_eq!(head.first & OPCODE, if rest.len() == bytes.len() { 2 } else { CONTINUATION });
        assert!(!is_whole, "one message");
        (is_whole, rest) = (head.first & FIN != 0, &rest[end..]);
    }
    assert!(is_whole && rest.is_empty());
    let gap = meter.take_gap(&message);
    (message, gap)
}

proptest! {
    #[test]
    fn of_a_message_that_is_too_long_beginning_and_end_go_on(
        lengths in prop::collection::vec(0_usize..120_000, 1..6),
        at_once in 1_usize..5_000,
    ) {
        let total: usize = lengths.iter().sum();
        let payload: Vec<u8> = (0..total).map(|at| u8::try_from(at % 251).unwrap()).collect();
        let (mut bytes, mut at) = (Vec::new(), 0);
        for (number, length) in lengths.iter().enumerate() {
            let kind = if number == 0 { 2 } else { CONTINUATION };
            let last = if number + 1 == lengths.len() { FIN } else { 0 };
            let mask = [1, 2, 3, 4];
            let part = &payload[at..at + length];
            let masked: Vec<u8> = part.iter().zip(mask.iter().cycle()).map(|(a, b)| a ^ b).collect();
            bytes.extend(frame(last | kind, &masked));
            at += length;
        }
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build();
        let (message, gap) = runtime.unwrap().block_on(abridged(&bytes, at_once));
        match gap {
            None => prop_assert_eq!(message, payload),
            Some(LeftOut { at, bytes }) => {
                let left_out = usize::try_from(bytes).unwrap();
                prop_assert_eq!(message.len() + left_out, total);
                prop_assert_eq!(&message[..at], &payload[..at]);
                prop_assert_eq!(&message[at..], &payload[at + left_out..]);
            }
        }
        prop_assert_eq!(gap.is_some(), total > 64 * 1024);
    }
}

#[test]
fn what_is_far_too_long_is_passed_to_the_parser_that_refuses_it() {
    let length = 16 * MESSAGE_BYTES_MAX + 1;
    let head = Head { first: FIN | 2, mask: Some([0; 4]), length, size: 0 };
    assert_eq!(pass(&head.encode(), 100).now_or_never().unwrap(), head.encode());
}

#[tokio::test(start_paused = true)]
async fn a_large_message_waits_for_a_place_and_who_does_not_go_on_with_it_is_ended() {
    let allowance: Arc<Allowance> = Arc::default();
    let account = AccountId::from_bytes([1; 16]);
    let held =
        [Arc::clone(&allowance).take(account).await, Arc::clone(&allowance).take(account).await];
    let meter = meter(&allowance);
    let (mut client, server) = tokio::io::duplex(1024 * 1024);
    let mut through =
        Through { stream: server, frames: Frames::default(), meter: &meter, at_once: 100_000 };
    let bytes = frame(FIN | 2, &vec![0; FREE_BYTES + 1]);
    tokio::io::AsyncWriteExt::write_all(&mut client, &bytes[..bytes.len() - 1]).await.unwrap();
    let mut buf = vec![0; 100_000];
    let head = through.read(&mut buf).await.unwrap();
    assert!(head < 20 && through.read(&mut buf).now_or_never().is_none(), "no place yet");
    drop(held);
    assert!(through.read(&mut buf).await.unwrap() > 1_000);
    assert!(meter.is_receiving_large());
    let end = loop {
        match through.read(&mut buf).await {
            Ok(0) => panic!("the client is still there"),
            Ok(_) => {}
            Err(error) => break error.kind(),
        }
    };
    assert_eq!(end, io::ErrorKind::TimedOut);
}
