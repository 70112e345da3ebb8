//! A request with `fetch`.

use super::Request;
use super::typescript::{key, literal, object};

/// The request as a JavaScript module for a browser or Node.js.
pub fn fetch(request: &Request) -> String {
    let mut options = Vec::new();
    if request.method != "GET" {
        options.push(format!("method: {}", literal(&request.method)));
    }
    if !request.headers.is_empty() {
        let headers = request.headers.iter().map(|(name, value)| format!("{}: {}", key(name), literal(value)));
        options.push(format!("headers: {{ {} }}", headers.collect::<Vec<_>>().join(", ")));
    }
    if let Some(body) = &request.body {
        let read = serde_json::from_str(body).ok();
        let body = read.map_or_else(|| literal(body), |body| format!("JSON.stringify({})", object(&body)));
        options.push(format!("body: {body}"));
    }
    let options = if options.is_empty() { String::new() } else { format!(", {{\n  {},\n}}", options.join(",\n  ")) };
    format!(
        "const response = await fetch({}{options});\nconsole.log(response.status, await response.json());\n",
        literal(&request.url)
    )
}
