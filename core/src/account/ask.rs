//! How a request is put together, and what is done with its answer.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::account::address::ServerAddress;
use crate::account::call::{Call, Hear};
use crate::account::http::{HttpHeader, HttpReply, HttpRequest};
use crate::account::problem::{Asker, CallError};
use crate::account::secrets::Membership;

/// A request that is being put together.
#[derive(Clone, Debug)]
pub(super) struct Ask {
    request: HttpRequest,
    asker: Asker,
    /// What its path names, if that may be gone.
    about: Option<&'static str>,
}

impl Ask {
    /// A request of somebody who is not known to the server.
    pub(super) fn stranger(server: &ServerAddress, method: &str, path: &str) -> Self {
        let request = HttpRequest::new(method, server.page(path));
        Self { request, asker: Asker::Stranger, about: None }
    }

    /// A request of a device of an account.
    pub(super) fn member(membership: &Membership, method: &str, path: &str) -> Self {
        let asked = Self::stranger(&membership.server, method, path).bearer(&membership.credential);
        Self { asker: Asker::Device, ..asked }
    }

    /// Shows a token or a credential.
    pub(super) fn bearer(self, token: &str) -> Self {
        self.with("authorization", &format!("Bearer {token}"))
    }

    /// Adds a line to the head.
    pub(super) fn with(mut self, name: &str, value: &str) -> Self {
        self.request.headers.push(HttpHeader { name: name.to_owned(), value: value.to_owned() });
        self
    }

    /// Says what the path names: that it is gone is no fault of the server.
    pub(super) fn about(self, what: &'static str) -> Self {
        Self { about: Some(what), ..self }
    }

    /// Sends a body.
    pub(super) fn saying(mut self, body: &impl Serialize) -> Self {
        // Plain records always become JSON.
        self.request.body = Some(serde_json::to_vec(body).unwrap_or_default());
        self.with("content-type", "application/json")
    }

    /// Takes in an answer that is as long as this, in bytes.
    pub(super) fn of_up_to(mut self, reply_bytes_max: u64) -> Self {
        self.request.reply_bytes_max = reply_bytes_max;
        self
    }

    /// Performs it; `hear` says what follows from an answer that is no refusal.
    pub(super) fn then(
        self,
        hear: impl Fn(&HttpReply) -> Result<Call, CallError> + Send + Sync + 'static,
    ) -> Call {
        self.heard(move |reply| hear(reply?))
    }

    /// The same where a refusal, too, has something that follows from it.
    pub(super) fn heard(
        self,
        hear: impl Fn(Result<&HttpReply, CallError>) -> Result<Call, CallError> + Send + Sync + 'static,
    ) -> Call {
        let Self { request, asker, about } = self;
        let heard: Hear = Box::new(move |reply| hear(CallError::look(reply, asker, about)));
        Call::ask(request, heard)
    }
}

/// The body of an answer, read.
///
/// # Errors
///
/// [`CallError::NotAServer`]: it is not what a server says there.
pub(super) fn read<T: DeserializeOwned>(reply: &HttpReply) -> Result<T, CallError> {
    serde_json::from_slice(&reply.body).map_err(|_| CallError::NotAServer)
}

/// Bytes as a body holds them, in base64.
pub(super) mod base64 {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serializer};

    pub(in crate::account) fn serialize<S: Serializer>(
        bytes: &[u8],
        to: S,
    ) -> Result<S::Ok, S::Error> {
        to.serialize_str(&STANDARD.encode(bytes))
    }

    pub(in crate::account) fn deserialize<'de, D: Deserializer<'de>>(
        from: D,
    ) -> Result<Vec<u8>, D::Error> {
        STANDARD.decode(String::deserialize(from)?).map_err(D::Error::custom)
    }
}
