//! `/partners/{id}`: what happens to one partner.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Done, Envelope, one};
use super::habits::affiliate;
use super::partner::{PARTNERS, example_partner};
use super::partners::{is_asked_for, taken, to_partner, unknown_partner};
use super::{Failure, Partner, PartnerChanges, PartnerPath, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// The endpoints that change a partner.
pub type PartnerChangeEndpoints = (UpdatePartner, DeletePartner, ArchivePartner, RestorePartner, CreateSignInUrl);

/// Change a partner.
///
/// What is not given stays. The referral key and the id cannot be changed (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdatePartner;

/// Delete a partner.
///
/// For good: the partner is not found any more. What they have brought stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeletePartner;

/// Archive a partner.
///
/// They cannot sign in to the portal any more, and clicks on their links are not recorded (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ArchivePartner;

/// Restore an archived partner.
///
/// They take part again, or wait for approval if they were never approved (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct RestorePartner;

/// A URL that signs a partner in.
///
/// Whoever opens it once, and in time, is in the partner's portal without a password. In the sandbox it leads nowhere.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateSignInUrl;

impl Endpoint for UpdatePartner {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = Nothing;
    type Body = PartnerChanges;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/partners/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("updatePartner", DOCUMENTED, PARTNERS)
            .success("The partner afterwards.", DOCUMENTED)
            .failures([unknown_partner(), taken()])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "!('status' in request.body) || response.body.data.status == request.body.status",
                    "the partner has the status asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_partner("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("changed", "The partner afterwards.", one(example_partner()))]
    }
}

impl Endpoint for DeletePartner {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/partners/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("deletePartner", DOCUMENTED, PARTNERS)
            .success("The partner is deleted.", DOCUMENTED)
            .failure(unknown_partner())
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The partner is deleted.", Done::default())]
    }
}

impl Endpoint for ArchivePartner {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partners/{id}/archive";

    fn operation() -> Operation<Failure> {
        affiliate("archivePartner", DOCUMENTED, PARTNERS).success("The partner is archived.", DOCUMENTED).failures([
            unknown_partner(),
            failure::refused("The partner is archived already.", DOCUMENTED, "Partner is already archived."),
        ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("archived", "The partner is archived.", Done::default())]
    }
}

impl Endpoint for RestorePartner {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partners/{id}/revoke-archive";

    fn operation() -> Operation<Failure> {
        affiliate("restorePartner", DOCUMENTED, PARTNERS).success("The partner is restored.", DOCUMENTED).failures([
            unknown_partner(),
            failure::refused("The partner is not archived.", DOCUMENTED, "Partner is not archived."),
        ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("restored", "The partner is restored.", Done::default())]
    }
}

impl Endpoint for CreateSignInUrl {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SignInToCreate;
    type Success<'a> = Envelope<SignInUrl>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partners:sign-in-url";

    fn operation() -> Operation<Failure> {
        affiliate("createSignInUrl", DOCUMENTED, PARTNERS)
            .success("The URL.", inferred("the operation is documented, its status is not"))
            .failures([
                failure::nobody_named(),
                failure::unknown("No partner with this key or e-mail address.", "Partner not found."),
                failure::refused(
                    "The partner does not take part.",
                    inferred("archived partners are documented to lose access to the portal; the status is concluded"),
                    "Partner is not active.",
                ),
            ])
    }

    fn examples() -> Vec<Example<Envelope<SignInUrl>>> {
        let url = SignInUrl { url: "https://lumenhome.partneroapp.example/sign-in?token=5f0c2d9e7b1a4836".to_owned() };
        vec![example("created", "The URL.", one(url))]
    }
}

/// Whom to sign in, by at least one of the two. If both are given, the key counts (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'key' in self || 'email' in self",
    "at least one identifier is given",
    "without one, nobody is named",
)])))]
#[garde(custom(names_somebody))]
pub struct SignInToCreate {
    /// The partner's referral key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// The partner's e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
    /// For how many seconds it can be used: 120 if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 30, max = 900), extend("default" = 120))]
    #[garde(range(min = 30, max = 900))]
    pub expires_in: Option<u32>,
}

/// A URL that signs a partner in. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("a one-time URL is documented as the answer, the name of its field is not")))]
pub struct SignInUrl {
    /// The URL. It works once.
    pub url: String,
}

fn names_somebody<T>(asked: &SignInToCreate, _: &T) -> garde::Result {
    if asked.key.is_some() || asked.email.is_some() {
        Ok(())
    } else {
        Err(garde::Error::new("has neither key nor email"))
    }
}
