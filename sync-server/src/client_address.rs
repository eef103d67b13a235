//! Where a request comes from: the listener notes it, and limits count by it.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

use axum::http::header::HOST;
use axum::http::{HeaderMap, HeaderName};

use crate::auth::sign_up::ComesFrom;
use crate::network::Network;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The address that a request comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct ClientAddress(pub(crate) IpAddr);

impl fmt::Display for ClientAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What proxies add.
const ADDED_BY_PROXIES: &[&str] =
    &["forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip"];

impl ClientAddress {
    /// The client behind a connection.
    ///
    /// Every proxy adds the address that it was called from at the end of `X-Forwarded-For`. So the list is
    /// read from its end for as long as those who wrote are trusted; what a client wrote itself stands
    /// before that, and is never reached.
    pub(crate) fn behind(connected: SocketAddr, headers: &HeaderMap, trusted: &[Network]) -> Self {
        let mut client = connected.ip().to_canonical();
        let lines = headers.get_all(&X_FORWARDED_FOR).into_iter().rev();
        let said = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        for text in said {
            if !trusted.iter().any(|network| network.holds(client)) {
                break;
            }
            let Some(address) = read(text.trim()) else { break };
            client = address;
        }
        Self(client)
    }

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

/// An address as proxies write it: some add the port, and brackets around version 6.
fn read(text: &str) -> Option<IpAddr> {
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
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

    fn client(from: &str, lines: &[&str], trusted: &[&str]) -> String {
        let mut headers = HeaderMap::new();
        lines.iter().for_each(|line| _ = headers.append(X_FORWARDED_FOR, line.parse().unwrap()));
        let trusted: Vec<Network> = trusted.iter().map(|text| text.parse().unwrap()).collect();
        ClientAddress::behind(from.parse().unwrap(), &headers, &trusted).to_string()
    }

    #[test]
    fn what_a_client_says_of_its_own_address_counts_nothing() {
        assert_eq!(client("9.9.9.9:1", &["1.2.3.4"], &[]), "9.9.9.9");
        assert_eq!(client("9.9.9.9:1", &["1.2.3.4"], &["10.0.0.0/8"]), "9.9.9.9");
        // The client wrote the first, the proxy the second.
        assert_eq!(client("10.1.1.1:1", &["1.2.3.4, 7.7.7.7"], &["10.0.0.0/8"]), "7.7.7.7");
        assert_eq!(client("10.1.1.1:1", &["1.2.3.4", "7.7.7.7"], &["10.0.0.0/8"]), "7.7.7.7");
    }

    #[test]
    fn a_chain_of_trusted_proxies_is_followed_to_its_beginning() {
        let lines = ["6.6.6.6, 7.7.7.7, 10.2.2.2"];
        assert_eq!(client("10.1.1.1:1", &lines, &["10.0.0.0/8"]), "7.7.7.7");
        assert_eq!(client("[::1]:1", &["[2001:db8::1]:443"], &["::1"]), "2001:db8::1");
        assert_eq!(client("[::ffff:10.1.1.1]:1", &["7.7.7.7:80"], &["10.0.0.0/8"]), "7.7.7.7");
        assert_eq!(client("10.1.1.1:1", &["unknown"], &["10.0.0.0/8"]), "10.1.1.1");
    }
}
