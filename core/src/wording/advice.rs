//! The page a candidate needs: what happened, what comes next, and what the rest of it is called.

use chrono::NaiveDate;

use crate::base::units::{Minutes, Score};
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::{Clock, Hours, Share};

messages! {
    /// Keys of what stands on the page for a candidate.
    AdviceKey as "advice"

    // Headings.
    Exam: exam(title: &str, code: &str) = "{title} ({code})";
    NoExam: no_exam() = "Your exam";
    Happened: happened() = "What happened";
    Next: next() = "What to do next";
    Report: report() = "What the report says, and what it does not";
    Why: why() = "Why, in your own numbers";
    Hours: hours() = "The hours and the weeks";
    Open: open() = "What is uncertain, and would help to enter";
    Curious: curious() = "For the curious";

    // What happened.
    MoreThanLast: more_than_last(points: Score, day: NaiveDate, then: Score, now: Score)
        = "{points} points more than on {day}: {then} then, {now} this time.";
    OneMoreThanLast: one_more_than_last(day: NaiveDate, then: Score, now: Score)
        = "One point more than on {day}: {then} then, {now} this time.";
    AsLast: as_last(now: Score, day: NaiveDate) = "{now} once more, as on {day}.";
    LessThanLast: less_than_last(now: Score, day: NaiveDate, then: Score)
        = "{now} this time, {then} on {day}. Forms and days differ; one step down is no verdict on \
           the work between them.";
    MarkNeeded: mark_needed(mark: Score)
        = "{mark} was needed, so it is not passed this time.";
    ScoreAndMark: score_and_mark(score: Score, mark: Score)
        = "{score}, and {mark} was needed: not passed, this time.";
    NotThisTime: not_this_time() = "Not passed, this time.";
    OneResult: one_result()
        = "It is the result of one day. It shows where to look next, and sets no limit to what you \
           can learn.";
    WellDone: well_done(day: NaiveDate) = "Passed, on {day}. Well done.";
    NothingFollows: nothing_follows()
        = "Nothing has to follow. What you recorded stays yours.";
    ResultPending: result_pending(day: NaiveDate)
        = "Sat on {day}; the result is not known yet. Nothing has to be decided before it is.";
    EndedEarly: ended_early(day: NaiveDate)
        = "The sitting of {day} was ended before its time. That says little about what you know.";
    NotSatYet: not_sat_yet() = "No sitting of this exam is on record.";

    // What to do next.
    NothingToday: nothing_today()
        = "Nothing has to be done today. A meal, somebody to talk to and a night's sleep do more \
           than any plan.";
    StillRest: still_rest()
        = "Today is for rest as well: no test, no questions, and nothing to catch up on.";
    Resting: resting()
        = "These days are for what you know: a quarter of an hour with something familiar if you like, \
           and early nights.";
    TenMinutes: ten_minutes(domain: &str)
        = "When you feel like beginning, ten minutes are enough: read or watch something on \
           “{domain}”, and stop when they are over.";
    OrPause: or_pause()
        = "Or a pause today. That is a good answer too, and the plan moves along with you.";
    NextBlock: next_block(day: NaiveDate, at: Clock, minutes: Minutes, what: Said)
        = "Next in the plan, {day} at {at}: {minutes}, {what}.";
    BecauseOf: because_of(domain: &str, weight: Share, meaning: Said)
        = "Why there: “{domain}” is {weight} of the exam, and {meaning}.";
    InDomain: in_domain(kind: Said, domain: &str) = "{kind} on “{domain}”";
    WithResource: with_resource(what: Said, name: &str) = "{what}, with {name}";
    WithQuestions: with_questions(what: Said, count: u16)
        = "{what}, {count} {count:question|questions}";
    AtTopic: at_topic(what: Said, topic: Said) = "{what}: {topic}";
    FirstMockExam: first_mock_exam(day: NaiveDate) = "The first mock exam is on {day}.";
    NextMockExam: next_mock_exam(day: NaiveDate) = "The next mock exam is on {day}.";

    // What the report says.
    YourMark: your_mark(score: Said, mark: Score)
        = "{score}; the pass mark is {mark} (yours)";
    PrintedMark: printed_mark(score: Said, mark: Score)
        = "{score}; the pass mark printed on it is {mark}";
    MarkOfExam: mark_of_exam(mark: Score) = "The pass mark is {mark}.";
    MarkOfYours: mark_of_yours(mark: Score) = "The pass mark is {mark} (yours).";
    HowToRead: how_to_read()
        = "Of 100 questions like those of the exam, this many you would probably answer rightly \
           today:";
    Standing: standing(low: f64, high: f64, mean: f64)
        = "between {low:.0} and {high:.0}, most likely {mean:.0}";
    NoStanding: no_standing() = "not known yet";
    MostToGain: most_to_gain(domains: Vec<Said>)
        = "Most to gain: {domains:and}.";
    ToComeBackTo: to_come_back_to(domain: &str, topics: Vec<String>)
        = "You noted, on “{domain}”: {topics:;}";

    // Why.
    OpenCauses: open_causes(names: Vec<Said>)
        = "Looked at as well, and left open: {names:;}.";
    SpokenAgainst: spoken_against(names: Vec<Said>)
        = "What is on record speaks against: {names:;}.";
    NoneStandsOut: none_stands_out(time: Hours)
        = "{time} of study are on record, and no single cause stands out in them. That is an \
           answer too: go on, where most is to gain.";
    NothingBetween: nothing_between(time: Hours, day: NaiveDate)
        = "{time} of study are on record from before the sitting of {day}, and next to nothing from \
           between it and this one, so no cause is named for this one. That is not a verdict.";
    Changes: changes(effect: Said) = "What changes: {effect}";
    WentTo: went_to(time: Hours, parts: Vec<Said>)
        = "On record before the sitting: {time}. They went to {parts:,}.";
    PartOf: part_of(what: Said, share: Share) = "{what} ({share})";
    Quoted: quoted(name: &str) = "“{name}”";

    // The hours and the weeks.
    CountsBack: counts_back(day: NaiveDate, days: u64)
        = "The exam is booked for {day}, {days} {days:day|days} from now.";
    WasBooked: was_booked(day: NaiveDate) = "The exam was booked for {day}.";
    ProposedDay: proposed_day(day: NaiveDate, reason: Said)
        = "No date is booked. The plan works towards {day}, {reason}.";
    TimeThere: time_there(time: Hours)
        = "Your slots hold {time} until then.";
    NeedEven: need_even(hours: u32, low: u32, high: u32)
        = "About {hours} hours ({low} to {high}) lead a little above the line, which is about one \
           chance in two.";
    NeedBuffer: need_buffer(hours: u32, low: u32, high: u32)
        = "About {hours} hours ({low} to {high}) lead 10 points above it, which is the margin that \
           is advised.";
    HoursAlone: hours_alone(whole: Share)
        = "Hours alone cannot promise that: they are expected to end at {whole}.";
    MeasureFirst: measure_first()
        = "First measure: the report does not say why it was not enough. One mock exam shows more \
           than any number of hours.";
    MeasureDomain: measure_domain(domain: Said)
        = "First measure: the report does not say why it was not enough. Twelve questions in {domain} \
           show more than any number of hours.";
    MeasureDomains: measure_domains(domains: Vec<Said>)
        = "First measure: the report does not say why it was not enough. Twelve questions each in \
           {domains:and} show more than any number of hours.";
    Phase: phase(from: NaiveDate, to: NaiveDate, what: Said) = "{from} to {to}: {what}";
    PhaseDay: phase_day(day: NaiveDate, what: Said) = "{day}: {what}";
    DeepWork: deep_work() = "learning what is weak";
    TargetedPractice: targeted_practice() = "practice where it is needed";
    MockExamWeeks: mock_exam_weeks() = "mock exams and what they show";
    Rest: rest() = "light review and rest";
    MockExamDays: mock_exam_days(days: Vec<Said>) = "Mock exams: {days:;}.";
    HoursByDomain: hours_by_domain(parts: Vec<Said>) = "The time goes to {parts:,}.";
    TimeFor: time_for(domain: &str, time: Minutes) = "“{domain}” ({time})";

    // What is uncertain.
    TwelveQuestionsOn: twelve_questions_on(domain: Said)
        = "Twelve questions would show where you stand in {domain}.";
    TwelveQuestions: twelve_questions(domains: Vec<Said>)
        = "Twelve questions each would show where you stand in {domains:and}.";
    LogHelps: log_helps()
        = "What you study from now on, logged with its domain, makes the next answer surer.";
    OddRecord: odd_record(day: NaiveDate, what: Said)
        = "What you recorded on {day} {what}.";

    // For the curious.
    RangeMeans: range_means()
        = "A range holds the true value in 8 of 10 cases.";
    Gains: gains(points: f64, equally: f64)
        = "The time that is shared out should bring about {points:.1} points of 100; shared out \
           equally, {equally:.1}.";
    InDetail: in_detail(line: Said) = "The next block in detail: {line}.";
}
