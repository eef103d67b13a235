//! Web pages: none may use a server that has not named it, and those that are named can do all of it.

use std::collections::BTreeSet;

use futures_util::{SinkExt, StreamExt};
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use rebound_tests::client::{PATIENCE, Socket, register, register_device, request};
use rebound_tests::http::Ask;
use rebound_tests::peer::join;
use rebound_tests::serving::serve_as;
use tempfile::TempDir;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, client_async};

const PAGE: &str = "https://app.example.org";

async fn serve(directory: &TempDir) -> (Server, String) {
    let hosts = vec!["sync.example.org".parse().unwrap()];
    let origins = vec![PAGE.parse().unwrap()];
    serve_as(directory, Config { hosts, origins, ..Config::default() }).await
}

/// Every route, with a method that it has.
const ROUTES: &[(&str, &str)] = &[
    ("GET", "/healthz"),
    ("GET", "/sync"),
    ("POST", "/v1/accounts"),
    ("POST", "/v1/devices"),
    ("DELETE", "/v1/devices/0000000000000001"),
    ("POST", "/v1/tickets"),
    ("GET", "/v1/documents/x/grants"),
    ("PUT", "/v1/documents/x/grants/y"),
    ("GET", "/nowhere"),
    ("OPTIONS", "/v1/accounts"),
];

#[tokio::test]
async fn a_browser_is_told_how_the_app_gets_into_a_server_that_was_built_without_it() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let asks = "text/html,application/xhtml+xml,*/*;q=0.8";
    let person = Ask::new(&address, "GET", "/").with("accept", asks).answer().await;
    assert_eq!(
        (person.status, person.line("content-type")),
        (404, Some("text/html; charset=utf-8"))
    );
    assert!(person.body.contains("<code>cargo app</code>"), "{}", person.body);
    let program = Ask::new(&address, "GET", "/").answer().await;
    assert_eq!((program.status, &*program.problem()), (404, "not_found"));
    server.shutdown().await;
}

#[tokio::test]
async fn a_page_that_nobody_named_and_a_host_of_another_name_get_nothing_on_any_route() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let body = "{\"device\":\"0000000000000002\"}";
    for (method, path) in ROUTES {
        let ask = || Ask::new(&address, method, path).as_device(&owner.credential).saying(body);
        let pages = ["https://evil.example", "null", "http://127.0.0.1:1"];
        for page in pages {
            let answer = ask().with("origin", page).answer().await;
            assert_eq!((answer.status, &*answer.problem()), (403, "origin"), "{method} {path}");
            assert_eq!(answer.line("access-control-allow-origin"), None);
        }
        let image = ask().with("sec-fetch-site", "cross-site").answer().await;
        assert_eq!((image.status, &*image.problem()), (403, "origin"), "{method} {path}");
        for host in ["evil.example", "evil.example:7321", "127.0.0.1.evil.example"] {
            let answer = ask().with("host", host).with("origin", PAGE).answer().await;
            assert_eq!((answer.status, &*answer.problem()), (421, "host"), "{method} {path}");
        }
    }
    // None of these registered anything, or took anything away.
    register_device(&address, &owner.credential, 2).await;
    for host in ["localhost", "sync.example.org", "SYNC.example.org:443"] {
        let answer = Ask::new(&address, "GET", "/healthz").with("host", host).answer().await;
        assert_eq!(answer.status, 200, "{host}");
    }
    server.shutdown().await;
}

#[tokio::test]
async fn a_named_page_may_ask_first_and_read_every_answer() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let first = Ask::new(&address, "OPTIONS", "/v1/tickets")
        .with("origin", PAGE)
        .with("access-control-request-method", "POST")
        .with("access-control-request-headers", "authorization")
        .with("access-control-request-private-network", "true");
    let first = first.answer().await;
    assert_eq!(first.status, 204);
    assert_eq!(first.line("access-control-allow-origin"), Some(PAGE));
    assert_eq!(first.line("access-control-allow-private-network"), Some("true"));
    assert!(first.line("access-control-allow-headers").unwrap().contains("authorization"));
    assert!(first.line("access-control-allow-methods").unwrap().contains("POST"));
    assert_eq!(first.line("access-control-allow-credentials"), None);
    for (path, status) in [("/healthz", 200), ("/nowhere", 404), ("/sync", 401)] {
        let answer = Ask::new(&address, "GET", path).with("origin", PAGE).answer().await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.line("access-control-allow-origin"), Some(PAGE), "{path}");
        assert_eq!(answer.line("vary"), Some("origin"), "{path}");
    }
    server.shutdown().await;
}

/// Opens a WebSocket as a browser does: with an origin and protocols, and without a credential.
async fn from_page(address: &str, protocols: &str) -> Result<(Socket, Option<String>), u16> {
    let mut request = format!("ws://{address}/sync").into_client_request().unwrap();
    let head = request.headers_mut();
    head.insert("origin", PAGE.parse().unwrap());
    head.insert("sec-websocket-protocol", protocols.parse().unwrap());
    let stream = MaybeTlsStream::Plain(TcpStream::connect(address).await.unwrap());
    match client_async(request, stream).await {
        Ok((socket, response)) => {
            let chosen = response.headers().get("sec-websocket-protocol");
            Ok((socket, chosen.map(|chosen| chosen.to_str().unwrap().to_owned())))
        }
        Err(tokio_tungstenite::tungstenite::Error::Http(response)) => {
            Err(response.status().as_u16())
        }
        Err(error) => panic!("no connection: {error}"),
    }
}

async fn ticket(address: &str, credential: &str) -> String {
    let ask = Ask::new(address, "POST", "/v1/tickets").with("origin", PAGE).as_device(credential);
    let answer = ask.answer().await;
    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json()["expires_in_s"], 30);
    answer.json()["ticket"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_page_opens_a_socket_with_a_ticket_and_each_ticket_opens_one() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let stolen = register_device(&address, &owner.credential, 2).await.credential;
    let own = ticket(&address, &owner.credential).await;
    let (mut socket, chosen) = from_page(&address, &format!("rebound, {own}")).await.unwrap();
    assert_eq!(chosen.as_deref(), Some("rebound"), "the ticket does not come back");
    socket.send(Message::Binary(join("page", "1").into())).await.unwrap();
    let peer = timeout(PATIENCE, socket.next()).await.unwrap();
    assert!(matches!(peer, Some(Ok(Message::Binary(_)))));
    assert_eq!(from_page(&address, &format!("rebound, {own}")).await.unwrap_err(), 401);
    let alone = ticket(&address, &owner.credential).await;
    let (_, chosen) = from_page(&address, &alone).await.unwrap();
    assert_eq!(chosen, Some(alone), "a browser wants one of its protocols back");
    assert_eq!(from_page(&address, "rebound").await.unwrap_err(), 401);
    let unknown = format!("rbt_{}", "0".repeat(64));
    assert_eq!(from_page(&address, &unknown).await.unwrap_err(), 401);
    let late = ticket(&address, &stolen).await;
    let path = "/v1/devices/0000000000000002";
    assert_eq!(request(&address, "DELETE", path, Some(&owner.credential), "").await.0, 204);
    assert_eq!(from_page(&address, &late).await.unwrap_err(), 401, "of a revoked device");
    server.shutdown().await;
}

#[tokio::test]
async fn who_comes_without_a_credential_is_asked_for_one() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let answer = Ask::new(&address, "GET", "/sync").answer().await;
    assert_eq!((answer.status, &*answer.problem()), (401, "unauthorised"));
    assert!(answer.line("www-authenticate").unwrap().starts_with("Basic realm="));
    server.shutdown().await;
}

#[tokio::test]
async fn every_error_is_a_problem_with_a_code_those_of_the_http_layer_too() {
    let directory = TempDir::new().unwrap();
    let (server, address) = serve(&directory).await;
    let owner = register(&address, 1).await;
    let errors = [
        ("GET", "/nowhere", "", 404, "not_found"),
        ("PUT", "/v1/accounts", "", 405, "method_not_allowed"),
        ("POST", "/v1/accounts", "{}", 400, "invalid"),
        ("POST", "/v1/accounts", "{", 400, "invalid"),
        ("POST", "/v1/devices", &"x".repeat(5_000), 413, "too_large"),
        ("POST", "/v1/devices", "{\"device\":\"0000000000000001\"}", 409, "device_taken"),
        ("DELETE", "/v1/devices/%ff", "", 400, "invalid"),
        ("DELETE", "/v1/devices/x", "", 404, "not_found"),
        ("GET", "/sync", "", 426, "upgrade_required"),
    ];
    for (method, path, body, status, code) in errors {
        let ask = Ask::new(&address, method, path).as_device(&owner.credential).saying(body);
        let answer = ask.answer().await;
        assert_eq!((answer.status, &*answer.problem()), (status, code), "{method} {path}");
    }
    let answer = Ask::new(&address, "PUT", "/v1/accounts").answer().await;
    assert_eq!(answer.line("allow"), Some("POST"));
    // What is wrong with a credential is not said.
    let wrong = ["rbd_", "hello", &"0".repeat(68), &format!("rbd_{}", "0".repeat(64))];
    let mut bodies = BTreeSet::new();
    for credential in wrong {
        let ask = Ask::new(&address, "POST", "/v1/tickets").as_device(credential);
        let answer = ask.answer().await;
        assert_eq!(answer.status, 401);
        bodies.insert(answer.body);
    }
    bodies.insert(Ask::new(&address, "POST", "/v1/tickets").answer().await.body);
    assert_eq!(bodies.len(), 1, "{bodies:?}");
    server.shutdown().await;
}
