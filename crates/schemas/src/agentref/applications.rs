//! `/applications`: who wants to join.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::AFFILIATES;
use super::conversions::of_program;
use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, merchant};
use super::paging::{Paged as _, Paging};
use super::program::{EXAMPLE_ID, example_time};
use super::programs::is_asked_for;
use super::{AgentRef, Failure, JoinSource, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Provenance, Rule, example, inferred,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type ApplicationEndpoints =
    (ListApplications, GetApplication, ApproveApplication, DeclineApplication, BlockApplication);

const SHAPE: Provenance = inferred(
    "the SDKs know the id and the status only; a page says that the name, an optional message and the date are shown",
);

/// Applications.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListApplications;

/// An application.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetApplication;

/// Approve an application.
///
/// The applicant becomes an affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ApproveApplication;

/// Decline an application.
///
/// The applicant does not become an affiliate.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct DeclineApplication;

/// Block an applicant.
///
/// The application is refused.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct BlockApplication;

impl Endpoint for ListApplications {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = ApplicationsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Application>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/applications";

    fn operation() -> Operation<Failure> {
        merchant("listApplications", DOCUMENTED, AFFILIATES, "affiliates:read")
            .success("A page of the applications.", DOCUMENTED)
            .paged("/id")
            .rule(of_program())
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(application, application.status == request.query.status)",
                    "every application has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_application("$response.body#/data/0/id"))
    }

    fn examples() -> Vec<Example<Page<Application>>> {
        vec![example("one", "One application.", only_page(vec![example_application()]))]
    }
}

impl Endpoint for GetApplication {
    type Provider = AgentRef;
    type Path = ApplicationPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Application>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/applications/{id}";

    fn operation() -> Operation<Failure> {
        merchant("getApplication", DOCUMENTED, AFFILIATES, "affiliates:read")
            .success("The application.", DOCUMENTED)
            .failures([failure::malformed_id(), unknown_application()])
            .rule(is_asked_for())
    }

    fn examples() -> Vec<Example<Envelope<Application>>> {
        vec![example("pending", "An application that waits.", one(example_application()))]
    }
}

macro_rules! decision {
    ($endpoint:ident, $id:literal, $path:literal, $status:ident, $word:literal) => {
        impl Endpoint for $endpoint {
            type Provider = AgentRef;
            type Path = ApplicationPath;
            type Query = Nothing;
            type Body = ApplicationDecision;
            type Success<'a> = Envelope<Application>;

            const METHOD: Method = Method::Post;
            const PATH: &'static str = $path;

            fn operation() -> Operation<Failure> {
                merchant($id, DOCUMENTED, AFFILIATES, "affiliates:manage")
                    .success("The application afterwards.", DOCUMENTED)
                    .repeatable()
                    .optional_body()
                    .failures([failure::malformed_id(), unknown_application(), decided()])
                    .rule(is_asked_for())
                    .rule(Rule::on_success(
                        concat!("response.body.data.status == '", $word, "'"),
                        concat!("the application is ", $word),
                    ))
                    .link(to_application("$response.body#/data/id"))
            }

            fn examples() -> Vec<Example<Envelope<Application>>> {
                let decided = Application { status: ApplicationStatus::$status, ..example_application() };
                vec![example("decided", "The application afterwards.", one(decided))]
            }
        }
    };
}

decision!(ApproveApplication, "approveApplication", "/applications/{id}/approve", Approved, "approved");
decision!(DeclineApplication, "declineApplication", "/applications/{id}/decline", Declined, "declined");
decision!(BlockApplication, "blockApplication", "/applications/{id}/block", Blocked, "blocked");

/// Which application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApplicationPath {
    /// The application's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"9d3b7c52-1f0e-4a86-b7c4-e25f80a916d3")]
    pub id: Uuid,
}

/// Which applications.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApplicationsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only applications for this program.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
    /// Only applicants whose code, name or e-mail address has this text in it (inferred), in small or capital letters.
    #[garde(length(max = 200))]
    pub search: Option<String>,
    /// Only applications with this status.
    #[garde(skip)]
    pub status: Option<ApplicationStatus>,
    /// Only applications that came this way.
    #[garde(skip)]
    pub source: Option<JoinSource>,
}

/// Why.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ApplicationDecision {
    /// Anything to remember.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Fits our audience", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub note: Option<String>,
}

/// What has become of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum ApplicationStatus {
    /// It waits.
    Pending,
    /// It was approved.
    Approved,
    /// It was declined.
    Declined,
    /// The applicant took it back.
    Withdrawn,
    /// The applicant is blocked.
    Blocked,
}

/// Somebody's application for a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = SHAPE))]
pub struct Application {
    /// Its id.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub id: Uuid,
    /// The program.
    pub program_id: Uuid,
    /// The affiliate that the applicant has become; null if they have not.
    pub affiliate_id: Option<Uuid>,
    /// What has become of it.
    #[schemars(extend("x-provenance" = DOCUMENTED))]
    pub status: ApplicationStatus,
    /// How it came.
    pub source: JoinSource,
    /// The applicant's name; null if they gave none.
    pub name: Option<String>,
    /// Their e-mail address; null if they gave none.
    pub email: Option<String>,
    /// What they wrote; null if they wrote nothing.
    pub message: Option<String>,
    /// What was noted when it was decided; null if nothing was.
    pub note: Option<String>,
    /// When they applied.
    pub created_at: DateTime<Utc>,
}

fn to_application(expression: &'static str) -> Link {
    Link {
        name: "getApplication",
        operation_id: "getApplication",
        parameter: "id",
        expression,
        description: "The application.",
    }
}

fn unknown_application() -> crate::declare::Failure<Failure> {
    failure::unknown("No application with this id.", "Application not found.")
}

fn decided() -> crate::declare::Failure<Failure> {
    failure::conflict(
        "The applicant has left the program, or the `Idempotency-Key` belongs to another request. Otherwise the last \
         decision counts.",
        inferred("the status is documented, what conflicts is not"),
        "This applicant has left the program.",
    )
}

fn example_application() -> Application {
    Application {
        id: Uuid::from_u128(0x9d3b_7c52_1f0e_4a86_b7c4_e25f_80a9_16d3),
        program_id: EXAMPLE_ID,
        affiliate_id: None,
        status: ApplicationStatus::Pending,
        source: JoinSource::Browser,
        name: Some("Maria Lindgren".to_owned()),
        email: Some("maria@mail.example".to_owned()),
        message: None,
        note: None,
        created_at: example_time(),
    }
}
