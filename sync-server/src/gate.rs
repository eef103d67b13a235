//! Who may talk at all: the names that the server answers to, and the web pages that may use it.
//!
//! Any web page can send requests to a server on the visitor's own machine, and a name that somebody else
//! owns can be made to point there. So before anything else is looked at, `Host` has to be a name of this
//! server, and a request that a page has made has to come from a page that the operator has named, or from
//! one that the server itself has sent. What comes from an app outside of browsers names no page, and passes.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr};
use std::str::FromStr;

use axum::http::header::{AsHeaderName, HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};
use serde::Deserialize;

/// What browsers say of a request's way: `none` for one that a person typed.
const SEC_FETCH_SITE: &str = "sec-fetch-site";
const SEC_FETCH_MODE: &str = "sec-fetch-mode";
const SEC_FETCH_DEST: &str = "sec-fetch-dest";

/// A name that the server answers to, in small letters, such as `sync.example.org`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostName(String);

/// A web page's origin as browsers send it, such as `https://app.example.org` or `capacitor://localhost`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct WebOrigin(String);

/// A text is no name of a host.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no host name: allowed are letters, digits, `-` and `.`, without a port")]
pub struct InvalidHostName(String);

/// A text is no origin of web pages.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "{0:?} is no origin: allowed is SCHEME://HOST or SCHEME://HOST:PORT in small letters, \
     without a path, such as https://app.example.org"
)]
pub struct InvalidOrigin(String);

impl FromStr for HostName {
    type Err = InvalidHostName;

    fn from_str(text: &str) -> Result<Self, InvalidHostName> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.');
        if text.is_empty() || text.len() > 253 || !text.bytes().all(allowed) {
            return Err(InvalidHostName(text.chars().take(64).collect()));
        }
        Ok(Self(text.trim_end_matches('.').to_ascii_lowercase()))
    }
}

impl FromStr for WebOrigin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let invalid = || InvalidOrigin(text.chars().take(64).collect());
        let (scheme, host) = text.split_once("://").ok_or_else(invalid)?;
        let of_scheme =
            |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"+-.".contains(&byte);
        let of_host = |byte: u8| {
            byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-._:[]".contains(&byte)
        };
        // Browsers leave the usual port out, so an origin with it would never come.
        let usual = (scheme == "https" && host.ends_with(":443"))
            || (scheme == "http" && host.ends_with(":80"));
        let sound = !scheme.is_empty()
            && !host.is_empty()
            && scheme.bytes().all(of_scheme)
            && host.bytes().all(of_host);
        if sound && !usual { Ok(Self(text.to_owned())) } else { Err(invalid()) }
    }
}

impl WebOrigin {
    /// The origin as it stands in headers.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for HostName {
    type Error = InvalidHostName;

    fn try_from(text: String) -> Result<Self, InvalidHostName> {
        text.parse()
    }
}

impl TryFrom<String> for WebOrigin {
    type Error = InvalidOrigin;

    fn try_from(text: String) -> Result<Self, InvalidOrigin> {
        text.parse()
    }
}

impl fmt::Display for HostName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for WebOrigin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What is done with a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict<'a> {
    /// It is looked at: no web page has made it.
    Pass,
    /// It is looked at, and the page of this origin may read the answer.
    PassPage(&'a WebOrigin),
    /// A person has followed a link of another site to here. They may have the app's page, and nothing else.
    Followed,
    /// It was meant for a host of another name.
    OtherHost,
    /// A page made it that may not.
    OtherOrigin,
}

/// The pages that the server itself sends.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OwnPages {
    /// None.
    #[default]
    Absent,
    /// The app's.
    App,
}

/// The names and origins that are let in.
#[derive(Clone, Debug, Default)]
pub struct Gate {
    hosts: Vec<HostName>,
    origins: Vec<WebOrigin>,
    own: OwnPages,
}

impl Gate {
    /// A gate that these names and origins pass, besides `localhost` and every IP address in place of a
    /// name: nobody can make those point elsewhere. The server's own pages pass as well.
    pub const fn new(hosts: Vec<HostName>, origins: Vec<WebOrigin>, own: OwnPages) -> Self {
        Self { hosts, origins, own }
    }

    /// Judges a request by its head.
    pub fn judge(&self, headers: &HeaderMap, uri: &Uri) -> Verdict<'_> {
        let host = only(headers, HOST);
        let of_uri = uri.authority().map(|authority| authority.as_str());
        let is_here = |name: &&str| self.answers_to(name);
        let Some(host) = host.filter(is_here).filter(|_| of_uri.as_ref().is_none_or(is_here))
        else {
            return Verdict::OtherHost;
        };
        let site = only(headers, SEC_FETCH_SITE);
        let is_told = headers.contains_key(SEC_FETCH_SITE);
        if headers.contains_key(ORIGIN) {
            let origin = only(headers, ORIGIN);
            // A page of the same name that came over plain HTTP is another site, and browsers say so.
            let is_near = !is_told || site == Some("same-origin");
            if self.own == OwnPages::App
                && is_near
                && origin.is_some_and(|origin| is_of(origin, host))
            {
                return Verdict::Pass;
            }
            let known = self.origins.iter().find(|known| Some(known.as_str()) == origin);
            return known.map_or(Verdict::OtherOrigin, Verdict::PassPage);
        }
        // Images, links and the like name no origin, but every browser of today says where they are.
        let goes_here = || {
            only(headers, SEC_FETCH_MODE) == Some("navigate")
                && only(headers, SEC_FETCH_DEST) == Some("document")
        };
        match site {
            None if is_told => Verdict::OtherOrigin,
            None | Some("none" | "same-origin") => Verdict::Pass,
            Some(_) if self.own == OwnPages::App && goes_here() => Verdict::Followed,
            Some(_) => Verdict::OtherOrigin,
        }
    }

    fn answers_to(&self, authority: &str) -> bool {
        let Some(name) = without_port(authority) else { return false };
        let name = name.trim_end_matches('.');
        name.eq_ignore_ascii_case("localhost")
            || is_address(name)
            || self.hosts.iter().any(|host| host.0.eq_ignore_ascii_case(name))
    }
}

/// The value of a header that is there once and in ASCII.
fn only(headers: &HeaderMap, name: impl AsHeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(value)
}

/// The name of `name`, `name:port` or `[address]:port`; `None` if it is none of them.
fn without_port(authority: &str) -> Option<&str> {
    let end = if authority.starts_with('[') {
        authority.find(']')? + 1
    } else {
        authority.find(':').unwrap_or(authority.len())
    };
    let (name, port) = authority.split_at_checked(end)?;
    let is_port = |port: &str| port.parse::<u16>().is_ok();
    (port.is_empty() || port.strip_prefix(':').is_some_and(is_port)).then_some(name)
}

/// Whether an origin is that of pages from this host.
fn is_of(origin: &str, host: &str) -> bool {
    let authority = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://"));
    authority.is_some_and(|authority| authority.eq_ignore_ascii_case(host))
}

fn is_address(name: &str) -> bool {
    match name.strip_prefix('[').and_then(|name| name.strip_suffix(']')) {
        Some(inside) => inside.parse::<Ipv6Addr>().is_ok(),
        None => name.parse::<IpAddr>().is_ok_and(|address| address.is_ipv4()),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderName, HeaderValue};

    use super::*;

    fn judged(uri: &str, lines: &[(&str, &str)]) -> &'static str {
        judged_by(OwnPages::Absent, uri, lines)
    }

    fn judged_by(own: OwnPages, uri: &str, lines: &[(&str, &str)]) -> &'static str {
        let origins = ["https://app.example.org", "capacitor://localhost"];
        let origins = origins.map(|origin| origin.parse().unwrap()).to_vec();
        let gate = Gate::new(vec!["Sync.Example.org".parse().unwrap()], origins, own);
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let name = HeaderName::from_bytes(name.as_bytes()).unwrap();
            headers.append(name, HeaderValue::from_str(value).unwrap());
        }
        match gate.judge(&headers, &uri.parse().unwrap()) {
            Verdict::Pass => "pass",
            Verdict::PassPage(_) => "page",
            Verdict::Followed => "followed",
            Verdict::OtherHost => "host",
            Verdict::OtherOrigin => "origin",
        }
    }

    #[test]
    fn only_names_of_this_server_are_answered_to() {
        let passing = [
            "localhost",
            "LOCALHOST:7321",
            "localhost.",
            "127.0.0.1:7321",
            "[::1]:7321",
            "192.168.1.7",
            "sync.example.org",
            "SYNC.example.ORG.:443",
        ];
        for host in passing {
            assert_eq!(judged("/sync", &[("host", host)]), "pass", "{host}");
        }
        let refused = [
            "evil.example",
            "127.0.0.1.evil.example",
            "localhost.evil.example",
            "sync.example.org.evil.example",
            "sync.example.org@evil.example",
            "127.0.0.1:port",
            "::1",
            "[::1",
            "[evil.example]",
            "",
        ];
        for host in refused {
            assert_eq!(judged("/sync", &[("host", host)]), "host", "{host}");
        }
        assert_eq!(judged("/sync", &[]), "host", "a request without a host");
        let twice = [("host", "localhost"), ("host", "evil.example")];
        assert_eq!(judged("/sync", &twice), "host", "two of them");
        let whole = "http://evil.example/sync";
        assert_eq!(judged(whole, &[("host", "localhost")]), "host", "another in the target");
    }

    #[test]
    fn of_web_pages_only_those_pass_that_were_named() {
        let of = |origin| judged("/sync", &[("host", "localhost"), ("origin", origin)]);
        for origin in ["https://app.example.org", "capacitor://localhost"] {
            assert_eq!(of(origin), "page", "{origin}");
        }
        let refused = [
            "null",
            "http://app.example.org",
            "https://app.example.org:8443",
            "https://app.example.org.evil.example",
            "https://evil.app.example.org",
            "https://APP.example.org",
            "http://localhost:7321",
            "",
        ];
        for origin in refused {
            assert_eq!(of(origin), "origin", "{origin}");
        }
        let own = ("origin", "https://app.example.org");
        assert_eq!(judged("/", &[("host", "localhost"), own, own]), "origin", "two of them");
        let site = |site| judged("/", &[("host", "localhost"), ("sec-fetch-site", site)]);
        assert_eq!(["none", "same-origin"].map(site), ["pass"; 2]);
        assert_eq!(["cross-site", "same-site", "other"].map(site), ["origin"; 3]);
    }

    #[test]
    fn pages_of_the_server_itself_pass_where_it_has_some() {
        let own = [("host", "sync.example.org"), ("origin", "https://sync.example.org")];
        assert_eq!(judged_by(OwnPages::Absent, "/sync", &own), "origin");
        assert_eq!(judged_by(OwnPages::App, "/sync", &own), "pass");
        let from = |origin, site| {
            let host = ("host", "localhost:7321");
            judged_by(OwnPages::App, "/sync", &[host, ("origin", origin), ("sec-fetch-site", site)])
        };
        assert_eq!(from("http://localhost:7321", "same-origin"), "pass");
        assert_eq!(from("http://localhost:7321", "cross-site"), "origin", "of another scheme");
        for origin in ["http://localhost:7322", "http://localhost", "ftp://localhost:7321", "null"]
        {
            assert_eq!(from(origin, "same-origin"), "origin", "{origin}");
        }
    }

    #[test]
    fn who_follows_a_link_may_visit_and_what_a_page_loads_may_not() {
        let from = |own, mode, dest| {
            let (host, site) = (("host", "localhost"), ("sec-fetch-site", "cross-site"));
            let lines = [host, site, ("sec-fetch-mode", mode), ("sec-fetch-dest", dest)];
            judged_by(own, "/", &lines)
        };
        assert_eq!(from(OwnPages::App, "navigate", "document"), "followed");
        assert_eq!(from(OwnPages::Absent, "navigate", "document"), "origin");
        assert_eq!(from(OwnPages::App, "navigate", "iframe"), "origin");
        assert_eq!(from(OwnPages::App, "no-cors", "script"), "origin");
    }

    #[test]
    fn a_name_or_an_origin_that_could_never_match_is_refused_with_what_is_allowed() {
        for name in ["", "https://sync.example.org", "sync.example.org:443", "sync example"] {
            assert!(name.parse::<HostName>().is_err(), "{name}");
        }
        let origins = [
            "",
            "*",
            "null",
            "app.example.org",
            "https://app.example.org/",
            "https://App.example.org",
            "https://*.example.org",
            "https://app.example.org:443",
            "http://app.example.org:80",
            "https://",
        ];
        for origin in origins {
            let error = origin.parse::<WebOrigin>().unwrap_err();
            assert!(error.to_string().contains("SCHEME://HOST"), "{origin}");
        }
        assert!("http://localhost:5173".parse::<WebOrigin>().is_ok());
    }
}
