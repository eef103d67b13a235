//! The load generator: one wire, three servers, the same figures for each.
//!
//! It measures servers, so its own side is cheap: changes are made before the clock starts, and sync
//! messages are written by hand instead of by a document per client. A server has *acknowledged* a
//! change when it sends heads that contain it.

pub mod attacks;
pub mod chain;
pub mod client;
pub mod device;
pub mod figures;
pub mod floor;
pub mod hostile;
pub mod live;
pub mod many;
pub mod partner;
pub mod process;
pub mod restart;
pub mod server;
pub mod trial;

use std::error::Error;
use std::time::Duration;

/// A measurement fails in many ways and has one use for all of them: to say which one.
pub type Fallible<T> = Result<T, Box<dyn Error + Send + Sync>>;

/// How much is measured.
#[derive(Clone, Copy, Debug)]
pub struct Effort {
    /// Changes sent one per [`Effort::pace`].
    pub paced: u32,
    /// The time between two paced changes.
    pub pace: Duration,
    /// Changes sent each after the one before has arrived.
    pub closed_loop: usize,
    /// Changes sent with a bounded number unacknowledged.
    pub stream: usize,
    /// No phase of a case takes longer; what was done by then counts.
    pub phase: Duration,
    /// The sizes of the document that is edited live, in changes.
    pub live_sizes: &'static [usize],
    /// How many documents are edited at once.
    pub crowds: &'static [usize],
    /// The sizes of the document that is fetched after a restart, in changes.
    pub cold_sizes: &'static [usize],
    /// How many clients sit idle.
    pub idle: usize,
    /// How many of them our server has, each with a document, before it starts again with those.
    pub many: usize,
    /// How long partners edit.
    pub edited: Duration,
    /// How often our server is killed; the others are killed a tenth as often.
    pub kills: usize,
}

impl Effort {
    /// Everything: some minutes for each server.
    pub const FULL: Self = Self {
        paced: 60,
        pace: Duration::from_millis(250),
        closed_loop: 500,
        stream: 3_000,
        phase: Duration::from_secs(20),
        live_sizes: &[0, 10_000, 100_000],
        crowds: &[100, 1_000],
        cold_sizes: &[10_000, 100_000],
        idle: 1_000,
        many: 10_000,
        edited: Duration::from_secs(10),
        kills: 200,
    };

    /// A look of a minute or two.
    pub const QUICK: Self = Self {
        paced: 12,
        pace: Duration::from_millis(250),
        closed_loop: 50,
        stream: 1_000,
        phase: Duration::from_secs(6),
        live_sizes: &[0, 10_000],
        crowds: &[100],
        cold_sizes: &[10_000],
        idle: 100,
        many: 500,
        edited: Duration::from_secs(2),
        kills: 20,
    };
}
