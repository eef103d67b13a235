//! Where a server is, as people write it.

use std::fmt;
use std::str::FromStr;

/// The longest that an address may be, in bytes.
const LEN_MAX: usize = 256;

/// Where a server is: `https://sync.example.org`, or `http://127.0.0.1:7321` on the same machine.
///
/// Invariant: a scheme, `http` or `https`, and a host with or without a port; nothing behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServerAddress(String);

/// A text is not a server's address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not a server's address: such as https://sync.example.org")]
pub struct InvalidAddress;

impl ServerAddress {
    /// The address of one of its pages.
    pub fn page(&self, path: &str) -> String {
        format!("{}{path}", self.0)
    }

    /// The address of the socket that a device syncs over.
    pub fn socket(&self) -> String {
        // `http` becomes `ws`, `https` becomes `wss`.
        format!("ws{}/sync", self.0.strip_prefix("http").unwrap_or_default())
    }

    /// Reads a link to a page of a server: the server, and what stands behind `#`. `None` for a text that is
    /// no such link.
    pub fn of_link<'a>(link: &'a str, page: &str) -> Option<(Self, &'a str)> {
        let (before, fragment) = link.trim().split_once('#')?;
        Some((before.strip_suffix(page)?.parse().ok()?, fragment))
    }
}

impl fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ServerAddress {
    type Err = InvalidAddress;

    /// As people type it: a name alone is meant with `https`.
    fn from_str(text: &str) -> Result<Self, InvalidAddress> {
        let text = text.trim().trim_end_matches('/');
        let (scheme, host) = text.split_once("://").unwrap_or(("https", text));
        let scheme = scheme.to_ascii_lowercase();
        let is_host = |c: char| c.is_ascii_alphanumeric() || "-.:[]".contains(c);
        let fits = !host.is_empty()
            && !host.ends_with(':')
            && text.len() <= LEN_MAX
            && host.chars().all(is_host);
        if fits && ["http", "https"].contains(&scheme.as_str()) {
            Ok(Self(format!("{scheme}://{}", host.to_ascii_lowercase())))
        } else {
            Err(InvalidAddress)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<String> {
        text.parse::<ServerAddress>().ok().map(|address| address.to_string())
    }

    #[test]
    fn an_address_is_read_as_people_write_it() {
        let written = Some("https://sync.example.org".to_owned());
        for text in
            ["sync.example.org", " https://Sync.example.org/ \n", "HTTPS://sync.example.org"]
        {
            assert_eq!(read(text), written, "{text}");
        }
        assert_eq!(read("http://[::1]:7321"), Some("http://[::1]:7321".to_owned()));
        for text in ["", "https://", "ftp://a", "a b", "https://a/b", "https://a?b", "me@a", "a#b"]
        {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"a".repeat(LEN_MAX + 1)), None);
    }

    #[test]
    fn the_socket_is_as_safe_as_the_pages() {
        let socket = |text: &str| text.parse::<ServerAddress>().unwrap().socket();
        assert_eq!(socket("sync.example.org"), "wss://sync.example.org/sync");
        assert_eq!(socket("http://127.0.0.1:7321"), "ws://127.0.0.1:7321/sync");
    }

    #[test]
    fn a_link_names_its_server() {
        let (server, text) =
            ServerAddress::of_link("https://a.example/pair#K7Q2", "/pair").unwrap();
        assert_eq!((server.to_string().as_str(), text), ("https://a.example", "K7Q2"));
        for other in ["K7Q2", "https://a.example/pair", "https://a.example/follow#K7Q2", "/pair#K"]
        {
            assert_eq!(ServerAddress::of_link(other, "/pair"), None, "{other}");
        }
    }
}
