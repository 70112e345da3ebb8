//! `GET /_mock/specs` and `GET /_mock/specs/{name}`.

use serde_json::{Map, Value, json};
use trackside_schemas::control::{Control, GetSpec, ListSpecs, ListedSpec, Spec, SpecList};
use trackside_schemas::{Provider, ProviderList as _, ProviderVisitor, Providers};

use crate::documents;
use crate::pipeline::{Call, Imitation as _, Problem, Serve};

/// A document, and what is known of it without reading it.
struct Published {
    name: &'static str,
    title: &'static str,
    prefix: &'static str,
    text: &'static str,
}

impl Serve for ListSpecs {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<SpecList, Problem> {
        let origin = call.address.origin();
        let listed = |document: Published| ListedSpec {
            name: document.name.to_owned(),
            title: document.title.to_owned(),
            url: format!("{origin}/{}/specs/{}", Control::PREFIX, document.name),
        };
        Ok(SpecList { specs: published().into_iter().map(listed).collect() })
    }
}

impl Serve for GetSpec {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Spec, Problem> {
        let name = call.path.name.strip_suffix(".json").unwrap_or(&call.path.name);
        let documents = published();
        let Some(document) = documents.iter().find(|document| document.name == name) else {
            let known: Vec<_> = documents.iter().map(|document| document.name).collect();
            let reason = format!("there is no document {name}; there are {}", known.join(", "));
            return Err(Problem::NotFound { what: "Document", reason });
        };
        let mut document_here: Map<String, Value> =
            serde_json::from_str(document.text).expect("the published documents are JSON objects");
        let url = format!("{}/{}", call.address.origin(), document.prefix);
        document_here.insert("servers".to_owned(), json!([{ "url": url, "description": "This sandbox." }]));
        Ok(Spec(document_here))
    }
}

fn published() -> Vec<Published> {
    let mut collected = Collected(Vec::new());
    Providers::visit(&mut collected);
    collected.add::<Control>(Control::PREFIX);
    collected.0
}

struct Collected(Vec<Published>);

impl Collected {
    fn add<P: Provider>(&mut self, prefix: &'static str) {
        let text = documents::text(P::NAME).expect("every provider's document is embedded");
        self.0.push(Published { name: P::NAME, title: P::information().title, prefix, text });
    }
}

impl ProviderVisitor for Collected {
    fn provider<P: Provider>(&mut self) {
        self.add::<P>(P::NAME);
    }
}
