//! Bytes that blow a plain Automerge up, sent to a running server: they are refused, they cost little,
//! and the others on the same document do not notice.

use std::collections::BTreeSet;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Change, ChangeHash, ObjType, ROOT};
use rebound_core::replica::document_id::DocumentId;
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::forge;
use rebound_tests::forge::{Forged, deflated, message, sealed, uleb, with_filter};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// What a message of at most 1 MiB may cost the server.
const CPU_MS_MAX: f64 = 250.0;
const MEMORY_KIB_MAX: f64 = 64.0 * 1024.0;

const MIB: usize = 1024 * 1024;

/// A server, and a document that two honest clients have open.
struct Scene {
    server: Running,
    owner: Registered,
    /// Another device of the owner: what it sends is not refused for who it is.
    intruder: Registered,
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
        let intruder = register_device(address, &owner.credential, 2).await;
        let document = DocumentId::from_random([7; 16]);
        let mut writer = Honest::join(address, &owner.credential, "writer", document).await;
        writer.write("first").await;
        let reader = Honest::join(address, &owner.credential, "reader", document).await;
        let mut scene = Self {
            server,
            owner,
            intruder,
            document,
            writer,
            reader,
            written: 0,
            _directory: directory,
        };
        scene.honest_clients_go_on().await;
        scene
    }

    async fn intrude(&self) -> Peer {
        Peer::join(&self.server.address, &self.intruder.credential, "intruder").await
    }

    fn heads(&mut self) -> Vec<ChangeHash> {
        self.writer.copy.get_heads()
    }

    /// What one of the honest clients writes, the other reads.
    async fn honest_clients_go_on(&mut self) {
        self.written += 1;
        let key = self.written.to_string();
        self.writer.write(&key).await;
        self.reader.read(&key).await;
    }

    /// The server answers a message with the heads that it had before, and goes on.
    async fn refuses(&mut self, chunks: &[Vec<u8>]) {
        let heads = self.heads();
        let mut intruder = self.intrude().await;
        assert_eq!(intruder.offer(self.document, chunks).await, heads);
        intruder.leave().await;
    }

    /// Runs an attack of one message and reads what it has cost.
    async fn is_cheap(&mut self, attack: impl AsyncFnOnce(&mut Self)) {
        let before = self.server.cost();
        attack(self).await;
        let after = self.server.cost();
        let (cpu_ms, kib) = (after.cpu_ms - before.cpu_ms, after.peak_kib - before.peak_kib);
        println!("{cpu_ms:.0} ms, {kib:.0} KiB");
        assert!(cpu_ms <= CPU_MS_MAX, "{cpu_ms} ms");
        assert!(kib <= MEMORY_KIB_MAX, "{kib} KiB");
        self.honest_clients_go_on().await;
    }
}

/// An actor that nobody has used.
fn actor(number: u64) -> [u8; 16] {
    let mut actor = [0xee; 16];
    actor[8..].copy_from_slice(&number.to_be_bytes());
    actor
}

fn document_by(number: u64) -> AutoCommit {
    AutoCommit::new().with_actor(ActorId::from(actor(number).as_slice()))
}

/// As many chunks as fit into 1 MiB.
fn a_mebibyte(chunk: impl Fn(u64) -> Vec<u8>) -> Vec<Vec<u8>> {
    let each = chunk(0).len() + 3;
    (0..(MIB - 64) / each).map(|number| chunk(number as u64)).collect()
}

#[tokio::test]
async fn h1_to_h3_filters_that_fit_no_set_end_the_connection() {
    let mut scene = Scene::open().await;
    let no_bits = vec![1, 0, 7];
    let probes = |count: u64| [vec![1, 10], uleb(count), vec![0, 0]].concat();
    for filter in [no_bits, probes(u64::from(u32::MAX)), probes(100_000_000)] {
        scene
            .is_cheap(async |scene| {
                let mut intruder = scene.intrude().await;
                intruder.sync(scene.document, &with_filter(&filter)).await;
                let said = intruder.is_shown_the_door().await;
                assert!(said.contains("cannot be admitted"), "{said}");
            })
            .await;
    }
}

#[tokio::test]
async fn h4_a_few_bytes_that_stand_for_many_operations_are_refused() {
    let mut scene = Scene::open().await;
    for count in [1_000_000, 10_000_000, 1_000_000_000] {
        let bomb = Forged::first(&actor(0), count).chunk();
        assert!(bomb.len() < 90);
        scene.is_cheap(async |scene| scene.refuses(&[bomb]).await).await;
    }
    let many = a_mebibyte(|number| Forged::first(&actor(number), 1 << 40).chunk());
    scene.is_cheap(async |scene| scene.refuses(&many).await).await;
}

#[tokio::test]
async fn h4_changes_that_are_each_as_large_as_allowed_are_taken_up_to_a_limit() {
    let mut scene = Scene::open().await;
    let largest = |number| Forged::first(&actor(number), 20_000).chunk();
    let many = a_mebibyte(largest);
    scene
        .is_cheap(async |scene| {
            let mut intruder = scene.intrude().await;
            intruder.sync(scene.document, &message(&many)).await;
            // It is asked for the rest as by a server that has lost everything, and hears what is here.
            assert_eq!(intruder.next_sync(scene.document).await.heads, []);
            let heads = intruder.next_sync(scene.document).await.heads;
            assert_eq!(heads.len(), 6, "five of them have 100,000 operations");
            intruder.leave().await;
        })
        .await;
    // Long keys that a few bytes repeat are no way around it.
    let key = [uleb(64 * 1024), vec![b'k'; 64 * 1024]].concat();
    let mut repeated = Forged::first(&actor(9), 20_000);
    repeated.columns[0].1 = forge::run(20_000, &key);
    scene.refuses(&[deflated(&repeated.data())]).await;
    scene.honest_clients_go_on().await;
}

#[tokio::test]
async fn h5_and_h6_what_is_large_once_inflated_is_refused() {
    let mut scene = Scene::open().await;
    // 64 MiB of zeros in 64 KiB, fifteen times.
    let bomb = deflated(&vec![0; 64 * MIB]);
    scene.is_cheap(async |scene| scene.refuses(&vec![bomb; 15]).await).await;
    // Values by Automerge's own hand: of each a KiB is sent. One inflates to more than that is good for.
    let texts = [2 * MIB, MIB].map(|len| {
        let mut doc = document_by(len as u64);
        doc.put(ROOT, "text", "x".repeat(len)).unwrap();
        doc.get_last_local_change().unwrap()
    });
    let chunks = texts.clone().map(|mut change| change.bytes().into_owned());
    assert!(chunks.iter().all(|chunk| chunk.len() < 3 * 1024));
    let [too_large, large] = chunks;
    scene.is_cheap(async |scene| scene.refuses(&[too_large]).await).await;
    scene
        .is_cheap(async |scene| {
            let mut expected: BTreeSet<_> = scene.heads().into_iter().collect();
            expected.insert(texts[1].hash());
            let heads = scene.intrude().await.offer(scene.document, &[large]).await;
            assert_eq!(heads.into_iter().collect::<BTreeSet<_>>(), expected);
        })
        .await;
}

#[tokio::test]
async fn h8_changes_that_follow_from_nothing_are_refused() {
    let mut scene = Scene::open().await;
    let second = Forged { seq: 2, ..Forged::first(&actor(0), 1) };
    scene.refuses(&[second.chunk()]).await;
    // Written into an object of an actor that the document has never seen.
    let mut owner = document_by(1);
    let object = owner.put_object(ROOT, "object", ObjType::Map).unwrap();
    let mut other = owner.fork().with_actor(ActorId::from(actor(2).as_slice()));
    other.put(&object, "key", 1).unwrap();
    let mut change = other.get_last_local_change().unwrap().decode();
    change.deps.clear();
    let change = Change::from(change);
    assert_eq!(change.other_actor_ids().len(), 1);
    scene.refuses(&[change.raw_bytes().to_vec()]).await;
    scene.honest_clients_go_on().await;
}

#[tokio::test]
async fn h11_nobody_writes_under_the_actor_of_another_account() {
    let mut scene = Scene::open().await;
    let address = scene.server.address.clone();
    let partner = register(&address, 3).await;
    let path = format!("/v1/documents/{}/grants/{}", scene.document, partner.account);
    let owner = Some(scene.owner.credential.as_str());
    assert_eq!(request(&address, "PUT", &path, owner, "{\"role\":\"writer\"}").await.0, 204);
    let of_writer = scene.writer.copy.get_actor().to_bytes().to_vec();
    let seq = u64::from(scene.written) + 2;
    let stolen = Forged { seq, ..Forged::first(&of_writer, 1) };
    let mut sam = Peer::join(&address, &partner.credential, "sam").await;
    let heads = scene.heads();
    assert_eq!(sam.offer(scene.document, &[stolen.chunk()]).await, heads);
    // Under an actor of their own the partner may write, and the owner's next change is taken.
    let own = Forged::first(&actor(3), 1);
    assert_eq!(sam.offer(scene.document, &[own.chunk()]).await.len(), 2);
    scene.honest_clients_go_on().await;
}

#[tokio::test]
async fn h12_changes_that_lack_others_wait_within_bounds_and_are_asked_for() {
    let mut scene = Scene::open().await;
    let mut doc = document_by(1);
    let changes: Vec<Change> = (0..400)
        .map(|number| {
            doc.put(ROOT, "number", number).unwrap();
            doc.get_last_local_change().unwrap()
        })
        .collect();
    let chunks: Vec<Vec<u8>> = changes.iter().map(|change| change.raw_bytes().to_vec()).collect();
    let mut intruder = scene.intrude().await;
    intruder.sync(scene.document, &message(&chunks[1..])).await;
    let answer = intruder.next_sync(scene.document).await;
    assert_eq!((answer.heads, answer.need), (scene.heads(), vec![changes[0].hash()]));
    // With the first one comes what waited, and no more; what did not find room can come again.
    let heads = intruder.offer(scene.document, &chunks[..1]).await;
    assert!(heads.contains(&changes[256].hash()), "256 changes waited");
    let heads = intruder.offer(scene.document, &chunks[257..]).await;
    assert!(heads.contains(&changes[399].hash()));
    scene.honest_clients_go_on().await;
    assert!(scene.reader.copy.get_change_by_hash(&changes[399].hash()).is_some());
}

#[tokio::test]
async fn h12_a_message_full_of_changes_that_lack_others_is_cheap() {
    let mut scene = Scene::open().await;
    let lost = |number: u64| {
        let deps = vec![ChangeHash([number.to_le_bytes()[0]; 32])];
        Forged { deps, ..Forged::first(&actor(number), 1) }.chunk()
    };
    let many = a_mebibyte(lost);
    scene.is_cheap(async |scene| scene.refuses(&many).await).await;
}

#[tokio::test]
async fn h14_documents_are_not_taken_from_a_peer() {
    let mut scene = Scene::open().await;
    let mut doc = document_by(1);
    doc.put(ROOT, "key", 1).unwrap();
    let saved = doc.save();
    for chunk in [saved.clone(), sealed(forge::DOCUMENT, &[0; 60])] {
        scene.is_cheap(async |scene| scene.refuses(&[chunk]).await).await;
    }
    // Version 2 of a sync message carries a whole document in the place of a change.
    let mut second_version = message(&[saved]);
    second_version[0] = 0x43;
    let heads = scene.heads();
    let mut intruder = scene.intrude().await;
    intruder.sync(scene.document, &second_version).await;
    assert_eq!(intruder.next_sync(scene.document).await.heads, heads);
    scene.honest_clients_go_on().await;
}
