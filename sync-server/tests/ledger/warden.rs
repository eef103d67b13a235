//! A warden that fails costs nothing but its own time.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use automerge::Automerge;
use rebound_sync_server::ledger::storage::Storage;
use rebound_sync_server::ledger::storage::sqlite::Sqlite;
use rebound_sync_server::warden::{COMMAND, Task, Warden, WardenError};
use tempfile::tempdir;

use crate::peer::{Peer, id, open, real};

/// Longer than any of these takes, shorter than anybody's patience.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that does what `script` says.
fn program(directory: &Path, script: &str) -> PathBuf {
    let path = directory.join("warden.sh");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}

fn task() -> Task {
    let mut writer = Peer::empty(1);
    writer.write(20);
    let changes = writer.copy.get_changes(&[]);
    let changes = changes.iter().flat_map(|change| change.raw_bytes().to_vec()).collect();
    Task { heads: writer.copy.get_heads(), snapshot: Vec::new(), changes }
}

/// A document with a warden that fails stays as it came, and is served as before.
async fn stays_raw(script: &str) {
    let directory = tempdir().unwrap();
    let ledger = open(directory.path(), Some(program(directory.path(), script)));
    let mut writer = Peer::empty(1);
    writer.write(600);
    writer.sync(&ledger, &id(1)).await;
    ledger.settled().await;
    let mut fresh = Peer::empty(2);
    fresh.sync(&ledger, &id(1)).await;
    fresh.assert_same(&writer);
    ledger.close();
    let storage = Sqlite::open(&directory.path().join("ledger.db")).unwrap();
    let stored = Storage::open(&storage, &id(1)).unwrap().unwrap();
    assert_eq!((stored.graph.len(), stored.graph.covered().len()), (600, 0));
}

#[tokio::test]
async fn a_warden_that_crashes_leaves_every_change() {
    stays_raw("exit 1").await;
    stays_raw("kill -9 $$").await;
    stays_raw("head -c 100 >/dev/null; kill -9 $$").await;
}

#[tokio::test]
async fn a_warden_that_returns_something_else_is_not_believed() {
    stays_raw("cat").await;
    let directory = tempdir().unwrap();
    let other = directory.path().join("other");
    let mut writer = Peer::empty(7);
    writer.write(600);
    fs::write(&other, writer.copy.save()).unwrap();
    stays_raw(&format!("cat >/dev/null; cat {}", other.display())).await;
    let program = program(directory.path(), &format!("cat >/dev/null; cat {}", other.display()));
    let refused = Warden::new(program, PATIENCE).run(&task());
    assert!(matches!(refused, Err(WardenError::OtherHeads)), "{refused:?}");
}

#[test]
fn a_warden_that_hangs_is_killed_when_its_time_is_up_or_the_server_ends() {
    let directory = tempdir().unwrap();
    let program = program(directory.path(), "exec tail -f /dev/null");
    let started = Instant::now();
    let slow = Warden::new(program.clone(), Duration::from_millis(50));
    assert!(matches!(slow.run(&task()), Err(WardenError::Limits)));
    let warden = Warden::new(program, PATIENCE);
    std::thread::scope(|scope| {
        let run = scope.spawn(|| warden.run(&task()));
        warden.stop();
        assert!(matches!(run.join().unwrap(), Err(WardenError::Stopped)));
    });
    assert!(matches!(warden.run(&task()), Err(WardenError::Stopped)), "it starts no more");
    assert!(started.elapsed() < PATIENCE);
}

#[test]
fn the_real_warden_returns_the_document_at_exactly_the_heads_asked_for() {
    let warden = Warden::new(real().unwrap(), PATIENCE);
    let task = task();
    let chunk = warden.run(&task).unwrap();
    assert_eq!(Automerge::load(&chunk).unwrap().get_heads(), task.heads);
    let more = Task { snapshot: chunk, changes: Vec::new(), ..task.clone() };
    assert!(warden.run(&more).is_ok());
    let fewer = Task { changes: task.changes[..task.changes.len() - 1].to_vec(), ..task };
    assert!(matches!(warden.run(&fewer), Err(WardenError::Limits)), "it says nothing then");
}

#[test]
fn the_real_warden_reads_no_more_than_its_limit_and_believes_no_length() {
    for input in [&b""[..], &[0xff; 4], &[0, 0, 0, 0, 0xff, 0xff, 0xff, 0xff], &[0; 7]] {
        let mut child = Command::new(real().unwrap())
            .arg(COMMAND)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        std::io::Write::write_all(&mut child.stdin.take().unwrap(), input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(!output.status.success() && output.stdout.is_empty());
    }
}
