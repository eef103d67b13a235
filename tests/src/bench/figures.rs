//! What was measured, and the table of it.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::{Value, json};

use crate::bench::server::ServerKind;

const TOLLS: &str = "
| attack on ours | honest p99, ms | longest, ms | CPU, ms | peak, MiB | left, MiB | back after, s | disk, MiB |
|--|--:|--:|--:|--:|--:|--:|--:|
";

/// The figures of all servers, in the order in which they were first measured.
#[derive(Debug, Default)]
pub struct Figures {
    rows: Vec<Row>,
    tolls: Vec<Toll>,
    notes: Vec<String>,
}

#[derive(Debug)]
struct Row {
    name: String,
    unit: &'static str,
    values: BTreeMap<ServerKind, Vec<f64>>,
}

/// What an attack costs our server, and those who have nothing to do with it.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Toll {
    /// The attack.
    pub attack: String,
    /// How long an edit of the honest pair took to arrive, at the 99th percentile, in ms.
    pub p99_ms: f64,
    /// The longest that one took.
    pub longest_ms: f64,
    /// Processor time of the server, the pair's edits included.
    pub cpu_ms: f64,
    /// The most memory that a process of the server had beyond what all had before, in MiB.
    pub peak_mib: f64,
    /// What all of them had beyond it at the end.
    pub left_mib: f64,
    /// After how many seconds that was less than 32 MiB; ten if never.
    pub back_s: f64,
    /// What is on the disk that was not there before, in MiB.
    pub disk_mib: f64,
}

impl Figures {
    /// Adds what an attack costs.
    pub fn add_toll(&mut self, toll: Toll) {
        self.tolls.push(toll);
    }

    /// Adds one measurement. The table shows the median of those with the same name.
    pub fn add(&mut self, peer: ServerKind, name: &str, unit: &'static str, value: f64) {
        let row = match self.rows.iter().position(|row| row.name == name) {
            Some(row) => row,
            None => {
                self.rows.push(Row { name: name.to_owned(), unit, values: BTreeMap::new() });
                self.rows.len() - 1
            }
        };
        self.rows[row].values.entry(peer).or_default().push(value);
    }

    /// Adds a latency as its median and its 99th percentile, in milliseconds.
    pub fn add_latencies(&mut self, peer: ServerKind, name: &str, mut milliseconds: Vec<f64>) {
        milliseconds.sort_by(f64::total_cmp);
        for (label, share) in [("p50", 0.50), ("p99", 0.99)] {
            if let Some(value) = percentile(&milliseconds, share) {
                self.add(peer, &format!("{name}, {label}"), "ms", value);
            }
        }
    }

    /// Says what could not be measured, and why.
    pub fn note(&mut self, peer: ServerKind, what: &str, why: &str) {
        let why = why.lines().next().unwrap_or_default();
        self.notes.push(format!("{peer}: {what}: {why}"));
        eprintln!("  {peer}: {what}: {why}");
    }

    /// The table in Markdown.
    pub fn markdown(&self) -> String {
        let mut table = String::from(
            "| figure | unit | ours | npm | samod | floor |\n|--|--|--:|--:|--:|--:|\n",
        );
        for row in &self.rows {
            let _ = write!(table, "| {} | {} |", row.name, row.unit);
            for peer in ServerKind::ALL {
                let cell =
                    row.values.get(&peer).map_or_else(|| "–".to_owned(), |v| show(median(v)));
                let _ = write!(table, " {cell} |");
            }
            table.push('\n');
        }
        if !self.tolls.is_empty() {
            table.push_str(TOLLS);
        }
        for toll in &self.tolls {
            let Toll { attack, p99_ms, longest_ms, cpu_ms, .. } = toll;
            let _ = write!(table, "| {attack} | {} | {} |", show(*p99_ms), show(*longest_ms));
            let _ = write!(table, " {cpu_ms:.0} | {:.1} | {:.1} |", toll.peak_mib, toll.left_mib);
            let _ = writeln!(table, " {:.1} | {:.1} |", toll.back_s, toll.disk_mib);
        }
        for note in &self.notes {
            let _ = write!(table, "\n- {note}");
        }
        table
    }

    /// All single measurements.
    pub fn json(&self) -> Value {
        let row = |row: &Row| {
            let values = row.values.iter().map(|(peer, values)| (peer.to_string(), json!(values)));
            let values: serde_json::Map<String, Value> = values.collect();
            json!({ "figure": row.name, "unit": row.unit, "values": values })
        };
        let figures: Vec<Value> = self.rows.iter().map(row).collect();
        json!({ "figures": figures, "attacks": self.tolls, "notes": self.notes })
    }
}

/// The value at this share of sorted ones.
pub fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let rank = ((sorted.len() as f64 * share).ceil() as usize).saturating_sub(1);
    sorted.get(rank).copied()
}

fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

fn show(value: f64) -> String {
    match value {
        v if v >= 100.0 => format!("{v:.0}"),
        v if v >= 10.0 => format!("{v:.1}"),
        v if v >= 1.0 => format!("{v:.2}"),
        v => format!("{v:.3}"),
    }
}
