#!/usr/bin/env bash
# Checks that the core compiles for a browser: wasm32-unknown-unknown, in the crate that a page loads.
#
# The standard library for that target comes from rustup where rustup can download it. Elsewhere it is built
# from Debian's packages of the compiler for the web, once, and kept under target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
target=wasm32-unknown-unknown

if [ -d "$(rustc --print sysroot)/lib/rustlib/$target/lib" ] ||
    { command -v rustup >/dev/null && timeout 300 rustup target add "$target"; }; then
    exec cargo check -p rebound-web --target "$target"
fi
echo "rustup cannot add $target here; its standard library is built from packages"
.ci/target-std.sh target/wasm-std "$target"
RUSTC="$PWD/target/wasm-std/rustc" CARGO_TARGET_DIR=target/wasm \
    exec cargo check -p rebound-web --target "$target"
