//! The form of a table of messages: a key, its function with the values, and the English words; and
//! that of a table of another language: a key and its words.

/// Makes one area of the wording out of its table: an enum of keys, and a function for each of them
/// that takes the values and is the only way to say it.
///
/// ```text
/// AttemptAhead: attempt_ahead(sat_on: NaiveDate) = "The attempt of {sat_on} lies in the future.";
/// key           function      values               words
/// ```
///
/// What may stand between braces is told in [`crate::wording::language`].
macro_rules! messages {
    ($(#[$doc:meta])* $Area:ident as $area:literal
     $($Key:ident: $name:ident($($value:ident: $kind:ty),*) = $words:literal;)*) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $Area { $(#[doc = $words] $Key,)* }

        impl $Area {
            /// All keys, in the order of the table.
            pub const ALL: &'static [Self] = &[$(Self::$Key),*];

            /// The key as apps know it: the area and the name of the function.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$Key => concat!($area, ".", stringify!($name)),)* }
            }

            /// The names of its values, in their order.
            pub const fn values(self) -> &'static [&'static str] {
                match self { $(Self::$Key => &[$(stringify!($value)),*],)* }
            }

            /// Its words in English.
            pub const fn english(self) -> &'static str {
                match self { $(Self::$Key => $words,)* }
            }
        }

        $(
            #[doc = $words]
            pub(crate) fn $name($($value: $kind),*) -> $crate::wording::Said {
                $crate::wording::Said::of(
                    $Area::$Key,
                    vec![$($crate::wording::value::Value::from($value)),*],
                )
            }
        )*
    };
}

/// Makes the words of one area in another language out of its table. It is total: the compiler names a
/// key that has no words.
///
/// ```text
/// AttemptAhead = "Der Versuch vom {sat_on} liegt in der Zukunft.";
/// ```
macro_rules! words {
    ($Area:ident $($Key:ident = $words:literal;)*) => {
        pub(super) const fn words(key: $Area) -> &'static str {
            match key { $($Area::$Key => $words,)* }
        }
    };
}

pub(super) use messages;
pub(super) use words;
