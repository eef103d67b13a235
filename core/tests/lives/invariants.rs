//! What holds in every life: one list, each line with its name, where it is asked for, and how it is
//! looked at. A fault that is found later becomes a line here.

mod days;
mod evidence;
mod load;
mod mock_exams;
mod remedies;
mod time;
mod told;
mod tomorrow;
mod view;
mod words;

pub(crate) use crate::invariants::view::View;

/// One thing that holds in every life.
pub(crate) struct Invariant {
    /// What holds, as a sentence.
    pub(crate) name: &'static str,
    /// Where it is asked for: the points of the coach, the planner's properties, the good coach's list.
    pub(crate) of: &'static str,
    /// Why it does not hold, if it does not.
    pub(crate) holds: fn(&View<'_>) -> Result<(), String>,
}

/// All of them.
pub(crate) const ALL: &[&[Invariant]] = &[
    days::ALL,
    mock_exams::ALL,
    load::ALL,
    evidence::ALL,
    remedies::ALL,
    time::ALL,
    told::ALL,
    tomorrow::ALL,
    words::ALL,
];

/// Those that main does not hold yet: counted and printed, but no failure. The list only shrinks.
pub(crate) const WAITING: &[&str] = &[
    "the parts of the budget add up",
    "nothing is planned for a day or an hour that is over",
    "two mock exams where two slots hold one",
    "mock exams lie in the last 21 days",
    "what falls short of the mock exams is told",
    "a worse report never raises an estimate or lowers the need",
    "a mock exam is gone through",
    "no lab where an exam has nothing to do by hand",
    "the plan takes what is needed and leaves the rest free",
    "no day has more than four hours",
    "a long wait is light until ten weeks before",
    "a way out is one that a person can take",
    "an opinion alone is a weak sign",
    "diagnostics go where they change something",
    "the first task is in what is weak",
    "a remedy that is announced changes the plan",
    "the eve has a checklist, slot or not",
    "two sittings of one day are asked about first",
    "six recorded weeks are not called too little",
    "nothing is said of hours that nobody told by domain",
    "topics noted for a fail stay after a missed appointment",
    "the next morning the plan is still the plan",
    "after a lost week no day is fuller",
    "sentences end once and have no holes",
    "no number that says nothing",
    "a worse report never raises an estimate",
];

/// Fails with a reason unless something is so.
#[expect(clippy::fn_params_excessive_bools, reason = "what is so or not is what this is about")]
fn ensure(so: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if so { Ok(()) } else { Err(reason()) }
}
