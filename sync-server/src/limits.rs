//! Every limit that somebody outside can reach, in one table: its name, its value, its unit and what it
//! means. The code reads the values here, `GET /v1/limits` tells them, and the docs are held against them.

use std::str::FromStr;

macro_rules! limits {
    ($(
        $(#[doc = $meaning:literal])+
        $name:ident: $value:literal $unit:ident, from $least:literal $(to $most:literal)?;
    )+) => {
        /// The limits of one server. Each has its usual value unless the operator has chosen another.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct Limits {
            $($(#[doc = $meaning])+ pub $name: u64,)+
        }

        impl Default for Limits {
            fn default() -> Self {
                Self { $($name: $value,)+ }
            }
        }

        impl Limits {
            /// All of them, in the order of the table.
            pub fn rows(&self) -> Vec<Limit> {
                vec![$(Limit {
                    name: stringify!($name),
                    value: self.$name,
                    unit: stringify!($unit),
                    meaning: concat!($($meaning,)+).trim_ascii(),
                    least: $least,
                },)+]
            }

            /// Sets the limit with this name.
            ///
            /// # Errors
            ///
            /// [`InvalidLimit`] if there is none, or the value is below its least or above its most.
            pub fn set(&mut self, name: &str, value: u64) -> Result<(), InvalidLimit> {
                match name {
                    $(stringify!($name) if value < $least => {
                        return Err(InvalidLimit::TooSmall(stringify!($name), $least));
                    }
                    $(stringify!($name) if value > $most => {
                        return Err(InvalidLimit::TooLarge(stringify!($name), $most));
                    })?
                    stringify!($name) => self.$name = value,)+
                    _ => return Err(InvalidLimit::Unknown(name.chars().take(64).collect())),
                }
                Ok(())
            }
        }
    };
}

limits! {
    /// devices of an account that are not revoked
    devices_per_account: 20 devices, from 1;
    /// documents that an account owns
    documents_per_account: 10_000 documents, from 1;
    /// bytes of all documents that an account owns, as they are stored: the changes and the snapshots
    bytes_per_account: 1_073_741_824 bytes, from 1_048_576;
    /// bytes of all changes of one document, once they are inflated
    bytes_per_document: 67_108_864 bytes, from 1_048_576 to 67_108_864;
    /// spaces that an account owns
    spaces_per_account: 100 spaces, from 1;
    /// other accounts with a role in one document or space
    members_per_document: 20 accounts, from 1;
    /// invites of one document or space that nobody has used yet
    invites_per_document: 20 invites, from 1;
    /// open sockets of a device; with one more, its oldest ends
    sockets_per_device: 8 sockets, from 1;
    /// open sockets of an account; with one more, its oldest ends
    sockets_per_account: 64 sockets, from 1;
    /// documents that one socket may have open; those beyond are refused, and the others sync on
    documents_per_socket: 2_000 documents, from 1;
    /// open connections, sockets too; with one more, the oldest that has shown no credential ends. It is
    /// lowered to what the file descriptors allow
    connections: 16_384 connections, from 16;
    /// open connections from one address that have shown no credential; with one more, the oldest ends.
    /// Those from the server's own machine and from trusted proxies are not counted by address
    connections_per_address: 64 connections, from 1;
    /// new accounts from one address in an hour; requests from the server's own machine are not counted by
    /// address
    accounts_per_address_and_hour: 10 accounts, from 1;
    /// new accounts in an hour
    accounts_per_hour: 1_000 accounts, from 1;
    /// codes and tokens that may be tried from one address in an hour
    tries_per_address_and_hour: 60 tries, from 1;
    /// codes of pairings that may be tried from one address in five minutes
    pairing_tries_per_address: 5 tries, from 1;
    /// times that the code of one pairing may be tried, right or wrong, from wherever
    tries_per_pairing: 5 tries, from 1;
    /// new tickets, invites, pairings, spaces, documents' roles and questions to the feed of one account in a minute
    requests_per_account_and_minute: 600 requests, from 1;
    /// messages of an account on all its sockets in a second; what it has not used in ten seconds it may send
    /// at once. Beyond that they are read later, and none is refused
    messages_per_account_and_second: 200 messages, from 1;
    /// bytes of an account on all its sockets in a second, and as many as a message may have at once; beyond
    /// that they are read later, and none is refused
    bytes_per_account_and_second: 4_194_304 bytes, from 65_536;
    /// seconds of one trial of what another account has sent; what is not done by then is refused. Where
    /// others have the processor meanwhile, it gets four times as long
    trial_seconds: 20 seconds, from 1;
    /// messages whose changes to one document are tried together, if so many wait
    trials_together: 32 messages, from 1;
    /// bytes of memory that a process may take which tries changes or makes a snapshot
    warden_bytes: 1_610_612_736 bytes, from 268_435_456;
    /// bytes of a request's body
    body_bytes: 4_096 bytes, from 1_024;
    /// bytes of one message on a socket, either way
    message_bytes: 16_777_216 bytes, from 1_048_576 to 16_777_216;
}

/// One limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Limit {
    /// Its name, by which it is set and told.
    pub name: &'static str,
    /// Its value here.
    pub value: u64,
    /// What is counted.
    pub unit: &'static str,
    /// What it means.
    pub meaning: &'static str,
    /// The least value that it can be set to.
    #[serde(skip)]
    pub least: u64,
}

/// A limit cannot be set so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLimit {
    /// There is no limit of this name.
    #[error("{0:?} is no limit: those that are stand in docs/http.md and in GET /v1/limits")]
    Unknown(String),
    /// The value is too small to work with.
    #[error("{0} has to be at least {1}")]
    TooSmall(&'static str, u64),
    /// More than everything else is made for.
    #[error("{0} has to be at most {1}")]
    TooLarge(&'static str, u64),
    /// Not `NAME=VALUE` with a whole number.
    #[error("{0:?} is not NAME=VALUE, such as devices_per_account=5")]
    Form(String),
}

/// A limit and its value, as an operator writes them: `devices_per_account=5`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Setting {
    name: String,
    value: u64,
}

impl Setting {
    /// Its name and its value.
    pub fn into_parts(self) -> (String, u64) {
        (self.name, self.value)
    }
}

impl FromStr for Setting {
    type Err = InvalidLimit;

    fn from_str(text: &str) -> Result<Self, InvalidLimit> {
        let form = || InvalidLimit::Form(text.chars().take(64).collect());
        let (name, value) = text.split_once('=').ok_or_else(form)?;
        let value = value.trim().replace('_', "").parse().map_err(|_| form())?;
        Ok(Self { name: name.trim().to_owned(), value })
    }
}

impl Limits {
    /// Sets what an operator wrote.
    ///
    /// # Errors
    ///
    /// As [`Limits::set`].
    pub fn apply(&mut self, setting: &Setting) -> Result<(), InvalidLimit> {
        self.set(&setting.name, setting.value)
    }
}

impl Limit {
    /// Its row in the docs, in Markdown.
    pub fn markdown(&self) -> String {
        let Self { name, value, unit, meaning, .. } = self;
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        format!("| `{name}` | {} {unit} | {meaning} |\n", grouped(*value))
    }
}

/// A number with a comma before each three digits from the end.
fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_limit_is_set_by_its_name_and_a_wrong_one_is_named() {
        let mut limits = Limits::default();
        let apply = |limits: &mut Limits, text: &str| {
            text.parse::<Setting>().and_then(|setting| limits.apply(&setting))
        };
        assert_eq!(apply(&mut limits, "documents_per_account=20_000"), Ok(()));
        assert_eq!(limits.documents_per_account, 20_000);
        let too_small = Err(InvalidLimit::TooSmall("devices_per_account", 1));
        assert_eq!(apply(&mut limits, "devices_per_account=0"), too_small);
        let too_large = Err(InvalidLimit::TooLarge("message_bytes", 16_777_216));
        assert_eq!(apply(&mut limits, "message_bytes=16_777_217"), too_large);
        assert_eq!(apply(&mut limits, "message_bytes=16_777_216"), Ok(()));
        for text in ["devices=5", "devices_per_account", "devices_per_account=many", "=1"] {
            assert!(apply(&mut limits, text).is_err(), "{text}");
        }
        for row in Limits::default().rows() {
            assert_eq!(limits.set(row.name, row.value), Ok(()), "{}", row.name);
        }
        assert_eq!(limits, Limits::default());
    }
}
