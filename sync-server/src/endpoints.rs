//! What there is over HTTP: a row for each route, from which its description for programs is made, and
//! which the tests of access go through. A route without a row fails them.

pub mod openapi;
pub mod row;

use crate::endpoints::row::Needs::{
    Anybody, Credential, Membership, Ownership, RecoveryCode, SignUp,
};
use crate::endpoints::row::Verb::{Delete, Get, Post, Put};
use crate::endpoints::row::{Endpoint, Members, row};

const DEVICE: Members = &[("device", "device"), ("name?", "name")];

const REGISTERED: Members =
    &[("account", "account"), ("device", "device"), ("credential", "string")];

const FIRST_DEVICE: Members = &[
    ("device", "device"),
    ("name?", "name"),
    ("recovery_code?", "recovery_code"),
    ("wrapped_key?", "wrapped_key"),
];

const FOUNDED: Members = &[
    ("account", "account"),
    ("device", "device"),
    ("credential", "string"),
    ("recovery_code?", "string"),
];

const RECOVERED: Members = &[
    ("account", "account"),
    ("device", "device"),
    ("credential", "string"),
    ("wrapped_key?", "wrapped_key"),
];

const NEW_RECOVERY: Members =
    &[("recovery_code?", "recovery_code"), ("wrapped_key?", "wrapped_key")];

const WRAPPED_KEY: Members = &[("wrapped_key", "wrapped_key")];

const KEY_ANSWER: Members = &[("public_key", "public_key"), ("sealed_key", "sealed_key")];

const RECOVERY: Members = &[
    ("device", "device"),
    ("name?", "name"),
    ("recovery_code", "string"),
    ("revoke_others?", "boolean"),
];

const CODE_AND_DEVICE: Members = &[("code", "string"), ("device", "device"), ("name?", "name")];

const INVITATION: Members = &[("role", "role"), ("expires_in_s?", "seconds")];

const INVITE: Members = &[("invite", "invite"), ("token", "string"), ("expires_ms", "integer")];

const CLAIMED: Members =
    &[("document?", "document"), ("space?", "space"), ("role", "role"), ("owner", "account")];

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
        FIRST_DEVICE,
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
        (Get, "/v1/account/export"),
        Credential,
        "Everything about the account, as lines of JSON",
        &[],
        (200, &[]),
    ),
    row(
        (Post, "/v1/recovery"),
        Anybody,
        "Get back in with the recovery code",
        RECOVERY,
        (201, RECOVERED),
    ),
    row(
        (Post, "/v1/recovery-code"),
        RecoveryCode,
        "Replace the recovery code, and the key that is wrapped with it",
        NEW_RECOVERY,
        (201, &[("recovery_code?", "string")]),
    ),
    row(
        (Get, "/v1/account/wrapped-key"),
        Credential,
        "The account's key, as a device has wrapped it",
        &[],
        (200, WRAPPED_KEY),
    ),
    row(
        (Put, "/v1/account/wrapped-key"),
        RecoveryCode,
        "Keep another wrapped key for the same recovery code",
        WRAPPED_KEY,
        (204, &[]),
    ),
    row((Get, "/v1/devices"), Credential, "The account's devices", &[], (200, &[])),
    row((Post, "/v1/devices"), Credential, "Register a further device", DEVICE, (201, REGISTERED)),
    row(
        (Put, "/v1/devices/{device}"),
        Credential,
        "Name a device",
        &[("name", "name")],
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
        (Get, "/v1/key-requests"),
        Credential,
        "Devices of the account that ask for its key",
        &[],
        (200, &[]),
    ),
    row(
        (Put, "/v1/key-requests/{device}"),
        Credential,
        "Ask for the account's key, as the device that is named",
        &[("public_key", "public_key")],
        (204, &[]),
    ),
    row(
        (Put, "/v1/key-requests/{device}/answer"),
        Credential,
        "Leave the account's key, sealed to another device",
        KEY_ANSWER,
        (204, &[]),
    ),
    row(
        (Delete, "/v1/key-requests/{device}"),
        Credential,
        "End such a request: taken, or refused",
        &[],
        (204, &[]),
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
        &[("role", "role")],
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
        (Delete, "/v1/documents/{document}/membership"),
        Membership,
        "Give back one's own role to a document",
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
        INVITATION,
        (201, INVITE),
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
        (202, CLAIMED),
    ),
    row(
        (Get, "/v1/feed"),
        Credential,
        "Which documents have changed for the account since a moment",
        &[],
        (200, &[("documents", "array"), ("next", "cursor")]),
    ),
    row(
        (Get, "/v1/spaces"),
        Credential,
        "The spaces that the account owns or is a member of",
        &[],
        (200, &[]),
    ),
    row((Post, "/v1/spaces"), Credential, "Make a space", &[], (201, &[("space", "space")])),
    row(
        (Get, "/v1/spaces/{space}"),
        Ownership,
        "Who is in a space, and what",
        &[],
        (200, &[("members", "object"), ("documents", "array")]),
    ),
    row((Delete, "/v1/spaces/{space}"), Ownership, "End a space", &[], (204, &[])),
    row(
        (Put, "/v1/spaces/{space}/members/{account}"),
        Ownership,
        "Give an account a role in a space",
        &[("role", "role")],
        (204, &[]),
    ),
    row(
        (Delete, "/v1/spaces/{space}/members/{account}"),
        Ownership,
        "Take a member out of a space",
        &[],
        (204, &[]),
    ),
    row((Delete, "/v1/spaces/{space}/membership"), Membership, "Leave a space", &[], (204, &[])),
    row(
        (Put, "/v1/spaces/{space}/documents/{document}"),
        Ownership,
        "Put a document into a space",
        &[],
        (204, &[]),
    ),
    row(
        (Delete, "/v1/spaces/{space}/documents/{document}"),
        Ownership,
        "Take a document out of a space",
        &[],
        (204, &[]),
    ),
    row((Get, "/v1/spaces/{space}/invites"), Ownership, "The invites to a space", &[], (200, &[])),
    row(
        (Post, "/v1/spaces/{space}/invites"),
        Ownership,
        "Invite somebody into a space",
        INVITATION,
        (201, INVITE),
    ),
    row(
        (Put, "/v1/spaces/{space}/invites/{invite}"),
        Ownership,
        "Take in who has claimed the invite",
        &[],
        (204, &[]),
    ),
    row(
        (Delete, "/v1/spaces/{space}/invites/{invite}"),
        Ownership,
        "Withdraw an invite to a space",
        &[],
        (204, &[]),
    ),
];

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
}
