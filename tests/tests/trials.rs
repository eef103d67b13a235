//! A child that dies, hangs or asks for all memory costs its sender a refusal, and nobody else anything.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use automerge::transaction::Transactable;
use automerge::{ActorId, AutoCommit, Automerge, Change, ObjType, ROOT, ScalarValue};
use rebound_sync_server::limits::Limits;
use rebound_sync_server::warden::trials::TrialVerdict::{Refused, Sound};
use rebound_sync_server::warden::trials::{Trial, TrialVerdict, Trials};
use rebound_sync_server::warden::{Allotment, Children};
use rebound_tests::forge::{Forged, KEY_STRING, OBJECT_ACTOR, OBJECT_COUNTER};
use tempfile::TempDir;

const SERVER: &str = env!("CARGO_BIN_EXE_serve");

/// Longer than any of these takes.
const PATIENCE: Duration = Duration::from_secs(20);

/// A program that does what `script` says.
fn program(directory: &TempDir, script: &str) -> PathBuf {
    let path = directory.path().join("warden.sh");
    fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
    path
}

/// Changes that follow each other, with one operation each.
fn chain(count: u64) -> Vec<Vec<u8>> {
    let mut copy = AutoCommit::new().with_actor(ActorId::from([7; 16]));
    for number in 0..count {
        copy.put(ROOT, "number", number).unwrap();
        copy.commit();
    }
    copy.get_changes(&[]).iter().map(|change| change.raw_bytes().to_vec()).collect()
}

/// A hundred bytes that stand for more operations than any machine can count.
fn bomb() -> Vec<u8> {
    let bomb = Forged::first(&[9; 16], 1 << 40).chunk();
    assert!(bomb.len() < 200);
    bomb
}

/// Tries changes of a document that has none yet.
fn verdicts(program: &Path, trial_max: Duration, candidates: &[Vec<u8>]) -> Vec<TrialVerdict> {
    let mut trials = Trials::new(program.to_owned(), trial_max);
    let trial = || Trial { document: 1, candidates: candidates.to_vec(), ..Trial::default() };
    trials.run(trial(), &|| Some(trial()))
}

#[test]
fn where_nobody_can_try_nothing_is_let_in() {
    let directory = TempDir::new().unwrap();
    for script in ["exit 1", "kill -9 $$", "head -c 20 >/dev/null; kill -9 $$", "yes"] {
        let program = program(&directory, script);
        assert_eq!(verdicts(&program, PATIENCE, &chain(3)), [Refused; 3], "{script}");
    }
    let missing = directory.path().join("missing");
    assert_eq!(verdicts(&missing, PATIENCE, &chain(2)), [Refused; 2]);
}

#[test]
fn it_is_known_whether_a_change_was_refused_for_want_of_a_child() {
    let directory = TempDir::new().unwrap();
    let trial = || Trial { document: 1, candidates: chain(2), ..Trial::default() };
    let mut trials = Trials::new(directory.path().join("missing"), PATIENCE);
    assert_eq!(trials.run(trial(), &|| Some(trial())), [Refused; 2]);
    assert!(!trials.could_try());
    let mut trials = Trials::new(SERVER.into(), PATIENCE);
    assert_eq!(trials.run(trial(), &|| Some(trial())), [Sound { ops: 1 }; 2]);
    assert!(trials.could_try());
    trials.killer().stop();
    assert!(!trials.could_try());
}

#[test]
fn a_child_has_the_memory_and_the_time_that_the_operator_allots() {
    let mut copy = AutoCommit::new();
    copy.put(ROOT, "large", vec![7; 20 * 1024 * 1024]).unwrap();
    let large = copy.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert!(large.len() > 20 * 1024 * 1024);
    let run = |children| {
        let trial = || Trial { document: 1, candidates: vec![large.clone()], ..Trial::default() };
        Trials::by(SERVER.into(), children).run(trial(), &|| Some(trial()))
    };
    let limits = Limits { trial_seconds: 60, warden_bytes: 1 << 30, ..Limits::default() };
    let children = Children::from(&limits);
    assert_eq!(run(children), [Sound { ops: 1 }]);
    // With less than the change has itself.
    let allotment = Allotment { memory_bytes: 16 << 20, ..children.allotment };
    assert_eq!(run(Children { allotment, ..children }), [Refused]);
}

#[test]
fn a_child_that_has_grown_gives_its_memory_back_when_it_rests() {
    let mut trials = Trials::new(SERVER.into(), PATIENCE);
    let mut run = |changes: &[Vec<u8>]| {
        let trial = || Trial { document: 1, candidates: changes.to_vec(), ..Trial::default() };
        assert!(!trials.run(trial(), &|| Some(trial())).contains(&Refused));
        trials.rest();
        trials.kept(1)
    };
    // The document is there for the next trial.
    assert_eq!(run(&chain(3)), Some(0));
    let mut copy = AutoCommit::new();
    copy.put(ROOT, "large", vec![7; 12 * 1024 * 1024]).unwrap();
    let large = copy.get_last_local_change().unwrap().raw_bytes().to_vec();
    assert_eq!(run(&[large]), None);
}

#[test]
fn a_child_that_hangs_is_ended_when_its_time_is_up() {
    let directory = TempDir::new().unwrap();
    let program = program(&directory, "exec tail -f /dev/null");
    assert_eq!(verdicts(&program, Duration::from_millis(50), &chain(2)), [Refused; 2]);
}

#[test]
fn a_child_that_others_keep_from_the_processor_gets_more_time() {
    let directory = TempDir::new().unwrap();
    // It does nothing for longer than a trial may take, and then what it is there for.
    let script = format!("timeout 1.5 tail -f /dev/null; exec {SERVER} warden");
    let program = program(&directory, &script);
    let verdicts = verdicts(&program, Duration::from_secs(1), &chain(2));
    assert_eq!(verdicts, [Sound { ops: 1 }; 2]);
}

#[test]
fn a_bomb_is_refused_alone_and_what_came_with_it_is_let_in() {
    let mut candidates = chain(2);
    candidates.insert(1, bomb());
    // The second half is tried on what has stood the trial of the first: the last one depends on it.
    let verdicts = verdicts(Path::new(SERVER), Duration::from_secs(3), &candidates);
    assert_eq!(verdicts, [Sound { ops: 1 }, Refused, Sound { ops: 1 }]);
}

/// A list of so many numbers, and what puts an entry of a map into it.
fn key_in_a_list(numbers: i64) -> (Vec<u8>, Vec<u8>) {
    let mut copy = AutoCommit::new().with_actor(ActorId::from([7; 16]));
    let list = copy.put_object(ROOT, "list", ObjType::List).unwrap();
    copy.splice(&list, 0, 0, (0..numbers).map(ScalarValue::from)).unwrap();
    let made = copy.get_last_local_change().unwrap();
    let mut forged = Forged::first(&[9; 16], 1);
    forged.deps = vec![made.hash()];
    forged.start_op = made.max_op() + 1;
    forged.others = vec![vec![7; 16]];
    // Operation 1 of the first of the others made the list.
    forged.columns.insert(0, (OBJECT_ACTOR, vec![0x7f, 1]));
    forged.columns.insert(1, (OBJECT_COUNTER, vec![0x7f, 1]));
    assert!(forged.columns.iter().any(|(spec, _)| *spec == KEY_STRING));
    (made.raw_bytes().to_vec(), forged.chunk())
}

#[test]
fn what_is_of_another_kind_than_its_object_is_refused_in_small_documents_and_in_large_ones() {
    for numbers in [10, 10_000] {
        let (made, poison) = key_in_a_list(numbers);
        // Whoever has the document takes it, and gives it out again as it came.
        let mut copy = Automerge::new();
        for bytes in [&made, &poison] {
            copy.apply_changes([Change::try_from(&bytes[..]).unwrap()]).unwrap();
        }
        let trial = || Trial {
            document: 1,
            stored: vec![made.clone()],
            candidates: vec![poison.clone()],
            ..Trial::default()
        };
        let verdicts = Trials::new(SERVER.into(), PATIENCE).run(trial(), &|| Some(trial()));
        assert_eq!(verdicts, [Refused], "{numbers}");
    }
}

#[test]
fn what_stood_its_trial_and_was_not_taken_is_not_there_for_the_next_one() {
    let changes = chain(4);
    let mut trials = Trials::new(SERVER.into(), PATIENCE);
    let mut run = |from: usize, stored: &[Vec<u8>], staged: &[Vec<u8>], candidate: usize| {
        let candidates = vec![changes[candidate].clone()];
        let (stored, staged) = (stored.to_vec(), staged.to_vec());
        let trial = Trial { document: 1, from, stored, staged, candidates, ..Trial::default() };
        trials.run(trial, &|| None)
    };
    assert_eq!(run(0, &changes[..1], &[], 1), [Sound { ops: 1 }]);
    // It waits for its commit, and is stored.
    assert_eq!(run(1, &[], &changes[1..2], 2), [Sound { ops: 1 }]);
    assert_eq!(run(1, &changes[1..2], &changes[2..3], 3), [Sound { ops: 1 }]);
    // The third was taken back: the fourth depends on it.
    assert_eq!(run(2, &[], &[], 3), [Refused]);
    assert_eq!(run(2, &[], &[], 2), [Sound { ops: 1 }]);
    assert_eq!(run(2, &changes[2..3], &[], 3), [Sound { ops: 1 }]);
}

#[test]
fn a_child_that_dies_of_its_age_costs_nobody_a_change() {
    let directory = TempDir::new().unwrap();
    let (changes, flag) = (chain(3), directory.path().join("flag"));
    // The first one has bytes for one case and a part of the next. There are 44 besides the change.
    let (flag, bytes) = (flag.display(), 44 + changes[0].len() + 10);
    let script = format!(
        "[ -e {flag} ] && exec {SERVER} warden; touch {flag}; dd bs=1 count={bytes} | {SERVER} warden"
    );
    let mut trials = Trials::new(program(&directory, &script), PATIENCE);
    let trial = |stored: &[Vec<u8>], candidates: &[Vec<u8>]| {
        let (stored, candidates) = (stored.to_vec(), candidates.to_vec());
        Trial { document: 1, stored, candidates, ..Trial::default() }
    };
    let mut run = |stored: &[Vec<u8>], candidates: &[Vec<u8>]| {
        trials.run(trial(stored, candidates), &|| Some(trial(stored, candidates)))
    };
    let (first, rest) = changes.split_at(1);
    assert_eq!(run(&[], first), [Sound { ops: 1 }]);
    assert_eq!(run(first, rest), [Sound { ops: 1 }; 2]);
}
