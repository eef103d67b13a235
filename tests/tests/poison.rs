//! Changes that Automerge takes and that do harm later: whoever applies them panics, or saves what nobody can
//! load. They are refused before anybody hears of them, and their sender is told why.

use std::collections::BTreeMap;

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::forge;
use rebound_tests::forge::{Forged, message, uleb};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use serde_json::Value;
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

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
    _directory: TempDir,
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
        let _directory = directory;
        Self { server, owner, partner, document, writer, reader, written: 0, _directory }
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
