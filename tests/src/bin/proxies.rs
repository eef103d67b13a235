//! The proxies of `sync-server/deploy`, each with its example as it stands there, before a real server.
//!
//! `proxies FOLDER` finds the files of their packages there and tells what it has tried. Only ports, paths of
//! certificates and what a program needs in order to run in a folder are other than in the examples.

use std::env::args;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use rebound_core::replica::document_id::DocumentId;
use rebound_tests::client::{PATIENCE, Socket, register, register_device};
use rebound_tests::http::{Answer, Ask};
use rebound_tests::peer::{Honest, Peer};
use rebound_tests::running::Running;
use tempfile::TempDir;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::time::{interval, timeout};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::{MaybeTlsStream, client_async};

const NGINX: &str = include_str!("../../../sync-server/deploy/nginx.conf");

const CADDY: &str = include_str!("../../../sync-server/deploy/Caddyfile");

/// The name in the examples, and the port of the server there.
const NAME: &str = "sync.example.org";
const PORT: &str = "127.0.0.1:7321";

/// Where the clients are, as the proxy sees it; and one who comes to the server directly.
const CLIENT: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const NEIGHBOUR: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 3);

/// An address that clients claim.
const CLAIMED: &str = "203.0.113.9";

/// A message that is long for a proxy, in bytes.
const LONG: usize = 2 * 1024 * 1024;

/// Starts the program in a folder, before the server at an address.
type Start = fn(&Path, &Path, &str) -> Proxy;

/// A proxy that runs until this is dropped.
struct Proxy {
    child: Child,
    port: u16,
    /// Its certificate, or the one that has signed it; Caddy makes it at its start.
    root: PathBuf,
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[tokio::main]
async fn main() {
    let programs = PathBuf::from(args().nth(1).expect("the folder of the programs"));
    for (name, start) in [("usr/sbin/nginx", nginx as Start), ("usr/bin/caddy", caddy)] {
        let directory = TempDir::new().expect("a folder");
        let log = directory.path().join("log");
        let settings = ["--host", NAME, "--trusted-proxy", "127.0.0.1"];
        let serve = env_program();
        let data = directory.path().join("data");
        let server = Running::start_logging(&serve, &data, &settings, &log);
        let proxy = start(&programs.join(name), directory.path(), &server.address);
        let way = open_way(&proxy).await;
        carries_http(&server.address, &way, &log).await;
        carries_sockets(&server.address, &way).await;
        println!(
            "proxies: {name} carries requests, sockets, an export and a message of {LONG} bytes"
        );
    }
}

/// The server's command lies beside this program.
fn env_program() -> String {
    let own = std::env::current_exe().expect("this program");
    own.with_file_name("serve").display().to_string()
}

fn nginx(program: &Path, folder: &Path, server: &str) -> Proxy {
    let port = free_port();
    let made = rcgen::generate_simple_self_signed([NAME.to_owned()]).expect("a certificate");
    fs::write(folder.join("fullchain.pem"), made.cert.pem()).expect("a disk");
    fs::write(folder.join("privkey.pem"), made.signing_key.serialize_pem()).expect("a disk");
    let certificates = format!("/etc/letsencrypt/live/{NAME}");
    let site = replaced(NGINX, &certificates, &folder.display().to_string());
    let site = replaced(&site, "listen 443 ssl", &format!("listen 127.0.0.1:{port} ssl"));
    fs::write(folder.join("site.conf"), replaced(&site, PORT, server)).expect("a disk");
    let kinds = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
    let rooms: String = kinds.map(|kind| format!("{kind}_temp_path {kind};\n")).concat();
    let main = format!(
        "daemon off;\nmaster_process off;\npid nginx.pid;\nevents {{}}\n\
         http {{\naccess_log off;\n{rooms}include site.conf;\n}}\n"
    );
    fs::write(folder.join("nginx.conf"), main).expect("a disk");
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).arg("-c").arg(folder.join("nginx.conf")).args(["-e", "stderr"]);
    Proxy { child: run(command, folder), port, root: folder.join("fullchain.pem") }
}

fn caddy(program: &Path, folder: &Path, server: &str) -> Proxy {
    let (port, unused) = (free_port(), free_port());
    // Its certificate comes from itself instead of an authority on the network.
    let options = format!(
        "{{\nadmin off\nlocal_certs\nskip_install_trust\ndefault_bind 127.0.0.1\n\
         http_port {unused}\nhttps_port {port}\n}}\n"
    );
    fs::write(folder.join("Caddyfile"), options + &replaced(CADDY, PORT, server)).expect("a disk");
    let mut command = Command::new(program);
    command.args(["run", "--adapter", "caddyfile", "--config"]).arg(folder.join("Caddyfile"));
    let root = folder.join("caddy/pki/authorities/local/root.crt");
    Proxy { child: run(command, folder), port, root }
}

/// An example with something else in it, which has to be there.
fn replaced(example: &str, from: &str, to: &str) -> String {
    assert!(example.contains(from), "the example has {from:?} no more");
    example.replace(from, to)
}

fn run(mut command: Command, folder: &Path) -> Child {
    let said = fs::File::create(folder.join("proxy-log")).expect("a file");
    command.env("XDG_DATA_HOME", folder).env("XDG_CONFIG_HOME", folder).env("HOME", folder);
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(said);
    command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"))
}

fn free_port() -> u16 {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    free.local_addr().expect("an address").port()
}

/// Waits until something holds.
async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let mut clock = interval(Duration::from_millis(20));
    let waiting = async {
        while !holds().await {
            clock.tick().await;
        }
    };
    assert!(timeout(PATIENCE, waiting).await.is_ok(), "{what}");
}

/// An address on which everything goes through TLS to the proxy, from [`CLIENT`].
async fn open_way(proxy: &Proxy) -> String {
    until("no certificate", async || proxy.root.exists()).await;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, proxy.port));
    let mut roots = RootCertStore::empty();
    let root = CertificateDer::from_pem_file(&proxy.root).expect("a certificate");
    roots.add(root).expect("a certificate");
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()));
    let config = config.with_safe_default_protocol_versions().expect("versions");
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let tls = TlsConnector::from(Arc::new(config));
    let name = ServerName::try_from(NAME).expect("a name");
    until("no handshake", async || match TcpStream::connect(address).await {
        Ok(stream) => tls.connect(name.clone(), stream).await.is_ok(),
        Err(_) => false,
    })
    .await;
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let way = listener.local_addr().expect("an address").to_string();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let (tls, name) = (tls.clone(), name.clone());
            tokio::spawn(async move {
                let proxy = from(CLIENT, address).await;
                let mut proxy = tls.connect(name, proxy).await.expect("a handshake");
                // However it ends.
                drop(copy_bidirectional(&mut client, &mut proxy).await);
            });
        }
    });
    way
}

/// A connection that comes from an address.
async fn from(own: Ipv4Addr, to: SocketAddr) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind(SocketAddr::from((own, 0))).expect("an address of this machine");
    socket.connect(to).await.expect("somebody listens")
}

fn ask(way: &str, method: &str, path: &str) -> Ask {
    Ask::new(way, method, path).with("host", NAME)
}

/// Requests pass; where they come from is what the proxy says, and nobody else.
async fn carries_http(server: &str, way: &str, log: &Path) {
    assert_eq!(ask(way, "GET", "/readyz").answer().await.status, 200);
    let stranger = ask(way, "POST", "/v1/accounts").saying("{\"device\":\"0000000000000001\"}");
    let refused = stranger.with("x-forwarded-for", "127.0.0.1").answer().await;
    assert_eq!(refused.problem(), "sign_up_closed", "who comes through it is not on this machine");
    let claims = |ask: Ask| ask.with("x-forwarded-for", CLAIMED).as_device("hello");
    let through = claims(ask(way, "GET", "/v1/devices")).answer().await;
    assert_eq!(through.problem(), "unauthorised");
    let address = server.parse().expect("an address");
    let stream = from(NEIGHBOUR, address).await;
    let directly = claims(Ask::new(server, "GET", "/v1/devices")).answer_on(stream).await;
    assert_eq!(directly.problem(), "unauthorised");
    let said = |address: &str| format!("a sign-in was refused address={address}");
    until("the log", async || {
        let text = fs::read_to_string(log).expect("a log");
        assert!(!text.contains(CLAIMED), "a claim was believed: {text}");
        text.contains(&said(&CLIENT.to_string())) && text.contains(&said(&NEIGHBOUR.to_string()))
    })
    .await;
}

/// A socket through the proxy.
async fn open(way: &str, credential: &str) -> Socket {
    let mut request = format!("wss://{NAME}/sync").into_client_request().expect("an URL");
    let value = format!("Bearer {credential}").parse().expect("a header");
    request.headers_mut().insert("authorization", value);
    let stream = TcpStream::connect(way).await.expect("the way to the proxy");
    client_async(request, MaybeTlsStream::Plain(stream)).await.expect("an upgrade").0
}

/// Devices sync with short and long messages, export, and are ended.
async fn carries_sockets(server: &str, way: &str) {
    let owner = register(server, 1).await.credential;
    let lost = register_device(server, &owner, 2).await.credential;
    let document = DocumentId::from_random([1; 16]);
    let phone = Peer::on(open(way, &owner).await).joining("phone").await;
    let mut phone = Honest::of(phone, "phone", document);
    let laptop = Peer::on(open(way, &lost).await).joining("laptop").await;
    let mut laptop = Honest::of(laptop, "laptop", document);
    phone.write("first").await;
    laptop.read("first").await;
    let mut noise = vec![0; LONG];
    getrandom::fill(&mut noise).expect("random numbers");
    phone.write_bytes("noise", &noise).await;
    phone.write("after it").await;
    laptop.read("after it").await;
    let exported = ask(way, "GET", "/v1/account/export").as_device(&owner).answer().await;
    assert!(whole(&exported), "{}", exported.status);
    let path = "/v1/devices/0000000000000002";
    assert_eq!(ask(way, "DELETE", path).as_device(&owner).answer().await.status, 204);
    let ended = timeout(Duration::from_secs(2), laptop.peer.is_shown_the_door()).await;
    assert!(ended.is_ok(), "a device that was ended hears of it");
    phone.write("last").await;
}

/// Whether an export came to its end.
fn whole(exported: &Answer) -> bool {
    exported.body.len() > LONG && exported.body.contains("{\"end\":{\"documents\":1}}")
}
