//! Another process of the same app: opens a device's database and holds it until its input ends.
//!
//! `hold DATABASE` prints `held` or why it was refused.

use std::io::Read;
use std::path::Path;

use rebound_core::base::ids::DeviceId;
use rebound_core::device::Device;
use rebound_core::engine::Identity;
use rebound_core::replica::key::AccountKey;

fn main() {
    let path = std::env::args().nth(1).expect("the path of a database");
    let device = DeviceId::from_bytes(1_u64.to_be_bytes());
    let identity = Identity { device, key: AccountKey::from_bytes([7; 32]) };
    match Device::open(Path::new(&path), identity, [9; 32]) {
        Ok(device) => {
            println!("held");
            std::io::stdin().read_to_end(&mut Vec::new()).expect("an input that ends");
            device.close().expect("a disk");
        }
        Err(refusal) => println!("{refusal}"),
    }
}
