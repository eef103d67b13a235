//! A server in the test's own process, on a port of loopback that the system picks.

use std::path::Path;

use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;

/// Starts a server with the usual settings, whose data lies in `server` in the folder, and tells its address.
///
/// # Panics
///
/// If it cannot be started.
pub async fn serve(folder: impl AsRef<Path>) -> (Server, String) {
    serve_as(folder, Config::default()).await
}

/// The same with other settings; where its data lies and on what it listens is not among them.
///
/// # Panics
///
/// As for [`serve`].
pub async fn serve_as(folder: impl AsRef<Path>, config: Config) -> (Server, String) {
    let (data, listen) = (folder.as_ref().join("server"), ([127, 0, 0, 1], 0).into());
    let server = Server::bind(&Config { data, listen, ..config }).await.unwrap();
    let address = server.address().to_string();
    (server, address)
}
