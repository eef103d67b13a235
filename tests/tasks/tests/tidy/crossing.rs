//! The house rules for what crosses to Kotlin, Swift and Python: a type's description is its
//! definition, so the definition keeps to what all of them can say.

use crate::{Source, check, sources};

/// The most lines that the library for phones may have: what restates the core stands in the core.
/// One call for each screen takes its ten lines here, most of them what an app's developer reads.
/// Each use case of an account is a method with its errors, one line of code.
const MOBILE_LINES_MAX: usize = 1_700;

/// Names that a platform has taken: Kotlin and Swift would shadow their own.
const TAKEN: &[&str] =
    &["Binding", "Date", "Duration", "Error", "Exception", "Object", "Result", "Task", "Unit"];

/// What does not cross, and what stands there instead.
const UNFIT: &[(&str, &str)] = &[
    ("usize", "`u64` or `u32`"),
    ("isize", "`i64` or `i32`"),
    ("&'static", "an owned value"),
    (": (", "a record with named fields"),
    ("<(", "a record with named fields"),
];

#[test]
fn the_library_for_phones_stays_thin() {
    let lines: usize =
        sources("mobile-ffi/src").iter().map(|source| source.text.lines().count()).sum();
    assert!(lines <= MOBILE_LINES_MAX, "mobile-ffi/src: {lines} lines of {MOBILE_LINES_MAX}");
}

#[test]
fn what_crosses_has_fields_and_names_that_every_platform_can_say() {
    let all: Vec<Source> =
        ["core/src", "mobile-ffi/src"].iter().flat_map(|top| sources(top)).collect();
    check(all.iter().flat_map(|source| faults(&source.name, &source.code)).collect());
}

#[test]
fn a_type_that_no_platform_can_say_is_named_with_its_fault() {
    let code = "#[derive(uniffi::Record)]\npub struct Task {\n    pub n: usize,\n}\n\
        #[cfg_attr(feature = \"uniffi\", derive(uniffi::Enum))]\npub enum E {\n    A(u8),\n    \
        B(#[uniffi(name = \"b\")] u8),\n}\n\
        #[derive(uniffi::Error)]\n#[uniffi(name = \"Fine\")]\npub enum Error {\n    C { message: u8 },\n}\n";
    assert_eq!(
        faults("a.rs", code),
        [
            "a.rs: `Task` is a name that a platform has taken",
            "a.rs: `Task` crosses with `usize`: write `u64` or `u32`",
            "a.rs: `E::A` crosses without a name for its field",
            "a.rs: `Fine` crosses with a field `message`, which exceptions have already",
        ]
    );
}

/// What is wrong with the types of one file that cross.
fn faults(file: &str, code: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let mut lines = code.lines();
    while let Some(line) = lines.next() {
        let crosses = line.trim_start().starts_with("#[")
            && ["Record", "Enum", "Error"].iter().any(|kind| {
                line.contains(&format!("uniffi::{kind}"))
                    || line.contains(&format!("uniffi::remote({kind})"))
            });
        if !crosses {
            continue;
        }
        let mut renamed = None;
        let head = lines.by_ref().find(|line| {
            renamed = renamed.or_else(|| name_given(line));
            line.trim_start().starts_with("pub ")
        });
        let head = head.expect("a type after its derive");
        let mut words = head.split_whitespace().skip(1);
        let is_enum = words.next() == Some("enum");
        let own = words.next().unwrap_or_default();
        let name = renamed.unwrap_or(own.trim_end_matches(|c: char| !c.is_alphanumeric()));
        let indent = head.len() - head.trim_start().len();
        let end = format!("{}}}", " ".repeat(indent));
        let body: Vec<&str> = lines.by_ref().take_while(|line| *line != end).collect();
        faults
            .extend(faults_of(name, is_enum, &body).into_iter().map(|it| format!("{file}: {it}")));
    }
    faults
}

fn faults_of(name: &str, is_enum: bool, body: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    if TAKEN.contains(&name) {
        faults.push(format!("`{name}` is a name that a platform has taken"));
    }
    for (word, instead) in UNFIT {
        if body.iter().any(|line| line.contains(word)) {
            faults.push(format!("`{name}` crosses with `{word}`: write {instead}"));
        }
    }
    if body.iter().any(|line| line.split_whitespace().any(|word| word == "message:")) {
        faults.push(format!(
            "`{name}` crosses with a field `message`, which exceptions have already"
        ));
    }
    for (at, line) in body.iter().enumerate().filter(|_| is_enum) {
        let Some((variant, _)) = line.trim().split_once('(') else { continue };
        if variant.is_empty() || !variant.chars().all(char::is_alphanumeric) {
            continue;
        }
        let end = body[at..].iter().position(|line| line.trim_end().ends_with("),")).unwrap_or(0);
        if body[at..=at + end].iter().all(|line| name_given(line).is_none()) {
            faults.push(format!("`{name}::{variant}` crosses without a name for its field"));
        }
    }
    faults
}

/// The name that an attribute gives in the bindings.
fn name_given(line: &str) -> Option<&str> {
    line.split_once("uniffi(name = ")?.1.split([')', '"']).find(|part| !part.is_empty())
}
