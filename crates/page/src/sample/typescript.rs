//! A call with the typed clients of the npm package.

use serde_json::Value;

use super::Written;

/// The call as a module of TypeScript; nothing when the package has no client for the provider.
pub fn typescript(written: &Written<'_>) -> Option<String> {
    let (create, names): (&str, &[&str]) = match written.document.name.as_str() {
        "agentref" => ("createAgentRef", &["apiKey"]),
        "affitor" => ("createAffitor", &["session"]),
        "partnero" => ("createPartnero", &["apiKey"]),
        "fullwhere" => ("createFullwhere", &["apiKey", "apiSecret"]),
        "wecantrack" => ("createWecantrack", &["apiKey"]),
        _ => return None,
    };
    let name = &written.document.name;
    let secrets = names.iter().zip(written.secrets).map(|(name, secret)| format!(", {name}: {}", literal(secret)));
    let (secrets, base_url) = (secrets.collect::<String>(), literal(&written.base_url()));
    let (operation, options) = (&written.operation.id, options(written));
    Some(format!(
        "import {{ {create} }} from \"@trackside/contracts\";\n\nconst {name} = {create}({{ baseUrl: {base_url}{secrets} }});\nconst result = await {name}.{operation}({options});\nconsole.log(result.ok ? result.data : result.status);\n"
    ))
}

/// The options of a call: parameters by place, and the body; nothing when there are none.
fn options(written: &Written<'_>) -> String {
    let mut options = Vec::new();
    for place in ["path", "query"] {
        let parameters = parameters(written, place);
        if !parameters.is_empty() {
            options.push(format!("{place}: {{ {} }}", parameters.join(", ")));
        }
    }
    if let Some(body) = written.call.body.as_ref().and_then(|body| serde_json::from_str(body).ok()) {
        options.push(format!("body: {}", object(&body)));
    }
    if options.is_empty() { String::new() } else { format!("{{\n  {},\n}}", options.join(",\n  ")) }
}

fn parameters(written: &Written<'_>, place: &str) -> Vec<String> {
    let there = written.operation.parameters.iter().filter(|parameter| parameter.place == place);
    let parameter = |parameter: &crate::documents::Parameter| {
        let is_number = |value: &str| parameter.is_number && value.parse::<f64>().is_ok();
        let value = |value: &str| if is_number(value) { value.to_owned() } else { literal(value) };
        let values: Vec<_> = written.call.values(&parameter.name).map(value).collect();
        let values = match values.as_slice() {
            [] => return None,
            _ if parameter.is_repeated() => format!("[{}]", values.join(", ")),
            [first, ..] => first.clone(),
        };
        // The typed clients write a list without the brackets that mark it in the query.
        Some(format!("{}: {values}", key(parameter.name.trim_end_matches("[]"))))
    };
    there.filter_map(parameter).collect()
}

/// JSON as JavaScript is usually written.
pub(super) fn object(value: &Value) -> String {
    match value {
        Value::Object(entries) => {
            let entries: Vec<_> =
                entries.iter().map(|(name, value)| format!("{}: {}", key(name), object(value))).collect();
            format!("{{ {} }}", entries.join(", "))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(object).collect::<Vec<_>>().join(", ")),
        other => other.to_string(),
    }
}

/// A name as the key of an object.
pub(super) fn key(name: &str) -> String {
    let is_word = !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if is_word && !name.is_empty() { name.to_owned() } else { literal(name) }
}

/// A text as a literal of JavaScript.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
