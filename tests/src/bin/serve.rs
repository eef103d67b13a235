//! The server as a process of its own, for tests that kill it: `serve DIR` prints the address and
//! serves until it is killed.

use std::path::PathBuf;

use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;

#[tokio::main]
async fn main() {
    let data = PathBuf::from(std::env::args().nth(1).expect("serve DIR"));
    let listen = "127.0.0.1:0".parse().expect("an address");
    let server = Server::bind(&Config { data, listen }).await.expect("a server");
    println!("{}", server.address());
    std::future::pending::<()>().await;
}
