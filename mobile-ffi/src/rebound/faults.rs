//! Faults on purpose, for the tests of each language: the feature `faults`, in nothing that is handed out.

use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::facts::FactBody;
use rebound_core::store::StoreError;

use crate::rebound::Rebound;

#[expect(clippy::panic, reason = "the fault that the tests ask for")]
#[uniffi::export]
impl Rebound {
    /// Begins to record a fact, and panics before the disk has it.
    ///
    /// # Errors
    ///
    /// `Bug`, each time; the device is paused then.
    pub fn panic_in_record(&self, body: FactBody, now: Now) -> Result<(), ReboundError> {
        self.shell.with(|device| {
            Ok(device.write(|engine, store| -> Result<(), StoreError> {
                drop(engine.record(body, None, now, store));
                panic!("on purpose, with a fact half recorded")
            })?)
        })
    }
}
