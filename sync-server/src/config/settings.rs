//! The settings as an operator writes them: one page for file, environment, flags and the example file.
//!
//! The example in `deploy/rebound-sync-server.toml` is written from this page, and a test holds it to it.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::gate::{HostName, WebOrigin};
use crate::limits::{InvalidLimit, Limit, Limits, Setting};
use crate::log::Form;
use crate::network::Network;

/// The settings as they are written by the operator.
#[derive(Debug, confique::Config)]
#[config(layer_attr(derive(Debug, clap::Args)), layer_attr(serde(deny_unknown_fields)))]
pub struct Settings {
    /// The folder with the database. It is made on the first run, for its owner alone.
    #[config(default = "rebound-data", env = "REBOUND_DATA")]
    #[config(layer_attr(arg(long, value_name = "DIR")))]
    pub data: PathBuf,

    /// Where to listen, as ADDRESS:PORT; `localhost` is 127.0.0.1.
    #[config(default = "127.0.0.1:7321", env = "REBOUND_LISTEN")]
    #[config(layer_attr(arg(long, value_name = "ADDRESS:PORT")))]
    pub listen: String,

    /// Names that the server answers to besides `localhost` and IP addresses: its own one, or that of a proxy
    /// in front of it which passes `Host` on.
    #[config(default = [], env = "REBOUND_HOSTS", parse_env = confique::env::parse::list_by_comma)]
    #[config(layer_attr(arg(long = "host", value_name = "NAME")))]
    pub hosts: Vec<HostName>,

    /// Web pages that may use the server, by origins such as `https://app.example.org`.
    #[config(default = [], env = "REBOUND_ORIGINS", parse_env = confique::env::parse::list_by_comma)]
    #[config(layer_attr(arg(long = "origin", value_name = "ORIGIN")))]
    pub origins: Vec<WebOrigin>,

    /// Whether a start without a ledger fails instead of making a new one. For units and containers, where
    /// an empty folder means that the disk was not mounted.
    #[config(default = false, env = "REBOUND_EXISTING")]
    #[config(layer_attr(arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")))]
    pub existing: bool,

    /// Whether plain HTTP may be spoken on an address that other machines can reach. Only for a network
    /// that is private in itself: between containers, say, with a proxy that speaks TLS in front.
    #[config(default = false, env = "REBOUND_PLAIN_HTTP")]
    #[config(layer_attr(arg(long, num_args = 0..=1, require_equals = true, default_missing_value = "true", value_name = "true|false")))]
    pub plain_http: bool,

    /// Proxies whose `X-Forwarded-For` is believed, as addresses or networks such as `10.0.0.0/8`. Without
    /// any, a client's address is the one that its connection comes from.
    #[config(default = [], env = "REBOUND_TRUSTED_PROXIES", parse_env = confique::env::parse::list_by_comma)]
    #[config(layer_attr(arg(long = "trusted-proxy", value_name = "NETWORK")))]
    pub trusted_proxies: Vec<Network>,

    /// Who may make an account: `this-machine` (requests that are made on it and do not come through a
    /// proxy), `open`, `closed`, or `token:FILE` (who shows the token in FILE).
    #[config(default = "this-machine", env = "REBOUND_SIGN_UP")]
    #[config(layer_attr(arg(long, value_name = "WAY")))]
    pub sign_up: String,

    /// Limits that are not to be the usual ones, by name: the table at the end of this file.
    #[config(default = {}, env = "REBOUND_LIMITS", parse_env = limits_of_environment)]
    #[config(layer_attr(arg(skip)))]
    pub limits: BTreeMap<String, u64>,

    /// TLS in the server itself. Both files are read again when they change.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub tls: TlsSettings,

    /// Metrics for Prometheus at `/metrics`. Without one of these two they are served to nobody.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub metrics: MetricsSettings,

    /// The log, on standard error.
    #[config(nested)]
    #[config(layer_attr(command(flatten)))]
    pub log: LogLayer,
}

/// One layer of the settings: what a file, the environment or the flags say, and nothing else.
pub type SettingsLayer = <Settings as confique::Config>::Layer;

/// The files of the server's own TLS.
#[derive(Debug, confique::Config)]
#[config(layer_attr(derive(Debug, clap::Args)), layer_attr(serde(deny_unknown_fields)))]
pub struct TlsSettings {
    /// The certificate and those that it was signed with, in PEM.
    #[config(env = "REBOUND_TLS_CERTIFICATE")]
    #[config(layer_attr(arg(
        long = "tls-certificate",
        id = "tls_certificate",
        value_name = "FILE"
    )))]
    pub certificate: Option<PathBuf>,

    /// The certificate's private key, in PEM.
    #[config(env = "REBOUND_TLS_KEY")]
    #[config(layer_attr(arg(long = "tls-key", id = "tls_key", value_name = "FILE")))]
    pub key: Option<PathBuf>,
}

/// Who may see the metrics.
#[derive(Debug, confique::Config)]
#[config(layer_attr(derive(Debug, clap::Args)), layer_attr(serde(deny_unknown_fields)))]
pub struct MetricsSettings {
    /// A loopback address of their own, where no credential is asked for.
    #[config(env = "REBOUND_METRICS_LISTEN")]
    #[config(layer_attr(arg(
        long = "metrics-listen",
        id = "metrics_listen",
        value_name = "ADDRESS:PORT"
    )))]
    pub listen: Option<String>,

    /// A file with a token of at least 32 characters: who sends it as `Authorization: Bearer` sees the
    /// metrics on the server's own address.
    #[config(env = "REBOUND_METRICS_TOKEN_FILE")]
    #[config(layer_attr(arg(
        long = "metrics-token-file",
        id = "metrics_token_file",
        value_name = "FILE"
    )))]
    pub token_file: Option<PathBuf>,
}

/// How the log is written, as settings.
#[derive(Debug, confique::Config)]
#[config(layer_attr(derive(Debug, clap::Args)), layer_attr(serde(deny_unknown_fields)))]
pub struct LogLayer {
    /// What is logged: `error`, `warn`, `info`, or such for single parts, as in
    /// `rebound_sync_server=debug,warn`.
    #[config(default = "rebound_sync_server=info,warn", env = "RUST_LOG")]
    #[config(layer_attr(arg(long = "log-level", id = "log_level", value_name = "LEVEL")))]
    pub level: String,

    /// How a line looks: `text` for people and fail2ban, `json` for machines.
    #[config(default = "text", env = "REBOUND_LOG_FORMAT")]
    #[config(layer_attr(arg(long = "log-format", id = "log_format", value_name = "text|json")))]
    pub format: Form,
}

/// Reads limits as a variable has them: `devices_per_account=5,sockets_per_device=4`.
fn limits_of_environment(text: &str) -> Result<BTreeMap<String, u64>, InvalidLimit> {
    let settings = text.split(',').filter(|part| !part.trim().is_empty());
    settings.map(|part| part.parse::<Setting>().map(Setting::into_parts)).collect()
}

/// The settings as a file to begin with: each one explained, none of them set.
pub fn example() -> String {
    let mut text = confique::toml::template::<Settings>(confique::toml::FormatOptions::default());
    text += "\n# Limits, each with its usual value.\n[limits]\n";
    for Limit { name, value, unit, meaning, .. } in Limits::default().rows() {
        let meaning = meaning.split_whitespace().collect::<Vec<_>>().join(" ");
        text += &format!("# {meaning}, in {unit}\n#{name} = {value}\n");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_file_explains_every_setting_as_it_is() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/deploy/rebound-sync-server.toml");
        let file = std::fs::read_to_string(path).unwrap();
        assert_eq!(file, example(), "write it anew: rebound-sync-server config example");
    }
}
