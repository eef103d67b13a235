//! `serve`: a server until a signal ends it.

use std::process::ExitCode;
use std::time::Duration;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::signal::unix::{SignalKind, signal};
use tokio::time::interval;

use crate::assembly::StartedWith;
use crate::command::{fail, say};
use crate::config::Config;
use crate::gate::OwnPages;
use crate::log;
use crate::log::LeftOut;
use crate::server::Server;
use crate::site::PAGES;

/// How often the log says what was left out of it.
const LEFT_OUT_EVERY: Duration = Duration::from_secs(60);

/// Serves until the process is told to stop.
pub(super) fn run(mut config: Config) -> ExitCode {
    config.warden = std::env::current_exe().ok();
    let left_out = match log::start(&config.log) {
        Ok(left_out) => left_out,
        Err(error) => return fail(&format!("log.level: {error}"), 2),
    };
    raise_descriptors();
    match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime.block_on(serve(&config, &left_out)),
        Err(error) => fail(&error.to_string(), 1),
    }
}

async fn serve(config: &Config, left_out: &LeftOut) -> ExitCode {
    let (mut terminate, mut interrupt) =
        match (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) {
            (Ok(terminate), Ok(interrupt)) => (terminate, interrupt),
            (Err(error), _) | (_, Err(error)) => return fail(&error.to_string(), 1),
        };
    let server = match Server::bind(config).await {
        Ok(server) => server,
        Err(error) => return fail(&error.to_string(), 1),
    };
    say(&greeting(config, &server));
    let mut clock = interval(LEFT_OUT_EVERY);
    loop {
        tokio::select! {
            _ = terminate.recv() => break,
            _ = interrupt.recv() => break,
            _ = clock.tick() => left_out.tell(),
        }
    }
    server.shutdown().await;
    left_out.tell();
    ExitCode::SUCCESS
}

fn greeting(config: &Config, server: &Server) -> String {
    let (address, data) = (server.address(), config.data.display());
    let secure = if config.tls.is_some() { "s" } else { "" };
    let found = match server.found() {
        StartedWith::Nothing => format!("A new ledger was made in {data}"),
        StartedWith::Ledger(found) => format!(
            "The ledger in {data} has {} accounts, {} devices and {} documents",
            found.accounts, found.devices, found.documents
        ),
    };
    let app = match PAGES {
        OwnPages::App => format!("The app: http{secure}://{address}/\n"),
        OwnPages::Absent => String::new(),
    };
    format!(
        "{app}Serving ws{secure}://{address}/sync from {data}\n\
         {found}\n\
         Register a device: POST http{secure}://{address}/v1/accounts with {{\"device\": \"16 hex digits\"}}\n\
         Connect with the credential it returns: Authorization: Bearer rbd_… \
         (automerge-repo: ws{secure}://device:rbd_…@{address}/sync)\n"
    )
}

/// Each socket takes a descriptor. As many as may be are taken; a system that refuses leaves things as they
/// are.
fn raise_descriptors() {
    let limit = getrlimit(Resource::Nofile);
    let all = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, all) {
        tracing::warn!(%error, "the number of descriptors stays as it is");
    }
}
