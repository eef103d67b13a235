//! Where types live: one name for one type, a type implemented at home, and no more arrows between
//! pages than there have to be.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Source, check, paths, sources};

/// The most arrows that a folder may hold: an arrow is one page or room that imports another one,
/// where a room is a folder with its front page. These numbers only shrink.
const ARROWS_MAX: &[(&str, &str, usize)] = &[("core/src", "coach/planner", 39)];

/// Where two types may not have one name.
const PACKAGES: &[&str] = &["core/src", "sync-server/src", "mobile-ffi/src", "tests/src"];

/// Types that are implemented on a page that is not theirs: the page, and the type. Each is being
/// mended in its room; one that is mended has to leave this list.
const IMPLEMENTED_AWAY: &[(&str, &str)] = &[("core/src/exam/catalogue/candidate.rs", "Exam")];

#[test]
fn the_planner_holds_no_more_arrows_than_it_may() {
    let mut faults = Vec::new();
    for (package, folder, most) in ARROWS_MAX {
        let found = arrows(&sources(package), folder).len();
        if found != *most {
            faults.push(format!("{package}/{folder}: {found} arrows; the table says {most}"));
        }
    }
    check(faults);
}

#[test]
fn no_two_types_of_a_crate_have_one_name() {
    let mut faults = Vec::new();
    for package in PACKAGES {
        let homes = homes(&sources(package));
        for (name, pages) in homes.iter().filter(|(_, pages)| pages.len() > 1) {
            let pages: Vec<String> = pages.iter().map(|page| page.join("::")).collect();
            faults.push(format!("{package}: `{name}` is in {}", pages.join(" and in ")));
        }
    }
    check(faults);
}

#[test]
fn a_type_is_implemented_on_its_page_or_on_one_above_or_below_it() {
    let mut found = BTreeSet::new();
    for package in PACKAGES {
        let sources = sources(package);
        let homes = homes(&sources);
        for source in &sources {
            for name in strangers(source, &homes) {
                found.insert((source.name.clone(), name));
            }
        }
    }
    let known = IMPLEMENTED_AWAY.iter().map(|(page, name)| ((*page).into(), (*name).into()));
    let known: BTreeSet<(String, String)> = known.collect();
    let new = found.difference(&known);
    let gone = known.difference(&found);
    let new = new.map(|(page, name)| format!("{page}: `{name}` has its home on another page"));
    let gone = gone.map(|(page, name)| format!("tests/tasks/tests/tidy.rs: `{name}` left {page}"));
    check(new.chain(gone).collect());
}

#[test]
fn a_type_away_from_home_is_seen_in_every_form_of_impl() {
    let page = |module: &str, code: &str| Source {
        name: format!("{module}.rs"),
        module: module.split('/').map(str::to_owned).collect(),
        text: String::new(),
        code: code.to_owned(),
    };
    let home = page("a", "pub struct Own<T>(T);\npub(crate) enum Kind {}\ntrait Tells {}");
    let below = page("a/below", "impl<T: Into<u8>> Own<T> {}");
    let trait_at_home =
        page("a/other", "impl Tells for Vec<u8> {}\nimpl<'a> Tells for Own<&'a u8> {}");
    let away =
        page("b", "impl<'a, T> Own<T>\nwhere T: 'a {}\nimpl std::fmt::Display for a::Kind {}");
    let own_trait = page("c", "trait Counts {}\nimpl Counts for crate::a::Kind {}");
    let homes = homes(&[home, page("c", "trait Counts {}")]);
    for at_home in [below, trait_at_home, own_trait] {
        assert_eq!(strangers(&at_home, &homes), Vec::<String>::new(), "{}", at_home.name);
    }
    assert_eq!(strangers(&away, &homes), ["Own", "Kind"]);
}

/// Which page or room directly inside of `folder` imports which other one, its front page included.
fn arrows(sources: &[Source], folder: &str) -> BTreeSet<(String, String)> {
    let known: BTreeSet<&[String]> = sources.iter().map(|source| &source.module[..]).collect();
    let depth = folder.split('/').count();
    let mut found = BTreeSet::new();
    for source in sources.iter().filter(|source| source.is_in(folder)) {
        let from = &source.module[..source.module.len().min(depth + 1)];
        for path in paths(&source.code, "crate") {
            let inside = folder.split('/').eq(path.iter().take(depth).map(String::as_str));
            let room = path.get(..=depth).filter(|room| known.contains(room));
            let to = room.unwrap_or(&path[..depth.min(path.len())]);
            if inside && from != to {
                found.insert((from.join("::"), to.join("::")));
            }
        }
    }
    found
}

/// The pages on which each type and trait is defined, unit tests aside.
fn homes(sources: &[Source]) -> BTreeMap<String, Vec<Vec<String>>> {
    let mut homes: BTreeMap<String, Vec<Vec<String>>> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.module.last().is_none_or(|m| m != "tests"))
    {
        for line in untested(&source.code).lines() {
            let line = line.trim_start();
            let line = line.strip_prefix("pub").map_or(line, |rest| {
                rest.strip_prefix('(').and_then(|rest| rest.split_once(')')).map_or(rest, |at| at.1)
            });
            let mut words = line.trim_start().splitn(2, ' ');
            let (Some("struct" | "enum" | "trait"), Some(rest)) = (words.next(), words.next())
            else {
                continue;
            };
            homes.entry(first_word(rest)).or_default().push(source.module.clone());
        }
    }
    homes.remove("");
    homes
}

/// The types that a page implements although neither they nor the trait have their home on it, above
/// it or below it.
fn strangers(source: &Source, homes: &BTreeMap<String, Vec<Vec<String>>>) -> Vec<String> {
    let at_home = |name: &String| {
        homes.get(name).map(|pages| {
            let near = |page: &Vec<String>| page.iter().zip(&source.module).all(|(a, b)| a == b);
            pages.iter().any(near)
        })
    };
    let code = untested(&source.code);
    let starts = code.match_indices("impl").map(|(at, _)| at);
    let starts = starts.filter(|at| *at == 0 || code[..*at].ends_with('\n'));
    let headers = starts.filter_map(|at| code[at + 4..].split('{').next());
    let away = headers.filter_map(|header| {
        let header = after_generics(header.trim_start());
        let header = header.split(" where").next()?.split("\nwhere").next()?;
        let (of, own_trait) = match header.split_once(" for ") {
            Some((own_trait, of)) => (of, Some(last_segment(own_trait))),
            None => (header, None),
        };
        let of = last_segment(of);
        let stands_with_trait = own_trait.is_some_and(|name| at_home(&name) == Some(true));
        (at_home(&of) == Some(false) && !stands_with_trait).then_some(of)
    });
    away.collect()
}

/// The code before its unit tests.
fn untested(code: &str) -> &str {
    code.split("#[cfg(test)]").next().unwrap_or(code)
}

fn first_word(code: &str) -> String {
    code.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

/// What follows the parameters in angle brackets, if `code` begins with some.
fn after_generics(code: &str) -> &str {
    let mut depth = 0_usize;
    for (at, c) in code.char_indices() {
        match c {
            '<' => depth += 1,
            '>' if !code[..at].ends_with('-') => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return if c == '>' { &code[at + 1..] } else { code };
        }
    }
    code
}

/// The name at the end of a path, without parameters, references and lifetimes.
fn last_segment(path: &str) -> String {
    let path = path.trim().trim_start_matches('&').trim_start_matches("mut ");
    let path = path.split('<').next().unwrap_or(path).trim();
    first_word(path.rsplit("::").next().unwrap_or(path))
}
