//! What a server tells Prometheus is what its guide says, and TLS of its own is served and renewed.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use rebound_sync_server::metrics::TABLE;
use rebound_tests::client::{PATIENCE, register, request};
use rebound_tests::peer::Peer;
use rebound_tests::running::Running;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{interval, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

const GUIDE: &str = include_str!("../../docs/operate.md");

const ALERTS: &str = include_str!("../../sync-server/deploy/alerts.yml");

const DASHBOARD: &str = include_str!("../../sync-server/deploy/dashboard.json");

#[test]
fn every_metric_stands_in_the_guide_and_no_alert_asks_for_another() {
    for (name, kind, meaning) in TABLE {
        let kind = format!("{kind:?}").to_lowercase();
        let row = format!("| `{name}` | {kind} | {meaning} |");
        assert!(GUIDE.contains(&row), "docs/operate.md lacks: {row}");
    }
    let known: BTreeSet<&str> = TABLE.iter().map(|(name, ..)| *name).collect();
    for word in [ALERTS, DASHBOARD].concat().split(|c: char| !c.is_alphanumeric() && c != '_') {
        let is_metric = word.starts_with("rebound_") || word.starts_with("process_");
        let name = word.trim_end_matches("_bucket");
        assert!(!is_metric || known.contains(name), "nothing tells {word}");
    }
}

#[tokio::test]
async fn the_metrics_are_told_to_who_may_see_them_and_count_what_happens() {
    let directory = TempDir::new().unwrap();
    let token = directory.path().join("token");
    fs::write(&token, "0123456789abcdef0123456789abcdef\n").unwrap();
    let args = ["--metrics-token-file", token.to_str().unwrap()];
    let (data, log) = (directory.path().join("server"), directory.path().join("log"));
    let server = Running::start_logging(SERVER, &data, &args, &log);
    let owner = register(&server.address, 1).await;
    let _peer = Peer::join(&server.address, &owner.credential, "peer").await;
    let get = async |key: Option<&str>| request(&server.address, "GET", "/metrics", key, "").await;
    assert_eq!(get(None).await.0, 401);
    assert_eq!(get(Some(&owner.credential)).await.0, 401);
    let (status, text) = get(Some("0123456789abcdef0123456789abcdef")).await;
    assert_eq!(status, 200);
    for line in
        ["rebound_ready 1", "rebound_sockets 1", "rebound_http_answers_total{class=\"2xx\"} 1"]
    {
        assert!(text.lines().any(|told| told == line), "{line} is not in\n{text}");
    }
    let silent = [
        "rebound_certificate_end_seconds",
        "rebound_sockets_ended_total",
        "rebound_changes_refused_total",
    ];
    for (name, ..) in TABLE {
        let told = text.lines().any(|line| line.starts_with(name));
        assert!(told || silent.contains(&name), "{name} has no value in\n{text}");
    }
    server.kill();
    let server = Running::start(SERVER, &data);
    assert_eq!(request(&server.address, "GET", "/metrics", None, "").await.0, 404);
}

/// A certificate of one's own, for `localhost`; returns it as the root to trust.
fn certify(folder: &Path) -> RootCertStore {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    fs::write(folder.join("certificate.pem"), made.cert.pem()).unwrap();
    fs::write(folder.join("key.pem"), made.signing_key.serialize_pem()).unwrap();
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(made.cert.pem().as_bytes()).unwrap()).unwrap();
    roots
}

/// Asks for `/livez` over TLS, trusting these roots alone.
async fn live(address: &str, roots: RootCertStore) -> std::io::Result<String> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(address).await?;
    let name = ServerName::try_from("localhost").unwrap();
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    stream
        .write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")
        .await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

#[tokio::test]
async fn tls_is_served_and_a_renewed_certificate_needs_no_restart() {
    let directory = TempDir::new().unwrap();
    let folder = directory.path();
    let first = certify(folder);
    let (certificate, key) = (folder.join("certificate.pem"), folder.join("key.pem"));
    let args =
        ["--tls-certificate", certificate.to_str().unwrap(), "--tls-key", key.to_str().unwrap()];
    let server = Running::start_logging(SERVER, &folder.join("server"), &args, &folder.join("log"));
    let answer = live(&server.address, first.clone()).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    // Who speaks plain HTTP to it gets nothing.
    let mut plain = TcpStream::connect(&server.address).await.unwrap();
    plain.write_all(b"GET /livez HTTP/1.1\r\nhost: localhost\r\n\r\n").await.unwrap();
    let mut answer = Vec::new();
    drop(plain.read_to_end(&mut answer).await);
    assert!(!String::from_utf8_lossy(&answer).contains("200 OK"));

    let second = certify(folder);
    let renewed = async {
        let mut clock = interval(Duration::from_millis(50));
        while live(&server.address, second.clone()).await.is_err() {
            clock.tick().await;
        }
    };
    timeout(PATIENCE, renewed).await.expect("the new one is served");
    assert!(live(&server.address, first).await.is_err(), "the old one is not");
    // Half a renewal leaves things as they are.
    fs::write(&key, "no key").unwrap();
    let told = async {
        let mut clock = interval(Duration::from_millis(50));
        while !fs::read_to_string(folder.join("log")).unwrap().contains("cannot be used") {
            clock.tick().await;
        }
    };
    timeout(PATIENCE, told).await.expect("the log says so");
    assert!(live(&server.address, second).await.is_ok());
}
