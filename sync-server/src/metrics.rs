//! What Prometheus is told: each metric with its name, its kind and what it means, in one table.
//!
//! `docs/operate.md` has the same table, and a test holds the two together.

pub mod token;

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::http::StatusCode;

/// What is counted here; the rest is asked for where it is known.
#[derive(Debug, Default)]
pub(crate) struct Metrics {
    /// Bytes in and out.
    pub(crate) traffic: Arc<Traffic>,
    pub(crate) answers: [AtomicU64; 4],
    pub(crate) sign_ins_refused: AtomicU64,
    pub(crate) refused: Mutex<BTreeMap<&'static str, u64>>,
    pub(crate) ended: Mutex<BTreeMap<&'static str, u64>>,
    /// When the certificate ends, in seconds since 1970; 0 without one.
    pub(crate) certificate_until: AtomicU64,
    pub(crate) revocations_waiting: AtomicU64,
}

/// Bytes that were received and sent, over all connections.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) received: AtomicU64,
    pub(crate) sent: AtomicU64,
}

/// The kinds of metrics that there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It only grows, from 0 at the start.
    Counter,
    /// It goes up and down.
    Gauge,
    /// Counts by classes, each with all that are below.
    Histogram,
}

/// One metric: name, kind, and what it means.
pub type Row = (&'static str, Kind, &'static str);

/// All metrics, in the order in which they are told.
pub const TABLE: [Row; 23] = [
    ("rebound_info", Kind::Gauge, "always 1; `version` says which server this is"),
    ("rebound_ready", Kind::Gauge, "1 while what comes in is stored, as `/readyz` has it"),
    ("rebound_connections", Kind::Gauge, "open connections of clients, sockets included"),
    (
        "rebound_connections_displaced_total",
        Kind::Counter,
        "connections that ended to make room for newer ones",
    ),
    ("rebound_sockets", Kind::Gauge, "open sockets"),
    ("rebound_documents_in_memory", Kind::Gauge, "documents in memory, open ones included"),
    ("rebound_large_messages", Kind::Gauge, "messages above 128 KiB on their way, by `direction`"),
    ("rebound_received_bytes_total", Kind::Counter, "bytes received, all connections, after TLS"),
    ("rebound_sent_bytes_total", Kind::Counter, "bytes sent, all connections, before TLS"),
    (
        "rebound_http_answers_total",
        Kind::Counter,
        "answers by `class` of status; an upgrade is 1xx",
    ),
    (
        "rebound_sign_ins_refused_total",
        Kind::Counter,
        "credentials that were missing, unknown or revoked",
    ),
    ("rebound_sockets_ended_total", Kind::Counter, "sockets that ended, by `reason`"),
    ("rebound_changes_refused_total", Kind::Counter, "changes that were not admitted, by `code`"),
    ("rebound_changes_stored_total", Kind::Counter, "changes that are on the disk"),
    ("rebound_commit_failures_total", Kind::Counter, "commits that the disk did not take"),
    (
        "rebound_commit_seconds",
        Kind::Histogram,
        "what a commit takes, from the call until it is durable",
    ),
    ("rebound_revocations_waiting", Kind::Gauge, "revocations that wait for room on the disk"),
    ("rebound_disk_free_bytes", Kind::Gauge, "what the disk of the data folder has left"),
    (
        "rebound_certificate_end_seconds",
        Kind::Gauge,
        "when the certificate ends, in seconds since 1970",
    ),
    ("process_resident_memory_bytes", Kind::Gauge, "memory that the server takes"),
    ("process_cpu_seconds_total", Kind::Counter, "processor time that the server took"),
    ("process_open_fds", Kind::Gauge, "open file descriptors; each socket is one"),
    ("process_max_fds", Kind::Gauge, "how many there may be"),
];

impl Metrics {
    /// A request was answered.
    pub(crate) fn note_answer(&self, status: StatusCode) {
        let class = match status.as_u16() {
            101 => 0,
            200..400 => 1,
            400..500 => 2,
            _ => 3,
        };
        self.answers.iter().skip(class).take(1).for_each(|count| add(count, 1));
    }

    /// A credential was refused.
    pub(crate) fn note_sign_in_refused(&self) {
        add(&self.sign_ins_refused, 1);
    }

    /// Changes were refused for a reason.
    pub(crate) fn note_refused(&self, code: &'static str, count: usize) {
        *lock(&self.refused).entry(code).or_default() += count as u64;
    }

    /// A socket has ended.
    pub(crate) fn note_ended(&self, reason: &'static str) {
        *lock(&self.ended).entry(reason).or_default() += 1;
    }

    /// The certificate ends then, in seconds since 1970.
    pub(crate) fn note_certificate(&self, until: i64) {
        self.certificate_until.store(until.unsigned_abs(), Ordering::Relaxed);
    }

    /// So many revocations wait for room.
    pub(crate) fn note_waiting(&self, revocations: usize) {
        self.revocations_waiting.store(revocations as u64, Ordering::Relaxed);
    }
}

fn add(count: &AtomicU64, more: u64) {
    count.fetch_add(more, Ordering::Relaxed);
}

pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
