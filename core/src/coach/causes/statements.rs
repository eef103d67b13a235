//! The sixteen statements about how an attempt went: two for each cause, one of them turned round.
//!
//! They are about the preparation and the sitting, never about the person, and any of them may be
//! left out. What they add is limited, so that an opinion alone never confirms a cause.

use crate::coach::causes::Cause;

/// One statement, to be answered from 0 (not at all) to 4 (completely).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Statement {
    /// Its number, 1 to 16. Stored replies refer to it, so it never changes its meaning.
    pub number: u8,
    /// The cause it asks about.
    pub cause: Cause,
    /// Which way agreement points.
    pub wording: Wording,
    /// What the candidate reads.
    pub text: &'static str,
}

/// Which way agreement points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wording {
    /// Agreement speaks for the cause.
    Direct,
    /// Agreement speaks against it.
    Reversed,
}

/// All statements, by number. Those about one cause stand apart.
pub const STATEMENTS: [Statement; 16] = [
    direct(1, Cause::TooLittleTime, "I would have liked more time to prepare than I had."),
    direct(2, Cause::HeavyDomainsUncovered, "Some big topics of the exam I had hardly touched."),
    reversed(
        3,
        Cause::SingleResource,
        "I learned from several kinds of material: texts, videos, questions, other people.",
    ),
    direct(4, Cause::NoHandsOn, "I had read about most things, and done few of them myself."),
    reversed(5, Cause::ExamTime, "There was time to read every question calmly to its end."),
    direct(6, Cause::Anxiety, "Nerves kept me from showing what I know."),
    direct(
        7,
        Cause::Misreading,
        "I noticed that I had answered something other than what was asked.",
    ),
    reversed(8, Cause::SecondGuessing, "When I changed an answer, I had a clear reason for it."),
    reversed(
        9,
        Cause::TooLittleTime,
        "My preparation took about as many hours as such an exam asks for.",
    ),
    reversed(
        10,
        Cause::HeavyDomainsUncovered,
        "I gave the most time to the domains that count the most.",
    ),
    direct(
        11,
        Cause::SingleResource,
        "Nearly all I had learned came from one course, one book or one question bank.",
    ),
    reversed(
        12,
        Cause::NoHandsOn,
        "I had practised on real or simulated systems until it felt familiar.",
    ),
    direct(13, Cause::ExamTime, "Towards the end I had to hurry, or to leave questions open."),
    reversed(14, Cause::Anxiety, "I was about as calm in the exam as I am at home."),
    reversed(
        15,
        Cause::Misreading,
        "I knew what each question wanted before I looked at the answers.",
    ),
    direct(16, Cause::SecondGuessing, "I gave up right answers because I had begun to doubt them."),
];

const fn direct(number: u8, cause: Cause, text: &'static str) -> Statement {
    Statement { number, cause, wording: Wording::Direct, text }
}

const fn reversed(number: u8, cause: Cause, text: &'static str) -> Statement {
    Statement { number, cause, wording: Wording::Reversed, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_cause_has_one_statement_of_either_wording() {
        for wording in [Wording::Direct, Wording::Reversed] {
            let mut causes: Vec<Cause> =
                STATEMENTS.iter().filter(|s| s.wording == wording).map(|s| s.cause).collect();
            causes.sort();
            assert_eq!(causes, Cause::ALL);
        }
        assert!(STATEMENTS.iter().zip(1..).all(|(statement, number)| statement.number == number));
    }
}
