//! The house rules that a compiler does not check: who may import whom, and what a file looks like.
//!
//! Every fault is reported at once, with the file and what is allowed there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

#[path = "tidy/crossing.rs"]
mod crossing;
#[path = "tidy/english.rs"]
mod english;
#[path = "tidy/imports.rs"]
mod imports;
#[path = "tidy/keys.rs"]
mod keys;
#[path = "tidy/types.rs"]
mod types;

/// Which modules of the core a module may import, besides itself. The longest name that fits decides.
///
/// Read from top to bottom: nobody may import what stands below.
const LAYERS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("wording", &["base"]),
    ("reading", &["base", "wording"]),
    ("exam", &["base", "wording", "reading"]),
    ("facts", &["base", "wording"]),
    ("coach", &["base", "wording", "exam", "facts"]),
    ("formats", &["base", "wording", "reading", "exam", "facts", "coach"]),
    ("screens", &["base", "wording", "exam", "facts", "coach", "formats"]),
    ("replica", &["base"]),
    ("replica/document", &["base", "facts"]),
    ("store", &["base", "replica"]),
    (
        "engine",
        &["base", "wording", "exam", "facts", "coach", "formats", "screens", "replica", "store"],
    ),
    (
        "device",
        &[
            "base", "wording", "exam", "facts", "coach", "formats", "screens", "replica", "store",
            "engine",
        ],
    ),
    ("account", &["base", "replica", "engine"]),
    (
        "crossing",
        &[
            "base", "wording", "exam", "facts", "coach", "formats", "screens", "replica", "store",
            "engine", "device", "account",
        ],
    ),
];

/// Which of our packages a package's sources may name. The harness in `tests` sees all of them.
const PACKAGES: &[(&str, &[&str])] =
    &[("core", &[]), ("sync-server", &["rebound_core"]), ("mobile-ffi", &["rebound_core"])];

const LINES_MAX: usize = 400;

/// Split in two, so that this file does not find itself.
const REGISTRIES_AND_MACHINES: &[(&str, &str)] = &[
    ("registry.npm", "js.org"),
    ("crates", ".io"),
    ("pypi", ".org"),
    ("pythonhosted", ".org"),
    ("deb.debian", ".org"),
    ("/home", "/"),
    ("/root", "/"),
    ("/work", "/wt/"),
    ("/work", "/main"),
    ("/work", "/shared"),
];

/// What lies in a checkout without being part of it. In a second worktree `.git` is a file.
const NOT_OURS: &[&str] = &[".git", ".venv", "__pycache__", "node_modules", "target"];

#[test]
fn modules_of_the_core_import_only_from_the_layers_below() {
    let mut faults = Vec::new();
    for source in sources("core/src") {
        let Some(layer) = LAYERS.iter().rfind(|(name, _)| source.is_in(name)) else {
            if !source.module.is_empty() {
                faults.push(format!("{}: stands in no layer of tidy.rs", source.name));
            }
            continue;
        };
        for path in paths(&source.code, "crate") {
            let (Some(to), Some(own)) = (path.first(), source.module.first()) else { continue };
            if to != own && !layer.1.contains(&to.as_str()) {
                let allowed = layer.1.join(", ");
                faults.push(format!(
                    "{}: may not import `crate::{to}`; `{}` may import: {allowed}",
                    source.name, layer.0
                ));
            }
        }
    }
    check(faults);
}

#[test]
fn no_modules_import_each_other_in_a_circle() {
    for package in ["core/src", "sync-server/src", "mobile-ffi/src", "tests/src", "tests/tasks/src"]
    {
        check(circles(&sources(package)));
    }
}

#[test]
fn packages_see_only_the_packages_below_them() {
    let ours = ["rebound_core", "rebound_sync_server", "rebound_mobile", "rebound_tests"];
    let mut faults = Vec::new();
    for (package, allowed) in PACKAGES {
        let manifest = fs::read_to_string(root().join(package).join("Cargo.toml")).expect("read");
        for other in ours.iter().filter(|other| !allowed.contains(other)) {
            let dependency = other.replace('_', "-");
            if manifest.lines().any(|line| line.starts_with(&dependency)) {
                faults.push(format!("{package}/Cargo.toml: may not depend on {dependency}"));
            }
        }
    }
    // The compiler sees to it that the server knows no exams, as long as nobody asks for the coach.
    let manifest = fs::read_to_string(root().join("sync-server/Cargo.toml")).expect("read");
    if !manifest.lines().any(|line| line == "rebound-core.workspace = true") {
        faults.push("sync-server/Cargo.toml: builds the core without features".to_owned());
    }
    check(faults);
}

#[test]
fn a_source_file_is_one_page_and_says_what_it_is_for() {
    let mut faults = Vec::new();
    for source in ["core", "sync-server", "mobile-ffi", "tests"].iter().flat_map(|top| sources(top))
    {
        let lines = source.text.lines().count();
        if lines > LINES_MAX {
            faults.push(format!("{}: {lines} lines; allowed are {LINES_MAX}", source.name));
        }
        let stem = source.module.last().map_or("", String::as_str);
        // The doc of a file of unit tests is that of the module it tests.
        if !source.text.starts_with("//!") && stem != "tests" {
            faults.push(format!("{}: does not start with a `//!` doc", source.name));
        }
        let mut names = source.name.trim_end_matches(".rs").rsplit('/');
        let (file, folder) = (names.next(), names.next());
        if file == folder || matches!(file, Some("mod" | "util" | "utils")) {
            faults.push(format!("{}: name the file after its one concept", source.name));
        }
        if source.code.contains(concat!("super", "::super")) {
            faults.push(format!("{}: write the path from `crate::` on", source.name));
        }
    }
    check(faults);
}

#[test]
fn tests_neither_sleep_nor_stand_aside() {
    let mut faults = Vec::new();
    for source in ["core", "sync-server", "mobile-ffi", "tests"].iter().flat_map(|top| sources(top))
    {
        let tests = match source.code.find("#[cfg(test)]") {
            _ if source.name.split('/').any(|part| part == "tests" || part == "tests.rs") => {
                source.code.as_str()
            }
            Some(start) => &source.code[start..],
            None => continue,
        };
        // Split in two, so that this file does not find itself.
        for (word, instead) in [
            (concat!("sle", "ep("), "wait for the event, with a deadline"),
            (concat!("sle", "ep_until("), "wait for the event, with a deadline"),
            (concat!("#[ign", "ore"), "a test runs or is deleted"),
        ] {
            if tests.contains(word) {
                faults.push(format!("{}: `{word}` in a test: {instead}", source.name));
            }
        }
    }
    check(faults);
}

#[test]
fn nothing_names_a_registry_host_or_a_path_of_a_machine() {
    let mut faults = Vec::new();
    for (name, text) in texts(&root()) {
        // Cargo writes its own index into every lock file.
        if name.ends_with("Cargo.lock") {
            continue;
        }
        for (start, end) in REGISTRIES_AND_MACHINES {
            let word = format!("{start}{end}");
            if let Some(line) = text.lines().position(|line| line.contains(&word)) {
                faults.push(format!("{name}:{}: names `{word}`", line + 1));
            }
        }
    }
    check(faults);
}

#[test]
fn imports_are_seen_in_groups_and_in_the_middle_of_code() {
    let code = "use crate::{sync, base::{ids, time as clock}};\nfn f() -> crate::facts::Fact<u8>";
    let found: Vec<String> = paths(code, "crate").iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["sync", "base::ids", "base::time", "facts::Fact"]);
    assert_eq!(paths("pub(crate) fn f() { not_crate::x() }", "crate"), Vec::<Vec<String>>::new());
}

#[test]
fn a_circle_is_named_with_its_modules() {
    let source = |module: &str, code: &str| Source {
        name: format!("{module}.rs"),
        module: module.split('/').map(str::to_owned).collect(),
        text: String::new(),
        code: code.to_owned(),
    };
    let faults = circles(&[
        source("a", "use crate::a::x::Thing;"),
        source("a/x", "use crate::a::y::Other;"),
        source("a/y", "use crate::{a::{x::Thing}};"),
    ]);
    assert_eq!(faults, ["a::x -> a::y -> a::x: a circle of imports"]);
}

/// One Rust file.
struct Source {
    /// Its path below the root of the repository.
    name: String,
    /// Its path as a module: empty for `lib.rs` and `main.rs`.
    module: Vec<String>,
    text: String,
    /// The text without comments.
    code: String,
}

impl Source {
    fn is_in(&self, layer: &str) -> bool {
        layer.split('/').eq(self.module.iter().take(layer.split('/').count()))
    }
}

fn check(faults: Vec<String>) {
    let faults: BTreeSet<String> = faults.into_iter().collect();
    let list: Vec<&str> = faults.iter().map(String::as_str).collect();
    assert!(list.is_empty(), "{} untidy:\n{}", list.len(), list.join("\n"));
}

/// At each level: which siblings import which, and the circles among them.
fn circles(sources: &[Source]) -> Vec<String> {
    let known: BTreeSet<&[String]> = sources.iter().map(|source| &source.module[..]).collect();
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources {
        for path in paths(&source.code, "crate") {
            let shared = source.module.iter().zip(&path).take_while(|(own, to)| own == to).count();
            let (Some(from), Some(to)) = (source.module.get(..=shared), path.get(..=shared)) else {
                continue;
            };
            if known.contains(to) {
                edges.entry(from.join("::")).or_default().insert(to.join("::"));
            }
        }
    }
    edges.keys().filter_map(|start| circle(start, &edges)).collect()
}

/// The circle through `start` in which no other module comes first in the alphabet.
fn circle(start: &str, edges: &BTreeMap<String, BTreeSet<String>>) -> Option<String> {
    let mut roads = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while let Some(road) = roads.pop() {
        for next in edges.get(*road.last()?).into_iter().flatten() {
            let mut longer = road.clone();
            longer.push(next);
            if next == start {
                return Some(format!("{}: a circle of imports", longer.join(" -> ")));
            }
            if next.as_str() > start && seen.insert(next) {
                roads.push(longer);
            }
        }
    }
    None
}

/// Every path in `code` that begins with `root::`, without the root; groups are taken apart.
fn paths(code: &str, root: &str) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices(&format!("{root}::")) {
        if !code[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_') {
            expand(&code[at + root.len() + 2..], &[], &mut found);
        }
    }
    found
}

/// Reads one path or one group of paths, and returns what follows it.
fn expand<'a>(mut code: &'a str, prefix: &[String], found: &mut Vec<Vec<String>>) -> &'a str {
    let mut path = prefix.to_vec();
    loop {
        code = code.trim_start();
        if let Some(mut inside) = code.strip_prefix('{') {
            while !inside.trim_start().is_empty() && !inside.trim_start().starts_with('}') {
                inside = expand(inside, &path, found);
                inside = &inside[inside.find([',', '}']).unwrap_or(inside.len())..];
                inside = inside.strip_prefix(',').unwrap_or(inside);
            }
            return inside.trim_start().strip_prefix('}').unwrap_or(inside);
        }
        let end = code.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(code.len());
        if end > 0 {
            path.push(code[..end].to_owned());
        }
        code = &code[end..];
        match code.strip_prefix("::") {
            Some(rest) if end > 0 => code = rest,
            Some(_) | None => break,
        }
    }
    found.push(path);
    code
}

fn sources(below: &str) -> Vec<Source> {
    let texts = texts(&root().join(below));
    let rust = texts.into_iter().filter(|(name, _)| name.ends_with(".rs"));
    let source = |(name, text): (String, String)| {
        let inner = name.trim_start_matches(below).trim_end_matches(".rs");
        let parts = inner.split('/').filter(|part| !matches!(*part, "" | "lib" | "main"));
        let module = parts.map(str::to_owned).collect();
        let code = text.lines().map(|line| line.split("//").next().unwrap_or(line));
        let code = code.collect::<Vec<_>>().join("\n");
        Source { name, module, text, code }
    };
    rust.map(source).collect()
}

/// Every text file below `top`, by its path below the root of the repository.
fn texts(top: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut folders = vec![top.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the repository").flatten() {
            let path = entry.path();
            let name = entry.file_name();
            if NOT_OURS.iter().any(|skipped| name == *skipped) {
                continue;
            } else if path.is_dir() {
                folders.push(path);
            } else if let Ok(text) = fs::read_to_string(&path) {
                let below = path.strip_prefix(root()).expect("below the root");
                found.insert(below.display().to_string(), text);
            }
        }
    }
    found
}

fn root() -> PathBuf {
    let tasks = Path::new(env!("CARGO_MANIFEST_DIR"));
    tasks.ancestors().nth(2).expect("the workspace").to_owned()
}
