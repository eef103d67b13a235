//! How the library that a phone loads is linked: as small as it gets, where it is built for that.

use std::env;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let says = |name: &str| env::var(name).unwrap_or_default();
    // The profile `mobile` is the only one that asks for it.
    if says("OPT_LEVEL") != "z" {
        return;
    }
    for argument in link_arguments(&says("CARGO_CFG_TARGET_OS")) {
        println!("cargo::rustc-cdylib-link-arg=-Wl,{argument}");
    }
}

/// Each takes the same linker: LLVM's, which Rust's own targets and the NDK have.
fn link_arguments(system: &str) -> &'static [&'static str] {
    match system {
        // Places to relocate, by their distances; glibc reads them so from 2.36 on. Functions that are the same
        // are there once.
        "linux" => &["-z,pack-relative-relocs", "--icf=all"],
        // The form that Android reads from version 6 (API 23) on; RELR, which is smaller by little, needs API 28.
        "android" => &["--pack-dyn-relocs=android", "--icf=all"],
        _ => &[],
    }
}
