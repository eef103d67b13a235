//! What an operator should look at before others notice: one line for each thing.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use rustix::process::{Resource, getrlimit};
use serde::Serialize;

use crate::assembly::DATABASE;
use crate::config::Config;
use crate::vitals::free_bytes;

/// A certificate should be renewed when it holds no longer than this, in days.
const CERTIFICATE_DAYS: u64 = 14;

/// With fewer descriptors a study group and its telephones come to an end.
const DESCRIPTORS_MIN: u64 = 4_096;

/// What can be recommended at least, in bytes: beside that a backup needs as much as the database.
const FREE_BYTES_MIN: u64 = 256 * 1024 * 1024;

/// 28 November 2026, when this was written, in seconds since 1970: no clock that is right is before it.
const WRITTEN: u64 = 1_795_824_000;

/// How something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Health {
    /// As it should be.
    Good,
    /// It works, and will not for long, or not for many.
    Look,
    /// It does not work.
    Bad,
}

/// What was found about one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Finding {
    pub(crate) about: &'static str,
    pub(crate) verdict: Health,
    pub(crate) says: String,
}

fn finding(about: &'static str, verdict: Health, says: impl Into<String>) -> Finding {
    Finding { about, verdict, says: says.into() }
}

/// Whether a server runs on the folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ServerSeen {
    Running,
    Absent,
}

/// Looks at everything but the database's own content.
pub(crate) fn examine(config: &Config, server: ServerSeen) -> Vec<Finding> {
    let mut findings =
        vec![folder(&config.data), disk(&config.data), clock(&config.data), descriptors()];
    if let Some(certificate) = certificate(config) {
        findings.push(certificate);
    }
    if server == ServerSeen::Absent {
        findings.push(match TcpListener::bind(config.listen) {
            Ok(_) => finding("address", Health::Good, format!("{} is free", config.listen)),
            Err(error) => finding("address", Health::Bad, format!("{}: {error}", config.listen)),
        });
    }
    findings
}

fn folder(data: &Path) -> Finding {
    let about = "folder";
    let said = data.display();
    let database = data.join(DATABASE);
    match (fs::metadata(data), fs::metadata(&database)) {
        (Ok(_), Ok(_)) if is_open_to_others(data) => finding(
            about,
            Health::Look,
            format!("others on this machine can look into {said}: chmod 700"),
        ),
        (Ok(_), Ok(file)) => {
            finding(about, Health::Good, format!("{said} holds a ledger of {} bytes", file.len()))
        }
        (Ok(_), Err(_)) => finding(about, Health::Look, format!("{said} holds no ledger yet")),
        (Err(error), _) => finding(about, Health::Look, format!("{said}: {error}")),
    }
}

#[cfg(unix)]
fn is_open_to_others(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).is_ok_and(|found| found.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_open_to_others(_: &Path) -> bool {
    false
}

fn disk(data: &Path) -> Finding {
    let about = "disk";
    let existing =
        data.ancestors().find(|folder| folder.exists()).unwrap_or_else(|| Path::new("."));
    let database = fs::metadata(data.join(DATABASE)).map_or(0, |file| file.len());
    match free_bytes(existing) {
        None => finding(about, Health::Look, "the disk does not say how much is free"),
        Some(free) if free < crate::vitals::DISK_FREE_BYTES_MIN => {
            finding(about, Health::Bad, format!("the disk is full: {free} bytes are free"))
        }
        Some(free) if free < FREE_BYTES_MIN.max(database) => finding(
            about,
            Health::Look,
            format!("{free} bytes are free: too few for a backup beside it"),
        ),
        Some(free) => finding(about, Health::Good, format!("{free} bytes are free")),
    }
}

/// Tickets and certificates depend on the clock; one that runs backwards shows in the files.
fn clock(data: &Path) -> Finding {
    let about = "clock";
    let now = SystemTime::now();
    let seconds = now.duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    let written = fs::metadata(data.join(DATABASE)).and_then(|file| file.modified()).ok();
    if seconds < WRITTEN {
        finding(about, Health::Bad, "the clock stands before this server was written")
    } else if written.is_some_and(|written| written > now) {
        finding(about, Health::Look, "the database was written at a time that is still to come")
    } else {
        finding(about, Health::Good, format!("{seconds} seconds since 1970"))
    }
}

fn descriptors() -> Finding {
    let about = "limits";
    match getrlimit(Resource::Nofile).maximum {
        Some(most) if most < DESCRIPTORS_MIN => {
            let says =
                format!("{most} file descriptors, and each socket takes one: raise the limit");
            finding(about, Health::Look, says)
        }
        Some(most) => finding(about, Health::Good, format!("{most} file descriptors")),
        None => finding(about, Health::Good, "as many file descriptors as there are"),
    }
}

fn certificate(config: &Config) -> Option<Finding> {
    let about = "certificate";
    let files = config.tls.as_ref()?;
    let seconds = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    let now = i64::try_from(seconds).unwrap_or(i64::MAX);
    Some(match files.read() {
        Err(error) => finding(about, Health::Bad, error.to_string()),
        Ok((_, None)) => finding(about, Health::Look, "it does not say how long it holds"),
        Ok((_, Some(validity))) => match validity.left(now).map(|left| left.as_secs() / 86_400) {
            None => finding(about, Health::Bad, "it does not hold now"),
            Some(days) if days < CERTIFICATE_DAYS => {
                finding(about, Health::Look, format!("it holds for {days} days: renew it"))
            }
            Some(days) => finding(about, Health::Good, format!("it holds for {days} days")),
        },
    })
}
