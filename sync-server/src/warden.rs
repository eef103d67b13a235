//! The warden: a child process with hard limits, the only place where a document is ever opened.
//!
//! It applies changes to the snapshot before them, saves, loads what it saved, and compares heads.
//! Automerge can be made to panic, hang or ask for gigabytes by what peers write; here that costs a
//! process and nothing else.
//!
//! ```text
//! stdin   count ‖ heads ‖ length ‖ snapshot (may be empty) ‖ changes end to end
//! stdout  the new snapshot, or nothing
//! ```
//!
//! The same program tries what others wrote ([`trials`]): then it stays, and keeps documents.
//!
//! The parent believes nothing but bytes: a chunk that passes the rules by which clients take it, with
//! exactly the heads that were asked for.

pub mod child;
mod court;
mod docket;
mod exhibit;
pub mod trials;

use std::ffi::OsString;
use std::io;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use automerge::ChangeHash;
use rebound_core::replica::admission::snapshot;
use rebound_core::replica::admission::snapshot::SNAPSHOT_BYTES_MAX;

use crate::limits::Limits;

/// The child's command.
pub const COMMAND: &str = "warden";

/// The child is killed after this long. 100,000 records take 2 s.
pub const WALL_MAX: Duration = Duration::from_secs(60);

/// What one child may take. It sets these limits itself, before it reads anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Allotment {
    /// Its address space, in bytes. A paste of a million characters takes 700 MiB, 100,000 records 300.
    pub memory_bytes: u64,
    /// Its processor time, in seconds.
    pub cpu_seconds: u64,
}

/// What children may take, and how they are used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Children {
    /// What one may take.
    pub allotment: Allotment,
    /// A trial that takes longer is ended. One of a text of a million characters takes two seconds.
    pub trial_max: Duration,
    /// Messages that are tried together.
    pub together_max: usize,
}

impl Default for Allotment {
    fn default() -> Self {
        Children::from(&Limits::default()).allotment
    }
}

impl From<&Limits> for Children {
    fn from(limits: &Limits) -> Self {
        let cpu_seconds = CPU_SECONDS_MIN.max(limits.trial_seconds);
        let allotment = Allotment { memory_bytes: limits.warden_bytes, cpu_seconds };
        let together_max = usize::try_from(limits.trials_together).unwrap_or(usize::MAX);
        Self { allotment, trial_max: Duration::from_secs(limits.trial_seconds), together_max }
    }
}

impl Allotment {
    /// Reads what stands on a child's command line; the usual value for what does not.
    pub fn read(words: &[OsString]) -> Self {
        let usual = Self::default();
        let word = |place: usize| words.get(place)?.to_str()?.parse().ok();
        Self {
            memory_bytes: word(0).unwrap_or(usual.memory_bytes),
            cpu_seconds: word(1).unwrap_or(usual.cpu_seconds),
        }
    }
}

/// The processor time that a child has at least, in seconds: for a snapshot, or for many short trials.
const CPU_SECONDS_MIN: u64 = 30;

/// What the warden is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// The heads that have to come out, sorted.
    pub heads: Vec<ChangeHash>,
    /// The snapshot to start from; empty if there is none.
    pub snapshot: Vec<u8>,
    /// Changes after it, end to end.
    pub changes: Vec<u8>,
}

/// There is no snapshot. Says nothing of what the document holds.
#[derive(Debug, thiserror::Error)]
pub enum WardenError {
    /// The process could not be started.
    #[error("the warden does not start: {0}")]
    Start(#[source] io::Error),
    /// It was killed, by its limits or by us.
    #[error("the warden did not end within its limits")]
    Limits,
    /// What it wrote is no snapshot that a client would take.
    #[error("the warden returned no sound snapshot")]
    Unsound,
    /// What it wrote is a snapshot of something else.
    #[error("the warden returned other heads")]
    OtherHeads,
    /// The server is shutting down.
    #[error("the warden was stopped")]
    Stopped,
}

/// The parent's side: runs one child at a time.
#[derive(Debug)]
pub struct Warden {
    program: PathBuf,
    allotment: Allotment,
    wall_max: Duration,
    state: Mutex<WardenState>,
}

#[derive(Debug)]
enum WardenState {
    Idle,
    Running(Child),
    Stopped,
}

impl Warden {
    /// A warden that is started as `program warden`, and killed after `wall_max`.
    pub fn new(program: PathBuf, wall_max: Duration) -> Self {
        let (allotment, state) = (Allotment::default(), Mutex::new(WardenState::Idle));
        Self { program, allotment, wall_max, state }
    }

    /// The same with children that may take so much.
    #[must_use]
    pub fn with(self, allotment: Allotment) -> Self {
        Self { allotment, ..self }
    }

    /// Has a snapshot made.
    ///
    /// # Errors
    ///
    /// [`WardenError`]: there is none.
    pub fn run(&self, task: &Task) -> Result<Vec<u8>, WardenError> {
        let (input, output) = self.start()?;
        let chunk = self.talk(task, input, output);
        self.end()?;
        let chunk = chunk?;
        let heads = snapshot::heads(&chunk).map_err(|_| WardenError::Unsound)?;
        if heads == task.heads { Ok(chunk) } else { Err(WardenError::OtherHeads) }
    }

    /// Kills a running child, and starts no other.
    pub fn stop(&self) {
        if let WardenState::Running(mut child) =
            std::mem::replace(&mut *self.lock(), WardenState::Stopped)
        {
            kill(&mut child);
        }
    }

    fn start(&self) -> Result<(ChildStdin, ChildStdout), WardenError> {
        let mut state = self.lock();
        if matches!(*state, WardenState::Stopped) {
            return Err(WardenError::Stopped);
        }
        let mut child =
            command(&self.program, self.allotment).spawn().map_err(WardenError::Start)?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        *state = WardenState::Running(child);
        let missing = || WardenError::Start(io::Error::other("no pipe"));
        input.zip(output).ok_or_else(missing)
    }

    /// Feeds the child and takes what it writes, until it ends or its time is up.
    fn talk(
        &self,
        task: &Task,
        input: ChildStdin,
        output: ChildStdout,
    ) -> Result<Vec<u8>, WardenError> {
        std::thread::scope(|scope| {
            let (done, result) = channel();
            // A child that ends early is told by its output, not by what it did not read.
            scope.spawn(move || drop(feed(task, input)));
            scope.spawn(move || {
                let mut chunk = Vec::new();
                let max = SNAPSHOT_BYTES_MAX as u64 + 1;
                let read = output.take(max).read_to_end(&mut chunk);
                drop(done.send(read.map(|_| chunk)));
            });
            let chunk = result.recv_timeout(self.wall_max);
            if chunk.is_err()
                && let WardenState::Running(child) = &mut *self.lock()
            {
                // Closes the pipes, so that both threads end.
                drop(child.kill());
            }
            let chunk = chunk.ok().and_then(Result::ok).ok_or(WardenError::Limits)?;
            if chunk.is_empty() { Err(WardenError::Limits) } else { Ok(chunk) }
        })
    }

    fn end(&self) -> Result<(), WardenError> {
        let mut state = self.lock();
        match std::mem::replace(&mut *state, WardenState::Idle) {
            // It has said all that it will be heard with.
            WardenState::Running(mut child) => kill(&mut child),
            WardenState::Idle => {}
            WardenState::Stopped => {
                *state = WardenState::Stopped;
                return Err(WardenError::Stopped);
            }
        }
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, WardenState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How the child is started: with pipes, nothing of our environment, and where no file is near.
fn command(program: &Path, allotment: Allotment) -> Command {
    let mut command = Command::new(program);
    let Allotment { memory_bytes, cpu_seconds } = allotment;
    command.arg(COMMAND).args([memory_bytes, cpu_seconds].map(|limit| limit.to_string()));
    command.env_clear().current_dir("/");
    // The allocator reserves a gibibyte at once otherwise, and that is all that the child may have.
    command.env("MIMALLOC_ARENA_RESERVE", "16384");
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

fn kill(child: &mut Child) {
    drop(child.kill());
    drop(child.wait());
}

fn feed(task: &Task, mut input: ChildStdin) -> io::Result<()> {
    let length = |len: usize| u32::try_from(len).map(u32::to_be_bytes).map_err(io::Error::other);
    input.write_all(&length(task.heads.len())?)?;
    task.heads.iter().try_for_each(|head| input.write_all(head.as_ref()))?;
    input.write_all(&length(task.snapshot.len())?)?;
    input.write_all(&task.snapshot)?;
    input.write_all(&task.changes)
}
