//! The boundary: what the worker holds of the core.

use std::collections::BTreeMap;

use js_sys::{Array, Uint8Array};
use rebound_core::account::http::{HttpHeader, HttpReply};
use rebound_core::base::time::{Now, UtcMillis, Zone};
use rebound_core::crossing::error::ReboundError;
use rebound_core::replica::link::Input;
use rebound_core::store::rows::RowWrite;
use rebound_core::wording::language::Language;
use rebound_core::wording::written_in;
use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::host::Host;
use crate::table::{Occasion, written};
use crate::{account, calls, link};

/// What a call throws: the error as JSON. Anything else that is thrown is a panic, and ends this instance.
type Thrown = String;

/// The device, as the worker has it.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Engine(Host);

/// The clocks, 32 bytes that were drawn at random for one call, and the language that it is answered in.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Moment(Occasion);

#[wasm_bindgen]
impl Moment {
    /// The moment that the clocks show. A zone that this build does not know counts as UTC; a language (a tag of BCP 47)
    /// that it does not speak, as English.
    ///
    /// # Errors
    ///
    /// The seed is not of 32 bytes.
    #[wasm_bindgen(constructor)]
    pub fn new(
        utc_ms: f64,
        zone: &str,
        boot_ms: f64,
        seed: &[u8],
        language: &str,
    ) -> Result<Self, Thrown> {
        let seed = seed.try_into().map_err(|_| {
            let reason = format!("{} bytes: allowed are exactly 32", seed.len());
            thrown(&ReboundError::invalid("seed", reason))
        })?;
        let zone = Zone::new(zone).unwrap_or(Zone::UTC);
        let now =
            Now { utc_ms: UtcMillis(whole(utc_ms)), zone, boot_ms: whole(boot_ms).unsigned_abs() };
        Ok(Self(Occasion { now, seed, language: Language::of(language) }))
    }
}

#[wasm_bindgen]
impl Engine {
    /// The device that the disk has: its rows and its secrets, each as names and values in one order.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn open(
        rows: Array,
        values: Array,
        secrets: Array,
        secret_values: Array,
        moment: &Moment,
    ) -> Result<Self, Thrown> {
        let rows = by_name(&rows, &values);
        let secrets = by_name(&secrets, &secret_values);
        Host::of(rows, secrets, moment.0.seed).map(Self).map_err(|error| thrown(&error))
    }

    /// Does the call of a name with arguments in JSON; the answer is JSON.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn call(&mut self, name: &str, arguments: &str, moment: &Moment) -> Result<String, Thrown> {
        let (host, at) = (&mut self.0, moment.0);
        let done = written_in(at.language, || {
            calls::call(host, name, arguments, at).or_else(|| link::call(host, name, arguments, at))
        });
        done.unwrap_or_else(|| Err(no_call(name))).map_err(|error| thrown(&error))
    }

    /// Begins the account's call of a name.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn begin(
        &mut self,
        name: &str,
        arguments: &str,
        moment: &Moment,
    ) -> Result<String, Thrown> {
        let begun = account::call(&mut self.0, name, arguments, moment.0);
        begun.unwrap_or_else(|| Err(no_call(name))).map_err(|error| thrown(&error))
    }

    /// Goes on with a call when it was answered. `headers`: names and values in turn.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn answer(
        &mut self,
        call: u32,
        status: u16,
        headers: Vec<String>,
        body: Vec<u8>,
    ) -> Result<String, Thrown> {
        let mut words = headers.into_iter();
        let lines =
            std::iter::from_fn(|| Some(HttpHeader { name: words.next()?, value: words.next()? }));
        let reply = HttpReply { status, headers: lines.collect(), body };
        let next = self.0.answer::<()>(call, &reply).and_then(|begun| written(&begun));
        next.map_err(|error| thrown(&error))
    }

    /// Notes which document a frame is about. Put the writes on the disk before the frame is handed to `receive`.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn note(&mut self, frame: &[u8]) -> Result<bool, Thrown> {
        self.0.note(frame).map_err(|error| thrown(&error))
    }

    /// Takes in a binary frame.
    ///
    /// # Errors
    ///
    /// The error as JSON.
    pub fn receive(&mut self, frame: &[u8], moment: &Moment) -> Result<String, Thrown> {
        let turn = self.0.hear(Input::Frame(frame), moment.0.now.boot());
        turn.and_then(|turn| written(&turn)).map_err(|error| thrown(&error))
    }

    /// Binary frames to send, in order; when the disk has what they speak of.
    pub fn take_frames(&mut self) -> Array {
        self.0.take_frames().iter().map(|frame| Uint8Array::from(frame.as_slice())).collect()
    }

    /// What the disk has to hold before the last call has succeeded: rows, then secrets, each as pairs of a name and
    /// a value; without a value, the row is to be deleted.
    pub fn take_writes(&mut self) -> Array {
        let (rows, secrets) = self.0.take_writes();
        Array::of2(&pairs(rows), &pairs(secrets))
    }
}

fn pairs(writes: Vec<RowWrite>) -> Array {
    let pair = |RowWrite { key, value }| {
        let value =
            value.map_or(JsValue::UNDEFINED, |value| Uint8Array::from(value.as_slice()).into());
        Array::of2(&JsValue::from(key), &value)
    };
    writes.into_iter().map(pair).collect()
}

fn by_name(names: &Array, values: &Array) -> BTreeMap<String, Vec<u8>> {
    let pair = |(name, value): (JsValue, JsValue)| {
        Some((name.as_string()?, Uint8Array::new(&value).to_vec()))
    };
    names.iter().zip(values.iter()).filter_map(pair).collect()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "a clock's milliseconds, which a float holds exactly"
)]
const fn whole(number: f64) -> i64 {
    number as i64
}

fn no_call(name: &str) -> ReboundError {
    ReboundError::Bug { reason: format!("there is no call {name}") }
}

fn thrown(error: &ReboundError) -> Thrown {
    written(error).unwrap_or_default()
}
