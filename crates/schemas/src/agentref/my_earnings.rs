//! `/me/earnings`: an affiliate's commissions.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, Page, one, only_page};
use super::habits::affiliate;
use super::my_overview::{OWN, to_my_program};
use super::my_programs::not_joined;
use super::paging::{Paged as _, Paging};
use super::program::{EXAMPLE_ID, example_time};
use super::{AgentRef, Failure, MyProgramPath, StatsPeriod, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred,
    rules,
};

const OPEN: Provenance =
    inferred("the response is documented as an object with any fields; these are those of the overview");
const OPEN_ROW: Provenance = inferred(
    "the rows are documented as objects with any fields; an example has `id` and `amount`, and a guide the states",
);

/// Earnings of an affiliate.
///
/// Sums over every program that the affiliate has joined.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMyEarnings;

/// Earnings of an affiliate in a program.
///
/// A row for every conversion, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListMyProgramEarnings;

impl Endpoint for GetMyEarnings {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Earnings>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/earnings";

    fn operation() -> Operation<Failure> {
        affiliate("getMyEarnings", DOCUMENTED, OWN, "earnings:read").success("The earnings.", DOCUMENTED).link(Link {
            name: "listMyProgramEarnings",
            operation_id: "listMyProgramEarnings",
            parameter: "programId",
            expression: "$response.body#/data/programs/0/programId",
            description: "The earnings in the first program, one by one.",
        })
    }

    fn examples() -> Vec<Example<Envelope<Earnings>>> {
        vec![example("one", "Earnings in one program.", one(example_earnings()))]
    }
}

impl Endpoint for ListMyProgramEarnings {
    type Provider = AgentRef;
    type Path = MyProgramPath;
    type Query = EarningsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Earning>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/me/earnings/{programId}";

    fn operation() -> Operation<Failure> {
        affiliate("listMyProgramEarnings", DOCUMENTED, OWN, "earnings:read")
            .success("A page of the earnings.", DOCUMENTED)
            .failures([failure::malformed_id(), not_joined()])
            .paged("/id")
            .rule(
                Rule::on_success(
                    "response.body.data.all(earning, earning.programId == request.path.programId.lowerAscii())",
                    "every row is of the program asked for",
                )
                .because("the id names the program"),
            )
            .link(to_my_program("$response.body#/data/0/programId"))
    }

    fn examples() -> Vec<Example<Page<Earning>>> {
        let earning = Earning {
            id: Uuid::from_u128(0x8f14_e45f_ceea_467f_a3c1_7a1b_6c2d_9e01),
            program_id: EXAMPLE_ID,
            amount: 2000,
            sale_amount: 10_000,
            currency: "usd".to_owned(),
            status: EarningStatus::Approved,
            created_at: example_time(),
        };
        vec![example("one", "One commission.", only_page(vec![earning]))]
    }
}

/// Which earnings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
pub struct EarningsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Which period: all of the time if it is not given (inferred).
    #[schemars(extend("x-provenance" = inferred("the parameter is documented; its values are those of other operations")))]
    #[garde(skip)]
    pub period: Option<StatsPeriod>,
}

/// What an affiliate has earned. Money is in cents; amounts of different currencies are added as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = OPEN))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "self.programs.all(program, program.total <= self.total)",
        "no program has more than all together",
        "the names of the fields",
    ),
])))]
pub struct Earnings {
    /// All commissions that are not void.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub total: i64,
    /// Commissions that are not approved yet.
    pub pending: i64,
    /// Approved commissions for which no payout was made or begun.
    pub available: i64,
    /// What was paid out.
    pub paid: i64,
    /// The same for each program.
    pub programs: Vec<ProgramEarnings>,
}

/// What an affiliate has earned in a program. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN))]
pub struct ProgramEarnings {
    /// The program.
    pub program_id: Uuid,
    /// Its name.
    pub program_name: String,
    /// The code of its currency.
    pub currency: String,
    /// All commissions that are not void.
    pub total: i64,
    /// Commissions that are not approved yet.
    pub pending: i64,
    /// Approved commissions for which no payout was made or begun.
    pub available: i64,
    /// What was paid out.
    pub paid: i64,
}

/// A commission. Money is in cents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = OPEN_ROW))]
pub struct Earning {
    /// Its id: that of the conversion.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// What the affiliate earns.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub amount: i64,
    /// What the customer paid.
    pub sale_amount: i64,
    /// The code of the program's currency.
    pub currency: String,
    /// What has become of it.
    pub status: EarningStatus,
    /// When the customer paid.
    pub created_at: DateTime<Utc>,
}

/// What has become of a commission, as affiliates see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = inferred("a guide names the states; that `rejected` is one as well follows from the conversions")))]
pub enum EarningStatus {
    /// Nothing yet.
    Pending,
    /// It is approved.
    Approved,
    /// It is paid out. Payouts pay the oldest commissions first (inferred).
    Paid,
    /// A part of the sale was refunded.
    PartiallyRefunded,
    /// The sale was refunded.
    Refunded,
    /// It was not approved.
    Rejected,
}

fn example_earnings() -> Earnings {
    Earnings {
        total: 50_000,
        pending: 12_000,
        available: 8000,
        paid: 30_000,
        programs: vec![ProgramEarnings {
            program_id: EXAMPLE_ID,
            program_name: "Acme Partners".to_owned(),
            currency: "usd".to_owned(),
            total: 50_000,
            pending: 12_000,
            available: 8000,
            paid: 30_000,
        }],
    }
}
