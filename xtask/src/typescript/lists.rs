//! The modules of the npm package that list the providers.

use serde_json::Value;
use trackside_schemas::declare::type_name;

/// The title of a provider's document. `None` for the sandbox's own document, whose server is a path of the sandbox.
pub(super) fn title(document: &Value) -> Option<&str> {
    let server = document.pointer("/servers/0/url")?.as_str()?;
    if server.starts_with('/') { None } else { document.pointer("/info/title")?.as_str() }
}

/// The module that exports the client of each provider, given names and titles.
pub(super) fn clients(titles: &[(&str, String)]) -> String {
    let line = |(name, title): &(&str, String)| {
        let client = type_name(title);
        format!("export {{ create{client}, type {client}, type {client}Settings }} from \"../providers/{name}.js\";\n")
    };
    titles.iter().map(line).collect()
}

/// The module with the names of the providers.
pub(super) fn names(titles: &[(&str, String)]) -> String {
    let names: Vec<_> = titles.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    format!(
        "/** The names of the providers, which are the first segments of their paths in a sandbox. */\n\
         export const providers = [{}] as const;\n",
        names.join(", ")
    )
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{clients, names, title};

    #[test]
    fn every_provider_is_listed_and_the_sandbox_itself_is_not() {
        let document = |server: &str| json!({ "info": { "title": "acme" }, "servers": [{ "url": server }] });
        assert_eq!(title(&document("https://api.acme.example")), Some("acme"));
        assert_eq!(title(&document("/_mock")), None);
        let titles = [("acme", "acme".to_owned())];
        assert_eq!(
            clients(&titles),
            "export { createAcme, type Acme, type AcmeSettings } from \"../providers/acme.js\";\n"
        );
        assert!(names(&titles).ends_with("export const providers = [\"acme\"] as const;\n"));
    }
}
