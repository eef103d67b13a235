//! Room for revocations that the store has none for: a thief's device is ended on a full disk, too.
//!
//! A file of a fixed size, which is written over in place: that takes no room. What stands in it is carried
//! over into the store as soon as that takes it.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rebound_core::base::checksum::checksum;
use rebound_core::base::ids::{AccountId, DeviceId};

/// Places in the file.
const PLACES: usize = 256;

/// Account, device, and a checksum of both. A free place is zeros.
const PLACE_BYTES: usize = 16 + 8 + 8;

/// Room for revocations.
#[derive(Debug)]
pub struct Reserve {
    file: File,
    places: Mutex<Vec<Option<(AccountId, DeviceId)>>>,
}

impl Reserve {
    /// Opens the file, making it if there is none.
    ///
    /// # Errors
    ///
    /// There is no room for it, or it cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        let file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
        let mut bytes = vec![0; PLACES * PLACE_BYTES];
        if file.metadata()?.len() == bytes.len() as u64 {
            file.read_exact_at(&mut bytes, 0)?;
        } else {
            // With zeros, so that the room is there and not only promised.
            file.write_all_at(&bytes, 0)?;
            file.sync_all()?;
        }
        let places = bytes.chunks_exact(PLACE_BYTES).map(read).collect();
        Ok(Self { file, places: Mutex::new(places) })
    }

    /// What is in it.
    pub fn all(&self) -> Vec<(AccountId, DeviceId)> {
        self.lock().iter().flatten().copied().collect()
    }

    /// Keeps a revocation, durably when this returns. Again is harmless.
    ///
    /// # Errors
    ///
    /// All places are taken, or the file does not take it.
    pub fn keep(&self, account: AccountId, device: DeviceId) -> io::Result<()> {
        let mut places = self.lock();
        if places.contains(&Some((account, device))) {
            return Ok(());
        }
        let free = places.iter().position(Option::is_none).ok_or(io::ErrorKind::StorageFull)?;
        let of_both = [&account.as_bytes()[..], device.as_bytes()];
        let bytes = [of_both.concat().as_slice(), &checksum(of_both)].concat();
        self.write(free, &bytes)?;
        if let Some(place) = places.get_mut(free) {
            *place = Some((account, device));
        }
        Ok(())
    }

    /// Forgets a revocation that the store has.
    ///
    /// # Errors
    ///
    /// It stays, which is harmless.
    pub fn release(&self, account: AccountId, device: DeviceId) -> io::Result<()> {
        let mut places = self.lock();
        for (number, place) in places.iter_mut().enumerate() {
            if *place == Some((account, device)) {
                self.write(number, &[0; PLACE_BYTES])?;
                *place = None;
            }
        }
        Ok(())
    }

    fn write(&self, place: usize, bytes: &[u8]) -> io::Result<()> {
        self.file.write_all_at(bytes, (place * PLACE_BYTES) as u64)?;
        self.file.sync_data()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Option<(AccountId, DeviceId)>>> {
        self.places.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads a place; `None` if it is free, or only half was written when the machine stopped.
fn read(bytes: &[u8]) -> Option<(AccountId, DeviceId)> {
    let (account, rest) = bytes.split_first_chunk()?;
    let (device, sum) = rest.split_first_chunk()?;
    let is_whole = checksum([&account[..], device]) == sum && bytes.iter().any(|byte| *byte != 0);
    is_whole.then(|| (AccountId::from_bytes(*account), DeviceId::from_bytes(*device)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_there_after_a_restart_until_it_is_released() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("revocations");
        let entry =
            |number| (AccountId::from_bytes([number; 16]), DeviceId::from_bytes([number; 8]));
        let reserve = Reserve::open(&path).unwrap();
        assert_eq!(reserve.all(), []);
        for number in [1, 2, 1] {
            reserve.keep(entry(number).0, entry(number).1).unwrap();
        }
        let reserve = Reserve::open(&path).unwrap();
        assert_eq!(reserve.all(), [entry(1), entry(2)]);
        reserve.release(entry(1).0, entry(1).1).unwrap();
        assert_eq!(Reserve::open(&path).unwrap().all(), [entry(2)]);
        assert_eq!(std::fs::metadata(&path).unwrap().len(), 8_192);
    }

    #[test]
    fn half_a_place_is_none_and_a_full_file_says_so() {
        let folder = tempfile::TempDir::new().unwrap();
        let path = folder.path().join("revocations");
        let reserve = Reserve::open(&path).unwrap();
        let account = AccountId::from_bytes([1; 16]);
        let device = |number: usize| DeviceId::from_bytes((number as u64).to_be_bytes());
        (0..PLACES).for_each(|number| reserve.keep(account, device(number)).unwrap());
        assert!(reserve.keep(account, device(PLACES)).is_err());
        reserve.file.write_all_at(&[9; 4], 4).unwrap();
        assert_eq!(Reserve::open(&path).unwrap().all().len(), PLACES - 1);
    }
}
