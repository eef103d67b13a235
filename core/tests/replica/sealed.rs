//! Sealed entries: the bytes that every build writes, and that merging needs no key.
//!
//! `golden/sealed.v2.jsonl` holds a line for each item: the account's key, the document it is for, and what
//! of it a server sees. A file of a released version is never changed.

use std::collections::{BTreeMap, BTreeSet};

use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, ROOT, ReadDoc};
use proptest::prelude::*;
use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::Now;
use rebound_core::coach::history::History;
use rebound_core::device::Device;
use rebound_core::engine::{Engine, Identity};
use rebound_core::facts::Fact;
use rebound_core::replica::admission::chunk;
use rebound_core::replica::document::Document;
use rebound_core::replica::document::item::{Item, ProgressWeek};
use rebound_core::replica::document::name::DocumentName;
use rebound_core::replica::document::read::EntryPlace;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::invitation::Invitation;
use rebound_core::replica::key::{AccountKey, RelationKey};
use rebound_core::replica::seal::{EntryId, Seal};
use rebound_core::store::Store;
use rebound_core::store::batch::{Cached, CachedValue, Ownership, Stored};
use rebound_core::store::memory::Memory;
use serde::Deserialize;

use crate::facts_golden::{hex, lines, unhex};

const SEALED: &str = include_str!("../golden/sealed.v2.jsonl");

pub(crate) const FACTS: &str = include_str!("../golden/facts.v1.jsonl");

/// What is sealed, by what it is.
#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Sealed {
    Fact(Box<Fact>),
    Document(String),
    Week(String, u64, u64),
    Ended(String),
    Writer(u64),
}

#[derive(Deserialize)]
struct Line {
    key: String,
    name: String,
    item: Sealed,
    document: DocumentId,
    entry: String,
    sealed: String,
}

fn item(sealed: &Sealed) -> Item {
    match sealed {
        Sealed::Fact(fact) => Item::Fact(fact.id.clone(), fact.to_bytes()),
        Sealed::Document(name) => Item::Document(name.parse().unwrap()),
        Sealed::Writer(schema) => Item::Writer(*schema),
        Sealed::Ended(relation) => Item::Ended(relation.parse().unwrap()),
        Sealed::Week(week, sessions, study_days) => {
            Item::Week(week.clone(), ProgressWeek { sessions: *sessions, study_days: *study_days })
        }
    }
}

#[test]
fn every_build_seals_to_the_same_bytes_and_opens_them() {
    let mut kinds = [0; 5];
    for line in SEALED.lines() {
        let line: Line = serde_json::from_str(line).unwrap();
        let key = AccountKey::from_bytes(unhex(&line.key).try_into().unwrap());
        let name: DocumentName = line.name.parse().unwrap();
        let (seal, item) = (name.seal(&key), item(&line.item));
        assert_eq!(name.id(&key), line.document);
        let (entry, sealed) = item.seal(&seal);
        assert_eq!((entry.to_string(), hex(&sealed)), (line.entry, line.sealed));
        assert_eq!(Item::open(&seal, &entry, &sealed).as_ref(), Ok(&item));
        kinds[match item {
            Item::Fact(..) => 0,
            Item::Document(_) => 1,
            Item::Week(..) => 2,
            Item::Ended(_) => 3,
            Item::Writer(_) => 4,
        }] += 1;
    }
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

fn facts() -> Vec<Fact> {
    lines(FACTS).map(|line| line.fact).collect()
}

pub(crate) fn seal() -> Seal {
    DocumentName::Profile.seal(&AccountKey::from_bytes([7; 32]))
}

#[test]
fn an_entry_tells_neither_the_moment_nor_the_kind() {
    let seal = seal();
    let facts = facts();
    let entries: BTreeSet<EntryId> =
        facts.iter().map(|fact| Item::entry_of_fact(&fact.id, &seal)).collect();
    assert_eq!(entries.len(), facts.len());
    // In the order of the entries the facts are in none of their own.
    let order = |fact: &&Fact| Item::entry_of_fact(&fact.id, &seal);
    let mut by_entry: Vec<&Fact> = facts.iter().collect();
    by_entry.sort_by_key(order);
    let rising = by_entry.windows(2).filter(|pair| pair[0].id < pair[1].id).count();
    assert!((facts.len() / 4..facts.len() * 3 / 4).contains(&rising), "{rising}");
}

#[test]
fn a_partner_s_weeks_are_weeks_and_no_message_of_somebody_else_s() {
    let seal = seal();
    let shown = ProgressWeek { sessions: 4, study_days: 3 };
    let mut document = Document::create();
    document.set_actor(ActorId::from([1; 16]));
    let weeks = [
        ("2026-W09", shown),
        ("2026-W10", ProgressWeek { study_days: 8, ..shown }),
        ("Your account is locked: call 555-0100", shown),
    ];
    let items = weeks.map(|(week, shown)| Item::Week(week.to_owned(), shown).seal(&seal));
    document.put(items).unwrap();
    assert_eq!(document.progress(Some(&seal)), [("2026-W09".to_owned(), shown)].into());
}

/// `opened-by-update`: the fact was read, and let go of with what had lain there before it.
#[test]
fn what_a_newer_build_opens_counts_whatever_lay_there_before() {
    let identity =
        Identity { device: DeviceId::from_bytes([1; 8]), key: AccountKey::from_bytes([7; 32]) };
    let (seal, fact) = (seal(), facts().remove(0));
    let (entry, value) = Item::Fact(fact.id.clone(), fact.to_bytes()).seal(&seal);
    let id = DocumentName::Profile.id(&identity.key);
    let closed =
        |value| Cached { place: EntryPlace::Entry(entry), content: CachedValue::Closed(value) };
    let stored =
        Stored { facts: vec![(id, closed(vec![3])), (id, closed(value))], ..Stored::default() };
    let engine = Engine::open(identity, stored, [2; 32]);
    assert_eq!(engine.facts().collect::<Vec<_>>(), [&fact]);
    let now = Now::at("2026-03-09T10:00:00Z".parse().unwrap());
    let told = engine.history(now).anomalies;
    assert!(told.iter().all(|anomaly| anomaly.subject != entry.to_string()), "{told:?}");
}

/// A device of the account that is broken, or turned hostile: the key is right, and nothing else is.
#[test]
fn what_is_nested_without_end_or_of_giant_length_is_an_anomaly_and_nothing_more() {
    const DEPTH: usize = 200_000;
    let seal = seal();
    let giant = |kind: u8| [vec![kind], vec![0xff; 8]].concat();
    let nested = [0x81, 0x9f, 0xa1, 0xbf, 0xc1, 0x5f, 0x7f].map(|byte| vec![byte; DEPTH]);
    let bombs: Vec<Vec<u8>> =
        nested.into_iter().chain([0x5b, 0x7b, 0x9b, 0xbb].map(giant)).collect();
    let sound = facts().remove(0);
    let fact = sound.to_bytes();
    let mut values = vec![Item::Fact(sound.id.clone(), fact.clone()).seal(&seal)];
    for (number, bomb) in bombs.iter().enumerate() {
        // As an item, as its name, as a week's numbers, as a fact, and as a field that a newer app added.
        for (kind, start) in
            [vec![], vec![0], vec![1], vec![2, 0x61, 0x77], vec![4]].iter().enumerate()
        {
            let entry = seal.entry(format!("{number}-{kind}").as_bytes());
            values.push((entry, seal.seal(&entry, &[start.as_slice(), bomb].concat())));
        }
        let longer = [&[fact[0], fact[1] + 1], &fact[2..], bomb].concat();
        for (kind, bytes) in [[&fact[..1], bomb].concat(), longer].into_iter().enumerate() {
            let id = format!("bomb-{number}-{kind}").parse().unwrap();
            values.push(Item::Fact(id, bytes).seal(&seal));
        }
    }
    let identity =
        Identity { device: DeviceId::from_bytes([1; 8]), key: AccountKey::from_bytes([7; 32]) };
    let id = DocumentName::Profile.id(&identity.key);
    let all = values.len();
    let closed = values.into_iter().map(|(entry, value)| {
        (id, Cached { place: EntryPlace::Entry(entry), content: CachedValue::Closed(value) })
    });
    let stored = Stored { facts: closed.collect(), ..Stored::default() };
    let engine = Engine::open(identity, stored, [2; 32]);
    assert_eq!(engine.facts().collect::<Vec<_>>(), [&sound]);
    let told = engine.history(Now::at("2027-03-09T10:00:00Z".parse().unwrap())).anomalies;
    assert!(told.len() >= all - 1, "{} of {all} are told", told.len());
}

/// A server that writes as a great many devices at once. A change that names them all would be refused
/// everywhere.
#[test]
fn what_is_put_back_after_many_actors_is_let_in() {
    let seal = seal();
    let mut document = Document::create();
    document.set_actor(ActorId::from([1; 16]));
    let items = (0..600).map(|number| Item::Ended(format!("r-{number}").parse().unwrap()));
    let values: Vec<_> = items.map(|item| item.seal(&seal)).collect();
    document.put(values.clone()).unwrap();
    let before = document.heads();
    let mut server = Automerge::load(&document.snapshot()).unwrap();
    let entries = server.get(ROOT, "entries").unwrap().unwrap().1;
    for (number, (entry, _)) in (0_u64..).zip(&values) {
        server.set_actor(ActorId::from([number.to_be_bytes(), [2; 8]].concat()));
        let mut transaction = server.transaction();
        transaction.put(&entries, entry.to_string(), vec![9]).unwrap();
        transaction.commit();
    }
    let harmed = server.get_heads();
    let mut document = Document::load([server.save().as_slice()], &harmed).unwrap();
    document.set_actor(ActorId::from([1; 16]));
    let places = document.places().into_iter().collect();
    assert_eq!(document.put_back(&places, &before, &seal).unwrap(), values.len());
    for (entry, value) in values {
        assert_eq!(document.value(&EntryPlace::Entry(entry)), Some(value));
    }
    let mended = Automerge::load(&document.snapshot()).unwrap();
    for change in mended.get_changes(&harmed) {
        assert!(chunk::admit(change.raw_bytes()).is_ok(), "{} operations", change.len());
    }
}

#[test]
fn an_invitation_with_another_key_takes_the_place_of_the_first() {
    let identity =
        Identity { device: DeviceId::from_bytes([1; 8]), key: AccountKey::from_bytes([7; 32]) };
    let mut device = Device::start(Memory::new([1; 32]), identity, [2; 32]).unwrap();
    let document = DocumentId::from_random([3; 16]);
    for key in [5, 6] {
        let key = RelationKey::from_bytes([key; 32]);
        device.follow_progress(Invitation { document, key: key.clone() }).unwrap();
        let stored = device.store().read().unwrap().documents;
        let followed = stored.iter().find(|stored| stored.id == document).unwrap();
        assert_eq!(followed.ownership, Ownership::Followed(Some(key)));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// Devices seal what they record, their documents merge in any order, without a key, and what opens
    /// then is what was recorded: a history of it is the one of the unsealed run.
    #[test]
    fn sealed_merged_in_any_order_and_opened_equals_the_unsealed_run(
        of_device in prop::collection::vec(0..4_usize, 40..55),
        merges in prop::collection::vec((0..4_usize, 0..4_usize), 0..12),
    ) {
        let (seal, facts) = (seal(), facts());
        let mut documents: Vec<Automerge> = Vec::new();
        for device in 0..4 {
            let mut document = Document::create();
            document.set_actor(ActorId::from([u8::try_from(device).unwrap() + 1; 16]));
            let own = facts.iter().zip(&of_device).filter(|(_, of)| **of == device);
            for (fact, _) in own {
                let item = Item::Fact(fact.id.clone(), fact.to_bytes());
                document.put([item.seal(&seal)]).unwrap();
            }
            documents.push(Automerge::load(&document.snapshot()).unwrap());
        }
        for (from, to) in merges.into_iter().chain((1..4).map(|from| (from, 0))) {
            let mut from = documents[from].clone();
            documents[to].merge(&mut from).unwrap();
        }
        let merged = Document::load([documents[0].save().as_slice()], &[]).unwrap();
        let opened: BTreeMap<_, _> = merged
            .places()
            .iter()
            .map(|place| match merged.item(place, &seal) {
                Some(Ok(Item::Fact(id, bytes))) => (id.clone(), Fact::from_bytes(id, &bytes).unwrap()),
                other => panic!("{other:?}"),
            })
            .collect();
        let recorded: BTreeMap<_, _> =
            facts.iter().zip(&of_device).map(|(fact, _)| (fact.id.clone(), fact.clone())).collect();
        prop_assert_eq!(&opened, &recorded);
        let now = Now::at("2026-03-09T10:00:00Z".parse().unwrap());
        let told = |facts: &BTreeMap<_, Fact>| format!("{:?}", History::of(facts.values(), now));
        prop_assert_eq!(told(&opened), told(&recorded));
    }
}
