//! Requests for the host to perform, and what was answered.

use std::fmt;

/// A request for the host to perform: over its own HTTP client, with its own deadline. It holds secrets, which
/// belong into no log.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpRequest {
    /// `GET`, `POST`, `PUT` or `DELETE`.
    pub method: String,
    /// The whole address.
    pub url: String,
    /// The lines of the head that are needed.
    pub headers: Vec<HttpHeader>,
    /// The body; `None` for a request without one.
    pub body: Option<Vec<u8>>,
    /// How long the body of an answer may be, in bytes. Whoever says more is no server of this kind: hang up, and
    /// end the use case with `NotAServer`.
    pub reply_bytes_max: u64,
}

/// One line of a head.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpHeader {
    /// Its name, in small letters; those of a reply in any.
    pub name: String,
    /// What it says.
    pub value: String,
}

/// What a server answered, with whatever status.
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
pub struct HttpReply {
    /// The status, such as 200.
    pub status: u16,
    /// The lines of its head.
    pub headers: Vec<HttpHeader>,
    /// The body, all of it.
    pub body: Vec<u8>,
}

/// What an answer may hold without a word about it, in bytes: a feed of half a million documents.
const REPLY_BYTES_MAX: u64 = 16 << 20;

impl HttpRequest {
    /// A request without a body.
    pub(super) fn new(method: &str, url: String) -> Self {
        let (headers, body) = (Vec::new(), None);
        Self { method: method.to_owned(), url, headers, body, reply_bytes_max: REPLY_BYTES_MAX }
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpRequest({} {})", self.method, self.url)
    }
}

impl fmt::Debug for HttpHeader {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpHeader({})", self.name)
    }
}

impl fmt::Debug for HttpReply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HttpReply({}, {} bytes)", self.status, self.body.len())
    }
}

impl HttpReply {
    /// The value of the first line with this name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        line.map(|header| header.value.as_str())
    }
}
