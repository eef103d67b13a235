//! What the causes change in a plan, one sentence for each remedy.

use crate::wording::table::messages;

messages! {
    /// Keys of what remedies do to a plan.
    RemediesKey as "remedies"

    HoursInNumbers: hours_in_numbers(in_all: f64, a_week: f64)
        = "More time this round: about {in_all:.0} hours in all, at least {a_week:.1} a week until \
           the exam.";
    Hours: hours() = "More time this round: the plan tells how many hours it takes.";
    LastWeek: last_week()
        = "The work comes earlier: the last week is lighter, and topics rest two days at least.";
    SmallerBlocks: smaller_blocks()
        = "Blocks of twenty minutes: a short one is easier to begin.";
    Weights: weights() = "Every domain gets time by its weight in the exam.";
    Opens: opens() = "The heavy domain that was left aside last time opens the plan.";
    Coverage: coverage() = "One pass over the objectives that were never touched.";
    Families: families()
        = "Every weak domain is seen from three sides, and the old main resource takes at most \
           40 %.";
    FamiliesElsewhere: families_elsewhere()
        = "The domains with the most to gain are seen from three sides, and the old main resource \
           takes at most 40 %.";
    SecondBank: second_bank()
        = "A second question bank comes in before the first mock exam: its questions are new.";
    Labs: labs() = "Part of the time in every weak domain is hands-on work.";
    LabsElsewhere: labs_elsewhere()
        = "Part of the time in the domains with the most to gain is hands-on work.";
    Scenarios: scenarios()
        = "Every other set in a weak domain asks to apply what is known to a situation.";
    ScenariosElsewhere: scenarios_elsewhere()
        = "Every other set in the domains with the most to gain asks to apply what is known to a \
           situation.";
    Pacing: pacing()
        = "Sets run against the clock, and short drills train the checkpoints.";
    Stamina: stamina()
        = "Timed sets last an hour where there is room: the last quarter counts.";
    Technique: technique()
        = "A short calming exercise every third day and before each mock exam, and a script for \
           the exam day.";
    ExtraMockExam: extra_mock_exam() = "One more mock exam, early and undisturbed.";
    Reading: reading()
        = "A short drill every third day: restate the question, then answer it.";
    Changes: changes()
        = "A short drill every third day: change an answer only with a stated reason.";
}
