//! What TypeScript is told: the types that cross, and every call.

use rebound_core::crossing::error::ReboundError;
use rebound_core::crossing::typescript::Declarations;

use crate::{account, calls, link};

/// A module in TypeScript: all types, the interfaces of all calls, and their names.
pub fn module() -> String {
    let mut found = Declarations::default();
    let interfaces =
        [calls::interface(&mut found), account::interface(&mut found), link::interface(&mut found)];
    let error = found.name_of::<ReboundError>();
    format!(
        "// Generated from the core's own types: see declarations.rs.\n\n{}\n{}\n\
         /** What an error crosses as. */\nexport type ErrorCode = {error}['code'];\n\n{}\n{}",
        found.text(),
        interfaces.join("\n"),
        names("CALLS", "Calls", calls::NAMES),
        names("ACCOUNT_CALLS", "AccountCalls", account::NAMES)
            + "\n"
            + &names("INNER_CALLS", "InnerCalls", link::NAMES),
    )
}

fn names(constant: &str, interface: &str, names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("  '{}'", camel(name))).collect();
    let names = names.join(",\n");
    format!("export const {constant}: readonly (keyof {interface})[] = [\n{names},\n];\n")
}

/// One method of an interface.
pub(crate) fn method(name: &str, arguments: &[String], answer: &str) -> String {
    let answer = if answer == "null" { "void" } else { answer };
    // What may be missing at the end may be left out.
    let trailing = arguments.iter().rev().take_while(|argument| argument.ends_with(" | null"));
    let needed = arguments.len() - trailing.count();
    let arguments: Vec<String> = arguments
        .iter()
        .enumerate()
        .map(
            |(index, argument)| {
                if index < needed { argument.clone() } else { argument.replacen(':', "?:", 1) }
            },
        )
        .collect();
    format!("  {}({}): globalThis.Promise<{answer}>;\n", camel(name), arguments.join(", "))
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let (initial, rest) = word.split_at(1);
        name + &initial.to_uppercase() + rest
    })
}
