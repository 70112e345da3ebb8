//! `/programs/{id}/marketplace` and `/programs/{id}/connect-stripe`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::{Repeatable as _, merchant, setup};
use super::program::EXAMPLE_ID;
use super::programs::PROGRAMS;
use super::text::{WEB_ADDRESS, is_web_address};
use super::{AgentRef, Failure, MarketplaceStatus, ProgramPath, Readiness, failure};
use crate::declare::{DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred};
use crate::values::present;

/// The endpoints of this resource.
pub type ProgramSetupEndpoints = (UpdateMarketplace, ConnectStripe, DisconnectStripe);

/// Change what the marketplace shows.
///
/// A program is public only if Stripe is connected, tracking is installed, and it has an active affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateMarketplace;

/// Connect Stripe.
///
/// Only begins: the merchant has to follow the address. In the sandbox the account is connected when the clock reaches it, or when
/// the event `stripe_connected` is caused.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ConnectStripe;

/// Disconnect Stripe.
///
/// Conversions are not recorded any more.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DisconnectStripe;

impl Endpoint for UpdateMarketplace {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = MarketplaceChanges;
    type Success<'a> = Envelope<MarketplaceSettings>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/programs/{id}/marketplace";

    fn operation() -> Operation<Failure> {
        merchant("updateMarketplace", DOCUMENTED, PROGRAMS, "programs:write")
            .success("The settings afterwards.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .failure(failure::conflict(
                "The program cannot be public: the message says what is missing.",
                inferred("what is needed is documented, the status is not"),
                "The program cannot be public yet: Stripe is not connected.",
            ))
            .rule(
                Rule::on_success(
                    "!('status' in request.body) || response.body.data.status == request.body.status",
                    "the program has the status asked for",
                )
                .because("the field of the request has the same name"),
            )
    }

    fn examples() -> Vec<Example<Envelope<MarketplaceSettings>>> {
        let settings = MarketplaceSettings {
            status: MarketplaceStatus::Public,
            category: Some("Software".to_owned()),
            description: None,
            logo_url: None,
        };
        vec![example("public", "A program that affiliates can find.", one(settings))]
    }
}

impl Endpoint for ConnectStripe {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = StripeToConnect;
    type Success<'a> = Envelope<StripeConnection>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/programs/{id}/connect-stripe";

    fn operation() -> Operation<Failure> {
        setup("connectStripe", DOCUMENTED, PROGRAMS, "programs:write")
            .success("How to go on.", EXAMPLE)
            .repeatable()
            .optional_body()
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.id.lowerAscii()",
                    "the program answered is the program asked for",
                )
                .because("the id names the resource"),
            )
            .rule(
                Rule::on_success(
                    "response.body.data.connected == !('authUrl' in response.body.data)",
                    "there is an address to follow unless Stripe is connected",
                )
                .because("the operation only begins"),
            )
    }

    fn examples() -> Vec<Example<Envelope<StripeConnection>>> {
        let begun = StripeConnection {
            connected: false,
            method: "oauth_url".to_owned(),
            program_id: EXAMPLE_ID,
            program_readiness: Some(Readiness::Setup),
            auth_url: Some("https://connect.stripe.com/oauth/authorize?state=3c90c3cc".to_owned()),
            message: "Open the address to connect Stripe.".to_owned(),
        };
        vec![example("begun", "The address to follow.", one(begun))]
    }
}

impl Endpoint for DisconnectStripe {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<DisconnectedStripe>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/programs/{id}/connect-stripe";

    fn operation() -> Operation<Failure> {
        merchant("disconnectStripe", DOCUMENTED, PROGRAMS, "programs:write")
            .success("Stripe is not connected any more.", DOCUMENTED)
            .idempotent()
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.id.lowerAscii() && response.body.data.success",
                    "the program answered is the program asked for",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<DisconnectedStripe>>> {
        vec![example("done", "It is done.", one(DisconnectedStripe { success: true, program_id: EXAMPLE_ID }))]
    }
}

/// What to change of what the marketplace shows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct MarketplaceChanges {
    /// Whether affiliates can find it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "MarketplaceStatus", example = MarketplaceStatus::Draft)]
    #[garde(skip)]
    pub status: Option<MarketplaceStatus>,
    /// Its category.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Software", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 100))]
    pub category: Option<String>,
    /// What is said of it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub description: Option<String>,
    /// The address of its logo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = WEB_ADDRESS), example = &"https://acme.example/logo.png")]
    #[garde(length(max = 200), custom(is_web_address))]
    pub logo_url: Option<String>,
}

/// How to connect Stripe.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct StripeToConnect {
    /// How: `oauth_url`, which is the only way.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ConnectMethod", example = ConnectMethod::OauthUrl)]
    #[garde(skip)]
    pub method: Option<ConnectMethod>,
}

/// How Stripe is connected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ConnectMethod {
    /// By an address that the merchant opens.
    OauthUrl,
}

/// What the marketplace shows of a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = inferred("only the status is shown by an example; the others are the fields of the request")))]
pub struct MarketplaceSettings {
    /// Whether affiliates can find it.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub status: MarketplaceStatus,
    /// Its category.
    pub category: Option<String>,
    /// What is said of it.
    pub description: Option<String>,
    /// The address of its logo.
    pub logo_url: Option<String>,
}

/// How connecting Stripe goes on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct StripeConnection {
    /// Whether it is connected already.
    pub connected: bool,
    /// How it is connected.
    pub method: String,
    /// The program.
    pub program_id: Uuid,
    /// How far the program is set up.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Readiness")]
    pub program_readiness: Option<Readiness>,
    /// The address to follow. Absent if Stripe is connected.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub auth_url: Option<String>,
    /// What to do, in words.
    pub message: String,
}

/// Stripe is not connected any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct DisconnectedStripe {
    /// True.
    pub success: bool,
    /// The program.
    pub program_id: Uuid,
}
