//! What falls short of the mock exams that a plan aims at, and the one change that would bring it.

use chrono::{NaiveDate, Weekday};

use crate::base::units::Minutes;
use crate::wording::Said;
use crate::wording::table::messages;
use crate::wording::value::Clock;

messages! {
    /// Keys of what is said about mock exams that are wished for.
    MockExamsKey as "mock_exams"

    NotLaidOutYet: not_laid_out_yet(from: NaiveDate)
        = "Days are laid out for a year at a time. The mock exams have their place from {from} on, and \
           come into the plan by then.";
    NoneFits: none_fits(exam_on: NaiveDate, minutes: u32, from: NaiveDate, to: NaiveDate)
        = "No mock exam fits before the exam on {exam_on}: one takes {minutes} undisturbed minutes in \
           one piece. One such slot between {from} and {to} brings the first.";
    WeeklyLimit: weekly_limit(limit: Minutes, minutes: u32)
        = "No mock exam fits into your limit of {limit} a week: one takes {minutes} undisturbed minutes in \
           one piece. A higher limit and a slot of that length make room for one.";
    NoneFitsAnyMore: none_fits_any_more(exam_on: NaiveDate, minutes: u32)
        = "No mock exam fits before the exam on {exam_on} any more: one takes {minutes} undisturbed \
           minutes, and the last two days are for rest. A later date would leave room for one.";
    SecondNeeds: second_needs(minutes: u32, from: NaiveDate, to: NaiveDate)
        = "One mock exam has its place. A second needs one more slot of {minutes} undisturbed \
           minutes between {from} and {to}, a day apart from it.";
    ThirdNeeds: third_needs(minutes: u32, from: NaiveDate, to: NaiveDate)
        = "Two mock exams have their place. A third needs one more slot of {minutes} undisturbed \
           minutes between {from} and {to}, a day apart from them.";
    Undisturbed: undisturbed(slots: Vec<Said>, minutes: u32)
        = "Some of your desk slots are long enough for a mock exam: {slots:,}. Is one of them \
           undisturbed? Then enter it as a long slot, and it holds one of {minutes} minutes, time to \
           settle in included.";
    SlotAt: slot_at(day: Weekday, at: Clock) = "{day} {at}";
    BeforeTheWindow: before_the_window(day: NaiveDate, from: NaiveDate, minutes: u32)
        = "The mock exam on {day} comes early: the days from {from} on have fewer than two \
           undisturbed slots of {minutes} minutes.";
    ReviewShort: review_short(day: NaiveDate, missing: Minutes)
        = "Going through the mock exam of {day} takes about as long as sitting it, and is worth most \
           within the next two study days. {missing} more on one of them would make room for all of \
           it.";
}
