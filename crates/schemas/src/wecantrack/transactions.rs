//! `GET /api/v3/transactions`.

use schemars::JsonSchema;

use super::{Failure, TransactionPage, TransactionsQuery, Wecantrack, transaction};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, PagePagination, Pagination, PaginationLinks, Rule,
    Source, example,
};

/// Transactions, page by page.
///
/// Conversions of which one date lies in a range, narrowed by status, network, account and website. `date_type` says which date is meant; with
/// `last_wct_update` the answer holds everything that is new or changed.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListTransactions;

impl Endpoint for ListTransactions {
    type Provider = Wecantrack;
    type Path = Nothing;
    type Query = TransactionsQuery;
    type Body = Nothing;
    type Success<'a> = TransactionPage<'a>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v3/transactions";

    fn operation() -> Operation<Failure> {
        let operation = Operation::new("listTransactions", DOCUMENTED)
            .source(SOURCE)
            .success("A page of transactions.", DOCUMENTED)
            .pages(Pagination::Page(PagePagination {
                location: "query",
                page: "page",
                limit: "limit",
                items: "/data",
                identity: Some("/transaction_id"),
                total: Some("/total"),
                current_page: "/current_page",
                per_page: "/per_page",
                last_page: Some("/last_page"),
                links: Some(PaginationLinks {
                    first: "/first_page_url",
                    last: Some("/last_page_url"),
                    next: "/next_page_url",
                    prev: "/prev_page_url",
                }),
            }));
        rules().into_iter().fold(operation, Operation::rule)
    }

    fn examples() -> Vec<Example<TransactionPage<'static>>> {
        let page = |data, total, page, per_page, query| {
            TransactionPage::new(data, total, page, per_page, "https://api.wecantrack.com/api/v3/transactions", query)
        };
        let all = vec![transaction::approved(), transaction::declined(), transaction::pending()];
        let may = "date_type=order_date&start_date=2026-05-01T00%3A00%3A00&end_date=2026-05-31T23%3A59%3A59";
        let one_a_page = format!("{may}&limit=1");
        // The documented example has no links.
        let as_documented = |page: TransactionPage<'static>| TransactionPage { links: None, ..page };
        vec![
            example(
                "page",
                "An approved, a declined and a pending transaction on the only page.",
                as_documented(page(all, 3, 1, 1000, may)),
            ),
            example(
                "page-in-the-middle",
                "The second of three pages with one transaction each.",
                as_documented(page(vec![transaction::declined()], 3, 2, 1, &one_a_page)),
            ),
            example("empty", "No transaction matches.", page(Vec::new(), 0, 1, 1000, may)),
        ]
    }
}

fn rules() -> [Rule; 7] {
    [
        Rule::on_success(
            "response.body.data.all(row, type(row[request.query.date_type]) != null_type \
             && datetime(row[request.query.date_type]) >= datetime(request.query.start_date) \
             && datetime(row[request.query.date_type]) <= datetime(request.query.end_date))",
            "the date asked for lies in the range asked for, in every transaction",
        )
        .because(
            "the parameters are named for it; that both ends are inclusive and that transactions without the date are left out is concluded",
        ),
        Rule::on_success(
            "datetime(request.query.start_date) <= datetime(request.query.end_date)",
            "a range that ends before it begins is refused",
        )
        .because("such a range can only be a mistake"),
        Rule::on_success(
            "!('status[]' in request.query) || response.body.data.all(row, row.status in request.query['status[]'])",
            "every transaction has one of the statuses asked for",
        ),
        Rule::on_success(
            "!('network_id' in request.query) \
             || response.body.data.all(row, !('network_id' in row) || row.network_id == request.query.network_id)",
            "every transaction belongs to the network asked for",
        )
        .because("parameter and field have the same name"),
        Rule::on_success(
            "!('network_account_id' in request.query) \
             || response.body.data.all(row, row.user_network_account_id == request.query.network_account_id)",
            "every transaction belongs to the account asked for",
        )
        .because("the only account that a transaction names is this one"),
        Rule::on_success(
            "response.body.per_page == ('limit' in request.query ? request.query.limit : 1000)",
            "per_page is the limit asked for, 1000 without one",
        )
        .because("the parameter is documented with its maximum, and the example shows 1000 without a limit"),
        Rule::on_success(
            "response.body.current_page == ('page' in request.query ? request.query.page : 1)",
            "current_page is the page asked for, 1 without one",
        )
        .because("the parameter and its default are documented; Laravel's paginator repeats the page"),
    ]
}

const SOURCE: Source = Source {
    title: "wecantrack documentation, Get Transactions",
    url: "https://wecantrack.com/installation/api/transactions/",
    read: "2026-11-28",
};
