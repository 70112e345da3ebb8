//! Reads scenarios and overrides from files.

use std::path::Path;

use garde::Validate;
use serde::de::DeserializeOwned;

use crate::error::ServerError;

/// Reads and validates a JSON file.
pub(crate) fn read_file<T: DeserializeOwned + Validate<Context = ()>>(path: &Path) -> Result<T, ServerError> {
    let invalid = |reason: String| ServerError::File { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ServerError::UnreadableFile { path: path.to_owned(), source })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    // Serde would accept a list of field values in place of an object.
    if text.trim_start().starts_with('[') {
        return Err(invalid("expected an object, found a list".to_owned()));
    }
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let read: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        let error = error.into_inner();
        // For a syntax error, line and column are enough.
        if error.is_data() && place != "." { invalid(format!("{place}: {error}")) } else { invalid(error.to_string()) }
    })?;
    deserializer.end().map_err(|error| invalid(error.to_string()))?;
    read.validate().map_err(|report| {
        let broken: Vec<_> = report.iter().map(|(place, error)| format!("{place}: {error}")).collect();
        invalid(broken.join("; "))
    })?;
    Ok(read)
}
