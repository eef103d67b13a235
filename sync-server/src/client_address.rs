//! Where a request comes from: the listener notes it, and limits count by it.

use std::net::IpAddr;

use axum::http::HeaderMap;
use axum::http::header::HOST;

use crate::auth::sign_up::ComesFrom;

/// The address that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

/// What proxies add.
const ADDED_BY_PROXIES: &[&str] =
    &["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

impl ClientAddress {
    /// Whether a request was made on the server's own machine: from a loopback address, to a name that only
    /// means this machine, and with nothing that a proxy adds.
    pub(crate) fn comes_from(self, headers: &HeaderMap) -> ComesFrom {
        let host = headers.get(HOST).and_then(|host| host.to_str().ok());
        let passed_on = ADDED_BY_PROXIES.iter().any(|name| headers.contains_key(*name));
        if self.0.to_canonical().is_loopback() && host.is_some_and(is_loopback) && !passed_on {
            ComesFrom::ThisMachine
        } else {
            ComesFrom::Elsewhere
        }
    }
}

/// Whether a host, with or without a port, means the machine that it is said on.
fn is_loopback(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(inside) => inside.split(']').next(),
        None => host.split(':').next(),
    };
    name.is_some_and(|name| {
        let name = name.trim_end_matches('.');
        name.eq_ignore_ascii_case("localhost")
            || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
    })
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderName;

    use super::*;

    fn from(address: &str, lines: &[(&'static str, &str)]) -> ComesFrom {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.insert(HeaderName::from_static(name), value.parse().unwrap());
        }
        ClientAddress(address.parse().unwrap()).comes_from(&headers)
    }

    #[test]
    fn what_a_proxy_passes_on_does_not_come_from_this_machine() {
        for host in ["localhost", "LOCALHOST:7321", "127.0.0.1:7321", "127.1.2.3", "[::1]:7321"] {
            assert_eq!(from("127.0.0.1", &[("host", host)]), ComesFrom::ThisMachine, "{host}");
        }
        let local = ("host", "localhost");
        assert_eq!(from("::ffff:127.0.0.1", &[local]), ComesFrom::ThisMachine);
        assert_eq!(from("192.0.2.7", &[local]), ComesFrom::Elsewhere);
        for host in ["sync.example.org", "192.0.2.1"] {
            assert_eq!(from("127.0.0.1", &[("host", host)]), ComesFrom::Elsewhere, "{host}");
        }
        for added in ["via", "forwarded", "x-forwarded-for", "x-real-ip"] {
            let lines = [local, (added, "192.0.2.7")];
            assert_eq!(from("127.0.0.1", &lines), ComesFrom::Elsewhere, "{added}");
        }
        assert_eq!(from("127.0.0.1", &[]), ComesFrom::Elsewhere);
    }
}
