//! The commands that look at a data folder or change something in it, with or without a server on it.

use std::future::Future;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use std::{fs, io};

use serde_json::{Value, json};
use tokio::runtime::Builder;
use tokio::sync::watch;

use crate::assembly::{Assembly, DATABASE, StartError, claim};
use crate::command::{fail, say};
use crate::config::{Config, Ledgers};
use crate::ledger::storage::sqlite::upkeep;
use crate::operator::doctor::{Finding, Health, ServerSeen, examine};
use crate::operator::{Errand, desk, perform};

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Answers {
    /// For people.
    Text,
    /// For programs: one value in JSON.
    Json,
}

/// Asks a data folder, by way of its server if one runs.
pub(super) fn ask(config: &Config, request: &Errand, answers: Answers) -> ExitCode {
    match in_runtime(asked(config, request)) {
        Ok(answer) => {
            print(&answer, answers);
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error, 1),
    }
}

/// Makes a new ledger.
pub(super) fn init(config: &Config) -> ExitCode {
    if config.data.join(DATABASE).exists() {
        return fail(&format!("there is a ledger already in {}", config.data.display()), 1);
    }
    let config = Config { ledger: Ledgers::Any, ..config.clone() };
    let (shutdown, _stop) = watch::channel(());
    let made = in_runtime(async {
        let assembly = Assembly::open(&config, shutdown).map_err(|error| error.to_string())?;
        assembly.app.ledger.close();
        Ok(())
    });
    match made {
        Ok(()) => {
            say(&format!("A new ledger was made in {}\n", config.data.display()));
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error, 1),
    }
}

/// Whether a server runs on a folder, and what it says of itself or of the stores.
async fn asked(config: &Config, request: &Errand) -> Result<Value, String> {
    let warden = std::env::current_exe().ok();
    let config = Config { ledger: Ledgers::Existing, warden, ..config.clone() };
    if !config.data.exists() {
        return Err(format!("there is no folder {}", config.data.display()));
    }
    let (shutdown, _stop) = watch::channel(());
    match Assembly::open(&config, shutdown) {
        Ok(assembly) => {
            let answer = perform(&assembly.app, &assembly.upkeep, request.clone()).await;
            assembly.app.ledger.close();
            answer
        }
        Err(StartError::InUse(_)) => desk::ask(&config.data, request).await,
        Err(error) => Err(error.to_string()),
    }
}

/// Says how everything is. It fails if something does not work.
pub(super) fn doctor(config: &Config, answers: Answers) -> ExitCode {
    let status = in_runtime(asked(config, &Errand::Status));
    let is_running = is_claimed(&config.data);
    let seen = if is_running { ServerSeen::Running } else { ServerSeen::Absent };
    let mut findings = examine(config, seen);
    let about = |about, verdict, says: String| Finding { about, verdict, says };
    findings.push(match (&status, is_running) {
        (Ok(status), true) if status.get("ready") == Some(&json!(true)) => about(
            "server",
            Health::Good,
            format!("it runs, with {} sockets", said(status, "sockets")),
        ),
        (Ok(status), true) => {
            about("server", Health::Bad, format!("it runs: {}", said(status, "ailment")))
        }
        (Ok(_), false) => about("server", Health::Good, "it does not run".to_owned()),
        (Err(error), _) => about("server", Health::Bad, error.clone()),
    });
    findings.push(match in_runtime(asked(config, &Errand::Examine)) {
        Ok(found) if found.get("sound") == Some(&json!(true)) => {
            about("database", Health::Good, "nothing in it is damaged".to_owned())
        }
        Ok(found) => about("database", Health::Bad, said(&found, "damage")),
        Err(error) => about("database", Health::Bad, error),
    });
    print(&serde_json::to_value(&findings).unwrap_or_default(), answers);
    if findings.iter().any(|finding| finding.verdict == Health::Bad) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn said(answer: &Value, field: &str) -> String {
    answer.get(field).map(ToString::to_string).unwrap_or_default()
}

fn is_claimed(data: &Path) -> bool {
    let lock = fs::File::open(data.join("lock"));
    lock.is_ok_and(|lock| matches!(lock.try_lock(), Err(fs::TryLockError::WouldBlock)))
}

/// Puts a backup in place of what is in the data folder. No server may run on it.
///
/// What clients remember of the old ledger does not count any more: each start is a new life of the store,
/// and whoever connects offers again what it has. So what was made after the backup comes back from the
/// devices that have it.
pub(super) fn restore(
    config: &Config,
    from: &Path,
    replacing: Replacing,
    answers: Answers,
) -> ExitCode {
    match put_back(config, from, replacing) {
        Ok(answer) => {
            print(&answer, answers);
            ExitCode::SUCCESS
        }
        Err(error) => fail(&error, 1),
    }
}

/// What becomes of a ledger that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Replacing {
    /// It stays, and the command fails.
    Never,
    /// It is set aside in the same folder.
    SetAside,
}

fn put_back(config: &Config, from: &Path, replacing: Replacing) -> Result<Value, String> {
    let _lock = claim(config).map_err(|error| error.to_string())?;
    let database = config.data.join(DATABASE);
    let mut aside = None;
    if database.exists() {
        if replacing == Replacing::Never {
            let taken = database.display();
            return Err(format!(
                "there is a ledger already: {taken}. With --replace it is set aside"
            ));
        }
        // A backup that is none must not cost what is there.
        upkeep::check(from).map_err(|error| error.to_string())?;
        aside = Some(set_aside(&config.data).map_err(|error| error.to_string())?);
    }
    let restored = upkeep::restore(from, &database).map_err(|error| error.to_string())?;
    let (mut revocations, mut codes) = (0, 0);
    if let Some(aside) = &aside {
        revocations =
            upkeep::carry_revocations(aside, &database).map_err(|error| error.to_string())?;
        codes = upkeep::carry_recovery(aside, &database).map_err(|error| error.to_string())?;
    }
    let note = "devices that were revoked after the backup, and that nothing here knows of, may speak again: \
                look at `device list`";
    Ok(json!({ "restored": database.display().to_string(), "bytes": restored,
               "set_aside": aside.map(|path| path.display().to_string()),
               "revocations_kept": revocations, "recovery_codes_kept": codes, "note": note }))
}

/// Renames the ledger with its log; tells its new name.
fn set_aside(data: &Path) -> io::Result<PathBuf> {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |passed| passed.as_secs());
    let aside = data.join(format!("before-restore-{now}.db"));
    for ending in ["-wal", ""] {
        let (from, mut to) =
            (data.join(format!("{DATABASE}{ending}")), aside.clone().into_os_string());
        to.push(ending);
        match fs::rename(from, to) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(aside)
}

fn in_runtime<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let runtime = Builder::new_multi_thread().worker_threads(1).enable_all().build();
    runtime.map_err(|error| error.to_string())?.block_on(work)
}

fn print(answer: &Value, answers: Answers) {
    match answers {
        Answers::Json => say(&format!("{answer}\n")),
        Answers::Text => say(&text(answer)),
    }
}

/// A list as lines, an object as a line of `name value`.
fn text(answer: &Value) -> String {
    let plain = |value: &Value| match value {
        Value::String(text) => text.clone(),
        Value::Null => "-".to_owned(),
        value @ (Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
            value.to_string()
        }
    };
    match answer {
        Value::Array(rows) => rows.iter().map(text).collect(),
        Value::Object(fields) => {
            let fields = fields.iter().map(|(name, value)| format!("{name} {}", plain(value)));
            format!("{}\n", fields.collect::<Vec<_>>().join("  "))
        }
        other @ (Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_)) => {
            format!("{}\n", plain(other))
        }
    }
}
