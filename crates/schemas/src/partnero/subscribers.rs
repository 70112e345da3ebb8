//! `/v1/subscribers`: those who read a newsletter.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::newsletter;
use super::paging::Paged as _;
use super::subscriber::example_subscriber;
use super::{Failure, Partnero, Subscriber, SubscriberStatus, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, Source, Tag, example, inferred,
    rules,
};
use crate::values::present;

/// The endpoints of this resource.
pub type SubscriberEndpoints =
    (ListSubscribers, SearchSubscribers, CreateSubscriber, GetSubscriber, UpdateSubscriber, DeleteSubscriber);

const SUBSCRIBERS: Tag = Tag { name: "Subscribers", description: "Those who read the newsletter." };

const SOURCE: Source = Source {
    title: "Partnero API reference: subscribers",
    url: "https://docs.partnero.com/api-reference/newsletter/subscribers",
    read: "2026-11-28",
};

const LENGTH: Provenance = inferred("the field is documented, its length is not");

/// The subscribers.
///
/// The newest first. There are as many as `GET /v1/program` counts.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListSubscribers;

/// Find subscribers.
///
/// By their exact id or e-mail address; by both if both are given (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchSubscribers;

/// Add a subscriber.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateSubscriber;

/// A subscriber.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetSubscriber;

/// Change a subscriber.
///
/// What is not given stays. The body says whom: by the id, or else by the e-mail address.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateSubscriber;

/// Delete a subscriber.
///
/// The body says whom: by the id, or else by the e-mail address.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeleteSubscriber;

impl Endpoint for ListSubscribers {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = SubscribersQuery;
    type Body = Nothing;
    type Success<'a> = Page<Subscriber>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/subscribers";

    fn operation() -> Operation<Failure> {
        newsletter("listSubscribers", DOCUMENTED, SUBSCRIBERS)
            .source(SOURCE)
            .success("The subscribers.", DOCUMENTED)
            .paged("/email")
            .rule(
                Rule::on_success(
                    "!('refer_status' in request.query) \
                     || response.body.data.all(subscriber, subscriber.is_referred == (request.query.refer_status == 'referred'))",
                    "every subscriber has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_subscriber("$response.body#/data/0/email", "The newest subscriber."))
    }

    fn examples() -> Vec<Example<Page<Subscriber>>> {
        vec![
            example("one", "One subscriber.", only_page(vec![example_subscriber()])),
            example("none", "No subscriber yet.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for SearchSubscribers {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = SubscriberSearch;
    type Body = Nothing;
    type Success<'a> = Page<Subscriber>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/subscribers:search";

    fn operation() -> Operation<Failure> {
        newsletter("searchSubscribers", DOCUMENTED, SUBSCRIBERS)
            .source(LIBRARY)
            .success(
                "The subscribers who match. Without a parameter, the newest (inferred).",
                inferred("the provider's PHP library has the call; what it responds with is concluded from the list"),
            )
            .rule(
                Rule::on_success(
                    "(!('id' in request.query) || response.body.data.all(subscriber, subscriber.id == request.query.id)) \
                     && (!('email' in request.query) \
                     || response.body.data.all(subscriber, subscriber.email.lowerAscii() == request.query.email.lowerAscii()))",
                    "every subscriber is one asked for",
                )
                .because("the parameters are named for it"),
            )
    }

    fn examples() -> Vec<Example<Page<Subscriber>>> {
        vec![
            example("one", "One subscriber.", only_page(vec![example_subscriber()])),
            example("none", "Nobody matches.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for CreateSubscriber {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SubscriberToCreate;
    type Success<'a> = Envelope<Subscriber>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/subscribers";

    fn operation() -> Operation<Failure> {
        let status = inferred("the body is documented; the list of statuses has 201 for what is created");
        newsletter("createSubscriber", DOCUMENTED, SUBSCRIBERS)
            .source(SOURCE)
            .created("The subscriber.", status)
            .failure(failure::refused(
                "No subscriber is like the one in `referral`.",
                inferred("it is documented for a customer with an unknown partner"),
                "Invalid referral",
            ))
            .failure(taken())
            .rule(
                Rule::on_success(
                    "response.body.data.email == request.body.email \
                     && (!('id' in request.body) || response.body.data.id == request.body.id) \
                     && (!('name' in request.body) || response.body.data.name == request.body.name)",
                    "the subscriber is the one asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .rule(
                Rule::on_success(
                    "response.body.data.is_referred == ('referral' in request.body)",
                    "a subscriber is referred if the request names who brought them",
                )
                .because("the names of the fields"),
            )
            .link(to_subscriber(CREATED, "The subscriber."))
    }

    fn examples() -> Vec<Example<Envelope<Subscriber>>> {
        let own = Subscriber { id: None, is_referred: false, referrals_count: 0, ..example_subscriber() };
        vec![
            example(
                "referred",
                "Another subscriber brought them.",
                one(Subscriber { referrals_count: 0, ..example_subscriber() }),
            ),
            example(
                "not-referred",
                "They came by themselves. The e-mail service has not given them an id yet.",
                one(own),
            ),
        ]
    }
}

impl Endpoint for GetSubscriber {
    type Provider = Partnero;
    type Path = SubscriberPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Subscriber>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/subscribers/{id}";

    fn operation() -> Operation<Failure> {
        newsletter("getSubscriber", DOCUMENTED, SUBSCRIBERS)
            .source(SOURCE)
            .success("The subscriber.", DOCUMENTED)
            .failure(unknown_subscriber())
            .rule(
                Rule::on_success(
                    "response.body.data.id == request.path.id || response.body.data.email.lowerAscii() == request.path.id.lowerAscii()",
                    "the subscriber answered is the one asked for",
                )
                .because("the id names the resource"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Subscriber>>> {
        vec![example("subscriber", "A subscriber.", one(example_subscriber()))]
    }
}

impl Endpoint for UpdateSubscriber {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SubscriberUpdate;
    type Success<'a> = Envelope<Subscriber>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/subscribers";

    fn operation() -> Operation<Failure> {
        newsletter("updateSubscriber", DOCUMENTED, SUBSCRIBERS)
            .source(LIBRARY)
            .success("The subscriber afterwards.", inferred("no page shows this response"))
            .failures([unknown_subscriber(), taken()])
            .rule(
                Rule::on_success(
                    "(!('email' in request.body.update) || response.body.data.email == request.body.update.email) \
                     && (!('name' in request.body.update) || response.body.data.name == request.body.update.name) \
                     && (!('approved' in request.body.update) || response.body.data.approved == request.body.update.approved)",
                    "the subscriber has what was asked for",
                )
                .because("the fields of the request have the same names"),
            )
            .rule(
                Rule::on_success(
                    "!('id' in request.body) || response.body.data.id == request.body.id",
                    "the subscriber answered is the one asked for",
                )
                .because("the id names the resource"),
            )
            .link(to_subscriber(CREATED, "The subscriber."))
    }

    fn examples() -> Vec<Example<Envelope<Subscriber>>> {
        vec![example("changed", "The subscriber afterwards.", one(example_subscriber()))]
    }
}

impl Endpoint for DeleteSubscriber {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SubscriberIdentifier;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/subscribers";

    fn operation() -> Operation<Failure> {
        newsletter("deleteSubscriber", DOCUMENTED, SUBSCRIBERS)
            .source(LIBRARY)
            .success("They are deleted.", DOCUMENTED)
            .failures([failure::nobody_named(), unknown_subscriber()])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "They are deleted.", Done::default())]
    }
}

/// The provider's own library, which has calls that no page shows.
const LIBRARY: Source = Source {
    title: "Partnero's PHP library 1.0.23",
    url: "https://packagist.org/packages/partnero/partnero-php",
    read: "2026-11-28",
};

/// Which subscribers, and which page of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SubscribersQuery {
    /// The most rows of a page: 10 if it is not given.
    #[garde(range(min = 10, max = 250))]
    pub limit: Option<u64>,
    /// The number of the page, counted from 1.
    #[garde(range(min = 1, max = 1_000_000_000))]
    pub page: Option<u64>,
    /// Only those whom another brought, or only the others.
    #[garde(skip)]
    pub refer_status: Option<SubscriberOrigin>,
}

/// Whether another subscriber brought somebody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = inferred("the parameter is documented; its values are those of the list of customers")))]
pub enum SubscriberOrigin {
    /// Another did.
    Referred,
    /// Nobody did.
    NonReferred,
}

/// Whom to find.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("the provider's PHP library has the call; its parameters are those that identify a subscriber elsewhere")))]
pub struct SubscriberSearch {
    /// Their id.
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their e-mail address. Small and capital letters are the same.
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
}

/// Which subscriber.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SubscriberPath {
    /// Their id, or their e-mail address (inferred, because some have no id).
    #[schemars(example = &"48210017")]
    #[garde(length(min = 1, max = 255))]
    pub id: String,
}

/// A subscriber to add.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SubscriberToCreate {
    /// Their e-mail address. Nobody else may have it.
    #[schemars(example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(custom(is_email_text))]
    pub email: String,
    /// Their id at the e-mail service. Nobody else may have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"48210017")]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Maria Lindgren", extend("x-provenance" = LENGTH))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// Whether they agreed to the terms.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub tos: Option<bool>,
    /// Whether they agreed to advertising.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub marketing_consent: Option<bool>,
    /// Their status: active if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "SubscriberStatus")]
    #[garde(skip)]
    pub status: Option<SubscriberStatus>,
    /// Whether they are approved: yes if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub approved: Option<bool>,
    /// Who brought them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "SubscriberIdentifier")]
    #[garde(dive)]
    pub referral: Option<SubscriberIdentifier>,
}

/// A subscriber, by at least one of the two. The id counts for more than the e-mail address (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([IS_GIVEN])))]
#[garde(custom(names_a_subscriber))]
pub struct SubscriberIdentifier {
    /// Their id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
}

/// Which subscriber, and what to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([IS_GIVEN])))]
#[garde(custom(names_whom_to_update))]
pub struct SubscriberUpdate {
    /// Their id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their e-mail address so far.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
    /// What to change.
    #[garde(dive)]
    pub update: SubscriberChanges,
}

/// What to change of a subscriber.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("the object is documented; its fields are those of a new subscriber")))]
pub struct SubscriberChanges {
    /// Their e-mail address. Nobody else may have it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(custom(is_email))]
    pub email: Option<String>,
    /// Their name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Maria Lindgren")]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// Whether they agreed to the terms.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub tos: Option<bool>,
    /// Whether they agreed to advertising.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub marketing_consent: Option<bool>,
    /// Their status.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "SubscriberStatus")]
    #[garde(skip)]
    pub status: Option<SubscriberStatus>,
    /// Whether they are approved.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub approved: Option<bool>,
}

/// Without an identifier, nobody is named.
const IS_GIVEN: Rule = Rule::inferred(
    "'id' in self || 'email' in self",
    "at least one identifier is given",
    "without one, nobody is named",
);

/// Where a response has something that names the subscriber.
const CREATED: &str = "$response.body#/data/email";

fn to_subscriber(expression: &'static str, description: &'static str) -> Link {
    Link { name: "getSubscriber", operation_id: "getSubscriber", parameter: "id", expression, description }
}

fn unknown_subscriber() -> crate::declare::Failure<Failure> {
    failure::unknown("No subscriber with this id or e-mail address.", "Subscriber not found.")
}

fn taken() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field is invalid, or another subscriber has the id or the e-mail address.",
        "email",
        "The email is invalid.",
    )
}

fn names_a_subscriber<T>(subscriber: &SubscriberIdentifier, _: &T) -> garde::Result {
    is_given([&subscriber.id, &subscriber.email])
}

fn names_whom_to_update<T>(update: &SubscriberUpdate, _: &T) -> garde::Result {
    is_given([&update.id, &update.email])
}

fn is_given(identifiers: [&Option<String>; 2]) -> garde::Result {
    if identifiers.iter().any(|given| given.is_some()) {
        Ok(())
    } else {
        Err(garde::Error::new("has neither id nor email"))
    }
}

/// An e-mail address.
fn is_email(text: &Option<impl AsRef<str>>, (): &()) -> garde::Result {
    let is_address = |text: &str| email_address::EmailAddress::is_valid(text) && text.len() <= 200;
    if text.as_ref().is_none_or(|text| is_address(text.as_ref())) {
        Ok(())
    } else {
        Err(garde::Error::new("must be an e-mail address"))
    }
}

fn is_email_text(text: &str, (): &()) -> garde::Result {
    is_email(&Some(text), &())
}
