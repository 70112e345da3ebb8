//! `/api/v1/cli/…`: what the provider's command-line tool calls.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::{AGENTS, FROM_THE_TOOL, PROGRAM_KEY, command_line};
use super::{Affitor, Failure, failure};
use crate::declare::{Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred, rules};
use crate::values::{DecimalNumber, MillisecondInstant};

/// The endpoints of this resource.
pub type CommandLineEndpoints =
    (StartLogin, PollLogin, FinishLogin, ListCommandLinePrograms, InitProgram, GetCommandLineStatus, ConnectStripe);

/// Start a login.
///
/// Opens a login of the command-line tool: show `auth_url` in a browser, and poll `poll_url` until it is complete. In the sandbox, opening the
/// URL signs in at once.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct StartLogin;

/// Poll a login.
///
/// The state of a login. The first response after it is complete holds the token, and uses it up: the next says `consumed`.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct PollLogin;

/// Finish a login.
///
/// The address to which the browser returns after the login.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct FinishLogin;

/// Programs of the user.
///
/// All programs of the user who has signed in.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCommandLinePrograms;

/// Create a program.
///
/// A program with its key, ready to be set up.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct InitProgram;

/// Summary of a program.
///
/// How far the key's program is set up, and what has happened in it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCommandLineStatus;

/// Connect a Stripe account.
///
/// Connects a Stripe account to a program, with the secret that signs the webhooks that Stripe then sends.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ConnectStripe;

const GUESSED_PAGE: Provenance = inferred(
    "the route is named in the provider's inventory, as the one to which a browser returns; what it shows is not published, and the sandbox responds like the other login routes",
);

impl Endpoint for StartLogin {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = StartedLogin;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/cli/auth/start";

    fn operation() -> Operation<Failure> {
        command_line("startLogin").public().without(401).success("The login.", FROM_THE_TOOL)
    }

    fn examples() -> Vec<Example<StartedLogin>> {
        let login = LoginStart {
            state: "3f0c9a2e".to_owned(),
            auth_url: "https://api.affitor.com/api/v1/cli/auth/callback?state=3f0c9a2e".to_owned(),
            poll_url: "https://api.affitor.com/api/v1/cli/auth/poll?state=3f0c9a2e".to_owned(),
            expires_at: instant("2026-06-08T12:10:00Z"),
        };
        vec![example("started", "A login that waits for the browser.", StartedLogin { data: login })]
    }
}

impl Endpoint for PollLogin {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = LoginQuery;
    type Body = Nothing;
    type Success<'a> = PolledLogin;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/cli/auth/poll";

    fn operation() -> Operation<Failure> {
        command_line("pollLogin")
            .writes()
            .public()
            .without(401)
            .failure(failure::invalid_body("state is required"))
            .success("The state of the login.", FROM_THE_TOOL)
    }

    fn examples() -> Vec<Example<PolledLogin>> {
        let state =
            |status: &str| LoginState { status: status.to_owned(), token: None, email: None, advertiser_id: None };
        vec![
            example("pending", "Nobody has signed in yet.", PolledLogin { data: state("pending") }),
            example(
                "complete",
                "The token is shown once.",
                PolledLogin {
                    data: LoginState {
                        token: Some("cli_3f0c9a2e".to_owned()),
                        email: Some("ada@example.com".to_owned()),
                        advertiser_id: Some(1),
                        ..state("complete")
                    },
                },
            ),
        ]
    }
}

impl Endpoint for FinishLogin {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = LoginQuery;
    type Body = Nothing;
    type Success<'a> = FinishedLogin;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/cli/auth/callback";

    fn operation() -> Operation<Failure> {
        command_line("finishLogin")
            .writes()
            .public()
            .without(401)
            .failure(failure::invalid_body("state is required"))
            .success("What became of the login.", GUESSED_PAGE)
    }

    fn examples() -> Vec<Example<FinishedLogin>> {
        let data = LoginEnd { status: "complete".to_owned(), message: "You are signed in.".to_owned() };
        vec![example("complete", "The login is complete.", FinishedLogin { data })]
    }
}

impl Endpoint for ListCommandLinePrograms {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = CommandLinePrograms;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/cli/programs";

    fn operation() -> Operation<Failure> {
        command_line("listCommandLinePrograms").success("The programs.", FROM_THE_TOOL)
    }

    fn examples() -> Vec<Example<CommandLinePrograms>> {
        let program = CommandLineProgram {
            id: "42".to_owned(),
            name: "Acme Analytics".to_owned(),
            domain: "acme.example".to_owned(),
            status: "active".to_owned(),
            commission: "20% recurring".to_owned(),
            partners: 12,
            created_at: instant("2026-01-15T09:00:00Z"),
        };
        vec![example("one", "One program.", CommandLinePrograms { data: vec![program] })]
    }
}

impl Endpoint for InitProgram {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ProgramToInit;
    type Success<'a> = InitializedProgram;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/cli/init";

    fn operation() -> Operation<Failure> {
        command_line("initProgram")
            .failure(failure::invalid_body("name is required").of_data())
            .success("The program and its key.", FROM_THE_TOOL)
            .rule(
                Rule::on_success(
                    "response.body.data.domain == request.body.domain",
                    "the program has the domain asked for",
                )
                .because("the tool shows it as its own"),
            )
    }

    fn examples() -> Vec<Example<InitializedProgram>> {
        let program = NewProgramKey {
            program_id: "42".to_owned(),
            api_key: "aff_abcdefgh0123456789abcdef0123wxyz".to_owned(),
            program_slug: "acme-analytics".to_owned(),
            domain: "acme.example".to_owned(),
        };
        vec![example("created", "The key is shown once.", InitializedProgram { data: program })]
    }
}

impl Endpoint for GetCommandLineStatus {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = CommandLineStatusQuery;
    type Body = Nothing;
    type Success<'a> = CommandLineStatus;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/api/v1/cli/status";

    fn operation() -> Operation<Failure> {
        command_line("getCommandLineStatus")
            .tag(AGENTS)
            .security([&[PROGRAM_KEY][..]])
            .failure(
                failure::strapi(
                    400,
                    "The program is not that of the key.",
                    FROM_THE_TOOL,
                    "ValidationError",
                    "Program not found",
                )
                .of_data(),
            )
            .success("The summary.", FROM_THE_TOOL)
            .rule(
                Rule::on_success(
                    "!('program_id' in request.query) || response.body.data.program_id == request.query.program_id",
                    "the program is the one asked for",
                )
                .because("the tool passes the id that it has stored"),
            )
    }

    fn examples() -> Vec<Example<CommandLineStatus>> {
        let summary = ProgramSummary {
            program_id: "42".to_owned(),
            name: "Acme Analytics".to_owned(),
            domain: "acme.example".to_owned(),
            dns_verified: true,
            stripe_connected: true,
            stripe_charges_enabled: Some(true),
            recent_events: EventsOfADay { clicks_24h: 40, leads_24h: 3, sales_24h: 1 },
            active_partners: 12,
            pending_commissions: DecimalNumber { hundredths: 12_350 },
        };
        vec![example("working", "A program that works.", CommandLineStatus { data: summary })]
    }
}

impl Endpoint for ConnectStripe {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = StripeToConnect;
    type Success<'a> = ConnectedStripe;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/cli/stripe-connect";

    fn operation() -> Operation<Failure> {
        command_line("connectStripe")
            .failure(
                failure::strapi(
                    400,
                    "A field is missing, or there is no such program.",
                    FROM_THE_TOOL,
                    "ValidationError",
                    "Program not found",
                )
                .of_data(),
            )
            .success("The account.", FROM_THE_TOOL)
            .rule(
                Rule::on_success(
                    "response.body.data.stripe_account_id == request.body.stripe_user_id",
                    "the account is the one that was sent",
                )
                .because("the tool names the same account in both"),
            )
    }

    fn examples() -> Vec<Example<ConnectedStripe>> {
        let account = StripeConnection {
            connected: true,
            stripe_account_id: "acct_1QwErTyUiOpAsDfG".to_owned(),
            webhook_endpoint_id: "we_1QwErTyUiOpAsDfG".to_owned(),
            charges_enabled: true,
            payouts_enabled: true,
        };
        vec![example("connected", "The account is connected.", ConnectedStripe { data: account })]
    }
}

/// Which login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct LoginQuery {
    /// The `state` of the login.
    #[schemars(example = &"3f0c9a2e")]
    #[garde(length(min = 1, max = 200))]
    pub state: String,
}

/// A login in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct StartedLogin {
    /// The login.
    pub data: LoginStart,
}

/// A login that waits for the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct LoginStart {
    /// Its name.
    pub state: String,
    /// The page to show.
    pub auth_url: String,
    /// Where to poll.
    pub poll_url: String,
    /// When it ends.
    pub expires_at: MillisecondInstant,
}

/// The state of a login, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct PolledLogin {
    /// The state.
    pub data: LoginState,
}

/// The state of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "('token' in self) == (self.status == 'complete')",
        "a login that is complete has a token, and no other has",
        "the tool stores the token of the response that says complete",
    ),
])))]
pub struct LoginState {
    /// `pending`, `complete`, `expired` or `consumed`.
    #[schemars(extend("x-extensible-enum" = ["pending", "complete", "expired", "consumed"]))]
    pub status: String,
    /// The token of the session: it ends after 90 days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub token: Option<String>,
    /// The user's address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub email: Option<String>,
    /// The advertiser's number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    pub advertiser_id: Option<i64>,
}

/// The end of a login, in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = GUESSED_PAGE))]
pub struct FinishedLogin {
    /// The end of the login.
    pub data: LoginEnd,
}

/// The end of a login.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = GUESSED_PAGE))]
pub struct LoginEnd {
    /// `complete` or `expired`.
    #[schemars(extend("x-extensible-enum" = ["complete", "expired"]))]
    pub status: String,
    /// The same in words, for the person in front of the browser.
    pub message: String,
}

/// Programs in their envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct CommandLinePrograms {
    /// The programs.
    pub data: Vec<CommandLineProgram>,
}

/// A program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct CommandLineProgram {
    /// Its number, as text.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The domain of its website.
    pub domain: String,
    /// Its status.
    #[schemars(extend("x-extensible-enum" = ["active"]))]
    pub status: String,
    /// Its commission, in words.
    pub commission: String,
    /// How many partners it has.
    pub partners: u64,
    /// When it was created.
    pub created_at: MillisecondInstant,
}

/// A program to create.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct ProgramToInit {
    /// Its name.
    #[schemars(example = &"Acme Analytics")]
    #[garde(length(min = 1, max = 200))]
    pub name: String,
    /// The domain of its website.
    #[schemars(example = &"acme.example")]
    #[garde(length(min = 1, max = 200))]
    pub domain: String,
    /// `percent`, `fixed`, `recurring_percent` or `recurring_fixed`.
    #[schemars(example = &"recurring_percent")]
    #[schemars(extend("x-extensible-enum" = ["percent", "fixed", "recurring_percent", "recurring_fixed"]))]
    #[garde(length(min = 1, max = 100))]
    pub commission_type: String,
    /// The commission: per cent, or units of the currency.
    #[schemars(example = 20)]
    #[garde(range(min = 0.0, max = 1_000_000.0))]
    pub commission_rate: f64,
    /// How long a click counts, in days.
    #[schemars(example = 60)]
    #[garde(range(min = 1, max = 365))]
    pub cookie_duration: u32,
    /// For how many months a customer's payments earn commissions; null for ever.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(range(min = 0, max = 1200))]
    pub duration_months: Option<u32>,
    /// The advertiser's number; that of the session if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub advertiser_id: Option<i64>,
}

/// A new program in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct InitializedProgram {
    /// The program.
    pub data: NewProgramKey,
}

/// A new program with its key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.api_key.startsWith('aff_')", "a program key begins with aff_", "every program key does"),
])))]
pub struct NewProgramKey {
    /// Its number, as text.
    pub program_id: String,
    /// Its key, shown once.
    pub api_key: String,
    /// Its name in URLs.
    pub program_slug: String,
    /// The domain of its website.
    pub domain: String,
}

/// Which program.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct CommandLineStatusQuery {
    /// The program's number. That of the key if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"42")]
    #[garde(length(max = 100))]
    pub program_id: Option<String>,
}

/// The summary in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct CommandLineStatus {
    /// The summary.
    pub data: ProgramSummary,
}

/// How far a program is set up, and what has happened in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct ProgramSummary {
    /// Its number, as text.
    pub program_id: String,
    /// Its name.
    pub name: String,
    /// The domain of its website.
    pub domain: String,
    /// Whether the domain is verified. In the sandbox: whether its tracker was seen.
    pub dns_verified: bool,
    /// Whether a Stripe account is connected.
    pub stripe_connected: bool,
    /// Whether it takes charges.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    pub stripe_charges_enabled: Option<bool>,
    /// What happened in the last 24 hours.
    pub recent_events: EventsOfADay,
    /// How many partners are approved.
    pub active_partners: u64,
    /// Commissions that are not paid yet, in units of the currency.
    #[schemars(extend("x-provenance" = inferred("the tool prints the field as it is; that it is money and not a count is a guess")))]
    pub pending_commissions: DecimalNumber,
}

/// What happened in the last 24 hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct EventsOfADay {
    /// Clicks.
    pub clicks_24h: u64,
    /// Leads.
    pub leads_24h: u64,
    /// Sales.
    pub sales_24h: u64,
}

/// A Stripe account to connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct StripeToConnect {
    /// The program's number, as text.
    #[schemars(example = &"42")]
    #[garde(length(min = 1, max = 100))]
    pub program_id: String,
    /// The account.
    #[schemars(example = &"acct_1QwErTyUiOpAsDfG")]
    #[garde(length(min = 1, max = 200))]
    pub stripe_user_id: String,
    /// The webhook endpoint that was registered at Stripe.
    #[schemars(example = &"we_1QwErTyUiOpAsDfG")]
    #[garde(length(min = 1, max = 200))]
    pub webhook_endpoint_id: String,
    /// The secret with which Stripe signs.
    #[schemars(example = &"whsec_0123456789abcdef")]
    #[garde(length(min = 1, max = 200))]
    pub webhook_secret: String,
}

/// A connected account in its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct ConnectedStripe {
    /// The account.
    pub data: StripeConnection,
}

/// A connected account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = FROM_THE_TOOL))]
pub struct StripeConnection {
    /// Whether it is connected.
    pub connected: bool,
    /// The account.
    pub stripe_account_id: String,
    /// The webhook endpoint.
    pub webhook_endpoint_id: String,
    /// Whether the account can take charges.
    pub charges_enabled: bool,
    /// Whether the account can receive payouts.
    pub payouts_enabled: bool,
}

fn instant(text: &str) -> MillisecondInstant {
    text.parse::<chrono::DateTime<chrono::Utc>>().expect("a literal instant").into()
}
