//! Who may do what over HTTP: every route of the table with everybody who could ask.

use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::wire::Frame;
use rebound_sync_server::endpoints::ENDPOINTS;
use rebound_sync_server::endpoints::row::{Endpoint, Needs, Verb};
use rebound_tests::client::{Registered, register, register_device, request};
use rebound_tests::http::{Ask, ask};
use rebound_tests::peer::Honest;
use rebound_tests::serving::serve;
use tempfile::TempDir;

fn document(number: u8) -> DocumentId {
    DocumentId::from_random([number; 16])
}

async fn grant(address: &str, owner: &Registered, to: &Registered, role: &str) {
    let path = format!("/v1/documents/{}/grants/{}", document(1), to.account);
    let body = format!("{{\"role\":\"{role}\"}}");
    assert_eq!(request(address, "PUT", &path, Some(&owner.credential), &body).await.0, 204);
}

/// What is asked of a route so that it would do no more than answer: what varies names nothing that is
/// there, except for the document and the space.
fn harmless(endpoint: &Endpoint, space: &str) -> String {
    let path = endpoint.path.replace("{document}", &document(1).to_string());
    let path = path.replace("{space}", space);
    let path = path.replace("{account}", &"0".repeat(32)).replace("{device}", &"f".repeat(16));
    path.replace("{invite}", &"0".repeat(64))
}

/// Whether a route lets somebody in: with a credential or without, as the owner of the document or not.
fn lets_in(endpoint: &Endpoint, known: Option<&str>) -> bool {
    match endpoint.needs {
        Needs::Anybody | Needs::SignUp => true,
        Needs::Credential | Needs::RecoveryCode => known.is_some(),
        Needs::Membership => known.is_some_and(|role| role != "stranger"),
        Needs::Ownership => known == Some("owner"),
    }
}

#[tokio::test]
async fn every_route_lets_in_whom_its_row_says_and_nobody_else() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    Honest::join(&address, &owner.credential, "owner", document(1)).await.write("mine").await;
    let mut members = vec![("owner", owner.clone())];
    for (number, role) in (2..).zip(["partner", "mentor", "witness", "writer", "reader"]) {
        let member = register(&address, number).await;
        grant(&address, &owner, &member, role).await;
        members.push((role, member));
    }
    members.push(("stranger", register(&address, 9).await));
    let space = ask(&address, &owner, "POST", "/v1/spaces", "").await.json();
    let space = space["space"].as_str().unwrap();
    for (role, member) in members.iter().filter(|(role, _)| !["owner", "stranger"].contains(role)) {
        let path = format!("/v1/spaces/{space}/members/{}", member.account);
        let body = format!("{{\"role\":\"{role}\"}}");
        assert_eq!(ask(&address, &owner, "PUT", &path, &body).await.status, 204);
    }
    let ended = register_device(&address, &owner.credential, 2).await;
    let path = "/v1/devices/0000000000000002";
    assert_eq!(request(&address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    // What a route does when it lets somebody in stands elsewhere; some of it would end the test.
    let ends = ["/v1/documents/{document}", "/v1/spaces/{space}"];
    let shuts =
        |endpoint: &&Endpoint| endpoint.verb != Verb::Delete || !ends.contains(&endpoint.path);
    for endpoint in ENDPOINTS {
        let (method, path) = (endpoint.verb.as_str(), harmless(endpoint, space));
        let named = format!("{method} {path}");
        for credential in [None, Some("hello"), Some(ended.credential.as_str())] {
            let ask = Ask::new(&address, method, &path).saying("{}");
            let ask = match credential {
                Some(credential) => ask.as_device(credential),
                None => ask,
            };
            let answer = ask.answer().await;
            if lets_in(endpoint, None) {
                // A body without members is no code, no token and no device.
                assert!([200, 400].contains(&answer.status), "{named}: {answer:?}");
            } else {
                assert_eq!((answer.status, &*answer.problem()), (401, "unauthorised"), "{named}");
            }
        }
        for (role, member) in &members {
            if *role == "owner" && !shuts(&endpoint) {
                continue;
            }
            let answer = ask(&address, member, method, &path, "{}").await;
            let is_absent = answer.status == 404;
            match (lets_in(endpoint, Some(role)), endpoint.needs) {
                (false, _) => assert!(is_absent, "{role}: {named}: {answer:?}"),
                (true, Needs::RecoveryCode) => {
                    assert_eq!(answer.problem(), "code_needed", "{role}: {named}");
                }
                // Of what the owner names, nothing is there.
                (true, _) => assert_ne!(answer.status, 401, "{role}: {named}"),
            }
        }
    }
    server.shutdown().await;
}

#[tokio::test]
async fn whoever_gives_a_role_back_has_none_from_then_on_and_an_owner_cannot() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, sam) = (register(&address, 1).await, register(&address, 2).await);
    let mut phone = Honest::join(&address, &owner.credential, "phone", document(1)).await;
    phone.write("first").await;
    grant(&address, &owner, &sam, "reader").await;
    let mut friend = Honest::join(&address, &sam.credential, "friend", document(1)).await;
    friend.read("first").await;
    let membership = format!("/v1/documents/{}/membership", document(1));
    assert_eq!(ask(&address, &owner, "DELETE", &membership, "").await.problem(), "last_owner");
    assert_eq!(ask(&address, &sam, "DELETE", &membership, "").await.status, 204);
    assert_eq!(ask(&address, &sam, "GET", "/v1/documents", "").await.json(), serde_json::json!([]));
    assert_eq!(ask(&address, &sam, "DELETE", &membership, "").await.status, 404);
    let nowhere = format!("/v1/documents/{}/membership", document(2));
    assert_eq!(ask(&address, &sam, "DELETE", &nowhere, "").await.status, 404);
    let grants = format!("/v1/documents/{}/grants", document(1));
    let left = ask(&address, &owner, "GET", &grants, "").await.json();
    assert_eq!(left, serde_json::json!({ owner.account.as_str(): "owner" }));
    // The open socket is told that there is no such document.
    while !matches!(friend.peer.next().await, Some(Frame::DocUnavailable { .. })) {}
    server.shutdown().await;
}

#[tokio::test]
async fn an_invite_becomes_a_role_when_its_owner_confirms_who_has_claimed_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let (owner, sam, eve) =
        (register(&address, 1).await, register(&address, 2).await, register(&address, 3).await);
    let mut phone = Honest::join(&address, &owner.credential, "phone", document(1)).await;
    phone.write("first").await;
    let invites = format!("/v1/documents/{}/invites", document(1));
    for (body, status) in [
        ("{\"role\":\"owner\"}", 400),
        ("{\"role\":\"partner\",\"expires_in_s\":604801}", 400),
        ("{\"role\":\"partner\",\"expires_in_s\":0}", 400),
        ("{\"role\":\"partner\",\"expires_in_s\":60.5}", 400),
    ] {
        assert_eq!(ask(&address, &owner, "POST", &invites, body).await.status, status, "{body}");
    }
    let made = ask(&address, &owner, "POST", &invites, "{\"role\":\"partner\"}").await;
    assert_eq!(made.status, 201, "{made:?}");
    let made = made.json();
    let one = format!("{invites}/{}", made["invite"].as_str().unwrap());
    let claim = serde_json::json!({ "token": made["token"] }).to_string();
    assert_eq!(ask(&address, &owner, "PUT", &one, "").await.problem(), "not_claimed");
    let claimed = ask(&address, &sam, "POST", "/v1/invites/claim", &claim).await;
    assert_eq!(claimed.status, 202, "{claimed:?}");
    assert_eq!(claimed.json()["owner"], owner.account);
    let late = ask(&address, &eve, "POST", "/v1/invites/claim", &claim).await;
    assert_eq!(late.status, 404, "it is somebody else's by now");
    let mut early = Honest::join(&address, &sam.credential, "sam", document(1)).await;
    early.peer.request(document(1)).await;
    let listed = ask(&address, &owner, "GET", &invites, "").await.json();
    assert_eq!(listed[0]["claimed_by"], sam.account);
    assert_eq!(ask(&address, &eve, "PUT", &one, "").await.status, 404);
    assert_eq!(ask(&address, &owner, "PUT", &one, "").await.status, 204);
    early.read("first").await;
    early.write("second").await;
    phone.read("second").await;
    assert_eq!(ask(&address, &owner, "PUT", &one, "").await.status, 404, "it is used up");
    let again = ask(&address, &sam, "POST", "/v1/invites/claim", &claim).await;
    assert_eq!(again.status, 404);
    let made = ask(&address, &owner, "POST", &invites, "{\"role\":\"witness\"}").await.json();
    let one = format!("{invites}/{}", made["invite"].as_str().unwrap());
    assert_eq!(ask(&address, &owner, "DELETE", &one, "").await.status, 204);
    let claim = serde_json::json!({ "token": made["token"] }).to_string();
    assert_eq!(ask(&address, &eve, "POST", "/v1/invites/claim", &claim).await.status, 404);
    // As whole as without the point.
    let body = "{\"role\":\"partner\",\"expires_in_s\":60.0}";
    assert_eq!(ask(&address, &owner, "POST", &invites, body).await.status, 201);
    server.shutdown().await;
}

#[tokio::test]
async fn a_typed_code_registers_one_device_and_guessing_ends_soon() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let begun = ask(&address, &owner, "POST", "/v1/pairings", "").await;
    assert_eq!((begun.status, begun.json()["expires_in_s"].as_u64()), (201, Some(300)));
    let code = begun.json()["code"].as_str().unwrap().to_owned();
    assert_eq!(code.len(), 9);
    let claim = |code: &str| {
        let body = serde_json::json!({ "code": code, "device": "00000000000000aa", "name": "new" });
        Ask::new(&address, "POST", "/v1/pairings/claim").saying(body.to_string()).answer()
    };
    let paired = claim(&code.to_lowercase()).await;
    assert_eq!(paired.status, 201, "{paired:?}");
    let paired: Registered = serde_json::from_str(&paired.body).unwrap();
    assert_eq!(paired.account, owner.account);
    let mut codes = Vec::new();
    for guess in [&code, "", "0000-0000", "0000-0001", "0000-0002"] {
        codes.push(claim(guess).await.problem());
    }
    let (wrong, stopped) = codes.split_at(4);
    assert!(wrong.iter().all(|code| code == "unauthorised"), "{codes:?}");
    assert_eq!(stopped, ["too_often"]);
    server.shutdown().await;
}

#[tokio::test]
async fn what_is_deleted_is_gone_for_everybody_and_its_id_is_free() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let answer = Ask::new(&address, "POST", "/v1/accounts");
    let answer = answer.saying("{\"device\":\"0000000000000001\"}").answer().await;
    let owner: Registered = serde_json::from_str(&answer.body).unwrap();
    let code = answer.json()["recovery_code"].as_str().unwrap().to_owned();
    let sam = register(&address, 2).await;
    for number in [1, 2] {
        let mut phone = Honest::join(&address, &owner.credential, "p", document(number)).await;
        phone.write("secret").await;
    }
    Honest::join(&address, &sam.credential, "sam", document(3)).await.write("sam's").await;
    grant(&address, &owner, &sam, "writer").await;
    let mut reading = Honest::join(&address, &sam.credential, "s", document(1)).await;
    reading.read("secret").await;
    let one = format!("/v1/documents/{}", document(1));
    assert_eq!(ask(&address, &sam, "DELETE", &one, "").await.status, 404);
    assert_eq!(ask(&address, &owner, "DELETE", &one, "").await.status, 204);
    let list = |member: &Registered| {
        Ask::new(&address, "GET", "/v1/documents").as_device(&member.credential).answer()
    };
    assert_eq!(list(&owner).await.json().as_array().unwrap().len(), 1);
    assert_eq!(list(&sam).await.json()[0]["document"], document(3).to_string());
    // The id belongs to whoever writes under it first, as any other.
    Honest::join(&address, &sam.credential, "sam2", document(1)).await.write("mine").await;
    let end = Ask::new(&address, "DELETE", "/v1/account").as_device(&owner.credential);
    assert_eq!(end.clone().answer().await.problem(), "code_needed");
    let ended = end.with("rebound-recovery-code", &code).answer().await;
    assert_eq!(ended.status, 204, "{ended:?}");
    assert_eq!(list(&owner).await.status, 401);
    let mut other = Honest::join(&address, &sam.credential, "sam3", document(2)).await;
    other.write("mine, too").await;
    server.shutdown().await;
    // Nothing of it is left in the store, but its number beside what it wrote.
    let database = rusqlite::Connection::open(directory.path().join("server/ledger.db")).unwrap();
    let account = (0..16).map(|at| u8::from_str_radix(&owner.account[2 * at..][..2], 16).unwrap());
    let account: Vec<u8> = account.collect();
    for table in ["accounts WHERE id", "devices WHERE account", "roles WHERE account"] {
        let count = format!("SELECT count(*) FROM {table} = ?1");
        let left: u32 = database.query_row(&count, [&account], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
    let count = "SELECT count(*) FROM changes JOIN authors ON number = author WHERE account = ?1";
    let left: u32 = database.query_row(count, [&account], |row| row.get(0)).unwrap();
    assert_eq!(left, 0, "changes");
}
