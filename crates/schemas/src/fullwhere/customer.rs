//! `/partners/customer`: one customer, and importing one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::import::{ImportCustomer, imported};
use super::{Failure, Fullwhere, IdQuery, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, Source, Tag, example, inferred, rules,
};
use crate::values::{MillisecondInstant, WholeNumber, present};

/// The endpoints of this resource.
pub type CustomerEndpoints = (GetCustomer, ImportCustomer);

pub(super) const TAG: Tag = Tag { name: "Customer", description: "Customers, who buy and answer surveys." };

pub(super) const SOURCE: Source = Source {
    title: "Fullwhere API reference, Customer",
    url: "https://docs.fullwhere.com/developer/api-references/customer",
    read: "2026-11-28",
};

/// One customer.
///
/// A customer by their UUID: who they are, and how many purchases and feedbacks they have.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCustomer;

impl Endpoint for GetCustomer {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = IdQuery;
    type Body = Nothing;
    type Success<'a> = Customer;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/partners/customer";

    fn operation() -> Operation<Failure> {
        Operation::new("getCustomer", DOCUMENTED)
            .tag(TAG)
            .source(SOURCE)
            .success("The customer.", DOCUMENTED)
            .failure(failure::not_found("Customer not found."))
            .rule(Rule::on_success(
                "response.body.id == request.query.id.lowerAscii()",
                "the customer answered is the customer asked for",
            ))
    }

    fn examples() -> Vec<Example<Customer>> {
        vec![
            example("buyer", "A customer with two purchases.", customer()),
            example("imported", "A customer who has been imported and has bought nothing.", imported()),
        ]
    }
}

/// A customer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is updated before it is created",
        "the names say so",
    ),
])))]
pub struct Customer {
    /// The customer's identifier.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; the parameter that takes it is documented as a UUID")))]
    pub id: Uuid,
    /// When the customer became known.
    pub created_at: MillisecondInstant,
    /// When the customer last changed.
    pub updated_at: MillisecondInstant,
    /// The description; null when there is none.
    pub description: Option<String>,
    /// The company; null when there is none.
    pub company: Option<String>,
    /// The first name; null when it is not known.
    pub first_name: Option<String>,
    /// The last name; null when it is not known.
    pub last_name: Option<String>,
    /// The name as it is displayed, usually first and last name joined; null when there is none.
    pub display_name: Option<String>,
    /// The preferred language, as a code such as `af`; null or absent when it is not known.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = inferred("an enumeration is documented with the example `af` alone; the codes are taken to be those of ISO 639-1")))]
    pub language: Option<Option<String>>,
    /// The phone number; null when it is not known.
    pub phone_number: Option<String>,
    /// The e-mail address; null when it is not known.
    pub email: Option<String>,
    /// Whether mail to the customer has bounced.
    pub email_bounced: bool,
    /// Mr., Ms. and so on; null when it is not known.
    pub civility: Option<String>,
    /// Whether the customer agrees to e-mails.
    pub email_optin: bool,
    /// Whether the customer agrees to text messages.
    pub sms_optin: bool,
    /// The id at Zenchef; null where there is none.
    pub zenchef_id: Option<String>,
    /// The id at Uber Eats; null where there is none.
    pub ubereats_id: Option<String>,
    /// The id at Deliveroo; null where there is none.
    pub deliveroo_id: Option<String>,
    /// The id at Zelty; null where there is none.
    pub zelty_id: Option<String>,
    /// The id at SevenRooms; null where there is none.
    pub sevenrooms_id: Option<String>,
    /// The id at Meta; null where there is none.
    pub meta_id: Option<String>,
    /// The id at Mews; null where there is none.
    pub mews_id: Option<String>,
    /// The id at Oracle; null where there is none.
    pub oracle_id: Option<String>,
    /// The id at Partouche; null where there is none.
    pub partouche_id: Option<String>,
    /// The id at Como; null where there is none.
    pub como_id: Option<String>,
    /// The id at TheFork; null where there is none.
    pub the_fork_id: Option<String>,
    /// The id at CHR365; null where there is none.
    pub chr365_id: Option<String>,
    /// The kind of customer: `Unknown`, `Individual`, `Company` and maybe more.
    #[serde(rename = "type")]
    #[schemars(extend(
        "x-extensible-enum" = ["Unknown", "Individual", "Company"],
        "x-provenance" = inferred("an example shows `Unknown`; the other two are named in the description, and their spelling is concluded")
    ))]
    pub kind: String,
    /// How many feedbacks the customer has given. A whole number.
    pub feedback_count: WholeNumber,
    /// How many purchases the customer has made. A whole number.
    pub purchase_count: WholeNumber,
    /// The average of the ratings of the feedbacks, as text with decimals; null when there is none.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Option<String>", extend("x-provenance" = EXAMPLE), example = &"4.50")]
    pub average_feedback_rating: Option<Option<String>>,
    /// Where the customer comes from, such as `Google`. The sandbox leaves it out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>", extend("x-provenance" = EXAMPLE))]
    pub data_sources: Option<Vec<String>>,
    /// Tags of the workspace, only in an older example. The sandbox leaves them out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<CustomerTag>", extend("x-provenance" = EXAMPLE))]
    pub tags: Option<Vec<CustomerTag>>,
    /// What other systems know of the customer, and what was imported. Its fields depend on where the customer comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Map<String, Value>", extend("x-provenance" = EXAMPLE))]
    pub metadata: Option<Map<String, Value>>,
}

/// A tag of a customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct CustomerTag {
    /// Its identifier.
    pub id: String,
    /// When it was created.
    pub created_at: MillisecondInstant,
    /// When it was last changed.
    pub updated_at: MillisecondInstant,
    /// Its text.
    pub tag: String,
    /// Its color.
    pub color: String,
}

/// A customer with two purchases.
pub(super) fn customer() -> Customer {
    Customer {
        id: Uuid::from_u128(0xe47a_1d05_2c9b_4f86_9a3e_50d8_b7c6_f112),
        created_at: failure::instant("2026-04-02T08:10:00Z"),
        updated_at: failure::instant("2026-05-28T07:52:09Z"),
        description: None,
        company: None,
        first_name: Some("Maria".to_owned()),
        last_name: Some("Lindgren".to_owned()),
        display_name: Some("Maria Lindgren".to_owned()),
        language: Some(Some("en".to_owned())),
        phone_number: Some("+15550174060".to_owned()),
        email: Some("maria.lindgren@mail.example".to_owned()),
        email_bounced: false,
        civility: None,
        email_optin: true,
        sms_optin: true,
        zenchef_id: None,
        ubereats_id: None,
        deliveroo_id: None,
        zelty_id: None,
        sevenrooms_id: None,
        meta_id: None,
        mews_id: None,
        oracle_id: None,
        partouche_id: None,
        como_id: None,
        the_fork_id: None,
        chr365_id: None,
        kind: "Individual".to_owned(),
        feedback_count: WholeNumber(1),
        purchase_count: WholeNumber(2),
        average_feedback_rating: Some(Some("4.00".to_owned())),
        data_sources: None,
        tags: None,
        metadata: None,
    }
}
