//! Devices whose last message was too long to be taken: they are asked for what they have in parts.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use rebound_core::base::ids::DeviceId;

/// Devices that are remembered; the oldest gives way.
const DEVICES_MAX: usize = 1_024;

/// Devices that have sent a message which was too long.
#[derive(Debug, Default)]
pub(crate) struct TooLong {
    devices: Mutex<VecDeque<DeviceId>>,
}

impl TooLong {
    /// Notes a device.
    pub(crate) fn note(&self, device: DeviceId) {
        let mut devices = self.devices.lock().unwrap_or_else(PoisonError::into_inner);
        devices.retain(|known| *known != device);
        devices.push_back(device);
        if devices.len() > DEVICES_MAX {
            devices.pop_front();
        }
    }

    /// Whether a device is asked in parts.
    pub(crate) fn has(&self, device: DeviceId) -> bool {
        self.devices.lock().unwrap_or_else(PoisonError::into_inner).contains(&device)
    }
}
