//! Two branches of one actor in a document that an older app created.

use std::collections::BTreeSet;

use automerge::sync::{State, SyncDoc};
use automerge::transaction::{CommitOptions, Transactable};
use automerge::{ActorId, Automerge, AutomergeError, ObjType, ROOT, ReadDoc};
use rebound_core::base::ids::{DeviceId, FactId};
use rebound_core::facts::Fact;
use rebound_core::replica::document::item::Item;
use rebound_core::replica::document::{ApplyError, Document};
use rebound_core::replica::seal::Seal;

use crate::facts_golden::lines;
use crate::sealed::{FACTS, seal};

const DEVICE: DeviceId = DeviceId::from_bytes([3; 8]);

/// A document of schema 1 with one fact in plain, each branch by the same actor.
fn branch(fact: &Fact) -> Automerge {
    let mut document = Automerge::new().with_actor(ActorId::from(*b"rebound/genesis\0"));
    change(&mut document, |tx| {
        tx.put(ROOT, "schema", 1_u64)?;
        tx.put(ROOT, "min_writer", 1_u64)?;
        tx.put_object(ROOT, "facts", ObjType::Map).map(drop)
    });
    document.set_actor(ActorId::from([[3_u8; 8], [9; 8]].concat()));
    change(&mut document, |tx| {
        let facts = ReadDoc::get(tx, ROOT, "facts")?.expect("facts").1;
        tx.put(&facts, fact.id.as_str(), fact.to_bytes())
    });
    document
}

fn change(
    document: &mut Automerge,
    work: impl FnOnce(&mut automerge::transaction::Transaction<'_>) -> Result<(), AutomergeError>,
) {
    let options = |(): &()| CommitOptions::default().with_time(0);
    document.transact_with(options, work).expect("a change");
}

/// The same, brought up to this build by `actor`.
fn sealed(document: Automerge, actor: Vec<u8>, seal: &Seal) -> Automerge {
    let mut document = Document::load([document.save().as_slice()], &[]).expect("a document");
    document.set_actor(ActorId::from(actor));
    document.seal_former(seal).expect("a document");
    Automerge::load(&document.snapshot()).expect("a document")
}

/// What `mine` becomes when it meets `theirs`.
fn met(mine: &Automerge, mut theirs: Automerge, seal: &Seal) -> Document {
    let mut mine = Document::load([mine.save().as_slice()], &[]).expect("a document");
    let (mut here, mut there) = (State::new(), State::new());
    for _ in 0..9 {
        if let Some(message) = mine.generate(&mut here).expect("a message") {
            theirs.receive_sync_message(&mut there, message).expect("a document");
        }
        let Some(message) = theirs.generate_sync_message(&mut there) else { continue };
        match mine.receive(&mut here, message.clone()) {
            Err(ApplyError::Collision(collision)) => {
                let healed = mine.heal(&message, collision, (DEVICE, seal), &mut here);
                return healed.expect("a document").document;
            }
            received => drop(received.expect("a document")),
        }
    }
    panic!("they never collide");
}

fn held(document: &Document, seal: &Seal) -> BTreeSet<FactId> {
    let places = document.places();
    let items = places.iter().map(|place| document.item(place, seal).expect("a value"));
    items
        .map(|item| match item {
            Ok(Item::Fact(id, _)) => id,
            other => panic!("{other:?}"),
        })
        .collect()
}

/// `collided-old-document`.
#[test]
fn what_was_written_anew_stays_beside_what_another_device_seals_at_the_same_time() {
    let seal = seal();
    let facts: Vec<Fact> = lines(FACTS).map(|line| line.fact).take(3).collect();
    let mine = sealed(branch(&facts[0]), [[3; 8], [9; 8]].concat(), &seal);
    let theirs = sealed(branch(&facts[1]), vec![5; 16], &seal);
    let healed = met(&mine, theirs.clone(), &seal);
    assert_eq!(held(&healed, &seal), [0, 1].map(|at: usize| facts[at].id.clone()).into());

    // The other device knows nothing of that, and writes into the same document.
    let mut other = Document::load([theirs.save().as_slice()], &[]).expect("a document");
    other.set_actor(ActorId::from([4; 16]));
    let item = Item::Fact(facts[2].id.clone(), facts[2].to_bytes());
    other.put([item.seal(&seal)]).expect("a document");

    let mut merged = Automerge::load(&healed.snapshot()).expect("a document");
    merged.merge(&mut Automerge::load(&other.snapshot()).expect("a document")).expect("a merge");
    let merged = Document::load([merged.save().as_slice()], &[]).expect("a document");
    assert_eq!(held(&merged, &seal), facts.iter().map(|fact| fact.id.clone()).collect());
}
