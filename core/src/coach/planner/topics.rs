//! A topic to come back to: what the report or a wrong answer showed.

use chrono::NaiveDate;
use serde::Serialize;

use crate::base::ids::DomainId;
use crate::coach::model::planner::TOPICS_MAX;
use crate::coach::planner::past::noted_topics;
use crate::coach::record::ExamRecord;

/// Something inside a domain to come back to: noted on the report, or an open gap.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Topic {
    /// The domain.
    pub domain: DomainId,
    /// The topic, in the candidate's words.
    pub name: String,
    /// When it is due for review; `None` for one that has not been studied yet.
    pub due: Option<NaiveDate>,
}

impl Topic {
    /// The topics that the candidate noted beside the last report of this exam.
    pub fn noted(record: &ExamRecord<'_>) -> Vec<Self> {
        let each = noted_topics(record).into_iter().flat_map(|(domain, names)| {
            names.iter().map(|name| Self { domain: domain.clone(), name: name.clone(), due: None })
        });
        each.take(TOPICS_MAX).collect()
    }
}
