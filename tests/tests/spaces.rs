//! Spaces over a server, and the feed: what members see, when they lose it, and what it takes to be up to date.

use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_tests::client::{Client, Registered, answer, register, register_device};
use rebound_tests::http::{Ask, ask};
use rebound_tests::peer::Honest;
use rebound_tests::serving::serve;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::task::spawn_blocking;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

fn document(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

/// The same where it has to work.
async fn done(address: &str, member: &Registered, method: &str, path: &str, body: &str) -> Value {
    let answer = ask(address, member, method, path, body).await;
    assert!((200..300).contains(&answer.status), "{method} {path}: {answer:?}");
    if answer.body.is_empty() { Value::Null } else { answer.json() }
}

/// Waits until a socket, which stays, is told that there is no such document.
async fn unavailable(client: &mut Honest) {
    loop {
        match client.peer.next().await {
            Some(Frame::DocUnavailable { .. }) => break,
            Some(_) => {}
            None => panic!("the socket stays"),
        }
    }
}

#[tokio::test]
async fn who_is_invited_to_a_space_sees_all_that_is_in_it_and_comes_into_it_until_taken_out() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, sam) = (register(&address, 1).await, register(&address, 2).await);
    let made = done(&address, &owner, "POST", "/v1/spaces", "").await;
    let space = format!("/v1/spaces/{}", made["space"].as_str().unwrap());
    let mut phones = Vec::new();
    for number in 1..4 {
        let name = format!("phone{number}");
        let mut phone = Honest::join(&address, &owner.credential, &name, document(number)).await;
        phone.write("first").await;
        phones.push(phone);
    }
    let put = |number: u8| format!("{space}/documents/{}", document(number));
    done(&address, &owner, "PUT", &put(1), "").await;
    assert_eq!(ask(&address, &sam, "PUT", &put(2), "").await.status, 404);

    // Sam asks too early, is invited, and hears of it on the sockets that are open.
    let mut reading = Vec::new();
    for number in 1..4 {
        let name = format!("sam{number}");
        let mut sam = Honest::join(&address, &sam.credential, &name, document(number)).await;
        sam.peer.request(document(number)).await;
        let answer = sam.peer.next().await;
        assert!(matches!(answer, Some(Frame::DocUnavailable { .. })), "{answer:?}");
        reading.push(sam);
    }
    let invites = format!("{space}/invites");
    let invite = done(&address, &owner, "POST", &invites, "{\"role\":\"partner\"}").await;
    let claim = json!({ "token": invite["token"] }).to_string();
    let claimed = done(&address, &sam, "POST", "/v1/invites/claim", &claim).await;
    let expected = json!({ "space": made["space"], "role": "partner", "owner": owner.account });
    assert_eq!(claimed, expected);
    let one = format!("{invites}/{}", invite["invite"].as_str().unwrap());
    done(&address, &owner, "PUT", &one, "").await;
    reading[0].read("first").await;
    reading[0].write("by sam").await;
    phones[0].read("by sam").await;
    // What comes in later, too.
    done(&address, &owner, "PUT", &put(2), "").await;
    reading[1].read("first").await;
    let described = done(&address, &owner, "GET", &space, "").await;
    assert_eq!(described["members"], json!({ (sam.account.clone()): "partner" }));
    assert_eq!(described["documents"].as_array().unwrap().len(), 2);
    let mine = done(&address, &sam, "GET", "/v1/spaces", "").await;
    assert_eq!(mine, json!([{ "space": made["space"], "role": "partner" }]));
    let listed = done(&address, &sam, "GET", "/v1/documents", "").await;
    assert_eq!(listed.as_array().unwrap().len(), 2);

    // Taken out, Sam is told within a second that there is nothing any more, and hears nothing.
    let member = format!("{space}/members/{}", sam.account);
    let began = Instant::now();
    done(&address, &owner, "DELETE", &member, "").await;
    for sam in &mut reading[..2] {
        unavailable(sam).await;
    }
    assert!(began.elapsed() < Duration::from_secs(1));
    reading[0].scribble("too late").await;
    phones[0].write("secret").await;
    let mut fresh = Honest::join(&address, &owner.credential, "laptop", document(1)).await;
    fresh.read("secret").await;
    fresh.is_without("too late");
    assert_eq!(done(&address, &sam, "GET", "/v1/documents", "").await, json!([]));
    server.shutdown().await;
}

#[tokio::test]
async fn what_one_is_through_spaces_outlives_a_restart_and_ends_with_the_space() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, sam) = (register(&address, 1).await, register(&address, 2).await);
    Honest::join(&address, &owner.credential, "phone", document(1)).await.write("first").await;
    let made = done(&address, &owner, "POST", "/v1/spaces", "").await;
    let space = format!("/v1/spaces/{}", made["space"].as_str().unwrap());
    let member = format!("{space}/members/{}", sam.account);
    assert_eq!(ask(&address, &owner, "PUT", &member, "{\"role\":\"owner\"}").await.status, 400);
    done(&address, &owner, "PUT", &member, "{\"role\":\"witness\"}").await;
    done(&address, &owner, "PUT", &format!("{space}/documents/{}", document(1)), "").await;
    server.shutdown().await;
    let (server, address) = serve(&directory).await;
    let mut reading = Honest::join(&address, &sam.credential, "sam", document(1)).await;
    reading.peer.request(document(1)).await;
    reading.read("first").await;
    done(&address, &owner, "DELETE", &space, "").await;
    assert_eq!(ask(&address, &owner, "GET", &space, "").await.status, 404);
    unavailable(&mut reading).await;
    let grants = format!("/v1/documents/{}/grants", document(1));
    let grants = done(&address, &owner, "GET", &grants, "").await;
    assert_eq!(grants, json!({ (owner.account.clone()): "owner" }));
    server.shutdown().await;
}

#[tokio::test]
async fn a_member_leaves_a_space_alone_and_its_owner_only_ends_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, sam, eve) =
        (register(&address, 1).await, register(&address, 2).await, register(&address, 3).await);
    for number in 1..3 {
        let name = format!("phone{number}");
        let mut phone = Honest::join(&address, &owner.credential, &name, document(number)).await;
        phone.write("first").await;
    }
    let made = done(&address, &owner, "POST", "/v1/spaces", "").await;
    let space = format!("/v1/spaces/{}", made["space"].as_str().unwrap());
    for member in [&sam, &eve] {
        let path = format!("{space}/members/{}", member.account);
        done(&address, &owner, "PUT", &path, "{\"role\":\"partner\"}").await;
    }
    let own = format!("/v1/documents/{}/grants/{}", document(2), sam.account);
    done(&address, &owner, "PUT", &own, "{\"role\":\"reader\"}").await;
    for number in 1..3 {
        let path = format!("{space}/documents/{}", document(number));
        done(&address, &owner, "PUT", &path, "").await;
    }
    let mut reading = Honest::join(&address, &sam.credential, "sam", document(1)).await;
    reading.peer.request(document(1)).await;
    reading.read("first").await;

    let membership = format!("{space}/membership");
    let last = ask(&address, &owner, "DELETE", &membership, "").await;
    assert_eq!((last.status, &*last.problem()), (409, "last_owner"));
    done(&address, &sam, "DELETE", &membership, "").await;
    unavailable(&mut reading).await;
    assert_eq!(done(&address, &sam, "GET", "/v1/spaces", "").await, json!([]));
    // What was given in a document itself was not given by the space.
    let left = done(&address, &sam, "GET", "/v1/documents", "").await;
    assert_eq!(left, json!([{ "document": document(2).to_string(), "role": "reader" }]));
    assert_eq!(ask(&address, &sam, "DELETE", &membership, "").await.status, 404, "no member");
    let described = done(&address, &owner, "GET", &space, "").await;
    assert_eq!(described["members"], json!({ (eve.account.clone()): "partner" }));
    server.shutdown().await;
}

/// What the server's command answers about spaces, in JSON; what it says where it fails.
async fn operator(data: &Path, args: &[&str]) -> Result<Value, String> {
    let mut command = Command::new(SERVER);
    command.arg("space").args(args).arg("--json").arg("--data").arg(data);
    let output = spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let answer = serde_json::from_slice(&output.stdout);
    answer.map_err(|_| String::from_utf8(output.stderr).unwrap())
}

#[tokio::test]
async fn an_operator_sees_spaces_takes_members_out_and_deletes_only_what_is_empty() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let (server, address) = serve(&directory).await;
    let (owner, sam) = (register(&address, 1).await, register(&address, 2).await);
    Honest::join(&address, &owner.credential, "phone", document(1)).await.write("first").await;
    let made = done(&address, &owner, "POST", "/v1/spaces", "").await;
    let id = made["space"].as_str().unwrap();
    let space = format!("/v1/spaces/{id}");
    let put = format!("{space}/documents/{}", document(1));
    done(&address, &owner, "PUT", &put, "").await;
    let member = format!("{space}/members/{}", sam.account);
    done(&address, &owner, "PUT", &member, "{\"role\":\"partner\"}").await;
    let invites = format!("{space}/invites");
    let invite = done(&address, &owner, "POST", &invites, "{\"role\":\"mentor\"}").await;
    let mut reading = Honest::join(&address, &sam.credential, "sam", document(1)).await;
    reading.peer.request(document(1)).await;
    reading.read("first").await;

    let row = |members, documents| json!([{ "space": id, "owner": owner.account, "members": members, "documents": documents }]);
    assert_eq!(operator(&data, &["list"]).await, Ok(row(1, 1)));
    let shown = operator(&data, &["show", id]).await.unwrap();
    assert_eq!(shown["members"], json!({ (sam.account.clone()): "partner" }));
    assert_eq!(shown["documents"], json!([document(1).to_string()]));
    assert_eq!(shown["invites"][0]["invite"], invite["invite"]);
    assert!(!shown.to_string().contains(invite["token"].as_str().unwrap()));
    let absent = "0".repeat(32);
    for (args, said) in [
        (&["delete", id][..], "1 members and 1 documents"),
        (&["show", &absent], "there is no space"),
        (&["show", "hello"], "no space id"),
        (&["remove-member", id, &owner.account], "no member"),
        (&["remove-member", &absent, &sam.account], "there is no space"),
    ] {
        let refused = operator(&data, args).await.unwrap_err();
        assert!(refused.contains(said), "{args:?}: {refused}");
    }
    operator(&data, &["remove-member", id, &sam.account]).await.unwrap();
    unavailable(&mut reading).await;
    done(&address, &owner, "DELETE", &put, "").await;
    server.shutdown().await;
    // Without a server, too.
    assert_eq!(operator(&data, &["list"]).await, Ok(row(0, 0)));
    operator(&data, &["delete", id]).await.unwrap();
    assert_eq!(operator(&data, &["list"]).await, Ok(json!([])));
}

/// What the feed names after a moment, the next moment, and the bytes of question and answer.
async fn feed(address: &str, member: &Registered, after: &str) -> (Vec<String>, String, usize) {
    let path =
        if after.is_empty() { "/v1/feed".to_owned() } else { format!("/v1/feed?after={after}") };
    let ask = Ask::new(address, "GET", &path).as_device(&member.credential);
    let asked = ask.bytes();
    let answer = ask.answer().await;
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = answer.json();
    let documents = told["documents"].as_array().unwrap().iter();
    let documents = documents.map(|id| id.as_str().unwrap().to_owned()).collect();
    let head: usize = answer.head.iter().map(|(name, value)| name.len() + value.len() + 4).sum();
    (documents, told["next"].as_str().unwrap().to_owned(), asked + head + answer.body.len())
}

#[tokio::test]
async fn an_idle_device_asks_once_and_hears_in_two_kibibytes_that_there_is_nothing() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let other = register_device(&address, &owner.credential, 2).await;
    for number in 1..60 {
        let mut phone = Honest::join(&address, &owner.credential, "phone", document(number)).await;
        phone.write("first").await;
        phone.peer.leave().await;
    }
    let (all, next, _) = feed(&address, &other, "").await;
    assert_eq!(all.len(), 59);
    let (none, same, bytes) = feed(&address, &other, &next).await;
    assert_eq!((none, &same), (Vec::new(), &next));
    assert!(bytes <= 2 * 1024, "{bytes} bytes");
    // Over a restart of the server, too.
    server.shutdown().await;
    let (server, address) = serve(&directory).await;
    let mut phone = Honest::join(&address, &owner.credential, "phone", document(7)).await;
    phone.peer.request(document(7)).await;
    phone.read("first").await;
    phone.write("second").await;
    let (one, _, bytes) = feed(&address, &other, &next).await;
    assert_eq!(one, [document(7).to_string()]);
    assert!(bytes <= 2 * 1024, "{bytes} bytes");
    let odd = ask(&address, &other, "GET", "/v1/feed?after=yesterday", "").await;
    assert_eq!(odd.problem(), "invalid");
    server.shutdown().await;
}

/// An answer to a question in each of so many months, from a month on.
fn answers(client: &mut Client, months: std::ops::Range<i64>) {
    for month in months {
        let utc_ms = UtcMillis(1_772_409_600_000 + month * 31 * 86_400_000);
        let now = Now { utc_ms, zone: Zone::UTC, boot_ms: 0 };
        client.device.record(answer(), now).unwrap();
    }
}

#[tokio::test]
async fn everything_converges_in_three_rounds_for_each_document() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let phone_credential = register(&address, 1).await.credential;
    let laptop_credential = register_device(&address, &phone_credential, 2).await.credential;
    let mut phone = Client::open(directory.path(), 1, [7; 32]);
    let mut laptop = Client::open(directory.path(), 2, [7; 32]);
    // Everything is new; then to a device that has nothing; both have changed; one has; nobody has.
    answers(&mut phone, 0..12);
    for (phone_months, laptop_months) in [(0..0, 0..0), (2..8, 4..12), (0..3, 0..0), (0..0, 0..0)] {
        answers(&mut phone, phone_months);
        answers(&mut laptop, laptop_months);
        for (client, credential) in
            [(&mut phone, &phone_credential), (&mut laptop, &laptop_credential)]
        {
            client.rounds.clear();
            client.connect(&address, credential).await;
            client.sync().await;
            client.disconnect().await;
            let most = client.rounds.values().max().copied().unwrap_or(0);
            assert!((1..=3).contains(&most), "{:?}", client.rounds);
        }
    }
    phone.connect(&address, &phone_credential).await;
    phone.sync().await;
    let facts = |client: &Client| client.device.facts().unwrap().cloned().collect::<Vec<_>>();
    assert_eq!(facts(&phone), facts(&laptop));
    server.shutdown().await;
}
