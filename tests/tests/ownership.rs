//! Whose a document and an actor are: who names an id gains nothing by it, and the first change owns.

use automerge::transaction::Transactable;
use automerge::{ChangeHash, ROOT};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_sync_server::config::Config;
use rebound_sync_server::limits::Limits;
use rebound_sync_server::server::Server;
use rebound_tests::client::{Registered, register, request};
use rebound_tests::forge::{Forged, message};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::serving::{serve, serve_as};
use tempfile::TempDir;

async fn serve_with(directory: &TempDir, limits: Limits) -> (Server, String) {
    serve_as(directory, Config { limits, ..Config::default() }).await
}

fn document(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

/// Whether somebody may share a document, which only its owner may.
async fn owns(address: &str, member: &Registered, document: DocumentId) -> bool {
    let path = format!("/v1/documents/{document}/grants");
    request(address, "GET", &path, Some(&member.credential), "").await.0 == 200
}

#[tokio::test]
async fn an_id_or_bytes_that_are_no_first_change_make_nobody_an_owner() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (stranger, owner) = (register(&address, 1).await, register(&address, 2).await);
    let mut orphan = Forged::first(&[9; 16], 1);
    (orphan.deps, orphan.seq, orphan.start_op) = (vec![ChangeHash([7; 32])], 2, 2);
    let mut second = Forged::first(&[9; 16], 1);
    (second.seq, second.start_op) = (2, 2);
    let offers: [&[Vec<u8>]; 5] =
        [&[], &[b"x".to_vec()], &[vec![0; 100]], &[orphan.chunk()], &[second.chunk()]];
    for (number, chunks) in (1..).zip(offers) {
        let mut peer = Peer::join(&address, &stranger.credential, "stranger").await;
        peer.request(document(number)).await;
        assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
        peer.sync(document(number), &message(chunks)).await;
        drop(peer.next().await);
        assert!(!owns(&address, &stranger, document(number)).await, "offer {number}");
        let mut honest = Honest::join(&address, &owner.credential, "o", document(number)).await;
        honest.write("mine").await;
        assert!(owns(&address, &owner, document(number)).await, "offer {number}");
    }
    server.shutdown().await;
}

#[tokio::test]
async fn who_offers_changes_of_anothers_document_is_answered_once_and_not_asked_for_more() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (stranger, owner) = (register(&address, 1).await, register(&address, 2).await);
    Honest::join(&address, &owner.credential, "owner", document(1)).await.write("mine").await;
    let mut peer = Peer::join(&address, &stranger.credential, "stranger").await;
    for _ in 0..3 {
        peer.sync(document(1), &message(&[Forged::first(&[9; 16], 1).chunk()])).await;
        assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
    }
    server.shutdown().await;
}

#[tokio::test]
async fn who_registers_the_first_bytes_of_an_actor_mutes_nobody() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    // The actor of the client called `sam` begins with these.
    register(&address, u64::from_be_bytes(*b"samsamsa")).await;
    let mut sam = Honest::join(&address, &owner.credential, "sam", document(1)).await;
    sam.write("heard").await;
    let mut other = Honest::join(&address, &owner.credential, "other", document(1)).await;
    other.read("heard").await;
    server.shutdown().await;
}

#[tokio::test]
async fn an_actor_belongs_to_the_account_that_wrote_under_it_first() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 2).await);
    let mut sam = Honest::join(&address, &owner.credential, "sam", document(1)).await;
    let first = sam.write("first").await;
    let path = format!("/v1/documents/{}/grants/{}", document(1), partner.account);
    let granted =
        request(&address, "PUT", &path, Some(&owner.credential), "{\"role\":\"writer\"}").await;
    assert_eq!(granted.0, 204);
    let actor = b"samsamsamsamsams";
    let mut stolen = Forged::first(actor, 1);
    (stolen.deps, stolen.seq, stolen.start_op) = (vec![first], 2, 2);
    let mut thief = Peer::join(&address, &partner.credential, "thief").await;
    thief.request(document(1)).await;
    thief.next_sync(document(1)).await;
    assert_eq!(thief.offer(document(1), &[stolen.chunk()]).await, [first], "it is refused");
    sam.write("second").await;
    server.shutdown().await;
}

#[tokio::test]
async fn a_role_is_given_to_an_account_that_is_there() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    Honest::join(&address, &owner.credential, "owner", document(1)).await.write("mine").await;
    let path = format!("/v1/documents/{}/grants/{}", document(1), "0".repeat(32));
    let role = "{\"role\":\"reader\"}";
    let granted = request(&address, "PUT", &path, Some(&owner.credential), role).await;
    assert_eq!(granted.0, 404, "{}", granted.1);
    server.shutdown().await;
}

/// The code with which the server does not take a change of a peer.
async fn refused_with(peer: &mut Peer) -> String {
    loop {
        match peer.next().await {
            Some(Frame::Refused { code, .. }) => return code,
            Some(_) => {}
            None => panic!("the server closed the socket"),
        }
    }
}

#[tokio::test]
async fn an_account_that_holds_all_it_may_is_told_reads_on_and_has_room_again_after_a_deletion() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { bytes_per_account: 1024 * 1024, ..Limits::default() };
    let (server, address) = serve_with(&directory, limits).await;
    let (owner, other) = (register(&address, 1).await, register(&address, 2).await);
    let mut noise = vec![0; 400 * 1024];
    getrandom::fill(&mut noise).unwrap();
    for number in 1..=2 {
        let mut writer =
            Honest::join(&address, &owner.credential, "writer", document(number)).await;
        writer.write_bytes("noise", &noise).await;
    }
    // A writer of another account fills its owner's room, and none of its own.
    let path = format!("/v1/documents/{}/grants/{}", document(1), other.account);
    let role = "{\"role\":\"writer\"}";
    assert_eq!(request(&address, "PUT", &path, Some(&owner.credential), role).await.0, 204);
    let mut guest = Honest::join(&address, &other.credential, "guest", document(1)).await;
    guest.read("noise-0").await;
    guest.copy.put(ROOT, "more", noise.clone()).unwrap();
    guest.say().await;
    assert_eq!(refused_with(&mut guest.peer).await, "quota");
    // What is there is read, and what is small still goes in.
    let mut third = Honest::join(&address, &owner.credential, "third", document(3)).await;
    third.write("small").await;
    third.copy.put(ROOT, "more", noise).unwrap();
    third.say().await;
    assert_eq!(refused_with(&mut third.peer).await, "quota");
    let mut reader = Honest::join(&address, &owner.credential, "reader", document(2)).await;
    reader.read("noise-0").await;
    let path = format!("/v1/documents/{}", document(2));
    assert_eq!(request(&address, "DELETE", &path, Some(&owner.credential), "").await.0, 204);
    let mut again = Honest::join(&address, &owner.credential, "again", document(3)).await;
    again.copy = third.copy;
    again.stored().await;
    server.shutdown().await;
}

#[tokio::test]
async fn a_document_that_holds_all_it_may_is_told_and_read_and_another_one_is_written() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { bytes_per_document: 1024 * 1024, ..Limits::default() };
    let (server, address) = serve_with(&directory, limits).await;
    let owner = register(&address, 1).await;
    let mut writer = Honest::join(&address, &owner.credential, "writer", document(1)).await;
    writer.write_bytes("noise", &[7; 1000 * 1024]).await;
    writer.copy.put(ROOT, "more", vec![7; 48 * 1024]).unwrap();
    writer.say().await;
    assert_eq!(refused_with(&mut writer.peer).await, "quota");
    let mut reader = Honest::join(&address, &owner.credential, "reader", document(1)).await;
    reader.read("noise-20").await;
    drop((writer, reader));
    let mut other = Honest::join(&address, &owner.credential, "other", document(2)).await;
    other.write_bytes("noise", &[7; 1000 * 1024]).await;
    drop(other);
    server.shutdown().await;
}

#[tokio::test]
async fn a_document_that_there_is_no_room_for_is_told_and_the_others_sync_on() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { documents_per_socket: 2, documents_per_account: 3, ..Limits::default() };
    let (server, address) = serve_with(&directory, limits).await;
    let owner = register(&address, 1).await;
    let first = |actor: u8| [Forged::first(&[actor; 16], 1).chunk()];
    let mut peer = Peer::join(&address, &owner.credential, "first").await;
    for number in [1, 2] {
        assert_eq!(peer.offer(document(number), &first(1)).await.len(), 1);
    }
    peer.sync(document(3), &message(&first(1))).await;
    assert_eq!(refused_with(&mut peer).await, "quota", "it has as many open as a socket may");
    assert_eq!(peer.offer(document(1), &first(2)).await.len(), 2);

    let mut second = Peer::join(&address, &owner.credential, "second").await;
    assert_eq!(second.offer(document(3), &first(1)).await.len(), 1);
    second.sync(document(4), &message(&first(1))).await;
    assert_eq!(refused_with(&mut second).await, "quota", "the account has as many as it may");
    assert_eq!(second.offer(document(3), &first(2)).await.len(), 2);
    let told = request(&address, "GET", "/v1/refusals", Some(&owner.credential), "").await.1;
    for number in [3, 4] {
        assert!(told.contains(&document(number).to_string()), "{told}");
    }
    server.shutdown().await;
}
