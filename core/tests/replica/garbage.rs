//! Every cut and every flipped bit of what honest peers send: refused or read, and never a panic.

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ROOT};
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::message::{Access, Envelope, SyncMessage, encode};
use rebound_core::replica::admission::{arrival, chunk};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::{Frame, PeerId, PeerMetadata, SyncKind, WireLimits};
use sha2::{Digest, Sha256};

/// The way of a peer's bytes through the server, as far as it needs no document.
fn take_in(frame: &[u8]) -> Option<Frame> {
    let frame = Frame::decode(frame, &WireLimits::default()).ok()?;
    if let Frame::Sync { data, .. } = &frame
        && let Ok(message) = SyncMessage::admit(data)
    {
        let mut allowance = Allowance::of_message(data.len());
        message.chunks.iter().for_each(|bytes| drop(arrival::admit(bytes, &mut allowance)));
        drop(message.to_automerge());
    }
    Some(frame)
}

/// All bytes with one bit flipped.
fn flips(bytes: &[u8]) -> impl Iterator<Item = Vec<u8>> {
    (0..bytes.len() * 8).map(|bit| {
        let mut flipped = bytes.to_vec();
        flipped[bit / 8] ^= 1 << (bit % 8);
        flipped
    })
}

fn change() -> Vec<u8> {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1; 16].as_slice()));
    doc.put(ROOT, "before", 1).unwrap();
    doc.commit();
    doc.put(ROOT, "fact", vec![7_u8; 20]).unwrap();
    doc.put(ROOT, "before", "two").unwrap();
    doc.get_last_local_change().unwrap().raw_bytes().to_vec()
}

/// One frame of each kind that a server may hear.
fn frames() -> Vec<Frame> {
    let (sender, target) = (PeerId::new("phone").unwrap(), PeerId::new("server").unwrap());
    let document = DocumentId::from_random([7; 16]);
    let chunk = change();
    let heads = [chunk::admit(&chunk).unwrap().hash()];
    let envelope =
        Envelope { heads: &heads, need: &heads, have: Some(&heads), access: Access::Read };
    let data = encode(envelope, [&chunk[..]].into_iter());
    vec![
        Frame::Join {
            sender: sender.clone(),
            metadata: PeerMetadata {
                storage_id: Some("disk".to_owned()),
                is_ephemeral: Some(false),
            },
            supported_versions: vec!["1".to_owned()],
        },
        Frame::Sync {
            kind: SyncKind::Sync,
            sender: sender.clone(),
            target: target.clone(),
            document,
            data,
        },
        Frame::DocUnavailable { sender: sender.clone(), target: target.clone(), document },
        Frame::Ephemeral {
            sender: sender.clone(),
            target,
            document,
            session_id: "session".to_owned(),
            count: 3,
            data: vec![0xa0],
        },
        Frame::Leave { sender },
        Frame::Error { message: "why".to_owned(), code: Some("protocol".to_owned()) },
        Frame::Refused {
            document,
            change: Some("ab".repeat(32)),
            code: "reference".to_owned(),
            message: "why".to_owned(),
        },
    ]
}

#[test]
fn no_cut_and_no_flipped_bit_of_a_frame_panics() {
    for frame in frames() {
        let bytes = frame.encode();
        assert_eq!(take_in(&bytes), Some(frame), "as it is");
        for len in 0..bytes.len() {
            assert_eq!(take_in(&bytes[..len]), None, "cut to {len}");
        }
        flips(&bytes).for_each(|flipped| drop(take_in(&flipped)));
    }
}

#[test]
fn a_flipped_bit_of_a_change_under_a_sound_checksum_is_refused_or_written_as_automerge_does() {
    let chunk = change();
    let data = &chunk[10..];
    assert_eq!(sealed(data), chunk, "a checksum, a kind and a length of one byte come before");
    let mut admitted = 0;
    for flipped in flips(data) {
        let outcome = arrival::admit(&sealed(&flipped), &mut Allowance::of_message(1));
        admitted += usize::from(outcome.is_ok());
    }
    // Other names, numbers and values are as good as these; most flips hit one.
    assert!(admitted > 0);
}

#[test]
fn a_cut_change_under_a_sound_checksum_is_refused() {
    let chunk = change();
    for len in 0..chunk.len() - 10 {
        let cut = sealed(&chunk[10..10 + len]);
        assert!(arrival::admit(&cut, &mut Allowance::of_message(1)).is_err(), "cut to {len}");
    }
}

fn sealed(data: &[u8]) -> Vec<u8> {
    let len = u8::try_from(data.len()).unwrap();
    // Lengths from 128 on take two bytes, below that one.
    let len = if len < 128 { vec![len] } else { vec![len & 0x7f | 0x80, 1] };
    let body = [vec![1], len, data.to_vec()].concat();
    [&[0x85, 0x6f, 0x4a, 0x83], &Sha256::digest(&body)[..4], &body].concat()
}
