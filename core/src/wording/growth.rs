//! Whether a preparation works: what has become of each domain, and of the hours that were planned.

use chrono::NaiveDate;

use crate::base::units::Minutes;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Share;

messages! {
    /// Keys of what is said about growth.
    GrowthKey as "growth"

    Higher: higher(domain: &str, now: Said, then: Share, since: NaiveDate)
        = "“{domain}” is higher than on {since}: {now}; it was about {then} then.";
    Lower: lower(domain: &str, now: Said, then: Share, since: NaiveDate)
        = "“{domain}” is lower than on {since}: {now}; it was about {then} then. A few questions in it \
           would show whether that is so.";
    Level: level(domain: &str, now: Said, since: NaiveDate)
        = "“{domain}” is about where it was on {since}: {now}. The ranges still overlap.";
    First: first(domain: &str, now: Said)
        = "“{domain}”: {now}. There is nothing earlier to hold it against yet.";
    Unknown: unknown(domain: &str) = "Nothing is on record about “{domain}” yet.";
    NothingYet: nothing_yet()
        = "A line needs some weeks. With what you record from now on it begins to show.";
    DoneOfPlanned: done_of_planned(weeks: u32, done: Minutes, planned: Minutes)
        = "In the last {weeks} {weeks:week|weeks}: {done} done, {planned} planned.";
    PlanFewer: plan_fewer(weeks: u32, done: Minutes, planned: Minutes)
        = "In the last {weeks} weeks: {done} done, {planned} planned. A week with fewer hours in it may fit \
           your life better, and the plan would count on what it gets.";
}
