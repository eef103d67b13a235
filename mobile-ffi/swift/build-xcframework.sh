#!/usr/bin/env bash
# Makes ReboundCoreFFI.xcframework, which the package links on Apple's systems, and the generated sources beside it.
# Written to the steps that Apple and Rust document; it was not run: it takes macOS with Xcode and
# `rustup target add aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin`.
#
# usage: mobile-ffi/swift/build-xcframework.sh
set -euo pipefail
cd "$(dirname "$0")"
root=$(cd ../.. && pwd)
targets=(aarch64-apple-ios aarch64-apple-ios-sim aarch64-apple-darwin)

cargo build --manifest-path "$root/Cargo.toml" -p rebound-mobile --features bindgen
./generate.sh "$root/target/debug"
arguments=()
for target in "${targets[@]}"; do
    cargo build --manifest-path "$root/Cargo.toml" --profile mobile -p rebound-mobile --lib --target "$target"
    # An archive whose name begins with `lib` in a folder of its own: Xcode copies what lies beside it.
    mkdir -p "$root/target/xcframework/$target"
    cp "$root/target/$target/mobile/librebound_mobile.a" "$root/target/xcframework/$target/"
    arguments+=(-library "$root/target/xcframework/$target/librebound_mobile.a" -headers Generated/ReboundCoreFFI)
done
rm -rf ReboundCoreFFI.xcframework
xcodebuild -create-xcframework "${arguments[@]}" -output ReboundCoreFFI.xcframework
# For a release: the archive is attached to it, and Package.swift names its address and this checksum.
zip -qry "$root/target/ReboundCoreFFI.xcframework.zip" ReboundCoreFFI.xcframework
swift package compute-checksum "$root/target/ReboundCoreFFI.xcframework.zip"
