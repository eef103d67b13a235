//! Accounts and devices: who may join, how often, which device may end which, and how one gets back in.

use std::process::Command;

use rebound_core::replica::document_id::DocumentId;
use rebound_sync_server::auth::sign_up::{SignUp, SignUpToken};
use rebound_sync_server::bounds::bounds;
use rebound_sync_server::config::Config;
use rebound_sync_server::limits::Limits;
use rebound_sync_server::server::Server;
use rebound_tests::client::{Registered, open_socket, register, register_device};
use rebound_tests::http::{Answer, Ask};
use rebound_tests::peer::Honest;
use rebound_tests::serving::serve_as;
use serde_json::Value;
use tempfile::TempDir;
use tokio::task::spawn_blocking;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const TOKEN: &str = "the-study-group-of-2026";

async fn serve(directory: &TempDir, sign_up: SignUp, limits: Limits) -> (Server, String) {
    let hosts = vec!["sync.example.org".parse().unwrap()];
    serve_as(directory, Config { hosts, sign_up, limits, ..Config::default() }).await
}

async fn usual(directory: &TempDir) -> (Server, String) {
    serve(directory, SignUp::default(), Limits::default()).await
}

fn joining(address: &str) -> Ask {
    Ask::new(address, "POST", "/v1/accounts").saying("{\"device\":\"0000000000000001\"}")
}

/// Ends a device with the credential of another one, and the recovery code if there is one.
async fn end(address: &str, with: &str, device: u64, code: Option<&str>) -> Answer {
    let path = format!("/v1/devices/{device:016x}");
    let ask = Ask::new(address, "DELETE", &path).as_device(with);
    match code {
        Some(code) => ask.with("rebound-recovery-code", code).answer().await,
        None => ask.answer().await,
    }
}

async fn found(address: &str) -> (Registered, String) {
    let answer = joining(address).answer().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let code = answer.json()["recovery_code"].as_str().unwrap().to_owned();
    (serde_json::from_str(&answer.body).unwrap(), code)
}

#[tokio::test]
async fn without_a_word_of_the_operator_only_this_machine_makes_accounts() {
    let directory = TempDir::new().unwrap();
    let (server, address) = usual(&directory).await;
    let through_a_proxy = [
        joining(&address).with("host", "sync.example.org"),
        joining(&address).with("x-forwarded-for", "192.0.2.7"),
        joining(&address).with("forwarded", "for=192.0.2.7"),
    ];
    for ask in through_a_proxy {
        let answer = ask.answer().await;
        assert_eq!((answer.status, &*answer.problem()), (403, "sign_up_closed"));
    }
    assert_eq!(joining(&address).answer().await.status, 201);
    server.shutdown().await;
    let (server, address) = serve(&directory, SignUp::Closed, Limits::default()).await;
    assert_eq!(joining(&address).answer().await.problem(), "sign_up_closed");
    server.shutdown().await;
}

#[tokio::test]
async fn who_shows_the_token_joins_from_anywhere_and_guesses_are_counted() {
    let directory = TempDir::new().unwrap();
    let by_token = SignUp::ByToken(SignUpToken::new(TOKEN).unwrap());
    let limits = Limits { tries_per_address_and_hour: 5, ..Limits::default() };
    let (server, address) = serve(&directory, by_token, limits).await;
    let from_afar = || joining(&address).with("host", "sync.example.org");
    let mut answers = Vec::new();
    for guess in 0..7 {
        answers.push(from_afar().as_device(&format!("{TOKEN}{guess}")).answer().await);
    }
    let codes: Vec<_> = answers.iter().map(Answer::problem).collect();
    assert_eq!(codes[..5], ["unauthorised"; 5]);
    assert_eq!(codes[5..], ["too_often"; 2]);
    let wait: u64 = answers[6].line("retry-after").unwrap().parse().unwrap();
    assert!((700..=720).contains(&wait), "{wait} s: a fifth of an hour");
    assert_eq!(from_afar().as_device(TOKEN).answer().await.status, 201, "no guess");
    server.shutdown().await;
}

#[tokio::test]
async fn accounts_are_counted_by_address_and_in_all() {
    let directory = TempDir::new().unwrap();
    let limits =
        Limits { accounts_per_hour: 6, accounts_per_address_and_hour: 4, ..Limits::default() };
    let (server, address) = serve(&directory, SignUp::Open, limits).await;
    let mut statuses = Vec::new();
    for _ in 0..6 {
        let answer = joining(&address).with("host", "sync.example.org").answer().await;
        statuses.push(answer.status);
    }
    assert_eq!(statuses, [201, 201, 201, 201, 429, 429], "from one address");
    let mut statuses = Vec::new();
    for _ in 0..4 {
        statuses.push(joining(&address).answer().await.status);
    }
    assert_eq!(statuses, [201, 201, 429, 429], "in all");
    server.shutdown().await;
}

#[tokio::test]
async fn a_stolen_phone_does_not_shut_its_owner_out() {
    let directory = TempDir::new().unwrap();
    let (server, address) = usual(&directory).await;
    let (laptop, code) = found(&address).await;
    let phone = register_device(&address, &laptop.credential, 2).await.credential;
    let tablet = register_device(&address, &phone, 3).await.credential;
    let refused = [end(&address, &phone, 1, None).await, end(&address, &tablet, 2, None).await];
    for answer in &refused {
        assert_eq!((answer.status, &*answer.problem()), (403, "code_needed"));
    }
    let wrong = end(&address, &phone, 1, Some("0000-0000")).await;
    assert_eq!(wrong.body, refused[0].body, "what is wrong with a code is not said");
    assert_eq!(end(&address, &phone, 3, None).await.status, 204, "a younger one");
    assert_eq!(end(&address, &laptop.credential, 2, None).await.status, 204);
    assert_eq!(open_socket(&address, Some(&phone)).await.unwrap_err(), 401);
    let last = end(&address, &laptop.credential, 1, None).await;
    assert_eq!(last.problem(), "code_needed", "the last one");
    assert_eq!(end(&address, &laptop.credential, 9, None).await.status, 404);
    let last = end(&address, &laptop.credential, 1, Some(&code.to_lowercase())).await;
    assert_eq!(last.status, 204);
    server.shutdown().await;
}

#[tokio::test]
async fn who_has_lost_every_device_gets_back_in_with_the_code() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { devices_per_account: 2, ..Limits::default() };
    let (server, address) = serve(&directory, SignUp::default(), limits).await;
    let (lost, code) = found(&address).await;
    let other = register_device(&address, &lost.credential, 2).await;
    let recover = |code: &str, revoke: bool| {
        let typed = code.to_lowercase().replace('-', " ");
        let body = serde_json::json!({
            "device": "0000000000000001", "recovery_code": typed, "revoke_others": revoke,
            "name": "new phone"});
        Ask::new(&address, "POST", "/v1/recovery").saying(body.to_string())
    };
    for wrong in ["", "abc", "00000-00000-00000-00000-00000-0", &lost.credential] {
        let answer = recover(wrong, true).answer().await;
        assert_eq!((answer.status, &*answer.problem()), (401, "unauthorised"), "{wrong}");
    }
    // A device's id can be used again once that device is ended; while it is not, it cannot.
    assert_eq!(recover(&code, false).answer().await.problem(), "device_taken");
    let answer = recover(&code, true).answer().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    let back: Registered = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(back.account, lost.account);
    assert_eq!(open_socket(&address, Some(&other.credential)).await.unwrap_err(), 401);
    assert_eq!(open_socket(&address, Some(&lost.credential)).await.unwrap_err(), 401);
    drop(open_socket(&address, Some(&back.credential)).await.unwrap());
    // Over a restart, too.
    server.shutdown().await;
    let (server, address) = usual(&directory).await;
    drop(open_socket(&address, Some(&back.credential)).await.unwrap());
    let renew = Ask::new(&address, "POST", "/v1/recovery-code").as_device(&back.credential);
    assert_eq!(renew.clone().answer().await.problem(), "code_needed");
    let renewed = renew.with("rebound-recovery-code", code).answer().await;
    assert_eq!(renewed.status, 201);
    let renewed = renewed.json()["recovery_code"].as_str().unwrap().to_owned();
    assert_eq!(end(&address, &back.credential, 1, Some(&renewed)).await.status, 204);
    server.shutdown().await;
}

#[tokio::test]
async fn devices_are_listed_with_their_names_and_when_they_were_here() {
    let directory = TempDir::new().unwrap();
    let (server, address) = usual(&directory).await;
    let (owner, _) = found(&address).await;
    register_device(&address, &owner.credential, 2).await;
    let list = || Ask::new(&address, "GET", "/v1/devices").as_device(&owner.credential).answer();
    let name = |device: u64, name: &str| {
        Ask::new(&address, "PUT", &format!("/v1/devices/{device:016x}"))
            .as_device(&owner.credential)
            .saying(serde_json::json!({ "name": name }).to_string())
    };
    assert_eq!(name(2, " Sam’s tablet ").answer().await.status, 204);
    assert_eq!(name(2, &"x".repeat(65)).answer().await.status, 400);
    assert_eq!(name(2, "two\nlines").answer().await.status, 400);
    assert_eq!(name(9, "nobody").answer().await.status, 404);
    drop(open_socket(&address, Some(&owner.credential)).await.unwrap());
    let listed = list().await.json();
    let field = |name: &str| -> Vec<Value> {
        listed.as_array().unwrap().iter().map(|device| device[name].clone()).collect()
    };
    assert_eq!(field("device"), ["0000000000000001", "0000000000000002"]);
    assert_eq!(field("name"), ["", "Sam’s tablet"]);
    assert_eq!(field("this"), [true, false]);
    assert!(field("registered_ms").iter().all(|ms| ms.as_i64().unwrap() > 1_700_000_000_000));
    let seen: Vec<_> = field("seen_ms").iter().map(|ms| ms.as_i64().unwrap() > 0).collect();
    assert_eq!(seen, [true, false]);
    assert_eq!(end(&address, &owner.credential, 2, None).await.status, 204);
    assert_eq!(list().await.json().as_array().unwrap().len(), 1);
    server.shutdown().await;
}

#[tokio::test]
async fn a_device_id_is_free_for_others_and_after_its_end_and_a_grant_names_somebody_who_is_there()
{
    let directory = TempDir::new().unwrap();
    let (server, address) = usual(&directory).await;
    let (owner, other) = (register(&address, 1).await, register(&address, 1).await);
    assert_ne!(owner.account, other.account);
    let old = register_device(&address, &owner.credential, 2).await.credential;
    assert_eq!(end(&address, &owner.credential, 2, None).await.status, 204);
    let new = register_device(&address, &owner.credential, 2).await.credential;
    assert_eq!(open_socket(&address, Some(&old)).await.unwrap_err(), 401);
    drop(open_socket(&address, Some(&new)).await.unwrap());
    server.shutdown().await;
}

#[tokio::test]
async fn the_limits_are_told_with_their_values_here() {
    let directory = TempDir::new().unwrap();
    let limits = Limits { devices_per_account: 3, connections: 100, ..Limits::default() };
    let (server, address) = serve(&directory, SignUp::default(), limits.clone()).await;
    let answer = Ask::new(&address, "GET", "/v1/limits").answer().await;
    assert_eq!(answer.status, 200);
    let told = answer.json()["limits"].clone();
    let rows = serde_json::to_value([limits.rows(), bounds()].concat()).unwrap();
    assert_eq!(told, rows);
    assert!(
        told.as_array()
            .unwrap()
            .iter()
            .any(|row| row["name"] == "devices_per_account" && row["value"] == 3)
    );
    server.shutdown().await;
}

#[tokio::test]
async fn an_operator_makes_invites_by_the_same_rules_and_the_owner_confirms() {
    let directory = TempDir::new().unwrap();
    let (server, address) = usual(&directory).await;
    let (owner, sam) = (register(&address, 1).await, register(&address, 2).await);
    let document = DocumentId::from_random([7; 16]);
    Honest::join(&address, &owner.credential, "owner", document).await.write("mine").await;
    let (data, id) = (directory.path().join("server"), document.to_string());
    let absent = DocumentId::from_random([9; 16]).to_string();
    let ask = async |args: &[&str]| {
        let mut command = Command::new(SERVER);
        command.arg("invite").args(args).arg("--json").arg("--data").arg(&data);
        let output = spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        let answer = serde_json::from_slice::<Value>(&output.stdout);
        answer.map_err(|_| said)
    };
    for (args, said) in [
        (&["make", &id, "owner"][..], "partner, mentor, witness, writer, reader"),
        (&["make", &id, "partner", "--hours", "169"], "604800"),
        (&["make", &absent, "partner"], "with an owner"),
        (&["list", "nothing"], "no document id"),
        (&["revoke", &id, "00"], "no invite"),
    ] {
        let refused = ask(args).await.unwrap_err();
        assert!(refused.contains(said), "{args:?}: {refused}");
    }
    let made = ask(&["make", &id, "partner", "--hours", "2"]).await.unwrap();
    let claim = serde_json::json!({ "token": made["token"] }).to_string();
    let claimed = Ask::new(&address, "POST", "/v1/invites/claim").as_device(&sam.credential);
    assert_eq!(claimed.saying(claim).answer().await.status, 202);
    let listed = ask(&["list", &id]).await.unwrap();
    assert_eq!(
        (&listed[0]["role"], &listed[0]["claimed_by"]),
        (&"partner".into(), &sam.account.clone().into())
    );
    let name = made["invite"].as_str().unwrap();
    let path = format!("/v1/documents/{id}/invites/{name}");
    let confirmed = Ask::new(&address, "PUT", &path).as_device(&owner.credential).answer().await;
    assert_eq!(confirmed.status, 204);
    let made = ask(&["make", &id, "witness"]).await.unwrap();
    ask(&["revoke", &id, made["invite"].as_str().unwrap()]).await.unwrap();
    assert_eq!(ask(&["list", &id]).await.unwrap(), serde_json::json!([]));
    server.shutdown().await;
}
