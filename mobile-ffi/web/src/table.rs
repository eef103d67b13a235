//! One line for each call: its name, its arguments and its answer are written once.

use rebound_core::base::time::Now;
use rebound_core::crossing::error::ReboundError;
use rebound_core::reading;
use rebound_core::wording::language::Language;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

/// What the worker adds to every call.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Occasion {
    /// The clocks.
    pub(crate) now: Now,
    /// 32 bytes that were drawn at random for this call.
    pub(crate) seed: [u8; 32],
    /// The language that is answered in.
    pub(crate) language: &'static Language,
}

/// Makes of a table of calls the function that does them by name, and what TypeScript is told of them.
macro_rules! calls {
    (
        $(#[doc = $about:literal])*
        interface $Interface:ident for ($host:ident, $at:ident);
        $($(#[doc = $doc:literal])+ $name:ident($($argument:ident: $Type:ty),*) -> $Answer:ty $body:block)*
    ) => {
        /// Does the call of a name; `None` if there is none of that name.
        #[allow(unused_variables, reason = "not every call needs the host and the clock")]
        pub(crate) fn call(
            $host: &mut $crate::host::Host,
            name: &str,
            arguments: &str,
            $at: $crate::table::Occasion,
        ) -> Option<Result<String, rebound_core::crossing::error::ReboundError>> {
            Some(match name {
                $(stringify!($name) => {
                    #[allow(unused_mut, reason = "not every call has an argument")]
                    let mut do_it = || {
                        let mut arguments = $crate::table::arguments(arguments)?;
                        $(let $argument = $crate::table::read::<$Type>(stringify!($argument), &mut arguments)?;)*
                        $crate::table::written::<$Answer>(&$body)
                    };
                    do_it()
                })*
                _ => return None,
            })
        }

        /// What TypeScript is told of these calls.
        #[cfg(feature = "declarations")]
        pub(crate) fn interface(found: &mut rebound_core::crossing::typescript::Declarations) -> String {
            let mut text = String::new();
            $(text.push_str(&format!("/**{} */\n", $about));)*
            text.push_str(concat!("export interface ", stringify!($Interface), " {\n"));
            $(
                $(text.push_str(&format!("  /**{} */\n", $doc));)+
                let arguments: Vec<String> = vec![
                    $(format!("{}: {}", stringify!($argument), found.name_of::<$Type>())),*
                ];
                text.push_str(&$crate::declarations::method(
                    stringify!($name), &arguments, &found.name_of::<$Answer>(),
                ));
            )*
            text.push_str("}\n");
            text
        }

        /// The names of these calls.
        #[cfg(feature = "declarations")]
        pub(crate) const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}

pub(crate) use calls;

/// The arguments of a call, one after the other: a list in JSON.
pub(crate) fn arguments(text: &str) -> Result<impl Iterator<Item = &RawValue>, ReboundError> {
    let each: Result<Vec<&RawValue>, _> = serde_json::from_str(text);
    Ok(each.map_err(|error| ReboundError::invalid("arguments", error))?.into_iter())
}

/// Reads the next argument; one that is not there is none.
pub(crate) fn read<'a, T: DeserializeOwned>(
    name: &str,
    arguments: &mut impl Iterator<Item = &'a RawValue>,
) -> Result<T, ReboundError> {
    reading::read(arguments.next().map_or("null", RawValue::get)).map_err(|slip| {
        let slip = slip.inside(name);
        ReboundError::invalid(slip.path.trim_end_matches('.'), slip.said())
    })
}

/// An answer as JSON.
pub(crate) fn written<T: Serialize>(answer: &T) -> Result<String, ReboundError> {
    serde_json::to_string(answer).map_err(|error| ReboundError::Bug { reason: error.to_string() })
}
