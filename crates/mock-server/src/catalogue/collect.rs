//! Collects everything that is served, with its description from the published documents.

use http::{Method, StatusCode};
use serde_json::Value;
use trackside_schemas::EventList as _;

use super::{Operation, Provider};
use crate::documents;
use crate::request::Parameter;
use crate::serve::{Collector, Imitation, Manners, Served};

/// The catalogue in the making.
#[derive(Default)]
pub(super) struct Collected {
    providers: Vec<Provider>,
    /// The document of the latest provider.
    document: Value,
}

impl Collected {
    pub(super) fn providers(self) -> Vec<Provider> {
        self.providers
    }
}

impl Collector for Collected {
    fn provider<P: Imitation>(&mut self) {
        let information = P::information();
        let after_scheme = information.server.split_once("://").map_or("", |(_, rest)| rest);
        let base_path = after_scheme.find('/').map_or("", |start| &after_scheme[start..]).trim_end_matches('/');
        let text = documents::text(P::NAME).expect("every provider's document is embedded");
        self.document = serde_json::from_str(text).expect("the published documents are JSON");
        self.providers.push(Provider {
            name: P::NAME,
            title: information.title,
            prefix: P::PREFIX,
            server: information.server.trim_end_matches('/'),
            base_path,
            schemes: information.security_schemes.iter().map(|scheme| (scheme.name, scheme.credential)).collect(),
            manners: Manners::of::<P>(),
            sends: P::SENDS,
            delivery: P::delivery(),
            events: P::Events::names(),
            operations: Vec::new(),
        });
    }

    fn endpoint(&mut self, served: Served) {
        let Served { declared, handle, sample, filters, examples, failures, cacheable } = served;
        let provider = self.providers.last_mut().expect("a provider comes before its endpoints");
        let document = &self.document;
        let described = &document["paths"][declared.path][declared.method.as_str().to_ascii_lowercase()];
        assert!(described.is_object(), "{} is not in its document: run `cargo xtask codegen`", declared.id);
        let credential = |name: &&str| {
            let scheme = provider.schemes.iter().find(|(known, _)| known == name);
            scheme.expect("a requirement names a declared scheme").1
        };
        let security =
            declared.security.iter().map(|alternative| alternative.iter().map(credential).collect()).collect();
        let operation = Operation {
            provider: provider.name,
            id: declared.id,
            summary: described["summary"].as_str().unwrap_or_default().to_owned(),
            method: Method::from_bytes(declared.method.as_str().as_bytes()).expect("a declared method is a method"),
            path_template: declared.path,
            success: StatusCode::from_u16(declared.success).expect("a declared status is a status"),
            failures: declared.failures,
            writes: declared.writes,
            cacheable: cacheable && !declared.writes,
            security,
            schemes: declared.security,
            scopes: declared.scopes,
            key_kinds: declared.key_kinds,
            idempotency_key: declared.idempotency_key,
            has_retry_after: declared.has_retry_after,
            rate_limit: declared.rate_limit,
            path: Parameter::of_operation(document, described, "path"),
            query: Parameter::of_operation(document, described, "query"),
            body: Parameter::of_body(document, described),
            has_body: declared.has_body,
            body_is_optional: declared.body_is_optional,
            takes_object: Parameter::is_object_body(document, described),
            request_media: declared.request_media,
            response_media: declared.response_media,
            manners: provider.manners.clone(),
            handle,
            sample,
            filters,
            examples,
            failure_examples: failures,
        };
        provider.operations.push(operation);
    }
}
