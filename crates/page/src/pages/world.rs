//! `/world`: programs and their states, credentials, networks and websites.

use askama::Template;
use percent_encoding::utf8_percent_encode;
use trackside_schemas::control::{Catalogue, ListedCredential, ListedEdge, ListedProgram, Sight as Place};

use super::frame::Frame;
use super::rendered;
use crate::data::{Badge, Kind};
use crate::documents::Location;
use crate::prose::{Span, spans};
use crate::sample::{COMPONENT, secrets, sight_call};
use crate::{Documents, Site, write};

#[derive(Template)]
#[template(path = "world.html", config = "askama.toml")]
struct World<'p> {
    frame: Frame<'p>,
    tabs: Vec<Tab>,
    catalogue: &'p Catalogue,
    orders: String,
    programs: Vec<Program<'p>>,
    edges: Vec<Edge<'p>>,
    credentials: Vec<Credential<'p>>,
}

struct Program<'p> {
    listed: &'p ListedProgram,
    state: Badge,
    /// The path of its own page.
    href: String,
    since: String,
    sights: Vec<Sight<'p>>,
}

struct Sight<'p> {
    title: &'p str,
    id: &'p str,
    /// The operation's page with the call filled in. It is used because a plain link cannot send credentials in
    /// headers.
    href: String,
    /// The URL of the response, if the provider takes credentials in the query; otherwise empty.
    direct: String,
}

/// Data that is unlike most.
struct Edge<'p> {
    listed: &'p ListedEdge,
    meaning: Vec<Span>,
    /// Since when, in UTC; empty if it has always been so.
    since: String,
    sight: Sight<'p>,
}

/// A link between the pages of the world.
pub(super) struct Tab {
    pub(super) title: &'static str,
    pub(super) href: String,
    pub(super) is_current: bool,
}

/// The links between the pages of the world. The one of the current table is marked; without one, it is the overview.
pub(super) fn tabs(current: Option<Kind>) -> Vec<Tab> {
    let overview = Tab { title: "Overview", href: "/world".to_owned(), is_current: current.is_none() };
    let of_kind = |kind: Kind| Tab {
        title: kind.title(),
        href: format!("/world/{}", kind.name()),
        is_current: current == Some(kind),
    };
    [overview].into_iter().chain(Kind::ALL.map(of_kind)).collect()
}

struct Credential<'p> {
    provider: &'p str,
    listed: &'p ListedCredential,
}

/// The page.
pub fn world(site: &Site, documents: &Documents, catalogue: &Catalogue) -> String {
    let program = |listed| Program {
        listed,
        state: Badge::of(&listed.state),
        href: format!("/world/programs/{}", utf8_percent_encode(&listed.name, COMPONENT)),
        since: listed.created_at.format("%Y-%m-%d").to_string(),
        sights: catalogue
            .providers
            .iter()
            .filter_map(|provider| sight(documents, catalogue, listed, &provider.name))
            .collect(),
    };
    let credentials = catalogue.providers.iter().flat_map(|provider| {
        let title = documents.get(&provider.name).map_or(provider.name.as_str(), |document| &document.title);
        provider.credentials.iter().map(move |listed| Credential { provider: title, listed })
    });
    rendered(&World {
        frame: Frame::new(site, "world", "World", &[]),
        tabs: tabs(None),
        catalogue,
        orders: write::count(u64::from(catalogue.orders)),
        programs: catalogue.programs.iter().map(program).collect(),
        edges: catalogue.edges.iter().filter_map(|listed| edge(documents, catalogue, listed)).collect(),
        credentials: credentials.collect(),
    })
}

fn edge<'p>(documents: &'p Documents, catalogue: &Catalogue, listed: &'p ListedEdge) -> Option<Edge<'p>> {
    let since = listed.since.map(|since| since.format("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default();
    let sight = shown(documents, catalogue, &listed.at, &listed.provider)?;
    Some(Edge { listed, meaning: spans(&listed.meaning), since, sight })
}

fn sight<'p>(
    documents: &'p Documents,
    catalogue: &Catalogue,
    program: &'p ListedProgram,
    provider: &str,
) -> Option<Sight<'p>> {
    shown(documents, catalogue, program.at.get(provider)?, provider)
}

fn shown<'p>(documents: &'p Documents, catalogue: &Catalogue, listed: &'p Place, provider: &str) -> Option<Sight<'p>> {
    let call = sight_call(catalogue, listed, provider);
    let (document, operation) = documents.operation(provider, &call.operation)?;
    let in_query = operation.security.iter().find_map(|alternative| match alternative.as_slice() {
        [scheme] => match &scheme.location {
            Location::Query(name) => Some(name),
            Location::Header(..) => None,
        },
        _ => None,
    });
    let direct = in_query.zip(secrets(catalogue, &call).first()).map(|(name, secret)| {
        let separator = if listed.link.contains('?') { '&' } else { '?' };
        format!("{}{separator}{name}={secret}", listed.link)
    });
    Some(Sight { title: &document.title, id: &listed.id, href: call.reference(), direct: direct.unwrap_or_default() })
}
