//! What an operator may choose, checked: a server that has one of these can be started with it.
//!
//! It is read in layers, of which the first that says something wins: flags, environment, file, defaults.
//! The layers themselves are in `settings`.

pub mod settings;

use std::fs;
use std::net::{IpAddr, Ipv4Addr, SocketAddr, ToSocketAddrs};
use std::path::PathBuf;

use confique::Config as _;

use crate::auth::sign_up::{SignUp, SignUpToken};
use crate::config::settings::{Settings, SettingsLayer};
use crate::gate::{HostName, WebOrigin};
use crate::limits::{InvalidLimit, Limits, Setting};
use crate::log::LogSettings;
use crate::network::Network;
use crate::tls::TlsFiles;

/// The port when none is chosen.
pub const DEFAULT_PORT: u16 = 7321;

/// What an operator may choose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// Where the database lies; created on the first run.
    pub data: PathBuf,
    /// Where to listen. A public address only with a certificate, or where plain HTTP was asked for.
    pub listen: SocketAddr,
    /// The program that makes snapshots: an absolute path to this server's own binary, which is
    /// started with the command `warden`. Without one the server keeps every change as it came.
    pub warden: Option<PathBuf>,
    /// How much of everything somebody may have and do.
    pub limits: Limits,
    /// Who may make an account.
    pub sign_up: SignUp,
    /// Whether the folder may be new.
    pub ledger: Ledgers,
    /// Names that the server answers to besides `localhost` and IP addresses: that of a proxy in front of
    /// it, say, which passes `Host` on.
    pub hosts: Vec<HostName>,
    /// The web pages that may use the server, by their origins. Without any, no page may.
    pub origins: Vec<WebOrigin>,
    /// The certificate to serve with; without one, plain HTTP.
    pub tls: Option<TlsFiles>,
    /// The proxies whose word about their clients' addresses counts.
    pub trusted_proxies: Vec<Network>,
    /// Where the metrics are served without a credential; `None`: nowhere.
    pub metrics_listen: Option<SocketAddr>,
    /// A file with the token that opens `/metrics` on the server's own address; `None`: closed.
    pub metrics_token_file: Option<PathBuf>,
    /// How the log is written.
    pub log: LogSettings,
}

/// Which ledgers a start takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ledgers {
    /// The one that is there, or a new one.
    Any,
    /// The one that is there. Without one the start fails: for units and containers, where an empty folder
    /// means that something was not mounted.
    Existing,
}

/// What was chosen does not go together, or is not what it has to be.
#[derive(Debug, thiserror::Error)]
pub enum InvalidConfig {
    /// A file, a variable or a flag cannot be read.
    #[error("{0}")]
    Unreadable(String),
    /// Not an address.
    #[error("{setting} {text:?} is not ADDRESS:PORT, such as 127.0.0.1:7321 or localhost:7321")]
    Address {
        /// Which setting.
        setting: &'static str,
        /// What stands there.
        text: String,
    },
    /// Not a limit.
    #[error("limits: {0}")]
    Limit(#[from] InvalidLimit),
    /// Not a way to sign up.
    #[error("sign_up {0:?}: allowed are this-machine, open, closed, and token:FILE")]
    SignUp(String),
    /// A file without a token.
    #[error("sign_up token:{path}: {reason}")]
    SignUpToken {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// One of the two files without the other.
    #[error("tls.certificate and tls.key go together: one of them is missing")]
    HalfTls,
    /// An address that others can reach, and everybody on the way could read along.
    #[error(
        "listen {0} can be reached from other machines, and without a certificate everybody on the way \
         reads along: set tls.certificate and tls.key, or listen on a loopback address behind a proxy \
         that speaks TLS, or say plain_http = true where the network itself is private"
    )]
    Plain(SocketAddr),
    /// Metrics for everybody.
    #[error(
        "metrics.listen {0} can be reached from other machines, and asks for no credential: choose a \
         loopback address, or metrics.token_file, which opens /metrics on the server's own address"
    )]
    PublicMetrics(SocketAddr),
}

impl Default for Config {
    fn default() -> Self {
        Self {
            data: PathBuf::from("rebound-data"),
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, DEFAULT_PORT)),
            warden: None,
            limits: Limits::default(),
            sign_up: SignUp::default(),
            ledger: Ledgers::Any,
            hosts: Vec::new(),
            origins: Vec::new(),
            tls: None,
            trusted_proxies: Vec::new(),
            metrics_listen: None,
            metrics_token_file: None,
            log: LogSettings::default(),
        }
    }
}

impl Config {
    /// Reads the configuration: flags before the environment before the file before the defaults.
    ///
    /// # Errors
    ///
    /// [`InvalidConfig`] names the setting and what is allowed.
    pub fn read(
        flags: SettingsLayer,
        limits: &[Setting],
        file: Option<PathBuf>,
    ) -> Result<Self, InvalidConfig> {
        let mut builder = Settings::builder().preloaded(flags).env();
        if let Some(file) = file {
            if !file.is_file() {
                let missing = format!("the configuration file {} is not there", file.display());
                return Err(InvalidConfig::Unreadable(missing));
            }
            builder = builder.file(file);
        }
        let settings = builder.load().map_err(|error| {
            let mut said = error.to_string();
            let mut cause = std::error::Error::source(&error);
            while let Some(error) = cause {
                said = format!("{said}: {}", error.to_string().trim_end());
                cause = error.source();
            }
            InvalidConfig::Unreadable(said)
        })?;
        let mut config = Self::checked(settings)?;
        limits.iter().try_for_each(|limit| config.limits.apply(limit))?;
        Ok(config)
    }

    fn checked(settings: Settings) -> Result<Self, InvalidConfig> {
        let listen = address("listen", &settings.listen)?;
        let tls = match (settings.tls.certificate, settings.tls.key) {
            (Some(certificate), Some(key)) => Some(TlsFiles { certificate, key }),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(InvalidConfig::HalfTls),
        };
        if !listen.ip().is_loopback() && tls.is_none() && !settings.plain_http {
            return Err(InvalidConfig::Plain(listen));
        }
        let metrics = settings.metrics.listen.as_deref();
        let metrics_listen = metrics.map(|text| address("metrics.listen", text)).transpose()?;
        if let Some(public) = metrics_listen.filter(|address| !address.ip().is_loopback()) {
            return Err(InvalidConfig::PublicMetrics(public));
        }
        let mut limits = Limits::default();
        settings.limits.iter().try_for_each(|(name, value)| limits.set(name, *value))?;
        Ok(Self {
            data: settings.data,
            listen,
            warden: None,
            limits,
            sign_up: sign_up(&settings.sign_up)?,
            ledger: if settings.existing { Ledgers::Existing } else { Ledgers::Any },
            hosts: settings.hosts,
            origins: settings.origins,
            tls,
            trusted_proxies: settings.trusted_proxies,
            metrics_listen,
            metrics_token_file: settings.metrics.token_file,
            log: LogSettings { level: settings.log.level, form: settings.log.format },
        })
    }
}

/// Reads who may make an account. A token lies in a file, because arguments can be read by everybody on the
/// machine.
fn sign_up(text: &str) -> Result<SignUp, InvalidConfig> {
    let Some(path) = text.strip_prefix("token:") else {
        return match text {
            "this-machine" => Ok(SignUp::OnThisMachine),
            "open" => Ok(SignUp::Open),
            "closed" => Ok(SignUp::Closed),
            _ => Err(InvalidConfig::SignUp(text.to_owned())),
        };
    };
    let wrong = |reason| InvalidConfig::SignUpToken { path: path.to_owned(), reason };
    let token = fs::read_to_string(path).map_err(|error| wrong(error.to_string()))?;
    let token = SignUpToken::new(&token).map_err(|error| wrong(error.to_string()))?;
    Ok(SignUp::ByToken(token))
}

/// Reads an address. `localhost` is 127.0.0.1, whatever the system says; other names are looked up.
fn address(setting: &'static str, text: &str) -> Result<SocketAddr, InvalidConfig> {
    let invalid = || InvalidConfig::Address { setting, text: text.to_owned() };
    if let Ok(address) = text.parse() {
        return Ok(address);
    }
    let (name, port) = text.rsplit_once(':').ok_or_else(invalid)?;
    let port: u16 = port.parse().map_err(|_| invalid())?;
    if name.eq_ignore_ascii_case("localhost") {
        return Ok(SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), port));
    }
    let mut found = (name, port).to_socket_addrs().map_err(|_| invalid())?;
    found.next().ok_or_else(invalid)
}

#[cfg(test)]
mod tests;
