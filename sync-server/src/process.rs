//! What the system says of this process, and of the wardens.

use std::fmt::Display;
use std::fs;

use rustix::process::{Resource, getrlimit};

/// The kernel counts processor time in hundredths of a second, on every Linux of our days.
const TICKS_PER_SECOND: f64 = 100.0;

/// File descriptors that are no clients' connections: the database's files, the wardens' pipes, what listens.
const OWN_DESCRIPTORS: u64 = 64;

/// The memory that it takes, in bytes; `None` where the system does not say.
pub(crate) fn resident_bytes() -> Option<u64> {
    resident_bytes_of("self")
}

/// The same of a process with this number.
pub(crate) fn resident_bytes_of(process: impl Display) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    line.trim().trim_end_matches(" kB").parse::<u64>().ok().map(|kib| kib * 1024)
}

/// Processor time that it took, in seconds.
pub(crate) fn cpu_seconds() -> Option<f64> {
    cpu_seconds_of("self")
}

/// The same of a process with this number.
pub(crate) fn cpu_seconds_of(process: impl Display) -> Option<f64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name in parentheses may hold blanks; the 12th and 13th field after it are times.
    let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2);
    let ticks: f64 = fields.filter_map(|field| field.parse::<f64>().ok()).sum();
    Some(ticks / TICKS_PER_SECOND)
}

/// File descriptors that are open.
pub(crate) fn open_descriptors() -> Option<u64> {
    Some(fs::read_dir("/proc/self/fd").ok()?.count() as u64)
}

/// How many there may be; `None` for as many as the system has.
pub(crate) fn descriptors_max() -> Option<u64> {
    getrlimit(Resource::Nofile).current
}

/// How many connections of clients there may be: a tenth of the descriptors is kept for operators. `None`
/// for as many as the system has.
pub(crate) fn connections_max() -> Option<u64> {
    descriptors_max().map(|most| (most.saturating_sub(OWN_DESCRIPTORS) / 10 * 9).max(1))
}
