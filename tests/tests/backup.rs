//! A backup is whole, a restored server serves it, and what was made since comes back from the devices.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use rebound_core::base::ids::FactId;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::document_id::DocumentId;
use rebound_tests::client::{
    Client, Registered, answer, facts_on_server, open_socket, register, register_device, request,
};
use rebound_tests::http::{Answer, Ask};
use rebound_tests::peer::Honest;
use rebound_tests::running::Running;
use serde_json::Value;
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const KEY: [u8; 32] = [7; 32];

fn now(number: i64) -> Now {
    let utc_ms = UtcMillis(1_772_445_600_000 + number * 60_000);
    Now { utc_ms, zone: Zone::UTC, boot_ms: 0 }
}

fn run(data: &Path, args: &[&str]) -> Output {
    Command::new(SERVER).args(args).arg("--data").arg(data).output().unwrap()
}

/// What a command answers in JSON.
fn asked(data: &Path, args: &[&str]) -> Value {
    let output = run(data, &[args, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{args:?}: {said}");
    serde_json::from_slice(&output.stdout).unwrap()
}

async fn write(phone: &mut Client, numbers: std::ops::Range<i64>) {
    for number in numbers {
        phone.device.record(answer(), now(number)).unwrap();
        phone.sync().await;
    }
}

#[tokio::test]
async fn after_backup_destruction_and_restore_nothing_is_missing_that_a_device_has() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let backup = directory.path().join("backup.db");
    let server = Running::start(SERVER, &data);
    let owner = register(&server.address, 1).await;
    let stolen = register_device(&server.address, &owner.credential, 9).await;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.connect(&server.address, &owner.credential).await;
    write(&mut phone, 0..20).await;

    // Beside the server that runs, and never over what is there.
    let made = asked(&data, &["backup", backup.to_str().unwrap()]);
    assert!(made["bytes"].as_u64().unwrap() > 0 && backup.exists());
    assert!(!run(&data, &["backup", backup.to_str().unwrap()]).status.success());
    let saved: BTreeSet<FactId> =
        phone.device.facts().unwrap().map(|fact| fact.id.clone()).collect();
    write(&mut phone, 20..30).await;
    phone.disconnect().await;
    assert!(!run(&data, &["restore", backup.to_str().unwrap()]).status.success(), "it runs");
    server.kill();
    fs::remove_dir_all(&data).unwrap();

    let restored = asked(&data, &["restore", backup.to_str().unwrap()]);
    assert_eq!(restored["bytes"], made["bytes"]);
    let server = Running::start(SERVER, &data);
    let key = (server.address.as_str(), owner.credential.as_str());
    assert_eq!(facts_on_server(directory.path(), 2, KEY, key).await, saved);
    // The phone offers again what the server has forgotten.
    phone.connect(&server.address, &owner.credential).await;
    phone.sync().await;
    let all: BTreeSet<FactId> = phone.device.facts().unwrap().map(|fact| fact.id.clone()).collect();
    assert!(all.len() == 30);
    assert_eq!(facts_on_server(directory.path(), 3, KEY, key).await, all);

    // A revocation after the backup is not undone by a restore over the ledger that knows it.
    let path = "/v1/devices/0000000000000009";
    assert_eq!(request(&server.address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    assert!(server.stop().success());
    assert!(!run(&data, &["restore", backup.to_str().unwrap()]).status.success(), "one is there");
    let restored = asked(&data, &["restore", "--replace", backup.to_str().unwrap()]);
    assert_eq!(restored["revocations_kept"], 1);
    assert!(Path::new(restored["set_aside"].as_str().unwrap()).exists());
    let server = Running::start(SERVER, &data);
    assert_eq!(open_socket(&server.address, Some(&stolen.credential)).await.unwrap_err(), 401);
    server.kill();
}

/// What the feed answers to a device after a moment.
async fn feed(server: &Running, device: &Registered, after: Option<&str>) -> Answer {
    let path = after.map_or("/v1/feed".to_owned(), |after| format!("/v1/feed?after={after}"));
    Ask::new(&server.address, "GET", &path).as_device(&device.credential).answer().await
}

/// The documents that it names, and the next moment.
fn told(answer: &Answer) -> (BTreeSet<String>, String) {
    assert_eq!(answer.status, 200, "{answer:?}");
    let told = answer.json();
    let documents = told["documents"].as_array().unwrap().iter();
    let documents = documents.map(|id| id.as_str().unwrap().to_owned()).collect();
    (documents, told["next"].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn after_a_restore_the_feed_is_begun_again_and_nothing_is_missed() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let backup = directory.path().join("backup.db");
    let document = |number: u8| DocumentId::from_random([number; 16]);
    let server = Running::start(SERVER, &data);
    let owner = register(&server.address, 1).await;
    let laptop = register_device(&server.address, &owner.credential, 2).await;
    let join = async |server: &Running, number| {
        let name = format!("phone{number}");
        Honest::join(&server.address, &owner.credential, &name, document(number)).await
    };
    let (mut first, mut second) = (join(&server, 1).await, join(&server, 2).await);
    first.write("before").await;
    second.write("before").await;
    let (all, before) = told(&feed(&server, &laptop, None).await);
    assert_eq!(all.len(), 2);
    asked(&data, &["backup", backup.to_str().unwrap()]);
    // A document grows and another one is new; the laptop is told of both, and syncs neither.
    first.write("after").await;
    let mut third = join(&server, 3).await;
    third.write("new").await;
    let (news, after) = told(&feed(&server, &laptop, Some(&before)).await);
    assert_eq!(news, BTreeSet::from([document(1).to_string(), document(3).to_string()]));
    server.kill();
    fs::remove_dir_all(&data).unwrap();
    asked(&data, &["restore", backup.to_str().unwrap()]);
    let server = Running::start(SERVER, &data);

    for moment in [&before, &after] {
        let expired = feed(&server, &laptop, Some(moment)).await;
        assert_eq!((expired.status, &*expired.problem()), (410, "cursor_expired"));
    }
    let (all, begun) = told(&feed(&server, &laptop, None).await);
    assert_eq!(all, BTreeSet::from([document(1).to_string(), document(2).to_string()]));
    // The phone is told so as well, and offers all that it has: what was lost is news to the laptop.
    for (number, copy) in [(1, first), (2, second), (3, third)] {
        let mut again = join(&server, number).await;
        again.copy = copy.copy;
        again.stored().await;
    }
    let (news, _) = told(&feed(&server, &laptop, Some(&begun)).await);
    assert_eq!(news, BTreeSet::from([document(1).to_string(), document(3).to_string()]));
    for (number, text) in [(1, "after"), (2, "before"), (3, "new")] {
        let name = format!("laptop{number}");
        let mut reading =
            Honest::join(&server.address, &laptop.credential, &name, document(number)).await;
        reading.peer.request(document(number)).await;
        reading.read(text).await;
    }
    server.kill();
}

#[tokio::test]
async fn what_is_no_backup_is_not_restored_and_costs_nothing() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let server = Running::start(SERVER, &data);
    register(&server.address, 1).await;
    assert!(server.stop().success());
    let (text, empty) = (directory.path().join("text"), directory.path().join("empty"));
    fs::write(&text, "no database at all, but long enough to look at".repeat(100)).unwrap();
    fs::write(&empty, "").unwrap();
    for wrong in [&text, &empty] {
        let output = run(&data, &["restore", "--replace", wrong.to_str().unwrap()]);
        assert!(!output.status.success() && !output.stderr.is_empty());
    }
    assert_eq!(asked(&data, &["account", "list"]).as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn commands_answer_alike_with_and_without_a_server() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    assert!(run(&data, &["init"]).status.success());
    assert!(!run(&data, &["init"]).status.success(), "there is one already");
    let server = Running::start(SERVER, &data);
    let (owner, other) = (register(&server.address, 1).await, register(&server.address, 2).await);
    let stolen = register_device(&server.address, &owner.credential, 9).await;
    let mut phone = Client::open(directory.path(), 1, KEY);
    phone.connect(&server.address, &owner.credential).await;
    write(&mut phone, 0..3).await;
    phone.disconnect().await;
    let documents = asked(&data, &["document", "list"]);
    let document = documents[0]["document"].as_str().unwrap().to_owned();
    assert_eq!(documents[0]["owner"], owner.account);
    let revoked = asked(&data, &["device", "revoke", &owner.account, "0000000000000009"]);
    assert_eq!(revoked["revoked"], true);
    assert_eq!(open_socket(&server.address, Some(&stolen.credential)).await.unwrap_err(), 401);
    assert!(run(&data, &["doctor"]).status.success());
    let accounts = asked(&data, &["account", "list"]);
    assert!(server.stop().success());
    assert_eq!(asked(&data, &["account", "list"]), accounts);
    let given = asked(&data, &["document", "give", &document, &other.account]);
    assert_eq!(given["owner_before"], owner.account);
    assert_eq!(asked(&data, &["document", "list"])[0]["owner"], other.account);
    let doctor = asked(&data, &["doctor"]);
    let bad = doctor.as_array().unwrap().iter().find(|finding| finding["verdict"] == "bad");
    assert_eq!(bad, None);
}
