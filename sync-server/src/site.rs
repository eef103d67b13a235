//! The app's files, which lie in this program: a table of paths, so that no path leads elsewhere.
//!
//! They are the same for everybody, and nobody's credential is looked at for them. What a page of theirs may do
//! in a browser is said with each of them.

use axum::body::{Body, Bytes};
use axum::http::header::{
    ACCEPT, ACCEPT_ENCODING, ALLOW, CONTENT_ENCODING, CONTENT_TYPE, IF_NONE_MATCH,
};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, Request, StatusCode};
use axum::response::{Html, IntoResponse, Response};

use crate::gate::OwnPages;
use crate::reply::Refusal;

#[cfg(feature = "app")]
include!(concat!(env!("OUT_DIR"), "/site.rs"));

#[cfg(not(feature = "app"))]
const FILES: &[File] = &[];

/// Whether the app is in this program.
pub(crate) const PAGES: OwnPages = if FILES.is_empty() { OwnPages::Absent } else { OwnPages::App };

/// What a page may load and where it may send something: here, and nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// What each file is sent with.
const STRICT: &[(&str, &str)] = &[
    ("content-security-policy", POLICY),
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    // The camera reads the code of another device.
    (
        "permissions-policy",
        "camera=(self), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// One file.
#[derive(Debug)]
struct File {
    path: &'static str,
    kind: &'static str,
    /// Whether its name changes with what is in it.
    is_hashed: bool,
    /// The smallest first; as it is last.
    packings: &'static [Packing],
}

/// A file as it is sent.
#[derive(Debug)]
struct Packing {
    coding: &'static str,
    tag: &'static str,
    bytes: &'static [u8],
}

/// The file that is asked for.
pub(crate) async fn file(request: Request<Body>) -> Response {
    answer(&request)
}

/// The same for who has followed a link of another site, who gets nothing else.
pub(crate) fn answer(request: &Request<Body>) -> Response {
    let (path, headers) = (request.uri().path(), request.headers());
    // The links for another device and for a study partner name two pages; the app reads what stands behind `#`.
    let wanted = if matches!(path, "/" | "/pair" | "/follow") { "/index.html" } else { path };
    let Some(file) = FILES.iter().find(|file| file.path == wanted) else {
        let is_person = header(headers, ACCEPT).contains("text/html");
        if PAGES == OwnPages::Absent && path == "/" && is_person {
            return (StatusCode::NOT_FOUND, Html(include_str!("site/absent.html"))).into_response();
        }
        return Refusal::NotFound.into_response();
    };
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return ([(ALLOW, "GET, HEAD")], Refusal::MethodNotAllowed).into_response();
    }
    file.answer(headers).unwrap_or_else(|| Refusal::Internal.into_response())
}

impl File {
    fn answer(&self, headers: &HeaderMap) -> Option<Response> {
        let accepted = header(headers, ACCEPT_ENCODING);
        let packing = self.packings.iter().find(|packing| takes(accepted, packing.coding));
        let packing = packing.or_else(|| self.packings.last())?;
        let known = header(headers, IF_NONE_MATCH).split(',').map(|tag| tag.trim());
        let mut response = if known.clone().any(|tag| tag.trim_start_matches("W/") == packing.tag) {
            StatusCode::NOT_MODIFIED.into_response()
        } else {
            let mut response = Bytes::from_static(packing.bytes).into_response();
            let sent = response.headers_mut();
            sent.insert(CONTENT_TYPE, HeaderValue::from_static(self.kind));
            if packing.coding != "identity" {
                sent.insert(CONTENT_ENCODING, HeaderValue::from_static(packing.coding));
            }
            response
        };
        let kept = if self.is_hashed { "public, max-age=31536000, immutable" } else { "no-cache" };
        let own = [("cache-control", kept), ("etag", packing.tag), ("vary", "accept-encoding")];
        for (name, value) in own.iter().chain(STRICT) {
            response.headers_mut().insert(*name, HeaderValue::from_static(value));
        }
        Some(response)
    }
}

/// The text of a header; nothing where it is not there, or not in ASCII.
fn header(headers: &HeaderMap, name: HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

/// Whether `Accept-Encoding` lets this coding through: named, or by `*`, and not with a weight of nothing.
fn takes(accepted: &str, coding: &str) -> bool {
    let weight = |wanted: &str| {
        accepted.split(',').find_map(|part| {
            let mut parts = part.split(';').map(str::trim);
            parts.next().filter(|name| name.eq_ignore_ascii_case(wanted))?;
            let weight = parts.find_map(|part| part.strip_prefix("q="));
            Some(weight.map_or(1.0, |weight| weight.parse().unwrap_or(0.0)))
        })
    };
    weight(coding).or_else(|| weight("*")).is_some_and(|weight: f32| weight > 0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_coding_is_taken_that_is_named_and_weighs_something() {
        for accepted in ["br", "gzip, deflate, br, zstd", "BR;q=0.1", "gzip;q=1.0, *;q=0.5", "*"] {
            assert!(takes(accepted, "br"), "{accepted}");
        }
        for accepted in ["", "gzip", "br;q=0", "br; q=0.000, *", "*;q=0", "brotli", "br;q=much"] {
            assert!(!takes(accepted, "br"), "{accepted}");
        }
    }
}
