//! `cargo compare`: our server, the npm server and one on `samod`, over the same wire, in one run;
//! beside them the floor, a server without rules.

use std::fs;
use std::process::ExitCode;
use std::sync::Arc;

use rebound_tests::bench::chain::Chain;
use rebound_tests::bench::figures::Figures;
use rebound_tests::bench::many::Idle;
use rebound_tests::bench::server::{Server, ServerKind, pin_the_load_generator};
use rebound_tests::bench::{Effort, Fallible, device, floor, live, many, restart};
use tokio::runtime::Runtime;

const USAGE: &str = include_str!("../../tasks/help/compare.txt");

const CASES: [&str; 7] = ["fanout", "crowd", "cold", "idle", "kill", "offline", "device"];

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
        largest + effort.paced + effort.closed_loop + 2 * effort.stream + 1
    });
    let cold = wants("cold").then(|| effort.cold_sizes.iter().max().copied().unwrap_or(0));
    let offline = wants("offline").then_some(25_000);
    let len = [live, cold, offline, Some(effort.kills + 32)].into_iter().flatten().max();
    let saved: Vec<usize> = [effort.live_sizes, effort.cold_sizes, &[20_000]].concat();
    let mut actor = [0x01; 16];
    actor[..8].copy_from_slice(&DEVICE);
    Chain::build(&actor, len.unwrap_or(0), &saved)
}

/// Measures one case on one server. What fails becomes a note below the table.
async fn measure(
    peer: ServerKind,
    case: &str,
    effort: &Effort,
    chain: &Arc<Chain>,
    figures: &mut Figures,
) {
    if case == "device" {
        // There is one device: ours.
        if peer == ServerKind::Ours
            && let Err(error) = device::measure(10_000, figures)
        {
            figures.note(peer, case, &error.to_string());
        }
        return;
    }
    let sizes: Vec<usize> = match case {
        // It has no documents that could grow.
        "fanout" if peer == ServerKind::Floor => vec![0],
        _ if peer == ServerKind::Floor => return,
        "fanout" => effort.live_sizes.to_vec(),
        "crowd" => effort.crowds.to_vec(),
        "cold" => effort.cold_sizes.to_vec(),
        "idle" => vec![0, 1],
        "kill" if peer == ServerKind::Ours => vec![effort.kills],
        "kill" => vec![effort.kills / 10],
        _ => vec![0],
    };
    for size in sizes {
        let measured = async {
            let mut server = Server::start(peer, &DEVICE)?;
            match case {
                "fanout" => live::measure(&server, chain, size, effort, figures).await,
                "crowd" => many::crowd(&Arc::new(server), chain, size, figures).await,
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
