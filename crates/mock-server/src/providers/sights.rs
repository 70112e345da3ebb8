//! Where a program can be seen: its id at each provider, and a call that shows it.

use std::collections::BTreeMap;

use trackside_schemas::Provider as _;
use trackside_schemas::affitor::Affitor;
use trackside_schemas::agentref::AgentRef;
use trackside_schemas::control::Sight;
use trackside_schemas::fullwhere::Fullwhere;
use trackside_schemas::partnero::Partnero;
use trackside_schemas::wecantrack::Wecantrack;
use trackside_world::Program;

use crate::credentials::Grant;
use crate::sandbox::Sandbox;

/// Where the program can be seen, by provider.
pub(crate) fn sights(sandbox: &Sandbox, program: &Program, origin: &str) -> BTreeMap<String, Sight> {
    let mut sights = BTreeMap::new();
    let uuid = program.uuid.to_string();
    let agentref = format!("{origin}/{}/programs/{uuid}/tracking/status", AgentRef::NAME);
    sights.insert(
        AgentRef::NAME.to_owned(),
        sight(uuid, agentref, &[("Authorization", &format!("Bearer {}", secret(sandbox, AgentRef::NAME)))], None),
    );

    let affitor = format!("{origin}/{}/api/tracking/status/{}", Affitor::NAME, program.number);
    sights.insert(
        Affitor::NAME.to_owned(),
        sight(program.number.to_string(), affitor, &[("Authorization", &secret(sandbox, Affitor::NAME))], None),
    );

    let key = sandbox.keys().of(Partnero::NAME).find(|key| key.grant == Grant::Program(program.id));
    if let Some(key) = key {
        let partnero = format!("{origin}/{}/v1/program", Partnero::NAME);
        sights.insert(
            Partnero::NAME.to_owned(),
            sight(program.code.clone(), partnero, &[("Authorization", &format!("Bearer {}", key.secrets[0]))], None),
        );
    }

    let wecantrack = format!("{origin}/{}/api/v3/transactions?{}", Wecantrack::NAME, whole_time(sandbox));
    let key = secret(sandbox, Wecantrack::NAME);
    sights.insert(
        Wecantrack::NAME.to_owned(),
        sight(program.number.to_string(), wecantrack, &[("X-API-Key", &key)], None),
    );

    if let Some(purchase) = some_purchase(sandbox, program) {
        let fullwhere = format!("{origin}/{}/partners/survey-tracker/list", Fullwhere::NAME);
        let pair = sandbox.keys().of(Fullwhere::NAME).next().map(|key| key.secrets.clone()).unwrap_or_default();
        let headers = [
            ("X-API-KEY", pair.first().map_or("", String::as_str)),
            ("X-API-SECRET", pair.get(1).map_or("", String::as_str)),
        ];
        let headers = headers.map(|(name, value)| (name, value.to_owned()));
        let headers = [(headers[0].0, &headers[0].1), (headers[1].0, &headers[1].1)];
        let body = format!(r#"{{"purchases":["{purchase}"]}}"#);
        sights.insert(Fullwhere::NAME.to_owned(), sight(purchase, fullwhere, &headers, Some(&body)));
    }
    sights
}

/// A command line that works when it is pasted.
pub(crate) fn first_call(sandbox: &Sandbox, origin: &str) -> String {
    let program = sandbox.view().programs().next().expect("the world has programs");
    sights(sandbox, program, origin).remove(AgentRef::NAME).expect("every program can be seen there").curl
}

fn sight(id: String, link: String, headers: &[(&str, &String)], body: Option<&str>) -> Sight {
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!(" -H '{name}: {value}'")).collect();
    let headers = headers.concat();
    let body = body.map(|body| format!(" -H 'Content-Type: application/json' -d '{body}'")).unwrap_or_default();
    let curl = format!("curl{headers}{body} '{link}'");
    Sight { id, link, curl }
}

fn secret(sandbox: &Sandbox, provider: &str) -> String {
    sandbox.keys().of(provider).next().map(|key| key.secrets[0].clone()).unwrap_or_default()
}

fn whole_time(sandbox: &Sandbox) -> String {
    let format = "%Y-%m-%dT%H:%M:%S";
    let world = sandbox.world();
    format!(
        "date_type=order_date&start_date={}&end_date={}&limit=25",
        world.begins().format(format),
        world.horizon().format(format)
    )
}

/// The reference of the newest order of the program that a survey was made for, if there is any: what Fullwhere calls a purchase.
fn some_purchase(sandbox: &Sandbox, program: &Program) -> Option<String> {
    let view = sandbox.view();
    let order = view.order(view.newest_surveyed_order(program.id)?);
    order.order_reference.map(|reference| reference.to_string())
}
