//! Builds what the npm package `@rebound/core` loads, into `mobile-ffi/web/generated`: `cargo run -p rebound-web-pack`.
//!
//! | file | holds |
//! |--|--|
//! | `rebound_bg.wasm` | the core |
//! | `rebound.js`, `rebound.d.ts` | how a worker calls it |
//! | `types.ts` | the types of all calls |

mod target;

use std::error::Error;
use std::path::Path;
use std::process::Command;
use std::time::Instant;
use std::{fs, io};

use wasm_bindgen_cli_support::Bindgen;

use crate::target::Compiler;

/// What could not be done, and what to do about it.
pub(crate) type Fault = Box<dyn Error>;

fn main() -> Result<(), Fault> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("no folder above this one")?;
    let root = web.ancestors().nth(2).ok_or("no workspace above this folder")?;
    let generated = web.join("generated");
    say(
        "the core for the browser: about five minutes the first time, and seconds when nothing has changed",
    )?;
    let compiler = step("the standard library for it", || Compiler::find(root))?;
    let wasm = step("the core", || compiler.build(root))?;
    step("its glue in JavaScript", || glue(&wasm, &generated))?;
    fs::write(generated.join("types.ts"), rebound_web::declarations::module())?;
    let bytes = fs::metadata(generated.join("rebound_bg.wasm"))?.len();
    say(&format!("{}: {} KiB of WebAssembly", generated.display(), bytes / 1024))
}

/// Leaves the folder with what belongs into it, and nothing else.
fn glue(wasm: &Path, generated: &Path) -> Result<(), Fault> {
    if generated.exists() {
        fs::remove_dir_all(generated)?;
    }
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("rebound")
        .web(true)?
        .typescript(true)
        .omit_default_module_path(false);
    bindgen.generate(generated).map_err(|error| format!("{error:#}"))?;
    Ok(())
}

/// Runs a command to its end; what it says is seen as it says it.
pub(crate) fn run(command: &mut Command) -> Result<(), Fault> {
    let status = command.status().map_err(|error| format!("{command:?}: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{command:?}: {status}").into()) }
}

fn step<T>(what: &str, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    say(&format!("{what} …"))?;
    let begun = Instant::now();
    let done = work()?;
    say(&format!("{what}: {:.1} s", begun.elapsed().as_secs_f64()))?;
    Ok(done)
}

fn say(line: &str) -> Result<(), Fault> {
    Ok(io::Write::write_all(&mut io::stdout(), format!("{line}\n").as_bytes())?)
}
