//! The account key comes to a further device, by pairing and by the recovery code, and never to the server.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::pairing::{KeyRequest, NotPaired, PairingText, seal_key};
use rebound_core::replica::recovery::{NotUnwrapped, RecoveryCode};
use rebound_tests::client::{Client, Registered, answer, register};
use rebound_tests::http::{Answer, Ask, ask};
use rebound_tests::serving::serve;
use serde_json::{Value, json};
use tempfile::TempDir;

const KEY: AccountKey = AccountKey::from_bytes([7; 32]);

fn now(number: i64) -> Now {
    Now { utc_ms: UtcMillis(1_772_445_600_000 + number * 60_000), zone: Zone::UTC, boot_ms: 0 }
}

/// A device with some facts, all of them on the server.
async fn phone(folder: &Path, address: &str, owner: &Registered) -> Client {
    let mut phone = Client::open(folder, 1, *KEY.reveal());
    for number in 0..5 {
        phone.device.record(answer(), now(number)).unwrap();
    }
    phone.connect(address, &owner.credential).await;
    phone.sync().await;
    phone
}

/// What a device finds with a key that it was given.
async fn found(folder: &Path, address: &str, new: &Registered, key: &AccountKey) -> usize {
    let number = u64::from_str_radix(&new.device, 16).unwrap();
    let mut device = Client::open(folder, number, *key.reveal());
    device.connect(address, &new.credential).await;
    device.sync().await;
    device.device.facts().unwrap().count()
}

fn bytes(answer: &Value, member: &str) -> Vec<u8> {
    BASE64.decode(answer[member].as_str().unwrap()).unwrap()
}

/// Claims a pairing with the server's part of what was typed.
async fn claim(address: &str, text: &PairingText, device: u64) -> Registered {
    let body = json!({ "code": text.server_code(), "device": format!("{device:016x}") });
    let claim = Ask::new(address, "POST", "/v1/pairings/claim").saying(body.to_string());
    serde_json::from_str(&claim.answer().await.body).unwrap()
}

#[tokio::test]
async fn a_typed_code_brings_the_key_to_a_new_device() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    drop(phone(directory.path(), &address, &owner).await);
    let begun = ask(&address, &owner, "POST", "/v1/pairings", "").await.json();
    let shown = PairingText::new(begun["code"].as_str().unwrap(), [3; 10]).unwrap().to_text();

    // The new device, which was told nothing but the text.
    let typed: PairingText = shown.to_lowercase().replace('-', " ").parse().unwrap();
    let new = claim(&address, &typed, 2).await;
    let request = KeyRequest::new(typed, &[4; 32]);
    let own = format!("/v1/key-requests/{}", new.device);
    let body = json!({ "public_key": BASE64.encode(request.public_key()) }).to_string();
    assert_eq!(ask(&address, &new, "PUT", &own, &body).await.status, 204);

    // The old one, which shows the text still.
    let heard = ask(&address, &owner, "GET", "/v1/key-requests", "").await.json()[0].take();
    let public = bytes(&heard, "public_key");
    let sealed = seal_key(&KEY, &shown.parse().unwrap(), &public, [5; 32]).unwrap();
    let body = json!({ "public_key": heard["public_key"], "sealed_key": BASE64.encode(sealed) });
    let answered = format!("{own}/answer");
    assert_eq!(ask(&address, &owner, "PUT", &answered, &body.to_string()).await.status, 204);

    let heard = ask(&address, &new, "GET", "/v1/key-requests", "").await.json()[0].take();
    let key = request.open(&bytes(&heard, "sealed_key")).unwrap();
    assert_eq!(ask(&address, &new, "DELETE", &own, "").await.status, 204);
    assert_eq!(key, KEY);
    assert_eq!(found(directory.path(), &address, &new, &key).await, 5);
    server.shutdown().await;
}

/// A server, or somebody with its disk, that puts its own key in the place of the new device's.
#[tokio::test]
async fn a_server_that_stands_between_gets_no_key_and_slips_none_in() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let begun = ask(&address, &owner, "POST", "/v1/pairings", "").await.json();
    let text = PairingText::new(begun["code"].as_str().unwrap(), [3; 10]).unwrap();
    // It knows its own part of the text, and no more.
    let guessed = PairingText::new(begun["code"].as_str().unwrap(), [0; 10]).unwrap();
    let between = KeyRequest::new(guessed.clone(), &[6; 32]);
    let sealed = seal_key(&KEY, &text, &between.public_key(), [5; 32]);
    assert_eq!(sealed, Err(NotPaired::OtherDevice));
    let request = KeyRequest::new(text, &[4; 32]);
    let other = AccountKey::from_bytes([8; 32]);
    let unconfirmed = seal_key(&other, &guessed, &request.public_key(), [5; 32]);
    assert_eq!(unconfirmed, Err(NotPaired::OtherDevice));
    let swapped = seal_key(&other, &guessed, &between.public_key(), [5; 32]).unwrap();
    assert_eq!(request.open(&swapped), Err(NotPaired::OtherKey));
    server.shutdown().await;
}

async fn recover(address: &str, device: u64, code: &RecoveryCode) -> Answer {
    let body = json!({ "device": format!("{device:016x}"), "recovery_code": *code.sign_in() });
    Ask::new(address, "POST", "/v1/recovery").saying(body.to_string()).answer().await
}

#[tokio::test]
async fn the_paper_brings_everything_back_and_an_old_paper_nothing() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let code = RecoveryCode::from_random([1; 16]);
    let kept = |code: &RecoveryCode| {
        json!({
        "recovery_code": *code.sign_in(), "wrapped_key": BASE64.encode(code.wrap(&KEY)) })
    };
    let mut body = kept(&code);
    body["device"] = json!("0000000000000001");
    let made = Ask::new(&address, "POST", "/v1/accounts").saying(body.to_string()).answer().await;
    let owner: Registered = serde_json::from_str(&made.body).unwrap();
    drop(phone(directory.path(), &address, &owner).await);

    // Every device is lost; the paper is there.
    let paper: RecoveryCode = code.to_text().parse().unwrap();
    let back = recover(&address, 2, &paper).await;
    let key = paper.unwrap(&bytes(&back.json(), "wrapped_key")).unwrap();
    let new: Registered = serde_json::from_str(&back.body).unwrap();
    assert_eq!(found(directory.path(), &address, &new, &key).await, 5);

    let other = RecoveryCode::from_random([2; 16]);
    let renew = Ask::new(&address, "POST", "/v1/recovery-code").as_device(&new.credential);
    let renew = renew.with("rebound-recovery-code", (*paper.sign_in()).clone());
    assert_eq!(renew.saying(kept(&other).to_string()).answer().await.status, 201);
    assert_eq!(recover(&address, 3, &paper).await.status, 401);
    let back = recover(&address, 3, &other).await.json();
    let wrapped = bytes(&back, "wrapped_key");
    assert_eq!(paper.unwrap(&wrapped), Err(NotUnwrapped::OtherCode));
    assert_eq!(other.unwrap(&wrapped), Ok(KEY));
    server.shutdown().await;
}
