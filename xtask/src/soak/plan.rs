//! Which calls are made.

use anyhow::{Context as _, bail};
use hyper::Method;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use serde_json::{Value, json};

use crate::bench::call::Call;
use crate::bench::catalogue::Catalogue;
use crate::bench::connection::Connection;

/// How many calls with chosen queries or bodies an endpoint gets.
const VARIATIONS: u32 = 200;

/// One call of so many is one that the sandbox has to refuse.
const REFUSED: u32 = 20;

const DATE_TYPES: [&str; 5] = ["order_date", "modified_date", "click_date", "validation_date", "last_wct_update"];
const STATUSES: [&str; 4] =
    ["", "&status%5B%5D=declined", "&status%5B%5D=pending", "&status%5B%5D=pending&status%5B%5D=approved"];

/// The calls, by endpoint.
#[derive(Debug)]
pub(super) struct Plan {
    endpoints: Vec<Planned>,
}

/// The calls of an endpoint.
#[derive(Debug)]
pub(super) struct Planned {
    /// Method and path as the catalogue lists them.
    endpoint: &'static str,
    /// The status of its success.
    success: u16,
    /// Calls that succeed.
    calls: Vec<Call>,
}

/// A call, and the status that it has to be answered with.
pub(super) struct Choice {
    /// The call.
    pub(super) call: Call,
    /// The status.
    pub(super) status: u16,
}

impl Plan {
    /// Asks the sandbox what there is, and plans calls to every endpoint. Fails when the catalogue lists an endpoint that the plan does not know.
    pub(super) async fn make(
        connection: &mut Connection,
        origin: &str,
        catalogue: &Catalogue,
        seed: u64,
    ) -> anyhow::Result<Self> {
        let mut dice = ChaCha8Rng::seed_from_u64(seed);
        let partnero = catalogue.calls("partnero")?;
        let overviews = partnero.iter().map(|call| call.to(format!("{}/overview", call.url))).collect();
        let transactions = catalogue.first_call("wecantrack")?;
        let (path, _) = transactions.url.split_once('?').context("the call for transactions has no query")?;
        let transactions = transactions.to(path.to_owned());
        let lists = catalogue.calls("fullwhere")?;
        let list = lists.first().context("no program has a purchase with a survey")?.clone();
        let trackers = list.to(format!("{origin}/fullwhere/partners/survey-tracker"));

        let generate: Vec<Call> = purchases(connection, &transactions)
            .await?
            .into_iter()
            .map(|purchase| with_body(&trackers, "/generate", &json!({ "purchaseId": purchase })))
            .collect();
        let mut ids = ids(connection, &with_body(&trackers, "/list", &json!({ "limit": 100 })), "/data").await?;
        for call in generate.iter().take(50) {
            ids.extend(self::ids(connection, call, "").await?);
        }
        let get = ids.iter().map(|id| Call {
            method: Method::GET,
            body: None,
            ..trackers.to(format!("{}?id={id}", trackers.url))
        });
        let get = get.map(|call| without_content_type(&call)).collect();
        let pages = (0..VARIATIONS).map(|_| transactions.to(format!("{path}?{}", page(&mut dice)))).collect();
        let lists = lists
            .into_iter()
            .chain((0..VARIATIONS).map(|_| with_body(&trackers, "/list", &range(&mut dice))))
            .collect();

        let planned = |endpoint, success, calls| Planned { endpoint, success, calls };
        let endpoints = vec![
            planned("GET /agentref/programs/{id}/tracking/status", 200, catalogue.calls("agentref")?),
            planned("GET /affitor/api/tracking/status/{programId}", 200, catalogue.calls("affitor")?),
            planned("GET /partnero/v1/program", 200, partnero),
            planned("GET /partnero/v1/program/overview", 200, overviews),
            planned("GET /wecantrack/api/v3/transactions", 200, pages),
            planned("GET /fullwhere/partners/survey-tracker", 200, get),
            planned("POST /fullwhere/partners/survey-tracker/list", 201, lists),
            planned("POST /fullwhere/partners/survey-tracker/generate", 201, generate),
        ];
        if let Some(planned) = endpoints.iter().find(|planned| planned.calls.is_empty()) {
            bail!("the world has nothing to ask {} for", planned.endpoint);
        }
        let listed = catalogue.providers.iter().flat_map(|provider| &provider.endpoints);
        for endpoint in listed {
            if endpoints.iter().all(|planned| planned.endpoint != endpoint) {
                bail!("no call to {endpoint} is planned\n\nhint: add it to xtask/src/soak/plan.rs");
            }
        }
        Ok(Self { endpoints })
    }

    /// Chooses a call: endpoints are equally likely, and some calls are made so that they have to be refused.
    pub(super) fn choose(&self, dice: &mut ChaCha8Rng) -> Choice {
        let planned = &self.endpoints[below(dice, self.endpoints.len())];
        let call = &planned.calls[below(dice, planned.calls.len())];
        match dice.next_u32() % (2 * REFUSED) {
            0 => Choice { call: without_credentials(call), status: 401 },
            1 => Choice { call: call.with_header("Prefer", "code=401"), status: 401 },
            _ => Choice { call: call.clone(), status: planned.success },
        }
    }
}

/// References of orders that exist.
async fn purchases(connection: &mut Connection, transactions: &Call) -> anyhow::Result<Vec<String>> {
    let whole = "date_type=order_date&start_date=2024-06-08T00:00:00&end_date=2026-06-01T00:00:00&limit=1000";
    let page = value(connection, &transactions.to(format!("{}?{whole}", transactions.url))).await?;
    let rows = page["data"].as_array().context("a page has no rows")?;
    Ok(rows.iter().filter_map(|row| row["order_ref"].as_str().map(str::to_owned)).collect())
}

/// The ids of the trackers in the answer's list.
async fn ids(connection: &mut Connection, call: &Call, list: &str) -> anyhow::Result<Vec<String>> {
    let answer = value(connection, call).await?;
    let trackers = answer.pointer(list).and_then(Value::as_array).context("the answer has no list of trackers")?;
    Ok(trackers.iter().filter_map(|tracker| tracker["id"].as_str().map(str::to_owned)).collect())
}

async fn value(connection: &mut Connection, call: &Call) -> anyhow::Result<Value> {
    let answer = connection.succeed(call).await?;
    serde_json::from_slice(&answer.body).with_context(|| format!("{} was not answered with JSON", call.curl()))
}

fn with_body(trackers: &Call, path: &str, body: &Value) -> Call {
    Call { method: Method::POST, body: Some(body.to_string()), ..trackers.to(format!("{}{path}", trackers.url)) }
}

fn without_content_type(call: &Call) -> Call {
    let headers = call.headers.iter().filter(|(name, _)| !name.eq_ignore_ascii_case("content-type"));
    Call { headers: headers.cloned().collect(), ..call.clone() }
}

fn without_credentials(call: &Call) -> Call {
    let headers = call.headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("content-type"));
    Call { headers: headers.cloned().collect(), ..call.clone() }
}

/// A query for transactions: any date, a range of months, a filter, a page.
fn page(dice: &mut ChaCha8Rng) -> String {
    let (from, until) = months(dice);
    let (kind, status) = (DATE_TYPES[below(dice, DATE_TYPES.len())], STATUSES[below(dice, STATUSES.len())]);
    let limit = [1, 25, 25, 100, 100, 1000][below(dice, 6)];
    let number = 1 + below(dice, 5);
    format!("date_type={kind}&start_date={from}T00:00:00&end_date={until}T00:00:00{status}&limit={limit}&page={number}")
}

/// A body that lists trackers by the dates of their sending.
fn range(dice: &mut ChaCha8Rng) -> Value {
    let (from, until) = months(dice);
    let (limit, number) = (1 + below(dice, 100), 1 + below(dice, 5));
    json!({ "fromSendAt": format!("{from}T00:00:00Z"), "toSendAt": format!("{until}T00:00:00Z"), "limit": limit, "page": number })
}

/// The first days of two months between the summers of 2024 and 2026, the earlier one first.
fn months(dice: &mut ChaCha8Rng) -> (String, String) {
    let (one, other) = (below(dice, 27), below(dice, 27));
    let day = |months: usize| format!("{}-{:02}-01", 2024 + (months + 5) / 12, (months + 5) % 12 + 1);
    (day(one.min(other)), day(one.max(other)))
}

fn below(dice: &mut ChaCha8Rng, limit: usize) -> usize {
    dice.next_u32() as usize % limit
}
