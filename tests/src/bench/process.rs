//! What a server costs, read from `/proc`.

use std::fs;
use std::path::Path;

/// The kernel counts processor time in hundredths of a second, on every Linux of our days.
const TICKS_PER_SECOND: f64 = 100.0;

/// Processor time of a process and its children, in seconds, user and system.
pub fn cpu_seconds(pid: u32) -> f64 {
    let ticks = |pid: &u32| {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        // The name in parentheses may hold blanks; the 12th to 15th fields after it are times.
        let fields = stat.rsplit(") ").next().unwrap_or_default().split(' ').skip(11).take(4);
        fields.filter_map(|field| field.parse::<f64>().ok()).sum::<f64>()
    };
    family(pid).iter().map(ticks).sum::<f64>() / TICKS_PER_SECOND
}

/// Resident memory of a process and its children, in KiB.
pub fn rss_kib(pid: u32) -> f64 {
    family(pid).iter().map(|pid| status_kib(*pid, "VmRSS:")).sum()
}

/// The most resident memory that one process of the family ever had, in KiB.
pub fn peak_rss_kib(pid: u32) -> f64 {
    family(pid).iter().map(|pid| status_kib(*pid, "VmHWM:")).fold(0.0, f64::max)
}

/// The bytes that lie on disk below `folder`.
pub fn disk_bytes(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: fs::DirEntry| match entry.metadata() {
        Ok(metadata) if metadata.is_dir() => disk_bytes(&entry.path()),
        Ok(metadata) => metadata.len(),
        // A file that was removed in between.
        Err(_) => 0,
    };
    entries.map(size).sum()
}

fn status_kib(pid: u32, field: &str) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(field)).unwrap_or_default();
    line.trim().trim_end_matches(" kB").parse().unwrap_or(0.0)
}

/// A process and all below it.
fn family(pid: u32) -> Vec<u32> {
    let mut found = vec![pid];
    let mut next = 0;
    while let Some(pid) = found.get(next) {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        let children: Vec<u32> = tasks
            .filter_map(|task| fs::read_to_string(task.path().join("children")).ok())
            .flat_map(|text| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
            .filter_map(|pid| pid.parse().ok())
            .collect();
        found.extend(children);
        next += 1;
    }
    found
}
