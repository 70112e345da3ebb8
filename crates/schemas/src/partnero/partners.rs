//! `/partners`: lists of partners, one of them, and new ones.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::paging::{Paged as _, Paging};
use super::partner::{PARTNERS, example_partner};
use super::partner_text::{ID, KEY, is_email, is_email_text, is_id, is_key, is_password};
use super::{Failure, Partner, PartnerIdentifier, Partnero, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::present;

/// The endpoints that list, find and create partners.
pub type PartnerEndpoints = (ListPartners, SearchPartners, GetPartner, FindPartner, CreatePartner);

/// Partners.
///
/// Those of the program, the newest first. Deleted ones are left out (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListPartners;

/// Search for partners.
///
/// By referral key, id or e-mail address, of which a part is enough. Who fits all that is given is found; without anything given,
/// everybody is (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct SearchPartners;

/// A partner by id.
///
/// A referral key or an e-mail address is not found here.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPartner;

/// A partner by any identifier.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct FindPartner;

/// Create a partner.
///
/// They take part at once (inferred). Without a referral key, one is generated.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreatePartner;

impl Endpoint for ListPartners {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = PartnersQuery;
    type Body = Nothing;
    type Success<'a> = Page<Partner>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partners";

    fn operation() -> Operation<Failure> {
        affiliate("listPartners", DOCUMENTED, PARTNERS)
            .success("A page of the partners.", DOCUMENTED)
            .paged("/id")
            .link(to_partner("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Partner>>> {
        vec![example("one", "One partner.", only_page(vec![example_partner()]))]
    }
}

impl Endpoint for SearchPartners {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = PartnerSearch;
    type Body = Nothing;
    type Success<'a> = Page<Partner>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partners:search";

    fn operation() -> Operation<Failure> {
        affiliate("searchPartners", DOCUMENTED, PARTNERS)
            .success(
                "A page of the partners who were found.",
                inferred("a list is documented; that it comes in pages is taken from the other lists"),
            )
            .paged("/id")
            .rule(
                Rule::on_success(
                    "!('id' in request.query) || response.body.data.all(partner, partner.id.lowerAscii().contains(request.query.id.lowerAscii()))",
                    "every partner has the text asked for in their id",
                )
                .because("partial values match; that case does not matter is concluded"),
            )
            .link(to_partner("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Partner>>> {
        vec![
            example("one", "One partner.", only_page(vec![example_partner()])),
            example("none", "Nobody.", only_page(Vec::new())),
        ]
    }
}

impl Endpoint for GetPartner {
    type Provider = Partnero;
    type Path = PartnerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partners/{id}";

    fn operation() -> Operation<Failure> {
        affiliate("getPartner", DOCUMENTED, PARTNERS)
            .success("The partner.", DOCUMENTED)
            .failure(unknown_partner())
            .rule(is_asked_for())
            .rule(has_figures())
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("active", "The partner.", one(example_partner()))]
    }
}

impl Endpoint for FindPartner {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = PartnerQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/partner";

    fn operation() -> Operation<Failure> {
        affiliate("findPartner", DOCUMENTED, PARTNERS)
            .success("The partner.", DOCUMENTED)
            .failures([
                failure::unknown("No partner with this identifier.", "Partner not found."),
                failure::unfit("No identifier is given, or one is invalid.", "key", "The key field is required."),
            ])
            .rule(
                Rule::on_success(
                    "!('id' in request.query) || response.body.data.id == request.query.id",
                    "the partner is the one asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(has_figures())
            .link(to_partner("$response.body#/data/id"))
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("active", "The partner.", one(example_partner()))]
    }
}

impl Endpoint for CreatePartner {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = PartnerToCreate;
    type Success<'a> = Envelope<Partner>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/partners";

    fn operation() -> Operation<Failure> {
        creates(affiliate("createPartner", DOCUMENTED, PARTNERS))
    }

    fn examples() -> Vec<Example<Envelope<Partner>>> {
        vec![example("created", "The partner.", one(example_partner()))]
    }
}

/// What creating a partner is, on whichever path.
pub(super) fn creates(operation: Operation<Failure>) -> Operation<Failure> {
    operation
        .created("The partner.", inferred("the list of statuses has 201 for what was created; no page shows it here"))
        .failures([taken(), unknown_referrer()])
        .rule(
            Rule::on_success(
                "response.body.data.email.lowerAscii() == request.body.email.lowerAscii() \
                 && (!('id' in request.body) || type(request.body.id) == null_type || response.body.data.id == request.body.id)",
                "the partner is the one asked for",
            )
            .because("the fields of the request have the same names"),
        )
        .link(to_partner("$response.body#/data/id"))
        .link(Link {
            name: "archivePartner",
            operation_id: "archivePartner",
            parameter: "id",
            expression: "$response.body#/data/id",
            description: "Puts the partner aside.",
        })
        .link(Link {
            name: "deletePartner",
            operation_id: "deletePartner",
            parameter: "id",
            expression: "$response.body#/data/id",
            description: "Deletes the partner for good.",
        })
}

/// Which partner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnerPath {
    /// The partner's id.
    #[schemars(example = &"partner_123")]
    #[garde(length(min = 1, max = 255))]
    pub id: String,
}

/// Which page of the partners.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnersQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// Which partners to search for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnerSearch {
    /// Only partners with this text in their referral key, in small or capital letters (inferred).
    #[garde(length(max = 255))]
    pub key: Option<String>,
    /// Only partners with this text in their id, in small or capital letters (inferred).
    #[garde(length(max = 255))]
    pub id: Option<String>,
    /// Only partners with this text in their e-mail address, in small or capital letters (inferred).
    #[garde(length(max = 255))]
    pub email: Option<String>,
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// A partner, by at least one of the three. If several are given, the id counts for more than the key, and the key for
/// more than the e-mail address (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnerQuery {
    /// Their referral key.
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// Their id.
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// Their e-mail address.
    #[garde(length(min = 1, max = 255))]
    pub email: Option<String>,
}

/// A partner to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([Rule::documented(
    "!('password' in self) || (self.password != self.password.lowerAscii() \
     && ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'].exists(digit, self.password.contains(digit)) \
     && ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', \
         'n', 'o', 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z'].exists(letter, self.password.contains(letter)))",
    "a password has a small letter, a capital letter and a digit",
)])))]
pub struct PartnerToCreate {
    /// Their e-mail address. No other partner of the program has it.
    #[schemars(example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(custom(is_email_text))]
    pub email: String,
    /// Their id. No other partner of the program has it. Without one, it is generated. A public client sends null without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 100), regex(pattern = ID), example = &"partner_123", extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 100), custom(is_id))]
    pub id: Option<String>,
    /// Their referral key. No other partner or link of the program has it, nor had anybody who was deleted (inferred). Without one,
    /// it is generated. A public client sends null without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(length(min = 1, max = 64), regex(pattern = KEY), example = &"ref_123", extend("x-provenance" = inferred("the field is documented, its form is not")))]
    #[garde(length(min = 1, max = 64), custom(is_key))]
    pub key: Option<String>,
    /// Their first name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 100), example = &"Maria", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 100))]
    pub name: Option<String>,
    /// Their last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 100), example = &"Lindgren", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 100))]
    pub surname: Option<String>,
    /// Their password for the portal. The sandbox checks it and does not keep it.
    ///
    /// The older page says that it is required; the provider's own n8n node leaves it out.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 8, max = 255), example = &"Passw0rd")]
    #[garde(length(min = 8, max = 255), custom(is_password))]
    pub password: Option<String>,
    /// Their tags.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", length(max = 50))]
    #[garde(length(max = 50), inner(inner(length(chars, min = 1, max = 100))))]
    pub tags: Option<Vec<String>>,
    /// Who has brought them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerIdentifier")]
    #[garde(dive)]
    pub referring_partner: Option<PartnerIdentifier>,
}

/// What is to be another about a partner. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PartnerChanges {
    /// Their e-mail address. No other partner of the program has it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(custom(is_email))]
    pub email: Option<String>,
    /// Their first name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 100), example = &"Maria")]
    #[garde(length(chars, max = 100))]
    pub name: Option<String>,
    /// Their last name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 100), example = &"Lindgren")]
    #[garde(length(chars, max = 100))]
    pub surname: Option<String>,
    /// Their tags, all of them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", length(max = 50))]
    #[garde(length(max = 50), inner(inner(length(chars, min = 1, max = 100))))]
    pub tags: Option<Vec<String>>,
    /// Whether they take part: `active` approves or restores them, `archived` puts them aside.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PartnerStatusToSet", extend("x-provenance" = inferred("the status is said to be changed here; which ones can be given is concluded")))]
    #[garde(skip)]
    pub status: Option<PartnerStatusToSet>,
}

/// What the status of a partner can be changed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = inferred("two of the documented statuses; the others have operations of their own, or come about by themselves")))]
pub enum PartnerStatusToSet {
    /// They take part.
    Active,
    /// They are put aside.
    Archived,
}

/// The partner answered is the one in the path.
pub(super) fn is_asked_for() -> Rule {
    Rule::on_success("response.body.data.id == request.path.id", "the partner answered is the partner asked for")
        .because("the id names the resource")
}

fn has_figures() -> Rule {
    Rule::on_success(
        "'referrals' in response.body.data && 'commissions' in response.body.data",
        "what the partner has brought and earned is shown",
    )
}

/// The partner itself.
pub(super) fn to_partner(expression: &'static str) -> Link {
    Link { name: "getPartner", operation_id: "getPartner", parameter: "id", expression, description: "The partner." }
}

/// The id in the path is nobody's.
pub(super) fn unknown_partner() -> crate::declare::Failure<Failure> {
    failure::unknown("No partner with this id.", "Partner not found.")
}

/// Something that nobody else may have belongs to another partner.
pub(super) fn taken() -> crate::declare::Failure<Failure> {
    failure::unfit(
        "A field is invalid, or another partner has the e-mail address, the id or the key.",
        "email",
        "The email has already been taken.",
    )
}

fn unknown_referrer() -> crate::declare::Failure<Failure> {
    failure::refused(
        "There is no such referring partner.",
        inferred("the same failure is documented for the partner of a new customer"),
        "Invalid partner key",
    )
}
