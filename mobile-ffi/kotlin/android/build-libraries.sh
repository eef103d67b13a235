#!/usr/bin/env bash
# Builds librebound_mobile.so for Android's processors into JNI_DIR/<abi>/, by the steps that cargo-ndk documents.
# It needs the Android NDK (r28 or newer), whose llvm-objcopy OBJCOPY names, `cargo install cargo-ndk` and the targets below. Not run here: there
# is no NDK on the machines that try this repository.
#
# usage: build-libraries.sh JNI_DIR
set -euo pipefail
jni=$(realpath --canonicalize-missing "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

rustup target add aarch64-linux-android armv7-linux-androideabi x86_64-linux-android
# 16 KB pages: newer NDKs link so by themselves, older ones when they are told.
export RUSTFLAGS="-C link-arg=-Wl,-z,max-page-size=16384"
cargo ndk --platform 26 --target arm64-v8a --target armeabi-v7a --target x86_64 --output-dir "$jni" \
    --no-strip build --profile mobile --package rebound-mobile
# What a phone loads, and beside it, for the reports of crashes, what names its parts.
for abi in "$jni"/*/; do
    mobile-ffi/strip.sh "$abi/librebound_mobile.so" "target/handed-out/$(basename "$abi")"
    cp "target/handed-out/$(basename "$abi")/librebound_mobile.so" "$abi"
done
mobile-ffi/kotlin/android/page-size.sh "$jni"
