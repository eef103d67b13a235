//! A server as a process of its own: it can be killed, and what it costs can be read.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStdout, Command, ExitStatus, Stdio};

use rustix::process::{Pid, Resource, Rlimit, Signal, kill_process, prlimit};

use crate::bench::process::{cpu_seconds, peak_rss_kib, rss_kib};
use crate::power::STRACE;

/// A server that runs until it is killed. It ends with this value.
#[derive(Debug)]
pub struct Running {
    /// Where it listens.
    pub address: String,
    child: Child,
    /// Kept open, so that the server can go on talking.
    _output: BufReader<ChildStdout>,
}

/// What a server has used since its start.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Cost {
    /// Processor time, in milliseconds; the kernel counts in steps of ten.
    pub cpu_ms: f64,
    /// The most memory it ever had, in KiB.
    pub peak_kib: f64,
}

impl Running {
    /// Starts `program`, the server's command, on a free port. What it stores lies in `data`.
    pub fn start(program: &str, data: &Path) -> Self {
        Self::spawn(Command::new(program), data)
    }

    /// The same with more on its command line, and what it logs at the usual level in a file.
    pub fn start_logging(program: &str, data: &Path, args: &[&str], log: &Path) -> Self {
        let mut command = Command::new(program);
        command.env_remove("RUST_LOG").stderr(fs::File::create(log).expect("a file"));
        Self::spawn_with(command, data, args)
    }

    /// The same with files of at most `kib` KiB, as if the disk were full then, until
    /// [`Running::make_room`].
    pub fn start_on_small_disk(program: &str, data: &Path, kib: u32) -> Self {
        Self::spawn(on_small_disk(program, kib), data)
    }

    /// The same with at most so many file descriptors.
    pub fn start_with_descriptors(program: &str, data: &Path, descriptors: u32) -> Self {
        let mut shell = Command::new("sh");
        let script = "ulimit -n \"$0\"; exec \"$@\"";
        shell.args(["-c", script, &descriptors.to_string(), program]);
        Self::spawn(shell, data)
    }

    /// The same with every call that it makes of the disk in a file, as [`crate::power`] reads it.
    pub fn start_traced(strace: &str, calls: &Path, program: &str, data: &Path) -> Self {
        let mut command = Command::new(strace);
        command.args(STRACE).arg("-o").arg(calls).arg(program);
        Self::spawn(command, data)
    }

    /// The disk is not full any more.
    pub fn make_room(&self) {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw);
        let all = Rlimit { current: None, maximum: None };
        prlimit(pid, Resource::Fsize, all).expect("a limit that may be lifted");
    }

    fn spawn(mut command: Command, data: &Path) -> Self {
        // Refusals are what these tests are about: the log would be nothing else.
        command.env("RUST_LOG", "error");
        Self::spawn_with(command, data, &[])
    }

    fn spawn_with(mut command: Command, data: &Path, args: &[&str]) -> Self {
        command.args(["serve", "--listen", "localhost:0"]).args(args).arg("--data").arg(data);
        // As the unit and the container have it.
        command.env("MIMALLOC_PURGE_DELAY", "0");
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("the server starts");
        let mut output = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        output.read_line(&mut line).expect("the server speaks");
        let address = line.split_once("://").and_then(|(_, rest)| rest.split_once("/sync"));
        let address = address.expect("the server says where it is").0.to_owned();
        Self { address, child, _output: output }
    }

    /// Kills it with a signal that it cannot handle, and waits for its end.
    pub fn kill(mut self) {
        self.end();
    }

    /// Asks it to stop, and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let pid = i32::try_from(self.child.id()).ok().and_then(Pid::from_raw).expect("a process");
        kill_process(pid, Signal::TERM).expect("a process that runs");
        self.child.wait().expect("its end")
    }

    /// The memory that it takes now, in KiB.
    pub fn resident_kib(&self) -> f64 {
        rss_kib(self.child.id())
    }

    /// What it has used so far.
    pub fn cost(&self) -> Cost {
        let pid = self.child.id();
        Cost { cpu_ms: cpu_seconds(pid) * 1_000.0, peak_kib: peak_rss_kib(pid) }
    }

    fn end(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// A program of which each file has at most `kib` KiB: a write beyond it fails.
pub fn on_small_disk(program: &str, kib: u32) -> Command {
    limited("trap '' XFSZ; ulimit -S -f \"$0\"; exec \"$@\"", program, kib)
}

/// A program that is killed by the first write beyond `kib` KiB of a file.
pub fn killed_by_writing(program: &str, kib: u32) -> Command {
    limited("ulimit -c 0; ulimit -S -f \"$0\"; exec \"$@\"", program, kib)
}

fn limited(script: &str, program: &str, kib: u32) -> Command {
    let mut shell = Command::new("sh");
    // The limit is in blocks of 512 bytes.
    shell.args(["-c", script, &(2 * kib).to_string(), program]);
    shell
}
