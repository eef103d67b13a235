//! Changes that Automerge takes and that do harm later: whoever applies them panics, or saves what nobody can
//! load. They are refused before anybody hears of them, and their sender is told why.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::Command;

use automerge::sync::{State, SyncDoc};
use automerge::{AutoCommit, ChangeHash};
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::arrival;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::ledger::storage::{Append, Outcome, Storage, StoredDocument};
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::forge;
use rebound_tests::forge::{Forged, message, uleb};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use serde_json::Value;
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// What an operator's command answers.
fn asked(data: &Path, args: &[&str]) -> Value {
    let output = Command::new(SERVER).args(args).arg("--json").arg("--data").arg(data).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Puts changes into a document as a server stored them that tried nothing.
fn store(data: &Path, document: DocumentId, account: &str, chunks: &[Vec<u8>]) {
    let storage = Sqlite::open(&data.join("ledger.db")).unwrap();
    let StoredDocument { number, mut graph, .. } = storage.open(&document).unwrap().unwrap();
    for chunk in chunks {
        let arrival = arrival::admit(chunk, &mut Allowance::of_message(chunk.len())).unwrap();
        let first = graph.len();
        let changes = [graph.stage(&arrival, account.parse().unwrap())];
        let append = Append { document: number, first, changes: &changes };
        assert_eq!(storage.append(&[append]).unwrap(), [Outcome::Stored]);
    }
}

/// Whether a client that has nothing of a document can take it, save it and load it again.
async fn can_be_loaded(address: &str, credential: &str, document: DocumentId) -> bool {
    let mut peer = Peer::join(address, credential, "fresh").await;
    peer.request(document).await;
    let message = peer.next_sync(document).await;
    let load = AssertUnwindSafe(|| {
        let (mut copy, heads) = (AutoCommit::new(), message.heads.clone());
        let taken = copy.sync().receive_sync_message(&mut State::new(), message);
        taken.is_ok()
            && AutoCommit::load(&copy.save()).is_ok_and(|mut copy| copy.get_heads() == heads)
    });
    catch_unwind(load).unwrap_or(false)
}

const OBJECT_ACTOR: u64 = 0x01;
const OBJECT_COUNTER: u64 = 0x02;
const KEY_ACTOR: u64 = 0x11;
const KEY_COUNTER: u64 = 0x13;
const PRED_ACTOR: u64 = 0x71;
const PRED_COUNTER: u64 = 0x73;

/// A literal of one value.
fn one(value: impl AsRef<[u8]>) -> Vec<u8> {
    [&[0x7f], value.as_ref()].concat()
}

/// A number below 8,192 where it may be negative.
fn sleb(value: u64) -> Vec<u8> {
    let low = (value & 0x7f) as u8;
    if value < 0x40 { vec![low] } else { vec![low | 0x80, (value >> 7) as u8] }
}

/// What is written into, after or over: an actor's place among those of the change, and a number.
type Operation = (u64, u64);

/// The columns of a change.
type Columns = Vec<(u64, Vec<u8>)>;

/// One operation under the key `a`, in an object and over an operation.
fn put(object: Option<Operation>, over: Option<Operation>) -> Columns {
    let mut columns = Vec::new();
    if let Some((actor, number)) = object {
        columns.push((OBJECT_ACTOR, one(uleb(actor))));
        columns.push((OBJECT_COUNTER, one(uleb(number))));
    }
    columns.push((forge::KEY_STRING, one(b"\x01a")));
    columns.push((forge::INSERT, uleb(1)));
    columns.push((forge::ACTION, one([1])));
    columns.push((forge::VALUE_META, one([0])));
    columns.push((forge::PRED_GROUP, one(uleb(u64::from(over.is_some())))));
    if let Some((actor, number)) = over {
        columns.push((PRED_ACTOR, one(uleb(actor))));
        columns.push((PRED_COUNTER, one(sleb(number))));
    }
    columns
}

/// An element after another one, in an object that is perhaps no list.
fn insert(object: Option<Operation>, after: Operation) -> Columns {
    let mut columns = Vec::new();
    if let Some((actor, number)) = object {
        columns.push((OBJECT_ACTOR, one(uleb(actor))));
        columns.push((OBJECT_COUNTER, one(uleb(number))));
    }
    columns.push((KEY_ACTOR, one(uleb(after.0))));
    columns.push((KEY_COUNTER, one(sleb(after.1))));
    columns.push((forge::INSERT, [uleb(0), uleb(1)].concat()));
    columns.push((forge::ACTION, one([1])));
    columns.push((forge::VALUE_META, one([0])));
    columns.push((forge::PRED_GROUP, one([0])));
    columns
}

/// A server, an owner with a document that another device has open, and a partner who may write.
struct Scene {
    server: Running,
    owner: Registered,
    partner: Registered,
    document: DocumentId,
    writer: Honest,
    reader: Honest,
    written: u32,
    directory: TempDir,
}

impl Scene {
    async fn open() -> Self {
        let directory = TempDir::new().unwrap();
        let server = Running::start(SERVER, &directory.path().join("server"));
        let address = &server.address;
        let owner = register(address, 1).await;
        let device = register_device(address, &owner.credential, 2).await;
        let partner = register(address, 3).await;
        let document = DocumentId::from_random([7; 16]);
        let mut writer = Honest::join(address, &owner.credential, "writer", document).await;
        writer.write("first").await;
        let reader = Honest::join(address, &device.credential, "reader", document).await;
        let path = format!("/v1/documents/{document}/grants/{}", partner.account);
        let owned = Some(owner.credential.as_str());
        assert_eq!(request(address, "PUT", &path, owned, "{\"role\":\"writer\"}").await.0, 204);
        Self { server, owner, partner, document, writer, reader, written: 0, directory }
    }

    /// What one of the honest clients writes, the other reads.
    async fn honest_clients_go_on(&mut self) {
        self.written += 1;
        let key = self.written.to_string();
        self.writer.write(&key).await;
        self.reader.read(&key).await;
    }

    /// The first change of an actor, on all that is there; what it names of others is the writer's.
    fn forged(&mut self, number: u8, columns: Columns) -> Vec<u8> {
        let names_others = columns.iter().any(|(spec, bytes)| {
            [OBJECT_ACTOR, KEY_ACTOR, PRED_ACTOR].contains(spec) && bytes.ends_with(&[1])
        });
        let writer = self.writer.copy.get_actor().to_bytes().to_vec();
        let others = if names_others { vec![writer] } else { Vec::new() };
        let (deps, start_op) = (self.writer.copy.get_heads(), u64::from(self.written) + 2);
        Forged { deps, actor: vec![number; 16], seq: 1, start_op, others, columns }.chunk()
    }

    /// The account offers a change; returns by which code it was refused.
    async fn refused(&self, by: &Registered, chunk: &[u8]) -> String {
        let mut peer = Peer::join(&self.server.address, &by.credential, "intruder").await;
        peer.sync(self.document, &message(&[chunk.to_vec()])).await;
        let code = loop {
            match peer.next().await.expect("an open socket") {
                Frame::Refused { document, change, code, message } => {
                    assert_eq!(
                        (document, change.map(|hash| hash.len())),
                        (self.document, Some(64))
                    );
                    assert!(message.contains(&document.to_string()), "{message}");
                    break code;
                }
                Frame::Sync { data, .. } => {
                    let heads = automerge::sync::Message::decode(&data).unwrap().heads;
                    assert!(heads.len() <= 1, "it was taken");
                }
                _ => {}
            }
        };
        peer.leave().await;
        code
    }

    async fn listed(&self, by: &Registered) -> Vec<Value> {
        let credential = Some(by.credential.as_str());
        let (status, body) =
            request(&self.server.address, "GET", "/v1/refusals", credential, "").await;
        assert_eq!(status, 200);
        let mut body: Value = serde_json::from_str(&body).unwrap();
        serde_json::from_value(body["refusals"].take()).unwrap()
    }
}

#[tokio::test]
async fn poison_a_change_about_operations_that_are_not_there_is_refused_also_of_one_s_own_account()
{
    let mut scene = Scene::open().await;
    let owner = scene.owner.clone();
    let attempts: [(u8, Columns); 4] = [
        (0xe1, put(Some((0, 90)), None)),
        (0xe2, put(None, Some((0, 90)))),
        (0xe3, insert(None, (0, 90))),
        (0xe4, put(None, Some((1, 90)))),
    ];
    for (number, columns) in attempts {
        let chunk = scene.forged(number, columns);
        assert!(chunk.len() < 200);
        assert_eq!(scene.refused(&owner, &chunk).await, "reference", "{number:x}");
        scene.honest_clients_go_on().await;
    }
    // Over what is there, the same is taken.
    let chunk = scene.forged(0xe5, put(None, None));
    let mut peer = Peer::join(&scene.server.address, &owner.credential, "intruder").await;
    assert_eq!(peer.offer(scene.document, &[chunk]).await.len(), 1);
    scene.honest_clients_go_on().await;
}

#[tokio::test]
async fn poison_of_another_account_is_tried_before_anybody_hears_of_it() {
    let mut scene = Scene::open().await;
    let partner = scene.partner.clone();
    let attempts: [(u8, Columns); 4] = [
        // Into what is no object.
        (0xe1, put(Some((1, 1)), None)),
        // Over what stands under another key.
        (0xe2, put(None, Some((1, 1)))),
        // After what is no element, in what is no list.
        (0xe3, insert(Some((1, 1)), (1, 1))),
        (0xe4, put(Some((0, 90)), None)),
    ];
    let mut codes = BTreeMap::new();
    for (number, columns) in attempts {
        let chunk = scene.forged(number, columns);
        *codes.entry(scene.refused(&partner, &chunk).await).or_insert(0) += 1;
        scene.honest_clients_go_on().await;
    }
    assert!(codes.contains_key("trial"), "{codes:?}");
    // Among honest ones the bad one alone is refused.
    let mut chunks: Vec<_> =
        (0..6).map(|number| scene.forged(0xd0 + number, put(None, None))).collect();
    chunks.insert(3, scene.forged(0xdf, put(Some((1, 1)), None)));
    let mut peer = Peer::join(&scene.server.address, &partner.credential, "sam").await;
    peer.sync(scene.document, &message(&chunks)).await;
    while peer.next_sync(scene.document).await.heads.len() < 6 {}
    peer.leave().await;
    // The first makes the six known to the writer, and the second merges them.
    scene.honest_clients_go_on().await;
    scene.honest_clients_go_on().await;
    assert_eq!(scene.reader.copy.get_heads().len(), 1);
    // Whoever wonders later sees what was refused of their own account, and of no other.
    let listed = scene.listed(&partner).await;
    assert_eq!(listed.len(), 5);
    for refusal in &listed {
        assert_eq!(refusal["document"], scene.document.to_string());
        assert!(refusal["change"].is_string() && refusal["at"].as_u64() > Some(1_700_000_000));
        assert!(refusal["message"].as_str().is_some_and(|message| message.len() > 10));
    }
    assert_eq!(scene.listed(&scene.owner).await, Vec::<Value>::new());
}

#[tokio::test]
async fn poison_that_was_stored_before_there_were_trials_is_set_aside_and_the_document_loads_again()
{
    let mut scene = Scene::open().await;
    scene.honest_clients_go_on().await;
    let (data, document) = (scene.directory.path().join("server"), scene.document);
    // Into what is no object, and one that depends on it.
    let poison = scene.forged(0xe1, put(Some((1, 1)), None));
    let after = Forged {
        deps: vec![hash_of(&poison)],
        actor: vec![0xe2; 16],
        seq: 1,
        start_op: 4,
        others: Vec::new(),
        columns: put(None, None),
    };
    scene.server.kill();
    store(&data, document, &scene.partner.account, &[poison.clone(), after.chunk()]);
    scene.server = Running::start(SERVER, &data);
    let address = scene.server.address.clone();
    let owner = scene.owner.credential.clone();
    assert!(!can_be_loaded(&address, &owner, document).await);
    let mut victim = Peer::join(&address, &owner, "victim").await;
    victim.request(document).await;
    victim.next_sync(document).await;

    let healed = asked(&data, &["document", "heal", &document.to_string()]);
    assert_eq!((&healed["changes"], &healed["set_aside_now"]), (&2.into(), &2.into()));
    assert_eq!(healed["set_aside"][0]["change"], hash_of(&poison).to_string());
    assert_eq!(healed["set_aside"][0]["account"], scene.partner.account);
    // Who has it open connects again, and who has not gets what is sound.
    assert!(victim.is_shown_the_door().await.contains("try again"));
    assert!(can_be_loaded(&address, &owner, document).await);
    let mut fresh = Honest::join(&address, &owner, "fresh", document).await;
    fresh.read("1").await;
    assert_eq!(fresh.copy.get_heads(), scene.writer.copy.get_heads());
    // It does not come in again, neither does what depends on it, and all else does.
    for chunk in [&poison, &after.chunk()] {
        assert_eq!(scene.refused(&scene.owner, chunk).await, "trial");
    }
    fresh.write("later").await;
    let mut writer = Honest::join(&address, &owner, "writer", document).await;
    writer.copy = scene.writer.copy.clone();
    writer.read("later").await;
    writer.write("and later").await;
    // Its owner is given it with everything else.
    let (_, everything) = request(&address, "GET", "/v1/account/export", Some(&owner), "").await;
    let aside = format!("\"change\":\"{}\"", hash_of(&poison));
    assert!(everything.contains("\"aside\":") && everything.contains(&aside), "{everything}");
    // Once more there is nothing to do, with the server or without.
    scene.server.kill();
    let healed = asked(&data, &["document", "heal", &document.to_string()]);
    assert_eq!((&healed["changes"], &healed["set_aside_now"]), (&4.into(), &0.into()));
    assert_eq!(healed["set_aside"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn poison_among_messages_that_wait_while_one_is_tried_is_refused_alone() {
    let mut scene = Scene::open().await;
    let partner = scene.partner.clone();
    let first = scene.forged(0xd0, put(None, None));
    let mut row = vec![first];
    for seq in 2..=40 {
        let deps = row.last().map(|last| hash_of(last)).into_iter().collect();
        let (actor, columns) = (vec![0xd0; 16], put(None, None));
        let change = Forged { deps, actor, seq, start_op: seq + 1, others: Vec::new(), columns };
        row.push(change.chunk());
    }
    let poison = scene.forged(0xdf, put(Some((1, 1)), None));
    let mut peer = Peer::join(&scene.server.address, &partner.credential, "sam").await;
    peer.sync(scene.document, &message(&row[..1])).await;
    peer.next_sync(scene.document).await;
    // Nobody waits for an answer, and each says nothing but what it brings.
    for chunk in row[1..20].iter().chain([&poison]).chain(&row[20..]) {
        let brings = [vec![0x42, 0, 0, 0, 1], forge::prefixed(chunk)].concat();
        peer.sync(scene.document, &brings).await;
    }
    let last = hash_of(row.last().unwrap());
    let mut refused = Vec::new();
    loop {
        match peer.next().await.expect("an open socket") {
            Frame::Refused { change, code, .. } => refused.push((change, code)),
            Frame::Sync { data, .. }
                if automerge::sync::Message::decode(&data).unwrap().heads.contains(&last) =>
            {
                break;
            }
            _ => {}
        }
    }
    assert_eq!(refused, [(Some(hash_of(&poison).to_string()), "trial".to_owned())]);
    peer.leave().await;
    scene.honest_clients_go_on().await;
}

/// The hash of a plain change.
fn hash_of(chunk: &[u8]) -> ChangeHash {
    arrival::admit(chunk, &mut Allowance::of_message(chunk.len())).unwrap().hash
}

/// Changes of the fuzzer's corpus that stand alone: what one makes is a map to who applies it and a list to who
/// loads it, one inserts text into a table, and one deletes what was never there.
const OF_ANOTHER_KIND: [&[u8]; 3] = [
    include_bytes!("../../fuzz/seeds/change/keys-in-a-list"),
    include_bytes!("../../fuzz/seeds/change/operations-of-another-kind"),
    include_bytes!("../../fuzz/seeds/change/deletion-of-nothing"),
];

#[tokio::test]
async fn poison_a_change_of_operations_that_nobody_makes_is_refused_of_a_partner_and_of_oneself() {
    let mut scene = Scene::open().await;
    let (owner, partner) = (scene.owner.clone(), scene.partner.clone());
    for seed in OF_ANOTHER_KIND {
        let chunk = forge::sealed(forge::CHANGE, &seed[1..]);
        for account in [&owner, &partner] {
            assert_eq!(scene.refused(account, &chunk).await, "reference");
        }
        scene.honest_clients_go_on().await;
    }
}
