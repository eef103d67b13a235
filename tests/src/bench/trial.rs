//! What it takes to try another account's change, in the process that does it.

use std::time::Instant;

use rebound_sync_server::limits::Limits;
use rebound_sync_server::warden::Children;
use rebound_sync_server::warden::trials::{Trial, TrialVerdict, Trials};

use crate::bench::Fallible;
use crate::bench::chain::Chain;
use crate::bench::figures::Figures;
use crate::bench::server::{ServerKind, program};

/// The document that the changes are for.
pub const SIZE: usize = 10_000;

/// How many trials are measured.
const TRIALS: usize = 200;

/// Measures trials of one change, and of as many as are tried together.
///
/// # Errors
///
/// A sound change was refused.
pub fn measure(own: &Chain, partners: &Chain, figures: &mut Figures) -> Fallible<()> {
    let children = Children::from(&Limits::default());
    let snapshot = own.saved(SIZE).ok_or("no document was kept")?.to_vec();
    for together in [1, children.together_max] {
        let mut trials = Trials::by(program(), children);
        let mut times = Vec::new();
        let mut from = SIZE;
        for trial in 0..=TRIALS.min(partners.len() / together - 1) {
            let first = trial * together;
            // As in the server: what stood the trial before is stored since.
            let stored = partners.changes(first.saturating_sub(together), first).to_vec();
            let candidates = partners.changes(first, first + together).to_vec();
            let snapshot = if trial == 0 { snapshot.clone() } else { Vec::new() };
            let trial =
                Trial { document: 1, from, snapshot, stored, candidates, ..Trial::default() };
            let start = Instant::now();
            let verdicts = trials.run(trial, &|| None);
            times.push(start.elapsed().as_secs_f64() * 1e3 / together as f64);
            if !verdicts.iter().all(|verdict| matches!(verdict, TrialVerdict::Sound { .. })) {
                return Err(format!("refused: {verdicts:?}").into());
            }
            from = trials.kept(1).ok_or("the child has died")?;
        }
        // In the first one the child starts and reads the document.
        times.remove(0);
        let name = format!("trial of a change for a document of {SIZE}, {together} together: each");
        figures.add_latencies(ServerKind::Ours, &name, times);
    }
    Ok(())
}
