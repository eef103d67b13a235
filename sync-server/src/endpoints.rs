//! What there is over HTTP: a row for each route, from which its description for programs is made, and
//! which the tests of access go through. A route without a row fails them.

use serde_json::{Map, Value, json};

use crate::endpoints::Needs::{Anybody, Credential, Ownership, RecoveryCode, SignUp};
use crate::endpoints::Verb::{Delete, Get, Post, Put};

/// A method of HTTP.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Reads.
    Get,
    /// Makes something.
    Post,
    /// Sets something; again is harmless.
    Put,
    /// Ends something; again is harmless.
    Delete,
}

impl Verb {
    /// As it stands in a request.
    pub const fn as_str(self) -> &'static str {
        match self {
            Get => "GET",
            Post => "POST",
            Put => "PUT",
            Delete => "DELETE",
        }
    }
}

/// What one has to show for a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing.
    Anybody,
    /// What the operator asks of new members.
    SignUp,
    /// The credential of a device that is not revoked, or a ticket that was got with one.
    Credential,
    /// That, of the account that owns the document; others are told that there is none.
    Ownership,
    /// That, and the recovery code of the account.
    RecoveryCode,
}

/// One route with one method.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// The method.
    pub verb: Verb,
    /// The path, with names in braces for what varies.
    pub path: &'static str,
    /// What one has to show.
    pub needs: Needs,
    /// What it is for, in a line.
    pub what: &'static str,
    /// The members of the body: name and kind; those with `?` may be left out.
    pub takes: &'static [(&'static str, &'static str)],
    /// The status when it works.
    pub status: u16,
    /// The members of the answer, likewise. Without any, there is no body, or none of JSON.
    pub gives: &'static [(&'static str, &'static str)],
}

type Members = &'static [(&'static str, &'static str)];

const fn row(
    (verb, path): (Verb, &'static str),
    needs: Needs,
    what: &'static str,
    takes: Members,
    (status, gives): (u16, Members),
) -> Endpoint {
    Endpoint { verb, path, needs, what, takes, status, gives }
}

const DEVICE: Members = &[("device", "string"), ("name?", "string")];

const REGISTERED: Members =
    &[("account", "string"), ("device", "string"), ("credential", "string")];

const FOUNDED: Members = &[
    ("account", "string"),
    ("device", "string"),
    ("credential", "string"),
    ("recovery_code", "string"),
];

const RECOVERY: Members = &[
    ("device", "string"),
    ("name?", "string"),
    ("recovery_code", "string"),
    ("revoke_others?", "boolean"),
];

const CODE_AND_DEVICE: Members = &[("code", "string"), ("device", "string"), ("name?", "string")];

const REFUSALS: Members = &[("refusals", "array")];

/// Every route.
pub const ENDPOINTS: &[Endpoint] = &[
    row((Get, "/healthz"), Anybody, "The same as /readyz", &[], (200, &[])),
    row((Get, "/livez"), Anybody, "Whether the server runs", &[], (200, &[])),
    row((Get, "/readyz"), Anybody, "Whether it can store", &[], (200, &[])),
    row((Get, "/sync"), Credential, "A WebSocket of automerge-repo", &[], (101, &[])),
    row(
        (Get, "/v1/limits"),
        Anybody,
        "The limits of this server",
        &[],
        (200, &[("limits", "array")]),
    ),
    row((Get, "/v1/refusals"), Credential, "Changes not taken", &[], (200, REFUSALS)),
    row(
        (Get, "/v1/openapi.json"),
        Anybody,
        "This description",
        &[],
        (200, &[("openapi", "string")]),
    ),
    row(
        (Post, "/v1/accounts"),
        SignUp,
        "Make an account with its first device",
        DEVICE,
        (201, FOUNDED),
    ),
    row(
        (Delete, "/v1/account"),
        RecoveryCode,
        "End the account, its devices and its documents",
        &[],
        (204, &[]),
    ),
    row(
        (Post, "/v1/recovery"),
        Anybody,
        "Get back in with the recovery code",
        RECOVERY,
        (201, REGISTERED),
    ),
    row(
        (Post, "/v1/recovery-code"),
        RecoveryCode,
        "Replace the recovery code",
        &[],
        (201, &[("recovery_code", "string")]),
    ),
    row((Get, "/v1/devices"), Credential, "The account's devices", &[], (200, &[])),
    row((Post, "/v1/devices"), Credential, "Register a further device", DEVICE, (201, REGISTERED)),
    row(
        (Put, "/v1/devices/{device}"),
        Credential,
        "Name a device",
        &[("name", "string")],
        (204, &[]),
    ),
    row((Delete, "/v1/devices/{device}"), Credential, "End a device", &[], (204, &[])),
    row(
        (Post, "/v1/pairings"),
        Credential,
        "A code that a further device of the account is registered with",
        &[],
        (201, &[("code", "string"), ("expires_in_s", "integer")]),
    ),
    row(
        (Post, "/v1/pairings/claim"),
        Anybody,
        "Register a further device with such a code",
        CODE_AND_DEVICE,
        (201, REGISTERED),
    ),
    row(
        (Post, "/v1/tickets"),
        Credential,
        "A ticket for one socket of a web page",
        &[],
        (201, &[("ticket", "string"), ("expires_in_s", "integer")]),
    ),
    row(
        (Get, "/v1/documents"),
        Credential,
        "The documents that the account has a role in",
        &[],
        (200, &[]),
    ),
    row(
        (Delete, "/v1/documents/{document}"),
        Ownership,
        "Delete a document, for everybody",
        &[],
        (204, &[]),
    ),
    row(
        (Get, "/v1/documents/{document}/grants"),
        Ownership,
        "Who is what to a document",
        &[],
        (200, &[]),
    ),
    row(
        (Put, "/v1/documents/{document}/grants/{account}"),
        Ownership,
        "Give an account a role",
        &[("role", "string")],
        (204, &[]),
    ),
    row(
        (Delete, "/v1/documents/{document}/grants/{account}"),
        Ownership,
        "Take a role back",
        &[],
        (204, &[]),
    ),
    row(
        (Get, "/v1/documents/{document}/invites"),
        Ownership,
        "The invites to a document",
        &[],
        (200, &[]),
    ),
    row(
        (Post, "/v1/documents/{document}/invites"),
        Ownership,
        "Invite somebody to a document",
        &[("role", "string"), ("expires_in_s?", "integer")],
        (201, &[("invite", "string"), ("token", "string"), ("expires_ms", "integer")]),
    ),
    row(
        (Put, "/v1/documents/{document}/invites/{invite}"),
        Ownership,
        "Give the role to who has claimed the invite",
        &[],
        (204, &[]),
    ),
    row(
        (Delete, "/v1/documents/{document}/invites/{invite}"),
        Ownership,
        "Withdraw an invite",
        &[],
        (204, &[]),
    ),
    row(
        (Post, "/v1/invites/claim"),
        Credential,
        "Claim an invite; its owner confirms",
        &[("token", "string")],
        (202, &[("document", "string"), ("role", "string"), ("owner", "string")]),
    ),
];

/// The description of all routes, in OpenAPI 3.1.
pub fn openapi() -> Value {
    let mut paths = Map::new();
    for endpoint in ENDPOINTS {
        let path = paths.entry(endpoint.path).or_insert_with(|| json!({}));
        if let Value::Object(path) = path {
            path.insert(endpoint.verb.as_str().to_ascii_lowercase(), operation(endpoint));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Rebound sync server",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "securitySchemes": { "credential": { "type": "http", "scheme": "bearer" } },
            "schemas": { "Problem": problem() },
        },
    })
}

fn operation(endpoint: &Endpoint) -> Value {
    let mut answer = Map::from_iter([("description".to_owned(), json!("It has worked."))]);
    if !endpoint.gives.is_empty() {
        let content = json!({ "application/json": { "schema": object(endpoint.gives) } });
        answer.insert("content".to_owned(), content);
    }
    let refused = json!({
        "description": "It has not; the code says why.",
        "content": {
            "application/problem+json": { "schema": { "$ref": "#/components/schemas/Problem" } }
        },
    });
    let security = match endpoint.needs {
        Anybody => json!([]),
        // A sign-up token stands where a credential does, where one is asked for.
        SignUp => json!([{}, { "credential": [] }]),
        Credential | Ownership | RecoveryCode => json!([{ "credential": [] }]),
    };
    let mut operation = Map::from_iter([
        ("summary".to_owned(), json!(endpoint.what)),
        ("operationId".to_owned(), json!(operation_id(endpoint))),
        ("security".to_owned(), security),
        ("parameters".to_owned(), parameters(endpoint)),
        (
            "responses".to_owned(),
            json!({ endpoint.status.to_string(): answer, "default": refused }),
        ),
    ]);
    if !endpoint.takes.is_empty() {
        let content = json!({ "application/json": { "schema": object(endpoint.takes) } });
        let body = json!({ "required": true, "content": content });
        operation.insert("requestBody".to_owned(), body);
    }
    Value::Object(operation)
}

fn parameters(endpoint: &Endpoint) -> Value {
    let mut parameters: Vec<Value> = (endpoint.path.split('/'))
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name, "in": "path", "required": true, "schema": { "type": "string" }
            })
        })
        .collect();
    if endpoint.needs == RecoveryCode || endpoint.path == "/v1/devices/{device}" {
        parameters.push(json!({
            "name": "Rebound-Recovery-Code", "in": "header", "schema": { "type": "string" }
        }));
    }
    Value::Array(parameters)
}

fn object(members: Members) -> Value {
    let named = |name: &str| name.trim_end_matches('?').to_owned();
    let required = members.iter().filter(|(name, _)| !name.ends_with('?'));
    let required: Vec<String> = required.map(|(name, _)| named(name)).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(name, kind)| (named(name), json!({ "type": kind }))).collect();
    json!({ "type": "object", "properties": properties, "required": required })
}

fn problem() -> Value {
    json!({
        "type": "object",
        "properties": {
            "type": { "type": "string" },
            "title": { "type": "string" },
            "status": { "type": "integer" },
            "code": { "type": "string" },
            "detail": { "type": "string" },
        },
        "required": ["type", "title", "status", "code", "detail"],
    })
}

/// A name for programs: `get_v1_devices`.
fn operation_id(endpoint: &Endpoint) -> String {
    let path = endpoint.path.replace(['{', '}', '.'], "").replace(['/', '-'], "_");
    format!("{}{path}", endpoint.verb.as_str().to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_route_has_its_row_and_every_row_its_route() {
        let source = include_str!("routes.rs");
        let mut routes = BTreeSet::new();
        for route in source.split(".route(").skip(1) {
            let (_, rest) = route.split_once('"').unwrap();
            let (path, handlers) = rest.split_once('"').unwrap();
            let handlers = handlers.split("\n        .").next().unwrap();
            for verb in [Get, Post, Put, Delete] {
                let word = format!("{}(", verb.as_str().to_ascii_lowercase());
                let is_method = |at: usize| {
                    !handlers[..at]
                        .ends_with(|before: char| before.is_alphanumeric() || before == '_')
                };
                if handlers.match_indices(&word).any(|(at, _)| is_method(at)) {
                    routes.insert((path.to_owned(), verb.as_str()));
                }
            }
        }
        let rows = ENDPOINTS.iter().map(|row| (row.path.to_owned(), row.verb.as_str())).collect();
        assert_eq!(routes, rows);
    }

    #[test]
    fn every_operation_has_a_name_of_its_own() {
        let names: BTreeSet<String> = ENDPOINTS.iter().map(operation_id).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
        assert!(names.contains("put_v1_documents_document_grants_account"));
        assert_eq!(openapi()["paths"].as_object().unwrap().len(), {
            ENDPOINTS.iter().map(|row| row.path).collect::<BTreeSet<_>>().len()
        });
    }
}
