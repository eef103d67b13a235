//! The command; everything it does is in the library.

use std::process::ExitCode;

/// Gives memory back that a burst of large messages took; the system's keeps most of it.
#[global_allocator]
static MEMORY: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rebound_sync_server::command::run()
}
