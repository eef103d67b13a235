//! The demo: a scenario played by real devices through a real server, told in words that a candidate
//! understands.

mod answers;
mod privacy;
mod stage;

use std::process::ExitCode;

use rebound_core::exam::catalogue::Catalogue;
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use tempfile::TempDir;

use crate::demo::stage::Stage;
use crate::scenario::{Question, Scenario};

/// Plays a scenario. The exit code says whether what it checks at its end holds.
pub async fn play(scenario: &Scenario) -> ExitCode {
    let directory = TempDir::new().expect("a folder for the demo");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let data = directory.path().join("server");
    let config = Config { data, listen, ..Config::default() };
    let server = Server::bind(&config).await.expect("a server");
    let catalogue = Catalogue::embedded().expect("the catalogue of this build");
    println!("{}\n", scenario.about);
    let address = server.address().to_string();
    let mut stage = Stage::set(scenario, &catalogue, directory.path(), address).await;
    let mut day = None;
    for event in &scenario.events {
        if day.replace(event.day()) != Some(event.day()) {
            println!("{}", event.day().format("%A, %-d %B"));
        }
        stage.play(event).await;
    }
    if scenario.events.iter().all(|event| event.asks.is_empty()) {
        // A file without questions gets all of them, at its end.
        stage.answer(&scenario.devices[0], &Question::ALL, scenario.now).await;
    }
    let sound = stage.close(scenario, directory.path()).await;
    server.shutdown().await;
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
