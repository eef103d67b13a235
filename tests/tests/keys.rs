//! Keys that devices leave for each other on the server: wrapped with the recovery code, or sealed to a device that
//! was paired. The server knows neither them nor what opens them.

use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rebound_tests::client::{Registered, register, register_device};
use rebound_tests::http::{Answer, Ask, ask};
use rebound_tests::serving::serve;
use serde_json::{Value, json};
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// A recovery code as it stands on paper, and what a device derives from it: the example of `docs/http.md`, by RFC
/// 5869 with another program.
const PAPER: &str = "000G4-0R40M-30E20-9185G-R38E1-W0EGD";
const CODE: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];
const SIGN_IN: &str = "HG80VMTDSZ4VZ4Y14PMMZ1D4E8";
const SIGN_IN_BYTES: &str = "8c100dd34dcfc9bf93c125a94f85a472";
const WRAP: &str = "892ad0abc14f1e1312689c5097eb9d9d88a68b8a769e2561013377823ef9a756";

/// What a device derives from another code.
const OTHER_SIGN_IN: &str = "ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-ZZZZZ-W";

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16));
    pairs.collect::<Result<_, _>>().unwrap()
}

fn base64(byte: u8, count: usize) -> String {
    BASE64.encode(vec![byte; count])
}

/// The same with a recovery code at hand.
async fn with_code(address: &str, by: &Registered, code: &str, ask: (&str, &str, Value)) -> Answer {
    let (method, path, body) = ask;
    let ask = Ask::new(address, method, path).as_device(&by.credential);
    ask.with("rebound-recovery-code", code).saying(body.to_string()).answer().await
}

async fn recover(address: &str, device: u64, code: &str) -> Answer {
    let body = json!({ "device": format!("{device:016x}"), "recovery_code": code });
    Ask::new(address, "POST", "/v1/recovery").saying(body.to_string()).answer().await
}

/// Makes an account whose device brings its own recovery code.
async fn found(address: &str, body: Value) -> Answer {
    Ask::new(address, "POST", "/v1/accounts").saying(body.to_string()).answer().await
}

/// Whether one of a folder's files holds such bytes.
fn holds(folder: &Path, wanted: &[u8]) -> bool {
    let files = fs::read_dir(folder).unwrap().flatten().filter(|entry| entry.path().is_file());
    files.into_iter().any(|entry| {
        let found = fs::read(entry.path()).unwrap();
        found.windows(wanted.len()).any(|window| window == wanted)
    })
}

#[tokio::test]
async fn the_recovery_code_brings_the_wrapped_key_back_and_the_server_keeps_nothing_that_opens_it()
{
    let directory = TempDir::new().unwrap();
    let data = directory.path().join("server");
    let (server, address) = serve(&directory).await;
    let device = |number: u64| format!("{number:016x}");
    let first = base64(0xa1, 512);
    let made = json!({ "device": device(1), "recovery_code": SIGN_IN, "wrapped_key": first });
    let answer = found(&address, made).await;
    assert_eq!((answer.status, &answer.json()["recovery_code"]), (201, &Value::Null), "{answer:?}");
    let lost: Registered = serde_json::from_str(&answer.body).unwrap();
    for (body, status, code) in [
        (json!({ "device": device(2), "recovery_code": SIGN_IN }), 409, "code_taken"),
        (json!({ "device": device(2), "wrapped_key": first }), 400, "invalid"),
        (json!({ "device": device(2), "recovery_code": "hello" }), 400, "invalid"),
        (
            json!({ "device": device(2), "recovery_code": OTHER_SIGN_IN, "wrapped_key": "" }),
            400,
            "invalid",
        ),
    ] {
        let refused = found(&address, body).await;
        assert_eq!((refused.status, &*refused.problem()), (status, code), "{refused:?}");
    }
    let kept = ask(&address, &lost, "GET", "/v1/account/wrapped-key", "").await;
    assert_eq!((kept.status, kept.json()), (200, json!({ "wrapped_key": first })));

    // The code on paper is shown to no server: it lets nobody in.
    assert_eq!(recover(&address, 3, PAPER).await.problem(), "unauthorised");
    let back = recover(&address, 3, &SIGN_IN.to_lowercase()).await;
    assert_eq!((back.status, &back.json()["wrapped_key"]), (201, &json!(first)), "{back:?}");
    let back: Registered = serde_json::from_str(&back.body).unwrap();
    assert_eq!(back.account, lost.account);

    // What is in the folder, and so in a backup, lets nobody in and opens nothing.
    server.shutdown().await;
    let backup = directory.path().join("backup.db");
    let operate = |args: &[&str]| {
        let mut command = Command::new(SERVER);
        let output = command.args(args).arg(&backup).arg("--data").arg(&data).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    operate(&["backup"]);
    let secrets =
        [PAPER.as_bytes(), &CODE, SIGN_IN.as_bytes(), &bytes(SIGN_IN_BYTES), &bytes(WRAP)];
    for folder in [&data, directory.path()] {
        assert!(holds(folder, &[0xa1; 64]), "the wrapped key is there");
        assert!(secrets.iter().all(|secret| !holds(folder, secret)));
    }
    fs::remove_dir_all(&data).unwrap();
    operate(&["restore"]);
    let (server, address) = serve(&directory).await;
    let back = recover(&address, 4, SIGN_IN).await;
    assert_eq!(back.json()["wrapped_key"], json!(first), "over backup and restore");
    server.shutdown().await;
}

#[tokio::test]
async fn a_new_code_makes_the_old_one_worthless_with_all_that_it_opens() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let key = |byte| base64(byte, 60);
    let made = json!({ "device": "0000000000000001", "recovery_code": SIGN_IN,
                       "wrapped_key": key(1) });
    let owner: Registered = serde_json::from_str(&found(&address, made).await.body).unwrap();
    let wrapped = "/v1/account/wrapped-key";
    let kept = async |address: &str| ask(address, &owner, "GET", wrapped, "").await;
    // A thief's phone spoils nothing: the code has to be at hand.
    let body = |key: String| json!({ "wrapped_key": key });
    let spoilt = ask(&address, &owner, "PUT", wrapped, &body(key(9)).to_string()).await;
    assert_eq!(spoilt.problem(), "code_needed");
    for (bad, code) in [(base64(9, 513), "invalid"), (String::new(), "invalid")] {
        let refused = with_code(&address, &owner, SIGN_IN, ("PUT", wrapped, body(bad))).await;
        assert_eq!(refused.problem(), code);
    }
    assert_eq!(kept(&address).await.json(), body(key(1)));
    let put = with_code(&address, &owner, SIGN_IN, ("PUT", wrapped, body(key(2)))).await;
    assert_eq!((put.status, kept(&address).await.json()), (204, body(key(2))));

    let renew = "/v1/recovery-code";
    let new = json!({ "recovery_code": OTHER_SIGN_IN, "wrapped_key": key(3) });
    let refused = ask(&address, &owner, "POST", renew, &new.to_string()).await;
    assert_eq!(refused.problem(), "code_needed");
    // Again is harmless, with the code that is good by then: an answer can be lost.
    for code in [SIGN_IN, OTHER_SIGN_IN] {
        let renewed = with_code(&address, &owner, code, ("POST", renew, new.clone())).await;
        assert_eq!((renewed.status, renewed.json()), (201, json!({})));
    }
    server.shutdown().await;
    let (server, address) = serve(&directory).await;
    assert_eq!(recover(&address, 2, SIGN_IN).await.problem(), "unauthorised");
    let back = recover(&address, 2, OTHER_SIGN_IN).await.json();
    assert_eq!(back["wrapped_key"], json!(key(3)));
    assert!(!holds(&directory.path().join("server"), SIGN_IN.as_bytes()));

    // One that the server draws opens nothing that it keeps.
    let ask_for_one = ("POST", renew, json!({}));
    let drawn = with_code(&address, &owner, OTHER_SIGN_IN, ask_for_one).await.json();
    let drawn = drawn["recovery_code"].as_str().unwrap();
    assert_eq!(kept(&address).await.problem(), "not_found");
    let back = recover(&address, 3, drawn).await;
    assert_eq!((back.status, &back.json()["wrapped_key"]), (201, &Value::Null));
    server.shutdown().await;
}

#[tokio::test]
async fn a_restore_over_a_newer_ledger_does_not_bring_the_old_code_back() {
    let directory = TempDir::new().unwrap();
    let (data, backup) = (directory.path().join("server"), directory.path().join("backup.db"));
    let operate = |args: &[&str]| {
        let mut command = Command::new(SERVER);
        let output =
            command.args(args).arg(&backup).arg("--json").arg("--data").arg(&data).output();
        serde_json::from_slice::<Value>(&output.unwrap().stdout).unwrap()
    };
    let (server, address) = serve(&directory).await;
    let made = json!({ "device": "0000000000000001", "recovery_code": SIGN_IN,
                       "wrapped_key": base64(1, 60) });
    let owner: Registered = serde_json::from_str(&found(&address, made).await.body).unwrap();
    register(&address, 2).await;
    server.shutdown().await;
    operate(&["backup"]);
    let (server, address) = serve(&directory).await;
    let new = json!({ "recovery_code": OTHER_SIGN_IN, "wrapped_key": base64(2, 60) });
    let renewed = with_code(&address, &owner, SIGN_IN, ("POST", "/v1/recovery-code", new)).await;
    assert_eq!(renewed.status, 201);
    server.shutdown().await;
    let restored = operate(&["restore", "--replace"]);
    assert_eq!(restored["recovery_codes_kept"], 1, "{restored}");
    let (server, address) = serve(&directory).await;
    assert_eq!(recover(&address, 2, SIGN_IN).await.problem(), "unauthorised");
    let back = recover(&address, 2, OTHER_SIGN_IN).await;
    assert_eq!((back.status, &back.json()["wrapped_key"]), (201, &json!(base64(2, 60))));
    server.shutdown().await;
}

#[tokio::test]
async fn a_wrapped_key_is_its_accounts_alone_leaves_with_it_and_goes_with_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let key = base64(7, 60);
    let made =
        json!({ "device": "0000000000000001", "recovery_code": SIGN_IN, "wrapped_key": key });
    let owner: Registered = serde_json::from_str(&found(&address, made).await.body).unwrap();
    let other = register(&address, 2).await;
    let wrapped = "/v1/account/wrapped-key";
    assert_eq!(ask(&address, &other, "GET", wrapped, "").await.problem(), "not_found");
    let exported = ask(&address, &owner, "GET", "/v1/account/export", "").await;
    assert!(exported.body.contains(&json!({ "wrapped_key": key }).to_string()), "{exported:?}");
    let ended = with_code(&address, &owner, SIGN_IN, ("DELETE", "/v1/account", json!({}))).await;
    assert_eq!(ended.status, 204);
    assert_eq!(recover(&address, 2, SIGN_IN).await.problem(), "unauthorised");
    server.shutdown().await;
    let database = rusqlite::Connection::open(directory.path().join("server/ledger.db")).unwrap();
    let left = "SELECT count(*) FROM wrapped_keys";
    assert_eq!(database.query_row(left, [], |row| row.get::<_, u32>(0)).unwrap(), 0);
}

#[tokio::test]
async fn a_paired_device_gets_the_key_from_one_that_has_heard_its_public_key() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (old, stranger) = (register(&address, 1).await, register(&address, 9).await);
    let begun = ask(&address, &old, "POST", "/v1/pairings", "").await.json();
    let claim = json!({ "code": begun["code"], "device": "00000000000000aa", "name": "tablet" });
    let paired = Ask::new(&address, "POST", "/v1/pairings/claim").saying(claim.to_string());
    let new: Registered = serde_json::from_str(&paired.answer().await.body).unwrap();
    let (all, own) = ("/v1/key-requests", "/v1/key-requests/00000000000000aa");
    let answered = "/v1/key-requests/00000000000000aa/answer";
    let list = async |by: &Registered| ask(&address, by, "GET", all, "").await.json();
    let status = async |by: &Registered, method: &str, path: &str, body: Value| {
        ask(&address, by, method, path, &body.to_string()).await.status
    };
    let public = |byte| base64(byte, 64);
    let sealed = base64(5, 1_024);
    let answer = |to: u8| json!({ "public_key": public(to), "sealed_key": sealed });

    assert_eq!(status(&old, "PUT", answered, answer(1)).await, 404, "nobody has asked");
    for by in [&old, &stranger] {
        let asked = status(by, "PUT", own, json!({ "public_key": public(1) })).await;
        assert_eq!(asked, 404, "for another device");
    }
    for wrong in [base64(1, 129), String::new()] {
        assert_eq!(status(&new, "PUT", own, json!({ "public_key": wrong })).await, 400);
    }
    assert_eq!(status(&new, "PUT", own, json!({ "public_key": public(1) })).await, 204);
    let heard = list(&old).await;
    assert_eq!(
        (&heard[0]["device"], &heard[0]["name"]),
        (&json!("00000000000000aa"), &json!("tablet"))
    );
    assert_eq!(heard[0]["public_key"], public(1));
    assert!((1..=300).contains(&heard[0]["expires_in_s"].as_u64().unwrap()));
    assert_eq!(list(&stranger).await, json!([]));
    assert_eq!(status(&stranger, "PUT", answered, answer(1)).await, 404);
    assert_eq!(status(&old, "PUT", answered, answer(2)).await, 404, "another public key");
    let long = json!({ "public_key": public(1), "sealed_key": base64(5, 1_025) });
    assert_eq!(status(&old, "PUT", answered, long).await, 400);
    assert_eq!(status(&old, "PUT", answered, answer(1)).await, 204);
    // An answer on its way can be lost: it is there until it is taken.
    for _ in 0..2 {
        assert_eq!(list(&new).await[0]["sealed_key"], sealed);
    }
    assert_eq!(status(&stranger, "DELETE", own, Value::Null).await, 404);
    assert_eq!(status(&new, "DELETE", own, Value::Null).await, 204);
    assert_eq!(status(&new, "DELETE", own, Value::Null).await, 404);
    assert_eq!(list(&new).await, json!([]));

    // A device that is ended asks for nothing any more, and neither does another one with its id.
    assert_eq!(status(&new, "PUT", own, json!({ "public_key": public(3) })).await, 204);
    let device = "/v1/devices/00000000000000aa";
    assert_eq!(status(&old, "DELETE", device, Value::Null).await, 204);
    assert_eq!(list(&old).await, json!([]));
    register_device(&address, &old.credential, 0xaa).await;
    assert_eq!(list(&old).await, json!([]));
    server.shutdown().await;
    let data = directory.path().join("server");
    assert!(!holds(&data, &[5; 64]) && !holds(&data, &[1; 64]), "in memory alone");
}
