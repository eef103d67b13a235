//! An account takes away everything that the server holds about it, and what it takes is of use.

use std::collections::BTreeMap;
use std::fs;
use std::process::Command;

use automerge::{AutoCommit, ROOT, ReadDoc};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rebound_core::replica::document_id::DocumentId;
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::http::Ask;
use rebound_tests::peer::Honest;
use rebound_tests::running::Running;
use serde_json::{Value, json};
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

fn document(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

async fn share(address: &str, from: &Registered, number: u8, to: &Registered, role: &str) {
    let path = format!("/v1/documents/{}/grants/{}", document(number), to.account);
    let body = json!({ "role": role }).to_string();
    assert_eq!(request(address, "PUT", &path, Some(&from.credential), &body).await.0, 204);
}

/// The lines of an export that is whole, and the bytes of its documents.
fn read(text: &str) -> (Vec<Value>, BTreeMap<String, Vec<u8>>) {
    let (mut lines, mut bytes) = (Vec::new(), BTreeMap::<String, Vec<u8>>::new());
    for line in text.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        match line["bytes"].as_str() {
            Some(part) => {
                let id = line["document"].as_str().unwrap().to_owned();
                bytes.entry(id).or_default().extend(BASE64.decode(part).unwrap());
            }
            None => lines.push(line),
        }
    }
    assert!(lines.last().unwrap()["end"].is_object(), "the last line says that it is whole");
    (lines, bytes)
}

/// The body of an answer that came in parts.
fn joined(body: &str) -> String {
    let (mut rest, mut text) = (body, String::new());
    while let Some((length, after)) = rest.split_once("\r\n") {
        let length = usize::from_str_radix(length, 16).unwrap();
        text += &after[..length];
        rest = &after[length + 2..];
    }
    text
}

#[tokio::test]
async fn an_export_tells_all_about_an_account_and_its_documents_load_in_automerge() {
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let server = Running::start(SERVER, &data);
    let address = &server.address;
    let (owner, sam) = (register(address, 1).await, register(address, 2).await);
    register_device(address, &owner.credential, 3).await;
    let gone = "/v1/devices/0000000000000003";
    assert_eq!(request(address, "DELETE", gone, Some(&owner.credential), "").await.0, 204);
    let mut mine = Honest::join(address, &owner.credential, "phone", document(1)).await;
    // More than a piece, and more than a line.
    mine.write_bytes("noise", &vec![7; 400_000]).await;
    mine.write("last").await;
    let mut other = Honest::join(address, &owner.credential, "other", document(2)).await;
    other.write("little").await;
    Honest::join(address, &sam.credential, "sam", document(3)).await.write("sam's").await;
    Honest::join(address, &sam.credential, "sam2", document(4)).await.write("secret").await;
    share(address, &owner, 1, &sam, "partner").await;
    share(address, &sam, 3, &owner, "reader").await;
    let invites = format!("/v1/documents/{}/invites", document(2));
    let body = "{\"role\":\"witness\"}";
    let (status, made) = request(address, "POST", &invites, Some(&owner.credential), body).await;
    assert_eq!(status, 201, "{made}");
    let made: Value = serde_json::from_str(&made).unwrap();

    let asked = Ask::new(address, "GET", "/v1/account/export").as_device(&owner.credential);
    let answer = asked.answer().await;
    assert_eq!((answer.status, answer.line("content-type")), (200, Some("application/jsonl")));
    let text = joined(&answer.body);
    assert!(!text.contains(made["token"].as_str().unwrap()) && !text.contains(&owner.credential));
    let (lines, bytes) = read(&text);
    assert_eq!(
        (&lines[0]["account"], &lines[0]["format"]),
        (&json!(owner.account), &json!("rebound-account/1"))
    );
    let devices: Vec<_> =
        lines.iter().map(|line| &line["device"]).filter(|it| it.is_object()).collect();
    assert_eq!(devices.len(), 2);
    assert_eq!(
        (&devices[1]["device"], &devices[1]["revoked"]),
        (&json!("0000000000000003"), &json!(true))
    );
    let of = |number| lines.iter().find(|line| line["document"] == document(number).to_string());
    assert_eq!(
        of(1).unwrap()["grants"],
        json!({ &owner.account: "owner", &sam.account: "partner" })
    );
    assert_eq!(of(2).unwrap()["invites"][0]["invite"], made["invite"]);
    assert_eq!(of(3).unwrap()["role"], "reader");
    assert!(of(4).is_none());
    assert_eq!(lines.last().unwrap()["end"]["documents"], 3);
    assert_eq!(bytes.len(), 2, "only of documents that it owns");
    let mut copies = [(1, mine.copy), (2, other.copy)];
    let mut is_whole = |bytes: &BTreeMap<String, Vec<u8>>| {
        copies.iter_mut().all(|(number, copy)| {
            let mut loaded = AutoCommit::load(&bytes[&document(*number).to_string()]).unwrap();
            loaded.get_heads() == copy.get_heads()
                && loaded.hydrate(ROOT, None) == copy.hydrate(ROOT, None)
        })
    };
    assert!(is_whole(&bytes));

    // The operator gets the same, from the running server and without it, and only into a new file.
    let export = |file: &str| {
        let mut command = Command::new(SERVER);
        command.args(["account", "export", &owner.account]).arg(directory.path().join(file));
        command.arg("--data").arg(&data).output().unwrap()
    };
    let exported = export("running.jsonl");
    assert!(exported.status.success(), "{exported:?}");
    assert!(!export("running.jsonl").status.success());
    server.kill();
    assert!(export("stopped.jsonl").status.success());
    for file in ["running.jsonl", "stopped.jsonl"] {
        let (again, same) = read(&fs::read_to_string(directory.path().join(file)).unwrap());
        assert!(again.len() == lines.len() && is_whole(&same), "{file}");
    }
}
