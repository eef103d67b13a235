//! A small sync server on the `samod` crate, with its storage in files: one of the servers that the
//! benchmark compares with. It takes its port and its data folder from `PORT` and `DATA_DIR`.

use std::env;

use axum::Router;
use axum::extract::{State, WebSocketUpgrade};
use axum::response::Response;
use axum::routing::get;
use axum::serve::ListenerExt;
use samod::storage::TokioFilesystemStorage;
use samod::{AcceptorHandle, Repo, ShareConfig, Url};
use tokio::net::TcpListener;

#[tokio::main]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let port: u16 = env::var("PORT")?.parse()?;
    let repo = Repo::build_tokio()
        .with_storage(TokioFilesystemStorage::new(env::var("DATA_DIR")?))
        // The npm server announces nothing either: a client asks for a document by its id.
        .with_share_policy(ShareConfig::read_write().with_announce(false))
        .load()
        .await;
    let acceptor = repo.make_acceptor(Url::parse(&format!("ws://127.0.0.1:{port}/"))?)?;
    let routes = Router::new().route("/", get(accept)).with_state(acceptor);
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    // As node does by itself: otherwise a delayed acknowledgement of TCP costs 40 ms now and then.
    let listener = listener.tap_io(|socket| {
        let _ = socket.set_nodelay(true);
    });
    axum::serve(listener, routes).await?;
    Ok(())
}

async fn accept(State(acceptor): State<AcceptorHandle>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.on_upgrade(async move |socket| {
        // An error means that the repository has stopped, and the process with it.
        let _ = acceptor.accept_axum(socket, None);
    })
}
