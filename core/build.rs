//! Packs the files of `data` into what a build carries: 400 kB of JSON, 50 kB once it is deflated. What a browser loads is
//! compressed as a whole on its way, and better than this: there they lie as they are.

use std::error::Error;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

/// As hard as it packs.
const LEVEL: u8 = 10;

#[expect(clippy::disallowed_methods, reason = "cargo says in the environment where to write")]
fn main() -> Result<(), Box<dyn Error>> {
    println!("cargo::rerun-if-changed=data");
    let (mut texts, mut names) = (Vec::new(), String::from("[\n"));
    for path in files(Path::new("data"))? {
        let text = fs::read(&path)?;
        let name = path.strip_prefix("data")?.to_string_lossy().replace('\\', "/");
        writeln!(names, "    ({name:?}, {}),", text.len())?;
        texts.extend(text);
    }
    names.push_str("]\n");
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let packed = match env::var_os("CARGO_FEATURE_WEB") {
        Some(_) => texts,
        None => miniz_oxide::deflate::compress_to_vec(&texts, LEVEL),
    };
    fs::write(out.join("catalogue.packed"), packed)?;
    fs::write(out.join("catalogue.rs"), names)?;
    Ok(())
}

/// All files below a folder, in the order of their names.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}
