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
    NotInCatalogueBut: not_in_catalogue_but(code: &ExamCode, near: &ExamCode)
        = "{code} is not in the catalogue. Did you mean {near}? Then correct what you entered. If \
           not, enter its domains once, as an exam of your own, and everything is worked out; until \
           then your records are kept.";
    NotTaken: not_taken(code: &ExamCode, reason: Said)
        = "Your exam {code} was not taken: {reason}";
    CorrectionNotTaken: correction_not_taken(code: &ExamCode, reason: Said)
        = "Your correction of {code} was not taken, and what held before holds: {reason}";
    SatUnknown: sat_unknown(sat: &ExamCode, code: &ExamCode)
        = "A sitting of {sat} is on record, which is not in the catalogue, and it counts for \
           nothing. Did you mean {code}? Then correct it.";
    UnknownExam: unknown_exam(code: &ExamCode)
        = "there is no exam {code}: choose one of the catalogue, or enter its outline";
    UnknownExamBut: unknown_exam_but(code: &ExamCode, near: &ExamCode)
        = "there is no exam {code}: did you mean {near}? If not, enter its outline";
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

    OutlineChanged: outline_changed(code: &ExamCode, on: NaiveDate)
        = "The outline of {code} changed on {on}. A retake follows the new one.";
    OutlineWillChange: outline_will_change(code: &ExamCode, on: NaiveDate)
        = "The outline of {code} changes on {on}: an attempt on that day or later follows the new \
           one.";
    SatBeforeChange: sat_before_change(code: &ExamCode, sat_on: NaiveDate, on: NaiveDate)
        = "You sat {code} on {sat_on}, before its outline changed on {on}. Your report speaks of \
           the domains of then; those here are the new ones.";

    // What its numbers are worth.
    WeightRanges: weight_ranges()
        = "The vendor prints ranges as weights: their middles are used.";
    WeightsApproximate: weights_approximate()
        = "The vendor calls its weights approximate.";
    NoWeights: no_weights()
        = "The vendor prints no weights: all domains are taken to be alike.";
    WeightsNotFound: weights_not_found()
        = "Its weights were found in no source: all domains are taken to be alike until you enter \
           them.";
    WeightsOfBefore: weights_of_before(on: NaiveDate)
        = "The domains and weights are those of before {on}: no source for the new ones was found. \
           Compare them with the vendor's outline; what it says you can enter as a correction.";
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
    ToldThenAndNow: told_then_and_now(what: Said, then: Said, now: Said)
        = "{what}: {then} of the hours that named a domain last time, {now} now.";
    NoTime: no_time() = "none";
    ShareOf: share_of(share: Share) = "{share}";
}
