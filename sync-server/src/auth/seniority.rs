//! Which device may end which: a stolen phone must not shut its owner out.

use rebound_core::base::ids::DeviceId;

use crate::auth::people::KnownDevice;

/// Whether a device may end another one of its account, or itself, without the recovery code, when these are
/// live: not the last one, and none that was registered before it. One that is not live may be ended, which
/// changes nothing.
///
/// Devices that older servers registered count as equally old.
pub(super) fn may_end(live: &[&KnownDevice], caller: DeviceId, target: DeviceId) -> bool {
    let of = |id| live.iter().find(|known| known.device == id);
    let Some(target) = of(target) else { return true };
    let is_older = of(caller).is_none_or(|caller| target.registered_ms < caller.registered_ms);
    live.len() > 1 && !is_older
}

#[cfg(test)]
mod tests {
    use rebound_core::base::ids::AccountId;

    use super::*;
    use crate::auth::people::{DeviceName, Standing};

    fn known(number: u8, registered_ms: i64) -> KnownDevice {
        KnownDevice {
            device: DeviceId::from_bytes([number; 8]),
            account: AccountId::from_bytes([1; 16]),
            credential: [number; 32],
            standing: Standing::Live,
            name: DeviceName::default(),
            registered_ms,
            seen_ms: 0,
        }
    }

    /// Whether device 1, 2, 3 may end device 1, 2, 3, and one that is not there.
    fn table(registered_ms: &[i64]) -> Vec<[bool; 4]> {
        let all: Vec<_> = (1..).zip(registered_ms).map(|(n, ms)| known(n, *ms)).collect();
        let all: Vec<_> = all.iter().collect();
        let may = |caller, target| {
            may_end(&all, DeviceId::from_bytes([caller; 8]), DeviceId::from_bytes([target; 8]))
        };
        let callers = 1..=u8::try_from(all.len()).unwrap();
        callers.map(|caller| [1, 2, 3, 9].map(|target| may(caller, target))).collect()
    }

    #[test]
    fn no_device_ends_the_last_one_or_one_that_is_older() {
        assert_eq!(
            table(&[10, 20, 30]),
            [[true, true, true, true], [false, true, true, true], [false, false, true, true]]
        );
        assert_eq!(table(&[10]), [[false, true, true, true]]);
        assert_eq!(table(&[0, 0]), [[true, true, true, true], [true, true, true, true]]);
    }
}
