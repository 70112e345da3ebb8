//! A call with the typed clients of the npm package.

use serde_json::Value;
use trackside_schemas::declare::type_name;

use super::{Context, request};
use crate::documents::{Location, Scheme};

/// The call as a TypeScript module. Returns nothing for a call without credentials: only the clients of providers have
/// constructors that are named after their documents.
pub fn typescript(context: &Context<'_>) -> Option<String> {
    if context.secrets.is_empty() {
        return None;
    }
    let name = &context.document.name;
    let create = format!("create{}", type_name(&context.document.title));
    let secrets = request::schemes(context).iter().zip(context.secrets);
    let secrets = secrets.map(|(scheme, secret)| format!(", {}: {}", setting(scheme), literal(secret)));
    let (secrets, base_url) = (secrets.collect::<String>(), literal(&context.base_url()));
    let (operation, options) = (&context.operation.id, options(context));
    Some(format!(
        "import {{ {create} }} from \"@trackside/contracts\";\n\nconst {name} = {create}({{ baseUrl: {base_url}{secrets} }});\nconst result = await {name}.{operation}({options});\nconsole.log(result.ok ? result.data : result.status);\n"
    ))
}

/// The setting that holds the secret of a scheme: the scheme's name without the place where the secret is sent.
fn setting(scheme: &Scheme) -> &str {
    let place = match scheme.location {
        Location::Header(..) => "Header",
        Location::Query(_) => "Query",
    };
    scheme.name.strip_suffix(place).unwrap_or(&scheme.name)
}

/// The options of a call: path parameters, query parameters and body. Empty if there are none.
fn options(context: &Context<'_>) -> String {
    let mut options = Vec::new();
    for location in ["path", "query"] {
        let parameters = parameters(context, location);
        if !parameters.is_empty() {
            options.push(format!("{location}: {{ {} }}", parameters.join(", ")));
        }
    }
    if let Some(body) = context.call.body.as_ref().and_then(|body| serde_json::from_str(body).ok()) {
        options.push(format!("body: {}", object(&body)));
    }
    if options.is_empty() { String::new() } else { format!("{{\n  {},\n}}", options.join(",\n  ")) }
}

fn parameters(context: &Context<'_>, location: &str) -> Vec<String> {
    let selected = context.operation.parameters.iter().filter(|parameter| parameter.location == location);
    let parameter = |parameter: &crate::documents::Parameter| {
        let is_number = |value: &str| parameter.is_number && value.parse::<f64>().is_ok();
        let value = |value: &str| if is_number(value) { value.to_owned() } else { literal(value) };
        let values: Vec<_> = context.call.values(&parameter.name).map(value).collect();
        let values = match values.as_slice() {
            [] => return None,
            _ if parameter.is_repeated() => format!("[{}]", values.join(", ")),
            [first, ..] => first.clone(),
        };
        // The typed clients name a list without the brackets that it has in the query.
        Some(format!("{}: {values}", key(parameter.name.trim_end_matches("[]"))))
    };
    selected.filter_map(parameter).collect()
}

/// JSON as a JavaScript expression.
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

/// A name as an object key.
pub(super) fn key(name: &str) -> String {
    let is_word = !name.starts_with(|first: char| first.is_ascii_digit())
        && name.chars().all(|character| character.is_ascii_alphanumeric() || character == '_');
    if is_word && !name.is_empty() { name.to_owned() } else { literal(name) }
}

/// Text as a JavaScript string literal.
pub(super) fn literal(text: &str) -> String {
    Value::from(text).to_string()
}
