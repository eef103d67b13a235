//! The compiler with a standard library for a browser: rustup's, or else one that is built from Debian's packages.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Fault, run};

const TARGET: &str = "wasm32-unknown-unknown";

/// What to do where neither can be had.
const HOW: &str =
    "the standard library for the browser is missing: `rustup target add wasm32-unknown-unknown`";

/// Which compiler builds the core for a browser.
pub(crate) enum Compiler {
    /// The one that builds everything else.
    Own,
    /// Another one, which has the library.
    At(PathBuf),
}

impl Compiler {
    pub(crate) fn find(root: &Path) -> Result<Self, Fault> {
        let sysroot = Command::new("rustc").args(["--print", "sysroot"]).output()?.stdout;
        let sysroot = PathBuf::from(String::from_utf8(sysroot)?.trim());
        let has_library = || sysroot.join("lib/rustlib").join(TARGET).join("lib").exists();
        if has_library() {
            return Ok(Self::Own);
        }
        let built = root.join("target/wasm-std/rustc");
        if !built.exists() {
            // Where there is no rustup, or no network, it is built.
            let added = run(Command::new("rustup").args(["target", "add", TARGET]));
            if added.is_ok() && has_library() {
                return Ok(Self::Own);
            }
        }
        let script = root.join(".ci/target-std.sh");
        run(Command::new(script).arg(root.join("target/wasm-std")).arg(TARGET))
            .map_err(|error| format!("{HOW}\n({error})"))?;
        Ok(Self::At(built))
    }

    /// Builds the core; says where it lies.
    pub(crate) fn build(&self, root: &Path) -> Result<PathBuf, Fault> {
        let folder = root.join("target/wasm");
        let mut command = Command::new("cargo");
        command.current_dir(root).env("CARGO_TARGET_DIR", &folder);
        command.args(["build", "-p", "rebound-web", "--profile", "web", "--target", TARGET]);
        if let Self::At(compiler) = self {
            command.env("RUSTC", compiler);
        }
        run(&mut command)?;
        Ok(folder.join(TARGET).join("web/rebound_web.wasm"))
    }
}
