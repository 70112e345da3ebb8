//! Reads responses, the status first. Generated code calls these functions.

use progenitor_client::ResponseValue;
use reqwest::Response;
use serde::de::DeserializeOwned;

use crate::CallError;

/// Reads the body of a success. A body that does not match the contract is an error that keeps the status.
pub(crate) async fn success<T: DeserializeOwned, F>(response: Response) -> Result<ResponseValue<T>, CallError<F>> {
    let (status, headers) = (response.status(), response.headers().clone());
    let bytes = response.bytes().await?;
    match read(&bytes) {
        Ok(body) => Ok(ResponseValue::new(body, status, headers)),
        Err(reason) => Err(CallError::Unreadable { status, headers: Box::new(headers), text: lossy(&bytes), reason }),
    }
}

/// Reads any other response. A client or server error whose body can be read is [`CallError::Refused`], even if its
/// status is not declared: providers use the same body for 405, for example.
pub(crate) async fn failure<F: DeserializeOwned>(response: Response) -> CallError<F> {
    let (status, headers) = (response.status(), Box::new(response.headers().clone()));
    let bytes = match response.bytes().await {
        Ok(bytes) => bytes,
        Err(error) => return error.into(),
    };
    let is_failure = status.is_client_error() || status.is_server_error();
    let body = if is_failure { read(&bytes) } else { Err("the status is not declared".to_owned()) };
    match body {
        Ok(body) => CallError::Refused { status, headers, body: Box::new(body) },
        Err(reason) => CallError::Unreadable { status, headers, text: lossy(&bytes), reason },
    }
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, String> {
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let body = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| error.to_string())?;
    deserializer.end().map_err(|error| error.to_string())?;
    Ok(body)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
