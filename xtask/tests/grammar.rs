//! A provider that uses every part of the grammar: what its document says, and that a client can be generated from it.

use std::collections::BTreeMap;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use trackside_schemas::declare::{
    Credential, CursorPagination, DOCUMENTED, Delivery, DeliveryForm, Endpoint, Event, EventDeclaration, EventName,
    Example, Failure, HeaderDeclaration, HeaderValueType, Information, Media, Method, Nothing, Operation, Pagination,
    Provider, RateLimit, RateLimitUnit, Rule, SecurityScheme, Server, Shared, Source, Stated, Tag, example, inferred,
    resolve,
};
use xtask::codegen::{self, Options};
use xtask::document::{Edition, build, build_edition};
use xtask::{dialect, round_trip};

/// A provider with a little of everything.
struct Rich;

impl Provider for Rich {
    // Lists nest as deep as the resources do.
    type Endpoints = ((ListThings, (CreateThings, ChangeThing)), (RemoveThing, ClearThings, (Script, Subscribe)));
    type Events = ThingMade;
    type Failure = AnyFailure;

    const NAME: &'static str = "rich";

    fn information() -> Information {
        Information {
            title: "Rich",
            description: "What it is for.",
            server: "https://rich.example",
            source: Some(SOURCE),
            tag: THINGS,
            security_schemes: vec![
                SecurityScheme { name: "key", description: "A key.", credential: Credential::Bearer },
                SecurityScheme { name: "inQuery", description: "A key.", credential: Credential::Query("key") },
            ],
            security: vec![&["key"], &["inQuery"]],
            response_headers: Vec::new(),
        }
    }

    fn delivery() -> Option<Delivery> {
        Some(Delivery {
            headers: vec![HeaderDeclaration {
                name: "X-Signature",
                description: "A signature.",
                value: HeaderValueType::Text,
                only_on: None,
                provenance: DOCUMENTED,
            }],
            forms: &[DeliveryForm::PostJson, DeliveryForm::GetQuery],
            event_name: Some("/event"),
            identity: None,
            signature: None,
            within_seconds: None,
            timeout_seconds: Some(Stated::new(5, DOCUMENTED)),
            success: Stated::new("2XX", DOCUMENTED),
            retry_seconds: Stated::new(&[60, 120], inferred("it is made up")),
        })
    }

    fn shared() -> Shared<AnyFailure> {
        Shared {
            failures: vec![Failure::new(401, "No key.", DOCUMENTED, TextFailure { error: "key".to_owned() })],
            invalid: Some(Failure::new(
                422,
                "Invalid.",
                DOCUMENTED,
                ListFailure { errors: vec!["id is missing".to_owned()] },
            )),
            malformed: None,
            rules: vec![Rule::documented("response.status < 500", "it never fails")],
        }
    }
}

const SOURCE: Source = Source { title: "Its documentation", url: "https://rich.example/docs", read: "2026-11-28" };
const THINGS: Tag = Tag { name: "Things", description: "All the things." };
const EVENTS: Tag = Tag { name: "Events", description: "What is sent." };
const SCRIPTS: Tag = Tag { name: "Scripts", description: "What pages load." };

/// What went wrong, in one of two shapes.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
enum AnyFailure {
    Text(TextFailure),
    List(ListFailure),
}

/// One text.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct TextFailure {
    /// In words.
    error: String,
}

/// Several texts.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct ListFailure {
    /// In words.
    errors: Vec<String>,
}

impl From<TextFailure> for AnyFailure {
    fn from(failure: TextFailure) -> Self {
        Self::Text(failure)
    }
}

impl From<ListFailure> for AnyFailure {
    fn from(failure: ListFailure) -> Self {
        Self::List(failure)
    }
}

/// A thing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct Thing {
    /// Its name.
    #[garde(skip)]
    #[schemars(example = &"a")]
    name: String,
}

/// Things.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[garde(transparent)]
struct Things(#[garde(dive)] Vec<Thing>);

/// A page of things.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct ThingPage {
    /// The things.
    data: Vec<Thing>,
    /// The cursor of the next page.
    next: Option<String>,
}

/// Which thing.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct ThingPath {
    /// Its id.
    #[garde(skip)]
    id: i64,
}

/// Which page.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct PageQuery {
    /// The cursor.
    #[garde(skip)]
    cursor: Option<String>,
    /// How many things.
    #[garde(range(min = 1, max = 100))]
    limit: Option<i64>,
}

/// A thing was made.
///
/// By whomever.
#[derive(Debug, Clone, PartialEq, JsonSchema)]
struct ThingMade;

/// What is sent when a thing was made.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct MadeThing {
    /// The name of the event.
    event: EventName<ThingMade>,
    /// The thing.
    thing: Thing,
    /// Why; null if nobody says.
    reason: Option<String>,
    /// Further facts.
    facts: BTreeMap<String, String>,
}

impl Event for ThingMade {
    type Provider = Rich;
    type Payload = MadeThing;

    const NAME: &'static str = "thing.made";

    fn declaration() -> EventDeclaration {
        EventDeclaration::new(EVENTS, DOCUMENTED)
            .key_kinds(&["owner"])
            .rule(Rule::documented("request.body.thing.name != ''", "things have names"))
    }

    fn examples() -> Vec<Example<MadeThing>> {
        let made = MadeThing { event: EventName::new(), thing: thing(), reason: None, facts: BTreeMap::new() };
        vec![example("one", "One.", made)]
    }
}

/// A warning beside a success.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct Warned {
    /// In words.
    warning: String,
}

/// A script.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
struct ScriptText(String);

macro_rules! endpoint {
    ($(#[$doc:meta])* $name:ident: $method:ident $path:literal, $parameters:ty, $query:ty, $body:ty => $success:ty, $operation:expr, $examples:expr) => {
        $(#[$doc])*
        #[derive(JsonSchema)]
        struct $name;

        impl Endpoint for $name {
            type Provider = Rich;
            type Path = $parameters;
            type Query = $query;
            type Body = $body;
            type Success<'a> = $success;

            const METHOD: Method = Method::$method;
            const PATH: &'static str = $path;

            fn operation() -> Operation<AnyFailure> {
                $operation
            }

            fn examples() -> Vec<Example<$success>> {
                $examples
            }
        }
    };
}

fn thing() -> Thing {
    Thing { name: "a".to_owned() }
}

endpoint!(
    /// Lists things.
    ListThings: Get "/things", Nothing, PageQuery, Nothing => ThingPage,
    Operation::new("listThings", DOCUMENTED).security([&[][..], &["key"][..]]).pages(Pagination::Cursor(CursorPagination {
        location: "query", cursor: "cursor", limit: "limit", items: "/data", identity: "/name", next_cursor: "/next",
    })),
    vec![example("one", "One.", ThingPage { data: vec![thing()], next: None })]
);
endpoint!(
    /// Creates things.
    CreateThings: Post "/things", Nothing, Nothing, Things => Things,
    Operation::new("createThings", DOCUMENTED).created("They exist now.", DOCUMENTED).idempotency_key("Idempotency-Key")
        .scopes(&["things:write"]).key_kinds(&["owner"])
        .or_success(299, "Something is odd.", DOCUMENTED, &[example("odd", "Odd.", Warned { warning: "odd".to_owned() })])
        .rule(Rule::on_success("size(response.body) == size(request.body)", "each thing is created")),
    vec![example("one", "One.", Things(vec![thing()]))]
);
endpoint!(
    /// Changes a thing.
    ChangeThing: Patch "/things/{id}", ThingPath, Nothing, Thing => Thing,
    Operation::new("changeThing", DOCUMENTED)
        .failure(Failure::new(404, "No such thing.", DOCUMENTED, TextFailure { error: "none".to_owned() })),
    vec![example("one", "One.", thing())]
);
endpoint!(
    /// Removes a thing.
    RemoveThing: Delete "/things/{id}", ThingPath, Nothing, Nothing => Nothing,
    Operation::new("removeThing", DOCUMENTED).success("It is gone.", DOCUMENTED), Vec::new()
);
endpoint!(
    /// Removes all things with a name.
    ClearThings: Delete "/things", Nothing, Nothing, Thing => Nothing,
    Operation::new("clearThings", DOCUMENTED).without(422), Vec::new()
);
endpoint!(
    /// A script that counts.
    Script: Get "/script", Nothing, Nothing, Nothing => ScriptText,
    Operation::new("script", DOCUMENTED).tag(SCRIPTS).public().writes().gives(Media::Text("text/javascript"))
        .server(Server { url: "https://scripts.example", description: "Scripts." })
        .rate_limit(RateLimit { requests: 30, seconds: 60, per: RateLimitUnit::Address })
        .header(HeaderDeclaration {
            name: "X-Left", description: "How many are left.", value: HeaderValueType::Count, only_on: Some(200), provenance: DOCUMENTED,
        }),
    vec![example("one", "One.", ScriptText("count()".to_owned()))]
);
endpoint!(
    /// Asks for a thing by form.
    Subscribe: Post "/subscribe", Nothing, Nothing, Thing => Thing,
    Operation::new("subscribe", DOCUMENTED).reads().takes(Media::Form).optional_body(), vec![example("one", "One.", thing())]
);

#[test]
fn the_document_says_what_is_declared() {
    let document = build::<Rich>().expect("a document");
    assert_eq!(dialect::refusals(&document), []);
    let schema = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
    let json_body = "content/application~1json/schema";
    for (pointer, expected) in [
        ("/tags/0/name", json!("Things")),
        ("/tags/1/name", json!("Scripts")),
        ("/paths/~1things/get/security", json!([{}, { "key": [] }])),
        ("/paths/~1things/get/x-pagination/nextCursor", json!("/next")),
        ("/paths/~1things/get/externalDocs/url", json!("https://rich.example/docs")),
        (&format!("/paths/~1things/get/responses/422/{json_body}"), schema("ListFailure")),
        (&format!("/paths/~1things/get/responses/401/{json_body}"), schema("TextFailure")),
        (&format!("/paths/~1things/post/requestBody/{json_body}"), schema("Things")),
        (&format!("/paths/~1things/post/responses/201/{json_body}"), schema("Things")),
        (&format!("/paths/~1things/post/responses/299/{json_body}"), schema("Warned")),
        ("/paths/~1things/post/x-scopes", json!(["things:write"])),
        ("/paths/~1things/post/x-key-kinds", json!(["owner"])),
        ("/paths/~1things/post/x-idempotency-key", json!("Idempotency-Key")),
        ("/paths/~1things/post/parameters/0/in", json!("header")),
        ("/paths/~1things/post/requestBody/required", json!(true)),
        (
            "/paths/~1things/post/x-validations/0/rule",
            json!("response.status != 201 || size(response.body) == size(request.body)"),
        ),
        ("/paths/~1things/post/x-validations/1/message", json!("it never fails")),
        ("/paths/~1things~1{id}/delete/responses/204/description", json!("It is gone.")),
        (&format!("/paths/~1things/delete/requestBody/{json_body}"), schema("Thing")),
        ("/paths/~1script/get/security", json!([])),
        ("/paths/~1script/get/x-writes", json!(true)),
        ("/paths/~1script/get/servers/0/url", json!("https://scripts.example")),
        ("/paths/~1script/get/x-rate-limit", json!({ "requests": 30, "seconds": 60, "per": "address" })),
        ("/paths/~1script/get/responses/200/headers/X-Left/schema/type", json!("integer")),
        ("/paths/~1script/get/responses/200/content/text~1javascript/schema", schema("ScriptText")),
        ("/paths/~1subscribe/post/x-writes", json!(false)),
        ("/paths/~1subscribe/post/requestBody/content/application~1x-www-form-urlencoded/schema", schema("Thing")),
    ] {
        assert_eq!(document.pointer(pointer), Some(&expected), "{pointer}");
    }
    let optional = "/paths/~1subscribe/post/requestBody";
    assert!(document.pointer(optional).is_some_and(|body| body.get("required").is_none()));
    for absent in [
        "/paths/~1things~1{id}/delete/responses/204/content",
        "/paths/~1things~1{id}/delete/requestBody",
        "/paths/~1things/delete/responses/422",
        "/paths/~1script/get/responses/422",
        "/paths/~1script/get/responses/401/headers",
        "/paths/~1things/get/x-writes",
        "/paths/~1things/post/x-writes",
        "/components/schemas/AnyFailure",
        "/components/schemas/Nothing",
    ] {
        assert_eq!(document.pointer(absent), None, "{absent}");
    }
    round_trip::read("rich", &document).expect("no part of the document is lost");
}

#[test]
fn the_document_says_which_events_are_sent() {
    let document = build::<Rich>().expect("a document");
    let event = "/x-webhooks/thing.made";
    for (pointer, expected) in [
        ("/tags/2/name", json!("Events")),
        ("/x-delivery/attempts", json!(3)),
        ("/x-delivery/forms", json!(["postJson", "getQuery"])),
        ("/x-delivery/timeoutSeconds/value", json!(5)),
        ("/x-delivery/retrySeconds/provenance/source", json!("inferred")),
        (&format!("{event}/post/summary"), json!("A thing was made")),
        (&format!("{event}/post/externalDocs/url"), json!("https://rich.example/docs")),
        (&format!("{event}/post/parameters/0/name"), json!("X-Signature")),
        (&format!("{event}/post/parameters/0/required"), json!(true)),
        (
            &format!("{event}/post/requestBody/content/application~1json/schema"),
            json!({ "$ref": "#/components/schemas/MadeThing" }),
        ),
        (&format!("{event}/post/requestBody/content/application~1json/examples/one/value/event"), json!("thing.made")),
        (&format!("{event}/post/responses/2XX/description"), json!("The event is delivered.")),
        (&format!("{event}/post/x-key-kinds"), json!(["owner"])),
        (&format!("{event}/post/x-validations/0/message"), json!("things have names")),
        (&format!("{event}/get/parameters/0/in"), json!("header")),
        (&format!("{event}/get/parameters/1/required"), json!(true)),
        (&format!("{event}/get/parameters/3/name"), json!("reason")),
        (&format!("{event}/get/parameters/4/style"), json!("deepObject")),
        ("/components/schemas/MadeThing/properties/event/enum", json!(["thing.made"])),
        ("/components/schemas/MadeThing/required", json!(["event", "thing", "reason", "facts"])),
    ] {
        assert_eq!(document.pointer(pointer), Some(&expected), "{pointer}");
    }
    assert_eq!(document.pointer(&format!("{event}/get/parameters/3/required")), None, "null is left out");
    assert_eq!(document.pointer(&format!("{event}/get/requestBody")), None);
}

#[test]
fn the_clients_edition_folds_failures_and_leaves_one_success() {
    let document = build_edition::<Rich>(Edition::Client).expect("a document");
    let post = &document["paths"]["/things"]["post"]["responses"];
    assert_eq!(post["299"], Value::Null);
    for status in ["401", "422"] {
        let schema = &post[status]["content"]["application/json"]["schema"];
        assert_eq!(schema["$ref"], "#/components/schemas/AnyFailure", "{status}");
    }
}

#[test]
fn progenitor_reads_the_clients_edition() {
    let folder = crate::providers::project();
    let outcome = codegen::run::<Rich>(&Options::default(), folder.path(), &mut Vec::new());
    assert!(outcome.is_ok(), "{outcome:?}");
    let client = std::fs::read_to_string(folder.path().join("crates/client/src/generated/rich.rs")).expect("a client");
    for method in ["fn list_things", "fn create_things", "fn change_thing", "fn remove_thing", "fn clear_things"] {
        assert!(client.contains(method), "{method}");
    }
    for part in ["pub enum Event {", "ThingMade(Box<types::MadeThing>),", "pub fn read(payload: &[u8])"] {
        assert!(client.contains(part), "{part}");
    }
}

#[test]
fn a_declaration_is_resolved_once() {
    let resolved = resolve::<RemoveThing>();
    assert_eq!(resolved.statuses().collect::<Vec<_>>(), [204, 401, 422]);
    assert!(resolved.writes && !resolved.has_body);
    assert_eq!(resolve::<ListThings>().security, [&[][..], &["key"][..]]);
    assert_eq!(resolve::<Subscribe>().tag, THINGS);
}
