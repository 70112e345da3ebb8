//! `POST /partners/survey-tracker/list`.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Number;

use super::{Failure, Fullwhere, SurveyTracker, failure, survey_tracker};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, PagePagination, Pagination, Provenance, Rule,
    example, inferred,
};
use crate::values::{day_or_instant, present};

const ENVELOPE: Provenance = inferred(
    "the shape of the answer is not published; a page beside its total, page and limit is the habit of such services",
);

const PURCHASES: [&str; 1] = ["9b2f6c14-83d7-4e5a-b0c1-6f4d2e8a7b39"];
const CUSTOMERS: [&str; 1] = ["e47a1d05-2c9b-4f86-9a3e-50d8b7c6f112"];

/// Survey trackers, page by page.
///
/// Trackers of surveys whose expected date of sending lies in a range, of some purchases, of some customers; what is not given does not narrow. The
/// status of the success is not published: accept 200 as well as 201.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListSurveyTrackers;

impl Endpoint for ListSurveyTrackers {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SurveyTrackerFilter;
    type Success<'a> = SurveyTrackerPage;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/partners/survey-tracker/list";

    fn operation() -> Operation<Failure> {
        Operation::new("listSurveyTrackers", DOCUMENTED)
            .reads()
            .created(
                "A page of survey trackers.",
                inferred("a success is documented without its status; NestJS answers a POST with 201 by default"),
            )
            .failure(failure::invalid_input("limit must not be greater than 100"))
            .rule(Rule::on_success(
                "double(size(response.body.data)) <= ('limit' in request.body ? double(request.body.limit) : 10.0)",
                "a page has no more trackers than the limit asked for, 10 without one",
            ))
            .rule(Rule::on_success(
                "!('fromSendAt' in request.body) || type(request.body.fromSendAt) == null_type \
                 || response.body.data.all(tracker, datetime(tracker.sendAt) >= datetime(request.body.fromSendAt))",
                "no tracker's sendAt lies before the range asked for",
            ))
            .rule(Rule::on_success(
                "!('toSendAt' in request.body) || type(request.body.toSendAt) == null_type \
                 || response.body.data.all(tracker, datetime(tracker.sendAt) <= datetime(request.body.toSendAt))",
                "no tracker's sendAt lies after the range asked for",
            ))
            .rule(Rule::on_success(
                "!('purchases' in request.body) || type(request.body.purchases) == null_type \
                 || response.body.data.all(tracker, request.body.purchases.exists(id, id.lowerAscii() == tracker.purchaseId.lowerAscii()))",
                "every tracker belongs to one of the purchases asked for",
            ))
            .rule(Rule::on_success(
                "!('customers' in request.body) || type(request.body.customers) == null_type \
                 || response.body.data.all(tracker, request.body.customers.exists(id, id.lowerAscii() == tracker.customerId.lowerAscii()))",
                "every tracker belongs to one of the customers asked for",
            ))
            .link(Link {
                name: "getFirstSurveyTracker",
                operation_id: "getSurveyTracker",
                parameter: "id",
                expression: "$response.body#/data/0/id",
                description: "The first tracker of the page.",
            })
            .link(survey_tracker::customer_link("getFirstCustomer", "$response.body#/data/0/customerId"))
            .link(survey_tracker::purchase_link("getFirstPurchase", "$response.body#/data/0/purchaseId"))
            .link(survey_tracker::survey_link("getFirstSurvey", "$response.body#/data/0/surveyId"))
            .pages(Pagination::Page(PagePagination {
                location: "body",
                page: "page",
                limit: "limit",
                items: "/data",
                identity: Some("/id"),
                total: Some("/total"),
                current_page: "/page",
                per_page: "/limit",
                last_page: None,
                links: None,
            }))
    }

    fn examples() -> Vec<Example<SurveyTrackerPage>> {
        let page = |data: Vec<SurveyTracker>, total| SurveyTrackerPage { data, total, page: 1, limit: 10 };
        vec![
            example(
                "page",
                "The only page of two trackers.",
                page(vec![survey_tracker::external(), survey_tracker::sent()], 2),
            ),
            example("empty", "No tracker matches.", page(Vec::new(), 0)),
        ]
    }
}

/// Which trackers, and which page of them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SurveyTrackerFilter {
    /// How many trackers a page has at most.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Number", example = 10, extend("default" = 10))]
    #[garde(range(min = 1.0, max = 100.0))]
    pub limit: Option<f64>,
    /// The page, counted from 1.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Number", example = 1, extend("default" = 1))]
    #[garde(range(min = 1.0))]
    pub page: Option<f64>,
    /// The earliest `sendAt`, inclusive. A plain date is midnight UTC. Null is the same as absent.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(
        example = &"2026-05-01T00:00:00.000Z",
        extend("x-provenance" = inferred("the field is documented as text without a format; `sendAt`, which it bounds, is a date-time, and a plain date is not refused"))
    )]
    #[garde(skip)]
    pub from_send_at: Option<DateTime<Utc>>,
    /// The latest `sendAt`, inclusive. A plain date is midnight UTC. Null is the same as absent.
    #[serde(default, deserialize_with = "day_or_instant", skip_serializing_if = "Option::is_none")]
    #[schemars(
        example = &"2026-06-08T00:00:00.000Z",
        extend("x-provenance" = inferred("the field is documented as text without a format; `sendAt`, which it bounds, is a date-time, and a plain date is not refused"))
    )]
    #[garde(skip)]
    pub to_send_at: Option<DateTime<Utc>>,
    /// The purchases, by their UUIDs. Null is the same as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = PURCHASES)]
    #[garde(length(min = 1, max = 100))]
    pub purchases: Option<Vec<String>>,
    /// The customers, by their UUIDs. Null is the same as absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = CUSTOMERS)]
    #[garde(length(min = 1, max = 100))]
    pub customers: Option<Vec<String>>,
}

/// A page of survey trackers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = ENVELOPE))]
pub struct SurveyTrackerPage {
    /// The trackers.
    pub data: Vec<SurveyTracker>,
    /// How many trackers there are on all pages together.
    pub total: u64,
    /// The page that is answered, counted from 1.
    #[schemars(range(min = 1))]
    pub page: u64,
    /// How many trackers a page has at most.
    #[schemars(range(min = 1, max = 100))]
    pub limit: u64,
}

impl SurveyTrackerFilter {
    /// How many trackers a page has at most: what is asked for, without its fraction, or 10.
    pub fn limit_or_default(&self) -> u64 {
        self.limit.map_or(10, whole)
    }

    /// The page asked for, without its fraction, or 1.
    pub fn page_or_default(&self) -> u64 {
        self.page.map_or(1, whole)
    }
}

/// The whole part of a number of at least 1, at most the largest whole number that JavaScript counts to.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the number is clamped to a range that fits before the cast"
)]
fn whole(number: f64) -> u64 {
    number.clamp(1.0, 9_007_199_254_740_991.0) as u64
}

#[cfg(test)]
mod tests {
    use super::{SurveyTrackerFilter, whole};

    #[test]
    fn fractions_and_giants_become_pages() {
        for (number, expected) in [(1.0, 1), (2.9, 2), (100.0, 100), (1e300, 9_007_199_254_740_991)] {
            assert_eq!(whole(number), expected, "{number}");
        }
    }

    #[test]
    fn null_is_refused_where_it_is_not_documented() {
        for (body, accepted) in [
            ("{}", true),
            (r#"{"limit":5,"page":2}"#, true),
            (r#"{"limit":null}"#, false),
            (r#"{"page":null}"#, false),
            (r#"{"fromSendAt":null,"toSendAt":null,"purchases":null,"customers":null}"#, true),
            (r#"{"fromSendAt":"2026-05-01T00:00:00.000Z"}"#, true),
            (r#"{"fromSendAt":"2026-05-01","toSendAt":"2026-06-08"}"#, true),
            (r#"{"fromSendAt":"2026-02-30"}"#, false),
            (r#"{"fromSendAt":"yesterday"}"#, false),
        ] {
            assert_eq!(serde_json::from_str::<SurveyTrackerFilter>(body).is_ok(), accepted, "{body}");
        }
    }
}
