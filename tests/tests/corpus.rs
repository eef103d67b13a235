//! What the fuzzer has found, and what is nearly that: no input brings the server or a device down.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use rebound_tests::fuzz::api::Api;
use rebound_tests::fuzz::mutation::Mutations;
use rebound_tests::fuzz::{TARGETS, frame};
use rebound_tests::setting;

/// Inputs of each kind besides those that are kept. `REBOUND_MUTATIONS` for more.
const MUTATIONS: u64 = 2_000;

/// The inputs that are kept, by name.
fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files =
        fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = files.map(|file| file.unwrap().path());
    let read = |path: std::path::PathBuf| {
        (path.file_name().unwrap().display().to_string(), fs::read(&path).unwrap())
    };
    let mut inputs: Vec<_> = paths.map(read).collect();
    inputs.sort();
    assert!(inputs.len() >= 5, "{target} has only {} inputs", inputs.len());
    inputs
}

/// Tries every input that is kept and as many that are nearly those.
fn replay(target: &str, seed: u64, take: impl Fn(&[u8])) {
    let (names, inputs): (Vec<_>, Vec<_>) = corpus(target).into_iter().unzip();
    for (name, input) in names.iter().zip(&inputs) {
        assert!(stands(&take, input), "{target}: {name}");
    }
    let mut mutations = Mutations::new(seed);
    for number in 0..setting("REBOUND_MUTATIONS", MUTATIONS) {
        let input = mutations.next(&inputs);
        if !stands(&take, &input) {
            let path = std::env::temp_dir().join(format!("{target}-{seed}-{number}"));
            fs::write(&path, &input).unwrap();
            panic!("{target}: number {number} of seed {seed} is in {}", path.display());
        }
    }
}

fn stands(take: impl Fn(&[u8]), input: &[u8]) -> bool {
    catch_unwind(AssertUnwindSafe(|| take(input))).is_ok()
}

#[test]
fn no_frame_message_change_or_snapshot_of_the_corpus_or_near_it_does_harm() {
    for (target, take) in TARGETS {
        replay(target, setting("REBOUND_SEED", 1), take);
    }
}

#[test]
fn no_body_of_the_corpus_or_near_it_is_answered_with_a_fault_of_the_server() {
    let api = Api::start();
    replay("body", setting("REBOUND_SEED", 1), |bytes| api.body(bytes));
}

#[test]
fn an_input_that_does_harm_is_noticed_and_the_same_seed_makes_the_same_inputs() {
    assert!(!stands(|_| panic!("harm"), &[]));
    assert!(stands(frame, &[0xff]));
    let inputs = vec![vec![1, 2, 3], vec![9; 100]];
    let made = |seed| {
        let mut mutations = Mutations::new(seed);
        (0..100).map(|_| mutations.next(&inputs)).collect::<Vec<_>>()
    };
    assert_eq!(made(1), made(1));
    assert_ne!(made(1), made(2));
}
