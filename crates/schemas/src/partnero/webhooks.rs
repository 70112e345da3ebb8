//! `/v1/webhooks`: where the provider sends events.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::code::{CODE, is_code};
use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::any_kind;
use super::paging::Paged as _;
use super::webhook::example_webhook;
use super::{Failure, Partnero, Webhook, WebhookEvent, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, Source, Tag, example, inferred,
};
use crate::values::present;

/// The endpoints of this resource.
pub type WebhookEndpoints = (ListWebhooks, CreateWebhook, GetWebhook, UpdateWebhook, DeleteWebhook);

const WEBHOOKS: Tag = Tag { name: "Webhooks", description: "Where events are sent, and how they are signed." };

const SOURCE: Source = Source {
    title: "Partnero API reference: webhooks",
    url: "https://docs.partnero.com/api-reference/webhooks/overview",
    read: "2026-11-28",
};

/// The form of a receiver's address.
const RECEIVER: &str = r"^https?://[A-Za-z0-9][A-Za-z0-9._~:/@!$&()*+,;=?%-]*$";

/// Events in the examples of requests.
const SOME_EVENTS: [&str; 1] = ["customer.created"];

const LENGTH: Provenance = inferred("the field is documented, its length is not");

/// The webhooks.
///
/// All of them, the newest first. Each with its secret.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListWebhooks;

/// Register a webhook.
///
/// Events that programs of this kind do not have are refused.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateWebhook;

/// A webhook.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetWebhook;

/// Change a webhook.
///
/// What is not given stays. The secret stays as well.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateWebhook;

/// Delete a webhook.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteWebhook;

impl Endpoint for ListWebhooks {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = WebhooksQuery;
    type Body = Nothing;
    type Success<'a> = Page<Webhook>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/webhooks";

    fn operation() -> Operation<Failure> {
        any_kind("listWebhooks", DOCUMENTED, WEBHOOKS)
            .source(SOURCE)
            .success("The webhooks.", DOCUMENTED)
            .paged("/key")
            .link(to_webhook("getWebhook", "$response.body#/data/0/key", "The first webhook."))
    }

    fn examples() -> Vec<Example<Page<Webhook>>> {
        vec![
            example("one", "One webhook.", only_page(vec![example_webhook()])),
            example("none", "No webhook yet.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreateWebhook {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = WebhookToCreate;
    type Success<'a> = Envelope<Webhook>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/webhooks";

    fn operation() -> Operation<Failure> {
        let status = inferred("the body is documented; the list of statuses has 201 for what is created");
        any_kind("createWebhook", DOCUMENTED, WEBHOOKS)
            .source(SOURCE)
            .created("The webhook, with its secret.", status)
            .failure(unfit())
            .rule(
                Rule::on_success(
                    "response.body.data.name == request.body.name && response.body.data.url == request.body.url \
                     && response.body.data.events == request.body.events",
                    "the webhook is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .rule(Rule::on_success(
                "response.body.data.is_active == (!('is_active' in request.body) || request.body.is_active)",
                "a webhook is active unless the request says otherwise",
            ))
            .rule(
                Rule::on_success(
                    "!('key' in request.body) || response.body.data.key == request.body.key",
                    "the webhook has the key that was chosen",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_webhook("getWebhook", CREATED, "The webhook."))
            .link(to_webhook("updateWebhook", CREATED, "Changes the webhook."))
            .link(to_webhook("deleteWebhook", CREATED, "Deletes the webhook."))
    }

    fn examples() -> Vec<Example<Envelope<Webhook>>> {
        vec![example("created", "The webhook.", one(example_webhook()))]
    }
}

impl Endpoint for GetWebhook {
    type Provider = Partnero;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Webhook>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/webhooks/{key}";

    fn operation() -> Operation<Failure> {
        any_kind("getWebhook", DOCUMENTED, WEBHOOKS)
            .source(SOURCE)
            .success("The webhook, with its secret.", DOCUMENTED)
            .failure(unknown_webhook())
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<Webhook>>> {
        vec![
            example("active", "Events are sent.", one(example_webhook())),
            example("inactive", "No events are sent.", one(Webhook { is_active: false, ..example_webhook() })),
        ]
    }
}

impl Endpoint for UpdateWebhook {
    type Provider = Partnero;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = WebhookChanges;
    type Success<'a> = Envelope<Webhook>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/webhooks/{key}";

    fn operation() -> Operation<Failure> {
        any_kind("updateWebhook", DOCUMENTED, WEBHOOKS)
            .source(SOURCE)
            .success(
                "The webhook afterwards.",
                inferred("it is what the request to read it shows; no page shows this response"),
            )
            .failures([unknown_webhook(), unfit()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "(!('url' in request.body) || response.body.data.url == request.body.url) \
                     && (!('name' in request.body) || response.body.data.name == request.body.name) \
                     && (!('is_active' in request.body) || response.body.data.is_active == request.body.is_active) \
                     && (!('events' in request.body) || response.body.data.events == request.body.events)",
                    "the webhook has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .link(to_webhook("getWebhook", CREATED, "The webhook."))
    }

    fn examples() -> Vec<Example<Envelope<Webhook>>> {
        vec![example("changed", "The webhook afterwards.", one(example_webhook()))]
    }
}

impl Endpoint for DeleteWebhook {
    type Provider = Partnero;
    type Path = WebhookPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/webhooks/{key}";

    fn operation() -> Operation<Failure> {
        any_kind("deleteWebhook", DOCUMENTED, WEBHOOKS)
            .source(SOURCE)
            .success("It is deleted.", DOCUMENTED)
            .failure(unknown_webhook())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "It is deleted.", Done::default())]
    }
}

/// Which page of the webhooks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhooksQuery {
    /// The most rows of a page: 10 if it is not given.
    #[garde(range(min = 10, max = 100))]
    pub limit: Option<u64>,
    /// The number of the page, counted from 1.
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
}

/// Which webhook.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookPath {
    /// Its key.
    #[schemars(example = &"kQ7w2XbT9mVz")]
    #[garde(length(min = 1, max = 255))]
    pub key: String,
}

/// A webhook to register.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookToCreate {
    /// What the program calls it.
    #[schemars(example = &"Back office", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: String,
    /// Where events are sent.
    #[schemars(example = &"https://hooks.acme.example/partnero", regex(pattern = RECEIVER))]
    #[garde(length(max = 2000), custom(is_receiver_text))]
    pub url: String,
    /// Which events are sent.
    #[schemars(example = SOME_EVENTS)]
    #[garde(length(min = 1, max = 100))]
    pub events: Vec<WebhookEvent>,
    /// Its key; 12 letters and digits if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = CODE), extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 255), custom(is_code))]
    pub key: Option<String>,
    /// Whether events are sent: yes if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub is_active: Option<bool>,
}

/// What to change of a webhook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct WebhookChanges {
    /// What the program calls it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Back office", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// Where events are sent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"https://hooks.acme.example/partnero", regex(pattern = RECEIVER))]
    #[garde(length(max = 2000), custom(is_receiver))]
    pub url: Option<String>,
    /// Which events are sent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<WebhookEvent>", example = SOME_EVENTS)]
    #[garde(length(min = 1, max = 100))]
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether events are sent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub is_active: Option<bool>,
}

/// Where a response has the key.
const CREATED: &str = "$response.body#/data/key";

fn to_webhook(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "key", expression, description }
}

fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.key == request.path.key", "the webhook answered is the one asked for")
        .because("the key names the resource")
}

fn unknown_webhook() -> crate::declare::Failure<Failure> {
    failure::unknown("No webhook with this key.", "Webhook not found.")
}

fn unfit() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field is invalid, the key is taken (inferred), or programs of this kind have no such event. (That such events are refused is \
         documented; the status is inferred.)",
        "events",
        "The events is invalid.",
    )
}

/// `https://` or `http://`, and a host.
fn is_receiver(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let Some(text) = text.as_ref().map(AsRef::as_ref) else { return Ok(()) };
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/@!$&()*+,;=?%-".contains(&byte);
    if rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && rest.bytes().all(is_allowed) {
        return Ok(());
    }
    Err(garde::Error::new("must be an address such as https://hooks.acme.example/partnero"))
}

fn is_receiver_text(text: &str, (): &()) -> garde::Result {
    is_receiver(&Some(text), &())
}

#[cfg(test)]
mod tests {
    use regex::Regex;

    use super::{RECEIVER, is_receiver_text};

    #[test]
    fn the_running_check_of_addresses_and_the_published_pattern_say_the_same() {
        let pattern = Regex::new(RECEIVER).expect("a pattern");
        for text in ["https://a.example/x?y=1", "http://localhost:3000", "https://", "ftp://a", "https://ä.example", ""]
        {
            assert_eq!(is_receiver_text(text, &()).is_ok(), pattern.is_match(text), "{text}");
        }
    }
}
