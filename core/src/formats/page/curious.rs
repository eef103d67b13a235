//! For the curious: how the next block was found, what the hours should bring, and which constants.

use crate::coach::model;
use crate::coach::planner::sentence;
use crate::formats::page::{PagePart, Sources};
use crate::wording::{advice, page};

pub(super) fn parts(sources: &Sources<'_>) -> Vec<PagePart> {
    let (plan, record) = (sources.plan(), sources.record);
    let mut lines = vec![advice::range_means()];
    if !sources.is_passed() {
        let block = plan.next_block(record.now);
        lines.extend(block.map(|(_, block)| advice::in_detail(sentence(block, record.exam))));
        if plan.budget.expected_gain > 0.0 {
            lines.push(advice::gains(plan.budget.expected_gain, plan.budget.equal_hours_gain));
        }
    }
    lines.push(page::worked_out(sources.today(), model::VERSION));
    let sentence = |said| PagePart::Sentence { said };
    lines.into_iter().map(sentence).collect()
}
