//! What honest peers send enters; what blows Automerge up does not.

use automerge::sync::{BloomFilter, Message, State, SyncDoc};
use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, ChangeHash, ObjType, ROOT, ScalarValue};
use proptest::prelude::*;
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::message::{
    Access, Envelope, SyncMessage, encode, encode_with_snapshot,
};
use rebound_core::replica::admission::{Refusal, Refused, arrival, chunk, snapshot};
use sha2::{Digest, Sha256};

/// A document with every kind of operation, one change after each.
fn rich_document() -> AutoCommit {
    let mut doc = AutoCommit::new().with_actor(ActorId::from([1; 16].as_slice()));
    doc.put(ROOT, "title", "Sicherheit 🔐").unwrap();
    doc.commit();
    let list = doc.put_object(ROOT, "list", ObjType::List).unwrap();
    (0..300).for_each(|index| doc.insert(&list, index, index as i64).unwrap());
    doc.commit();
    let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
    doc.splice_text(&text, 0, 0, &"Lorem ipsum ".repeat(500)).unwrap();
    doc.commit();
    doc.put(ROOT, "count", ScalarValue::counter(3)).unwrap();
    doc.increment(ROOT, "count", 4).unwrap();
    doc.commit();
    doc.delete(&list, 7).unwrap();
    doc.put(&list, 8, ScalarValue::Bytes(vec![0; 60_000])).unwrap();
    doc.put(ROOT, "when", ScalarValue::Timestamp(1_772_406_300_000)).unwrap();
    doc.put(ROOT, "nothing", ScalarValue::Null).unwrap();
    doc.put(ROOT, "half", 0.5).unwrap();
    doc.commit();
    let mut fork = doc.fork().with_actor(ActorId::from([2; 16].as_slice()));
    fork.put(ROOT, "title", "other").unwrap();
    doc.put(ROOT, "title", "one").unwrap();
    doc.merge(&mut fork).unwrap();
    doc.put(ROOT, "title", "both").unwrap();
    doc.commit();
    doc
}

#[test]
fn honest_changes_enter_and_keep_their_hash() {
    for mut change in rich_document().get_changes(&[]) {
        let admitted = chunk::admit(change.raw_bytes()).unwrap();
        assert_eq!(admitted.hash(), change.hash());
        let deflated = change.bytes().into_owned();
        assert_eq!(chunk::admit(&deflated).unwrap().hash(), change.hash(), "deflated");
        let new = arrival::admit(&deflated, &mut Allowance::of_message(1)).unwrap();
        assert_eq!((new.hash, new.ops), (change.hash(), change.len() as u64), "written anew");
    }
}

#[test]
fn an_honest_snapshot_is_measured_and_never_taken_as_a_change() {
    let bytes = rich_document().save();
    assert_eq!(snapshot::admit(&bytes), Ok(()));
    assert_eq!(
        chunk::admit(&bytes[..bytes.len().min(chunk::CHANGE_BYTES_MAX)]).unwrap_err(),
        Refusal::ChunkKind
    );
}

#[test]
fn no_truncation_and_no_flipped_bit_enters_as_something_else() {
    let changes = rich_document().get_changes(&[]);
    for change in changes.iter().filter(|change| change.raw_bytes().len() < 1_000) {
        let bytes = change.raw_bytes();
        for len in 0..bytes.len() {
            assert!(chunk::admit(&bytes[..len]).is_err());
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.to_vec();
            flipped[bit / 8] ^= 1 << (bit % 8);
            assert!(chunk::admit(&flipped).is_err(), "bit {bit}");
        }
    }
}

fn uleb(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
    bytes
}

/// A chunk with a checksum that fits.
fn sealed(kind: u8, data: &[u8]) -> Vec<u8> {
    let body = [vec![kind], uleb(data.len() as u64), data.to_vec()].concat();
    let checksum = Sha256::digest(if kind == 2 { [].as_slice() } else { &body });
    [&[0x85, 0x6f, 0x4a, 0x83], &checksum[..4], &body].concat()
}

/// A change by hand: one actor, no deps, the given columns.
pub(crate) fn change(columns: &[(u64, Vec<u8>)]) -> Vec<u8> {
    let mut data = vec![0, 2, 0xaa, 0xbb, 1, 1, 0, 0, 0];
    data.extend(uleb(columns.len() as u64));
    for (spec, bytes) in columns {
        data.extend(uleb(*spec));
        data.extend(uleb(bytes.len() as u64));
    }
    columns.iter().for_each(|(_, bytes)| data.extend(bytes));
    sealed(1, &data)
}

/// A run that repeats one small number.
pub(crate) fn run(count: u64, value: u8) -> Vec<u8> {
    // The count of a run is signed: one more group of bits keeps it positive.
    let mut bytes = uleb(count);
    if bytes.last().is_some_and(|last| last & 0x40 != 0) {
        *bytes.last_mut().unwrap() |= 0x80;
        bytes.push(0);
    }
    bytes.push(value);
    bytes
}

/// Specifications of columns: the key's string, the action, the value's length and bytes, whether it
/// is an insertion, the name of a mark, preds.
pub(crate) const KEY_STRING: u64 = 0x15;
pub(crate) const ACTION: u64 = 0x42;
pub(crate) const VALUE_META: u64 = 0x56;
const VALUE_RAW: u64 = 0x57;
pub(crate) const INSERT: u64 = 0x34;
const MARK_NAME: u64 = 0xa5;
pub(crate) const PRED_GROUP: u64 = 0x70;

#[test]
fn a_few_bytes_that_stand_for_millions_of_operations_do_not_enter() {
    for count in [20_100, 1_000_000, 1_000_000_000, u64::from(u32::MAX), 1 << 60] {
        let bomb =
            change(&[(KEY_STRING, [run(count, 1), vec![b'k']].concat()), (ACTION, run(count, 1))]);
        assert!(bomb.len() < 90);
        assert_eq!(chunk::admit(&bomb).unwrap_err(), Refusal::TooManyOps, "{count}");
    }
    let preds = change(&[(PRED_GROUP, run(3, 0x7f)), (PRED_GROUP, run(20_000, 2))]);
    assert_eq!(chunk::admit(&preds).unwrap_err(), Refusal::TooManyOps);
    let nulls = change(&[(ACTION, [vec![0], uleb(1 << 62)].concat())]);
    assert_eq!(chunk::admit(&nulls).unwrap_err(), Refusal::TooManyOps);
}

#[test]
fn a_value_that_claims_gigabytes_does_not_enter() {
    let length = uleb((1 << 32) << 4 | 7);
    let bomb = change(&[(VALUE_META, [vec![1], length].concat())]);
    assert_eq!(chunk::admit(&bomb).unwrap_err(), Refusal::ValueTooLarge);
}

#[test]
fn a_deflate_bomb_is_not_inflated_beyond_the_bound() {
    let bomb = miniz_oxide::deflate::compress_to_vec(&vec![0; 64 * 1024 * 1024], 9);
    assert!(bomb.len() < chunk::CHANGE_BYTES_MAX);
    assert_eq!(chunk::admit(&sealed(2, &bomb)).unwrap_err(), Refusal::TooLong);
}

#[test]
fn documents_bundles_and_unknown_chunks_do_not_enter_as_changes() {
    for kind in [0, 3, 4, 0xff] {
        assert_eq!(
            chunk::admit(&sealed(kind, &[0; 40])).unwrap_err(),
            Refusal::ChunkKind,
            "{kind}"
        );
    }
}

#[test]
fn a_long_key_that_a_few_bytes_repeat_does_not_enter() {
    let key = [uleb(64 * 1024), vec![b'k'; 64 * 1024]].concat();
    // The name of a mark is as good as a key: both are spelled out for each operation.
    for spec in [KEY_STRING, MARK_NAME] {
        let mut bomb = run(8_192, 0);
        bomb.pop();
        bomb.extend(&key);
        let refused = chunk::admit(&change(&[(spec, bomb)])).unwrap_err();
        assert_eq!(refused, Refusal::ValueTooLarge);
    }
    let deflated = miniz_oxide::deflate::compress_to_vec(&vec![b'k'; 64 * 1024], 6);
    assert!(deflated.len() < 200, "on the wire it is shorter still");
}

#[test]
fn a_change_that_automerge_would_write_differently_does_not_enter_as_new() {
    let columns = [
        (KEY_STRING, vec![0x7f, 1, b'k']),
        (INSERT, vec![1]),
        (ACTION, vec![0x7f, 1]),
        (VALUE_META, vec![0x7f, 0x14]),
        (VALUE_RAW, vec![7]),
        (PRED_GROUP, vec![0x7f, 0]),
    ];
    let new = |bytes: &[u8]| {
        let admitted = arrival::admit(bytes, &mut Allowance::of_message(1));
        admitted.map(drop).map_err(|refused| refused.refusal)
    };
    assert_eq!(new(&change(&columns)), Ok(()));
    // A run of one, where Automerge writes a literal.
    let mut odd = columns.clone();
    odd[0].1 = vec![1, 1, b'k'];
    assert_eq!(new(&change(&odd)), Err(Refusal::Encoding));
    let unknown = [columns.to_vec(), vec![(0xb2, vec![0x7f, 5])]].concat();
    assert_eq!(new(&change(&unknown)), Err(Refusal::Encoding));
}

#[test]
fn dependencies_out_of_order_or_twice_do_not_enter() {
    for (one, two) in [(2, 1), (1, 1)] {
        let mut data = vec![2];
        data.extend([[one; 32], [two; 32]].concat());
        data.extend([2, 0xaa, 0xbb, 1, 1, 0, 0, 0, 0]);
        assert_eq!(chunk::admit(&sealed(1, &data)).unwrap_err(), Refusal::Encoding);
    }
}

#[test]
fn a_message_brings_so_many_operations_and_then_the_rest_has_to_wait() {
    let mut doc = AutoCommit::new();
    let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
    doc.splice_text(&text, 0, 0, &"a".repeat(19_999)).unwrap();
    let change = doc.get_last_local_change().unwrap();
    let mut allowance = Allowance::of_message(1);
    let outcomes: Vec<_> =
        (0..6).map(|_| arrival::admit(change.raw_bytes(), &mut allowance).map(drop)).collect();
    assert_eq!(outcomes[..5], vec![Ok(()); 5]);
    let refused = Refused { hash: Some(change.hash()), refusal: Refusal::TooMuchAtOnce };
    assert_eq!(outcomes[5], Err(refused));
}

/// A message with one summary whose filter is `bloom`.
fn with_bloom(bloom: &[u8]) -> Vec<u8> {
    [vec![0x42, 0, 0, 1, 0], uleb(bloom.len() as u64), bloom.to_vec(), vec![0]].concat()
}

#[test]
fn bloom_filters_that_fit_no_set_do_not_enter() {
    let probes_max = [vec![1, 10], uleb(u64::from(u32::MAX)), vec![0, 0]].concat();
    let many_probes = [vec![1, 10], uleb(100_000_000), vec![0, 0]].concat();
    let filters: [&[u8]; 6] =
        [&[1, 0, 7], &probes_max, &many_probes, &[1, 10, 7, 0], &[0, 10, 7], &[1, 10, 0, 0, 0]];
    for bloom in filters {
        assert_eq!(
            SyncMessage::admit(&with_bloom(bloom)).unwrap_err(),
            Refusal::Bloom,
            "{bloom:?}"
        );
    }
    assert!(SyncMessage::admit(&with_bloom(&[1, 10, 7, 0, 0])).is_ok());
}

#[test]
fn lists_that_lie_about_their_length_do_not_enter() {
    for lie in [uleb(257), uleb(u64::MAX)] {
        assert!(SyncMessage::admit(&[vec![0x42], lie].concat()).is_err());
    }
    let chunks = [vec![0x42, 0, 0, 0], uleb(1_000_000), vec![0; 8]].concat();
    assert_eq!(SyncMessage::admit(&chunks).unwrap_err(), Refusal::TooMany);
}

/// Every message of an honest talk between two documents.
fn honest_messages() -> Vec<Vec<u8>> {
    let mut left = rich_document();
    let mut right = AutoCommit::new().with_actor(ActorId::from([3; 16].as_slice()));
    right.put(ROOT, "mine", 1).unwrap();
    let (mut of_left, mut of_right) = (State::new(), State::new());
    let mut messages = Vec::new();
    for _ in 0..10 {
        if let Some(message) = left.sync().generate_sync_message(&mut of_left) {
            messages.push(message.clone().encode());
            right.sync().receive_sync_message(&mut of_right, message).unwrap();
        }
        if let Some(message) = right.sync().generate_sync_message(&mut of_right) {
            messages.push(message.clone().encode());
            left.sync().receive_sync_message(&mut of_left, message).unwrap();
        }
    }
    messages
}

#[test]
fn honest_messages_enter_as_automerge_reads_them() {
    for bytes in honest_messages() {
        let message = SyncMessage::admit_from_server(&bytes).unwrap();
        assert_eq!(message.to_automerge(), Message::decode(&bytes).unwrap());
    }
}

#[test]
fn no_truncation_and_no_flipped_bit_of_a_message_panics() {
    for bytes in honest_messages().into_iter().filter(|bytes| bytes.len() < 2_000) {
        for len in 0..bytes.len() {
            drop(SyncMessage::admit(&bytes[..len]).map(|message| message.to_automerge()));
        }
        for bit in 0..bytes.len() * 8 {
            let mut flipped = bytes.clone();
            flipped[bit / 8] ^= 1 << (bit % 8);
            drop(SyncMessage::admit_from_server(&flipped).map(|message| message.to_automerge()));
        }
    }
}

#[test]
fn our_messages_read_as_automerge_s_own() {
    let mut doc = rich_document();
    let heads = doc.get_heads();
    let changes = doc.get_changes(&[]);
    let chunks: Vec<&[u8]> = changes.iter().map(|change| change.raw_bytes()).collect();
    let envelope =
        Envelope { heads: &heads, need: &heads, have: Some(&heads), access: Access::Write };
    let message = Message::decode(&encode(envelope, chunks.iter().copied())).unwrap();
    assert_eq!(
        (&message.heads, &message.need, message.changes.len()),
        (&heads, &heads, chunks.len())
    );
    assert_eq!((message.have[0].last_sync.clone(), message.flags), (heads.clone(), None));
    let reader = Envelope { access: Access::Read, have: None, ..envelope };
    assert!(SyncMessage::admit(&encode(reader, [].into_iter())).unwrap().is_read_only());
}

#[test]
fn a_snapshot_and_the_changes_after_it_start_a_cold_client() {
    let mut doc = rich_document();
    let stored = doc.save();
    doc.put(ROOT, "later", 1).unwrap();
    let later = doc.get_last_local_change().unwrap();
    let heads = doc.get_heads();
    let envelope = Envelope { heads: &heads, need: &[], have: Some(&heads), access: Access::Write };
    let bytes = encode_with_snapshot(envelope, &stored, [later.raw_bytes()].into_iter());
    let message = SyncMessage::admit_from_server(&bytes).unwrap().to_automerge();
    let mut cold = Automerge::new();
    cold.receive_sync_message(&mut State::new(), message).unwrap();
    assert_eq!(cold.get_heads(), heads);
}

proptest! {
    #[test]
    fn the_filter_says_what_automerge_s_says(
        sets in prop::collection::vec(prop::array::uniform32(any::<u8>()), 1..200),
        others in prop::collection::vec(prop::array::uniform32(any::<u8>()), 200),
    ) {
        let sets: Vec<ChangeHash> = sets.into_iter().map(ChangeHash).collect();
        let theirs = BloomFilter::from_hashes(sets.iter());
        let bytes = with_bloom(&theirs.to_bytes());
        let message = SyncMessage::admit(&bytes).unwrap();
        let ours = message.have[0].bloom;
        for hash in sets.iter().copied().chain(others.into_iter().map(ChangeHash)) {
            prop_assert_eq!(ours.contains(&hash), theirs.contains_hash(&hash));
        }
    }

    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        drop(SyncMessage::admit_from_server(&bytes));
        drop(chunk::admit(&bytes));
        drop(chunk::admit(&sealed(1, &bytes)));
        let _ = snapshot::admit(&sealed(0, &bytes));
    }
}
