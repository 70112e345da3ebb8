//! What the documents of the real providers look like, where it is easy to get wrong.

use serde_json::{Value, json};
use trackside_schemas::affitor::Affitor;
use trackside_schemas::agentref::AgentRef;
use trackside_schemas::fullwhere::Fullwhere;
use trackside_schemas::partnero::Partnero;
use trackside_schemas::wecantrack::Wecantrack;
use xtask::document::build;

fn check(document: &Value, table: &[(&str, Value)]) {
    for (pointer, expected) in table {
        assert_eq!(document.pointer(pointer), Some(expected), "{pointer}");
    }
}

#[test]
fn agentref_shows_headers_and_nullable_references() {
    let document = build::<AgentRef>().expect("a document");
    let operation = "/paths/~1programs~1{id}~1tracking~1status/get";
    let schemas = "/components/schemas";
    check(
        &document,
        &[
            ("/openapi", json!("3.0.3")),
            (&format!("{operation}/operationId"), json!("getTrackingStatus")),
            (&format!("{operation}/summary"), json!("Tracking diagnostics of a program")),
            (&format!("{operation}/parameters/0/required"), json!(true)),
            (&format!("{operation}/parameters/0/schema"), json!({ "type": "string", "format": "uuid" })),
            (
                &format!("{operation}/responses/429/headers/Retry-After"),
                json!({ "$ref": "#/components/headers/Retry-After" }),
            ),
            (
                &format!(
                    "{operation}/responses/200/content/application~1json/examples/fresh/value/data/recent/lastDirectClick"
                ),
                Value::Null,
            ),
            (&format!("{schemas}/RecentActivity/properties/lastRedirectClick/type"), json!("object")),
            (&format!("{schemas}/RecentActivity/properties/lastRedirectClick/nullable"), json!(true)),
            (
                &format!("{schemas}/RecentActivity/properties/lastRedirectClick/allOf/0/$ref"),
                json!("#/components/schemas/RecentClick"),
            ),
            (&format!("{schemas}/RecentClick/type"), json!("object")),
            (&format!("{schemas}/RecentClick/nullable"), json!(true)),
            (&format!("{schemas}/RecentVerification/nullable"), json!(true)),
            (&format!("{schemas}/Severity/enum"), json!(["info", "warning", "error"])),
            (&format!("{schemas}/ClickStatistics/properties/total/format"), json!("int64")),
            (&format!("{schemas}/ClickStatistics/properties/total/minimum"), json!(0)),
        ],
    );
    assert!(document.pointer(&format!("{operation}/responses/200/headers/Retry-After")).is_none());
    assert!(document.pointer("/components/schemas/TrackingStatusPath").is_none(), "parameter types are no components");
}

#[test]
fn affitor_and_partnero_show_their_unions_and_constants() {
    let document = build::<Affitor>().expect("a document");
    check(
        &document,
        &[
            ("/components/securitySchemes/session/type", json!("http")),
            ("/components/securitySchemes/session/scheme", json!("bearer")),
            ("/components/schemas/TestEvent/type", json!("object")),
            ("/components/schemas/TestEvent/nullable", json!(true)),
        ],
    );

    let document = build::<Partnero>().expect("a document");
    check(
        &document,
        &[
            ("/paths/~1v1~1program~1overview/get/deprecated", json!(true)),
            ("/components/schemas/Program/oneOf/0/$ref", json!("#/components/schemas/AffiliateProgram")),
            ("/components/schemas/ProgramResponse/properties/status/enum", json!([1])),
            ("/components/schemas/AffiliateProgramDetails/properties/type/enum", json!(["Affiliate"])),
            (
                "/paths/~1v1~1program/get/responses/422/content/application~1json/schema/$ref",
                json!("#/components/schemas/InvalidFields"),
            ),
            (
                "/paths/~1v1~1program/get/responses/404/content/application~1json/schema/$ref",
                json!("#/components/schemas/MessageBody"),
            ),
            ("/components/schemas/MessageBody/additionalProperties", json!(false)),
        ],
    );
}

#[test]
fn fullwhere_shows_bodies_links_and_paging() {
    let document = build::<Fullwhere>().expect("a document");
    let list = "/paths/~1partners~1survey-tracker~1list/post";
    let generate = "/paths/~1partners~1survey-tracker~1generate/post";
    let body = "/components/schemas/SurveyTrackerFilter";
    check(
        &document,
        &[
            ("/security", json!([{ "apiKey": [], "apiSecret": [] }])),
            (&format!("{list}/requestBody/required"), json!(true)),
            (&format!("{list}/requestBody/content/application~1json/example/limit"), json!(10)),
            (&format!("{list}/x-pagination/in"), json!("body")),
            (&format!("{list}/responses/201/links/getFirstSurveyTracker/operationId"), json!("getSurveyTracker")),
            (&format!("{generate}/x-idempotent"), json!(true)),
            (&format!("{body}/properties/limit/minimum"), json!(1)),
            (&format!("{body}/properties/limit/maximum"), json!(100)),
            (&format!("{body}/properties/purchases/nullable"), json!(true)),
            (&format!("{body}/properties/purchases/maxItems"), json!(100)),
        ],
    );
    assert!(document.pointer(&format!("{body}/properties/limit/nullable")).is_none(), "null is not documented there");
    assert!(document.pointer("/components/headers").is_none());
}

#[test]
fn wecantrack_shows_lists_and_alternatives() {
    let document = build::<Wecantrack>().expect("a document");
    let parameters = document["paths"]["/api/v3/transactions"]["get"]["parameters"].as_array().expect("parameters");
    let named = |name: &str| {
        parameters.iter().find(|parameter| parameter["name"] == name).unwrap_or_else(|| panic!("no {name}"))
    };
    let status = named("status[]");
    check(
        status,
        &[
            ("/style", json!("form")),
            ("/explode", json!(true)),
            ("/schema", json!({ "type": "array", "items": { "$ref": "#/components/schemas/TransactionStatus" } })),
        ],
    );
    assert!(status.get("required").is_none());
    check(
        named("date_type"),
        &[
            ("/required", json!(true)),
            ("/schema", json!({ "$ref": "#/components/schemas/DateType" })),
            ("/example", json!("order_date")),
        ],
    );
    check(
        named("limit"),
        &[
            ("/schema/default", json!(1000)),
            ("/schema/maximum", json!(1000)),
            ("/x-provenance/source", json!("inferred")),
        ],
    );
    check(&document, &[("/security", json!([{ "apiKeyHeader": [] }, { "apiKeyQuery": [] }]))]);
    for parameter in parameters {
        assert!(parameter["schema"].get("nullable").is_none(), "{parameter}");
    }
}
