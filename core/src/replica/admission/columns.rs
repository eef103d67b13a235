//! How many rows a set of columns stands for, without expanding it.
//!
//! A run of a column says "this value n times" in a few bytes; Automerge expands it. Here the runs
//! are only added up.

use crate::replica::admission::Refusal;
use crate::replica::admission::reader::Reader;

/// What a set of columns may stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnLimits {
    /// Rows of one column, with nested ones counted in full, besides deletions.
    pub(super) rows_max: u64,
    /// Rows that only delete. They leave nothing but a mark on what was there.
    pub(super) deletions_max: u64,
    /// Bytes of one value.
    pub(super) value_bytes_max: u64,
    /// Bytes of all keys, names and values together, each run spelled out: a key of 64 KiB that is
    /// repeated by a few bytes is a gigabyte to whoever reads it.
    pub(super) text_bytes_max: u64,
}

/// Columns that one set may have; Automerge defines about a dozen.
const COLUMNS_MAX: usize = 32;

/// The bit of a column's specification that says it is deflated.
const DEFLATED: u64 = 0x08;

/// The specification of the column that says of each operation what it does, and its word for deleting.
const ACTION: u64 = 0x42;
const DELETE: u64 = 3;

/// One column: what it holds, and its bytes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    spec: u64,
    pub(super) len: usize,
}

impl Column {
    pub(super) const fn is_deflated(self) -> bool {
        self.spec & DEFLATED != 0
    }

    /// Whether it says of each operation what it does.
    pub(super) const fn is_action(self) -> bool {
        self.spec == ACTION
    }
}

/// Reads the list of a set's columns.
pub(super) fn list(reader: &mut Reader<'_>) -> Result<Vec<Column>, Refusal> {
    let count = reader.length()?;
    if count > COLUMNS_MAX {
        return Err(Refusal::TooMany);
    }
    (0..count).map(|_| Ok(Column { spec: reader.uleb()?, len: reader.length()? })).collect()
}

/// Adds up what the columns of one set stand for.
#[derive(Debug)]
pub(super) struct Meter {
    limits: ColumnLimits,
    text_bytes: u64,
    rows: u64,
    deletions: u64,
}

impl Meter {
    pub(super) const fn new(limits: ColumnLimits) -> Self {
        Self { limits, text_bytes: 0, rows: 0, deletions: 0 }
    }

    /// The rows of the longest column so far: the operations that the set stands for.
    pub(super) const fn rows(&self) -> u64 {
        self.rows
    }

    /// Counts what the column of actions deletes. It comes before the others.
    pub(super) fn count_deletions(&mut self, column: Column, bytes: &[u8]) -> Result<(), Refusal> {
        let mut deletions = 0_u64;
        runs(bytes, Reader::uleb, |action, count| {
            if column.is_action() && action == DELETE {
                deletions = deletions.saturating_add(count);
            }
            Ok(())
        })?;
        self.deletions = deletions.min(self.limits.deletions_max);
        Ok(())
    }

    fn rows_max(&self) -> u64 {
        self.limits.rows_max.saturating_add(self.deletions)
    }

    /// Counts one column.
    pub(super) fn measure(&mut self, column: Column, bytes: &[u8]) -> Result<(), Refusal> {
        let mut rows = Rows { count: 0, nested: 0, meter: self };
        match column.spec & 0x07 {
            // Groups, whose values count the rows of the columns under them.
            0 => runs(bytes, Reader::uleb, |value, count| {
                rows.add(count).and_then(|()| rows.nest(value, count))
            }),
            1 | 2 => runs(bytes, Reader::uleb, |_, count| rows.add(count)),
            3 => runs(bytes, Reader::sleb, |_, count| rows.add(count)),
            4 => booleans(bytes, |count| rows.add(count)),
            5 => runs(bytes, Reader::prefixed, |text, count| {
                rows.add(count).and_then(|()| rows.value(text.len() as u64, count))
            }),
            // The lengths of the raw values in the column that follows, and their types.
            6 => runs(bytes, Reader::uleb, |meta, count| {
                rows.add(count).and_then(|()| rows.value(meta >> 4, count))
            }),
            // Raw values: as long as they are, and no longer.
            _ => Ok(()),
        }
    }
}

/// One column's rows.
struct Rows<'a> {
    count: u64,
    nested: u64,
    meter: &'a mut Meter,
}

impl Rows<'_> {
    fn add(&mut self, count: u64) -> Result<(), Refusal> {
        self.count = self.count.saturating_add(count);
        self.meter.rows = self.meter.rows.max(self.count);
        if self.count > self.meter.rows_max() { Err(Refusal::TooManyOps) } else { Ok(()) }
    }

    fn nest(&mut self, value: u64, count: u64) -> Result<(), Refusal> {
        self.nested = self.nested.saturating_add(value.saturating_mul(count));
        self.meter.rows = self.meter.rows.max(self.nested);
        if self.nested > self.meter.rows_max() { Err(Refusal::TooManyOps) } else { Ok(()) }
    }

    fn value(&mut self, len: u64, count: u64) -> Result<(), Refusal> {
        if len > self.meter.limits.value_bytes_max {
            return Err(Refusal::ValueTooLarge);
        }
        let text_bytes = self.meter.text_bytes.saturating_add(len.saturating_mul(count));
        self.meter.text_bytes = text_bytes;
        let fits = text_bytes <= self.meter.limits.text_bytes_max;
        if fits { Ok(()) } else { Err(Refusal::ValueTooLarge) }
    }
}

/// Walks run-length encoding: repeats, literals and stretches of null.
fn runs<'a, V: Copy + Zero>(
    bytes: &'a [u8],
    mut value: impl FnMut(&mut Reader<'a>) -> Result<V, Refusal>,
    mut seen: impl FnMut(V, u64) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        match reader.sleb()? {
            0 => {
                let nulls = reader.uleb()?;
                seen(V::ZERO, nulls)?;
            }
            run if run > 0 => {
                let repeated = value(&mut reader)?;
                seen(repeated, run.unsigned_abs())?;
            }
            literals => {
                for _ in 0..literals.unsigned_abs() {
                    let literal = value(&mut reader)?;
                    seen(literal, 1)?;
                }
            }
        }
    }
    Ok(())
}

fn booleans(bytes: &[u8], mut seen: impl FnMut(u64) -> Result<(), Refusal>) -> Result<(), Refusal> {
    let mut reader = Reader::new(bytes);
    while !reader.is_empty() {
        let run = reader.uleb()?;
        seen(run)?;
    }
    Ok(())
}

/// What a null row stands for.
trait Zero {
    const ZERO: Self;
}

impl Zero for u64 {
    const ZERO: Self = 0;
}

impl Zero for i64 {
    const ZERO: Self = 0;
}

impl Zero for &[u8] {
    const ZERO: Self = &[];
}
