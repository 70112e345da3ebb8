//! `/world`: the programs with their states, credentials, networks, websites.

use askama::Template;
use trackside_schemas::control::{Catalogue, ListedCredential, ListedProgram};

use super::frame::Frame;
use super::rendered;
use crate::documents::Place;
use crate::sample::{program_call, secrets};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "world.html", config = "askama.toml")]
struct World<'p> {
    frame: Frame<'p>,
    catalogue: &'p Catalogue,
    orders: String,
    programs: Vec<Program<'p>>,
    credentials: Vec<Credential<'p>>,
}

struct Program<'p> {
    listed: &'p ListedProgram,
    since: String,
    sights: Vec<Seen<'p>>,
}

struct Seen<'p> {
    title: &'p str,
    id: &'p str,
    /// The operation's page with the call filled in: a link carries no credentials.
    href: String,
    /// The answer itself, where the provider takes credentials in the query; empty elsewhere.
    direct: String,
}

struct Credential<'p> {
    provider: &'p str,
    listed: &'p ListedCredential,
}

/// The page.
pub fn world(site: &Site, documents: &Documents, catalogue: &Catalogue) -> String {
    let program = |listed| Program {
        listed,
        since: listed.created_at.format("%Y-%m-%d").to_string(),
        sights: catalogue
            .providers
            .iter()
            .filter_map(|provider| seen(documents, catalogue, listed, &provider.name))
            .collect(),
    };
    let credentials = catalogue.providers.iter().flat_map(|provider| {
        let title = documents.get(&provider.name).map_or(provider.name.as_str(), |document| &document.title);
        provider.credentials.iter().map(move |listed| Credential { provider: title, listed })
    });
    rendered(&World {
        frame: Frame::new(site, "world", "World", &[]),
        catalogue,
        orders: write::count(u64::from(catalogue.orders)),
        programs: catalogue.programs.iter().map(program).collect(),
        credentials: credentials.collect(),
    })
}

fn seen<'p>(
    documents: &'p Documents,
    catalogue: &Catalogue,
    program: &'p ListedProgram,
    provider: &str,
) -> Option<Seen<'p>> {
    let sight = program.at.get(provider)?;
    let call = program_call(catalogue, program, provider)?;
    let (document, operation) = documents.operation(provider, &call.operation)?;
    let in_query = operation.security.iter().find_map(|alternative| match alternative.as_slice() {
        [scheme] => match &scheme.place {
            Place::Query(name) => Some(name),
            Place::Header(..) => None,
        },
        _ => None,
    });
    let direct = in_query.zip(secrets(catalogue, &call).first()).map(|(name, secret)| {
        let sign = if sight.link.contains('?') { '&' } else { '?' };
        format!("{}{sign}{name}={secret}", sight.link)
    });
    Some(Seen { title: &document.title, id: &sight.id, href: call.reference(), direct: direct.unwrap_or_default() })
}
