//! What it costs to let an honest change in: a record of eight fields in about 210 bytes, alone and in a
//! message of 1,000.
//!
//! `cargo run --release -p rebound-core --example admission_cost`

use std::error::Error;
use std::hint::black_box;
use std::time::{Duration, Instant};

use automerge::sync::{BloomFilter, Have, Message, MessageVersion};
use automerge::transaction::Transactable;
use automerge::{ActorId, Automerge, AutomergeError, Change, ObjType, ROOT};
use rebound_core::replica::admission::allowance::Allowance;
use rebound_core::replica::admission::arrival::Arrival;
use rebound_core::replica::admission::message::SyncMessage;
use rebound_core::replica::admission::{Refused, arrival, chunk};

/// Changes of the message.
const BUNDLE: usize = 1_000;

const ROUNDS: u32 = 200;

#[expect(clippy::print_stdout, reason = "a report for the terminal")]
fn main() -> Result<(), Box<dyn Error>> {
    let changes = changes(BUNDLE)?;
    let bytes = changes.iter().map(Vec::len).sum::<usize>() / changes.len();
    println!("changes of {bytes} bytes; µs for each");
    println!("changes   taken apart   measured      read   written anew   together");
    for count in [1, BUNDLE] {
        let sent = changes.get(BUNDLE - count..).unwrap_or_default();
        let message = message(sent).encode();
        let chunks = SyncMessage::admit(&message)?.chunks;
        if admitted(&chunks, message.len())?.len() != count {
            return Err("a change got lost".into());
        }
        let apart = least(count, || SyncMessage::admit(black_box(&message)).is_ok());
        let automerge =
            least(count, || chunks.iter().all(|bytes| Change::try_from(*bytes).is_ok()));
        let admit = least(count, || chunks.iter().all(|bytes| chunk::admit(bytes).is_ok()));
        let new = least(count, || admitted(black_box(&chunks), message.len()).is_ok());
        let (measured, written, together) = (admit - automerge, new - admit, apart + new);
        println!(
            "{count:>7}  {apart:>12.2}  {measured:>9.2}  {automerge:>8.2}  {written:>13.2}  {together:>9.2}"
        );
    }
    Ok(())
}

/// What the server does with the chunks of a message, before the graph looks at them.
fn admitted(chunks: &[&[u8]], message_bytes: usize) -> Result<Vec<Arrival>, Refused> {
    let mut allowance = Allowance::of_message(message_bytes);
    chunks.iter().map(|bytes| arrival::admit(bytes, &mut allowance)).collect()
}

/// The least of several runs, in µs for each of `count`: what the work costs when nothing else wants the
/// core. Short work is repeated within a run, as the clock is coarse.
#[expect(clippy::disallowed_methods, reason = "a stopwatch, outside of the library")]
fn least(count: usize, work: impl Fn() -> bool) -> f64 {
    let repeats = u32::try_from(BUNDLE / count).unwrap_or(1);
    let times = (0..ROUNDS).map(|_| {
        let start = Instant::now();
        for _ in 0..repeats {
            black_box(work());
        }
        start.elapsed() / repeats
    });
    #[expect(clippy::cast_precision_loss, reason = "a thousand is exact")]
    let each = times.min().unwrap_or(Duration::MAX).as_secs_f64() * 1e6 / count as f64;
    each
}

/// Records, each made on top of the one before.
fn changes(count: usize) -> Result<Vec<Vec<u8>>, AutomergeError> {
    let mut document = Automerge::new().with_actor(ActorId::from([7; 16]));
    let mut changes = Vec::with_capacity(count);
    for number in 0..count {
        let mut transaction = document.transaction();
        let key = format!("{:016x}", number.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let record = transaction.put_object(ROOT, key, ObjType::Map)?;
        transaction.put(&record, "kind", "answer")?;
        transaction.put(&record, "domain", format!("{}.0", 1 + number % 5))?;
        transaction.put(&record, "question", format!("q-{:05}", number % 9_973))?;
        transaction.put(&record, "at", 1_780_000_000_000_i64)?;
        transaction.put(&record, "seconds", 20)?;
        transaction.put(&record, "correct", number % 3 != 0)?;
        transaction.put(&record, "confidence", 3)?;
        transaction.put(&record, "note", "")?;
        transaction.commit();
        let change = document.get_last_local_change();
        changes.extend(change.map(|change| change.raw_bytes().to_vec()));
    }
    Ok(changes)
}

fn message(changes: &[Vec<u8>]) -> Message {
    let have = Have { last_sync: Vec::new(), bloom: BloomFilter::default() };
    Message {
        heads: Vec::new(),
        need: Vec::new(),
        have: vec![have],
        changes: changes.to_vec().into(),
        flags: None,
        version: MessageVersion::V1,
    }
}
