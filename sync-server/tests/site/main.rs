//! What is asked for of the app's files, against the folder that they were taken from.

#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use std::collections::BTreeMap;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use brotli_decompressor::Decompressor;
use flate2::read::GzDecoder;
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use tempfile::{TempDir, tempdir};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A server with the app, and the folder that its files were taken from.
struct Site {
    server: Server,
    _data: TempDir,
}

struct Answer {
    status: u16,
    headers: BTreeMap<String, String>,
    body: Vec<u8>,
}

impl Site {
    async fn open() -> Self {
        let data = tempdir().unwrap();
        let (folder, listen) = (data.path().join("server"), ([127, 0, 0, 1], 0).into());
        let config = Config { data: folder, listen, ..Config::default() };
        Self { server: Server::bind(&config).await.unwrap(), _data: data }
    }

    async fn ask(&self, method: &str, path: &str, lines: &[(&str, &str)]) -> Answer {
        let address = self.server.address();
        let mut stream = TcpStream::connect(address).await.unwrap();
        let lines: String =
            lines.iter().map(|(name, value)| format!("{name}: {value}\r\n")).collect();
        let head = format!(
            "{method} {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n{lines}\r\n"
        );
        stream.write_all(head.as_bytes()).await.unwrap();
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).await.unwrap();
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
        let (head, body) = bytes.split_at(end);
        let mut lines = str::from_utf8(head).unwrap().lines();
        let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
        let headers = lines.map(|line| line.split_once(": ").unwrap());
        let headers = headers.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Answer { status, headers, body: body.strip_prefix(b"\r\n\r\n").unwrap().to_vec() }
    }

    async fn get(&self, path: &str, lines: &[(&str, &str)]) -> Answer {
        self.ask("GET", path, lines).await
    }
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }
}

/// The files of the app, by the paths that they are asked for with.
fn files() -> BTreeMap<String, Vec<u8>> {
    let root = Path::new(env!("REBOUND_APP_EMBEDDED"));
    let (mut found, mut folders) = (BTreeMap::new(), vec![PathBuf::from(root)]);
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else {
                let below = path.strip_prefix(root).unwrap().to_str().unwrap();
                found.insert(format!("/{below}"), fs::read(&path).unwrap());
            }
        }
    }
    assert!(found.len() > 4, "the app's files lie in {}", root.display());
    found
}

#[tokio::test]
async fn every_file_comes_whole_in_each_form_and_the_smallest_one_that_is_taken() {
    let site = Site::open().await;
    for (path, bytes) in files() {
        let plain = site.get(&path, &[]).await;
        assert_eq!((plain.status, &plain.body), (200, &bytes), "{path}");
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        let gzip = site.get(&path, &[("accept-encoding", "gzip")]).await;
        let brotli = site.get(&path, &[("accept-encoding", "gzip, deflate, br")]).await;
        for answer in [&gzip, &brotli] {
            let mut body = Vec::new();
            let mut packed: Box<dyn Read> = match answer.header("content-encoding") {
                "br" => Box::new(Decompressor::new(&answer.body[..], 4096)),
                "gzip" => Box::new(GzDecoder::new(&answer.body[..])),
                "" => Box::new(&answer.body[..]),
                other => panic!("{path}: {other}"),
            };
            packed.read_to_end(&mut body).unwrap();
            assert_eq!(body, bytes, "{path}");
            assert_eq!(answer.header("vary"), "accept-encoding", "{path}");
        }
        assert!(brotli.body.len() <= gzip.body.len() && gzip.body.len() <= bytes.len(), "{path}");
        // Two forms are two things to keep.
        let is_packed = !brotli.header("content-encoding").is_empty();
        assert_eq!(brotli.header("etag") != plain.header("etag"), is_packed, "{path}");
    }
}

#[tokio::test]
async fn what_is_named_by_its_content_is_kept_for_good_and_the_rest_is_asked_for_again() {
    let site = Site::open().await;
    for path in files().into_keys() {
        let first = site.get(&path, &[("accept-encoding", "br")]).await;
        let kept = first.header("cache-control").contains("immutable");
        assert_eq!(kept, path.starts_with("/assets/"), "{path}");
        assert!(kept || first.header("cache-control") == "no-cache", "{path}");
        let tag = first.header("etag");
        let again = [("accept-encoding", "br"), ("if-none-match", tag)];
        let again = site.get(&path, &again).await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        assert_eq!(again.header("etag"), tag, "{path}");
        let other = [("accept-encoding", "br"), ("if-none-match", "\"of another one\"")];
        assert_eq!(site.get(&path, &other).await.status, 200, "{path}");
    }
}

#[tokio::test]
async fn the_head_alone_says_the_same_and_nothing_else_can_be_done_to_a_file() {
    let site = Site::open().await;
    let (whole, head) = (site.get("/", &[]).await, site.ask("HEAD", "/", &[]).await);
    assert_eq!((head.status, head.body.len()), (200, 0));
    for name in ["content-type", "content-length", "etag", "content-security-policy"] {
        assert!(!head.header(name).is_empty(), "{name}");
        assert_eq!(head.header(name), whole.header(name), "{name}");
    }
    let posted = site.ask("POST", "/index.html", &[("content-length", "0")]).await;
    assert_eq!((posted.status, posted.header("allow")), (405, "GET, HEAD"));
}

#[tokio::test]
async fn each_file_says_what_it_is_and_how_little_its_page_may_do() {
    let site = Site::open().await;
    let policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
        img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; \
        manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    for path in files().into_keys() {
        let answer = site.get(&path, &[]).await;
        let kind = match path.rsplit_once('.').unwrap().1 {
            "html" => "text/html; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "wasm" => "application/wasm",
            "webmanifest" => "application/manifest+json",
            _ => answer.header("content-type"),
        };
        assert_eq!(answer.header("content-type"), kind, "{path}");
        assert_eq!(answer.header("content-security-policy"), policy, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    }
}

#[tokio::test]
async fn there_is_nothing_beside_the_files_and_the_routes_come_first() {
    let site = Site::open().await;
    for path in [
        "/../Cargo.toml",
        "/assets/../index.html",
        "/assets/%2e%2e/index.html",
        "/assets",
        "/assets/",
        "//index.html",
        "/index.html/",
        "/INDEX.HTML",
        "/nothing",
        "/v1/nothing",
    ] {
        let answer = site.get(path, &[("accept", "text/html")]).await;
        assert_eq!(answer.status, 404, "{path}");
        assert_eq!(answer.header("content-type"), "application/problem+json", "{path}");
    }
    let routed = site.get("/v1/limits", &[("accept", "text/html")]).await;
    assert_eq!((routed.status, routed.header("content-type")), (200, "application/json"));
}

#[tokio::test]
async fn a_link_from_elsewhere_leads_to_the_app_and_not_into_the_api() {
    let site = Site::open().await;
    let followed = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "navigate"),
        ("sec-fetch-dest", "document"),
    ];
    let page = site.get("/", &[]).await.body;
    for path in ["/", "/pair", "/follow"] {
        let answer = site.get(path, &followed).await;
        assert_eq!((answer.status, &answer.body), (200, &page), "{path}");
    }
    assert_eq!(site.get("/v1/limits", &followed).await.status, 404);
    let loaded = [
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-mode", "no-cors"),
        ("sec-fetch-dest", "script"),
    ];
    assert_eq!(site.get("/", &loaded).await.status, 403);
    let origin = format!("http://{}", site.server.address());
    let own = [("origin", origin.as_str()), ("sec-fetch-site", "same-origin")];
    assert_eq!(site.get("/v1/limits", &own).await.status, 200);
}
