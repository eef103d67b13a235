//! What a disk keeps when the power goes: what was made durable, and of what was written since any part.
//!
//! The calls of a program that writes come from `strace`, line by line. A cut between two of them leaves what
//! `fsync` and `fdatasync` have returned for; of each later write it leaves the sectors that it likes. Which
//! files there are is taken to be durable at once.

use std::collections::{BTreeMap, HashMap};

use rand_chacha::ChaCha8Rng;
use rand_core::Rng;

/// What a disk writes whole or not at all, in bytes.
const SECTOR: usize = 512;

/// How `strace` has to be asked, besides where it writes: the calls that a database makes, each with all of
/// its bytes in hex and the paths of its files, and the program as the child of whoever asked.
pub const STRACE: &[&str] = &[
    "-D",
    "-f",
    "--seccomp-bpf",
    "-y",
    "-xx",
    "-s",
    "1048576",
    "-e",
    "trace=openat,write,pwrite64,fsync,fdatasync,ftruncate,unlink,rename",
    "-e",
    "signal=none",
];

/// A folder on a disk, as the calls of a program have left it.
#[derive(Debug)]
pub struct Folder {
    /// The folder, with a slash at its end.
    folder: String,
    files: BTreeMap<String, Kept>,
    /// Calls that threads have begun.
    begun: HashMap<u32, (String, usize)>,
    /// Counts writes.
    now: usize,
}

/// One file.
#[derive(Debug, Default)]
struct Kept {
    durable: Vec<u8>,
    /// With when it was done.
    since: Vec<(usize, Change)>,
}

#[derive(Clone, Debug)]
enum Change {
    Bytes { at: usize, bytes: Vec<u8> },
    Length(usize),
}

/// Which part of what is not durable a cut leaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaves {
    /// None of it.
    Nothing,
    /// All of it, as a program that is killed does.
    Everything,
    /// Any sectors of it.
    AnyPart,
}

impl Leaves {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Everything, Self::AnyPart];
}

impl Folder {
    /// A folder with nothing in it.
    pub fn new(folder: &str) -> Self {
        let folder = format!("{}/", folder.trim_end_matches('/'));
        Self { folder, files: BTreeMap::new(), begun: HashMap::new(), now: 0 }
    }

    /// Takes in the next line.
    ///
    /// # Panics
    ///
    /// If it is cut short: then what follows from it would not be so.
    pub fn read(&mut self, line: &str) {
        let Some((thread, call)) = line.split_once(' ') else { return };
        let (Ok(thread), call) = (thread.parse(), call.trim_start()) else { return };
        if let Some(call) = call.strip_suffix(" <unfinished ...>") {
            self.begun.insert(thread, (call.to_owned(), self.now));
        } else if let Some((_, result)) = call.split_once(" resumed>") {
            if let Some((call, began)) = self.begun.remove(&thread) {
                self.done(&format!("{call}{result}"), began);
            }
        } else {
            self.done(call, self.now);
        }
    }

    /// The files after a cut, by name.
    pub fn cut(&self, leaves: Leaves, random: &mut ChaCha8Rng) -> BTreeMap<String, Vec<u8>> {
        let left = |kept: &Kept, random: &mut ChaCha8Rng| {
            let mut bytes = kept.durable.clone();
            for (_, change) in &kept.since {
                match leaves {
                    Leaves::Nothing => {}
                    Leaves::Everything => change.apply(&mut bytes),
                    Leaves::AnyPart => change.apply_any_part(&mut bytes, random),
                }
            }
            bytes
        };
        self.files.iter().map(|(name, kept)| (name.clone(), left(kept, random))).collect()
    }

    /// How many writes are not durable.
    pub fn undecided(&self) -> usize {
        self.files.values().map(|kept| kept.since.len()).sum()
    }

    /// Takes in a call that has returned; `began` is when it was begun.
    fn done(&mut self, call: &str, began: usize) {
        let Some((call, result)) = call.rsplit_once(" = ") else { return };
        if result.starts_with('-') {
            return;
        }
        let Some((name, arguments)) = call.split_once('(') else { return };
        assert!(!arguments.contains("\"..."), "a call that was cut short: {name}");
        if name == "openat" {
            if let Some(file) = self.name(in_angles(result)) {
                let kept = self.files.entry(file.clone()).or_default();
                if arguments.contains("O_TRUNC") && kept.len() > 0 {
                    self.note(&file, Change::Length(0));
                }
            }
            return;
        }
        let paths: Vec<_> =
            quoted(arguments).into_iter().map(|path| self.name(Some(path))).collect();
        match (name, self.name(in_angles(arguments)), &paths[..]) {
            ("write", Some(file), _) => self.write(&file, arguments, None),
            ("pwrite64", Some(file), _) => self.write(&file, arguments, last_number(arguments)),
            ("ftruncate", Some(file), _) => {
                let length = last_number(arguments).expect("a length");
                self.note(&file, Change::Length(length));
            }
            ("fsync" | "fdatasync", Some(file), _) => {
                self.files.entry(file).or_default().sync(began)
            }
            ("unlink", _, [Some(file)]) => drop(self.files.remove(file)),
            ("rename", _, [Some(from), Some(to)]) => {
                let kept = self.files.remove(from).unwrap_or_default();
                self.files.insert(to.clone(), kept);
            }
            _ => {}
        }
    }

    fn write(&mut self, file: &str, arguments: &str, at: Option<usize>) {
        let bytes = quoted(arguments).pop().expect("what is written");
        let end = self.files.get(file).map_or(0, Kept::len);
        self.note(file, Change::Bytes { at: at.unwrap_or(end), bytes });
    }

    fn note(&mut self, file: &str, change: Change) {
        self.now += 1;
        let kept = self.files.entry(file.to_owned()).or_default();
        kept.since.push((self.now, change));
    }

    /// The name of a file in the folder; `None` for any other.
    fn name(&self, path: Option<Vec<u8>>) -> Option<String> {
        let path = String::from_utf8(path?).ok()?;
        path.strip_prefix(&self.folder).map(str::to_owned)
    }
}

impl Kept {
    fn len(&self) -> usize {
        self.since.iter().fold(self.durable.len(), |len, (_, change)| match change {
            Change::Bytes { at, bytes } => len.max(at + bytes.len()),
            Change::Length(length) => *length,
        })
    }

    /// What was written by then is durable.
    fn sync(&mut self, by: usize) {
        let later = self.since.partition_point(|(when, _)| *when <= by);
        for (_, change) in self.since.drain(..later) {
            change.apply(&mut self.durable);
        }
    }
}

impl Change {
    fn apply(&self, file: &mut Vec<u8>) {
        match self {
            Self::Length(length) => file.resize(*length, 0),
            Self::Bytes { at, bytes } => put(file, *at, bytes),
        }
    }

    fn apply_any_part(&self, file: &mut Vec<u8>, random: &mut ChaCha8Rng) {
        let mut is_left = || random.next_u32().is_multiple_of(2);
        match self {
            Self::Length(_) if is_left() => self.apply(file),
            Self::Length(_) => {}
            Self::Bytes { at, bytes } => {
                let (mut at, mut rest) = (*at, &bytes[..]);
                while !rest.is_empty() {
                    let (sector, after) = rest.split_at(rest.len().min(SECTOR - at % SECTOR));
                    if is_left() {
                        put(file, at, sector);
                    }
                    (at, rest) = (at + sector.len(), after);
                }
            }
        }
    }
}

fn put(file: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    file.resize(file.len().max(at + bytes.len()), 0);
    file[at..at + bytes.len()].copy_from_slice(bytes);
}

/// What stands between the first `<` and its `>`.
fn in_angles(text: &str) -> Option<Vec<u8>> {
    let (inside, _) = text.split_once('<')?.1.split_once('>')?;
    Some(from_hex(inside))
}

/// What stands in quotes.
fn quoted(text: &str) -> Vec<Vec<u8>> {
    text.split('"').skip(1).step_by(2).map(from_hex).collect()
}

/// The last argument, as a number.
fn last_number(arguments: &str) -> Option<usize> {
    arguments.rsplit([',', '(']).next()?.trim().trim_end_matches(')').trim().parse().ok()
}

/// Bytes that are written `\x2f` each.
fn from_hex(text: &str) -> Vec<u8> {
    let bytes = text.split("\\x").skip(1);
    bytes.map(|byte| u8::from_str_radix(byte, 16).expect("two digits")).collect()
}

#[cfg(test)]
mod tests {
    use rand_core::SeedableRng;

    use super::*;

    /// A call about the file `/d/f`.
    fn call(thread: u32, name: &str, rest: &str) -> String {
        format!("{thread} {name}(3<\\x2f\\x64\\x2f\\x66>{rest}")
    }

    fn left(disk: &Folder, leaves: Leaves) -> Vec<u8> {
        disk.cut(leaves, &mut ChaCha8Rng::seed_from_u64(1)).remove("f").unwrap_or_default()
    }

    #[test]
    fn what_is_synced_stays_and_what_was_written_while_a_sync_ran_may_go() {
        let mut disk = Folder::new("/d");
        disk.read(&call(1, "pwrite64", ", \"\\x61\\x62\", 2, 0) = 2"));
        disk.read(&call(1, "fdatasync", " <unfinished ...>"));
        disk.read(&call(2, "pwrite64", ", \"\\x63\", 1, 2) = 1"));
        assert_eq!(left(&disk, Leaves::Nothing), b"");
        disk.read("1 <... fdatasync resumed>)     = 0");
        assert_eq!(left(&disk, Leaves::Nothing), b"ab");
        assert_eq!(left(&disk, Leaves::Everything), b"abc");
        disk.read(&call(1, "ftruncate", ", 1) = 0"));
        disk.read(&call(1, "fsync", ") = -1 EIO (Input/output error)"));
        assert_eq!((left(&disk, Leaves::Nothing), disk.undecided()), (b"ab".to_vec(), 2));
        disk.read(&call(1, "fsync", ") = 0"));
        assert_eq!((left(&disk, Leaves::AnyPart), disk.undecided()), (b"a".to_vec(), 0));
        disk.read("1 unlink(\"\\x2f\\x64\\x2f\\x66\") = 0");
        assert!(disk.cut(Leaves::Everything, &mut ChaCha8Rng::seed_from_u64(1)).is_empty());
    }

    #[test]
    fn a_write_is_left_in_whole_sectors() {
        let mut disk = Folder::new("/d");
        let text = "\\x07".repeat(20 * SECTOR);
        disk.read(&call(1, "write", &format!(", \"{text}\", {}) = {}", 20 * SECTOR, 20 * SECTOR)));
        let bytes = left(&disk, Leaves::AnyPart);
        let sectors: Vec<u8> = bytes.chunks(SECTOR).map(|sector| sector[0]).collect();
        assert!(sectors.contains(&0) && sectors.contains(&7), "{sectors:?}");
        assert!(bytes.chunks(SECTOR).all(|sector| sector.iter().all(|byte| *byte == sector[0])));
    }
}
