//! `GET /_mock/world`: what a person can find in the sandbox, and with which credentials.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Extension;
use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use http::StatusCode;
use serde::Serialize;

use crate::address::CallerAddress;
use crate::credentials::{Grant, Key};
use crate::known_providers::known_providers;
use crate::pipeline::json;
use crate::providers::{Sight, sights};
use crate::sandbox::Sandbox;

/// Everything there is to be found.
#[derive(Serialize)]
struct Catalogue<'w> {
    seed: u64,
    orders: u32,
    now: DateTime<Utc>,
    providers: Vec<ListedProvider<'w>>,
    programs: Vec<ListedProgram<'w>>,
    networks: Vec<ListedNetwork<'w>>,
    websites: Vec<ListedWebsite<'w>>,
}

#[derive(Serialize)]
struct ListedProvider<'w> {
    name: &'static str,
    base_url: String,
    host_url: String,
    endpoints: Vec<String>,
    credentials: Vec<ListedKey<'w>>,
}

#[derive(Serialize)]
struct ListedKey<'w> {
    secrets: &'w [String],
    works: bool,
    note: &'w str,
}

#[derive(Serialize)]
struct ListedProgram<'w> {
    name: &'w str,
    state: &'static str,
    good_for: &'static str,
    kind: String,
    currency: &'static str,
    website: &'w str,
    created_at: DateTime<Utc>,
    at: BTreeMap<&'static str, Sight>,
}

#[derive(Serialize)]
struct ListedNetwork<'w> {
    id: &'w str,
    name: &'w str,
    accounts: Vec<ListedAccount<'w>>,
}

#[derive(Serialize)]
struct ListedAccount<'w> {
    id: i64,
    name: &'w str,
    tags: Vec<&'w str>,
}

#[derive(Serialize)]
struct ListedWebsite<'w> {
    id: i64,
    url: &'w str,
}

/// Lists everything, with links that show it.
pub(crate) async fn show(
    State(sandbox): State<Arc<Sandbox>>,
    Extension(address): Extension<CallerAddress>,
) -> Response {
    let origin = &address.origin;
    let view = sandbox.view();
    let settings = sandbox.world().settings();
    let programs = view.programs().map(|program| ListedProgram {
        name: &program.name,
        state: program.state.name(),
        good_for: program.state.good_for(),
        kind: format!("{:?}", program.kind),
        currency: program.currency.code(),
        website: &program.website,
        created_at: program.created_at,
        at: sights(&sandbox, program, origin),
    });
    let catalogue = Catalogue {
        seed: settings.seed,
        orders: settings.orders,
        now: view.now(),
        providers: providers(&sandbox, origin),
        programs: programs.collect(),
        networks: networks(&sandbox),
        websites: sandbox
            .world()
            .websites()
            .iter()
            .map(|website| ListedWebsite { id: website.number, url: &website.url })
            .collect(),
    };
    json(StatusCode::OK, &catalogue)
}

fn providers<'w>(sandbox: &'w Sandbox, origin: &str) -> Vec<ListedProvider<'w>> {
    let port = origin
        .rsplit_once(':')
        .and_then(|(_, port)| port.parse::<u16>().ok())
        .map(|port| format!(":{port}"))
        .unwrap_or_default();
    let listed = |key: &'w Key| ListedKey {
        secrets: &key.secrets,
        works: matches!(key.grant, Grant::Full | Grant::Program(_)),
        note: &key.note,
    };
    known_providers()
        .iter()
        .map(|provider| ListedProvider {
            name: provider.name,
            base_url: format!("{origin}/{}", provider.name),
            host_url: format!("http://{}.localhost{port}{}", provider.name, provider.base_path),
            endpoints: provider.endpoints.iter().map(|(method, path)| format!("{method} {path}")).collect(),
            credentials: sandbox.keys().of(provider.name).map(listed).collect(),
        })
        .collect()
}

fn networks(sandbox: &Sandbox) -> Vec<ListedNetwork<'_>> {
    let world = sandbox.world();
    let accounts = |network| world.accounts().iter().filter(move |account| account.network == network);
    world
        .networks()
        .iter()
        .map(|network| ListedNetwork {
            id: &network.code,
            name: &network.name,
            accounts: accounts(network.id)
                .map(|account| ListedAccount {
                    id: account.number,
                    name: &account.name,
                    tags: account.tags.iter().map(|tag| &**tag).collect(),
                })
                .collect(),
        })
        .collect()
}
