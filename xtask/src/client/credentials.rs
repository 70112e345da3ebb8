//! Which credentials a provider takes, and where they go in a request.

use openapiv3::{APIKeyLocation, OpenAPI, Operation, ReferenceOr, SecurityRequirement, SecurityScheme};

/// What a document says about credentials.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Security {
    /// The ways to authenticate, the usual one first. Each is a list of secrets that are sent together.
    pub(super) alternatives: Vec<Vec<Secret>>,
    /// Whether a client works without credentials unless an operation says otherwise.
    pub(super) is_optional: bool,
    /// The operations to which credentials are never sent.
    pub(super) public: Vec<String>,
}

/// A secret that the caller gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    /// The name of the argument: the scheme's name in snake case.
    pub(super) name: String,
    /// What it is, as the document says.
    pub(super) description: String,
    pub(super) place: Place,
}

/// Where a secret goes in a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Place {
    Bearer,
    Header(String),
    Query(String),
}

impl Security {
    /// Reads the document. Where it declares no security schemes, the server may still be protected by a bearer token.
    pub(super) fn of(document: &OpenAPI) -> Result<Self, String> {
        let usual = document.security.clone().unwrap_or_default();
        let operations: Vec<(&Operation, &[SecurityRequirement])> = document
            .operations()
            .filter_map(|(_, _, operation)| Some((operation, operation.security.as_deref()?)))
            .collect();
        let requirements = usual.iter().chain(operations.iter().flat_map(|(_, requirements)| *requirements));
        let mut alternatives = Vec::new();
        for requirement in requirements.filter(|requirement| !requirement.is_empty()) {
            let secrets = requirement.keys().map(|name| secret(document, name)).collect::<Result<Vec<_>, _>>()?;
            if !alternatives.contains(&secrets) {
                alternatives.push(secrets);
            }
        }
        if alternatives.is_empty() {
            let description = "The token that protects the server.".to_owned();
            alternatives.push(vec![Secret { name: "token".to_owned(), description, place: Place::Bearer }]);
        }
        let public = operations
            .into_iter()
            .filter(|(_, requirements)| requirements.iter().all(SecurityRequirement::is_empty))
            .filter_map(|(operation, _)| operation.operation_id.clone())
            .collect();
        let is_optional = usual.is_empty() || usual.iter().any(SecurityRequirement::is_empty);
        Ok(Self { alternatives, is_optional, public })
    }
}

impl Place {
    /// The value of the type `Place` of the client crate.
    pub(super) fn expression(&self) -> String {
        match self {
            Self::Bearer => "Place::Bearer".to_owned(),
            Self::Header(name) => format!("Place::Header({name:?})"),
            Self::Query(name) => format!("Place::Query({name:?})"),
        }
    }

    /// How it looks in a request, for people.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Bearer => "`Authorization: Bearer …`".to_owned(),
            Self::Header(name) => format!("`{name}: …`"),
            Self::Query(name) => format!("`{name}=…` in the query"),
        }
    }
}

fn secret(document: &OpenAPI, name: &str) -> Result<Secret, String> {
    let schemes = document.components.as_ref().map(|components| &components.security_schemes);
    let Some(ReferenceOr::Item(scheme)) = schemes.and_then(|schemes| schemes.get(name)) else {
        return Err(format!("the security scheme `{name}` is not declared"));
    };
    let (place, description) = match scheme {
        SecurityScheme::HTTP { scheme, description, .. } if scheme == "bearer" => (Place::Bearer, description),
        SecurityScheme::APIKey { location: APIKeyLocation::Header, name, description, .. } => {
            (Place::Header(name.clone()), description)
        }
        SecurityScheme::APIKey { location: APIKeyLocation::Query, name, description, .. } => {
            (Place::Query(name.clone()), description)
        }
        _ => {
            return Err(format!(
                "the security scheme `{name}` is neither a bearer token nor a header or query parameter"
            ));
        }
    };
    Ok(Secret { name: snake_case(name), description: description.clone().unwrap_or_default(), place })
}

fn snake_case(name: &str) -> String {
    let mut snake = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() && !snake.is_empty() && !snake.ends_with('_') {
            snake.push('_');
        }
        snake.push(if character.is_ascii_alphanumeric() { character.to_ascii_lowercase() } else { '_' });
    }
    snake
}

#[cfg(test)]
mod tests {
    use openapiv3::OpenAPI;
    use serde_json::{Value, json};

    use super::{Place, Security};

    fn security(security: &Value, operation: Option<Value>) -> Result<Security, String> {
        let mut document = json!({
            "openapi": "3.0.3",
            "info": { "title": "A", "version": "1" },
            "security": security,
            "paths": { "/thing": { "get": { "operationId": "getThing", "responses": {} } } },
            "components": { "securitySchemes": {
                "apiKey": { "type": "http", "scheme": "bearer", "description": "A key." },
                "apiSecret": { "type": "apiKey", "in": "header", "name": "X-Secret" },
                "inQuery": { "type": "apiKey", "in": "query", "name": "key" },
                "inCookie": { "type": "apiKey", "in": "cookie", "name": "key" },
            } },
        });
        if let Some(operation) = operation {
            document["paths"]["/thing"]["get"]["security"] = operation;
        }
        let document: OpenAPI = serde_json::from_str(&document.to_string()).expect("a document");
        Security::of(&document)
    }

    #[test]
    fn alternatives_are_read_from_document_and_operations() {
        let names = |security: &Security| -> Vec<String> {
            let joined = |secrets: &Vec<super::Secret>| {
                secrets.iter().map(|secret| secret.name.as_str()).collect::<Vec<_>>().join("+")
            };
            security.alternatives.iter().map(joined).collect()
        };
        for (document, operation, expected, is_optional, public) in [
            (json!([{ "apiKey": [] }]), None, &["api_key"][..], false, &[][..]),
            (json!([{ "apiKey": [], "apiSecret": [] }]), None, &["api_key+api_secret"], false, &[]),
            (json!([{ "apiKey": [] }, { "inQuery": [] }]), None, &["api_key", "in_query"], false, &[]),
            (json!([{ "apiKey": [] }, {}]), None, &["api_key"], true, &[]),
            (json!([]), None, &["token"], true, &[]),
            (json!([{ "apiKey": [] }]), Some(json!([])), &["api_key"], false, &["getThing"]),
            (json!([{ "apiKey": [] }]), Some(json!([{}])), &["api_key"], false, &["getThing"]),
            (json!([{ "apiKey": [] }]), Some(json!([{}, { "inQuery": [] }])), &["api_key", "in_query"], false, &[]),
            (json!([{ "apiKey": [] }]), Some(json!([{ "apiKey": [] }])), &["api_key"], false, &[]),
        ] {
            let found = security(&document, operation.clone()).expect("known schemes");
            let context = format!("{document} {operation:?}");
            assert_eq!(names(&found), expected, "{context}");
            assert_eq!((found.is_optional, found.public.as_slice()), (is_optional, &*strings(public)), "{context}");
        }
    }

    fn strings(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    #[test]
    fn places_follow_from_the_schemes() {
        let found = security(&json!([{ "apiKey": [], "apiSecret": [], "inQuery": [] }]), None).expect("known schemes");
        let places: Vec<Place> = found.alternatives[0].iter().map(|secret| secret.place.clone()).collect();
        assert_eq!(places, [Place::Bearer, Place::Header("X-Secret".to_owned()), Place::Query("key".to_owned())]);
        assert_eq!(found.alternatives[0][0].description, "A key.");
    }

    #[test]
    fn schemes_that_no_client_can_carry_are_refused() {
        for (scheme, reason) in [("inCookie", "neither a bearer token nor"), ("unknown", "is not declared")] {
            let error = security(&json!([{ scheme: [] }]), None).expect_err("no such place");
            assert!(error.contains(reason), "{error}");
        }
    }
}
