//! The sixteen statements about how an attempt went: two for each cause, one of them turned round.
//!
//! They are about the preparation and the sitting, never about the person, and any of them may be
//! left out. What they add is limited, so that an opinion alone never confirms a cause.

use crate::coach::causes::Cause;
use crate::wording::{Said, statements as words};

/// One statement, to be answered from 0 (not at all) to 4 (completely).
#[derive(Clone, Copy, Debug)]
pub struct Statement {
    /// Its number, 1 to 16. Stored replies refer to it, so it never changes its meaning.
    pub number: u8,
    /// The cause it asks about.
    pub cause: Cause,
    /// Which way agreement points.
    pub wording: Wording,
    said: fn() -> Said,
}

impl Statement {
    /// What the candidate reads.
    pub fn said(&self) -> Said {
        (self.said)()
    }
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
    direct(1, Cause::TooLittleTime, words::more_time),
    direct(2, Cause::HeavyDomainsUncovered, words::big_topics),
    reversed(3, Cause::SingleResource, words::several_kinds),
    direct(4, Cause::NoHandsOn, words::read_not_done),
    reversed(5, Cause::ExamTime, words::time_to_read),
    direct(6, Cause::Anxiety, words::nerves_kept),
    direct(7, Cause::Misreading, words::other_than_asked),
    reversed(8, Cause::SecondGuessing, words::clear_reason),
    reversed(9, Cause::TooLittleTime, words::enough_hours),
    reversed(10, Cause::HeavyDomainsUncovered, words::most_where_it_counts),
    direct(11, Cause::SingleResource, words::from_one_source),
    reversed(12, Cause::NoHandsOn, words::practised_on_systems),
    direct(13, Cause::ExamTime, words::had_to_hurry),
    reversed(14, Cause::Anxiety, words::calm),
    reversed(15, Cause::Misreading, words::knew_what_was_asked),
    direct(16, Cause::SecondGuessing, words::gave_up_right),
];

const fn direct(number: u8, cause: Cause, said: fn() -> Said) -> Statement {
    Statement { number, cause, wording: Wording::Direct, said }
}

const fn reversed(number: u8, cause: Cause, said: fn() -> Said) -> Statement {
    Statement { number, cause, wording: Wording::Reversed, said }
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
