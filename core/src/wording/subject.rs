//! The exam itself: whether it is known and offered, what its weights are worth, and how this
//! preparation compares with the last.

use chrono::NaiveDate;

use crate::base::ids::ExamCode;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Share;

messages! {
    /// Keys of what is said about an exam and a preparation as a whole.
    SubjectKey as "subject"

    // Which exam.
    NothingChosen: nothing_chosen()
        = "No exam was chosen and none was sat. Choose one, or enter how a sitting went.";
    NotInCatalogue: not_in_catalogue(code: &ExamCode)
        = "{code} is not in the catalogue. Enter its domains once, as an exam of your own, and \
           everything is worked out; until then your records are kept.";
    UnknownExam: unknown_exam(code: &ExamCode)
        = "there is no exam {code}: choose one of the catalogue, or enter its outline";
    Retired: retired(code: &ExamCode) = "{code} is no longer offered.";
    RetiredIn: retired_in(code: &ExamCode, language: &str)
        = "{code} is no longer offered in {language}.";
    OfferedUntil: offered_until(code: &ExamCode, last: NaiveDate)
        = "{code} can be sat until {last}.";
    TakesItsPlace: takes_its_place(successor: &ExamCode) = "{successor} takes its place.";
    Superseded: superseded(code: &ExamCode) = "{code} has a newer outline.";
    TookItsPlace: took_its_place(successor: &ExamCode) = "{successor} took its place.";
    SatPredecessor: sat_predecessor(old: &ExamCode, code: &ExamCode)
        = "You sat {old}, whose place {code} takes. What you recorded about it is kept. It \
           speaks of other domains, so what is said here rests on what you do for {code}.";

    // What its numbers are worth.
    WeightRanges: weight_ranges()
        = "The vendor prints ranges as weights: their middles are used.";
    WeightsApproximate: weights_approximate()
        = "The vendor calls its weights approximate.";
    NoWeights: no_weights()
        = "The vendor prints no weights: all domains are taken to be alike.";
    OwnExam: own_exam() = "You entered this exam yourself.";
    OwnCorrection: own_correction()
        = "You corrected the catalogue's entry; yours is used.";

    // This preparation beside the last.
    AcrossDomains: across_domains() = "Work across domains";
    Texts: texts() = "Books and documentation";
    Videos: videos() = "Video courses";
    Labs: labs() = "Labs";
    Questions: questions() = "Questions";
    WithOthers: with_others() = "Learning with others";
    ThenAndNow: then_and_now(what: Said, then: Said, now: Said)
        = "{what}: {then} of the hours last time, {now} now.";
    NoTime: no_time() = "none";
    ShareOf: share_of(share: Share) = "{share}";
}
