//! What there is to say about how much of the time is used, and about the eve of the exam.

use crate::coach::model::planner::{LONG_WAIT_WEEKS, NOTABLE_FREE_SHARE, RITUAL, TAPER_DAYS};
use crate::coach::planner::days::{StudyDays, Timeline};
use crate::coach::planner::kind::BlockKind;
use crate::coach::planner::past::Past;
use crate::coach::planner::plan::{Eve, Plan};
use crate::exam::blueprint::{Exam, HandsOn};
use crate::facts::study::ResourceFamily;
use crate::wording::value::Hours;
use crate::wording::{Said, plan as wording};

/// That the wait is longer than the work, and that the rest of the time is free.
pub(crate) fn about(timeline: &Timeline<'_>, preparation: &StudyDays) -> Vec<Said> {
    let StudyDays { exam_on, full_from, offered, .. } = *preparation;
    let mut said = Vec::new();
    if (full_from - timeline.today).num_days() > LONG_WAIT_WEEKS * 7 {
        said.push(wording::wait_is_longer(exam_on, full_from));
    }
    let used = preparation.load();
    let is_notable = offered.saturating_sub(used) > offered.part(NOTABLE_FREE_SHARE);
    if is_notable && preparation.reach_the_exam() {
        let hours = |minutes: u32| Hours::of_minutes(f64::from(minutes));
        said.push(wording::rest_is_free(hours(offered.get()), hours(used.get())));
    }
    said
}

/// The eve, from two days before the exam on; it takes no slot.
pub(crate) fn eve(preparation: &StudyDays, timeline: &Timeline<'_>) -> Option<Eve> {
    let left = (preparation.exam_on - timeline.today).num_days();
    let date = preparation.exam_on.pred_opt().filter(|_| (1..=TAPER_DAYS).contains(&left))?;
    let checklist = vec![
        wording::bring_documents(),
        wording::know_the_way(),
        wording::know_the_rules(),
        wording::eat_and_drink(),
        wording::early_night(),
    ];
    Some(Eve { date, checklist, light_review: RITUAL })
}

/// Asks once what a lab is good for that names no part of the exam, where it is planned.
pub(crate) fn about_labs(plan: &Plan, past: &Past<'_>, exam: &Exam) -> Option<Said> {
    let blocks = || plan.days.iter().flat_map(|day| &day.blocks);
    let planned = |key: &str| {
        blocks().any(|block| {
            block.kind == BlockKind::Lab
                && block.resource.as_ref().is_some_and(|resource| resource.as_str() == key)
        })
    };
    let mut labs = past.resources.rows().iter().filter(|owned| {
        owned.family == ResourceFamily::Lab
            && owned.domains.is_empty()
            && planned(owned.resource.as_str())
    });
    let lab = labs.next().filter(|_| exam.hands_on == HandsOn::Some)?;
    Some(wording::lab_for_which(&lab.name))
}
