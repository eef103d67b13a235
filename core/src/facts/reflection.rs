//! What the candidate says about an attempt. All of it stays on the candidate's own devices.

use std::collections::BTreeSet;

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::base::ids::{DomainId, FactId};
use crate::facts::check::{Checked, NAME_CHARS, each, text, within};
use crate::facts::kind::{Home, Kind, PartnerSees, Reference};
use crate::wording::entry;
use crate::wording::not_allowed::NotAllowed;

/// Replies to the 16 statements about how an attempt went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// The attempt (the fact's id).
    #[n(0)]
    pub attempt: FactId,
    /// The replies, in any order; a statement may be left out.
    #[n(1)]
    pub replies: Vec<Reply>,
}

impl Kind for Questionnaire {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::CampaignBeside(Reference { field: "attempt", id: &self.attempt })
    }

    fn check(&self) -> Checked {
        each("replies", &self.replies, |reply| {
            within("statement", reply.statement, 1..=16)?;
            within("agreement", reply.agreement, 0..=4)
        })?;
        let statements: BTreeSet<u8> = self.replies.iter().map(|reply| reply.statement).collect();
        if statements.len() < self.replies.len() {
            let found = entry::list_of(self.replies.len());
            return Err(NotAllowed::new("replies", found, entry::one_reply()));
        }
        Ok(())
    }
}

/// One reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct Reply {
    /// The statement, 1 to 16.
    #[n(0)]
    pub statement: u8,
    /// 0 (not at all) to 4 (completely).
    #[n(1)]
    pub agreement: u8,
}

/// What the candidate says about a weak domain of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Record))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(deny_unknown_fields)]
pub struct DomainNote {
    /// The attempt (the fact's id).
    #[n(0)]
    pub attempt: FactId,
    /// The domain.
    #[n(1)]
    pub domain: DomainId,
    /// What explains the result.
    #[n(2)]
    pub explanation: Explanation,
    /// Topics to come back to, in the candidate's words, 1 to 120 characters each. They become part
    /// of the plan.
    #[n(3)]
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[cbor(default)]
    #[cfg_attr(feature = "uniffi", uniffi(default = []))]
    pub topics: Vec<String>,
}

impl Kind for DomainNote {
    fn partner_sees(&self) -> PartnerSees {
        PartnerSees::Nothing
    }

    fn home(&self) -> Home<'_> {
        Home::CampaignBeside(Reference { field: "attempt", id: &self.attempt })
    }

    fn check(&self) -> Checked {
        let mut topics = self.topics.iter().enumerate();
        topics.try_for_each(|(index, topic)| text(&format!("topics[{index}]"), topic, NAME_CHARS))
    }
}

/// What explains a domain's result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
#[cfg_attr(feature = "uniffi", derive(uniffi::Enum))]
#[cfg_attr(feature = "typescript", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Explanation {
    /// Topics that were not known well enough.
    #[n(0)]
    Knowledge,
    /// Known, but not applied to the situations asked about.
    #[n(1)]
    Application,
    /// Time, nerves, reading: how the sitting went.
    #[n(2)]
    Execution,
    /// Bad luck or unfair questions.
    #[n(3)]
    Luck,
}
