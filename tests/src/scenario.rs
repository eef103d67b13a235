//! A scenario file: what a candidate's devices record and when they have a network.

use chrono::NaiveDate;
use rebound_core::base::ids::{ExamCode, FactId, RelationId};
use rebound_core::base::time::{MOMENTS, Now, Stamp, Zone};
use rebound_core::facts::{Fact, FactBody};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

/// The file is not a scenario.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// Not JSON of the right shape.
    #[error("line {line}, column {column}, in `{field}`: {said}")]
    Shape {
        /// The line, from 1.
        line: usize,
        /// The column, from 1.
        column: usize,
        /// The path of the field.
        field: String,
        /// What is wrong and what is allowed.
        said: String,
    },
    /// An event of a device that the scenario does not list.
    #[error("`events[{event}].device`: {device:?} is not listed; allowed are {allowed}")]
    Device {
        /// The event, from 0.
        event: usize,
        /// The name.
        device: String,
        /// The listed names.
        allowed: String,
    },
    /// An event before the one above it.
    #[error("`events[{event}].at`: lies before the event above it; allowed is the order of time")]
    Order {
        /// The event, from 0.
        event: usize,
    },
}

/// A scenario.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Always `rebound-scenario`.
    pub format: Format,
    /// The version of the format, 1.
    pub version: u32,
    /// What it is about, in one sentence.
    pub about: String,
    /// The exam to be retaken.
    pub exam: ExamCode,
    /// The moment from which everything is looked at in the end.
    pub now: Stamp,
    /// The candidate's zone.
    pub zone: Zone,
    /// The candidate's devices, by name.
    pub devices: Vec<String>,
    /// The study partner.
    pub partner: RelationId,
    /// What happens, in order.
    pub events: Vec<Event>,
}

/// The name of the format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub enum Format {
    /// The only one.
    #[serde(rename = "rebound-scenario")]
    Scenario,
}

/// One event: something is recorded, the network comes or goes, or the candidate asks.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// When.
    pub at: Stamp,
    /// On which device.
    pub device: String,
    /// The id of the recorded fact, for others to refer to; without one the device makes it.
    #[serde(default)]
    pub id: Option<FactId>,
    /// What is recorded.
    #[serde(default, deserialize_with = "checked")]
    pub record: Option<FactBody>,
    /// What the network does.
    #[serde(default)]
    pub goes: Option<Network>,
    /// What the candidate asks, in this order.
    #[serde(default)]
    pub asks: Vec<Question>,
}

/// Refuses values that no device records, here, where the reader knows the line.
fn checked<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<FactBody>, D::Error> {
    let Some(body) = Option::<FactBody>::deserialize(deserializer)? else { return Ok(None) };
    let at = Stamp { utc_ms: *MOMENTS.start(), zone: Zone::UTC };
    let id = FactId::generate(0, 0);
    let fact = Fact { id, at, device: None, supersedes: None, body };
    fact.check().map_err(|invalid| {
        D::Error::custom(invalid.to_string().replacen("`body.", "`record.", 1))
    })?;
    Ok(Some(fact.body))
}

/// What the candidate asks, each at the moment when it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Question {
    /// When may I sit again, and when should I?
    WhenAgain,
    /// Why did it go as it did?
    Why,
    /// What do I do tomorrow on the train?
    Tomorrow,
    /// Will it lose my data, shame me, tell my boss?
    WhoSees,
    /// Is it working?
    IsItWorking,
}

impl Question {
    /// All questions, in the order in which a candidate asks them.
    pub const ALL: [Self; 5] =
        [Self::WhenAgain, Self::Why, Self::Tomorrow, Self::WhoSees, Self::IsItWorking];
}

/// What the network does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Network {
    /// It is there.
    Online,
    /// It is gone.
    Offline,
}

impl Scenario {
    /// Reads a scenario.
    ///
    /// # Errors
    ///
    /// [`ScenarioError`] names line and field, and what is allowed.
    pub fn parse(text: &str) -> Result<Self, ScenarioError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let scenario: Self = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let field = error.path().to_string();
            let inner = error.into_inner();
            let said = inner.to_string();
            let said =
                said.rsplit_once(" at line ").map_or(said.as_str(), |(said, _)| said).to_owned();
            ScenarioError::Shape { line: inner.line(), column: inner.column(), field, said }
        })?;
        scenario.check()?;
        Ok(scenario)
    }

    fn check(&self) -> Result<(), ScenarioError> {
        for (index, event) in self.events.iter().enumerate() {
            if !self.devices.contains(&event.device) {
                let allowed = self.devices.join(", ");
                return Err(ScenarioError::Device {
                    event: index,
                    device: event.device.clone(),
                    allowed,
                });
            }
            if index > 0 && event.at.utc_ms < self.events[index - 1].at.utc_ms {
                return Err(ScenarioError::Order { event: index });
            }
        }
        Ok(())
    }
}

impl Event {
    /// The device's clock at the event.
    pub fn now(&self) -> Now {
        Now::at(self.at)
    }

    /// What is recorded, as a fact with the id that the file gives it.
    pub fn fact(&self) -> Option<Fact> {
        let body = self.record.clone()?;
        let id = self.id.clone().unwrap_or_else(|| FactId::generate(0, 0));
        Some(Fact { id, at: self.at, device: None, supersedes: None, body })
    }

    /// The local date of the event.
    pub fn day(&self) -> NaiveDate {
        self.at.local_date()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = include_str!("../fixtures/security-plus.json");

    #[test]
    fn the_shipped_scenario_is_sound() {
        assert!(Scenario::parse(GOOD).unwrap().events.len() > 100);
    }

    #[test]
    fn the_scenario_in_the_document_is_sound() {
        let document = include_str!("../../docs/design/scenario.md");
        let (_, json) = document.split_once("```json").expect("an example");
        let (json, _) = json.split_once("```").expect("its end");
        assert_eq!(Scenario::parse(json).unwrap().events.len(), 6);
    }

    #[test]
    fn a_bad_value_is_named_with_its_line_its_field_and_what_is_allowed() {
        let bad = GOOD.replacen("\"outcome\": \"fail\"", "\"outcome\": \"failed\"", 1);
        let error = Scenario::parse(&bad).unwrap_err().to_string();
        assert!(error.starts_with("line 12, column "), "{error}");
        assert!(error.contains("`events[1].record.attempt.outcome`"), "{error}");
        assert!(
            error.contains("unknown variant `failed`, expected one of `pass`, `fail`"),
            "{error}"
        );
    }

    #[test]
    fn a_value_that_no_device_records_is_named_with_its_line_too() {
        let bad = GOOD.replacen("\"distress\": 6", "\"distress\": 12", 1);
        let error = Scenario::parse(&bad).unwrap_err().to_string();
        assert!(error.starts_with("line 12, column "), "{error}");
        assert!(
            error.contains("in `events[1].record`: `record.attempt.conditions.distress` is 12"),
            "{error}"
        );
        assert!(error.ends_with("allowed is 0 to 10"), "{error}");
    }

    #[test]
    fn an_event_of_an_unlisted_device_is_refused() {
        let bad = GOOD.replacen("\"device\": \"laptop\"", "\"device\": \"watch\"", 1);
        let error = Scenario::parse(&bad).unwrap_err().to_string();
        assert!(error.ends_with("\"watch\" is not listed; allowed are phone, laptop"), "{error}");
    }
}
