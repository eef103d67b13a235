//! Messages about this moment, which are passed on and never stored.

use std::collections::VecDeque;

use rebound_core::replica::wire::Frame;
use tokio::time::Instant;

use crate::connection::Connection;
use crate::connection::end::End;
use crate::fanout::Ephemeral;
use crate::ledger::session::Session;

impl Connection {
    /// Passes a message about this moment on, if its sender may see the document, speaks for itself or
    /// for somebody who is not here, and does not speak too much. Otherwise it is dropped.
    pub(super) fn handle_ephemeral(&mut self, ephemeral: &Ephemeral) {
        let (account, now) = (self.principal.account, Instant::now());
        let Some(session) = self.open.get(&ephemeral.document) else { return };
        if session.may_read()
            && self.app.sockets.may_speak_as(account, &ephemeral.sender)
            && self.ephemeral.take(now)
            && self.app.ephemeral.admit(account, ephemeral, now)
        {
            session.pass_on(ephemeral);
        }
    }

    /// Hands those of others to the peer.
    pub(super) async fn pass_moments_on(
        &mut self,
        moments: VecDeque<Ephemeral>,
    ) -> Result<(), End> {
        for ephemeral in moments {
            let Some(target) = self.peer.clone() else { return Ok(()) };
            // It is about now: who does not keep up misses it. And it may have waited here while its receiver
            // lost the role.
            if self.unsent.is_some()
                || !self.open.get(&ephemeral.document).is_some_and(Session::may_read)
            {
                continue;
            }
            let Ephemeral { sender, document, session_id, count, data } = ephemeral;
            let frame = Frame::Ephemeral { sender, target, document, session_id, count, data };
            self.send(frame.encode()).await?;
        }
        Ok(())
    }
}
