//! The sixteen statements about how an attempt went: about the preparation and the sitting, never
//! about the person.

use crate::wording::table::messages;

messages! {
    /// Keys of the statements, in their order. Stored replies refer to their numbers, so that a
    /// statement never changes its meaning.
    StatementsKey as "statements"

    MoreTime: more_time() = "I would have liked more time to prepare than I had.";
    BigTopics: big_topics() = "Some big topics of the exam I had hardly touched.";
    SeveralKinds: several_kinds()
        = "I learned from several kinds of material: texts, videos, questions, other people.";
    ReadNotDone: read_not_done()
        = "I had read about most things, and done few of them myself.";
    TimeToRead: time_to_read()
        = "There was time to read every question calmly to its end.";
    NervesKept: nerves_kept() = "Nerves kept me from showing what I know.";
    OtherThanAsked: other_than_asked()
        = "I noticed that I had answered something other than what was asked.";
    ClearReason: clear_reason()
        = "When I changed an answer, I had a clear reason for it.";
    EnoughHours: enough_hours()
        = "My preparation took about as many hours as such an exam asks for.";
    MostWhereItCounts: most_where_it_counts()
        = "I gave the most time to the domains that count the most.";
    FromOneSource: from_one_source()
        = "Nearly all I had learned came from one course, one book or one question bank.";
    PractisedOnSystems: practised_on_systems()
        = "I had practised on real or simulated systems until it felt familiar.";
    HadToHurry: had_to_hurry()
        = "Towards the end I had to hurry, or to leave questions open.";
    Calm: calm() = "I was about as calm in the exam as I am at home.";
    KnewWhatWasAsked: knew_what_was_asked()
        = "I knew what each question wanted before I looked at the answers.";
    GaveUpRight: gave_up_right()
        = "I gave up right answers because I had begun to doubt them.";
}
