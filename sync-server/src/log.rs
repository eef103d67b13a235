//! The log: structured lines on standard error, and never more of them than somebody can read.
//!
//! A peer makes lines by what it does, so lines that are alike are counted: of one kind, about one account
//! or one address, a few come at once and then one every ten seconds. What was left out is told each
//! minute. So a MiB of hostile bytes makes no KiB of log.

use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::panic::PanicHookInfo;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use clap::ValueEnum;
use serde::Deserialize;
use tokio::time::Instant;
use tracing::callsite::Identifier;
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber};
use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::{Context, Filter, Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use crate::budget::Bucket;

/// What is logged when nothing is chosen. Automerge has spans of level info in its parser. Each would be
/// made for each change, with its arguments written out.
pub const LEVEL: &str = "rebound_sync_server=info,warn";

/// Lines of one kind about one account or address that come at once.
const ALIKE_BURST: f64 = 5.0;

/// After that so many come each second.
const ALIKE_PER_SECOND: f64 = 0.1;

/// Lines of one kind about whomever: strangers have many addresses.
const KIND_BURST: f64 = 60.0;

/// After that so many come each second.
const KIND_PER_SECOND: f64 = 1.0;

/// Accounts and addresses that are remembered. With more, all are forgotten: the kind's own count goes on.
const REMEMBERED_MAX: usize = 4_096;

/// The fields by which lines are about somebody.
const ABOUT: [&str; 2] = ["account", "address"];

/// How the log is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogSettings {
    /// What is logged, in the words of `RUST_LOG`.
    pub level: String,
    /// How a line looks.
    pub form: Form,
}

/// How a line of the log looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// For people: a sentence, and its values as `name=value`.
    #[default]
    Text,
    /// For machines: an object in JSON.
    Json,
}

impl Default for LogSettings {
    fn default() -> Self {
        Self { level: LEVEL.to_owned(), form: Form::default() }
    }
}

/// What was left out of the log.
#[derive(Clone, Debug, Default)]
pub struct LeftOut(Arc<AtomicU64>);

impl LeftOut {
    /// Says in the log how many lines it lacks since this was asked last, if any.
    pub fn tell(&self) {
        let lines = self.0.swap(0, Ordering::Relaxed);
        if lines > 0 {
            tracing::info!(lines, "lines were left out here, for there were many alike");
        }
    }
}

/// Starts the log of this process.
///
/// # Errors
///
/// What is wrong with the level.
pub fn start(settings: &LogSettings) -> Result<LeftOut, String> {
    let level = EnvFilter::try_new(&settings.level).map_err(|error| error.to_string())?;
    let left_out = LeftOut::default();
    let throttle = Throttle::new(left_out.clone());
    let lines = tracing_subscriber::fmt::layer().with_writer(io::stderr);
    let lines = match settings.form {
        Form::Text => lines.boxed(),
        Form::Json => lines.json().flatten_event(true).boxed(),
    };
    let subscriber = tracing_subscriber::registry().with(level).with(lines.with_filter(throttle));
    subscriber.try_init().map_err(|error| error.to_string())?;
    // What a panic says may quote a peer's bytes, and a backtrace is a page: where it was is enough.
    std::panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a part of the server panicked; what it was doing has ended alone");
    }));
    Ok(left_out)
}

/// Lets the first of many lines pass that are alike.
#[derive(Debug)]
struct Throttle {
    left_out: LeftOut,
    inner: Mutex<Buckets>,
}

#[derive(Debug, Default)]
struct Buckets {
    kinds: HashMap<Identifier, Bucket>,
    alike: HashMap<(Identifier, u64), Bucket>,
}

impl Throttle {
    fn new(left_out: LeftOut) -> Self {
        Self { left_out, inner: Mutex::default() }
    }

    fn admits(&self, kind: Identifier, about: u64, now: Instant) -> bool {
        let mut inner = self.inner.lock().unwrap_or_else(PoisonError::into_inner);
        if inner.alike.len() >= REMEMBERED_MAX {
            inner.alike.clear();
        }
        let alike = || Bucket::new(ALIKE_BURST, ALIKE_PER_SECOND, now);
        let of_kind = || Bucket::new(KIND_BURST, KIND_PER_SECOND, now);
        // The kind's own tokens are for lines that would come.
        let comes = inner.alike.entry((kind.clone(), about)).or_insert_with(alike).take(now)
            && inner.kinds.entry(kind).or_insert_with(of_kind).take(now);
        if !comes {
            self.left_out.0.fetch_add(1, Ordering::Relaxed);
        }
        comes
    }
}

impl<S: Subscriber> Filter<S> for Throttle {
    fn enabled(&self, _: &Metadata<'_>, _: &Context<'_, S>) -> bool {
        true
    }

    fn event_enabled(&self, event: &Event<'_>, _: &Context<'_, S>) -> bool {
        let mut about = About(DefaultHasher::new());
        event.record(&mut about);
        self.admits(event.metadata().callsite(), about.0.finish(), Instant::now())
    }
}

/// Whom a line is about, as a hash.
struct About(DefaultHasher);

impl Visit for About {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        if ABOUT.contains(&field.name()) {
            format!("{value:?}").hash(&mut self.0);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tracing::Callsite;

    use super::*;

    #[test]
    fn of_many_lines_about_one_a_few_come_and_others_are_heard_all_the_same() {
        let kind = || {
            Identifier(
                tracing::callsite!(name: "kind", kind: tracing::metadata::Kind::EVENT, fields: )
                    as &dyn Callsite,
            )
        };
        let (kind, now) = (kind(), Instant::now());
        let throttle = Throttle::new(LeftOut::default());
        let passed =
            |about, now| (0..1_000).filter(|_| throttle.admits(kind.clone(), about, now)).count();
        assert_eq!(passed(1, now), 5);
        assert_eq!(passed(2, now), 5, "somebody else");
        assert_eq!(passed(1, now + Duration::from_secs(20)), 2);
        let strangers: usize =
            (3..3_000).map(|about| passed(about, now + Duration::from_secs(20))).sum();
        assert_eq!(strangers, 60 - 2, "of a kind there is a most, whoever makes them");
        assert_eq!(throttle.left_out.0.load(Ordering::Relaxed), 995 + 995 + 998 + 2_997_000 - 58);
    }
}
