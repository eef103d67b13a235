//! Indices that say what they count: the place of a domain or of a resource, and lists by them.

use std::marker::PhantomData;

/// A place in a list of one kind of thing.
pub(crate) trait Index: Copy {
    /// The index of the thing at `place`, counted from 0.
    fn at(place: usize) -> Self;

    /// The place, counted from 0.
    fn place(self) -> usize;
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(usize);

        impl Index for $name {
            fn at(place: usize) -> Self {
                Self(place)
            }

            fn place(self) -> usize {
                self.0
            }
        }
    };
}

index! {
    /// A domain of the exam, by its place in the exam's order.
    DomainIndex
}

index! {
    /// A resource the candidate has, by the order of keys; after those come the nameless ones.
    ResourceIndex
}

index! {
    /// A topic to come back to, by the order of domains and names.
    TopicIndex
}

index! {
    /// A day that is laid out, counted from the first one.
    DayIndex
}

index! {
    /// A free slot of one day, by its start.
    SlotIndex
}

/// A list that one kind of index points into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Table<I, T> {
    rows: Vec<T>,
    index: PhantomData<I>,
}

impl<I: Index, T> Table<I, T> {
    /// The row of an index; `None` for an index of another table.
    pub(crate) fn get(&self, index: I) -> Option<&T> {
        self.rows.get(index.place())
    }

    /// The row of an index, to change it.
    pub(crate) fn get_mut(&mut self, index: I) -> Option<&mut T> {
        self.rows.get_mut(index.place())
    }

    /// The rows, in order.
    pub(crate) fn rows(&self) -> &[T] {
        &self.rows
    }

    /// The rows, in order, to change them.
    pub(crate) fn rows_mut(&mut self) -> &mut [T] {
        &mut self.rows
    }

    /// The rows themselves, in order.
    pub(crate) fn into_rows(self) -> Vec<T> {
        self.rows
    }

    /// Every index, in order.
    pub(crate) fn indices(&self) -> impl Iterator<Item = I> + use<I, T> {
        (0..self.rows.len()).map(I::at)
    }

    /// Every row with its index, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.rows.iter().enumerate().map(|(place, row)| (I::at(place), row))
    }

    /// The index of the first row that `wanted` accepts.
    pub(crate) fn find(&self, wanted: impl FnMut(&T) -> bool) -> Option<I> {
        self.rows.iter().position(wanted).map(I::at)
    }
}

impl<I: Index, T: Copy + Default> Table<I, T> {
    /// The value of an index; the default for an index of another table.
    pub(crate) fn value(&self, index: I) -> T {
        self.get(index).copied().unwrap_or_default()
    }
}

impl<I, T> Default for Table<I, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), index: PhantomData }
    }
}

impl<I, T> From<Vec<T>> for Table<I, T> {
    fn from(rows: Vec<T>) -> Self {
        Self { rows, index: PhantomData }
    }
}

impl<I, T> FromIterator<T> for Table<I, T> {
    fn from_iter<R: IntoIterator<Item = T>>(rows: R) -> Self {
        Self::from(rows.into_iter().collect::<Vec<T>>())
    }
}
