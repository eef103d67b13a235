//! Bodies of HTTP requests, against a server in the same process.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use rebound_tests::fuzz::api::Api;

static API: LazyLock<Api> = LazyLock::new(Api::start);

fuzz_target!(|bytes: &[u8]| API.body(bytes));
