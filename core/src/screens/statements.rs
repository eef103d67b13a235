//! The sixteen statements about how a sitting went, and which of them have a reply.

use serde::Serialize;

use crate::base::ids::FactId;
use crate::coach::causes;
use crate::coach::causes::Cause;
use crate::coach::causes::statements::STATEMENTS;
use crate::coach::record::ExamRecord;
use crate::wording::Said;

/// The statements about the last sitting whose result is known.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct Statements {
    /// The sitting that replies are recorded about; `None` where there is none to reply about.
    pub attempt: Option<FactId>,
    /// All sixteen, in their order.
    pub rows: Vec<StatementRow>,
    /// How many have a reply.
    pub answered: u32,
}

/// One statement.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
pub struct StatementRow {
    /// Its number, 1 to 16, as a reply names it.
    pub number: u8,
    /// The cause that it asks about.
    pub cause: Cause,
    /// What the candidate reads.
    pub said: Said,
    /// The latest reply, 0 (not at all) to 4 (completely); `None` without one.
    pub agreement: Option<u8>,
}

impl Statements {
    /// The statements about the last decided sitting of a record.
    pub fn of(record: &ExamRecord<'_>) -> Self {
        let replies = causes::latest_replies(record);
        let row = |statement: &causes::statements::Statement| StatementRow {
            number: statement.number,
            cause: statement.cause,
            said: statement.said(),
            agreement: replies.get(&statement.number).copied(),
        };
        let rows: Vec<StatementRow> = STATEMENTS.iter().map(row).collect();
        let answered = rows.iter().filter(|row| row.agreement.is_some()).count();
        Self {
            attempt: record.sittings.last_decided().map(|fact| fact.id.clone()),
            answered: answered.try_into().unwrap_or(u32::MAX),
            rows,
        }
    }
}
