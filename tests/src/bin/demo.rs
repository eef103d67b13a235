//! `cargo demo FILE`: a candidate's devices and a study partner, from a scenario file, through a real
//! server on real sockets, told in words a candidate understands.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;

use rebound_core::facts::FactBody;
use rebound_sync_server::config::Config;
use rebound_sync_server::server::Server;
use rebound_tests::client::{Client, Registered, register, register_device, request};
use rebound_tests::scenario::{Event, Network, Scenario};
use tempfile::TempDir;

const DEFAULT: &str = include_str!("../../fixtures/security-plus.json");

#[tokio::main]
async fn main() -> ExitCode {
    let (name, text) = match std::env::args().nth(1) {
        None => ("the built-in scenario".to_owned(), DEFAULT.to_owned()),
        Some(path) => match std::fs::read_to_string(&path) {
            Ok(text) => (path, text),
            Err(error) => {
                eprintln!("{path}: {error}");
                return ExitCode::from(2);
            }
        },
    };
    match Scenario::parse(&text) {
        Ok(scenario) => play(&scenario).await,
        Err(error) => {
            eprintln!("{name}: {error}");
            ExitCode::from(2)
        }
    }
}

async fn play(scenario: &Scenario) -> ExitCode {
    let directory = TempDir::new().expect("a folder for the demo");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let data = directory.path().join("server");
    let config = Config { data, listen, ..Config::default() };
    let server = Server::bind(&config).await.expect("a server");
    println!("{}\n", scenario.about);
    let mut stage = Stage::set(scenario, directory.path(), server.address().to_string()).await;
    let mut day = None;
    for event in &scenario.events {
        if day.replace(event.day()) != Some(event.day()) {
            println!("{}", event.day().format("%A, %-d %B"));
        }
        stage.play(event).await;
    }
    let sound = stage.close(scenario, directory.path()).await;
    server.shutdown().await;
    if sound { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The devices of the candidate and of the partner.
struct Stage {
    address: String,
    actors: BTreeMap<String, Actor>,
    partner: Actor,
    shared: rebound_core::replica::document_id::DocumentId,
}

struct Actor {
    client: Client,
    registered: Registered,
    online: bool,
    waiting: usize,
}

impl Stage {
    async fn set(scenario: &Scenario, directory: &Path, address: String) -> Self {
        let mut actors: BTreeMap<String, Actor> = BTreeMap::new();
        let mut owner: Option<Registered> = None;
        for (number, name) in (1..).zip(&scenario.devices) {
            let registered = match &owner {
                None => register(&address, number).await,
                Some(owner) => register_device(&address, &owner.credential, number).await,
            };
            owner.get_or_insert_with(|| registered.clone());
            let client = Client::open(directory, number, [7; 32]);
            actors.insert(name.clone(), Actor { client, registered, online: false, waiting: 0 });
        }
        let owner = owner.expect("a scenario has devices");
        let first = actors.get_mut(&scenario.devices[0]).expect("a scenario has devices");
        let shared =
            first.client.device.share_progress(scenario.partner.clone()).expect("a document");
        for actor in actors.values_mut() {
            actor.connect(&address).await;
        }
        let registered = register(&address, 1_000).await;
        let grant = format!("/v1/documents/{shared}/grants/{}", registered.account);
        let granted =
            request(&address, "PUT", &grant, Some(&owner.credential), "{\"role\":\"reader\"}")
                .await;
        assert_eq!(granted.0, 204, "{}", granted.1);
        let mut client = Client::open(directory, 1_000, [9; 32]);
        client.device.follow_progress(shared).expect("an invitation");
        let mut partner = Actor { client, registered, online: false, waiting: 0 };
        partner.connect(&address).await;
        println!("{} is invited to see how much is studied, and nothing else.\n", scenario.partner);
        Self { address, actors, partner, shared }
    }

    async fn play(&mut self, event: &Event) {
        let actor = self.actors.get_mut(&event.device).expect("a listed device");
        match event.goes {
            Some(Network::Offline) => {
                actor.client.disconnect().await;
                actor.online = false;
                println!("  the {} has no network; everything works on", event.device);
            }
            Some(Network::Online) => {
                actor.connect(&self.address).await;
                println!(
                    "  the {} is back: {} records are safe on the server, without a question",
                    event.device, actor.waiting
                );
                actor.waiting = 0;
            }
            None => {}
        }
        if let Some(body) = event.record.clone() {
            if let Some(says) = says(&body) {
                println!("  {}: {says}", event.device);
            }
            actor.client.device.record(body, event.now()).expect("the disk has it");
            if actor.online {
                actor.client.sync().await;
            } else {
                actor.waiting += 1;
            }
        }
    }

    /// Brings all together and compares.
    async fn close(mut self, scenario: &Scenario, directory: &Path) -> bool {
        for _ in 0..2 {
            for actor in self.actors.values_mut() {
                actor.connect(&self.address).await;
            }
        }
        self.partner.connect(&self.address).await;
        println!("\nWhat {} sees:", scenario.partner);
        for (week, shown) in
            self.partner.client.device.progress(&self.shared).expect("the progress")
        {
            println!("  {week}: {} study sessions on {} days", shown.sessions, shown.study_days);
        }
        let facts = |actor: &Actor| actor.client.device.facts().cloned().collect::<Vec<_>>();
        let held: Vec<_> = self.actors.values().map(facts).collect();
        let recorded = scenario.events.iter().filter(|event| event.record.is_some()).count();
        let identical = held.iter().all(|facts| facts.len() == recorded && *facts == held[0]);
        self.partner.client.disconnect().await;
        drop(self.partner);
        let leaked = leaks(&directory.join("device-1000.db"), scenario);
        println!("\nAll {recorded} records are on every device, alike: {}", yes(identical));
        println!("The partner's device holds none of the private ones: {}", yes(!leaked));
        identical && !leaked
    }
}

impl Actor {
    async fn connect(&mut self, address: &str) {
        if self.online {
            self.client.disconnect().await;
        }
        self.client.connect(address, &self.registered.credential).await;
        self.client.sync().await;
        self.online = true;
    }
}

/// Whether a database holds a word of what was recorded: exam, resources, questions.
fn leaks(path: &Path, scenario: &Scenario) -> bool {
    let mut bytes = std::fs::read(path).expect("the partner's database");
    let log = path.with_extension("db-wal");
    bytes.extend(std::fs::read(log).unwrap_or_default());
    let facts = scenario.events.iter().filter_map(|event| event.record.as_ref());
    let words = facts.filter_map(|body| match body {
        FactBody::Answer(answer) => Some(answer.question.to_string()),
        FactBody::Resource(resource) => Some(resource.name.clone()),
        _ => None,
    });
    let mut words = words.chain([scenario.exam.to_string()]);
    words.any(|word| bytes.windows(word.len()).any(|window| window == word.as_bytes()))
}

fn says(body: &FactBody) -> Option<String> {
    match body {
        FactBody::Attempt(attempt) => {
            let report = attempt.report.as_ref()?;
            let (score, mark) = (report.overall?, report.pass_mark?);
            Some(format!(
                "the score report of {} is in: {score}, with the mark at {mark}. It says where to look, not who you are.",
                attempt.exam
            ))
        }
        FactBody::StudySession(session) => {
            let domain = session.domain.as_ref()?;
            Some(format!("{} with domain {domain}", session.minutes))
        }
        FactBody::ReviewTime(review) => Some(format!(
            "a practice set, and {} min of going through it",
            (review.review_ms / 60_000).max(1)
        )),
        _ => None,
    }
}

const fn yes(is_so: bool) -> &'static str {
    if is_so { "yes" } else { "NO" }
}
