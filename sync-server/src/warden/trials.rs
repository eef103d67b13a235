//! The server's side of trials: one child, which stays, and is started anew when it has died.
//!
//! What kills the child is found by trying again with a new one: each half, and at last each change alone. So
//! a bomb costs its sender a refusal, and the others a moment.

use std::collections::HashMap;
use std::io;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::process::{cpu_seconds_of, resident_bytes_of};
use crate::warden::docket::{Case, Sentence, TRIALS};
use crate::warden::{Allotment, Children, command};

/// Bytes of changes and snapshots of the documents that the child keeps.
const KEPT_BYTES_MAX: usize = 32 * 1024 * 1024;

/// A child that nobody needs at the moment and that has more memory than this is ended, in bytes: what a large
/// document took is given back, and a small one is there for the next change.
const RESTING_BYTES_MAX: u64 = 24 * 1024 * 1024;

/// How often its time is given to a trial that the machine has not let work: others have the processor then, and
/// an honest change would be refused for it.
const TIMES_MAX: usize = 4;

/// What is tried, and on what.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Trial {
    /// The number of the document.
    pub document: i64,
    /// From which position on `stored` begins: what the child has kept, or what the snapshot covers.
    pub from: usize,
    /// The snapshot, if the child is to begin with it.
    pub snapshot: Vec<u8>,
    /// Stored changes from there on.
    pub stored: Vec<Vec<u8>>,
    /// Changes after them that wait for their commit.
    pub staged: Vec<Vec<u8>>,
    /// What is to be tried.
    pub candidates: Vec<Vec<u8>>,
}

/// What came of a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TrialVerdict {
    /// It may enter.
    Sound {
        /// How many operations it has.
        ops: u64,
    },
    /// It does harm, or nobody can tell whether it does.
    Refused,
}

/// The trying child, and what it keeps.
#[derive(Debug)]
pub struct Trials {
    program: PathBuf,
    allotment: Allotment,
    trial_max: Duration,
    running: Option<Running>,
    kept: HashMap<i64, KeptDocument>,
    uses: u64,
    /// Whether one could not be started in the last run.
    missing: bool,
    /// Where a child can be killed from outside.
    killer: Arc<Killer>,
}

/// Ends a trial from another thread.
#[derive(Debug, Default)]
pub struct Killer {
    state: Mutex<Alive>,
}

#[derive(Debug, Default)]
struct Alive {
    child: Option<Child>,
    stopped: bool,
}

#[derive(Debug)]
struct Running {
    cases: Sender<Case>,
    sentences: Receiver<io::Result<Vec<Sentence>>>,
}

/// How far the child has a document.
#[derive(Clone, Copy, Debug)]
struct KeptDocument {
    len: usize,
    bytes: usize,
    used: u64,
}

impl Killer {
    /// Kills the child, and lets no other start.
    pub fn stop(&self) {
        self.lock().stopped = true;
        self.kill();
    }

    fn kill(&self) {
        if let Some(mut child) = self.lock().child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Processor time that the child took, in seconds.
    fn cpu_seconds(&self) -> Option<f64> {
        cpu_seconds_of(self.lock().child.as_ref()?.id())
    }

    /// Memory that the child has, in bytes.
    fn resident_bytes(&self) -> Option<u64> {
        resident_bytes_of(self.lock().child.as_ref()?.id())
    }

    fn lock(&self) -> MutexGuard<'_, Alive> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Trials {
    /// Trials by a child that is started as `program warden`; one that takes longer than `trial_max` is lost.
    pub fn new(program: PathBuf, trial_max: Duration) -> Self {
        let (allotment, running, kept, uses, missing, killer) = Default::default();
        Self { program, allotment, trial_max, running, kept, uses, missing, killer }
    }

    /// Trials as an operator has set them.
    pub fn by(program: PathBuf, children: Children) -> Self {
        let Children { allotment, trial_max, .. } = children;
        let mut trials = Self::new(program, trial_max);
        trials.allotment = allotment;
        trials
    }

    /// Where the child can be killed.
    pub fn killer(&self) -> Arc<Killer> {
        Arc::clone(&self.killer)
    }

    /// How many changes of a document the child has; `None` if it does not have it.
    pub fn kept(&self, document: i64) -> Option<usize> {
        self.kept.get(&document).map(|kept| kept.len)
    }

    /// Tries all candidates. `again` makes a trial of the same document for a child that has nothing of it.
    pub fn run(&mut self, trial: Trial, again: &dyn Fn() -> Option<Trial>) -> Vec<TrialVerdict> {
        self.missing = false;
        let (candidates, is_new) = (trial.candidates.clone(), self.running.is_none());
        match self.attempt(trial) {
            Some(verdicts) => verdicts,
            None if is_new => self.run_in_halves(&candidates, &mut Vec::new(), again),
            // By its own age, perhaps.
            None => self.run_anew(&candidates, &mut Vec::new(), again),
        }
    }

    /// Tries candidates by a child that has nothing of the document. What has stood the trial before is in
    /// `stood`, and afterwards what has stood it here, too: others may depend on it.
    fn run_anew(
        &mut self,
        candidates: &[Vec<u8>],
        stood: &mut Vec<Vec<u8>>,
        again: &dyn Fn() -> Option<Trial>,
    ) -> Vec<TrialVerdict> {
        loop {
            let is_new = self.running.is_none();
            let Some(mut trial) = again() else {
                return vec![TrialVerdict::Refused; candidates.len()];
            };
            trial.staged.extend(stood.iter().cloned());
            trial.candidates = candidates.to_vec();
            if let Some(verdicts) = self.attempt(trial) {
                let sound = candidates.iter().zip(&verdicts);
                let sound = sound.filter(|(_, verdict)| **verdict != TrialVerdict::Refused);
                stood.extend(sound.map(|(candidate, _)| candidate.clone()));
                return verdicts;
            }
            if is_new {
                return self.run_in_halves(candidates, stood, again);
            }
        }
    }

    /// Goes on after a new child has died over candidates.
    fn run_in_halves(
        &mut self,
        candidates: &[Vec<u8>],
        stood: &mut Vec<Vec<u8>>,
        again: &dyn Fn() -> Option<Trial>,
    ) -> Vec<TrialVerdict> {
        if candidates.len() <= 1 {
            return vec![TrialVerdict::Refused; candidates.len()];
        }
        let (first, second) = candidates.split_at(candidates.len() / 2);
        let mut verdicts = self.run_anew(first, stood, again);
        verdicts.extend(self.run_anew(second, stood, again));
        verdicts
    }

    /// One try; `None` if the child has died over it.
    fn attempt(&mut self, trial: Trial) -> Option<Vec<TrialVerdict>> {
        let count = trial.candidates.len();
        let Trial { document, from, snapshot, stored, staged, candidates } = trial;
        let grown = snapshot.len() + stored.iter().map(Vec::len).sum::<usize>();
        let len = from + stored.len();
        let before = self.kept.remove(&document).filter(|kept| kept.len == from);
        let begins = from == 0 || !snapshot.is_empty();
        if before.is_none() && !begins {
            // It goes on from something that the child does not have.
            return None;
        }
        let mut dismissed = self.make_room(grown + before.map_or(0, |kept| kept.bytes));
        if begins {
            dismissed.push(document);
        }
        let case = Case { document, dismissed, snapshot, stored, staged, candidates };
        let sentences = self.ask(case, count);
        let Some(sentences) = sentences else {
            self.end();
            return None;
        };
        self.uses += 1;
        if !sentences.contains(&Sentence::Unable) {
            let bytes = before.map_or(0, |kept| kept.bytes) + grown;
            self.kept.insert(document, KeptDocument { len, bytes, used: self.uses });
        }
        let verdict = |sentence| match sentence {
            Sentence::Sound { ops } => TrialVerdict::Sound { ops },
            Sentence::Harmful | Sentence::Unable => TrialVerdict::Refused,
        };
        Some(sentences.into_iter().map(verdict).collect())
    }

    fn ask(&mut self, case: Case, count: usize) -> Option<Vec<Sentence>> {
        if self.running.is_none() {
            self.running = self.start().inspect_err(told).ok();
            self.missing |= self.running.is_none();
        }
        let running = self.running.as_ref()?;
        let before = self.killer.cpu_seconds();
        running.cases.send(case).ok()?;
        for _ in 0..TIMES_MAX {
            match running.sentences.recv_timeout(self.trial_max) {
                Ok(sentences) => return sentences.ok().filter(|all| all.len() == count),
                Err(RecvTimeoutError::Timeout) if self.was_kept_waiting(before) => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
        None
    }

    /// Whether the child has worked for less than half of a trial's time since it had taken so much of the processor.
    fn was_kept_waiting(&self, before: Option<f64>) -> bool {
        let worked = self.killer.cpu_seconds().zip(before).map(|(now, before)| now - before);
        worked.is_some_and(|seconds| seconds < self.trial_max.as_secs_f64() / 2.0)
    }

    /// Numbers of documents that the child is to forget, so that so many bytes find room.
    fn make_room(&mut self, bytes: usize) -> Vec<i64> {
        let mut held: usize = self.kept.values().map(|kept| kept.bytes).sum();
        let mut dismissed = Vec::new();
        while held + bytes > KEPT_BYTES_MAX {
            let oldest = self.kept.iter().min_by_key(|(_, kept)| kept.used);
            let Some((number, kept)) = oldest.map(|(number, kept)| (*number, *kept)) else { break };
            held -= kept.bytes;
            self.kept.remove(&number);
            dismissed.push(number);
        }
        dismissed
    }

    fn start(&self) -> Result<Running, io::Error> {
        let mut alive = self.killer.lock();
        if alive.stopped {
            return Err(io::Error::other("the server is shutting down"));
        }
        let mut child = command(&self.program, self.allotment).spawn()?;
        let pipes = child.stdin.take().zip(child.stdout.take());
        alive.child = Some(child);
        drop(alive);
        let (input, output) = pipes.ok_or_else(|| io::Error::other("no pipe"))?;
        let (cases, to_write) = channel();
        let (counts, to_read) = channel();
        let (answers, sentences) = channel();
        let spawn = |name: &str, work: Box<dyn FnOnce() + Send>| {
            std::thread::Builder::new().name(name.to_owned()).spawn(work).map(drop)
        };
        // A child that hangs reads no more: neither end of the pipes is waited for here.
        spawn("trials-out", Box::new(move || drop(feed(&to_write, &counts, input))))?;
        spawn("trials-in", Box::new(move || collect(&to_read, &answers, output)))?;
        Ok(Running { cases, sentences })
    }

    /// Whether there was a child for all that was tried by the last run. Otherwise what was refused has perhaps done
    /// nothing.
    pub fn could_try(&self) -> bool {
        !self.missing && !self.killer.lock().stopped
    }

    /// Whether a child is there.
    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    /// Has the child give its memory back, if that is much: for when nothing was tried for a while.
    pub fn rest(&mut self) {
        if self.killer.resident_bytes().is_some_and(|bytes| bytes > RESTING_BYTES_MAX) {
            self.end();
        }
    }

    /// Ends the child; the next trial starts another.
    pub fn end(&mut self) {
        self.running = None;
        self.kept.clear();
        self.killer.kill();
    }
}

impl Drop for Trials {
    fn drop(&mut self) {
        self.end();
    }
}

fn told(error: &io::Error) {
    tracing::warn!(%error, "there is nobody to try what others wrote; it is refused");
}

/// Writes cases until the parent or the child ends.
fn feed(
    cases: &Receiver<Case>,
    counts: &Sender<usize>,
    mut input: ChildStdin,
) -> Result<(), io::Error> {
    input.write_all(&TRIALS.to_be_bytes())?;
    while let Ok(case) = cases.recv() {
        if counts.send(case.candidates.len()).is_err() {
            break;
        }
        case.write(&mut io::BufWriter::new(&mut input))?;
    }
    Ok(())
}

/// Reads the answers until the parent or the child ends.
fn collect(
    counts: &Receiver<usize>,
    answers: &Sender<io::Result<Vec<Sentence>>>,
    output: ChildStdout,
) {
    let mut output = io::BufReader::new(output);
    while let Ok(count) = counts.recv() {
        let read = Sentence::read_all(count, &mut output);
        let failed = read.is_err();
        if answers.send(read).is_err() || failed {
            break;
        }
    }
}
