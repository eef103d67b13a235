//! Where a running server takes an operator's requests: a socket in the data folder, which only the folder's
//! owner can open. A request is a line of JSON, and so is the answer.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{UnixListener, UnixStream};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tokio::time::timeout;

use crate::app::App;
use crate::ledger::storage::upkeep::Upkeep;
use crate::operator::{Errand, perform};

/// The socket's name in the data folder.
const NAME: &str = "operator.sock";

/// The longest request, in bytes.
const REQUEST_BYTES_MAX: u64 = 64 * 1024;

/// The longest answer, in bytes: a list of a million documents.
const ANSWER_BYTES_MAX: u64 = 512 * 1024 * 1024;

/// Who has connected has to ask by then.
const REQUEST_MAX: Duration = Duration::from_secs(10);

/// What comes of an errand, as it crosses the socket.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum DeskAnswer {
    Ok(Value),
    Error(String),
}

/// Takes requests until `stop` changes. Without the socket the server runs all the same.
pub(crate) async fn open(
    data: PathBuf,
    app: Arc<App>,
    upkeep: Arc<dyn Upkeep>,
    mut stop: watch::Receiver<()>,
) {
    let path = data.join(NAME);
    // The folder is claimed: it can only be left over.
    drop(std::fs::remove_file(&path));
    let listener = match UnixListener::bind(&path) {
        Ok(listener) => listener,
        Err(error) => {
            return tracing::warn!(%error, "commands cannot reach this server while it runs");
        }
    };
    let mut open = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => drop(open.spawn(serve(stream, Arc::clone(&app), Arc::clone(&upkeep)))),
                Err(error) => tracing::warn!(%error, "a command could not be taken"),
            },
            Some(_) = open.join_next() => {}
            _ = stop.changed() => break,
        }
    }
    while open.join_next().await.is_some() {}
    drop(std::fs::remove_file(&path));
}

async fn serve(mut stream: UnixStream, app: Arc<App>, upkeep: Arc<dyn Upkeep>) {
    let (reading, mut writing) = stream.split();
    let mut line = String::new();
    let mut reading = BufReader::new(reading.take(REQUEST_BYTES_MAX));
    let asked = timeout(REQUEST_MAX, reading.read_line(&mut line)).await;
    if !matches!(asked, Ok(Ok(read)) if read > 0) {
        return;
    }
    let answer = match serde_json::from_str::<Errand>(&line) {
        Ok(request) => perform(&app, &upkeep, request).await,
        Err(error) => Err(error.to_string()),
    };
    let answer = match answer {
        Ok(answer) => DeskAnswer::Ok(answer),
        Err(error) => DeskAnswer::Error(error),
    };
    let line = serde_json::to_string(&answer).unwrap_or_default();
    drop(writing.write_all(format!("{line}\n").as_bytes()).await);
}

/// Asks the server that runs on a data folder.
///
/// # Errors
///
/// It cannot be reached, or it says why it could not do it.
pub(crate) async fn ask(data: &Path, request: &Errand) -> Result<Value, String> {
    let unreachable =
        |error: io::Error| format!("the server on {} does not answer: {error}", data.display());
    let mut stream = UnixStream::connect(data.join(NAME)).await.map_err(unreachable)?;
    let request = serde_json::to_string(request).map_err(|error| error.to_string())?;
    stream.write_all(format!("{request}\n").as_bytes()).await.map_err(unreachable)?;
    let mut answer = String::new();
    stream.take(ANSWER_BYTES_MAX).read_to_string(&mut answer).await.map_err(unreachable)?;
    let answer: DeskAnswer = serde_json::from_str(&answer).map_err(|error| error.to_string())?;
    match answer {
        DeskAnswer::Ok(answer) => Ok(answer),
        DeskAnswer::Error(error) => Err(error),
    }
}
