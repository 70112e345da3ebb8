//! The parts of HAR 1.2 that a check needs. What else a file holds is left alone.

use serde::{Deserialize, Serialize};

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Har {
    pub(super) log: Log,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Log {
    #[serde(default)]
    pub(super) version: String,
    #[serde(default)]
    pub(super) creator: Creator,
    pub(super) entries: Vec<Entry>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Creator {
    #[serde(default)]
    pub(super) name: String,
    #[serde(default)]
    pub(super) version: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    #[serde(default)]
    pub(super) started_date_time: String,
    #[serde(default)]
    pub(super) time: f64,
    pub(super) request: Request,
    pub(super) response: Response,
    #[serde(default)]
    pub(super) cache: Empty,
    #[serde(default)]
    pub(super) timings: Timings,
}

/// An object that must be there and says nothing.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Empty {}

#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Timings {
    #[serde(default)]
    pub(super) send: f64,
    #[serde(default)]
    pub(super) wait: f64,
    #[serde(default)]
    pub(super) receive: f64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    #[serde(default)]
    pub(super) http_version: String,
    #[serde(default)]
    pub(super) cookies: Vec<Pair>,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
    #[serde(default)]
    pub(super) query_string: Vec<Pair>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) post_data: Option<PostData>,
    #[serde(default)]
    pub(super) headers_size: i64,
    #[serde(default)]
    pub(super) body_size: i64,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Response {
    pub(super) status: i64,
    #[serde(default)]
    pub(super) status_text: String,
    #[serde(default)]
    pub(super) http_version: String,
    #[serde(default)]
    pub(super) cookies: Vec<Pair>,
    #[serde(default)]
    pub(super) headers: Vec<Pair>,
    #[serde(default)]
    pub(super) content: Content,
    #[serde(default, rename = "redirectURL")]
    pub(super) redirect_url: String,
    #[serde(default)]
    pub(super) headers_size: i64,
    #[serde(default)]
    pub(super) body_size: i64,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Pair {
    pub(super) name: String,
    #[serde(default)]
    pub(super) value: String,
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PostData {
    #[serde(default)]
    pub(super) mime_type: String,
    #[serde(default)]
    pub(super) text: String,
    #[serde(default)]
    pub(super) params: Vec<Pair>,
    /// Not in HAR 1.2, where a request's body is text; written by several tools for bodies that are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Content {
    #[serde(default)]
    pub(super) size: i64,
    #[serde(default)]
    pub(super) mime_type: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) encoding: Option<String>,
}
