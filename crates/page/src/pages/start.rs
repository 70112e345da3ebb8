//! The page at `/`: base URL, credential and a working sample call for each provider.

use askama::Template;
use trackside_schemas::control::{Catalogue, ListedOperation, ListedProvider, ListedWorld};

use super::frame::Frame;
use super::rendered;
use crate::sample::{Context, Written, operation_call, secrets, written};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "start.html", config = "askama.toml")]
struct Start<'p> {
    frame: Frame<'p>,
    providers: Vec<Provider<'p>>,
    programs: usize,
    worlds: Vec<World<'p>>,
    /// The lines to receive webhooks, to write tests and to check a contract.
    webhooks: String,
    tests: String,
    contract: String,
}

/// A named world.
struct World<'p> {
    name: &'p str,
    /// Where its pages are, if a browser finds them by host name.
    url: Option<String>,
    records: u64,
    now: String,
}

struct Provider<'p> {
    name: &'p str,
    title: &'p str,
    base_id: String,
    base_url: &'p str,
    host_url: &'p str,
    secrets: &'p [String],
    more: usize,
    samples: Vec<Sample>,
    try_it: String,
}

struct Sample {
    language: &'static str,
    id: String,
    text: String,
}

/// The page. `worlds` are the named worlds.
pub fn start(
    site: &Site,
    documents: &Documents,
    catalogue: &Catalogue,
    operations: &[ListedOperation],
    worlds: &[ListedWorld],
) -> String {
    let shown = |listed| provider(site, documents, catalogue, operations, listed);
    let providers = catalogue.providers.iter().filter_map(shown);
    rendered(&Start {
        frame: Frame {
            style: "reference.css",
            ..Frame::new(site, "start", "Start", &["copy.js", "language.js", "code.js"])
        },
        providers: providers.collect(),
        programs: catalogue.programs.len(),
        worlds: worlds.iter().map(|world| shown_world(site, world)).collect(),
        webhooks:
            "trackside-mock --webhook agentref=http://localhost:3000/hooks\ntrackside-mock trigger conversion.created\n\
                   trackside-mock webhooks deliveries"
                .to_owned(),
        tests: format!(
            "trackside-mock --now 2026-06-08T12:00:00Z --port 0 --ready-json\ncurl -sS -X POST -d '{{}}' -H \
             'Content-Type: application/json' '{0}/_mock/reset'\ncurl -sS -d '{{\"event\":\"sale\"}}' -H \
             'Content-Type: application/json' '{0}/_mock/events'",
            site.origin
        ),
        contract: format!(
            "trackside-contract check --provider partnero --base-url {0}/partnero --sandbox\n\
             trackside-contract check --provider agentref --webhooks 127.0.0.1:4100\n\
             trackside-contract check --help",
            site.origin
        ),
    })
}

fn shown_world<'p>(site: &Site, world: &'p ListedWorld) -> World<'p> {
    // Browsers find every name below localhost on their own machine.
    let port = site.origin.strip_prefix("http://localhost").filter(|rest| rest.is_empty() || rest.starts_with(':'));
    World {
        name: &world.name,
        url: port.map(|port| format!("http://{}.localhost{port}/", world.name)),
        records: world.records,
        now: write::time(world.now),
    }
}

fn provider<'p>(
    site: &Site,
    documents: &'p Documents,
    catalogue: &'p Catalogue,
    operations: &[ListedOperation],
    listed: &'p ListedProvider,
) -> Option<Provider<'p>> {
    let document = documents.get(&listed.name)?;
    let operation = document.operations.first()?;
    let call = operation_call(catalogue, operations, document, operation);
    let secrets = secrets(catalogue, &call);
    let context = Context { origin: &site.origin, document, operation, call: &call, secrets };
    // Python would be empty at most providers.
    let samples = written(&context).into_iter().filter(|sample| sample.language != "python");
    let sample = |Written { language, text, .. }| Sample { language, id: format!("{language}-{}", listed.name), text };
    Some(Provider {
        name: &listed.name,
        title: &document.title,
        base_id: format!("base-{}", listed.name),
        base_url: &listed.base_url,
        host_url: &listed.host_url,
        secrets,
        more: listed.credentials.len().saturating_sub(1),
        samples: samples.map(sample).collect(),
        try_it: call.reference(),
    })
}
