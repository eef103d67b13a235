use super::*;

fn peer(name: &str) -> PeerId {
    PeerId::new(name).unwrap()
}

fn decode(bytes: &[u8]) -> Result<Frame, WireError> {
    Frame::decode(bytes, &WireLimits::default())
}

fn sync() -> Frame {
    Frame::Sync {
        kind: SyncKind::Sync,
        sender: peer("phone"),
        target: peer("server"),
        document: DocumentId::from_bytes([7; 16]),
        data: vec![1, 2, 3],
    }
}

fn frames() -> Vec<Frame> {
    let document = DocumentId::from_bytes([7; 16]);
    let (sender, target) = (peer("phone"), peer("server"));
    let metadata = PeerMetadata { storage_id: Some("s".to_owned()), is_ephemeral: Some(true) };
    vec![
        Frame::Join {
            sender: sender.clone(),
            metadata: metadata.clone(),
            supported_versions: vec!["1".to_owned()],
        },
        Frame::Peer {
            sender: sender.clone(),
            target: target.clone(),
            metadata,
            selected_version: "1".to_owned(),
        },
        Frame::Leave { sender: sender.clone() },
        sync(),
        Frame::DocUnavailable { sender: sender.clone(), target: target.clone(), document },
        Frame::Ephemeral {
            sender,
            target,
            document,
            session_id: "run".to_owned(),
            count: 3,
            data: vec![0xa0],
        },
        Frame::Error { message: "no".to_owned(), code: None },
        Frame::Error { message: "later".to_owned(), code: Some("shutdown".to_owned()) },
        Frame::RemoteSubscriptionChange,
        Frame::RemoteHeadsChanged,
        Frame::Unknown { kind: "greeting".to_owned() },
    ]
}

#[test]
fn frames_survive_their_bytes() {
    for frame in frames() {
        assert_eq!(decode(&frame.encode()), Ok(frame));
    }
}

#[test]
fn every_truncation_is_refused_and_no_bit_flip_panics() {
    for frame in frames() {
        let bytes = frame.encode();
        for len in 0..bytes.len() {
            assert!(decode(&bytes[..len]).is_err(), "{frame:?} cut to {len}");
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            drop(decode(&flipped));
        }
    }
}

#[test]
fn the_short_way_to_a_sync_frame_leads_to_the_same_bytes() {
    let document = DocumentId::from_bytes([7; 16]);
    assert_eq!(
        encode_sync(&peer("phone"), &peer("server"), &document, &[1, 2, 3]),
        sync().encode()
    );
}

/// A frame as an odd client might write it: indefinite lengths, tag 64, floats, undefined, id as
/// bytes, unknown nested keys, and `metadata` under its old name.
#[test]
fn quirks_of_other_clients_are_accepted() {
    let mut bytes = Vec::new();
    let mut e = minicbor::Encoder::new(&mut bytes);
    e.begin_map().unwrap();
    e.str("type")
        .unwrap()
        .begin_str()
        .unwrap()
        .str("ephe")
        .unwrap()
        .str("meral")
        .unwrap()
        .end()
        .unwrap();
    e.str("documentId").unwrap().bytes(&[7; 16]).unwrap();
    e.str("data").unwrap().tag(minicbor::data::Tag::new(64)).unwrap().bytes(&[1]).unwrap();
    e.str("count").unwrap().f64(12.0).unwrap();
    e.str("remove").unwrap().undefined().unwrap();
    e.str("extra").unwrap().array(1).unwrap().map(1).unwrap().u8(1).unwrap().bool(true).unwrap();
    e.str("metadata").unwrap().map(0).unwrap();
    e.str("senderId").unwrap().str("a").unwrap().str("targetId").unwrap().str("b").unwrap();
    e.str("sessionId").unwrap().str("s").unwrap();
    e.end().unwrap();
    let Ok(Frame::Ephemeral { document, count, data, .. }) = decode(&bytes) else {
        panic!("{:?}", decode(&bytes));
    };
    assert_eq!((document, count, data), (DocumentId::from_bytes([7; 16]), 12, vec![1]));
}

#[test]
fn two_readers_can_never_see_two_frames() {
    let mut bytes = Vec::new();
    let mut e = minicbor::Encoder::new(&mut bytes);
    e.map(3).unwrap().str("type").unwrap().str("leave").unwrap();
    e.str("senderId").unwrap().str("a").unwrap().str("senderId").unwrap().str("b").unwrap();
    assert_eq!(decode(&bytes), Err(WireError::Duplicate("senderId")));
}

#[test]
fn trailing_bytes_and_long_frames_are_refused() {
    let mut bytes = sync().encode();
    bytes.push(0);
    assert_eq!(decode(&bytes), Err(WireError::Cbor));
    let limits = WireLimits { frame_bytes_max: 10 };
    assert_eq!(
        Frame::decode(&bytes, &limits),
        Err(WireError::TooLong { bytes: bytes.len(), limit: 10 })
    );
}

#[test]
fn a_length_that_lies_does_not_reserve_memory() {
    // A map of 2^64-1 entries, and a byte string of 2^62 bytes.
    let lies: [&[u8]; 2] = [
        &[0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
        &[0xa1, 0x64, b'd', b'a', b't', b'a', 0x5b, 0x40, 0, 0, 0, 0, 0, 0, 0],
    ];
    for lie in lies {
        assert_eq!(decode(lie), Err(WireError::Cbor));
    }
}

#[test]
fn values_nobody_asked_for_may_lie_in_each_other_only_so_deep() {
    let leave = |nested: &[u8]| {
        let text = |text: &str| [&[0x60 + text.len().to_le_bytes()[0]], text.as_bytes()].concat();
        let fields = [text("type"), text("leave"), text("senderId"), text("a"), text("x")].concat();
        Frame::decode(&[&[0xa3], &fields[..], nested].concat(), &WireLimits::default())
    };
    let inside = |opening: &[u8], depth: usize| [opening.repeat(depth), vec![0x01]].concat();
    for opening in [&[0x81][..], &[0xa1, 0x00], &[0xc1]] {
        assert!(leave(&inside(opening, 16)).is_ok());
        assert_eq!(leave(&inside(opening, 17)), Err(WireError::Cbor));
        assert_eq!(leave(&inside(opening, 1_000_000)), Err(WireError::Cbor));
    }
    assert!(leave(&[0x9f, 0xbf, 0x01, 0x02, 0xff, 0xf6, 0xff]).is_ok(), "of indefinite length");
    assert_eq!(
        leave(&[0x9b, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
        Err(WireError::Cbor)
    );
}

#[test]
fn a_frame_without_the_middle_of_its_data_says_the_rest_wherever_its_fields_stand() {
    let text = |text: &str| [&[0x60 + text.len().to_le_bytes()[0]], text.as_bytes()].concat();
    let data: Vec<u8> = (0..70_000_u32).map(|at| at.to_le_bytes()[0]).collect();
    let document = DocumentId::from_bytes([7; 16]).to_string();
    let id = [&[0x78, document.len().to_le_bytes()[0]], document.as_bytes()].concat();
    let length = u32::try_from(data.len()).unwrap().to_be_bytes();
    let long = [text("data"), vec![0x5a], length.to_vec(), data.clone()].concat();
    let short = [text("type"), text("sync"), text("targetId"), text("b")].concat();
    let rest = [text("documentId"), id, text("senderId"), text("a")].concat();
    for fields in [[&short[..], &long, &rest], [&short[..], &rest, &long]] {
        let bytes = [&[0xa5], &fields.concat()[..]].concat();
        assert!(decode(&bytes).is_ok());
        for (left_out, end) in [(1, 1_000), (30_000, 200), (60_000, 4_000)] {
            let at = bytes.len() - end - left_out;
            let there = [&bytes[..at], &bytes[bytes.len() - end..]].concat();
            let gap = LeftOut { at, bytes: left_out as u64 };
            let read = Frame::decode_around(&there, gap, &WireLimits::default());
            let Ok(Frame::Sync { data: beginning, document, .. }) = read else {
                panic!("{read:?}");
            };
            assert_eq!(document, DocumentId::from_bytes([7; 16]));
            assert!(data.starts_with(&beginning) && beginning.len() < data.len() - left_out);
            let elsewhere = LeftOut { at: 3, bytes: left_out as u64 };
            assert!(Frame::decode_around(&there, elsewhere, &WireLimits::default()).is_err());
        }
    }
}
