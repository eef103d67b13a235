//! What a stranger with an account sends in the eleven attacks whose costs are measured.

use std::time::Duration;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, ChangeHash, ObjType, ROOT, ScalarValue};
use rebound_core::replica::document_id::DocumentId;

use crate::bench::{Fallible, live};
use crate::forge::{
    ACTION, Forged, INSERT, KEY_STRING, OBJECT_ACTOR, OBJECT_COUNTER, PRED_GROUP, VALUE,
    VALUE_META, deflated, hash, message, run, uleb,
};

/// What one socket sends: sync messages, each about a document.
pub type Script = Vec<(DocumentId, Vec<u8>)>;

/// What is done to the server.
#[derive(Debug)]
pub enum Attack {
    /// Each socket sends its messages, and waits until they were dealt with.
    Messages(Vec<Script>),
    /// Accounts are made for so long, and a socket sends its messages; so many connections say nothing.
    Strangers(Duration, Script, usize),
    /// A device registers under the first bytes of the honest pair's actor, and sends these messages.
    Namesake(Script),
    /// So many sockets begin a frame of 16 MiB, and as many ask for what this uploads and do not read it.
    Stalled(Script, usize),
}

/// An attack's name, and what makes its bytes.
pub type Kind = (&'static str, fn() -> Fallible<Attack>);

/// All of them.
pub const ALL: [Kind; 11] = [
    ("S1: 20,000 changes without common ancestors in one message", || {
        Ok(alone(vec![message(&orphans(20_000))]))
    }),
    ("S2: 500 changes that panic or ruin a document, by a writer", || {
        let poison = (0..500).map(into_nothing).collect::<Vec<_>>();
        Ok(Attack::Messages(vec![vec![(live::document(), message(&poison))]]))
    }),
    ("S3: 300 changes at once in the pair's document, by a writer", || {
        Ok(Attack::Messages(vec![vec![(live::document(), message(&orphans(300)))]]))
    }),
    ("S4: a device under the pair's actor, and a garbage byte", || {
        Ok(Attack::Namesake(vec![(document(0), vec![0x42])]))
    }),
    ("S5: three messages of 15.5 MiB that inflate a thousandfold", || {
        let chunk = deflated(&vec![0; 1_048_000]);
        let frame = message(&vec![chunk.clone(); 15_872 * 1_024 / (chunk.len() + 3)]);
        Ok(Attack::Messages(vec![vec![(document(0), frame)]; 3]))
    }),
    ("S6: 165,000 valid changes in one message", || Ok(alone(vec![message(&row(165_000))]))),
    ("S7: accounts for 4 s, 2,000 documents, 1,001 idle sockets", || {
        let first = |number| (document(number), message(&orphans(1)));
        Ok(Attack::Strangers(Duration::from_secs(4), (0..2_000).map(first).collect(), 1_001))
    }),
    ("S8: a paste of a million characters, 5,000 cards, a picture of 5 MiB", large),
    ("S9: 8 sockets with 256 fat changes each that wait for others", || {
        let script = |socket| {
            let waiting: Vec<_> =
                (0..256).map(|number| fat(actor(number), 1, &[lost()]).1).collect();
            vec![(document(socket), message(&orphans(1))), (document(socket), message(&waiting))]
        };
        Ok(Attack::Messages((0..8).map(script).collect()))
    }),
    ("S10: 600 changes of a KiB that inflate to a MiB", || {
        let mut last = Vec::new();
        let next = |seq| {
            let (hash, bytes) = fat(actor(0), seq, &last);
            last = vec![hash];
            message(&[bytes])
        };
        Ok(alone((1..=600).map(next).collect()))
    }),
    ("S11: 80 sockets that do not finish a frame or do not read", || {
        let noise = |seed: u8| {
            let mut copy = AutoCommit::new().with_actor(ActorId::from(&actor(u64::from(seed))[..]));
            let mut bytes = vec![0; 1_000_000];
            getrandom::fill(&mut bytes)?;
            copy.put(ROOT, "noise", ScalarValue::Bytes(bytes))?;
            let change = copy.get_last_local_change().ok_or("no change was made")?;
            Ok((document(0), message(&[change.raw_bytes().to_vec()])))
        };
        Ok(Attack::Stalled((0..14).map(noise).collect::<Fallible<_>>()?, 40))
    }),
];

/// A document of the stranger's own.
pub fn document(number: u64) -> DocumentId {
    let mut bytes = [0x5a; 16];
    bytes[..8].copy_from_slice(&number.to_be_bytes());
    DocumentId::from_random(bytes)
}

/// One socket and one document of its own.
fn alone(messages: Vec<Vec<u8>>) -> Attack {
    Attack::Messages(vec![messages.into_iter().map(|data| (document(0), data)).collect()])
}

fn actor(number: u64) -> [u8; 16] {
    let mut actor = [0xa7; 16];
    actor[8..].copy_from_slice(&number.to_be_bytes());
    actor
}

fn lost() -> ChangeHash {
    ChangeHash([0x10; 32])
}

/// First changes of as many actors.
fn orphans(count: u64) -> Vec<Vec<u8>> {
    (0..count).map(|number| Forged::first(&actor(number), 1).chunk()).collect()
}

/// Changes of one actor, each on top of the one before.
fn row(count: u64) -> Vec<Vec<u8>> {
    let mut changes: Vec<Vec<u8>> = Vec::new();
    for seq in 1..=count {
        let deps = changes.last().map(|last| hash(last)).into_iter().collect();
        let change = Forged { deps, seq, start_op: seq, ..Forged::first(&actor(0), 1) };
        changes.push(change.chunk());
    }
    changes
}

/// A put into an object that does not exist.
fn into_nothing(number: u64) -> Vec<u8> {
    let mut change = Forged::first(&actor(number), 1);
    // Operation 90 of its own actor, who has made one.
    let object = [(OBJECT_ACTOR, vec![0x7f, 0]), (OBJECT_COUNTER, vec![0x7f, 90])];
    change.columns.splice(0..0, object);
    change.chunk()
}

/// Fifteen values of 64 KiB of zeros, deflated; its hash as well.
fn fat(actor: [u8; 16], seq: u64, deps: &[ChangeHash]) -> (ChangeHash, Vec<u8>) {
    const VALUES: u64 = 15;
    const BYTES: usize = 64 * 1024;
    let keys = (b'a'..).take(15).flat_map(|key| [1, key]);
    let columns = vec![
        (KEY_STRING, [vec![0x71], keys.collect()].concat()),
        (INSERT, uleb(VALUES)),
        (ACTION, run(VALUES, &[1])),
        (VALUE_META, run(VALUES, &uleb((BYTES as u64) << 4 | 7))),
        (VALUE, vec![0; 15 * BYTES]),
        (PRED_GROUP, run(VALUES, &[0])),
    ];
    let start_op = 1 + (seq - 1) * VALUES;
    let first = Forged::first(&actor, 1);
    let change = Forged { deps: deps.to_vec(), seq, start_op, columns, ..first };
    (hash(&change.chunk()), deflated(&change.data()))
}

/// What honest people do that is large.
fn large() -> Fallible<Attack> {
    let mut copy = AutoCommit::new().with_actor(ActorId::from(&actor(0)[..]));
    let text = copy.put_object(ROOT, "text", ObjType::Text)?;
    copy.splice_text(&text, 0, 0, &"lorem ipsum ".repeat(83_334))?;
    copy.commit();
    let cards = copy.put_object(ROOT, "cards", ObjType::List)?;
    for number in 0..5_000 {
        let card = copy.insert_object(&cards, number, ObjType::Map)?;
        copy.put(&card, "question", format!("What is port {number} for?"))?;
        copy.put(&card, "answer", format!("For the service with the number {number}."))?;
        copy.put(&card, "number", number as i64)?;
    }
    copy.commit();
    let mut picture = vec![0; 5 * 1024 * 1024];
    getrandom::fill(&mut picture)?;
    copy.put(ROOT, "picture", ScalarValue::Bytes(picture))?;
    copy.commit();
    let changes = copy.get_changes(&[]);
    let messages = changes.iter().map(|change| message(&[change.raw_bytes().to_vec()]));
    Ok(alone(messages.collect()))
}
