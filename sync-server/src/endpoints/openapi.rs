//! The description of the routes for programs, made from their table.

use serde_json::{Map, Value, json};

use crate::auth::invite::INVITE_SECONDS_MAX;
use crate::auth::opaque::{PublicKey, SealedKey, WrappedKey};
use crate::auth::people::NAME_LEN_MAX;
use crate::auth::role::Role;
use crate::endpoints::ENDPOINTS;
use crate::endpoints::row::Needs::{
    Anybody, Credential, Membership, Ownership, RecoveryCode, SignUp,
};
use crate::endpoints::row::{Endpoint, Members};

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
        Credential | Membership | Ownership | RecoveryCode => json!([{ "credential": [] }]),
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
        let mut schema = object(endpoint.takes);
        // A slip in a name must not pass for one that was left out.
        schema.insert("additionalProperties".to_owned(), json!(false));
        let content = json!({ "application/json": { "schema": schema } });
        let is_required = endpoint.takes.iter().any(|(name, _)| !name.ends_with('?'));
        let body = json!({ "required": is_required, "content": content });
        operation.insert("requestBody".to_owned(), body);
    }
    Value::Object(operation)
}

fn parameters(endpoint: &Endpoint) -> Value {
    let mut parameters: Vec<Value> = (endpoint.path.split('/'))
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| {
            json!({
                "name": name, "in": "path", "required": true, "schema": schema(name)
            })
        })
        .collect();
    if endpoint.path == "/v1/feed" {
        let schema = schema("cursor");
        parameters.push(json!({ "name": "after", "in": "query", "schema": schema }));
    }
    if endpoint.needs == RecoveryCode || endpoint.path == "/v1/devices/{device}" {
        parameters.push(json!({
            "name": "Rebound-Recovery-Code", "in": "header", "schema": { "type": "string" }
        }));
    }
    Value::Array(parameters)
}

fn object(members: Members) -> Map<String, Value> {
    let named = |name: &str| name.trim_end_matches('?').to_owned();
    let required = members.iter().filter(|(name, _)| !name.ends_with('?'));
    let required: Vec<String> = required.map(|(name, _)| named(name)).collect();
    let properties: Map<String, Value> =
        members.iter().map(|(name, kind)| (named(name), schema(kind))).collect();
    let mut object = Map::from_iter([
        ("type".to_owned(), json!("object")),
        ("properties".to_owned(), Value::Object(properties)),
        ("required".to_owned(), json!(required)),
    ]);
    let may_have = |wanted: &str| members.iter().any(|(name, _)| *name == wanted);
    if may_have("recovery_code?") && may_have("wrapped_key?") {
        // A key is wrapped with a code of the device's own.
        object.insert("dependentRequired".to_owned(), json!({ "wrapped_key": ["recovery_code"] }));
    }
    object
}

/// Base64 with its padding (RFC 4648 §4).
const BASE64: &str =
    "^([0-9A-Za-z+/]{4})*([0-9A-Za-z+/]{2}[AEIMQUYcgkosw048]=|[0-9A-Za-z+/][AQgw]==)?$";

/// What a value of a kind may be. A path's names are kinds, too.
fn schema(kind: &str) -> Value {
    let text = |pattern: &str| json!({ "type": "string", "pattern": pattern });
    // As many whole groups as fit: whoever keeps to that keeps to the bytes, too.
    let base64 = |bytes: usize| {
        let characters = bytes / 3 * 4;
        json!({ "type": "string", "contentEncoding": "base64", "minLength": 4,
                "maxLength": characters, "pattern": BASE64 })
    };
    match kind {
        "public_key" => base64(PublicKey::MAX),
        "sealed_key" => base64(SealedKey::MAX),
        "wrapped_key" => base64(WrappedKey::MAX),
        // As people may type it.
        "recovery_code" => text("^[ -]*([0-9A-TV-Za-tv-z][ -]*){26}$"),
        "account" => text("^[0-9A-Fa-f]{32}$"),
        "device" => text("^[0-9A-Fa-f]{16}$"),
        // As automerge-repo writes it.
        "document" => text("^[1-9A-HJ-NP-Za-km-z]+$"),
        "invite" => text("^[0-9a-f]{64}$"),
        // One line.
        "name" => json!({ "type": "string", "maxLength": NAME_LEN_MAX,
                          "pattern": "^[^\\u0000-\\u001f\\u007f-\\u009f]*$" }),
        "space" => text("^[0-9A-Fa-f]{32}$"),
        "cursor" => text("^[0-9a-f]{48}$"),
        "role" => json!({ "enum": Role::ALL.map(Role::as_str).get(1..) }),
        "seconds" => json!({ "type": "integer", "minimum": 1, "maximum": INVITE_SECONDS_MAX }),
        kind => json!({ "type": kind }),
    }
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
    fn every_operation_has_a_name_of_its_own() {
        let names: BTreeSet<String> = ENDPOINTS.iter().map(operation_id).collect();
        assert_eq!(names.len(), ENDPOINTS.len());
        assert!(names.contains("put_v1_documents_document_grants_account"));
        assert_eq!(openapi()["paths"].as_object().unwrap().len(), {
            ENDPOINTS.iter().map(|row| row.path).collect::<BTreeSet<_>>().len()
        });
    }
}
