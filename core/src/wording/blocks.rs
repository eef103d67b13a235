//! One block of a plan: what it is, where it fits, why it is there, and what a remedy does.

use chrono::NaiveDate;

use crate::wording::Said;
use crate::wording::table::messages;

messages! {
    /// Keys of what is said about a block.
    BlocksKey as "blocks"

    // Kinds.
    Diagnostic: diagnostic() = "short diagnostic";
    Study: study() = "study";
    Lab: lab() = "lab";
    TargetedSet: targeted_set() = "targeted set";
    ScenarioSet: scenario_set() = "scenario set";
    TimedSet: timed_set() = "timed set";
    Review: review() = "review of due topics";
    Recall: recall() = "recall from memory";
    PacingDrill: pacing_drill() = "pacing drill";
    ReadingDrill: reading_drill() = "reading drill";
    ChangeDrill: change_drill() = "answer-change drill";
    Technique: technique() = "calming technique";
    MockExam: mock_exam() = "mock exam";
    MockExamReview: mock_exam_review() = "mock exam review";
    LightReview: light_review() = "light review";
    Checklist: checklist() = "exam-day checklist";

    // Places, topics, and all of it in a line.
    Commute: commute() = "commute";
    CommuteAudio: commute_audio() = "commute, hands bound";
    Desk: desk() = "desk";
    LongSlot: long_slot() = "long slot";
    Topics: topics(names: Vec<&str>) = "{names:·}";
    Objective: objective(objective: &str) = "objective {objective}";
    NewObjectives: new_objectives() = "the vendor's list of objectives: what is new?";
    InALine: in_a_line(of: Said, minutes: u32, place: Said, reasons: Vec<Said>)
        = "{of}, {minutes} min, {place}: {reasons:;}";

    // Why a domain now.
    Gain: gain(weight: f64, estimate: f64, low: f64, high: f64, points: f64, place: Said)
        = "weight {weight:.0} %, estimate {estimate:.0} % ({low:.0}–{high:.0}), {points:+.2} expected \
           points/h, {place}";
    BestOf: best_of(count: usize) = "best of {count}";
    NumberOf: number_of(number: usize, count: usize) = "number {number} of {count}";
    LastWorkedOn: last_worked_on(day: NaiveDate) = "on record last on {day}";
    AnotherSource: another_source() = "another kind of source";
    ForVariety: for_variety(source: Said, most: &str, share: f64)
        = "{source}, since {most} has {share:.0} % of the time in this domain by then";

    // Why this kind.
    TooLittleKnown: too_little_known()
        = "too little is known about this domain: twelve questions tell more";
    Due: due() = "these topics are due to be seen again";
    SayAloud: say_aloud() = "nothing to hold or to load: say aloud what you remember";
    WhereToBe: where_to_be()
        = "where to be at a quarter, half and three quarters of the time";
    SayWhatIsAsked: say_what_is_asked()
        = "say what is asked, and mark NOT, BEST and FIRST, before answering";
    StatedReason: stated_reason() = "change an answer only with a stated reason";
    CalmIsPractised: calm_is_practised() = "a calm exam day is practised beforehand";
    UnderExamRules: under_exam_rules()
        = "a whole exam under exam rules, rested, at least 48 hours apart";
    ReviewTakesAsLong: review_takes_as_long()
        = "going through a mock exam takes as long as sitting it";
    LastTwoDays: last_two_days()
        = "the last two days are for familiar things and sleep";
    SettledBefore: settled_before() = "papers, way and time are settled the day before";
    FitsSlot: fits_slot() = "fits this slot";
    LongEnoughForLab: long_enough_for_lab() = "long enough at a desk for a lab";
    HalfForReview: half_for_review() = "half for answering, half for going through it";
    HalfForReasons: half_for_reasons()
        = "situations to apply it to: half for answering, half for the reasons";
    HalfAgainstClock: half_against_clock()
        = "half against the clock, half for going through it";

    // Why it is there for a remedy.
    OnePass: one_pass() = "part of the one pass over what was never touched";
    ComesFirst: comes_first()
        = "carries much of the exam and was left out last time: it comes first";
    ByWeight: by_weight() = "gets time by its weight in the exam";
    LookAtClock: look_at_clock() = "look at the clock at a quarter, half and three quarters";
    LastQuarter: last_quarter()
        = "long enough that the last quarter has to be paced as well";
    ApplyIt: apply_it() = "knowing it was not the trouble";
    HandsOnMissed: hands_on_missed() = "hands-on work, which was missing last time";
    NewQuestions: new_questions() = "new questions before the first mock exam";
    WithScript: with_script()
        = "with a script for the day: what to do from waking up to the first question";
    UnseenQuestions: unseen_questions()
        = "with questions you have not seen: a second bank, if the first is known";
    EarlyMockExam: early_mock_exam()
        = "early, to get used to it: undisturbed, and no result counts";
    OneMoreMockExam: one_more_mock_exam()
        = "one more than usual, undisturbed: what has been lived through frightens less";
}
