//! Keys stand once: a rule of the coach is named by its variant, and its text is on the rules' page.

use std::collections::BTreeSet;

use crate::{check, sources};

/// Where the keys of the coach's rules are defined.
const RULES: &str = "core/src/coach/rule.rs";

#[test]
fn no_rule_is_named_by_its_key_outside_of_the_page_of_rules() {
    let all: Vec<_> = ["core/src", "mobile-ffi/src"].iter().flat_map(|top| sources(top)).collect();
    let (rules, others): (Vec<_>, Vec<_>) = all.iter().partition(|source| source.name == RULES);
    // Keys of one word, such as `place`, are words of other things as well.
    let keys: BTreeSet<&str> =
        rules.iter().flat_map(|page| keys(&page.code)).filter(|key| key.contains('.')).collect();
    assert!(keys.contains("P4.labs"), "{RULES}: holds no keys: {keys:?}");
    let named = others.iter().flat_map(|source| {
        let found = keys.iter().filter(|key| source.code.contains(&format!("\"{key}\"")));
        found.map(|key| format!("{}: names the rule `{key}` by its key", source.name))
    });
    check(named.collect());
}

/// The keys in a list of lines such as `Labs = "P4.labs" of NoHandsOn,` or `Cause::X => "P1.y",`.
fn keys(code: &str) -> impl Iterator<Item = &str> {
    code.lines().filter_map(|line| {
        let (before, rest) = line.split_once('"')?;
        let is_row = before.trim_end().ends_with(['=', '>']);
        is_row.then(|| rest.split('"').next()).flatten()
    })
}
