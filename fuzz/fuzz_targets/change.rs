//! Changes under a sound checksum.

#![no_main]

use std::panic::set_hook;

use libfuzzer_sys::fuzz_target;

// Automerge's panics are caught where its bytes are admitted; only one that is not caught is a find.
fuzz_target!(init: set_hook(Box::new(|_| {})), |bytes: &[u8]| rebound_tests::fuzz::change(bytes));
