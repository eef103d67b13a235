//! The command: `serve` (the default), `version`, `--help`.

use std::io::Write;
use std::process::ExitCode;

use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use rebound_sync_server::warden;
use tokio::signal::unix::{SignalKind, signal};
use tracing_subscriber::EnvFilter;

const HELP: &str = "\
rebound-sync-server: merges Automerge documents; what it acknowledges is on the disk

  serve [--data DIR] [--listen ADDRESS:PORT]
        serve from DIR (./rebound-data, made on the first run) on a loopback
        address (127.0.0.1:7321); this is what happens without a command
        --host NAME: a name that it answers to besides localhost and addresses,
        such as that of the proxy in front of it; may be given more than once
        --origin ORIGIN: web pages that may use it, such as
        https://app.example.org; may be given more than once
        --sign-up WAY: who may make an account: this-machine (requests that are
        made on it and do not come through a proxy), open, closed, or
        token:FILE (who shows the token in FILE)
        --limit NAME=VALUE: a limit of docs/http.md; may be given more than once
  version
  --help

RUST_LOG sets the log level (rebound_sync_server=info,warn).
";

/// Automerge has spans of level info in its parser. Each would be made for each change, with its
/// arguments written out.
const LOG_LEVEL: &str = "rebound_sync_server=info,warn";

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    let command = arguments.next_if(|argument| !argument.starts_with("--") || argument == "--help");
    match command.as_deref() {
        Some("--help" | "help") => say(HELP),
        Some("version") => say(concat!("rebound-sync-server ", env!("CARGO_PKG_VERSION"), "\n")),
        Some("serve") | None => match Config::parse(arguments) {
            Ok(config) => return run(config),
            Err(error) => return fail(&error.to_string(), 2),
        },
        // Not for people: the server starts itself with this to make a snapshot.
        Some(warden::COMMAND) => return guard(),
        Some(other) => {
            return fail(
                &format!("unknown command {other:?}: allowed are serve, version, --help"),
                2,
            );
        }
    }
    ExitCode::SUCCESS
}

/// The child says nothing: its parent judges what it wrote, and logs that.
fn guard() -> ExitCode {
    let worked = warden::child::work(&mut std::io::stdin().lock(), &mut std::io::stdout().lock());
    if worked.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn run(mut config: Config) -> ExitCode {
    config.warden = std::env::current_exe().ok();
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(serve(&config)),
        Err(error) => fail(&error.to_string(), 1),
    }
}

async fn serve(config: &Config) -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(LOG_LEVEL));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let (mut terminate, mut interrupt) =
        match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
            (Err(error), _) | (_, Err(error)) => return fail(&error.to_string(), 1),
        };
    let server = match Server::bind(config).await {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string(), 1),
    };
    let address = server.address();
    say(&format!(
        "Serving ws://{address}/sync from {}\n\
         Register a device: POST http://{address}/v1/accounts with {{\"device\": \"16 hex digits\"}}\n\
         Connect with the credential it returns: Authorization: Bearer rbd_… (automerge-repo: ws://device:rbd_…@{address}/sync)\n",
        config.data.display()
    ));
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    server.shutdown().await;
    ExitCode::SUCCESS
}

/// Prints to the terminal; a closed one is no reason to stop.
fn say(text: &str) {
    drop(std::io::stdout().write_all(text.as_bytes()));
    drop(std::io::stdout().flush());
}

fn fail(message: &str, code: u8) -> ExitCode {
    drop(writeln!(std::io::stderr(), "rebound-sync-server: {message}"));
    ExitCode::from(code)
}
