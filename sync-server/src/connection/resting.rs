//! When a connection is not read from for a while: its peer's own network slows the peer down then, nothing is
//! refused, and what there is to say to it is said.

use std::time::Duration;

use tokio::task::yield_now;
use tokio::time::Instant;

use crate::connection::end::End;
use crate::connection::{Answer, Connection};

/// After so much work others have their turn, although the next message is there: a message of a KiB can be
/// worth ten milliseconds.
const STRETCH_MAX: Duration = Duration::from_millis(2);

impl Connection {
    /// Until when nothing should be read, because this socket makes too much work or its account sends too
    /// much on all of its sockets; `None` if there is no need to wait.
    pub(super) fn rests_until(&mut self, now: Instant) -> Option<Instant> {
        let of_account = self.app.rates.rests_until(self.principal.account, now);
        self.workload.rests_until(now).max(of_account)
    }

    /// Takes in a message, and charges the account with it and the socket with the work; what is read from the
    /// disk for it is part of that. Pings and pongs have no bytes.
    pub(super) async fn take_in(&mut self, bytes: Option<&[u8]>) -> Result<Answer, End> {
        let (began, len) = (Instant::now(), bytes.map_or(0, <[u8]>::len));
        let gap = bytes.and_then(|bytes| self.meter.take_gap(bytes));
        let left_out = gap.map_or(0, |gap| usize::try_from(gap.bytes).unwrap_or(usize::MAX));
        self.app.rates.message(self.principal.account, len.saturating_add(left_out), began);
        let answer = match bytes {
            Some(bytes) => self.handle(bytes, gap).await,
            None => Ok(Answer::Nothing),
        };
        let now = Instant::now();
        self.workload.charge(len, now - began, now);
        self.stretch += now - began;
        if self.stretch > STRETCH_MAX {
            self.stretch = Duration::ZERO;
            yield_now().await;
        }
        answer
    }
}
