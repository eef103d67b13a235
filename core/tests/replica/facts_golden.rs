//! One fact of each kind and each way of saying it, as every released version wrote it.
//!
//! `golden/facts.vN.jsonl` holds a line for each fact: its compact form in version N, as hexadecimal
//! digits, beside its open form. A file of a released version is never changed: these bytes lie in
//! documents for ever.

use std::collections::BTreeSet;

use rebound_core::facts::encoding::VERSION;
use rebound_core::facts::{Fact, FactBody};
use serde::Deserialize;

/// Every version that was ever written, oldest first.
const VERSIONS: &[(u8, &str)] = &[(1, include_str!("../golden/facts.v1.jsonl"))];

#[derive(Deserialize)]
pub(crate) struct Line {
    bytes: String,
    pub(crate) fact: Fact,
}

pub(crate) fn lines(text: &str) -> impl Iterator<Item = Line> {
    text.lines().map(|line| serde_json::from_str(line).unwrap())
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn unhex(digits: &str) -> Vec<u8> {
    let pairs = digits.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    pairs.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

/// The name of a kind in the open form: its only key.
fn kind(body: &FactBody) -> String {
    let json = serde_json::to_value(body).unwrap();
    json.as_object().unwrap().keys().next().unwrap().clone()
}

#[test]
fn every_version_ever_written_is_read() {
    for (version, text) in VERSIONS {
        for Line { bytes, fact } in lines(text) {
            let bytes = unhex(&bytes);
            assert_eq!(bytes.first(), Some(version), "{}", fact.id);
            assert_eq!(Fact::from_bytes(fact.id.clone(), &bytes), Ok(fact));
        }
    }
}

#[test]
fn this_build_writes_the_bytes_of_its_version() {
    let (version, text) = VERSIONS.last().unwrap();
    assert_eq!(*version, VERSION);
    for Line { bytes, fact } in lines(text) {
        assert_eq!(hex(&fact.to_bytes()), bytes, "{}", fact.id);
    }
}

#[test]
fn the_open_form_of_each_fact_is_stable_too() {
    for line in VERSIONS.iter().flat_map(|(_, text)| text.lines()) {
        let raw: serde_json::Value = serde_json::from_str(line).unwrap();
        let fact: Fact = serde_json::from_value(raw["fact"].clone()).unwrap();
        let again: Fact = serde_json::from_value(serde_json::to_value(&fact).unwrap()).unwrap();
        assert_eq!(again, fact);
    }
}

#[test]
fn every_kind_of_fact_stands_in_the_newest_file() {
    let (_, text) = VERSIONS.last().unwrap();
    let kinds: BTreeSet<String> = lines(text).map(|line| kind(&line.fact.body)).collect();
    // A value that is no kind makes serde name all kinds there are.
    let error = serde_json::from_str::<FactBody>(r#"{"none": 0}"#).unwrap_err().to_string();
    let all: BTreeSet<String> = error.split('`').skip(3).step_by(2).map(str::to_owned).collect();
    assert!(all.len() >= 19, "{error}");
    assert_eq!(kinds, all);
}
