//! A change that has been measured, and read where that is cheap: what the ledger needs to know of it, and
//! its bytes as they came.

use std::borrow::Cow;
use std::panic::catch_unwind;
use std::sync::Arc;

use automerge::{ActorId, Change, ChangeHash};

use crate::replica::admission::allowance::Allowance;
use crate::replica::admission::chunk::{DEFLATED_AT, Measured, measured, read};
use crate::replica::admission::references::References;
use crate::replica::admission::{Refusal, Refused, shape};

/// What is read here has at most so many operations: reading one and writing it anew takes about a
/// microsecond and 200 bytes.
pub const READ_OPS_MAX: u64 = 20_000;

/// What is read here has at most so many bytes once inflated.
pub const READ_BYTES_MAX: usize = 1024 * 1024;

/// A change of a peer.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// Its hash.
    pub hash: ChangeHash,
    /// What it depends on, rising.
    pub deps: Vec<ChangeHash>,
    /// Who wrote it.
    pub actor: ActorId,
    /// Other actors that it names.
    pub others: Vec<ActorId>,
    /// Its number among its actor's changes, from 1.
    pub seq: u64,
    /// The number of its first operation.
    pub start_op: u64,
    /// How many operations it has; of one that is only measured, at most so many.
    pub ops: u64,
    /// Its bytes once inflated.
    pub plain_len: usize,
    /// What is known of what it says.
    pub insight: Insight,
    /// Whether somebody has tried it, where that is asked for.
    pub clearance: Clearance,
    /// The change as it came: a plain chunk, or a deflated one.
    pub bytes: Arc<[u8]>,
}

/// Whether a change may be taken as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Clearance {
    /// It has not been tried.
    Open,
    /// It has stood a trial, or needs none.
    Cleared,
}

/// What is known of what a change says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Insight {
    /// It was read, and is written as Automerge writes it.
    Read(References),
    /// It is too large to be read here. Whoever takes it has it tried first.
    Measured,
}

impl Arrival {
    /// The highest number of its operations; of a change without any, the one before its start.
    pub const fn max_op(&self) -> u64 {
        (self.start_op + self.ops).saturating_sub(1)
    }

    /// One that needs no trial.
    pub fn cleared(self) -> Self {
        Self { clearance: Clearance::Cleared, ..self }
    }

    /// One that has stood a trial, which has found it to have so many operations.
    pub fn tried(self, ops: u64) -> Self {
        let insight = match self.insight {
            Insight::Measured => Insight::Read(References::default()),
            read @ Insight::Read(_) => read,
        };
        Self { ops, insight, clearance: Clearance::Cleared, ..self }
    }
}

impl From<&Change> for Arrival {
    /// A change that Automerge has made or read, and whose references nobody doubts.
    fn from(change: &Change) -> Self {
        Self {
            hash: change.hash(),
            deps: change.deps().to_vec(),
            actor: change.actor_id().clone(),
            others: change.other_actor_ids().to_vec(),
            seq: change.seq(),
            start_op: change.start_op().get(),
            ops: change.len() as u64,
            plain_len: change.raw_bytes().len(),
            insight: Insight::Read(References::default()),
            clearance: Clearance::Cleared,
            bytes: Arc::from(change.raw_bytes()),
        }
    }
}

/// Takes in one change chunk of a peer that nobody has checked before.
///
/// It is measured first. One that is small is read then, written anew and compared: Automerge keeps a
/// document's operations in columns of its own and restores the changes from them, so a change that is
/// not written as Automerge writes it makes a saved document unreadable.
///
/// # Errors
///
/// [`Refused`] names the first rule that is broken, with the hash as soon as that is known;
/// [`Refusal::TooMuchAtOnce`] if the message has brought as much as it may: this change and those after it
/// may come in another.
pub fn admit(chunk: &[u8], allowance: &mut Allowance) -> Result<Arrival, Refused> {
    let measured = measured(chunk, allowance).map_err(Refused::from)?;
    let hash = measured.hash;
    let of_this = |refusal| Refused { hash: Some(hash), refusal };
    let is_small = measured.ops <= READ_OPS_MAX && measured.plain.len() <= READ_BYTES_MAX;
    let (insight, ops) = if is_small {
        allowance.charge_ops(measured.ops).map_err(of_this)?;
        let (references, ops) = insight(&measured.plain, hash).map_err(of_this)?;
        (Insight::Read(references), ops)
    } else {
        (Insight::Measured, measured.ops)
    };
    Ok(of(chunk, measured, insight, ops))
}

/// Reads a change that is too large for [`admit`] to read, where there is nobody who tries it.
///
/// # Errors
///
/// As [`admit`].
pub fn read_large(arrival: Arrival) -> Result<Arrival, Refused> {
    let hash = arrival.hash;
    let of_this = |refusal| Refused { hash: Some(hash), refusal };
    let mut allowance = Allowance::of_message(arrival.bytes.len());
    let measured = measured(&arrival.bytes, &mut allowance).map_err(of_this)?;
    let (references, ops) = insight(&measured.plain, hash).map_err(of_this)?;
    Ok(Arrival { ops, insight: Insight::Read(references), ..arrival })
}

fn of(chunk: &[u8], measured: Measured<'_>, insight: Insight, ops: u64) -> Arrival {
    let Measured { hash, head, plain, .. } = measured;
    let plain_len = plain.len();
    // Whichever is shorter: nothing is gained by keeping what was deflated to more.
    let deflated = matches!(plain, Cow::Owned(_)) && chunk.len() + DEFLATED_AT < plain_len;
    let bytes = if deflated { Arc::from(chunk) } else { Arc::from(&*plain) };
    Arrival {
        hash,
        deps: head.deps,
        actor: head.actor,
        others: head.others,
        seq: head.seq,
        start_op: head.start_op,
        ops,
        plain_len,
        insight,
        clearance: Clearance::Open,
        bytes,
    }
}

/// What a change refers to, and how many operations it has, if it is written as Automerge writes it.
fn insight(plain: &[u8], hash: ChangeHash) -> Result<(References, u64), Refusal> {
    let change = read(plain)?;
    let ops = change.len() as u64;
    let written = catch_unwind(|| {
        let expanded = change.decode();
        let references = shape::check(&expanded).and_then(|()| References::of(&expanded));
        (references, Change::from(expanded).hash())
    });
    match written {
        Ok((references, written)) if written == hash => Ok((references?, ops)),
        Ok(_) | Err(_) => Err(Refusal::Encoding),
    }
}
