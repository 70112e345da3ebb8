//! `/webhooks`: where the provider sends events.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::program::example_time;
use super::{AgentRef, Failure, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Tag, example, inferred, rules,
};
use crate::values::{hyphenated, hyphenated_or_null, present, present_hyphenated_or_null};

/// The endpoints of this resource.
pub type WebhookEndpoints =
    (ListWebhooks, CreateWebhook, GetWebhook, UpdateWebhook, DeleteWebhook, RotateWebhookSecret);

const WEBHOOKS: Tag = Tag { name: "Webhooks", description: "Where events are sent, and how they are signed." };

/// The form of a receiver's address.
const RECEIVER: &str = r"^(https://[A-Za-z0-9]|http://localhost([:/]|$))[A-Za-z0-9._~:/@!$&()*+,;=%?-]*$";

/// Events in the examples of requests.
const SOME_EVENTS: [WebhookEvent; 1] = [WebhookEvent::ConversionCreated];

/// Webhook endpoints.
///
/// All of them, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListWebhooks;

/// Register a webhook endpoint.
///
/// The secret that signs its events is shown once, in this response.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateWebhook;

/// A webhook endpoint.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetWebhook;

/// Change a webhook endpoint.
///
/// What is not given stays. The secret stays as well.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateWebhook;

/// Delete a webhook endpoint.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteWebhook;

/// Replace the secret of a webhook endpoint.
///
/// The new one is shown once, in this response. The old one no longer signs anything.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RotateWebhookSecret;

impl Endpoint for ListWebhooks {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = WebhooksQuery;
    type Body = Nothing;
    type Success<'a> = List<WebhookEndpoint>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/webhooks";

    fn operation() -> Operation<Failure> {
        merchant("listWebhooks", DOCUMENTED, WEBHOOKS, "webhooks:read")
            .success("The webhook endpoints.", DOCUMENTED)
            .rule(
                Rule::on_success(
                    "!('programId' in request.query) || response.body.data.all(endpoint, endpoint.programId == request.query.programId.lowerAscii())",
                    "every webhook endpoint is for the program asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_webhook("getWebhook", "$response.body#/data/0/id", "The first webhook endpoint."))
    }

    fn examples() -> Vec<Example<List<WebhookEndpoint>>> {
        vec![
            example("one", "One webhook endpoint.", list(vec![example_webhook()])),
            example("none", "No webhook endpoint yet.", list(Vec::new())),
        ]
    }
}

impl Endpoint for CreateWebhook {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = WebhookToCreate;
    type Success<'a> = Envelope<WebhookSecret>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/webhooks";

    fn operation() -> Operation<Failure> {
        merchant("createWebhook", DOCUMENTED, WEBHOOKS, "webhooks:write")
            .created("The webhook endpoint, with its secret.", EXAMPLE)
            .repeatable()
            .failure(unknown_program())
            .rule(
                Rule::on_success(
                    "response.body.data.endpoint.url == request.body.url && response.body.data.endpoint.name == request.body.name \
                     && response.body.data.endpoint.subscribedEvents == request.body.subscribedEvents",
                    "the webhook endpoint is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_webhook("getWebhook", CREATED, "The webhook endpoint, without its secret."))
            .link(to_webhook("updateWebhook", CREATED, "Changes the webhook endpoint."))
            .link(to_webhook("rotateWebhookSecret", CREATED, "Replaces the secret."))
            .link(to_webhook("deleteWebhook", CREATED, "Deletes the webhook endpoint."))
    }

    fn examples() -> Vec<Example<Envelope<WebhookSecret>>> {
        vec![example("created", "The secret is shown once.", one(example_secret()))]
    }
}

impl Endpoint for GetWebhook {
    type Provider = AgentRef;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<WebhookEndpoint>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/webhooks/{id}";

    fn operation() -> Operation<Failure> {
        merchant("getWebhook", DOCUMENTED, WEBHOOKS, "webhooks:read")
            .success("The webhook endpoint, without its secret.", DOCUMENTED)
            .failures([failure::malformed_id(), unknown_webhook()])
            .rule(is_asked_for("response.body.data.id == request.path.id.lowerAscii()"))
    }

    fn examples() -> Vec<Example<Envelope<WebhookEndpoint>>> {
        let disabled =
            WebhookEndpoint { status: WebhookStatus::Disabled, disabled_at: Some(example_time()), ..example_webhook() };
        vec![
            example("active", "Events are sent.", one(example_webhook())),
            example("disabled", "No events are sent.", one(disabled)),
        ]
    }
}

impl Endpoint for UpdateWebhook {
    type Provider = AgentRef;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = WebhookChanges;
    type Success<'a> = Envelope<WebhookEndpoint>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/webhooks/{id}";

    fn operation() -> Operation<Failure> {
        merchant("updateWebhook", DOCUMENTED, WEBHOOKS, "webhooks:write")
            .success("The webhook endpoint afterwards, without its secret.", DOCUMENTED)
            .failure(failure::malformed_id())
            .failure(failure::unknown(
                "No webhook endpoint with this id, or no program with the id in the body.",
                "Webhook endpoint not found.",
            ))
            .rule(is_asked_for("response.body.data.id == request.path.id.lowerAscii()"))
            .rule(
                Rule::on_success(
                    "(!('url' in request.body) || response.body.data.url == request.body.url) \
                     && (!('name' in request.body) || response.body.data.name == request.body.name)",
                    "the webhook endpoint has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_webhook("getWebhook", "$response.body#/data/id", "The webhook endpoint."))
    }

    fn examples() -> Vec<Example<Envelope<WebhookEndpoint>>> {
        vec![example("changed", "The webhook endpoint afterwards.", one(example_webhook()))]
    }
}

impl Endpoint for DeleteWebhook {
    type Provider = AgentRef;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<WebhookDeleted>;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/webhooks/{id}";

    fn operation() -> Operation<Failure> {
        let status = inferred("the body is documented; that the status is not 204 follows, as the SDKs read a body");
        merchant("deleteWebhook", DOCUMENTED, WEBHOOKS, "webhooks:write")
            .success("It is deleted.", status)
            .failures([failure::malformed_id(), unknown_webhook()])
    }

    fn examples() -> Vec<Example<Envelope<WebhookDeleted>>> {
        vec![example("deleted", "It is deleted.", one(WebhookDeleted { success: true }))]
    }
}

impl Endpoint for RotateWebhookSecret {
    type Provider = AgentRef;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<WebhookSecret>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/webhooks/{id}/rotate-secret";

    fn operation() -> Operation<Failure> {
        merchant("rotateWebhookSecret", DOCUMENTED, WEBHOOKS, "webhooks:write")
            .success("The webhook endpoint, with its new secret.", EXAMPLE)
            .repeatable()
            .failures([failure::malformed_id(), unknown_webhook()])
            .rule(is_asked_for("response.body.data.endpoint.id == request.path.id.lowerAscii()"))
            .link(to_webhook("getWebhook", CREATED, "The webhook endpoint, without its secret."))
    }

    fn examples() -> Vec<Example<Envelope<WebhookSecret>>> {
        vec![example("rotated", "The new secret is shown once.", one(example_secret()))]
    }
}

/// Which webhook endpoints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhooksQuery {
    /// Only those for this program. Those for all programs are left out then (inferred).
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}

/// Which webhook endpoint.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookPath {
    /// Its id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"5d0f7a1c-93be-4c27-8e46-1b72c9a4f035")]
    pub id: Uuid,
}

/// A webhook endpoint to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookToCreate {
    /// What the merchant calls it.
    #[schemars(example = &"Back office", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: String,
    /// Where events are sent: `https://`, or `http://localhost` while developing.
    #[schemars(example = &"https://hooks.acme.example/agentref", regex(pattern = RECEIVER))]
    #[garde(length(max = 2000), custom(is_receiver_text))]
    pub url: String,
    /// The program whose events are sent; those of all programs if it is null or not given.
    #[serde(default, deserialize_with = "hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// The version of the events: 2.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 2)]
    #[garde(range(min = 2, max = 2))]
    pub schema_version: Option<u32>,
    /// Which events are sent.
    #[schemars(example = SOME_EVENTS)]
    #[garde(length(min = 1, max = 100))]
    pub subscribed_events: Vec<WebhookEvent>,
}

/// What to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookChanges {
    /// What the merchant calls it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Back office", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, min = 1, max = 100))]
    pub name: Option<String>,
    /// Where events are sent: `https://`, or `http://localhost` while developing.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"https://hooks.acme.example/agentref", regex(pattern = RECEIVER))]
    #[garde(length(max = 2000), custom(is_receiver))]
    pub url: Option<String>,
    /// The program whose events are sent; null for those of all programs.
    #[serde(default, deserialize_with = "present_hyphenated_or_null", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<Uuid>")]
    #[garde(skip)]
    pub program_id: Option<Option<Uuid>>,
    /// The version of the events: 2.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 2)]
    #[garde(range(min = 2, max = 2))]
    pub schema_version: Option<u32>,
    /// Which events are sent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<WebhookEvent>", example = SOME_EVENTS)]
    #[garde(length(min = 1, max = 100))]
    pub subscribed_events: Option<Vec<WebhookEvent>>,
}

/// Something that happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum WebhookEvent {
    /// A program was created.
    #[serde(rename = "program.created")]
    ProgramCreated,
    /// A program was changed.
    #[serde(rename = "program.updated")]
    ProgramUpdated,
    /// Somebody joined a program.
    #[serde(rename = "affiliate.joined")]
    AffiliateJoined,
    /// An affiliate was approved.
    #[serde(rename = "affiliate.approved")]
    AffiliateApproved,
    /// An affiliate was blocked.
    #[serde(rename = "affiliate.blocked")]
    AffiliateBlocked,
    /// An affiliate is no longer blocked.
    #[serde(rename = "affiliate.unblocked")]
    AffiliateUnblocked,
    /// There was a conversion.
    #[serde(rename = "conversion.created")]
    ConversionCreated,
    /// A conversion was refunded.
    #[serde(rename = "conversion.refunded")]
    ConversionRefunded,
    /// A payout was recorded.
    #[serde(rename = "payout.created")]
    PayoutCreated,
    /// A payout is under way.
    #[serde(rename = "payout.processing")]
    PayoutProcessing,
    /// A payout has arrived.
    #[serde(rename = "payout.completed")]
    PayoutCompleted,
    /// A payout could not be made.
    #[serde(rename = "payout.failed")]
    PayoutFailed,
    /// A flag was resolved.
    #[serde(rename = "flag.resolved")]
    FlagResolved,
}

/// Whether events are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum WebhookStatus {
    /// They are.
    Active,
    /// They are not.
    Disabled,
}

/// Where events are sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "(self.status == 'disabled') == (type(self.disabledAt) != null_type)",
        "a disabled webhook endpoint, and no other, has a time at which it was disabled",
        "the names of the fields",
    ),
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is changed before it is created",
        "the names of the fields",
    ),
])))]
pub struct WebhookEndpoint {
    /// Its id.
    pub id: Uuid,
    /// What the merchant calls it.
    pub name: String,
    /// Where events are sent.
    pub url: String,
    /// Whether they are sent. No operation changes it.
    pub status: WebhookStatus,
    /// The program whose events are sent; null for those of all programs.
    pub program_id: Option<Uuid>,
    /// The version of the events.
    #[schemars(range(min = 2, max = 2))]
    pub schema_version: u32,
    /// Which events are sent.
    #[schemars(length(min = 1))]
    pub subscribed_events: Vec<WebhookEvent>,
    /// The last four characters of the secret; null if there is none.
    #[schemars(length(min = 4, max = 4))]
    pub secret_last_four: Option<String>,
    /// When it was registered.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// When it was disabled; null if it is not.
    pub disabled_at: Option<DateTime<Utc>>,
}

/// A webhook endpoint and its secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "type(self.endpoint.secretLastFour) != null_type && self.signingSecret.endsWith(self.endpoint.secretLastFour)",
        "the secret ends with what is shown of it",
        "the name of the field",
    ),
])))]
pub struct WebhookSecret {
    /// The webhook endpoint.
    pub endpoint: WebhookEndpoint,
    /// The secret: `whsec_` and the key of the signatures in base64url.
    #[schemars(regex(pattern = "^whsec_[A-Za-z0-9_-]+$"))]
    pub signing_secret: String,
}

/// A webhook endpoint is deleted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred("self.success", "a success says so", "the name of the field"),
])))]
pub struct WebhookDeleted {
    /// True.
    pub success: bool,
}

/// Where the response to a creation has the id.
const CREATED: &str = "$response.body#/data/endpoint/id";

fn to_webhook(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "id", expression, description }
}

fn is_asked_for(rule: &'static str) -> Rule {
    Rule::on_success(rule, "the webhook endpoint answered is the one asked for").because("the id names the resource")
}

fn unknown_webhook() -> crate::declare::Failure<Failure> {
    failure::unknown("No webhook endpoint with this id.", "Webhook endpoint not found.")
}

fn unknown_program() -> crate::declare::Failure<Failure> {
    let provenance = inferred("the status is documented; that it is meant for an id in the body is not");
    crate::declare::Failure { provenance, ..failure::unknown_program() }
}

/// `https://` and a host, or `http://localhost`.
fn is_receiver(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let Some(text) = text.as_ref().map(AsRef::as_ref) else { return Ok(()) };
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/@!$&()*+,;=%?-".contains(&byte);
    let is_secure = |rest: &str| rest.starts_with(|first: char| first.is_ascii_alphanumeric());
    let is_local = |rest: &str| rest.is_empty() || rest.starts_with([':', '/']);
    let fits = text.strip_prefix("https://").is_some_and(is_secure)
        || text.strip_prefix("http://localhost").is_some_and(is_local);
    if fits && text.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(garde::Error::new("must be an address such as https://hooks.acme.example/agentref, or http://localhost:PORT"))
}

fn is_receiver_text(text: &str, (): &()) -> garde::Result {
    is_receiver(&Some(text), &())
}

fn example_webhook() -> WebhookEndpoint {
    WebhookEndpoint {
        id: Uuid::from_u128(0x5d0f_7a1c_93be_4c27_8e46_1b72_c9a4_f035),
        name: "Back office".to_owned(),
        url: "https://hooks.acme.example/agentref".to_owned(),
        status: WebhookStatus::Active,
        program_id: None,
        schema_version: 2,
        subscribed_events: vec![WebhookEvent::ConversionCreated, WebhookEvent::PayoutCreated],
        secret_last_four: Some("x-7Q".to_owned()),
        created_at: example_time(),
        updated_at: example_time(),
        disabled_at: None,
    }
}

fn example_secret() -> WebhookSecret {
    WebhookSecret { endpoint: example_webhook(), signing_secret: "whsec_3Jv9_kQ0bX2mT5hLw8RzAe4dYpNcx-7Q".to_owned() }
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{RECEIVER, is_receiver_text};

    #[test]
    fn the_running_check_of_addresses_and_the_published_pattern_say_the_same() {
        let pattern = Regex::new(RECEIVER).expect("a pattern");
        for (text, fits) in [
            ("https://hooks.acme.example/agentref?key=1", true),
            ("https://a", true),
            ("http://localhost", true),
            ("http://localhost:3000/hooks", true),
            ("http://localhost.example", false),
            ("http://acme.example", false),
            ("https://", false),
            ("https:///a", false),
            ("https://a b", false),
            ("", false),
        ] {
            assert_eq!(is_receiver_text(text, &()).is_ok(), fits, "{text}");
            assert_eq!(pattern.is_match(text), fits, "{text}");
        }
    }
}
