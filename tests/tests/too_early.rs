//! What comes later than it was asked for: documents and roles, seen from sockets that stay open.

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::serving::serve;
use tempfile::TempDir;

fn document() -> DocumentId {
    DocumentId::from_random([7; 16])
}

/// Gives a role, or takes it back.
async fn grant(address: &str, owner: &Registered, to: &Registered, role: Option<&str>) {
    let path = format!("/v1/documents/{}/grants/{}", document(), to.account);
    let body = role.map(|role| format!("{{\"role\":\"{role}\"}}"));
    let method = if role.is_some() { "PUT" } else { "DELETE" };
    let body = body.unwrap_or_default();
    let answer = request(address, method, &path, Some(&owner.credential), &body).await;
    assert_eq!(answer.0, 204, "{}", answer.1);
}

/// Asks for the document, which is not there.
async fn asks_in_vain(peer: &mut Peer) {
    peer.request(document()).await;
    assert!(matches!(peer.next().await, Some(Frame::DocUnavailable { .. })));
}

#[tokio::test]
async fn asked_too_early_a_document_comes_to_the_same_socket_when_it_is_made() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let laptop = register_device(&address, &owner.credential, 2).await;
    let stranger = register(&address, 3).await;
    let mut early = Honest::join(&address, &laptop.credential, "early", document()).await;
    let mut curious = Peer::join(&address, &stranger.credential, "curious").await;
    asks_in_vain(&mut early.peer).await;
    asks_in_vain(&mut curious).await;
    let mut phone = Honest::join(&address, &owner.credential, "phone", document()).await;
    phone.write("first").await;
    early.read("first").await;
    phone.write("second").await;
    early.read("second").await;
    early.write("third").await;
    phone.read("third").await;
    // The stranger hears nothing of all this: what comes next is the answer to what it asks next.
    curious.request(DocumentId::from_random([8; 16])).await;
    let next = curious.next().await;
    assert!(
        matches!(next, Some(Frame::DocUnavailable { document, .. }) if document == DocumentId::from_random([8; 16])),
        "{next:?}"
    );
    server.shutdown().await;
}

#[tokio::test]
async fn asked_for_a_document_whose_first_change_never_was_stored_the_server_says_that_it_is_not_there()
 {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let laptop = register_device(&address, &owner.credential, 2).await;
    server.shutdown().await;
    // What a server leaves that loses power between the two commits.
    let database = rusqlite::Connection::open(directory.path().join("server/ledger.db")).unwrap();
    let id = document();
    database.execute("INSERT INTO documents (id) VALUES (?1)", [id.as_bytes()]).unwrap();
    let own = "INSERT INTO roles SELECT number, accounts.id, 'owner' FROM documents, accounts";
    assert_eq!(database.execute(own, []).unwrap(), 1);
    drop(database);
    let (server, address) = serve(&directory).await;
    let mut early = Honest::join(&address, &laptop.credential, "early", document()).await;
    asks_in_vain(&mut early.peer).await;
    let mut phone = Honest::join(&address, &owner.credential, "phone", document()).await;
    phone.write("first").await;
    early.read("first").await;
    server.shutdown().await;
}

#[tokio::test]
async fn asked_too_early_a_shared_document_comes_to_the_same_socket_with_the_grant() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 3).await);
    let mut sam = Honest::join(&address, &partner.credential, "sam", document()).await;
    asks_in_vain(&mut sam.peer).await;
    let mut phone = Honest::join(&address, &owner.credential, "phone", document()).await;
    phone.write("first").await;
    grant(&address, &owner, &partner, Some("writer")).await;
    sam.read("first").await;
    sam.write("second").await;
    phone.read("second").await;
    // Taken away and given back: the same socket again.
    grant(&address, &owner, &partner, None).await;
    phone.write("third").await;
    grant(&address, &owner, &partner, Some("writer")).await;
    sam.read("third").await;
    sam.write("fourth").await;
    phone.read("fourth").await;
    server.shutdown().await;
}

#[tokio::test]
async fn what_is_written_before_the_grant_arrives_after_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 3).await);
    let mut phone = Honest::join(&address, &owner.credential, "phone", document()).await;
    phone.write("first").await;
    grant(&address, &owner, &partner, Some("writer")).await;
    let mut sam = Honest::join(&address, &partner.credential, "sam", document()).await;
    sam.read("first").await;
    grant(&address, &owner, &partner, None).await;
    sam.scribble("meanwhile").await;
    grant(&address, &owner, &partner, Some("writer")).await;
    sam.stored().await;
    phone.read("meanwhile").await;
    server.shutdown().await;
}

#[tokio::test]
async fn reader_becomes_writer_and_what_it_wrote_as_either_arrives_on_the_same_socket() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, partner) = (register(&address, 1).await, register(&address, 3).await);
    let mut phone = Honest::join(&address, &owner.credential, "phone", document()).await;
    phone.write("first").await;
    grant(&address, &owner, &partner, Some("reader")).await;
    let mut sam = Honest::join(&address, &partner.credential, "sam", document()).await;
    sam.read("first").await;
    for round in 0..3 {
        let key = |what: &str| format!("{what} {round}");
        sam.scribble(&key("as reader")).await;
        phone.write(&key("by the owner")).await;
        sam.read(&key("by the owner")).await;
        assert_eq!(phone.copy.get_heads().len(), 1, "nothing of the reader's came through");
        grant(&address, &owner, &partner, Some("writer")).await;
        sam.stored().await;
        sam.write(&key("as writer")).await;
        phone.read(&key("as writer")).await;
        phone.read(&key("as reader")).await;
        grant(&address, &owner, &partner, Some("reader")).await;
    }
    server.shutdown().await;
}
