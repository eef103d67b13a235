//! A change that arrives is charged for what it costs, and is about what was there before it.

use automerge::transaction::Transactable;
use automerge::{AutoCommit, ObjType, ROOT, ScalarValue};
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::arrival::Insight;
use rebound_core::replica::admission::{Refusal, arrival};

use crate::admission::{ACTION, INSERT, KEY_STRING, PRED_GROUP, VALUE_META, change, run};

const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;

#[test]
fn an_honest_transaction_has_as_many_operations_as_it_has_bytes() {
    let mut doc = AutoCommit::new();
    let text = doc.put_object(ROOT, "text", ObjType::Text).unwrap();
    doc.splice_text(&text, 0, 0, &"lorem ipsum ".repeat(10_000)).unwrap();
    doc.commit();
    let list = doc.put_object(ROOT, "l", ObjType::List).unwrap();
    // In one go: an insertion at the end costs as much as the list is long.
    doc.splice(&list, 0, 0, (0..30_000).map(ScalarValue::from)).unwrap();
    doc.commit();
    doc.splice_text(&text, 0, 120_000, "").unwrap();
    doc.put(ROOT, "picture", ScalarValue::Bytes(vec![7; 5 * 1024 * 1024])).unwrap();
    doc.commit();
    let ops: Vec<u64> = doc
        .get_changes(&[])
        .iter()
        .map(|change| {
            // As Automerge's sync sends them: never deflated.
            let bytes = change.raw_bytes();
            let arrival = arrival::admit(bytes, &mut Allowance::of_message(bytes.len())).unwrap();
            assert_eq!((arrival.hash, arrival.insight), (change.hash(), Insight::Measured));
            assert_eq!(*arrival.bytes, *bytes);
            arrival.ops
        })
        .collect();
    assert_eq!(ops, [120_001, 30_001, 120_001]);
}

#[test]
fn what_a_message_inflates_to_is_charged_before_it_is_inflated() {
    let mut doc = AutoCommit::new();
    // A KiB on the wire, and almost a MiB once inflated.
    doc.put(ROOT, "zeros", ScalarValue::Bytes(vec![0; 1_000_000])).unwrap();
    let bytes = doc.get_last_local_change().unwrap().bytes().into_owned();
    let mut allowance = Allowance::of_message(3 * bytes.len());
    assert!(arrival::admit(&bytes, &mut allowance).is_ok());
    let refused = arrival::admit(&bytes, &mut allowance).unwrap_err();
    assert_eq!((refused.refusal, refused.hash), (Refusal::TooMuchAtOnce, None));
    assert!(allowance.inflated() == 0, "the try was charged, too");
    // What is too much for a message of its own never has room.
    doc.put(ROOT, "zeros", ScalarValue::Bytes(vec![0; 3_000_000])).unwrap();
    let bytes = doc.get_last_local_change().unwrap().bytes().into_owned();
    let alone = &mut Allowance::of_message(bytes.len());
    assert_eq!(arrival::admit(&bytes, alone).unwrap_err().refusal, Refusal::TooLong);
}

#[test]
fn what_is_read_is_charged_by_its_operations_and_deletions_beyond_what_is_deleted_do_not_enter() {
    let deletions = |count: u64| change(&[(ACTION, run(count, 3)), (PRED_GROUP, run(count, 0))]);
    assert!(arrival::admit(&deletions(4_000_000), &mut Allowance::of_message(1)).is_ok());
    let refused = arrival::admit(&deletions(5_000_000), &mut Allowance::of_message(1));
    assert_eq!(refused.unwrap_err().refusal, Refusal::TooManyOps);
}

#[test]
fn poison_an_operation_that_comes_before_what_it_is_about_does_not_enter() {
    let of_itself = [
        (KEY_STRING, vec![0x7f, 1, b'k']),
        (INSERT, vec![1]),
        (ACTION, vec![0x7f, 1]),
        (VALUE_META, vec![0x7f, 0]),
        (PRED_GROUP, vec![0x7f, 1]),
        (PRED_ACTOR, vec![0x7f, 0]),
        (PRED_COUNTER, vec![0x7f, 1]),
    ];
    let refused = arrival::admit(&change(&of_itself), &mut Allowance::of_message(1));
    assert_eq!(refused.unwrap_err().refusal, Refusal::Reference);
}
