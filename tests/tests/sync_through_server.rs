//! Devices and a partner over real sockets, through a real server. What hostile peers try is in
//! `hazards.rs` and `hostile_peers.rs`.

use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::device::Device;
use rebound_core::facts::FactBody;
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::link::Progress;
use rebound_core::replica::wire::{Frame, PeerId, SyncKind};
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use rebound_tests::client::{Client, answer, open_socket, register, register_device, request};
use rebound_tests::peer::{NOTHING, Peer, join};
use rebound_tests::serving::serve;
use tempfile::TempDir;

const KEY: [u8; 32] = [7; 32];

fn now(minute: i64) -> Now {
    Now { utc_ms: UtcMillis(1_772_409_600_000 + minute * 60_000), zone: Zone::UTC, boot_ms: 0 }
}

fn session(minutes: u32) -> FactBody {
    let json = serde_json::json!({"study_session": {
        "exam": "SY0-701", "domain": "4", "minutes": minutes, "activity": "reading", "resource": "guide"}});
    serde_json::from_value(json).unwrap()
}

#[tokio::test]
async fn what_two_devices_record_offline_is_on_both_after_a_sync() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let phone_credential = register(&address, 1).await.credential;
    let laptop_credential = register_device(&address, &phone_credential, 2).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    let mut laptop = Client::open(directory.path(), 2, KEY);
    (0..50).for_each(|minute| drop(phone.device.record(session(25), now(minute)).unwrap()));
    (0..70).for_each(|minute| drop(laptop.device.record(session(40), now(minute)).unwrap()));
    phone.connect(&address, &phone_credential).await;
    phone.sync().await;
    laptop.connect(&address, &laptop_credential).await;
    laptop.sync().await;
    phone.talk_until(|device| device.facts().unwrap().count() == 120).await;
    assert_eq!(laptop.device.facts().unwrap().count(), 120);
    // A fact on one device reaches the other while both are online.
    laptop.device.record(session(10), now(100)).unwrap();
    laptop.sync().await;
    phone.talk_until(|device| device.facts().unwrap().count() == 121).await;
    let facts = |client: &Client| client.device.facts().unwrap().cloned().collect::<Vec<_>>();
    assert_eq!(facts(&phone), facts(&laptop));
    server.shutdown().await;
}

#[tokio::test]
async fn a_fact_of_a_document_that_was_unchanged_at_the_reconnect_reaches_the_server() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    for minute in 0..4 {
        phone.connect(&address, &credential).await;
        phone.sync().await;
        phone.device.record(session(5), now(minute)).unwrap();
        phone.sync().await;
        assert_eq!(phone.device.pending().unwrap(), 0);
        phone.disconnect().await;
    }
    server.shutdown().await;
}

#[tokio::test]
async fn twelve_answers_take_at_most_50_kilobytes_to_send_and_no_news_take_2() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    (0..100).for_each(|minute| drop(phone.device.record(session(25), now(minute)).unwrap()));
    let mut sent = Vec::new();
    for answers in [0, 12, 0] {
        (0..answers).for_each(|minute| drop(phone.device.record(answer(), now(minute)).unwrap()));
        let before = phone.sent_bytes;
        phone.connect(&address, &credential).await;
        phone.sync().await;
        phone.disconnect().await;
        sent.push(phone.sent_bytes - before);
    }
    assert!(sent[1] <= 50_000 && sent[2] <= 2_000, "{sent:?}");
    server.shutdown().await;
}

#[tokio::test]
async fn a_new_device_gets_everything_from_a_restarted_server() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    (0..300).for_each(|minute| drop(phone.device.record(session(5), now(minute)).unwrap()));
    phone.connect(&address, &credential).await;
    phone.sync().await;
    server.shutdown().await;
    let (server, address) = serve(directory.path()).await;
    let second = register_device(&address, &credential, 2).await.credential;
    let mut tablet = Client::open(directory.path(), 2, KEY);
    tablet.connect(&address, &second).await;
    tablet.talk_until(|device| device.facts().unwrap().count() == 300).await;
    server.shutdown().await;
}

#[tokio::test]
async fn what_changes_after_a_connection_found_nothing_new_is_acknowledged_all_the_same() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.device.record(session(25), now(0)).unwrap();
    phone.connect(&address, &credential).await;
    phone.sync().await;
    phone.disconnect().await;
    // Now each document is announced by its heads alone, and found to be the same.
    phone.connect(&address, &credential).await;
    phone.sync().await;
    phone.device.record(session(10), now(1)).unwrap();
    phone.sync().await;
    // The first fact of a month changes the list of documents, too.
    phone.device.record(session(15), now(40 * 24 * 60)).unwrap();
    phone.sync().await;
    assert_eq!(phone.device.pending().unwrap(), 0);
    server.shutdown().await;
}

#[tokio::test]
async fn what_goes_into_the_phone_reaches_the_laptop_that_was_signed_in_before_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let phone_credential = register(&address, 1).await.credential;
    let laptop_credential = register_device(&address, &phone_credential, 2).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    let mut laptop = Client::open(directory.path(), 2, KEY);
    phone.connect(&address, &phone_credential).await;
    laptop.connect(&address, &laptop_credential).await;
    // Both have asked for the profile before there is one.
    let has_asked =
        |device: &mut Device<_>| device.sync_progress() == Some(Progress::Exchanging(1));
    phone.talk_until(has_asked).await;
    laptop.talk_until(has_asked).await;
    phone.device.record(session(25), now(0)).unwrap();
    phone.sync().await;
    laptop.talk_until(|device| device.facts().unwrap().count() == 1).await;
    laptop.sync().await;
    server.shutdown().await;
}

#[tokio::test]
async fn two_hundred_records_before_the_first_answer_is_read_all_reach_a_new_device() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let second = register_device(&address, &credential, 2).await.credential;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.connect(&address, &credential).await;
    // Joined, but nothing is read from the socket while these are recorded and sent.
    phone.talk_until(|device| device.sync_progress() != Some(Progress::Joining)).await;
    for minute in 0..200 {
        phone.device.record(session(5), now(minute)).unwrap();
        phone.send_outputs().await.unwrap();
    }
    phone.sync().await;
    assert_eq!(phone.device.pending().unwrap(), 0);
    phone.device.record(session(5), now(200)).unwrap();
    phone.sync().await;
    let mut tablet = Client::open(directory.path(), 2, KEY);
    tablet.connect(&address, &second).await;
    tablet.talk_until(|device| device.facts().unwrap().count() == 201).await;
    server.shutdown().await;
}

#[tokio::test]
async fn a_partner_sees_progress_and_holds_nothing_else() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let owner = register(&address, 1).await;
    let partner = register(&address, 3).await;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.device.record(session(25), now(600)).unwrap();
    let invitation = phone.device.share_progress("sam".parse().unwrap(), now(600)).unwrap();
    let shared = invitation.document;
    phone.connect(&address, &owner.credential).await;
    phone.sync().await;
    let path = format!("/v1/documents/{shared}/grants/{}", partner.account);
    let granted =
        request(&address, "PUT", &path, Some(&owner.credential), "{\"role\":\"reader\"}").await;
    assert_eq!(granted, (204, String::new()));
    let mut sam = Client::open(directory.path(), 3, [9; 32]);
    sam.device.follow_progress(invitation).unwrap();
    sam.connect(&address, &partner.credential).await;
    sam.talk_until(|device| device.progress(&shared).is_ok_and(|weeks| !weeks.is_empty())).await;
    let weeks = sam.device.progress(&shared).unwrap();
    assert_eq!(weeks["2026-W10"].sessions, 1);
    sam.disconnect().await;
    drop(sam);
    let bytes = std::fs::read(directory.path().join("device-3.db")).unwrap();
    for private in ["SY0-701", "guide", "study_session"] {
        let found = bytes.windows(private.len()).any(|window| window == private.as_bytes());
        assert!(!found, "the partner's device holds {private}");
    }
    server.shutdown().await;
}

#[tokio::test]
async fn unknown_and_revoked_credentials_are_refused_and_open_sockets_end() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let unknown = format!("rbd_{}", "0".repeat(64));
    assert_eq!(open_socket(&address, None).await.unwrap_err(), 401);
    assert_eq!(open_socket(&address, Some(&unknown)).await.unwrap_err(), 401);
    let owner = register(&address, 1).await;
    let stolen = register_device(&address, &owner.credential, 2).await.credential;
    let mut socket = Peer::join(&address, &stolen, "thief").await;
    let path = "/v1/devices/0000000000000002";
    assert_eq!(request(&address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    assert_eq!(open_socket(&address, Some(&stolen)).await.unwrap_err(), 401);
    socket.is_shown_the_door().await;
    server.shutdown().await;
}

#[tokio::test]
async fn a_forbidden_document_answers_like_an_absent_one() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let owner = register(&address, 1).await;
    let stranger = register(&address, 3).await;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.device.record(session(25), now(600)).unwrap();
    let shared = phone.device.share_progress("sam".parse().unwrap(), now(600)).unwrap().document;
    phone.connect(&address, &owner.credential).await;
    phone.sync().await;
    let mut socket = Peer::join(&address, &stranger.credential, "stranger").await;
    for document in [shared, DocumentId::from_random([8; 16])] {
        socket.request(document).await;
        let answer = socket.next().await;
        assert!(
            matches!(answer, Some(Frame::DocUnavailable { document: about, .. }) if about == document)
        );
        let path = format!("/v1/documents/{document}/grants");
        assert_eq!(request(&address, "GET", &path, Some(&stranger.credential), "").await.0, 404);
    }
    server.shutdown().await;
}

#[tokio::test]
async fn a_connection_that_misbehaves_ends_alone() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(directory.path()).await;
    let credential = register(&address, 1).await.credential;
    let document = DocumentId::from_random([7; 16]);
    let mut honest = Peer::join(&address, &credential, "honest").await;
    for frame in [vec![0xff; 9], Vec::new(), join("peer", "2"), before_join(document)] {
        let mut socket = Peer::open(&address, &credential).await;
        socket.send_bytes(frame).await;
        socket.is_shown_the_door().await;
    }
    // Lists that blow a plain Automerge up, and bytes that are nothing at all.
    for data in [&[0x42, 0xff, 0xff, 0xff, 0xff, 0x0f][..], b"garbage"] {
        let mut socket = Peer::join(&address, &credential, "peer").await;
        socket.sync(document, data).await;
        socket.is_shown_the_door().await;
    }
    honest.request(document).await;
    assert!(matches!(honest.next().await, Some(Frame::DocUnavailable { .. })));
    server.shutdown().await;
}

#[tokio::test]
async fn a_second_server_on_the_same_data_is_refused() {
    let directory = TempDir::new().unwrap();
    let (server, _) = serve(directory.path()).await;
    let listen = "127.0.0.1:0".parse().unwrap();
    let data = directory.path().join("server");
    let second = Server::bind(&Config { data, listen, ..Config::default() }).await;
    assert!(second.unwrap_err().to_string().contains("another server"));
    server.shutdown().await;
}

/// A request as bytes, for one that comes too early.
fn before_join(document: DocumentId) -> Vec<u8> {
    let kind = SyncKind::Request;
    let (sender, target) = (PeerId::new("peer").unwrap(), PeerId::new("server").unwrap());
    Frame::Sync { kind, sender, target, document, data: NOTHING.to_vec() }.encode()
}
