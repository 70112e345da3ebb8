//! A call with the typed Rust clients.

use std::fmt::Write as _;

use super::{Call, Context, request};
use crate::documents::Parameter;

/// The call as Rust code for an async function. Returns nothing if there is no client for the document.
pub fn rust(context: &Context<'_>) -> Option<String> {
    let name = context.document.name.as_str();
    let is_public = context.operation.security.is_empty() && !context.document.schemes.is_empty();
    if context.secrets.is_empty() && !is_public {
        return None;
    }
    let mut call = format!("    .{}()\n", snake_case(&context.operation.id));
    for parameter in &context.operation.parameters {
        if let Some(value) = value(parameter, context.call) {
            let method = snake_case(parameter.name.trim_end_matches("[]"));
            writeln!(call, "    .{method}({value})").expect("memory takes everything");
        }
    }
    if let (Some(text), Some(body)) = (&context.call.body, &context.operation.body) {
        // A type without a name in the document has none in the client.
        let component = Some(&body.component).filter(|component| !component.is_empty())?;
        writeln!(call, "    .body(serde_json::from_str::<{name}::types::{component}>(r#\"{text}\"#)?)")
            .expect("memory takes everything");
    }
    let secrets: Vec<_> = context.secrets.iter().map(|secret| format!("{secret:?}")).collect();
    let (base_url, secrets) = (context.base_url(), secrets.join(", "));
    let constructor = constructor(context);
    Some(format!(
        "use trackside_client::{name};\n\nlet client = {name}::connect({base_url:?}, {name}::Credentials::{constructor}({secrets}))?;\nlet response = client\n{call}    .send()\n    .await?;\nprintln!(\"{{:#?}}\", response.into_inner());\n"
    ))
}

/// The constructor of the credentials: the usual one, or the one that is named after the operation's own schemes.
fn constructor(context: &Context<'_>) -> String {
    let needed = request::schemes(context);
    if context.secrets.is_empty() {
        return "none".to_owned();
    }
    let is_usual =
        needed.first().map(|scheme| &scheme.name) == context.document.schemes.first().map(|scheme| &scheme.name);
    if is_usual {
        return "new".to_owned();
    }
    let names: Vec<_> = needed.iter().map(|scheme| snake_case(&scheme.name)).collect();
    format!("with_{}", names.join("_and_"))
}

/// The values that the call gives a parameter, as an argument of the client's builder.
fn value(parameter: &Parameter, call: &Call) -> Option<String> {
    let one = |value: &str| {
        if parameter.is_number && value.parse::<u64>().is_ok() {
            format!("{value}_u64")
        } else if parameter.is_number && value.parse::<f64>().is_ok() {
            value.to_owned()
        } else if parameter.is_uuid {
            format!("{value:?}.parse::<uuid::Uuid>()?")
        } else {
            format!("{value:?}")
        }
    };
    let values: Vec<&str> = call.values(&parameter.name).collect();
    match values.as_slice() {
        [] => None,
        values if parameter.is_repeated() => {
            let parsed: Vec<_> = values.iter().map(|value| format!("{value:?}.parse()?")).collect();
            Some(format!("vec![{}]", parsed.join(", ")))
        }
        [first, ..] => Some(one(first)),
    }
}

/// `getThing` as `get_thing`.
pub(super) fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::snake_case;

    #[test]
    fn names_are_those_of_the_clients() {
        for (name, expected) in
            [("getThingStatus", "get_thing_status"), ("programId", "program_id"), ("start_date", "start_date")]
        {
            assert_eq!(snake_case(name), expected);
        }
    }
}
