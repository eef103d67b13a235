//! What has to be looked at now and then although nobody asks: the disk, the folder, the certificate.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{MissedTickBehavior, interval};

use crate::app::App;
use crate::ledger::storage::upkeep::Upkeep;
use crate::tls::{Reload, Tls};
use crate::vitals::Ailment;

/// How often.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// An ailment that lasts is said again after so many looks.
const SAID_AGAIN_AFTER: u32 = 60;

/// The task that looks.
#[derive(Debug)]
pub(crate) struct Keeper {
    task: JoinHandle<()>,
}

/// What was seen at the last look.
#[derive(Debug, Default)]
struct Seen {
    ailment: Option<Ailment>,
    looks: u32,
}

impl Keeper {
    /// Looks until `stop` changes.
    pub(crate) fn start(
        app: Arc<App>,
        upkeep: Arc<dyn Upkeep>,
        tls: Option<Arc<Tls>>,
        mut stop: watch::Receiver<()>,
    ) -> Self {
        let task = tokio::spawn(async move {
            let (mut clock, mut seen) = (interval(LOOK_EVERY), Seen::default());
            clock.set_missed_tick_behavior(MissedTickBehavior::Delay);
            loop {
                tokio::select! {
                    _ = clock.tick() => {}
                    _ = stop.changed() => break,
                }
                let (app, upkeep, tls) = (Arc::clone(&app), Arc::clone(&upkeep), tls.clone());
                // It asks the disk.
                let look = spawn_blocking(move || {
                    seen.look(&app, &*upkeep);
                    tls.as_deref().inspect(|tls| {
                        reload(tls);
                        if let Some(validity) = tls.validity() {
                            app.metrics.note_certificate(validity.until);
                        }
                    });
                    seen
                });
                let Ok(last) = look.await else { break };
                seen = last;
            }
        });
        Self { task }
    }

    /// Waits for its end.
    pub(crate) async fn ended(self) {
        if self.task.await.is_err() {
            tracing::error!("the keeper panicked");
        }
    }
}

impl Seen {
    fn look(&mut self, app: &App, upkeep: &dyn Upkeep) {
        if app.vitals.is_failing() {
            // What is wrong is told below, whatever comes of this.
            drop(upkeep.probe());
        }
        let waiting = app.registry.settle_reserve();
        app.metrics.note_waiting(waiting);
        let free_bytes = app.vitals.free_bytes();
        let ailment = app.vitals.ailment(free_bytes);
        self.looks = if ailment == self.ailment { self.looks + 1 } else { 0 };
        if self.looks.is_multiple_of(SAID_AGAIN_AFTER)
            && (ailment.is_some() || self.ailment.is_some())
        {
            match ailment {
                Some(ailment) => {
                    tracing::error!(%ailment, free_bytes, waiting, "the server cannot store anything");
                }
                None => tracing::info!(free_bytes, "the server can store things again"),
            }
        }
        self.ailment = ailment;
    }
}

fn reload(tls: &Tls) {
    match tls.reload() {
        Ok(Reload::Same) => {}
        Ok(Reload::Done) => tracing::info!("the certificate was read again"),
        Err(error) => tracing::error!(%error, "the new certificate cannot be used; the old one is"),
    }
}
