//! A database of an older app is brought up to this version whole or not at all, wherever that is cut off.

use std::collections::BTreeSet;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Command, Stdio};

use rebound_core::base::ids::DeviceId;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::replica::key::AccountKey;
use rebound_tests::running::{killed_by_writing, on_small_disk};
use tempfile::TempDir;

const HOLD: &str = env!("CARGO_BIN_EXE_hold");

const OLD_DATABASE: &[u8] = include_bytes!("../../core/tests/golden/device.v1.db");
const OLD_EXPORT: &str = include_str!("../../core/tests/golden/device.v1.json");

/// How a process ended that opened the old database, by how much it could write.
fn ends(limited: fn(&str, u32) -> Command) -> BTreeSet<String> {
    let folder = TempDir::new().expect("a folder");
    let mut ends = BTreeSet::new();
    // The write-ahead log grows by a page with each write, from nothing to all of the upgrade.
    for kib in (0..=240).step_by(4).chain([1_024]) {
        let path = folder.path().join(format!("{kib}.db"));
        fs::write(&path, OLD_DATABASE).expect("a file");
        let output =
            limited(HOLD, kib).arg(&path).stdin(Stdio::null()).output().expect("a process");
        let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        ends.insert(output.status.signal().map_or(said, |signal| format!("signal {signal}")));
        is_whole(&path, kib);
    }
    ends
}

/// There is room again: all is there, and stays.
fn is_whole(path: &Path, kib: u32) {
    for _ in 0..2 {
        let device = DeviceId::from_bytes(1_u64.to_be_bytes());
        let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
        let device = Device::open(path, identity, [9; 32]);
        let device = device.unwrap_or_else(|error| panic!("at {kib} KiB: {error}"));
        assert_eq!(device.export().expect("facts"), OLD_EXPORT, "at {kib} KiB");
        device.close().expect("a disk");
    }
}

#[test]
fn a_kill_at_any_write_of_the_upgrade_costs_nothing() {
    let ends = ends(killed_by_writing);
    // By SIGXFSZ.
    assert_eq!(ends, ["held", "signal 25"].map(str::to_owned).into());
}

#[test]
fn a_disk_that_takes_no_more_in_the_middle_of_the_upgrade_is_told_and_costs_nothing() {
    let ends = ends(on_small_disk);
    let told = "the database does not answer: disk I/O error";
    assert_eq!(ends, ["held", told].map(str::to_owned).into());
}
