//! Partners with their figures on one page against ready-made rows of the same size, and the search for a customer by a
//! part of the e-mail address. Both in a world file that is written here.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context as _, ensure};
use serde_json::{Value, json};
use trackside_schemas::control::ListedOperation;

use super::Bench;
use super::call::Call;
use super::connection::Connection;
use super::operations::Operations;
use super::rounds::{Side, median};
use super::table::{Table, limit, number};

const PARTNERS: u32 = 250;
const CUSTOMERS: u32 = 100_000;
const ORDERS: u32 = 10_000;

/// How much more CPU time than ready-made rows a page may take.
const WANTED: f64 = 3.0;

/// Milliseconds from request to response of a search.
const WANTED_SEARCH: f64 = 5.0;

/// How often is searched, each time for another text.
const SEARCHES: u32 = 100;

/// Measures a page of all partners of a program, and searches of its customers.
pub(super) async fn measure(bench: &Bench) -> anyhow::Result<Table> {
    let folder = tempfile::tempdir_in(&bench.folder).context("there is no place for a world file")?;
    let file = folder.path().join("world.json");
    write(&file)?;
    let arguments = ["--world", file.to_str().context("a path")?];
    eprintln!("starting with {} customers", number(CUSTOMERS.into()));
    let sandbox = bench.programs.start_sandbox_with(0, 1, &arguments).await?;
    let bare = bench.programs.start_bare().await?;
    let mut connection = Connection::open(&sandbox.origin).await?;
    let operations = Operations::read(&mut connection, &sandbox.origin).await?;
    let listed = operations.all();

    let page = listed.iter().find(|operation| is_list(operation, "/partners")).context("no provider lists partners")?;
    let page = Call::listed(page)?;
    let page = page.to(format!("{}?limit={PARTNERS}", without_query(&page.url)));
    let shown = connection.succeed(&page).await?.body;
    let rows = serde_json::from_slice::<Value>(&shown)?["data"].as_array().map_or(0, Vec::len);
    ensure!(rows == PARTNERS as usize, "the page has {rows} partners, not {PARTNERS}");
    let ready = ready_made(&bare.origin, &page, shown.len()).await?;
    let what = format!("{PARTNERS} partners with figures, {} orders, CPU time", number(ORDERS.into()));
    let mut table = Table::new(&["partners and customers", "sandbox", "ready-made rows", "ratio", "wanted"]);
    let sides = (Side { server: &sandbox, call: page }, Side { server: &bare, call: ready });
    let compared = bench.compare(&what, 32, &sides.0, &sides.1).await?;
    table.compare(&what, "µs", compared.medians(|sample| sample.cpu), Some(WANTED));

    let search = listed.iter().find(|operation| is_list(operation, "/customers:search"));
    let search = Call::listed(search.context("no provider searches customers")?)?;
    let mut milliseconds = Vec::new();
    for time in 0..SEARCHES {
        let part = format!("{:05}", time * 997 % CUSTOMERS);
        let call = search.to(format!("{}?email={part}", without_query(&search.url)));
        let started = Instant::now();
        let answer = connection.succeed(&call).await?;
        milliseconds.push(started.elapsed().as_secs_f64() * 1e3);
        let found = serde_json::from_slice::<Value>(&answer.body)?;
        ensure!(found["data"][0].is_object(), "nobody has {part} in their address");
    }
    let found = median(milliseconds);
    let name = format!("a part of an e-mail address among {}", number(CUSTOMERS.into()));
    let none = || "–".to_owned();
    table.add([name, format!("{} ms", number(found)), none(), none(), limit(found, WANTED_SEARCH, "ms")]);
    Ok(table)
}

/// Whether an operation lists something at this path. One that needs an id in its path does not.
fn is_list(operation: &ListedOperation, path: &str) -> bool {
    operation.method == "GET" && operation.template.ends_with(path) && operation.path_parameters.is_empty()
}

fn without_query(url: &str) -> &str {
    url.split_once('?').map_or(url, |(before, _)| before)
}

/// A page of ready-made rows that is as large as another one, to a row.
async fn ready_made(origin: &str, like: &Call, bytes: usize) -> anyhow::Result<Call> {
    let mut connection = Connection::open(origin).await?;
    let mut size = async |rows: usize| -> anyhow::Result<usize> {
        Ok(connection.succeed(&like.to(format!("{origin}/rows/{rows}"))).await?.body.len())
    };
    let (few, many) = (size(1).await?, size(101).await?);
    let rows = bytes.saturating_sub(few) * 100 / (many - few).max(1) + 1;
    Ok(like.to(format!("{origin}/rows/{rows}")))
}

/// A program with partners, customers and orders, and nothing else.
fn write(file: &Path) -> anyhow::Result<()> {
    let code = |number: u32| format!("partner-{:03}", number % PARTNERS);
    let partners: Vec<_> = (0..PARTNERS).map(|partner| json!({ "code": code(partner), "joined_at": "-29d" })).collect();
    let customer = |number: u32| {
        let email = format!("person{number:06}@mail.example");
        json!({ "key": format!("c{number}"), "email": email, "partner": code(number), "signed_up_at": "-20d" })
    };
    let order = |number: u32| {
        let customer = format!("c{}", number * 7 % CUSTOMERS);
        json!({ "customer": customer, "amount_cents": 1000 + number % 5000, "at": "-10d" })
    };
    let world = json!({
        "simulate": false,
        "programs": [{
            "name": "Acme Coffee",
            "created_at": "-30d",
            "partners": partners,
            "customers": (0..CUSTOMERS).map(customer).collect::<Vec<_>>(),
            "orders": (0..ORDERS).map(order).collect::<Vec<_>>(),
        }],
    });
    std::fs::write(file, world.to_string()).context("the world file cannot be written")
}
