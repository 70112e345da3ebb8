//! Older ways to reach partners: by an identifier in the body, and on the path `/partner`. The provider's PHP library has
//! them.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Done, Envelope, one};
use super::habits::affiliate;
use super::partner::{PARTNERS, example_partner};
use super::partners::{creates, taken, to_partner};
use super::{Failure, Partner, PartnerChanges, PartnerIdentifier, PartnerToCreate, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// The older endpoints of partners.
pub type OlderPartnerEndpoints =
    (UpdatePartnerByBody, DeletePartnerByBody, CreatePartnerOnOldPath, UpdatePartnerOnOldPath, DeletePartnerOnOldPath);

/// Change a partner whom the body names.
///
/// `PUT /v1/partners/{id}` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdatePartnerByBody;

/// Delete a partner whom the body names.
///
/// `DELETE /v1/partners/{id}` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeletePartnerByBody;

/// Create a partner on the older path.
///
/// `POST /v1/partners` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePartnerOnOldPath;

/// Change a partner on the older path.
///
/// `PUT /v1/partners/{id}` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdatePartnerOnOldPath;

/// Delete a partner on the older path.
///
/// `DELETE /v1/partners/{id}` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeletePartnerOnOldPath;

impl Endpoint for UpdatePartnerByBody {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerUpdate;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/partners";

    fn operation() -> Operation<Failure> {
        updates("updatePartnerByBody")
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("changed", "The partner afterwards.", one(example_partner()))]
    }
}

impl Endpoint for DeletePartnerByBody {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerIdentifier;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/partners";

    fn operation() -> Operation<Failure> {
        deletes("deletePartnerByBody")
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The partner is deleted.", Done::default())]
    }
}

impl Endpoint for CreatePartnerOnOldPath {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerToCreate;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partner";

    fn operation() -> Operation<Failure> {
        creates(affiliate("createPartnerOnOldPath", DOCUMENTED, PARTNERS).deprecated())
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("created", "The partner.", one(example_partner()))]
    }
}

impl Endpoint for UpdatePartnerOnOldPath {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerUpdate;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/partner";

    fn operation() -> Operation<Failure> {
        updates("updatePartnerOnOldPath")
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("changed", "The partner afterwards.", one(example_partner()))]
    }
}

impl Endpoint for DeletePartnerOnOldPath {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerIdentifier;
    type Success<'a> = Done;

    const METHOD: Method = Method::Delete;
    const PATH: &'static str = "/v1/partner";

    fn operation() -> Operation<Failure> {
        deletes("deletePartnerOnOldPath")
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("deleted", "The partner is deleted.", Done::default())]
    }
}

fn updates(id: &'static str) -> Operation<Failure> {
    affiliate(id, DOCUMENTED, PARTNERS)
        .deprecated()
        .success("The partner afterwards.", inferred("the call is documented, its answer is that of the newer one"))
        .failures([unknown(), taken()])
        .rule(
            Rule::on_success(
                "!('id' in request.body) || type(request.body.id) == null_type || response.body.data.id == request.body.id",
                "the partner answered is the partner asked for",
            )
            .because("the id names the resource"),
        )
        .link(to_partner("$response.body#/data/id"))
}

fn deletes(id: &'static str) -> Operation<Failure> {
    affiliate(id, DOCUMENTED, PARTNERS)
        .deprecated()
        .success("The partner is deleted.", inferred("the call is documented, its answer is that of the newer one"))
        .failures([failure::nobody_named(), unknown()])
}

fn unknown() -> crate::declare::Failure<Failure> {
    failure::unknown("No partner with this identifier.", "Partner not found.")
}

/// What is to be another about a partner, and who it is: by at least one of the three. If several are given, the id counts
/// for more than the key, and the key for more than the e-mail address (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "'id' in self || 'key' in self || 'email' in self",
    "at least one identifier is given",
    "without one, nobody is named",
)])))]
#[garde(custom(names_somebody))]
pub struct PartnerUpdate {
    /// Their id.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their referral key.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// Their e-mail address.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255))]
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
    /// What is to be another.
    #[garde(dive)]
    pub update: PartnerChanges,
}

impl PartnerUpdate {
    /// Who it is.
    pub fn identifier(&self) -> PartnerIdentifier {
        PartnerIdentifier { id: self.id.clone(), key: self.key.clone(), email: self.email.clone() }
    }
}

fn names_somebody<T>(update: &PartnerUpdate, _: &T) -> garde::Result {
    if update.id.is_some() || update.key.is_some() || update.email.is_some() {
        Ok(())
    } else {
        Err(garde::Error::new("has none of id, key and email"))
    }
}
