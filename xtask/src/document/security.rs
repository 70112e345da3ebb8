//! The security schemes.

use serde_json::{Map, Value, json};
use trackside_schemas::declare::{Credential, Information, SecurityRequirement};

/// `components.securitySchemes`.
pub(super) fn schemes(information: &Information) -> Value {
    let schemes = information.security_schemes.iter().map(|scheme| {
        let description = scheme.description;
        let value = match scheme.credential {
            Credential::Bearer => json!({ "type": "http", "scheme": "bearer", "description": description }),
            Credential::Header(name) | Credential::Signature(name) => {
                json!({ "type": "apiKey", "in": "header", "name": name, "description": description })
            }
            Credential::Query(name) => {
                json!({ "type": "apiKey", "in": "query", "name": name, "description": description })
            }
        };
        (scheme.name.to_owned(), value)
    });
    schemes.collect::<Map<_, _>>().into()
}

/// `security`: the alternatives, each with all of its schemes.
pub(super) fn alternatives(requirements: &[SecurityRequirement]) -> Value {
    let alternatives = requirements.iter().map(|names| {
        let together: Map<_, _> = names.iter().map(|name| ((*name).to_owned(), json!([]))).collect();
        Value::Object(together)
    });
    alternatives.collect()
}
