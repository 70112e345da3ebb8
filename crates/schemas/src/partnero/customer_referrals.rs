//! `/customers/{id}/referrals` and others: whom a customer of a refer-a-friend program has brought, and invites.

use std::collections::BTreeMap;

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::customer::{CUSTOMERS, example_friend, to_customer};
use super::customers::unknown_customer;
use super::envelope::{Done, Envelope, Page, one, only_page};
use super::habits::referral;
use super::paging::{Paged as _, Paging};
use super::partner_text::is_email_text;
use super::{CurrencyAmount, CustomerIdentifier, CustomerPath, Failure, Partnero, ReferralCustomer, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};
use crate::values::{CurrencyCode, DecimalNumber, present};

/// The endpoints about friends.
pub type CustomerReferralEndpoints = (ListCustomerReferrals, GetCustomerStats, InviteCustomer);

/// Customers whom a customer has brought.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListCustomerReferrals;

/// The figures of a customer.
///
/// What those whom the customer has brought have bought.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetCustomerStats;

/// Invite somebody.
///
/// The sandbox sends no e-mail, and keeps nothing.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct InviteCustomer;

impl Endpoint for ListCustomerReferrals {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = CustomerReferralsQuery;
    type Body = Nothing;
    type Success<'a> = Page<ReferralCustomer>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}/referrals";

    fn operation() -> Operation<Failure> {
        referral("listCustomerReferrals", DOCUMENTED, CUSTOMERS)
            .success(
                "A page of the customers.",
                inferred(
                    "the operation is documented, its response is not shown; it is taken from the list of customers",
                ),
            )
            .failure(unknown_customer())
            .paged("/id")
            .rule(
                Rule::on_success(
                    "response.body.data.all(customer, type(customer.referring_customer) != null_type)",
                    "somebody brought every one of them",
                )
                .because("the name of the list"),
            )
            .link(to_customer("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<ReferralCustomer>>> {
        vec![example("one", "One friend.", only_page(vec![example_friend()]))]
    }
}

impl Endpoint for GetCustomerStats {
    type Provider = Partnero;
    type Path = CustomerPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<CustomerStats>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/v1/customers/{id}/stats";

    fn operation() -> Operation<Failure> {
        referral("getCustomerStats", DOCUMENTED, CUSTOMERS)
            .success("The figures.", inferred("the operation is documented, its response is not shown"))
            .failure(unknown_customer())
    }

    fn examples() -> Vec<Example<Envelope<CustomerStats>>> {
        let usd = CurrencyCode::parse("USD").expect("a code");
        let amount = |whole| vec![CurrencyAmount { currency: usd, amount: DecimalNumber::whole(whole) }];
        let stats = CustomerStats {
            referrals_count: 2,
            paid_accounts: 2,
            sales_count: 3,
            revenue: amount(90),
            rewards: amount(27),
        };
        vec![example("figures", "The figures.", one(stats))]
    }
}

impl Endpoint for InviteCustomer {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = InviteToSend;
    type Success<'a> = Done;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/v1/customers:invite";

    fn operation() -> Operation<Failure> {
        referral("inviteCustomer", DOCUMENTED, CUSTOMERS)
            .success("The invite is sent.", inferred("the operation is documented, its response is not shown"))
            .failures([
                failure::nobody_named(),
                failure::unknown("There is no such customer to invite in the name of.", "Customer not found."),
            ])
    }

    fn examples() -> Vec<Example<Done>> {
        vec![example("sent", "The invite is sent.", Done::default())]
    }
}

/// Which page of the customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct CustomerReferralsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// What those whom a customer has brought have bought. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = inferred("nothing shows the figures of a customer; these are named for those of a partner")))]
#[schemars(extend("x-validations" = rules([Rule::inferred(
    "self.paid_accounts <= self.referrals_count && self.paid_accounts <= self.sales_count",
    "whoever has paid was brought, and has bought something",
    "the names of the fields",
)])))]
pub struct CustomerStats {
    /// How many customers they have brought.
    pub referrals_count: u64,
    /// How many of these have bought something, without what was declined or refunded.
    pub paid_accounts: u64,
    /// How many sales there were, without those that were declined or refunded.
    pub sales_count: u64,
    /// What these have paid, by currency.
    pub revenue: Vec<CurrencyAmount>,
    /// What the customer has earned by them, by currency.
    pub rewards: Vec<CurrencyAmount>,
}

/// Whom to invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct InviteToSend {
    /// The e-mail address to which the invite is sent.
    #[schemars(extend("format" = "email"), example = &"emil@mail.example")]
    #[garde(custom(is_email_text))]
    pub email: String,
    /// Who invites.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "CustomerIdentifier", extend("x-provenance" = inferred("a customer is said to invite; how they are named is taken from other operations")))]
    #[garde(dive)]
    pub customer: Option<CustomerIdentifier>,
    /// Texts for the e-mail, by name. The sandbox does not look at them.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "BTreeMap<String, String>", extend("x-provenance" = inferred("documented as an object; what it holds is not shown")))]
    #[garde(skip)]
    pub personalization: Option<BTreeMap<String, String>>,
}
