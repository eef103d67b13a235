//! The door for any fact: the open JSON format.

use rebound_core::facts::Fact;
use serde_json::Deserializer;

use crate::error::ReboundError;

/// Reads `text`, and names the field that is wrong.
pub(crate) fn read<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, ReboundError> {
    let mut json = Deserializer::from_str(text);
    let value = serde_path_to_error::deserialize(&mut json)
        .map_err(|error| ReboundError::invalid(error.path().to_string(), error.inner()))?;
    json.end().map_err(|error| ReboundError::invalid("json", error))?;
    Ok(value)
}

/// Writes facts as one list.
pub(crate) fn write<'a>(facts: impl Iterator<Item = &'a Fact>) -> Result<String, ReboundError> {
    let facts: Vec<&Fact> = facts.collect();
    serde_json::to_string(&facts).map_err(|error| ReboundError::Bug { reason: error.to_string() })
}
