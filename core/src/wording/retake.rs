//! The retake rules of a vendor, told: dates, waits, limits and what surrounds them.

use chrono::{NaiveDate, NaiveDateTime};

use crate::base::ids::ExamCode;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Value;

messages! {
    /// Keys of what is said about retake rules.
    RetakeKey as "retake"

    // What is known at all.
    NoPolicy: no_policy() = "No retake policy is known for this exam.";
    NothingSat: nothing_sat()
        = "No attempt at this exam is on record, so there is nothing to wait for.";

    // The answer in one sentence. What opens the exam again is a part that begins with "until".
    AnyDay: any_day() = "Any day from now on, as far as the vendor is concerned.";
    AnyDayUntil: any_day_until(until: NaiveDate)
        = "Any day from now on, up to {until}, as far as the vendor is concerned.";
    Between: between(safe: Value, earliest: NaiveDate)
        = "From {safe} on to be safe; the most generous reading of the rule is {earliest}.";
    BetweenUntil: between_until(safe: Value, until: NaiveDate, earliest: NaiveDate)
        = "From {safe} on to be safe, up to {until}; the most generous reading of the rule is \
           {earliest}.";
    From: from(safe: Value) = "From {safe} on.";
    FromUntil: from_until(safe: Value, until: NaiveDate) = "From {safe} on, up to {until}.";
    NotUntil: not_until(until: Said) = "Not {until}.";
    NotThisWay: not_this_way(why: Said) = "Not this way: {why}";
    NoSourceSays: no_source_says() = "No source says. Ask the vendor before you book.";
    WellDone: well_done(day: NaiveDate)
        = "Well done: you passed on {day}. There is nothing to sit again.";

    // Several records of one day, where the answer hangs on whether they were one sitting.
    TwoRecords: two_records(day: NaiveDate) = "Two sittings are recorded for {day}";
    SeveralRecords: several_records(count: usize, day: NaiveDate)
        = "{count} sittings are recorded for {day}";
    NextDayRecords: next_day_records(first: NaiveDate, last: NaiveDate)
        = "Sittings are recorded for {first} and for {last}";
    RecordsBetween: records_between(count: usize, first: NaiveDate, last: NaiveDate)
        = "{count} sittings are recorded for {first} to {last}";
    AsksBetween: asks_between(recorded: Said, vendor: &str, wait: Said)
        = "{recorded}, and {vendor} asks for {wait} between two of them";
    WasItOne: was_it_one(recorded: Said, one: Said, each: Said)
        = "{recorded}. If it was one sitting, {one}; if not, {each}. Remove what is too many, or \
           enter when each of them ended.";
    FreeNow: free_now() = "you may sit again on any day from now on";
    StaysShut: stays_shut(until: Said) = "you may not sit again {until}";
    ThisWayIsShut: this_way_is_shut() = "this way is closed";
    NobodySays: nobody_says() = "no source says when you may sit again";

    // Attempts that look odd.
    AttemptAhead: attempt_ahead(sat_on: NaiveDate)
        = "The attempt of {sat_on} lies in the future. It counts when its day has come.";
    TwoOnADay: two_on_a_day(day: NaiveDate)
        = "Two attempts are recorded on {day}. Both count; if one was entered twice, remove it.";
    SeveralOnADay: several_on_a_day(count: usize, day: NaiveDate)
        = "{count} attempts are recorded on {day}. All count; if one was entered twice, remove it.";
    TooEarly: too_early(next: NaiveDate, before: NaiveDate, opened: NaiveDate)
        = "You sat again on {next}, though after {before} the rule as we know it opened on \
           {opened}. The vendor allowed this; the policy data may be wrong.";

    // Deadlines.
    InUtc: in_utc(ends: NaiveDateTime) = "Deadlines are in UTC: for you this one ends on {ends}.";
    DeadlineOver: deadline_over(what: Said, ended: NaiveDate)
        = "{what} ended on {ended}, so this way is closed.";
    DeadlineEnds: deadline_ends(what: Said, ends: NaiveDate) = "{what} ends on {ends}.";
    TooLate: too_late(what: Said, ends: NaiveDate, safe: NaiveDate)
        = "{what} ends on {ends}, and the wait is over only on {safe}.";
    GenerousHope: generous_hope(earliest: NaiveDate)
        = "Read most generously, the wait would be over on {earliest}: ask the vendor.";
    EligibilityPeriod: eligibility_period() = "Your eligibility period";
    PurchasePeriod: purchase_period() = "The time for what you bought";
    ExamItself: exam_itself(code: &ExamCode) = "{code}";
    ExamIn: exam_in(code: &ExamCode, language: &str) = "{code} in {language}";
    Replaced: replaced(exam: Said, successor: &ExamCode)
        = "{exam} (whose place {successor} takes)";
    EndsByLanguage: ends_by_language(what: Said, first: Said, last: Said)
        = "{what} {first} and {last}. Enter the language that you sit it in.";
    EndsIn: ends_in(day: NaiveDate, language: &str) = "ends on {day} in {language}";
    EndedIn: ended_in(day: NaiveDate, language: &str) = "ended on {day} in {language}";
    EndsInSome: ends_in_some(day: NaiveDate) = "ends on {day} in some languages";
    EndedInSome: ended_in_some(day: NaiveDate) = "ended on {day} in some languages";
    InOthers: in_others(day: NaiveDate) = "on {day} in the others";

    // Dates that win over the rules.
    PrintedTooEarly: printed_too_early(date: NaiveDate, sat_on: NaiveDate)
        = "The retake date on the report, {date}, lies before the attempt of {sat_on}. It is not \
           used: please check it.";
    PrintedDecides: printed_decides(sat_on: NaiveDate, date: NaiveDate)
        = "The report of your attempt of {sat_on} prints {date} as the retake date, and that date \
           decides.";
    OwnIsOld: own_is_old(date: NaiveDate)
        = "The retake date you entered, {date}, is about an earlier retake. It is not used.";
    OwnDecides: own_decides(date: NaiveDate)
        = "You entered {date} as the retake date, and your date decides.";
    YouNoted: you_noted(note: &str) = "You noted: “{note}”.";
    RulesSayLater: rules_say_later(safe: NaiveDate)
        = "By the rules we know it would be {safe}. Keep the report or the mail with the date at \
           hand.";
    RulesSayClosed: rules_say_closed(until: Said)
        = "By the rules we know it would stay closed {until}.";

    // A rule, told: what it asks for, what that allows, and its source.
    Rule: rule(asks: Said, opens: Said, source: Said) = "{asks}: {opens}. {source}";
    RuleAlone: rule_alone(asks: Said, source: Said) = "{asks}. {source}";
    Opens: opens(safe: Value) = "you may sit again from {safe} on";
    OpensBetween: opens_between(safe: Value, earliest: NaiveDate)
        = "you may sit again from {safe} on to be safe; the most generous reading is {earliest}";
    OverSince: over_since(safe: Value) = "that has been over since {safe}";
    AloneUntil: alone_until(safe: Value) = "that alone would be over on {safe}";

    // Limits on the number of attempts.
    LimitUsedUp: limit_used_up(vendor: &str, max: u32, window: Said, from: NaiveDate)
        = "{vendor} allows {max} {max:attempt|attempts} {window}, and {max:it is|they are} used up, \
           counted from {from}";
    LimitBlocks: limit_blocks(vendor: &str, max: u32, window: Said, source: Said)
        = "{vendor} allows {max} {max:attempt|attempts} {window}, and {max:it is|they are} used up. \
           {source}";
    BesidesWaiting: besides_waiting(and: Said) = "Besides waiting, {and}.";
    NotKnown: not_known(what: Said) = "It is not known {what}.";
    StartNotKnown: start_not_known(what: Said, vendor: &str)
        = "We do not know {what}. {vendor} counts attempts and a deadline from it.";
    DayOfApproval: day_of_approval() = "the day your application was approved";
    DayOfPurchase: day_of_purchase() = "the day you bought this exam";
    DayOfRegistration: day_of_registration() = "the day your certification attempt began";
    FromFirst: from_first(span: Said) = "within {span} of the first of them";
    WithinAny: within_any(span: Said) = "within any {span}";
    WithinUnsaid: within_unsaid(span: Said) = "within {span} (it does not say from when)";
    WithinPeriod: within_period(span: Said) = "within an eligibility period of {span}";
    ForPurchase: for_purchase() = "for one purchase";
    ForRegistration: for_registration() = "for one certification attempt";
    InCycle: in_cycle() = "in one release cycle";
    UntilTraining: until_training() = "before training has to be repeated";
    NextCycle: next_cycle() = "when the vendor's next release cycle begins";
    OneCycle: one_cycle(max: u32)
        = "whether your last {max} attempts lie in one release cycle of the vendor, which allows \
           no more";
    NewApplication: new_application() = "a new application is needed as well";
    BoughtAgain: bought_again() = "until the exam has been bought again";
    AppliedAgain: applied_again() = "until a new application has been made";
    TrainedAgain: trained_again() = "until the training has been taken again";
    RegisteredAgain: registered_again()
        = "until a new certification attempt has been registered";
    TalkedToVendor: talked_to_vendor(vendor: &str) = "until {vendor} has been asked and agrees";

    // After a pass.
    PassedFree: passed_free(day: NaiveDate, vendor: &str)
        = "You passed on {day}, and {vendor} lets you sit again after a pass";
    PassedWait: passed_wait(day: NaiveDate, vendor: &str, wait: Said)
        = "You passed on {day}, and {vendor} asks for {wait} after a pass";
    PassedBlocks: passed_blocks(day: NaiveDate, vendor: &str, source: Said)
        = "You passed on {day}, and {vendor} lets nobody retake a passed exam before that. {source}";
    PassedSince: passed_since(day: NaiveDate)
        = "You passed on {day} and were admitted again later, so that pass no longer blocks the \
           exam.";
    PassedUnsaid: passed_unsaid(day: NaiveDate, vendor: &str)
        = "You passed on {day}. No source states when {vendor} lets a passed exam be sat again.";
    Expired: expired() = "until the certification has expired";
    NewVersion: new_version() = "until a new version of the exam is out";
    BeforeExpiry: before_expiry(days: u32)
        = "until {days} {days:day|days} before the certification expires";
    VendorAgrees: vendor_agrees(vendor: &str) = "until {vendor} agrees to it";
    NewExam: new_exam(vendor: &str) = "until {vendor} brings out a new exam";

    // Waits.
    WaitUnsaid: wait_unsaid(vendor: &str, nth: u32)
        = "No source states how long {vendor} asks to wait after the {nth:nth} attempt without a \
           pass.";
    WaitAfter: wait_after(what: Said, nth: u32, vendor: &str, wait: Said)
        = "{what} is your {nth:nth} one without a pass, and {vendor} asks for {wait} after it";
    YourAttempt: your_attempt(day: NaiveDate) = "Your attempt of {day}";
    YourOpenAttempt: your_open_attempt(day: NaiveDate)
        = "Your attempt of {day} has no result yet. If it is not a pass, it";
    NoWait: no_wait() = "no wait";
    WaitNotStated: wait_not_stated() = "a wait that no source states";
    NextDate: next_date() = "the next published date";
    WaitOf: wait_of(length: Said) = "a wait of {length}";
    WaitInWords: wait_in_words(length: Said, wording: &str)
        = "a wait of {length} (“{wording}”)";
    Hours: hours(n: u32) = "{n} {n:hour|hours}";
    Days: days(n: u32) = "{n} {n:day|days}";
    CalendarDays: calendar_days(n: u32) = "{n} {n:calendar day|calendar days}";
    Months: months(n: u32) = "{n} {n:month|months}";

    // Sources.
    NoSource: no_source() = "Source: none; this is assumed.";
    Source: source(title: &str, date: Value) = "Source: “{title}”, {date}.";
    SourceOfMonth: source_of_month(title: &str, month: NaiveDate)
        = "Source: “{title}”, {month:month}.";
    UndatedSource: undated_source(title: &str) = "Source: “{title}”, undated.";
    WeakSource: weak_source()
        = "It is not well founded: please check it with the vendor.";
    WeakSources: weak_sources(vendor: &str)
        = "What we know about the retake rules of {vendor} rests on weak sources.";

    // What surrounds the rules.
    OtherWaits: other_waits(vendor: &str, who: Vec<&str>)
        = "{vendor} has other waits for some candidates ({who:;}). If one of these is you, say so.";
    NotInForce: not_in_force(day: NaiveDate)
        = "The rules we know were not in force on {day}. Which ones count for that attempt is not \
           known.";
    PriorPass: prior_pass(of: &str, span: Said)
        = "It takes a pass of {of}, at most {span} before.";
    OpenPeriod: open_period(span: Said)
        = "It takes an eligibility period that is open; one lasts {span}.";
    NoFreeRetake: no_free_retake() = "No free retake is included.";
    FreeRetake: free_retake(count: u32)
        = "{count} {count:free retake|free retakes} may be included.";
    FreeRetakeWithin: free_retake_within(count: u32, span: Said)
        = "{count} {count:free retake|free retakes} may be included within {span}.";
    LostByAbsence: lost_by_absence() = "It is lost if you do not turn up.";
    Bundle: bundle(name: &str, both_before: &str, gap: u32)
        = "With {name} both attempts have to come before {both_before}, with {gap} {gap:day|days} \
           without an attempt between them.";
    RetakeMoves: retake_moves(days: u32)
        = "A paid retake moves the deadline by {days} {days:day|days}.";
    RetakeMovesAndWaits: retake_moves_and_waits(days: u32, wait: u32, left: u32)
        = "A paid retake moves the deadline by {days} {days:day|days}; {wait} of them are the wait, \
           so {left} are left to sit in.";
    RetakeBoughtBy: retake_bought_by(last: NaiveDate, days: u32, failed: NaiveDate)
        = "A retake has to be bought by {last}, {days} {days:day|days} after the attempt of \
           {failed}; bought later it is a new attempt.";
    RetakeWasBoughtBy: retake_was_bought_by(last: NaiveDate, days: u32, failed: NaiveDate)
        = "A retake had to be bought by {last}, {days} {days:day|days} after the attempt of \
           {failed}; bought since then it is a new attempt.";
    RetakeBoughtWithin: retake_bought_within(days: u32)
        = "After a fail a retake has to be bought within {days} {days:day|days}; bought later it is \
           a new attempt.";
    CountedOtherwise: counted_otherwise()
        = "Another text of the vendor counts these days from the deadline of your attempt: the \
           date here is safe under both.";
    RetakeValid: retake_valid(span: Said) = "A paid retake is valid for {span}.";
    RetakePaid: retake_paid() = "A retake has to be paid for.";
    ExtensionMoves: extension_moves(days: u32)
        = "A paid extension moves the deadline by {days} {days:day|days} and brings no further \
           attempt.";
    Prepaid: prepaid(name: &str, span: Said, buy_before: &str)
        = "{name} pays for a second attempt within {span}; it has to be bought {buy_before}.";
    MovedUntilStart: moved_until_start(appointment: Said)
        = "{appointment} can be moved until it begins.";
    MovedUntil: moved_until(appointment: Said, span: Said)
        = "{appointment} can be moved until {span} before it.";
    MovedAtMost: moved_at_most(max: u32) = "It can be moved {max} {max:time|times} at most.";
    Appointment: appointment() = "An appointment";
    AtCenter: at_center() = "An appointment at a test center";
    Online: online() = "An appointment online";
    OfLab: of_lab() = "An appointment of a lab exam";
    Absence: absence(effect: &str) = "If you do not turn up: {effect}";
    RefusesEarly: refuses_early() = "The booking system refuses a date that is too early.";
    RefusesPassed: refuses_passed()
        = "The booking system refuses an exam that was passed already.";
    EnterPrinted: enter_printed()
        = "A failing report prints the retake date: enter it, for it decides.";
    MayAcceptEarly: may_accept_early()
        = "The booking system may accept a date that is too early. Keep to the safe one all the \
           same.";
}
