//! Domains: how strong they are, what the pass mark stands for, and what explains a weak one.

use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Share;

messages! {
    /// Keys of what is said about domains.
    DomainsKey as "domains"

    // Estimates.
    WeakToday: weak_today(domain: &str, range: Said) = "“{domain}” is weak today: {range}.";
    NotYetTold: not_yet_told(domain: &str, range: Said)
        = "“{domain}” cannot be told yet: {range}. Twelve questions would tell more.";
    Strong: strong(domain: &str, range: Said) = "“{domain}” is strong: {range}.";
    Unknown: unknown(domain: &str)
        = "Nothing is known about “{domain}” yet. Twelve questions would tell more.";
    Range: range(mean: Share, low: Share, high: Share)
        = "about {mean} right, most likely between {low:bare} and {high:bare}";

    // The pass mark.
    LineStated: line_stated(share: Share) = "Enough is {share} of the points: so it is stated.";
    LinePrinted: line_printed(share: Share)
        = "Enough is {share} of the points: so your report prints it.";
    LinePublished: line_published(share: Share)
        = "Enough is {share} of the points: so the vendor publishes it.";
    LineAssumed: line_assumed(share: Share, off: f64)
        = "No source says how many right answers are enough: about {share} is assumed, give or \
           take {off:.0} points.";
    LineUnknown: line_unknown(share: Share, off: f64)
        = "Nobody can say how many right answers are enough on this scale: about {share} is \
           reckoned with, and it may lie {off:.0} points higher or lower.";

    // What explains a weak domain.
    Explain: explain(domain: &str, mean: Share, low: Share, high: Share)
        = "“{domain}” looks weak: about {mean} right ({low:bare} to {high:bare}). What explains it \
           best: topics you did not know yet, applying them, how the sitting went, or bad luck?";
    LookAgain: look_again(domain: &str, seen: Said)
        = "Bad luck happens, and it rarely strikes twice. In “{domain}” {seen}. Is there one topic \
           you would like to see again? One is enough.";
    MissedAndBelow: missed_and_below(misses: u32, below: Share)
        = "{misses} {misses:separate question or objective was|separate questions or objectives were} \
           missed, and by practice alone the chance of being below the line is {below}";
    SameWay: same_way() = "the report points the same way as in other domains";
    Missed: missed(misses: u32)
        = "{misses} {misses:separate question or objective was|separate questions or objectives were} \
           missed";
    NameTopic: name_topic(domain: &str)
        = "Which topic of “{domain}” would you like to come back to? One is enough.";
    BadLuck: bad_luck(domain: &str)
        = "Bad luck it is, for “{domain}”. A few questions will show whether it was.";
    Kept: kept(domain: &str)
        = "What you said about “{domain}” is kept, and topics you named are in the plan.";
}
