//! What is odd about a record: told beside it, so that nothing is dropped in silence.

use chrono::{NaiveDate, NaiveDateTime};

use crate::base::ids::{DomainId, ExamCode, FactId};
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Value;

messages! {
    /// Keys of what is said about a record that is odd. Each is the end of a sentence that begins
    /// with the record.
    OddKey as "odd"

    // Any record.
    Waits: waits() = "lies in the future and waits for its time";
    TwoContents: two_contents() = "was recorded twice with different content";
    CorrectsItself: corrects_itself() = "corrects itself; it is kept as it is";
    CorrectsMissing: corrects_missing(target: &FactId) = "corrects {target}, which is not here";
    CorrectsRemoved: corrects_removed(target: &FactId)
        = "corrects {target}, which was removed elsewhere: the correction counts. Remove it if it \
           should not";
    CorrectsBeside: corrects_beside(target: &FactId, others: Vec<Value>)
        = "corrects {target}, and so does {others:,}, which was set aside. Remove the one that is \
           not right";
    Circle: circle()
        = "is part of a circle of corrections; it is taken as the first of them";
    RecordedAgain: recorded_again(others: Vec<Value>)
        = "was recorded once more within minutes, as {others:,}, and counts once";
    WrongClock: wrong_clock(showed: NaiveDateTime)
        = "was recorded by a clock that showed {showed}; it does not count. Record it once more";
    AboutMissing: about_missing(target: &FactId)
        = "is about {target}, which does not count";
    Taken: taken() = "is taken by a fact with different content";
    Unreadable: unreadable(problem: &str) = "a fact that cannot be read: {problem}";
    NoBytes: no_bytes() = "it is empty";
    NewerVersion: newer_version(version: u8)
        = "a fact in encoding {version}, which this version of the app does not know yet";

    Plain: plain()
        = "came without a seal, as older versions of the app wrote, and waits: it counts as soon as the device \
           that recorded it has this version";
    NewerKind: newer_kind() = "holds what this version of the app does not know yet";
    Closed: closed()
        = "cannot be opened: it was damaged, or no device with your key sealed it. The rest is not touched by it";

    // A document.
    NotBroughtUp: not_brought_up(problem: &str)
        = "could not be brought up to what was recorded: {problem}";
    WrittenAnew: written_anew()
        = "holds what a copy of this device wrote under its name; what was recorded on this one was \
           written once more, and both count";
    PutBack: put_back(entries: usize)
        = "lost {entries} {entries:entry|entries} to somebody who does not have your key; this device has put \
           {entries:it|them} back";
    Claimed: claimed()
        = "asks for a newer app, but no device with your key has sealed that: recording goes on";
    LeftOut: left_out()
        = "ended the app twice while it was brought up to the server: it is kept as it is, and is \
           left out of the exchange";

    // A sitting and its report.
    SatLater: sat_later(day: NaiveDate)
        = "was sat on {day}, which has not come yet; it waits";
    ReportWithoutSitting: report_without_sitting()
        = "has a report, but is not a sitting that counts";
    Field: field(field: &str, found: Said) = "{field}: {found}";
    NoPassMark: no_pass_mark(reason: Said) = "its pass mark is left out: {reason}";
    NoScore: no_score(reason: Said) = "its score is left out: {reason}";
    DomainTwice: domain_twice(domain: &DomainId)
        = "domain {domain} stands twice; the first one counts";
    DomainLeftOut: domain_left_out(domain: &DomainId, reason: Said)
        = "domain {domain} is left out: {reason}";
    SeveralOnDay: several_on_day(count: usize, day: NaiveDate, records: Vec<Value>)
        = "is one of {count} sittings recorded for {day}: {records:,}. Each counts in part; if \
           it was one, remove the others";
    SittingRecord: sitting_record(attempt: &FactId, recorded: NaiveDate)
        = "{attempt} ({recorded})";

    // Domains that the exam does not have, and outlines.
    UnknownResult: unknown_result(domain: &DomainId, exam: &ExamCode)
        = "has a result for domain {domain}, which {exam} does not have: correct it by the domain \
           that is meant";
    ResultOfOtherOutline: result_of_other_outline(domain: &DomainId, outline: &str, exam: &ExamCode)
        = "has a result for area {domain} of {outline}, whose areas are not those of {exam}: which \
           domain of {exam} is it most like? Correct it by that one";
    UnknownDomain: unknown_domain(domain: &DomainId, exam: &ExamCode)
        = "names domain {domain}, which {exam} does not have: it counts for the whole only";
    UnknownDomainAndMore: unknown_domain_and_more(domain: &DomainId, exam: &ExamCode, more: usize)
        = "names domain {domain}, which {exam} does not have: it counts for the whole only; so \
           {more:does|do} {more} later {more:one|ones}";
    ExamNotTaken: exam_not_taken(reason: Said)
        = "describes an exam that was not taken: {reason}";
    UnknownExam: unknown_exam(exam: &ExamCode)
        = "is about {exam}, which neither the catalogue nor you describe";
    UnknownExamBut: unknown_exam_but(exam: &ExamCode, near: &ExamCode)
        = "is about {exam}, which neither the catalogue nor you describe: did you mean {near}?";
    OtherExam: other_exam(chosen: &ExamCode, described: &ExamCode)
        = "chooses {chosen} and describes {described}";
}
