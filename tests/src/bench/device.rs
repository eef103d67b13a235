//! What a candidate's own device costs: recording a fact, and opening what was recorded.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::{Now, Stamp, UtcMillis, Zone};
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::facts::practice::{Answer, AnswerResult, Conditions};
use rebound_core::facts::{Fact, FactBody};
use rebound_core::replica::key::AccountKey;
use rebound_core::store::sqlite::Sqlite;
use tempfile::TempDir;

use crate::bench::Fallible;
use crate::bench::figures::Figures;
use crate::bench::server::ServerKind;

/// 1 March 2026, noon, UTC.
const START_MS: i64 = 1_772_366_400_000;

/// The days over which the facts are spread: three month documents.
const DAYS: i64 = 84;

/// Facts recorded one by one, each with the clock running.
const RECORDED: usize = 300;

/// How often the store is opened.
const OPENINGS: usize = 9;

/// Measures a device that holds `size` facts.
///
/// # Errors
///
/// What the device or the disk did not do.
pub fn measure(size: usize, figures: &mut Figures) -> Fallible<()> {
    let directory = TempDir::new()?;
    let path = directory.path().join("device.db");
    let mut device = open(&path, 0)?;
    device.import((0..size).map(|at| fact(at, size)))?;
    let name = |what: &str| format!("device with {size} facts: {what}");
    let synced = disk(directory.path())?;
    figures.add_latencies(
        ServerKind::Ours,
        &name("the disk alone, 300 bytes and fdatasync"),
        synced,
    );
    let mut recorded = Vec::with_capacity(RECORDED);
    for at in 0..RECORDED {
        let start = Instant::now();
        device.record(answer(size + at), now(DAYS))?;
        recorded.push(start.elapsed().as_secs_f64() * 1e3);
    }
    figures.add_latencies(ServerKind::Ours, &name("a fact recorded durably"), recorded);
    device.close()?;
    let mut opened = Vec::with_capacity(OPENINGS);
    for seed in 0..OPENINGS {
        let start = Instant::now();
        let device = open(&path, u8::try_from(seed + 1)?)?;
        opened.push(start.elapsed().as_secs_f64() * 1e3);
        assert_eq!(device.facts()?.count(), size + RECORDED);
    }
    figures.add_latencies(ServerKind::Ours, &name("opened"), opened);
    Ok(())
}

fn open(path: &Path, seed: u8) -> Fallible<Device<Sqlite>> {
    let key = AccountKey::from_bytes([7; 32]);
    let identity = Identity { device: DeviceId::from_bytes([1; 8]), key };
    Ok(Device::open(path, identity, [seed; 32])?)
}

/// What the disk needs for 300 bytes: no durable record can be faster.
fn disk(directory: &Path) -> Fallible<Vec<f64>> {
    let mut file = File::create(directory.join("disk"))?;
    let mut milliseconds = Vec::with_capacity(RECORDED);
    for _ in 0..RECORDED {
        let start = Instant::now();
        file.write_all(&[0x5a; 300])?;
        file.sync_data()?;
        milliseconds.push(start.elapsed().as_secs_f64() * 1e3);
    }
    Ok(milliseconds)
}

fn now(day: i64) -> Now {
    Now { utc_ms: UtcMillis(START_MS + day * 86_400_000), zone: zone(), boot_ms: 0 }
}

fn zone() -> Zone {
    Zone::new("America/Chicago").expect("a zone")
}

fn fact(at: usize, size: usize) -> Fact {
    let ms = i64::try_from(at * DAYS as usize / size.max(1)).unwrap_or(0) * 86_400_000;
    let at_ms = UtcMillis(START_MS + ms + at as i64 % 3_600 * 1_000);
    Fact {
        id: format!("c{at:07}").parse().expect("an id"),
        at: Stamp { utc_ms: at_ms, zone: zone() },
        device: Some(DeviceId::from_bytes([1; 8])),
        supersedes: None,
        body: answer(at),
    }
}

fn answer(at: usize) -> FactBody {
    FactBody::Answer(Answer {
        exam: "SY0-701".parse().expect("an exam"),
        domain: (at % 5 + 1).to_string().parse().expect("a domain"),
        objective: None,
        bank: "bank-a".parse().expect("a bank"),
        question: format!("q{at:05}").parse().expect("a question"),
        result: if at.is_multiple_of(3) { AnswerResult::Wrong } else { AnswerResult::Correct },
        confidence: None,
        answer_ms: Some(41_000),
        change: None,
        conditions: Conditions::Timed,
        demand: None,
        stem: None,
    })
}
