//! The parts of HAR 1.2 that a check needs. Other parts of a file are ignored, and so are parts that are only written,
//! so that the habits of a tool do not prevent reading its files.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;

#[derive(Debug, Serialize, Deserialize)]
pub struct Har {
    pub log: Log,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Log {
    #[serde(skip_deserializing)]
    pub version: String,
    #[serde(skip_deserializing)]
    pub creator: Creator,
    pub entries: Vec<Entry>,
}

#[derive(Debug, Default, Serialize)]
pub struct Creator {
    pub name: String,
    pub version: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Entry {
    #[serde(default, deserialize_with = "or_default")]
    pub started_date_time: String,
    #[serde(skip_deserializing)]
    pub time: f64,
    pub request: Request,
    pub response: Response,
    #[serde(skip_deserializing)]
    pub cache: Empty,
    #[serde(skip_deserializing)]
    pub timings: Timings,
    /// For the reader.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// An object that is required but empty.
#[derive(Debug, Default, Serialize)]
pub struct Empty {}

#[derive(Debug, Default, Serialize)]
pub struct Timings {
    pub send: f64,
    pub wait: f64,
    pub receive: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Request {
    pub method: String,
    pub url: String,
    #[serde(skip_deserializing)]
    pub http_version: String,
    #[serde(skip_deserializing)]
    pub cookies: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    pub headers: Vec<Pair>,
    #[serde(skip_deserializing)]
    pub query_string: Vec<Pair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post_data: Option<PostData>,
    #[serde(skip_deserializing)]
    pub headers_size: i64,
    /// In bytes; negative or `None` if the tool does not know.
    #[serde(default, deserialize_with = "known_size")]
    pub body_size: Option<i64>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    #[serde(deserialize_with = "or_default")]
    pub status: i64,
    #[serde(skip_deserializing)]
    pub status_text: String,
    #[serde(skip_deserializing)]
    pub http_version: String,
    #[serde(skip_deserializing)]
    pub cookies: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    pub headers: Vec<Pair>,
    #[serde(default, deserialize_with = "or_default")]
    pub content: Content,
    #[serde(skip_deserializing, rename = "redirectURL")]
    pub redirect_url: String,
    #[serde(skip_deserializing)]
    pub headers_size: i64,
    /// In bytes; negative or `None` if the tool does not know.
    #[serde(default, deserialize_with = "known_size")]
    pub body_size: Option<i64>,
    /// Not part of HAR 1.2: why the response is incomplete or missing. Chromium writes it, and null or nothing if all
    /// went well.
    #[serde(rename = "_error", default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub struct Pair {
    pub name: String,
    #[serde(default, deserialize_with = "text")]
    pub value: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct PostData {
    #[serde(default, deserialize_with = "or_default")]
    pub mime_type: String,
    #[serde(default, deserialize_with = "or_default")]
    pub text: String,
    #[serde(default, deserialize_with = "or_default", skip_serializing_if = "Vec::is_empty")]
    pub params: Vec<Pair>,
    /// Not part of HAR 1.2: the file with the body, if the tool saves bodies beside the recording.
    #[serde(rename = "_file", default, skip_serializing)]
    pub file: Option<Value>,
    /// Not part of HAR 1.2, where the body of a request is text. Several tools write this for binary bodies.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// For the reader.
    #[serde(skip_deserializing, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Content {
    #[serde(default, deserialize_with = "size")]
    pub size: i64,
    #[serde(skip_deserializing)]
    pub mime_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub encoding: Option<String>,
    /// Not part of HAR 1.2: the file with the body, if the tool saves bodies beside the recording.
    #[serde(rename = "_file", default, skip_serializing)]
    pub file: Option<Value>,
}

/// Reads null as the default value.
fn or_default<'de, D: Deserializer<'de>, T: Default + Deserialize<'de>>(reader: D) -> Result<T, D::Error> {
    Ok(Option::deserialize(reader)?.unwrap_or_default())
}

/// Reads a number or boolean as its text: some tools write the values of parameters like this.
fn text<'de, D: Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    Ok(match Value::deserialize(reader)? {
        Value::Null => String::new(),
        Value::String(text) => text,
        Value::Number(number) => number.to_string(),
        Value::Bool(value) => value.to_string(),
        other => return Err(D::Error::custom(format!("{other} is not a text"))),
    })
}

/// Reads an invalid size as unknown.
fn known_size<'de, D: Deserializer<'de>>(reader: D) -> Result<Option<i64>, D::Error> {
    Ok(Value::deserialize(reader)?.as_i64())
}

/// Reads an invalid size as no size.
fn size<'de, D: Deserializer<'de>>(reader: D) -> Result<i64, D::Error> {
    Ok(Value::deserialize(reader)?.as_i64().unwrap_or_default())
}
