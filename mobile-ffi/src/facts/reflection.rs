//! What the candidate says about an attempt. It never leaves the candidate's own devices.

use rebound_core::base::ids::{DomainId, FactId};
use rebound_core::facts::reflection::{DomainNote, Explanation, Questionnaire, Reply};

/// Replies to the 16 statements about how an attempt went.
#[uniffi::remote(Record)]
pub struct Questionnaire {
    /// The attempt (the fact's id).
    pub attempt: FactId,
    /// The replies, in any order; a statement may be left out.
    pub replies: Vec<Reply>,
}

/// One reply.
#[uniffi::remote(Record)]
pub struct Reply {
    /// The statement, 1 to 16.
    pub statement: u8,
    /// 0 (not at all) to 4 (completely).
    pub agreement: u8,
}

/// What the candidate says about a weak domain of a report.
#[uniffi::remote(Record)]
pub struct DomainNote {
    /// The attempt (the fact's id).
    pub attempt: FactId,
    /// The domain.
    pub domain: DomainId,
    /// What explains the result.
    pub explanation: Explanation,
    /// Topics to come back to, in the candidate's words, 1 to 120 characters each. They become part
    /// of the plan.
    #[uniffi(default = [])]
    pub topics: Vec<String>,
}

/// What explains a domain's result.
#[uniffi::remote(Enum)]
pub enum Explanation {
    /// Topics that were not known well enough.
    Knowledge,
    /// Known, but not applied to the situations asked about.
    Application,
    /// Time, nerves, reading: how the sitting went.
    Execution,
    /// Bad luck or unfair questions.
    Luck,
}
