#!/usr/bin/env bash
# Checks that the library for phones compiles for Android and for iOS. Nothing is linked, so neither NDK nor Xcode
# is needed; SQLite, which is C, is left out: what takes its compiler's place does nothing.
#
# The standard libraries come from rustup where rustup can download them. Elsewhere they are built from Debian's
# packages of the compiler for the web, once, and kept under target/.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
targets=(aarch64-linux-android aarch64-apple-ios)

have() { [ -d "$(rustc --print sysroot)/lib/rustlib/$1/lib" ]; }
for target in "${targets[@]}"; do
    have "$target" || { command -v rustup >/dev/null && timeout 300 rustup target add "$target"; } || missing=yes
done
if [ -n "${missing:-}" ]; then
    echo "rustup cannot add all of ${targets[*]} here; their standard libraries are built from packages"
    .ci/target-std.sh target/wasm-std "${targets[@]}"
    RUSTC="$PWD/target/wasm-std/rustc"
    export RUSTC
fi

# Its archiver does nothing, either. With an SDK named, nobody looks for Xcode's.
export CC=true AR=true SDKROOT="$PWD"
host=$(rustc -vV | sed -n 's/^host: //p' | tr - _)
export "CC_$host=cc" "AR_$host=ar"
for target in "${targets[@]}"; do
    CARGO_TARGET_DIR=target/phones cargo check -p rebound-mobile --target "$target"
    echo "phones: compiles for $target"
done
