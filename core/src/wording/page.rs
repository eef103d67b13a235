//! The annotated score report: its headings, and what classes, printed results and dates are called.

use chrono::NaiveDate;

use crate::base::units::Score;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Share;

messages! {
    /// Keys of what stands on the page of a score report.
    PageKey as "page"

    // The head.
    Title: title(exam: &str, code: &str, day: NaiveDate) = "{exam} ({code}), sat on {day}";
    ScorePrinted: score_printed(score: Score) = "Score as printed: {score}";
    ScoreOnScale: score_on_scale(score: Score, min: Score, max: Score)
        = "Score as printed: {score} on a scale of {min} to {max}";
    WithPassMark: with_pass_mark(score: Said, mark: Score) = "{score}; the pass mark is {mark}";
    ReportSays: report_says(caveat: &str) = "What such a report can say: {caveat}";
    LittleAlone: little_alone()
        = "A report says little about a single domain: read it together with what you practise.";

    // What came of a sitting.
    Passed: passed() = "Passed";
    NotPassed: not_passed() = "Not passed, this time";
    NotSat: not_sat() = "Not sat";
    Void: void() = "Void: it does not count";
    Ended: ended() = "Ended by the proctor";
    NoResultYet: no_result_yet() = "Sat; the result is not known yet";

    // The table.
    Domain: domain() = "Domain";
    Weight: weight() = "Weight";
    Printed: printed() = "Printed";
    Estimate: estimate() = "Right, of 100 questions";
    Meaning: meaning() = "What that means";
    Nothing: nothing() = "nothing";
    NoDomain: no_domain() = "not a domain of this exam";
    Percent: percent(share: Score) = "{share} %";
    Bar: bar(low: Score, high: Score) = "a bar of {low} to {high} %";
    Level: level(level: u8, of: u8) = "level {level} of {of}";
    Place: place(position: u8, of: u8) = "place {position} of {of}, weakest first";
    NoneListed: none_listed(of: u16) = "none of {of} objectives listed";
    Listed: listed(count: usize, of: u16, objectives: Vec<&str>)
        = "{count} of {of} objectives listed: {objectives:,}";
    Right: right(correct: u16, of: u16) = "{correct} of {of} right";
    OwnImpression: own_impression(rating: u8) = "your own impression: {rating} of 5";
    ShareOf: share(share: Share) = "{share}";
    PrintedResults: printed_results(each: Vec<Said>) = "{each:;}";
    Sentence: sentence(text: Said) = "{text}.";
    BelowLine: below_line() = "below the line";
    NotYetTold: not_yet_told() = "cannot be told yet";
    AboveLine: above_line() = "above the line";
    NothingKnown: nothing_known() = "nothing known yet";

    // What the candidate noted.
    Noted: noted() = "What you noted";
    Note: note(domain: &str, explanation: Said) = "{domain}: {explanation}";
    NoteWithTopics: note_with_topics(domain: &str, explanation: Said, topics: Vec<String>)
        = "{domain}: {explanation}. To come back to: {topics:;}";
    NotKnownEnough: not_known_enough() = "not known well enough";
    NotYetApplied: not_yet_applied() = "known, not yet applied";
    SittingWent: sitting_went() = "how the sitting went";
    Luck: luck() = "luck, or an unfair question";

    // Explanations and causes.
    Explanations: explanations() = "What may explain the weak domains";
    Causes: causes() = "What may have played a part";
    Cause: cause(name: Said, class: Said) = "{name} ({class}):";
    NoCause: no_cause() = "Too little is recorded to name a cause. That is not a verdict.";
    WellSupported: well_supported() = "well supported";
    Likely: likely() = "likely";
    Possible: possible() = "possible";
    NotSupported: not_supported() = "not supported";
    CauseUnknown: cause_unknown() = "not known";

    // When it may be sat again.
    Retake: retake() = "When it may be sat again";

    // The foot.
    WorkedOut: worked_out(day: NaiveDate, version: u32)
        = "Worked out on {day} with version {version} of the coach's constants, which are reasoned \
           and not fitted. It leaves your devices only if you hand it on.";
}
