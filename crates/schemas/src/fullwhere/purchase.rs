//! `GET /partners/purchase`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::customer::{Customer, customer};
use super::{Failure, Fullwhere, IdQuery, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Source, Tag, example, inferred,
    rules,
};
use crate::values::MillisecondInstant;

/// One purchase.
///
/// A purchase by its UUID, with its store and its customer. The provider's list of its fields is cut off after the customer: there
/// are more.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetPurchase;

impl Endpoint for GetPurchase {
    type Provider = Fullwhere;
    type Path = Nothing;
    type Query = IdQuery;
    type Body = Nothing;
    type Success<'a> = Purchase;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/partners/purchase";

    fn operation() -> Operation<Failure> {
        Operation::new("getPurchase", DOCUMENTED)
            .tag(Tag { name: "Purchase", description: "What customers have bought, and in which store." })
            .source(Source {
                title: "Fullwhere API reference, Purchase Management",
                url: "https://partner.docs.fullwhere.com/purchase-management",
                read: "2026-11-28",
            })
            .success("The purchase.", DOCUMENTED)
            .failure(failure::not_found("Purchase not found."))
            .rule(Rule::on_success(
                "response.body.id == request.query.id.lowerAscii()",
                "the purchase answered is the purchase asked for",
            ))
            .link(Link {
                name: "getCustomerOfPurchase",
                operation_id: "getCustomer",
                parameter: "id",
                expression: "$response.body#/customer/id",
                description: "Who has bought it.",
            })
    }

    fn examples() -> Vec<Example<Purchase>> {
        let purchase = Purchase {
            id: Uuid::from_u128(0x9b2f_6c14_83d7_4e5a_b0c1_6f4d_2e8a_7b39),
            created_at: failure::instant("2026-05-20T09:14:32Z"),
            updated_at: failure::instant("2026-05-24T10:00:00Z"),
            store_id: "c0a8f3d2-6b17-4e59-9d84-71e2b5a6c3f0".to_owned(),
            store_name: "Lumen Home".to_owned(),
            customer: customer(),
        };
        vec![example("purchase", "A purchase and who made it.", purchase)]
    }
}

/// A purchase. More fields exist than are known here.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "datetime(self.createdAt) <= datetime(self.updatedAt)",
        "nothing is updated before it is created",
        "the names say so",
    ),
    Rule::inferred(
        "double(self.customer.purchaseCount) >= 1.0",
        "the customer of a purchase has made one",
        "the count is documented as that of the customer's purchases",
    ),
])))]
pub struct Purchase {
    /// The purchase's identifier.
    #[schemars(extend("x-provenance" = inferred("an example shows text; an older page calls it the UUID of the purchase")))]
    pub id: Uuid,
    /// When the purchase became known.
    pub created_at: MillisecondInstant,
    /// When the purchase last changed.
    pub updated_at: MillisecondInstant,
    /// The store's identifier. No documented operation takes it.
    pub store_id: String,
    /// The store's name.
    pub store_name: String,
    /// Who made the purchase.
    pub customer: Customer,
}
