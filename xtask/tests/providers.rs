//! Small providers made for the tests.

use schemars::JsonSchema;
use serde::Serialize;
use trackside_schemas::declare::{
    Credential, DOCUMENTED, Endpoint, Example, Failure, Information, Method, Nothing, Operation, Provider,
    SecurityScheme, Source, Tag, example,
};

/// A provider that is in order.
pub(crate) struct Good;

/// A provider whose success has no provenance.
pub(crate) struct Bad;

/// A provider with a type that `openapiv3` reads in part.
pub(crate) struct Lossy;

/// The good one alone.
pub(crate) type OnlyGood = Good;

/// The good one and then the bad one.
pub(crate) type GoodAndBad = (Good, Bad);

/// The lossy one alone.
pub(crate) type OnlyLossy = Lossy;

/// What went wrong.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub(crate) struct Refused {
    /// In words.
    message: String,
}

/// A thing.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub(crate) struct Thing {
    /// Its name.
    name: String,
}

/// A thing of unknown origin.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Foundling {
    /// Its name.
    name: String,
}

/// A thing of a kind that the model of OpenAPI does not know.
#[derive(Serialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub(crate) struct Strange {
    /// Its name.
    #[schemars(extend("contentEncoding" = "base64"))]
    name: String,
}

macro_rules! provider {
    ($provider:ident, $name:literal, $endpoint:ident, $success:ident) => {
        impl Provider for $provider {
            type Endpoints = ($endpoint,);
            type Failure = Refused;

            const NAME: &'static str = $name;

            fn information() -> Information {
                Information {
                    title: "A provider",
                    description: "What it is for.",
                    server: "https://provider.example",
                    source: Some(Source {
                        title: "Its documentation",
                        url: "https://provider.example/docs",
                        read: "2026-11-28",
                    }),
                    tag: Tag { name: "Things", description: "All the things." },
                    security_schemes: vec![SecurityScheme {
                        name: "key",
                        description: "A key.",
                        credential: Credential::Bearer,
                    }],
                    security: vec![&["key"]],
                    response_headers: Vec::new(),
                }
            }
        }

        /// A thing, as it is.
        #[derive(JsonSchema)]
        pub(crate) struct $endpoint;

        impl Endpoint for $endpoint {
            type Provider = $provider;
            type Path = Nothing;
            type Query = Nothing;
            type Body = Nothing;
            type Success<'a> = $success;

            const METHOD: Method = Method::Get;
            const PATH: &'static str = "/thing";

            fn operation() -> Operation<Refused> {
                Operation::new("getThing", DOCUMENTED).success("The thing.", DOCUMENTED).failure(Failure::new(
                    404,
                    "There is none.",
                    DOCUMENTED,
                    Refused { message: "None.".to_owned() },
                ))
            }

            fn examples() -> Vec<Example<$success>> {
                vec![example("one", "One.", $success { name: "a".to_owned() })]
            }
        }
    };
}

provider!(Good, "good", GetThing, Thing);
provider!(Bad, "bad", GetFoundling, Foundling);
provider!(Lossy, "lossy", GetStrange, Strange);
