//! Plays lives, counts in how many of them each invariant is broken, and tells.

use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use rebound_core::exam::catalogue::Catalogue;

use crate::candidates::Life;
use crate::invariants::{ALL, Invariant, View};

/// Lives of every run; `REBOUND_LIVES` for more.
const LIVES: u64 = 2_000;

/// In how many lives an invariant is broken, and the first of them with its reason.
#[derive(Clone, Debug, Default)]
struct Count {
    broken: u64,
    first: Option<(u64, String)>,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.broken += other.broken;
        let earlier = |a: &(u64, String), b: &(u64, String)| a.0 <= b.0;
        self.first = match (self.first.take(), other.first) {
            (Some(own), Some(other)) => Some(if earlier(&own, &other) { own } else { other }),
            (own, other) => own.or(other),
        };
    }
}

fn invariants() -> impl Iterator<Item = &'static Invariant> {
    ALL.iter().copied().flatten()
}

/// What is broken in one life, with the reason.
pub(crate) fn broken(life: &Life, catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    let view = View::of(life, catalogue);
    let each = invariants().map(|invariant| (invariant.name, (invariant.holds)(&view)));
    each.filter_map(|(name, holds)| holds.err().map(|reason| (name, reason))).collect()
}

/// Prints every life of a range in which something is broken; whether there is none.
pub(crate) fn each_broken(seeds: Range<u64>, catalogue: &Catalogue) -> bool {
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let whole = AtomicBool::new(true);
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let (seeds, whole) = (seeds.clone(), &whole);
            scope.spawn(move || {
                for seed in seeds.skip(thread as usize).step_by(threads as usize) {
                    for (name, reason) in broken(&Life::of(seed, catalogue), catalogue) {
                        whole.store(false, Ordering::Relaxed);
                        println!("life {seed}: {name}: {reason}");
                    }
                }
            });
        }
    });
    whole.into_inner()
}

/// One line more than there are invariants: the last counts lives that end in a panic.
fn play(seeds: impl Iterator<Item = u64>, catalogue: &Catalogue) -> Vec<Count> {
    let mut counts = vec![Count::default(); invariants().count() + 1];
    for seed in seeds {
        let played = catch_unwind(AssertUnwindSafe(|| {
            let life = Life::of(seed, catalogue);
            let view = View::of(&life, catalogue);
            invariants().map(|invariant| (invariant.holds)(&view)).collect::<Vec<_>>()
        }));
        let results = played.unwrap_or_else(|_| {
            let mut results = vec![Ok(()); counts.len() - 1];
            results.push(Err("a panic".to_owned()));
            results
        });
        for (count, result) in counts.iter_mut().zip(results) {
            if let Err(reason) = result {
                count.add(Count { broken: 1, first: Some((seed, reason)) });
            }
        }
    }
    counts
}

/// Plays all lives and prints the list; whether nothing is broken.
pub(crate) fn all_lives(catalogue: &Catalogue) -> bool {
    #[expect(clippy::disallowed_methods, reason = "it says how long it took")]
    let begun = Instant::now();
    let lives = lives();
    let threads = std::thread::available_parallelism().map_or(1, |count| count.get() as u64);
    let counts = std::thread::scope(|scope| {
        let each = |thread| {
            let seeds = (thread..lives).step_by(threads as usize);
            scope.spawn(move || play(seeds, catalogue))
        };
        let running: Vec<_> = (0..threads).map(each).collect();
        let mut sum = vec![Count::default(); invariants().count() + 1];
        for counts in running.into_iter().map(|thread| thread.join().unwrap()) {
            sum.iter_mut().zip(counts).for_each(|(sum, count)| sum.add(count));
        }
        sum
    });
    let rows = invariants().map(|invariant| (invariant.name, invariant.of));
    let rows = rows.chain([("every life gets an answer", "P14, P15")]).zip(&counts);
    let mut broken = 0;
    for ((name, of), count) in rows {
        broken += count.broken;
        println!("{:>6}  {name} ({of})", count.broken);
        if let Some((seed, reason)) = &count.first {
            println!("        first in life {seed}: {reason}");
        }
    }
    println!("{lives} lives in {:.1} s on {threads} threads", begun.elapsed().as_secs_f64());
    broken == 0
}

#[expect(clippy::disallowed_methods, reason = "a test has no other arguments")]
fn lives() -> u64 {
    let Ok(text) = std::env::var("REBOUND_LIVES") else { return LIVES };
    text.parse().unwrap_or_else(|_| panic!("REBOUND_LIVES={text}: allowed is a number of lives"))
}
