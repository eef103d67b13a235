//! Numbers and bytes in a row, as a store keeps them: LEB128, bounded by what is there.

pub(super) use rebound_core::base::varint::push;

use rebound_core::base::varint;

/// A cursor over numbers and bytes. `None` means that they end too early or make no sense.
#[derive(Clone, Copy, Debug)]
pub(super) struct Varints<'a> {
    rest: &'a [u8],
}

impl<'a> Varints<'a> {
    pub(super) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    pub(super) const fn rest(&self) -> &'a [u8] {
        self.rest
    }

    pub(super) fn next(&mut self) -> Option<u64> {
        let (value, rest) = varint::read(self.rest)?;
        self.rest = rest;
        Some(value)
    }

    /// A number that counts or points at something in memory.
    pub(super) fn small(&mut self) -> Option<u32> {
        self.next().and_then(|value| u32::try_from(value).ok())
    }

    pub(super) fn take(&mut self, len: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.rest.split_at_checked(len)?;
        self.rest = rest;
        Some(taken)
    }

    pub(super) fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        self.take(N)?.try_into().ok()
    }
}

/// The positions that a change depends on, as distances back from its own.
pub(super) fn push_deps(bytes: &mut Vec<u8>, position: u32, deps: &[u32]) {
    for dep in deps {
        push(bytes, u64::from(position.saturating_sub(*dep)));
    }
}

/// Reads `count` positions, or all that there are. A change depends only on ones before it.
pub(super) fn deps(varints: &mut Varints<'_>, position: u32, count: u32) -> Option<Vec<u32>> {
    let dep = |distance: u32| position.checked_sub(distance).filter(|dep| *dep < position);
    (0..count).map(|_| varints.small().and_then(dep)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_and_end_where_the_bytes_end() {
        let mut bytes = Vec::new();
        for value in [0, 127, 128, u64::from(u32::MAX), u64::MAX] {
            push(&mut bytes, value);
        }
        let mut varints = Varints::new(&bytes);
        assert_eq!([(); 4].map(|()| varints.next()), [0, 127, 128, 4_294_967_295].map(Some));
        assert_eq!(varints.small(), None, "larger than anything in memory");
        assert_eq!(varints.next(), None);
        assert_eq!(Varints::new(&[0xff; 20]).next(), None);
    }

    #[test]
    fn nothing_depends_on_itself_or_on_what_comes_after() {
        assert_eq!(deps(&mut Varints::new(&[1, 7]), 7, 2), Some(vec![6, 0]));
        assert_eq!(deps(&mut Varints::new(&[0]), 7, 1), None);
        assert_eq!(deps(&mut Varints::new(&[8]), 7, 1), None);
    }
}
