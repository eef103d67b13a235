//! Imports have one form: a line for each module, `use a::b::{C, D};`.

use std::collections::BTreeSet;

use crate::{check, sources};

#[test]
fn each_module_is_imported_by_one_line_of_its_own() {
    let mut faults = Vec::new();
    for source in ["core", "sync-server", "mobile-ffi", "tests"].iter().flat_map(|top| sources(top))
    {
        let named = |import| format!("{}: {import}", source.name);
        faults.extend(untidy(&source.text).into_iter().map(named));
    }
    check(faults);
}

#[test]
fn a_group_in_a_group_and_a_module_in_two_lines_are_found() {
    assert_eq!(untidy("use a::{b, c};\nuse a::b::{C, D};\n"), Vec::<String>::new());
    assert_eq!(untidy("use a::{b::C, d};\n"), ["use a::{b::C, d}: one line for each module"]);
    assert_eq!(untidy("use a::b;\nuse a::c;\n"), ["use a::c: `a` stands in a line above"]);
    assert_eq!(untidy("use a::b;\n\nuse a::c;\n"), Vec::<String>::new(), "another paragraph");
    assert_eq!(
        untidy("use a::b;\n#[cfg(x)]\nuse a::c;\n"),
        Vec::<String>::new(),
        "another condition"
    );
}

/// The imports of a file that are not of the one form. An empty line or an attribute begins anew.
fn untidy(text: &str) -> Vec<String> {
    let (mut faults, mut seen) = (Vec::new(), BTreeSet::new());
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let visibility = line.split("use ").next().unwrap_or_default();
        let is_import = line[visibility.len()..].starts_with("use ")
            && (["", "pub "].contains(&visibility) || visibility.ends_with(") "));
        if !is_import {
            seen.clear();
            continue;
        }
        let mut import = line.to_owned();
        while !import.ends_with(';') {
            let Some(more) = lines.next() else { break };
            import.push_str(more.trim());
        }
        let path = import[visibility.len() + 4..].trim_end_matches(';').to_owned();
        let (module, inside) = match path.split_once('{') {
            Some((module, inside)) => (module.trim_end_matches("::").to_owned(), inside),
            None => (path.rsplit_once("::").map_or(String::new(), |(to, _)| to.to_owned()), ""),
        };
        if inside.contains("::") || inside.contains("self") {
            faults.push(format!("use {path}: one line for each module"));
        } else if !module.is_empty() && !seen.insert((visibility.to_owned(), module.clone())) {
            faults.push(format!("use {path}: `{module}` stands in a line above"));
        }
    }
    faults
}
