#!/usr/bin/env bash
# Tells the version of the compiler that builds for browsers, if there is one: rustup's, or the one that
# `.ci/target-std.sh target/wasm-std` has made.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -d "$(rustc --print target-libdir --target wasm32-unknown-unknown)" ]; then
    exec rustc --version
fi
exec target/wasm-std/rustc --version
