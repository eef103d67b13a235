//! The metrics in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::app::App;
use crate::metrics::{Kind, TABLE, lock};
use crate::process;
use crate::vitals::COMMIT_MICROS;

/// All metrics in the text format of Prometheus, version 0.0.4. It asks the disk and `/proc`.
pub(crate) fn text(app: &App) -> String {
    let mut text = String::new();
    for (name, kind, meaning) in TABLE {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
            Kind::Histogram => "histogram",
        };
        let meaning = meaning.replace('`', "");
        _ = write!(text, "# HELP {name} {meaning}\n# TYPE {name} {kind}\n");
        for (labels, value) in samples(name, app) {
            _ = writeln!(text, "{name}{labels} {value}");
        }
    }
    text
}

type Samples = Vec<(String, f64)>;

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers")]
fn samples(name: &str, app: &App) -> Samples {
    let (metrics, done) = (&app.metrics, app.vitals.done());
    let one = |value: u64| vec![(String::new(), value as f64)];
    let known = |value: Option<u64>| value.map(one).unwrap_or_default();
    match name {
        "rebound_info" => vec![(label("version", env!("CARGO_PKG_VERSION")), 1.0)],
        "rebound_ready" => one(u64::from(app.vitals.ailment(app.vitals.free_bytes()).is_none())),
        "rebound_connections" => one(app.visitors.len() as u64),
        "rebound_connections_displaced_total" => one(app.visitors.displaced()),
        "rebound_sockets" => one(app.sockets.len() as u64),
        "rebound_documents_in_memory" => one(app.ledger.documents_in_memory() as u64),
        "rebound_large_messages" => {
            let ways = [("in", &app.receiving), ("out", &app.sending)];
            ways.map(|(way, places)| (label("direction", way), places.taken() as f64)).into()
        }
        "rebound_received_bytes_total" => one(read(&metrics.traffic.received)),
        "rebound_sent_bytes_total" => one(read(&metrics.traffic.sent)),
        "rebound_http_answers_total" => {
            let classes = ["1xx", "2xx", "4xx", "5xx"].into_iter().zip(&metrics.answers);
            classes.map(|(class, count)| (label("class", class), read(count) as f64)).collect()
        }
        "rebound_sign_ins_refused_total" => one(read(&metrics.sign_ins_refused)),
        "rebound_sockets_ended_total" => by("reason", &metrics.ended),
        "rebound_changes_refused_total" => by("code", &metrics.refused),
        "rebound_changes_stored_total" => one(done.changes),
        "rebound_commit_failures_total" => one(done.failures),
        "rebound_commit_seconds" => commits(&done.commits, done.commit_micros),
        "rebound_revocations_waiting" => one(read(&metrics.revocations_waiting)),
        "rebound_disk_free_bytes" => known(app.vitals.free_bytes()),
        "rebound_certificate_end_seconds" => {
            known(Some(read(&metrics.certificate_until)).filter(|until| *until > 0))
        }
        "process_resident_memory_bytes" => known(process::resident_bytes()),
        "process_cpu_seconds_total" => {
            process::cpu_seconds().map(|seconds| (String::new(), seconds)).into_iter().collect()
        }
        "process_open_fds" => known(process::open_descriptors()),
        "process_max_fds" => known(process::descriptors_max()),
        _ => Samples::new(),
    }
}

/// What commits took: each class with all that are below it.
#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers")]
fn commits(counts: &[u64], micros: u64) -> Samples {
    let (mut samples, mut sum) = (Samples::new(), 0);
    let ends = COMMIT_MICROS.iter().map(|micros| (*micros as f64 / 1e6).to_string());
    for (end, count) in ends.chain(["+Inf".to_owned()]).zip(counts) {
        sum += count;
        samples.push((format!("_bucket{}", label("le", &end)), sum as f64));
    }
    samples.push(("_sum".to_owned(), micros as f64 / 1e6));
    samples.push(("_count".to_owned(), sum as f64));
    samples
}

#[expect(clippy::cast_precision_loss, reason = "Prometheus knows no other numbers")]
fn by(name: &str, counts: &Mutex<BTreeMap<&'static str, u64>>) -> Samples {
    lock(counts).iter().map(|(value, count)| (label(name, value), *count as f64)).collect()
}

/// Values are words of ours: nothing in them has to be escaped.
fn label(name: &str, value: &str) -> String {
    format!("{{{name}=\"{value}\"}}")
}

fn read(count: &AtomicU64) -> u64 {
    count.load(Ordering::Relaxed)
}
