//! `cargo compare`: our server, the npm server and one on `samod`, over the same wire, in one run;
//! beside them the floor, a server without rules.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use rebound_tests::bench::chain::Chain;
use rebound_tests::bench::figures::Figures;
use rebound_tests::bench::many::Idle;
use rebound_tests::bench::partner::{EDITS_PER_SECOND, Editor, Shared};
use rebound_tests::bench::server::{CROWD, Server, ServerKind, pin_the_load_generator};
use rebound_tests::bench::{
    Effort, Fallible, attacks, device, floor, hostile, live, many, partner, restart, trial,
};
use tokio::runtime::Runtime;

const USAGE: &str = include_str!("../../tasks/help/compare.txt");

const CASES: [&str; 11] = [
    "fanout", "crowd", "cold", "idle", "kill", "offline", "device", "many", "partner", "trial",
    "hostile",
];

/// What is measured on our server alone.
const OURS: [&str; 5] = ["device", "many", "partner", "trial", "hostile"];

/// Changes that a message of a crowd holds.
const TOGETHER: [usize; 2] = [1, 20];

/// Documents that partners share, and how many changes each holds before.
const SHARED: [(u32, usize); 2] = [(50, 1), (1, 10_000)];

/// Enough for a pair beside an attack.
const BESIDE_AN_ATTACK: usize = 5_000;

/// The device that makes all changes: the first half of their actor.
const DEVICE: [u8; 8] = [0xbe; 8];

struct Options {
    effort: Effort,
    peers: Vec<ServerKind>,
    cases: Vec<String>,
    runs: usize,
    json: Option<String>,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).peekable();
    // Not for people: the load generator starts itself with this.
    if arguments.next_if(|argument| argument == "floor").is_some() {
        return end(serve_the_floor());
    }
    let options = match parse(arguments) {
        Ok(options) => options,
        Err(message) => {
            println!("{}", message.trim_end());
            return ExitCode::from(if message == USAGE { 0 } else { 2 });
        }
    };
    end(compare(&options))
}

/// Takes what every server of a comparison is given.
fn serve_the_floor() -> Fallible<()> {
    let (port, folder) = (std::env::var("PORT")?, std::env::var("DATA_DIR")?);
    floor::serve(port.parse()?, folder.as_ref())
}

fn end(result: Fallible<()>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let cases = CASES.map(str::to_owned).to_vec();
    let peers = ServerKind::ALL.to_vec();
    let mut options = Options { effort: Effort::FULL, peers, cases, runs: 3, json: None };
    while let Some(argument) = arguments.next() {
        if argument == "--quick" {
            (options.effort, options.runs) = (Effort::QUICK, 1);
            continue;
        }
        if argument == "--empty" {
            options.effort.live_sizes = &[0];
            continue;
        }
        if !["--only", "--case", "--runs", "--json", "--changes"].contains(&argument.as_str()) {
            return Err(USAGE.to_owned());
        }
        let value = arguments.next().ok_or_else(|| format!("{argument} needs a value"))?;
        match argument.as_str() {
            "--only" => {
                let peer =
                    |name| ServerKind::named(name).ok_or_else(|| format!("no server {name:?}"));
                options.peers = value.split(',').map(peer).collect::<Result<_, _>>()?;
            }
            "--case" => options.cases = value.split(',').map(str::to_owned).collect(),
            "--changes" => {
                options.effort.stream = value.parse().map_err(|_| "--changes needs a number")?;
            }
            "--runs" => options.runs = value.parse().map_err(|_| "--runs needs a number")?,
            _ => options.json = Some(value),
        }
    }
    if let Some(unknown) = options.cases.iter().find(|case| !CASES.contains(&case.as_str())) {
        return Err(format!("no case {unknown:?}; there are: {}", CASES.join(", ")));
    }
    Ok(options)
}

fn compare(options: &Options) -> Fallible<()> {
    for peer in &options.peers {
        eprintln!("preparing {peer} …");
        peer.prepare()?;
    }
    if !pin_the_load_generator() {
        eprintln!("servers and load generator share all cores: take times as ratios");
    }
    let chain = Arc::new(changes(options)?);
    eprintln!("a change has {} bytes", chain.bytes_per_change());
    // After the pinning: its threads take over what this one may use.
    let runtime = Runtime::new()?;
    let mut figures = Figures::default();
    for run in 1..=options.runs {
        for case in &options.cases {
            for peer in &options.peers {
                eprintln!("run {run} of {}: {case}, {peer}", options.runs);
                runtime.block_on(measure(*peer, case, &options.effort, &chain, &mut figures));
            }
        }
    }
    println!("{}", figures.markdown());
    if let Some(path) = &options.json {
        fs::write(path, serde_json::to_string_pretty(&figures.json())?)?;
    }
    Ok(())
}

/// One row of changes serves all cases: a document of 10,000 is its first 10,000.
fn changes(options: &Options) -> Fallible<Chain> {
    let effort = &options.effort;
    let wants = |case: &str| options.cases.iter().any(|wanted| wanted == case);
    let live = wants("fanout").then(|| {
        let largest = effort.live_sizes.iter().max().copied().unwrap_or(0);
        largest + effort.paced as usize + effort.closed_loop + 2 * effort.stream + 1
    });
    let cold = wants("cold").then(|| effort.cold_sizes.iter().max().copied().unwrap_or(0));
    let offline = wants("offline").then_some(25_000);
    let hostile = wants("hostile").then_some(BESIDE_AN_ATTACK);
    let shared = (wants("partner") || wants("trial")).then(|| trial::SIZE + edits(effort));
    let usual = Some(effort.kills + 256);
    let len = [live, cold, offline, hostile, shared, usual].into_iter().flatten().max();
    let saved: Vec<usize> = [effort.live_sizes, effort.cold_sizes, &[trial::SIZE, 20_000]].concat();
    let mut actor = [0x01; 16];
    actor[..8].copy_from_slice(&DEVICE);
    Chain::build(&actor, len.unwrap_or(0), &saved)
}

/// How many edits partners make.
fn edits(effort: &Effort) -> usize {
    (EDITS_PER_SECOND as f64 * effort.edited.as_secs_f64()) as usize + 256
}

/// Measures one case on one server. What fails becomes a note below the table.
async fn measure(
    peer: ServerKind,
    case: &str,
    effort: &Effort,
    chain: &Arc<Chain>,
    figures: &mut Figures,
) {
    if OURS.contains(&case) {
        if peer == ServerKind::Ours
            && let Err(error) = ours(case, effort, chain, figures).await
        {
            figures.note(peer, case, &error.to_string());
        }
        return;
    }
    let sizes: Vec<(usize, usize)> = match case {
        // It has no documents that could grow.
        "fanout" if peer == ServerKind::Floor => vec![(0, 1)],
        _ if peer == ServerKind::Floor => return,
        "fanout" => each(effort.live_sizes),
        "crowd" => TOGETHER
            .iter()
            .flat_map(|together| effort.crowds.iter().map(|count| (*count, *together)))
            .collect(),
        "cold" => each(effort.cold_sizes),
        "idle" => each(&[0, 1]),
        "kill" if peer == ServerKind::Ours => each(&[effort.kills]),
        "kill" => each(&[effort.kills / 10]),
        _ => each(&[0]),
    };
    for (size, together) in sizes {
        let measured = async {
            let mut server = Server::start(peer, &DEVICE, CROWD)?;
            match case {
                "fanout" => live::measure(&server, chain, size, effort, figures).await,
                "crowd" => many::crowd(&Arc::new(server), chain, (size, together), figures).await,
                "cold" => restart::cold(&mut server, chain, size, figures).await,
                "idle" => {
                    let kind = if size == 0 { Idle::Joined } else { Idle::WithDocument };
                    let server = Arc::new(server);
                    many::idle(&server, chain, (effort.idle, kind), figures).await
                }
                "kill" => restart::kills(&mut server, chain, size, figures).await,
                _ => restart::offline(&server, chain, figures).await,
            }
        };
        let measured: Fallible<()> = measured.await;
        if let Err(error) = measured {
            figures.note(peer, &format!("{case} {size}"), &error.to_string());
        }
    }
}

fn each(sizes: &[usize]) -> Vec<(usize, usize)> {
    sizes.iter().map(|size| (*size, 1)).collect()
}

/// Measures what no other server is compared in.
async fn ours(
    case: &str,
    effort: &Effort,
    chain: &Arc<Chain>,
    figures: &mut Figures,
) -> Fallible<()> {
    let partners = || Chain::build(&[0x0b; 16], edits(effort), &[]);
    match case {
        "device" => device::measure(10_000, figures),
        "many" => {
            let server = Arc::new(Server::start(ServerKind::Ours, &DEVICE, CROWD)?);
            many::again(server, chain, effort.many, figures).await
        }
        "trial" => trial::measure(chain, &partners()?, figures),
        "partner" => {
            let partners = Arc::new(partners()?);
            for ((documents, size), editor) in SHARED
                .into_iter()
                .flat_map(|shared| [Editor::Owner, Editor::Partner].map(|editor| (shared, editor)))
            {
                let (own, partners, time) = (chain.clone(), partners.clone(), effort.edited);
                let shared = Shared { own, partners, documents, size, editor, time };
                let server = Arc::new(Server::start(ServerKind::Ours, &DEVICE, CROWD)?);
                if let Err(error) = partner::measure(&server, &shared, figures).await {
                    let what = format!("partner, {documents} documents of {size}, {editor:?}");
                    figures.note(ServerKind::Ours, &what, &error.to_string());
                }
            }
            Ok(())
        }
        _ => {
            for attack in attacks::ALL {
                eprintln!("  {}", attack.0);
                if let Err(error) = hostile::measure(attack, &DEVICE, chain, figures).await {
                    figures.note(ServerKind::Ours, attack.0, &error.to_string());
                }
            }
            Ok(())
        }
    }
}
