//! The plan as a whole: its date, what does not fit, what could be done, and what has changed.

use chrono::{NaiveDate, NaiveDateTime, Weekday};

use crate::base::ids::DomainId;
use crate::base::units::Minutes;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::{Clock, Hours};

messages! {
    /// Keys of what is said about a plan.
    PlanKey as "plan"

    // The date that it counts back from.
    FirstAllowed: first_allowed()
        = "the first date on which the vendor allows another attempt";
    HalfAYear: half_a_year()
        = "half a year from now; see the choices below for a nearer one";
    KeepsFresh: keeps_fresh()
        = "the first date that leaves three weeks to keep fresh what you know; by what is on record no \
           more hours are needed for the pass line";
    RoomFor: room_for(hours: u32)
        = "the first date that leaves room for the roughly {hours} hours it takes to end 10 points \
           above the pass line";
    RoomForEven: room_for_even(hours: u32)
        = "the first date that leaves room for the roughly {hours} hours it takes to end 3 points \
           above the pass line, which is about one chance in two; a wider margin takes longer";
    Passed: passed(day: NaiveDate)
        = "Well done: you passed on {day}. There is nothing left to plan for this exam.";
    NoTimeEntered: no_time_entered()
        = "The plan needs to know when you can study. Enter your weekly slots, even short ones: a \
           train ride, half an hour at a desk, a free morning.";
    WayClosed: way_closed()
        = "While this way is closed there is no date to plan towards. Choose the exam that takes \
           its place, or enter the date that the vendor gave you.";
    NoTimeAhead: no_time_ahead()
        = "There is no study time in the weeks ahead. Enter a slot or two, even short ones, or \
           raise the weekly limit, and the plan begins there.";
    ExamToday: exam_today()
        = "The exam is today. Eat something, leave early, and trust what you have learnt.";
    ExamOver: exam_over(exam_on: NaiveDate)
        = "The booked date, {exam_on}, is over: how did it go? Enter the result, or the new date if \
           it was moved.";
    TooEarly: too_early(date: NaiveDate, safe: NaiveDate)
        = "{date} is too early: the vendor allows another attempt from {safe} on. Move the exam.";
    TooEarlyAnyway: too_early_anyway(date: NaiveDate, earliest: NaiveDate, safe: NaiveDate)
        = "{date} is too early by any reading of the rule: it allows {earliest} at the earliest, and \
           {safe} to be safe. Move the exam.";
    InDoubt: in_doubt(date: NaiveDate, safe: NaiveDate)
        = "{date} is allowed by the most generous reading of the rule only; to be safe it is \
           {safe}. Ask the vendor before you rely on it.";
    NotBeforeHour: not_before_hour(date: NaiveDate, from: NaiveDateTime)
        = "On {date} the exam may begin at the earliest at {from}: check the time of your appointment.";
    AfterAllowed: after_allowed(date: NaiveDate, until: NaiveDate)
        = "{date} is too late: {until} is the last date that is allowed. Choose an earlier one.";
    HasToWait: has_to_wait(until: Said, why: Said)
        = "Another attempt has to wait {until}. {why} The plan is yours meanwhile.";
    PassedBefore: passed_before(day: NaiveDate)
        = "Well done: you passed on {day}. The plan is for the sitting that you booked beside it.";
    NotAdmitted: not_admitted(until: Said, why: Said)
        = "Who has passed is not admitted {until}. {why}";
    WaitNotKnown: wait_not_known()
        = "No source says how long the vendor makes you wait. Ask before you book.";

    // Slots that cannot be used as they were entered.
    LimitIsNone: limit_is_none()
        = "The weekly limit is 0 minutes, so no day holds a block.";
    SlotTooShort: slot_too_short(day: Weekday, at: Clock)
        = "The slot on {day} at {at} holds no block: one takes ten minutes at least.";
    SlotPastMidnight: slot_past_midnight(day: Weekday, at: Clock)
        = "The slot on {day} at {at} counts until midnight. Enter what comes after as a slot of the \
           next day.";
    SlotTooLong: slot_too_long(day: Weekday, at: Clock)
        = "The slot on {day} at {at} counts with its first twelve hours.";
    SlotOverlaps: slot_overlaps(day: Weekday, at: Clock)
        = "The slot on {day} at {at} overlaps the one before it; the time they share counts once.";

    // Days that were laid out.
    NoDayHasTime: no_day_has_time()
        = "No day until the exam has time for study. Free a slot and the plan fills it.";
    TooClose: too_close()
        = "The exam is so close that no real preparation fits: light review, rest, and an early \
           night do more now.";
    NoLabSlot: no_lab_slot()
        = "Hands-on work needs 45 minutes at a desk in one piece; no slot offers that.";
    SecondBankWanted: second_bank_wanted(day: NaiveDate)
        = "A second question bank is worth having before the first mock exam on {day}: \
           questions you have seen tell little.";

    // The load, and the last day.
    RestIsFree: rest_is_free(offered: Hours, used: Hours)
        = "You offered about {offered} until the exam; the plan uses about {used} of them. The rest is \
           free.";
    WaitIsLonger: wait_is_longer(exam_on: NaiveDate, from: NaiveDate)
        = "The wait until {exam_on} is longer than the work. Until {from} one or two light sessions a \
           week keep things fresh; a rest, or another exam meanwhile, is a good use of the time too.";
    EveWithoutSlot: eve_without_slot(minutes: u32)
        = "Tomorrow is the exam, and nothing is planned today. Go through the checklist, look at \
           something familiar for {minutes} minutes if you like, and have an early night.";
    BringDocuments: bring_documents()
        = "Lay out what identifies you, and the confirmation with place and time.";
    KnowTheWay: know_the_way()
        = "Know the way and when to leave; for an exam at home, test the computer and clear the desk.";
    KnowTheRules: know_the_rules()
        = "Recall how time and questions go: how many, how long, whether you may go back.";
    EatAndDrink: eat_and_drink() = "Plan something to eat before it, and something to drink.";
    EarlyNight: early_night() = "Stop studying in the afternoon, and have an early night.";
    LabForWhich: lab_for_which(lab: &str)
        = "Which parts of the exam is “{lab}” good for? Enter them with it. Until then it is \
           planned where something is done by hand, as far as the names of the parts tell.";

    // Kinds of material to add.
    OneKindOnly: one_kind_only(kinds: Vec<Said>)
        = "Everything you entered is of one kind. Another view of the weak domains helps: {kinds:,}.";
    ABook: a_book() = "a book or the vendor's documentation";
    AVideoCourse: a_video_course() = "a video course";
    ALab: a_lab() = "a lab";
    AQuestionBank: a_question_bank() = "a question bank";
    AStudyGroup: a_study_group() = "a study group or forum";
    ASecondBank: a_second_bank() = "a second question bank";

    // What can be done where the time does not suffice.
    MoreHours: more_hours(hours: f64, points: u32)
        = "About {hours:.1} hours more each week, with the date as it is: about {points} \
           {points:point|points} more than with the time as it is.";
    LaterDate: later_date(day: NaiveDate, points: u32)
        = "The same hours each week, and the exam on {day}: about {points} \
           {points:point|points} more than on the day as it is.";
    Narrower: narrower(left_out: Vec<Said>, points: u32)
        = "Date and hours as they are, without {left_out:and}: about {points} \
           {points:point|points} more, what is forgotten of it counted.";
    GoAndSee: go_and_see(domain: Said)
        = "Or go and see, or move it: in the time that is left, {domain} helps most. What moving it \
           costs, the vendor says.";

    // What has changed.
    MovedAlong: moved_along()
        = "Plan adjusted: it starts from today, and no day is fuller than before.";
    FellOut: fell_out(time: Minutes, parts: Vec<Said>, left: Vec<Said>)
        = "Plan adjusted: about {time} of what was planned fell out ({parts:,}). It starts from today, \
           and no day is fuller than before. Now there are {left:,}.";
    AllFellOut: all_fell_out(time: Minutes, parts: Vec<Said>)
        = "Plan adjusted: about {time} of what was planned fell out ({parts:,}). It starts from today, \
           and no day is fuller than before.";
    TimeIn: time_in(time: Minutes, domain: Said) = "{time} for {domain}";
    TimeElsewhere: time_elsewhere(time: Minutes) = "{time} across domains";
    MockExamStays: mock_exam_stays(days: Vec<Said>)
        = "The mock exam stays where it is: {days:and}.";
    MockExamsStay: mock_exams_stay(days: Vec<Said>)
        = "The mock exams stay where they are: {days:and}.";
    LaterBlocks: later_blocks(last: NaiveDate, moved: usize, of: usize)
        = "After {last}, {moved} of {of} {of:block|blocks} changed, for what was or was not done since.";
    OtherOrder: other_order() = "Plan adjusted: the same work, in a different order.";
    Adjusted: adjusted(last: NaiveDate, differences: Vec<Said>)
        = "Plan adjusted until {last}: {differences:,}.";
    MoreFor: more_for(time: Minutes, domain: Said) = "{time} more for {domain}";
    LessFor: less_for(time: Minutes, domain: Said) = "{time} less for {domain}";
    SmallStart: small_start(domain: Said)
        = "Ten minutes are a good start: a few questions on {domain}, then see how it feels. The \
           plan has already moved along with you.";

    // Domains by number and name.
    Numbered: numbered(id: &DomainId, name: &str) = "D{id} {name}";
    NumberedOnly: numbered_only(id: &DomainId) = "D{id}";
    Named: named(id: &DomainId, name: &str) = "{id} {name}";
    NamedOnly: named_only(id: &DomainId) = "{id}";
}
