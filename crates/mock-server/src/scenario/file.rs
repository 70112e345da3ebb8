//! Scenarios and overrides in files.

use std::path::Path;

use garde::Validate;
use serde::de::DeserializeOwned;

use crate::error::ServerError;

/// Reads what a file of JSON holds, and checks what its type asks for.
pub(crate) fn read_file<T: DeserializeOwned + Validate<Context = ()>>(path: &Path) -> Result<T, ServerError> {
    let refuse = |reason: String| ServerError::File { path: path.to_owned(), reason };
    let text = std::fs::read_to_string(path)
        .map_err(|source| ServerError::UnreadableFile { path: path.to_owned(), source })?;
    // A list of the values of an object's fields would be read as the object.
    if text.trim_start().starts_with('[') {
        return Err(refuse("it holds a list where an object should be".to_owned()));
    }
    let mut deserializer = serde_json::Deserializer::from_str(&text);
    let read: T = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let place = error.path().to_string();
        let error = error.into_inner();
        // Of text that is no JSON, line and column say it all.
        if error.is_data() && place != "." { refuse(format!("{place}: {error}")) } else { refuse(error.to_string()) }
    })?;
    deserializer.end().map_err(|error| refuse(error.to_string()))?;
    read.validate().map_err(|report| {
        let broken: Vec<_> = report.iter().map(|(place, error)| format!("{place}: {error}")).collect();
        refuse(broken.join("; "))
    })?;
    Ok(read)
}
