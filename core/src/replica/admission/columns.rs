//! How many rows a set of columns stands for, without expanding it.
//!
//! A run of a column says "this value n times" in a few bytes; Automerge expands it. Here the runs
//! are only added up.

use crate::replica::admission::Refusal;
use crate::replica::admission::reader::Reader;

/// What a set of columns may stand for.
#[derive(Clone, Copy, Debug)]
pub(super) struct ColumnLimits {
    /// Rows of one column, with nested ones counted in full.
    pub(super) rows_max: u64,
    /// Bytes of one value.
    pub(super) value_bytes_max: u64,
}

/// Columns that one set may have; Automerge defines about a dozen.
const COLUMNS_MAX: usize = 32;

/// The bit of a column's specification that says it is deflated.
const DEFLATED: u64 = 0x08;

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
}

/// Reads the list of a set's columns.
pub(super) fn list(reader: &mut Reader<'_>) -> Result<Vec<Column>, Refusal> {
    let count = reader.length()?;
    if count > COLUMNS_MAX {
        return Err(Refusal::TooMany);
    }
    (0..count).map(|_| Ok(Column { spec: reader.uleb()?, len: reader.length()? })).collect()
}

/// Counts one column's rows.
pub(super) fn measure(column: Column, bytes: &[u8], limits: ColumnLimits) -> Result<(), Refusal> {
    let mut rows = Rows { count: 0, nested: 0, value_bytes: 0, limits };
    match column.spec & 0x07 {
        // Groups, whose values count the rows of the columns under them.
        0 => runs(bytes, Reader::uleb, |value, count| {
            rows.add(count).and_then(|()| rows.nest(value, count))
        }),
        1 | 2 => runs(bytes, Reader::uleb, |_, count| rows.add(count)),
        3 => runs(bytes, Reader::sleb, |_, count| rows.add(count)),
        4 => booleans(bytes, |count| rows.add(count)),
        5 => runs(bytes, Reader::prefixed, |text, count| {
            rows.add(count).and_then(|()| rows.value(text.len() as u64, 1))
        }),
        // The lengths of the raw values in the column that follows, and their types.
        6 => runs(bytes, Reader::uleb, |meta, count| {
            rows.add(count).and_then(|()| rows.value(meta >> 4, count))
        }),
        // Raw values: as long as they are, and no longer.
        _ => Ok(()),
    }
}

struct Rows {
    count: u64,
    nested: u64,
    value_bytes: u64,
    limits: ColumnLimits,
}

impl Rows {
    fn add(&mut self, count: u64) -> Result<(), Refusal> {
        self.count = self.count.saturating_add(count);
        if self.count > self.limits.rows_max { Err(Refusal::TooManyOps) } else { Ok(()) }
    }

    fn nest(&mut self, value: u64, count: u64) -> Result<(), Refusal> {
        self.nested = self.nested.saturating_add(value.saturating_mul(count));
        if self.nested > self.limits.rows_max { Err(Refusal::TooManyOps) } else { Ok(()) }
    }

    fn value(&mut self, len: u64, count: u64) -> Result<(), Refusal> {
        if len > self.limits.value_bytes_max {
            return Err(Refusal::ValueTooLarge);
        }
        self.value_bytes = self.value_bytes.saturating_add(len.saturating_mul(count));
        let all = self.limits.value_bytes_max.saturating_mul(self.limits.rows_max);
        if self.value_bytes > all { Err(Refusal::ValueTooLarge) } else { Ok(()) }
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
