//! What a row of the table of routes says.

use crate::endpoints::row::Verb::{Delete, Get, Post, Put};

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
    /// That, of the account that owns the document or the space; others are told that there is none.
    Ownership,
    /// That, of an account that is something in the space; others are told that there is none.
    Membership,
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
    /// The members of the body: name and kind; those with `?` may be left out. There are no others.
    pub takes: &'static [(&'static str, &'static str)],
    /// The status when it works.
    pub status: u16,
    /// The members of the answer, likewise. Without any, there is no body, or none of JSON.
    pub gives: &'static [(&'static str, &'static str)],
}

/// Names and kinds of what a body has: kinds of JSON, or those of `openapi`, which say more.
pub type Members = &'static [(&'static str, &'static str)];

/// A row of the table.
pub(super) const fn row(
    (verb, path): (Verb, &'static str),
    needs: Needs,
    what: &'static str,
    takes: Members,
    (status, gives): (u16, Members),
) -> Endpoint {
    Endpoint { verb, path, needs, what, takes, status, gives }
}
