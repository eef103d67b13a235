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

/// Fails with a reason unless something is so.
#[expect(clippy::fn_params_excessive_bools, reason = "what is so or not is what this is about")]
fn ensure(so: bool, reason: impl FnOnce() -> String) -> Result<(), String> {
    if so { Ok(()) } else { Err(reason()) }
}
