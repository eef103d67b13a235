//! What the docs say of the HTTP API is so.

use rebound_core::replica::admission::Refusal;
use rebound_sync_server::bounds::bounds;
use rebound_sync_server::endpoints::ENDPOINTS;
use rebound_sync_server::endpoints::openapi::openapi;
use rebound_sync_server::limits::{Limit, Limits};

const DOCS: &str = include_str!("../../docs/http.md");

#[test]
fn the_table_of_limits_is_that_of_the_code() {
    for (head, rows) in [
        ("| limit | usual value | what it bounds |", Limits::default().rows()),
        ("| bound | value | what it bounds |", bounds()),
    ] {
        let rows: String = rows.iter().map(Limit::markdown).collect();
        let table = format!("{head}\n|--|--|--|\n{rows}");
        assert!(DOCS.contains(&table), "docs/http.md does not have this table:\n{table}");
    }
}

#[test]
fn every_reason_for_not_taking_a_change_stands_in_the_docs() {
    for refusal in Refusal::ALL {
        let row = format!("| `{}` | {refusal} |", refusal.code());
        assert!(DOCS.contains(&row), "docs/http.md does not have {row}");
    }
}

#[test]
fn every_route_stands_in_the_docs() {
    for endpoint in ENDPOINTS {
        let named = format!("{} {}", endpoint.verb.as_str(), endpoint.path);
        let is_there = DOCS.contains(&format!("`{named}`")) || endpoint.path == "/sync";
        assert!(is_there, "docs/http.md does not name {named}");
        for (member, _) in endpoint.takes.iter().chain(endpoint.gives) {
            let member = member.trim_end_matches('?');
            assert!(DOCS.contains(member), "docs/http.md does not name {member} of {named}");
        }
    }
}

#[test]
fn the_description_for_programs_names_what_a_route_wants() {
    let openapi = openapi();
    assert_eq!(openapi["openapi"], "3.1.0");
    let invite = &openapi["paths"]["/v1/documents/{document}/invites"]["post"];
    assert_eq!(invite["security"][0]["credential"], serde_json::json!([]));
    assert_eq!(invite["parameters"][0]["name"], "document");
    let body = &invite["requestBody"]["content"]["application/json"]["schema"];
    assert_eq!(body["required"], serde_json::json!(["role"]));
    // What the server refuses, the description does not allow.
    assert_eq!(body["additionalProperties"], false);
    let roles = body["properties"]["role"]["enum"].as_array().unwrap();
    assert!(roles.len() == 5 && !roles.contains(&serde_json::json!("owner")));
    assert_eq!(body["properties"]["expires_in_s"]["maximum"], 604_800);
    let device = &openapi["paths"]["/v1/devices/{device}"]["put"];
    assert_eq!(device["parameters"][0]["schema"]["pattern"], "^[0-9A-Fa-f]{16}$");
    assert!(invite["responses"]["201"].is_object() && invite["responses"]["default"].is_object());
    assert_eq!(openapi["paths"]["/healthz"]["get"]["security"], serde_json::json!([]));
}
