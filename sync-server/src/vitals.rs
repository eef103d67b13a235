//! How the store is: whether what it acknowledges is kept, and what it has done.
//!
//! A file that was deleted or moved away goes on taking what is written to it, until the process ends and
//! everything is gone. So the open files are compared with those of the folder, by device and inode, after
//! each commit and before anybody hears of it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;
use std::{fs, io};

#[cfg(unix)]
use std::os::unix::fs::MetadataExt;

/// Below this a disk counts as full, in bytes: the store's log alone takes as much.
pub const DISK_FREE_BYTES_MIN: u64 = 2 * 1024 * 1024;

/// The upper ends of the classes that commits are counted in, in microseconds.
pub const COMMIT_MICROS: [u64; 10] =
    [100, 250, 500, 1_000, 2_500, 5_000, 10_000, 50_000, 250_000, 1_000_000];

/// How the store is.
#[derive(Debug)]
pub struct Vitals {
    folder: PathBuf,
    /// The files that are open, as they were when they were opened.
    files: Vec<(PathBuf, FileId)>,
    gone: AtomicBool,
    failing: AtomicBool,
    commits: [AtomicU64; COMMIT_MICROS.len() + 1],
    commit_micros: AtomicU64,
    failures: AtomicU64,
    changes: AtomicU64,
}

/// What is wrong with the store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ailment {
    /// The folder's files are not those that are open: what would be stored would be lost.
    #[error("the data folder was removed or replaced")]
    Gone,
    /// The last thing that was to be stored was not.
    #[error("the disk takes nothing: it is full, or it fails")]
    Failing,
    /// The disk has less than [`DISK_FREE_BYTES_MIN`] left.
    #[error("the disk is full")]
    Full,
}

/// Which file something is, whatever it is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct FileId {
    device: u64,
    inode: u64,
}

/// The files are not those that were opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FilesGone;

impl Vitals {
    /// Notes which files lie in a folder now.
    ///
    /// # Errors
    ///
    /// One of them is not there.
    pub fn of(folder: &Path, names: &[&str]) -> io::Result<Self> {
        let files = names.iter().map(|name| {
            let path = folder.join(name);
            let id = FileId::of(&path)?;
            Ok((path, id))
        });
        Ok(Self {
            folder: folder.to_owned(),
            files: files.collect::<io::Result<_>>()?,
            gone: AtomicBool::new(false),
            failing: AtomicBool::new(false),
            commits: Default::default(),
            commit_micros: AtomicU64::new(0),
            failures: AtomicU64::new(0),
            changes: AtomicU64::new(0),
        })
    }

    /// Compares the open files with the folder's. Who once was wrong stays so: what was written meanwhile is
    /// lost, even if the files come back.
    ///
    /// # Errors
    ///
    /// [`FilesGone`]: nothing that was stored since can be acknowledged.
    pub fn compare(&self) -> Result<(), FilesGone> {
        let is_same = |(path, id): &(PathBuf, FileId)| FileId::of(path).is_ok_and(|now| now == *id);
        if !self.files.iter().all(is_same) && !self.gone.swap(true, Ordering::Relaxed) {
            let folder = self.folder.display();
            tracing::error!(
                %folder,
                "THE DATA FOLDER WAS REMOVED OR REPLACED WHILE THE SERVER RUNS: nothing is acknowledged \
                 any more. Put it back, or restore a backup, and start the server again"
            );
        }
        if self.gone.load(Ordering::Relaxed) { Err(FilesGone) } else { Ok(()) }
    }

    /// What is wrong, if anything is. `free_bytes` is what the disk has left, if that is known.
    pub fn ailment(&self, free_bytes: Option<u64>) -> Option<Ailment> {
        if self.compare().is_err() {
            Some(Ailment::Gone)
        } else if self.is_failing() {
            Some(Ailment::Failing)
        } else {
            free_bytes.filter(|free| *free < DISK_FREE_BYTES_MIN).map(|_| Ailment::Full)
        }
    }

    /// Whether the last thing that was to be stored was not.
    pub fn is_failing(&self) -> bool {
        self.failing.load(Ordering::Relaxed)
    }

    /// Something was stored.
    pub fn note_stored(&self) {
        self.failing.store(false, Ordering::Relaxed);
    }

    /// Something was to be stored and was not.
    pub fn note_failed(&self) {
        self.failing.store(true, Ordering::Relaxed);
        self.failures.fetch_add(1, Ordering::Relaxed);
    }

    /// A commit of so many changes took so long.
    pub fn note_commit(&self, changes: usize, took: Duration) {
        self.note_stored();
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        let class = COMMIT_MICROS.iter().position(|most| micros <= *most);
        let class = class.unwrap_or(COMMIT_MICROS.len());
        if let Some(count) = self.commits.get(class) {
            count.fetch_add(1, Ordering::Relaxed);
        }
        self.commit_micros.fetch_add(micros, Ordering::Relaxed);
        self.changes.fetch_add(changes as u64, Ordering::Relaxed);
    }

    /// What the store has done.
    pub fn done(&self) -> Done {
        Done {
            commits: self.commits.each_ref().map(|count| count.load(Ordering::Relaxed)),
            commit_micros: self.commit_micros.load(Ordering::Relaxed),
            failures: self.failures.load(Ordering::Relaxed),
            changes: self.changes.load(Ordering::Relaxed),
        }
    }

    /// What the folder's disk has left, in bytes; `None` if it does not say.
    pub fn free_bytes(&self) -> Option<u64> {
        free_bytes(&self.folder)
    }
}

/// What the disk of a folder has left, in bytes; `None` if it does not say.
pub fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    disk.f_bavail.checked_mul(disk.f_frsize)
}

/// What a store has done since it was opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Done {
    /// Commits by what they took: classes as in [`COMMIT_MICROS`], and the longer ones.
    pub commits: [u64; COMMIT_MICROS.len() + 1],
    /// What all of them took, in microseconds.
    pub commit_micros: u64,
    /// What was to be stored and was not.
    pub failures: u64,
    /// Changes that were stored.
    pub changes: u64,
}

impl FileId {
    #[cfg(unix)]
    fn of(path: &Path) -> io::Result<Self> {
        let found = fs::metadata(path)?;
        Ok(Self { device: found.dev(), inode: found.ino() })
    }

    /// Elsewhere a file that is open cannot be removed.
    #[cfg(not(unix))]
    fn of(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|_| Self { device: 0, inode: 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_was_replaced_is_noticed_and_not_forgiven() {
        let folder = tempfile::TempDir::new().unwrap();
        let (path, aside) = (folder.path().join("a"), folder.path().join("aside"));
        fs::write(&path, "1").unwrap();
        let vitals = Vitals::of(folder.path(), &["a"]).unwrap();
        fs::write(&path, "2").unwrap();
        assert_eq!(vitals.compare(), Ok(()));
        fs::rename(&path, &aside).unwrap();
        fs::write(&path, "2").unwrap();
        assert_eq!(vitals.compare(), Err(FilesGone));
        fs::rename(&aside, &path).unwrap();
        assert_eq!(vitals.ailment(None), Some(Ailment::Gone));
    }

    #[test]
    fn a_failure_is_an_ailment_until_something_is_stored() {
        let folder = tempfile::TempDir::new().unwrap();
        let vitals = Vitals::of(folder.path(), &[]).unwrap();
        assert_eq!(vitals.ailment(Some(DISK_FREE_BYTES_MIN)), None);
        assert_eq!(vitals.ailment(Some(DISK_FREE_BYTES_MIN - 1)), Some(Ailment::Full));
        vitals.note_failed();
        assert_eq!(vitals.ailment(None), Some(Ailment::Failing));
        vitals.note_commit(3, Duration::from_micros(300));
        assert_eq!(vitals.ailment(None), None);
        let done = vitals.done();
        assert_eq!((done.commits[2], done.changes, done.failures), (1, 3, 1));
    }
}
