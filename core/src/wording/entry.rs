//! What may not be entered as it is: what was found, and what is allowed instead.

use chrono::NaiveDate;

use crate::base::ids::{DomainId, ExamCode};
use crate::base::units::Score;
use crate::wording::Said;
use crate::wording::table::messages;

messages! {
    /// Keys of what is said about a value that may not be entered.
    EntryKey as "entry"

    // Whole sentences.
    NotAllowed: not_allowed(field: &str, found: Said, allowed: Said)
        = "`{field}` is {found}: allowed is {allowed}";
    FoundAndAllowed: found_and_allowed(found: Said, allowed: Said)
        = "{found}; allowed: {allowed}";

    Unreadable: unreadable(file: &str, line: usize, column: usize, path: Said, problem: Said)
        = "{file}: line {line}, column {column}, in `{path}`: {problem}";
    InFile: in_file(file: &str, not: Said) = "{file}: {not}";
    OtherFormat: other_format(name: &str, allowed: &str)
        = "{name:quoted} is not this format: allowed is `{allowed}`";
    NewerFormat: newer_format(version: u32, allowed: u32)
        = "version {version} of the format is not known here; a newer version of the app reads it: \
           allowed is {allowed}";
    UnknownFormat: unknown_format(version: u32, allowed: u32)
        = "version {version} of the format is not known here: allowed is {allowed}";
    NoWeekday: no_weekday(name: &str)
        = "{name:quoted} is not a weekday: allowed are mon to sun";
    WeekdayNumber: weekday_number() = "a weekday is 0 to 6";

    // Of any fact.
    OtherFact: other_fact() = "the id of another fact";
    LongText: long_text(start: &str) = "{start:quoted}…";
    ShortText: short_text(text: &str) = "{text:quoted}";
    TextUpTo: text_up_to(chars: usize) = "a text of 1 to {chars} characters";
    ListOf: list_of(count: usize) = "a list of {count}";
    Empty: empty() = "empty";
    Both: both() = "beside results of domains";
    DomainsOrTotal: domains_or_total()
        = "a result for at least one domain, or else the `total` alone";
    OneReply: one_reply() = "one reply to each statement";
    ObjectivesAtMost: objectives_at_most(of: u16) = "each objective once, at most {of}";
    NobodyDescribes: nobody_describes(exam: &ExamCode)
        = "{exam}, which neither the catalogue nor you describe";
    AnExam: an_exam() = "an exam of the catalogue, or one whose domains you entered";
    AnExamBut: an_exam_but(near: &ExamCode)
        = "an exam of the catalogue, or one whose domains you entered; did you mean {near}?";
    AnOutline: an_outline() = "an outline like those of the catalogue";

    // Of a sitting.
    NotYet: not_yet(day: NaiveDate) = "{day:iso} has not come yet";
    UpTo: up_to(today: NaiveDate) = "a date up to {today:iso}";
    MinutesOfDay: minutes_of_day() = "0 to 1439, minutes after midnight";
    BeforeSitting: before_sitting(day: NaiveDate) = "{day:iso} lies before the sitting";
    FromOn: from_on(day: NaiveDate) = "a date from {day:iso} on";
    OpenOfItems: open_of_items(open: u16, of: u16) = "{open} left open of {of} questions";
    CalmToTen: calm_to_ten() = "0 (calm) to 10";
    MinutesUpTo: minutes_up_to(most: u16) = "0 to {most} minutes";

    // Of a score.
    OffScale: off_scale(score: Score) = "{score} is not on the scale of this exam";
    FailedAbove: failed_above(score: Score, pass: Score)
        = "not passed with {score}, but {pass} passes: please check the numbers";
    ScoreBelow: score_below(pass: Score)
        = "a score below {pass}, or a sitting that was passed";
    PassedBelow: passed_below(score: Score, pass: Score)
        = "passed with {score}, but {pass} passes: please check the numbers";
    ScoreFrom: score_from(pass: Score)
        = "a score of {pass} or more, or a sitting that was not passed";
    ScoreWithoutCount: score_without_count()
        = "a sitting that did not count has no score";
    NoScore: no_score() = "no score, or another outcome";

    // Of a domain of a report.
    LevelsOther: levels_other(levels: u8, of: usize)
        = "{levels} levels, but this vendor has {of}";
    LevelNames: level_names(names: Vec<String>) = "{names:,}";
    DomainTwice: domain_twice(domain: &str) = "domain {domain} stands twice";
    DomainOnce: domain_once() = "each domain once";
    PlaceTwice: place_twice(place: u8) = "two domains in place {place}";
    PlaceOnce: place_once() = "each place once";
    PercentOrShare: percent_or_share(percent: Score, meant: f64)
        = "{percent} percent (did you mean {meant}?)";
    PercentOf: percent_of(percent: Score) = "{percent} percent";
    BarFrom: bar_from(low: Score, high: Score) = "a bar from {low} to {high}";
    BarAllowed: bar_allowed()
        = "0 to 100 percent of its length, the shorter end first";
    Levels: levels(count: u8) = "{count} levels";
    LevelsAllowed: levels_allowed() = "2 to 4 levels, as many as the vendor has";
    LevelOf: level_of(level: u8, of: u8) = "level {level} of {of}";
    LevelAllowed: level_allowed(of: u8) = "1 to {of}, 1 is the lowest";
    PlaceOf: place_of(place: u8, of: u8) = "place {place} of {of}";
    PlaceAllowed: place_allowed() = "1 (weakest) to the number of domains, 2 or more";
    RightOf: right_of(right: u16, of: u16) = "{right} of {of} questions";
    RightAllowed: right_allowed() = "at least one question, not more right than asked";
    YourRating: your_rating(rating: u8) = "your rating {rating}";
    RatingAllowed: rating_allowed() = "1 (weak) to 5 (strong)";
    ObjectiveTwice: objective_twice() = "an objective stands twice";
    ObjectiveOnce: objective_once() = "each objective once";
    ObjectiveOfOther: objective_of_other(objective: &str)
        = "objective {objective} is one of another domain";
    ObjectiveNotThere: objective_not_there(objective: &str, of: u16)
        = "objective {objective} is not one of its {of}";
    ObjectivesOfDomain: objectives_of_domain(domain: &DomainId)
        = "the objectives that the report lists under domain {domain}";
    ObjectivesOf: objectives_of(count: usize, of: u16) = "{count} objectives of {of}";
    ObjectivesAllowed: objectives_allowed()
        = "not more than the domain has, and it has at least one";
}
