//! The feed: what is new on the server for this device.

use serde::Deserialize;

use crate::account::Secrets;
use crate::account::ask::{Ask, read};
use crate::account::call::Call;
use crate::account::http::HttpReply;
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;
use crate::account::secrets::Membership;
use crate::engine::News;
use crate::replica::document_id::DocumentId;

/// What a server may call a moment: 48 hex digits today.
const MOMENT_BYTES_MAX: usize = 128;

#[derive(Deserialize)]
struct NewsPage {
    documents: Vec<DocumentId>,
    next: String,
}

impl Secrets {
    /// Asks what is new since `moment`, as [`Engine::feed_moment`](crate::engine::Engine::feed_moment) tells it. Ends
    /// with [`CallOutcome::News`].
    ///
    /// # Errors
    ///
    /// [`NoAccount`](crate::account::secrets::SecretsError::NoAccount), and as the store says.
    pub fn news(&self, moment: Option<&str>) -> Result<Call, CallError> {
        let membership = self.member()?;
        let Some(moment) = moment else { return Ok(everything(&membership)) };
        let path = format!("/v1/feed?after={moment}");
        Ok(Ask::member(&membership, "GET", &path).heard(move |reply| match reply {
            // The server has started over, or knows no such moment.
            Err(CallError::Refused { .. }) => Ok(everything(&membership)),
            reply => Ok(told(news(&membership, reply?)?)),
        }))
    }
}

fn everything(membership: &Membership) -> Call {
    let of = membership.clone();
    Ask::member(membership, "GET", "/v1/feed")
        .then(move |reply| Ok(told(News { everything: true, ..news(&of, reply)? })))
}

fn news(membership: &Membership, reply: &HttpReply) -> Result<News, CallError> {
    let NewsPage { documents, next: moment } = read(reply)?;
    // It becomes a part of an address, and lies on the disk.
    let is_text = moment.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !is_text || moment.len() > MOMENT_BYTES_MAX {
        return Err(CallError::NotAServer);
    }
    Ok(News { account: membership.account, documents, everything: false, moment })
}

const fn told(news: News) -> Call {
    Call::done(CallOutcome::News { news })
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::account::call::CallStep;
    use crate::account::http::HttpRequest;
    use crate::account::secret_store::{SecretStore, SecretStoreError};

    /// The key store of a member.
    #[derive(Debug)]
    struct Member;

    impl SecretStore for Member {
        fn get(&self, name: String) -> Result<Option<Vec<u8>>, SecretStoreError> {
            let credential = br#"{"server": "http://127.0.0.1:9", "credential": "secret",
                "account": "05050505050505050505050505050505"}"#;
            Ok((name == "credential").then(|| credential.to_vec()))
        }

        fn put(&self, _: String, _: Vec<u8>) -> Result<(), SecretStoreError> {
            Ok(())
        }

        fn delete(&self, _: String) -> Result<(), SecretStoreError> {
            Ok(())
        }
    }

    fn begun(moment: Option<&str>) -> Call {
        Secrets::new(Arc::new(Member)).news(moment).unwrap()
    }

    fn request(call: &Call) -> HttpRequest {
        let CallStep::Send { request, .. } = call.step() else { panic!("{call:?}") };
        request
    }

    fn answer(call: &Call, status: u16, body: &str) -> Result<Call, CallError> {
        call.answer(&HttpReply { status, headers: Vec::new(), body: body.as_bytes().to_vec() })
    }

    fn told(call: &Call) -> News {
        let CallStep::Done { outcome: CallOutcome::News { news } } = call.step() else {
            panic!("{call:?}")
        };
        news
    }

    #[test]
    fn a_moment_that_is_gone_or_unknown_is_followed_by_a_question_for_everything() {
        for (status, code) in [(410, "cursor_expired"), (400, "invalid")] {
            let call = begun(Some("abc"));
            assert_eq!(request(&call).url, "http://127.0.0.1:9/v1/feed?after=abc");
            let problem = format!(r#"{{"code": "{code}"}}"#);
            let call = answer(&call, status, &problem).unwrap();
            assert_eq!(request(&call).url, "http://127.0.0.1:9/v1/feed");
            let news = told(&answer(&call, 200, r#"{"documents": [], "next": "00ff"}"#).unwrap());
            assert_eq!((news.everything, news.moment.as_str()), (true, "00ff"));
            // Who is refused that, too, is told.
            assert!(answer(&call, status, &problem).is_err());
        }
    }

    #[test]
    fn what_a_server_calls_a_moment_cannot_be_more_than_one() {
        let long = "a".repeat(MOMENT_BYTES_MAX + 1);
        for moment in ["a b", "a&after=b", "a\\r\\nx: y", "ä", &long] {
            let page = format!(r#"{{"documents": [], "next": "{moment}"}}"#);
            let refused = answer(&begun(None), 200, &page).unwrap_err();
            assert_eq!(refused, CallError::NotAServer, "{moment}");
        }
        let page = r#"{"documents": [], "next": "0"}"#;
        assert!(!told(&answer(&begun(Some("0")), 200, page).unwrap()).everything);
    }
}
