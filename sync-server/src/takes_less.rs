//! Devices that have not taken a message for its length. They are sent none of that length again.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::auth::Principal;

/// Devices that are remembered; the oldest gives way.
const DEVICES_MAX: usize = 1_024;

/// A device is remembered for so long: its app may have learned to do better.
const REMEMBERED: Duration = Duration::from_secs(3_600);

/// Devices that have not taken a message for its length.
#[derive(Debug, Default)]
pub(crate) struct TakesLess {
    devices: Mutex<VecDeque<(Principal, Instant)>>,
}

impl TakesLess {
    /// Notes a device.
    pub(crate) fn note(&self, device: Principal, now: Instant) {
        let mut devices = self.lock();
        devices.retain(|(known, _)| *known != device);
        devices.push_back((device, now));
        if devices.len() > DEVICES_MAX {
            devices.pop_front();
        }
    }

    /// Whether a device was noted lately.
    pub(crate) fn has(&self, device: Principal, now: Instant) -> bool {
        let is_fresh = |at: Instant| now.saturating_duration_since(at) < REMEMBERED;
        self.lock().iter().any(|(known, at)| *known == device && is_fresh(*at))
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<(Principal, Instant)>> {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use rebound_core::base::ids::{AccountId, DeviceId};

    use super::*;

    #[test]
    fn a_device_is_remembered_for_an_hour_and_none_of_another_account_with_its_id() {
        let of = |account: u8| Principal {
            account: AccountId::from_bytes([account; 16]),
            device: DeviceId::from_bytes([7; 8]),
            registered_ms: 1,
        };
        let (takes_less, now) = (TakesLess::default(), Instant::now());
        takes_less.note(of(1), now);
        assert!(takes_less.has(of(1), now) && !takes_less.has(of(2), now));
        assert!(takes_less.has(of(1), now + REMEMBERED - Duration::from_secs(1)));
        assert!(!takes_less.has(of(1), now + REMEMBERED));
        takes_less.note(of(1), now + REMEMBERED);
        assert!(takes_less.has(of(1), now + REMEMBERED));
    }
}
