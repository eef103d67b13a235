//! What an operator may choose.

use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;

use crate::auth::sign_up::{SignUp, SignUpToken};
use crate::gate::{HostName, InvalidHostName, InvalidOrigin, WebOrigin};
use crate::limits::{InvalidLimit, Limits};

/// The port when none is chosen.
pub const DEFAULT_PORT: u16 = 7321;

/// What an operator may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the database lies; created on the first run.
    pub data: PathBuf,
    /// Where to listen. Only loopback addresses: whoever can connect can register an account.
    pub listen: SocketAddr,
    /// The program that makes snapshots: an absolute path to this server's own binary, which is
    /// started with the command `warden`. Without one the server keeps every change as it came.
    pub warden: Option<PathBuf>,
    /// How much of everything somebody may have and do.
    pub limits: Limits,
    /// Who may make an account.
    pub sign_up: SignUp,
    /// Names that the server answers to besides `localhost` and IP addresses: that of a proxy in front of
    /// it, say, which passes `Host` on.
    pub hosts: Vec<HostName>,
    /// The web pages that may use the server, by their origins. Without any, no page may.
    pub origins: Vec<WebOrigin>,
}

/// The arguments do not make a configuration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidArguments {
    /// An option that does not exist.
    #[error(
        "unknown option {0:?}: allowed are --data DIR, --listen ADDRESS:PORT, --host NAME, \
         --origin ORIGIN, --sign-up WAY and --limit NAME=VALUE"
    )]
    Unknown(String),
    /// An option without its value.
    #[error("{0} needs a value")]
    MissingValue(&'static str),
    /// Not an address.
    #[error("--listen {0:?} is not ADDRESS:PORT, such as 127.0.0.1:7321")]
    Address(String),
    /// Not a limit.
    #[error("--limit {0}")]
    Limit(#[from] InvalidLimit),
    /// Not a way to sign up.
    #[error("--sign-up {0:?}: allowed are this-machine, open, closed, and token:FILE")]
    SignUp(String),
    /// A file without a token.
    #[error("--sign-up token:{path}: {reason}")]
    SignUpToken {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Not a name of a host.
    #[error("--host {0}")]
    Host(#[from] InvalidHostName),
    /// Not an origin of web pages.
    #[error("--origin {0}")]
    Origin(#[from] InvalidOrigin),
    /// An address that others can reach.
    #[error(
        "--listen {0} can be reached from other machines, and whoever can connect could register: \
         listen on a loopback address and put a TLS proxy with its own access rules in front"
    )]
    Public(SocketAddr),
}

impl Default for Config {
    fn default() -> Self {
        let listen = SocketAddr::from(([127, 0, 0, 1], DEFAULT_PORT));
        Self {
            data: PathBuf::from("rebound-data"),
            listen,
            warden: None,
            limits: Limits::default(),
            sign_up: SignUp::default(),
            hosts: Vec::new(),
            origins: Vec::new(),
        }
    }
}

impl Config {
    /// Reads the options of `serve`.
    ///
    /// # Errors
    ///
    /// [`InvalidArguments`] names the option and what is allowed.
    pub fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Self, InvalidArguments> {
        let mut config = Self::default();
        let mut arguments = arguments.into_iter();
        while let Some(option) = arguments.next() {
            match option.as_str() {
                "--data" => {
                    let data = arguments.next().ok_or(InvalidArguments::MissingValue("--data"))?;
                    config.data = PathBuf::from(data);
                }
                "--listen" => {
                    let text =
                        arguments.next().ok_or(InvalidArguments::MissingValue("--listen"))?;
                    config.listen = text.parse().map_err(|_| InvalidArguments::Address(text))?;
                }
                "--limit" => {
                    let text = arguments.next().ok_or(InvalidArguments::MissingValue("--limit"))?;
                    config.limits.apply(&text.parse()?)?;
                }
                "--sign-up" => {
                    let text =
                        arguments.next().ok_or(InvalidArguments::MissingValue("--sign-up"))?;
                    config.sign_up = sign_up(&text)?;
                }
                "--host" => {
                    let text = arguments.next().ok_or(InvalidArguments::MissingValue("--host"))?;
                    config.hosts.push(text.parse()?);
                }
                "--origin" => {
                    let text =
                        arguments.next().ok_or(InvalidArguments::MissingValue("--origin"))?;
                    config.origins.push(text.parse()?);
                }
                _ => return Err(InvalidArguments::Unknown(option)),
            }
        }
        if config.listen.ip().is_loopback() {
            Ok(config)
        } else {
            Err(InvalidArguments::Public(config.listen))
        }
    }
}

/// Reads who may make an account. A token lies in a file, because arguments can be read by everybody on the
/// machine.
fn sign_up(text: &str) -> Result<SignUp, InvalidArguments> {
    let Some(path) = text.strip_prefix("token:") else {
        return match text {
            "this-machine" => Ok(SignUp::OnThisMachine),
            "open" => Ok(SignUp::Open),
            "closed" => Ok(SignUp::Closed),
            _ => Err(InvalidArguments::SignUp(text.to_owned())),
        };
    };
    let wrong = |reason| InvalidArguments::SignUpToken { path: path.to_owned(), reason };
    let token = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let token = SignUpToken::new(&token).map_err(|error| wrong(error.to_string()))?;
    Ok(SignUp::ByToken(token))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Config, InvalidArguments> {
        Config::parse(arguments.iter().map(|argument| (*argument).to_owned()))
    }

    #[test]
    fn without_options_only_this_machine_can_connect() {
        assert!(parse(&[]).unwrap().listen.ip().is_loopback());
    }

    #[test]
    fn an_address_that_others_can_reach_is_refused() {
        assert!(matches!(parse(&["--listen", "0.0.0.0:80"]), Err(InvalidArguments::Public(_))));
    }

    #[test]
    fn a_misspelt_option_is_named_with_what_is_allowed() {
        let error = parse(&["--dtaa", "x"]).unwrap_err();
        assert!(error.to_string().contains("--dtaa") && error.to_string().contains("--data DIR"));
        assert_eq!(parse(&["--data"]), Err(InvalidArguments::MissingValue("--data")));
        assert!(matches!(parse(&["--listen", "here"]), Err(InvalidArguments::Address(_))));
        let none = parse(&["--limit", "sockets_per_device=0"]);
        assert!(matches!(none, Err(InvalidArguments::Limit(_))));
        assert!(matches!(parse(&["--sign-up", "all"]), Err(InvalidArguments::SignUp(_))));
        let missing = parse(&["--sign-up", "token:/not/there"]);
        assert!(matches!(missing, Err(InvalidArguments::SignUpToken { .. })));
    }
}
