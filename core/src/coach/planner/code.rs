//! The identity of a block, and the text by which an anchor remembers it.

use std::fmt;

use crate::coach::planner::kind::BlockKind;

/// Stands for "no domain" and "no resource".
const NONE: &str = "-";
/// A domain or a resource that is itself called `-`; no identifier holds a backslash.
const DASH: &str = r"\-";

/// What a block is about: two blocks with the same code are the same work.
///
/// As text `kind:domain:resource`, with `-` for none: `set:4:bank-a`, `technique:-:-`. A domain or
/// a resource whose own key is `-` is written `\-`. Keys are texts here and not identifiers: an
/// anchor may come from another version, and what it names may be gone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct BlockCode<'a> {
    /// The kind of block.
    pub(crate) kind: BlockKind,
    /// The key of its domain; `None` for a block about the whole exam.
    pub(crate) domain: Option<&'a str>,
    /// The key of its resource; `None` where the candidate chooses.
    pub(crate) resource: Option<&'a str>,
}

impl<'a> BlockCode<'a> {
    /// Reads a code; `None` if the kind is unknown or a part is missing. Further parts are ignored.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let mut parts = text.split(':');
        let (kind, domain, resource) = (parts.next()?, parts.next()?, parts.next()?);
        let kind = BlockKind::ALL.into_iter().find(|known| known.key() == kind)?;
        Some(Self { kind, domain: read(domain), resource: read(resource) })
    }
}

impl fmt::Display for BlockCode<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.kind.key(), write(self.domain), write(self.resource))
    }
}

fn read(part: &str) -> Option<&str> {
    match part {
        NONE => None,
        DASH => Some(NONE),
        key => Some(key),
    }
}

fn write(part: Option<&str>) -> &str {
    match part {
        None => NONE,
        Some(NONE) => DASH,
        Some(key) => key,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_it_was_written() {
        let keys = [None, Some("-"), Some("--"), Some("4"), Some("bank-a"), Some("_")];
        for kind in BlockKind::ALL {
            for domain in keys {
                for resource in keys {
                    let code = BlockCode { kind, domain, resource };
                    assert_eq!(BlockCode::parse(&code.to_string()), Some(code));
                }
            }
        }
    }

    #[test]
    fn codes_of_old_anchors_are_written_to_the_byte() {
        for text in ["set:4:bank-a", "technique:-:-", "study:--:book", "review:D2:-"] {
            assert_eq!(BlockCode::parse(text).map(|code| code.to_string()).as_deref(), Some(text));
        }
    }

    #[test]
    fn a_code_of_an_unknown_kind_or_without_all_parts_is_none() {
        assert_eq!(BlockCode::parse("dance:4:book"), None);
        assert_eq!(BlockCode::parse("study:4"), None);
        assert_eq!(BlockCode::parse(""), None);
        assert_eq!(
            BlockCode::parse("study:4:book:more").map(|code| code.resource),
            Some(Some("book"))
        );
    }
}
