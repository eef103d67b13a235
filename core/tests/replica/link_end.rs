//! A link that its server ends: what is tried again, and what is told.

use rebound_core::base::ids::DeviceId;
use rebound_core::base::time::Monotonic;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::replica::key::AccountKey;
use rebound_core::replica::link::{CloseReason, Input, Progress};
use rebound_core::replica::wire::Frame;
use rebound_core::store::memory::Memory;

fn ended_by(code: Option<&str>) -> CloseReason {
    let identity =
        Identity { device: DeviceId::from_bytes([1; 8]), key: AccountKey::from_bytes([7; 32]) };
    let mut device = Device::start(Memory::new([1; 32]), identity, [2; 32]).unwrap();
    device.connect(Monotonic(0)).unwrap();
    let last = Frame::Error { message: "why".to_owned(), code: code.map(str::to_owned) };
    device.handle_input(Input::Frame(&last.encode()), Monotonic(1)).unwrap();
    match device.sync_progress() {
        Some(Progress::Closed(reason)) => reason,
        going_on => panic!("{going_on:?}"),
    }
}

#[test]
fn a_server_that_starts_anew_is_a_lost_connection_and_a_refusal_is_told() {
    assert_eq!(ended_by(Some("shutdown")), CloseReason::Lost);
    for code in [None, Some("storage"), Some("revoked"), Some("displaced"), Some("something new")] {
        assert_eq!(ended_by(code), CloseReason::Refused("why".to_owned()), "{code:?}");
    }
}
