//! Which readings there are.

use crate::catalogue;

/// Says which of the readings does not exist, and which ones do.
pub(crate) fn unknown_reading(readings: &[String]) -> Option<String> {
    let known: Vec<_> = catalogue::providers()
        .iter()
        .flat_map(|provider| provider.manners.readings)
        .map(|reading| reading.name)
        .collect();
    let unknown = readings.iter().find(|name| !known.contains(&name.as_str()))?;
    Some(format!("there is no reading {unknown:?}; there are {}", known.join(", ")))
}
