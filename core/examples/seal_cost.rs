//! What sealing costs: a fact of 100 bytes sealed and opened, a device opened with 10,000 facts, and what
//! an ordinary month takes on the wire and on the disk.
//!
//! `cargo run --release -p rebound-core --example seal_cost`

#[path = "support/stopwatch.rs"]
mod stopwatch;

use std::error::Error;
use std::hint::black_box;
use std::path::Path;

use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::replica::document_id::DocumentId;
use rebound_core::replica::seal::Seal;
use rebound_core::store::sqlite::Sqlite;
use rebound_core::{AccountKey, Device, DeviceId, Fact, FactBody, Identity};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::stopwatch::least;

const ROUNDS: u32 = 15;
/// 1 March 2026, noon, UTC.
const START_MS: i64 = 1_772_366_400_000;
const DAY_MS: i64 = 86_400_000;

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = TempDir::new()?;
    one_fact();

    let path = folder.path().join("many.db");
    let facts = (0..10_000).map(|at| fact(at, work(at))).collect::<Result<Vec<Fact>, _>>()?;
    let mut device = open(&path, 1)?;
    device.import(facts)?;
    device.close()?;
    let opening = least(ROUNDS, || open(&path, 2).map(|device| device.pending()));
    println!("a device with 10,000 facts opened: {:.2} ms", opening.as_secs_f64() * 1e3);

    let path = folder.path().join("month.db");
    let mut device = open(&path, 3)?;
    let recorded = month();
    for (at_ms, body) in &recorded {
        let now = Now { utc_ms: UtcMillis(*at_ms), zone: zone()?, boot_ms: 0 };
        device.record(serde_json::from_value::<FactBody>(body.clone())?, now)?;
    }
    device.close()?;
    let (changes, disk) = (changes(&path)?, std::fs::metadata(&path)?.len());
    println!("a month of {} facts: {changes} bytes of changes, {disk} on disk", recorded.len());
    let mut device = open(&path, 4)?;
    device.compact()?;
    device.close()?;
    println!("the month compacted: {} bytes of documents", self::changes(&path)?);
    Ok(())
}

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn one_fact() {
    let seal = Seal::new(&[7; 32], DocumentId::from_random([1; 16]));
    let entry = seal.entry(b"a fact");
    let sealed = seal.seal(&entry, &[7; 100]);
    let a_thousand =
        |work: &dyn Fn()| least(ROUNDS, || (0..1_000).for_each(|_| work())).as_secs_f64() * 1e3;
    let sealing = a_thousand(&|| drop(black_box(seal.seal(&seal.entry(b"a fact"), &[7; 100]))));
    let opening = a_thousand(&|| drop(black_box(seal.open(&entry, &sealed))));
    println!("a fact of 100 bytes sealed: {sealing:.2} us, opened: {opening:.2} us");
}

fn open(path: &Path, seed: u8) -> Result<Device<Sqlite>, Box<dyn Error>> {
    let device = DeviceId::from_bytes([1; 8]);
    let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
    Ok(Device::open(path, identity, [seed; 32])?)
}

/// The bytes of all chunks: what goes over the wire, but for its frames.
fn changes(path: &Path) -> Result<i64, Box<dyn Error>> {
    let connection = rusqlite::Connection::open(path)?;
    Ok(connection.query_row("SELECT sum(length(bytes)) FROM chunks", [], |row| row.get(0))?)
}

/// An ordinary month of 26 days: five weekdays a week with twelve questions on the train and a session
/// in the evening, Saturdays with a longer session and, twice, a mock exam.
fn month() -> Vec<(i64, Value)> {
    let mut facts = vec![
        (START_MS, json!({"exam_choice": {"exam": "SY0-701"}})),
        (
            START_MS,
            json!({"attempt": {"exam": "SY0-701", "sat_on": "2026-02-28",
            "zone": "America/Chicago", "outcome": "fail", "report": {"overall": 684}}}),
        ),
    ];
    for day in (0..28).filter(|day| day % 7 != 6) {
        let morning = START_MS + day * DAY_MS + 60_000;
        if day % 7 < 5 {
            facts.extend((0..12).map(|at| (morning + at * 45_000, work(day * 12 + at))));
        }
        let session = json!({"study_session": {"exam": "SY0-701", "domain": (day % 5 + 1).to_string(),
            "minutes": 45, "activity": "reading", "resource": "official-guide"}});
        facts.push((morning + DAY_MS / 4, session));
    }
    facts
}

fn work(at: i64) -> Value {
    json!({"answer": {"exam": "SY0-701", "domain": (at % 5 + 1).to_string(), "bank": "bank-a",
        "question": format!("q{at:05}"), "result": if at % 3 == 0 { "wrong" } else { "correct" },
        "answer_ms": 41_000 + at % 977 * 13, "conditions": "timed"}})
}

fn fact(at: i64, body: Value) -> Result<Fact, serde_json::Error> {
    let ms = START_MS + at % 84 * DAY_MS + at * 1_000;
    let id = format!("{ms:012x}{:012x}", at.wrapping_mul(0x5851_f42d_4c95) & 0xffff_ffff_ffff);
    serde_json::from_value(
        json!({"id": id, "at": format_at(ms), "device": "0101010101010101", "body": body}),
    )
}

fn format_at(ms: i64) -> String {
    let at = rebound_core::base::time::Stamp {
        utc_ms: UtcMillis(ms),
        zone: Zone::new("America/Chicago").unwrap_or(Zone::UTC),
    };
    at.to_string()
}

fn zone() -> Result<Zone, Box<dyn Error>> {
    Ok(Zone::new("America/Chicago")?)
}
