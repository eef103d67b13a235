//! Writes a table of the app's files: each as it is, and compressed where that is smaller.

use std::collections::BTreeMap;
use std::env::var_os;
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use brotli::CompressorWriter;
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

/// Where the app lies instead of `app/dist`.
const FOLDER: &str = "REBOUND_APP_DIST";

/// The largest window that every browser takes: 4 MiB.
const BROTLI_WINDOW: i32 = 22;

/// Kinds of files by the ends of their names.
const KINDS: &[(&str, &str)] = &[
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("js", "text/javascript; charset=utf-8"),
    ("json", "application/json"),
    ("png", "image/png"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("wasm", "application/wasm"),
    ("webmanifest", "application/manifest+json"),
    ("woff2", "font/woff2"),
];

/// Writes the table into the folder for what is built.
pub(crate) fn embed() -> Result<(), Box<dyn Error>> {
    let named =
        |name: &str| var_os(name).map(PathBuf::from).ok_or_else(|| format!("{name} is not set"));
    let folder = match named(FOLDER) {
        Ok(folder) => std::path::absolute(folder)?,
        Err(_) => named("CARGO_MANIFEST_DIR")?.join("app/dist"),
    };
    println!("cargo::rerun-if-env-changed={FOLDER}");
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=build/embedding.rs");
    println!("cargo::rerun-if-changed={}", folder.display());
    // The tests hold what is served against it.
    println!("cargo::rustc-env=REBOUND_APP_EMBEDDED={}", folder.display());
    if !folder.join("index.html").is_file() {
        let lacking = format!("the app is not in {}", folder.display());
        return Err(format!("{lacking}: `cargo app` builds it, and the server with it").into());
    }
    let out = named("OUT_DIR")?;
    let mut table = String::from("const FILES: &[File] = &[\n");
    for (number, (path, file)) in files(&folder)?.into_iter().enumerate() {
        let kind = kind(&file)?;
        let is_hashed = path.starts_with("/assets/");
        writeln!(
            table,
            "File {{ path: {path:?}, kind: {kind:?}, is_hashed: {is_hashed}, packings: &["
        )?;
        for (coding, bytes) in packings(&fs::read(&file)?)? {
            let mut hasher = DefaultHasher::new();
            (coding, &bytes).hash(&mut hasher);
            let (tag, name) = (hasher.finish(), format!("{number}.{coding}"));
            fs::write(out.join(&name), bytes)?;
            let tag = format!("\"{tag:016x}\"");
            writeln!(
                table,
                "Packing {{ coding: {coding:?}, tag: {tag:?}, bytes: include_bytes!({name:?}) }},"
            )?;
        }
        table.push_str("] },\n");
    }
    table.push_str("];\n");
    Ok(fs::write(out.join("site.rs"), table)?)
}

/// The files below a folder, by the paths that they are asked for with.
fn files(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Box<dyn Error>> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![folder.to_owned()]);
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(folder)?.to_str().ok_or("a name is not in UTF-8")?;
            found.insert(format!("/{}", below.replace('\\', "/")), path);
        }
    }
    Ok(found)
}

fn kind(file: &Path) -> Result<&'static str, String> {
    let end = file.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let kind = KINDS.iter().find(|(known, _)| *known == end);
    kind.map(|(_, kind)| *kind).ok_or_else(|| format!("{}: of no known kind", file.display()))
}

/// Codings with what a file comes to in each.
type Packings = Vec<(&'static str, Vec<u8>)>;

/// The packings that a file is sent in, the smallest first and as it is last.
fn packings(plain: &[u8]) -> Result<Packings, Box<dyn Error>> {
    let mut params =
        BrotliEncoderParams { quality: 11, lgwin: BROTLI_WINDOW, ..Default::default() };
    params.size_hint = plain.len();
    let mut brotli = CompressorWriter::with_params(Vec::new(), 4096, &params);
    brotli.write_all(plain)?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(plain)?;
    let mut packings = vec![("br", brotli.into_inner()), ("gzip", gzip.finish()?)];
    packings.retain(|(_, bytes)| bytes.len() < plain.len());
    packings.sort_by_key(|(_, bytes)| bytes.len());
    packings.push(("identity", plain.to_vec()));
    Ok(packings)
}
