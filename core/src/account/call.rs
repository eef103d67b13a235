//! A conversation with a server: what to send, what was answered, what follows.

use std::fmt;
use std::sync::Arc;

use crate::account::http::{HttpReply, HttpRequest};
use crate::account::outcome::CallOutcome;
use crate::account::problem::CallError;

/// What follows from an answer.
pub(super) type Hear = Box<dyn Fn(&HttpReply) -> Result<Call, CallError> + Send + Sync>;

/// The longest that a call waits by itself when the server asks it to; beyond, the host is told.
const WAIT_S_MAX: u64 = 10;

/// One use case at a server, as far as it has come. A copy goes on by itself.
#[derive(Clone)]
pub struct Call(Progressing);

#[derive(Clone)]
enum Progressing {
    Asking { request: HttpRequest, after_ms: u64, hear: Arc<Hear> },
    Done(CallOutcome),
}

/// What to do next.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
pub enum CallStep {
    /// Wait, perform the request, and hand over what was answered.
    Send {
        /// The request.
        request: HttpRequest,
        /// How long to wait before, in milliseconds; 0 most of the time.
        after_ms: u64,
    },
    /// Nothing: it is done.
    Done {
        /// What came of it.
        outcome: CallOutcome,
    },
}

impl Call {
    pub(super) fn ask(request: HttpRequest, hear: Hear) -> Self {
        Self(Progressing::Asking { request, after_ms: 0, hear: Arc::new(hear) })
    }

    pub(super) const fn done(outcome: CallOutcome) -> Self {
        Self(Progressing::Done(outcome))
    }

    /// The same, but for a while before the next request.
    pub(super) fn after(mut self, wait_ms: u64) -> Self {
        if let Progressing::Asking { after_ms, .. } = &mut self.0 {
            *after_ms = wait_ms;
        }
        self
    }

    /// What to do next. Asking again changes nothing.
    pub fn step(&self) -> CallStep {
        match &self.0 {
            Progressing::Asking { request, after_ms, hear: _ } => {
                CallStep::Send { request: request.clone(), after_ms: *after_ms }
            }
            Progressing::Done(outcome) => CallStep::Done { outcome: outcome.clone() },
        }
    }

    /// What follows from the answer to the request that [`Call::step`] tells; of a call that is done, itself.
    ///
    /// # Errors
    ///
    /// [`CallError`]. The call stands where it stood: the same answer may be handed over again where only the
    /// key store failed, and the same request sent again where only the network did.
    pub fn answer(&self, reply: &HttpReply) -> Result<Self, CallError> {
        let Progressing::Asking { hear, .. } = &self.0 else { return Ok(self.clone()) };
        match hear(reply) {
            Err(CallError::TooOften { wait_s }) if wait_s <= WAIT_S_MAX => {
                Ok(self.clone().after(wait_s * 1_000))
            }
            next => next,
        }
    }
}

impl fmt::Debug for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Call").field(&self.step()).finish()
    }
}
