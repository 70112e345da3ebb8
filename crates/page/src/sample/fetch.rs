//! A request as JavaScript.

use super::Request;
use super::typescript::{key, literal, object};

/// The request as a module of JavaScript, for a browser or Node.
pub fn fetch(request: &Request) -> String {
    let mut options = String::new();
    if request.method != "GET" {
        options.push_str(&format!("  method: {},\n", literal(&request.method)));
    }
    if !request.headers.is_empty() {
        let headers: Vec<_> =
            request.headers.iter().map(|(name, value)| format!("{}: {}", key(name), literal(value))).collect();
        options.push_str(&format!("  headers: {{ {} }},\n", headers.join(", ")));
    }
    if let Some(body) = &request.body {
        let body = serde_json::from_str(body)
            .map_or_else(|_| literal(body), |body| format!("JSON.stringify({})", object(&body)));
        options.push_str(&format!("  body: {body},\n"));
    }
    let options = if options.is_empty() { String::new() } else { format!(", {{\n{options}}}") };
    format!(
        "const response = await fetch({}{options});\nconsole.log(response.status, await response.json());\n",
        literal(&request.url)
    )
}
