//! `/programs/{id}/invites`: links that let somebody join a program.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, List, list, one};
use super::habits::{Repeatable as _, merchant};
use super::invite_claims::to_invite;
use super::program::{EXAMPLE_ID, example_time};
use super::programs::PROGRAMS;
use super::text::{CODE, is_code, is_email};
use super::{AgentRef, Failure, ProgramPath, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Provenance, Rule, example, inferred};
use crate::values::present;

/// The endpoints of this resource.
pub type ProgramInviteEndpoints = (ListProgramInvites, CreateProgramInvite);

const NULLABLE: Provenance =
    inferred("the SDKs say that it is never null, but it is optional when an invite is created; it is null then");

/// Invites of a program.
///
/// All of them, the newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListProgramInvites;

/// Create an invite.
///
/// Whoever has its token can join the program. An invite cannot be taken back.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct CreateProgramInvite;

impl Endpoint for ListProgramInvites {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = List<Invite>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/programs/{id}/invites";

    fn operation() -> Operation<Failure> {
        merchant("listProgramInvites", DOCUMENTED, PROGRAMS, "programs:read")
            .success("The invites.", DOCUMENTED)
            .failures([failure::malformed_id(), failure::unknown_program()])
            .rule(
                Rule::on_success(
                    "response.body.data.all(invite, invite.programId == request.path.id.lowerAscii())",
                    "every invite is of the program asked for",
                )
                .because("the id names the program"),
            )
    }

    fn examples() -> Vec<Example<List<Invite>>> {
        vec![example("one", "One invite.", list(vec![example_invite()]))]
    }
}

impl Endpoint for CreateProgramInvite {
    type Provider = AgentRef;
    type Path = ProgramPath;
    type Query = Nothing;
    type Body = InviteToCreate;
    type Success<'a> = Envelope<Invite>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/programs/{id}/invites";

    fn operation() -> Operation<Failure> {
        merchant("createProgramInvite", DOCUMENTED, PROGRAMS, "programs:write")
            .created("The invite.", inferred("other operations that create respond with 201 in tests of the SDKs"))
            .repeatable()
            .failures([failure::malformed_id(), failure::unknown_program()])
            .failure(failure::conflict(
                "An affiliate of the program has the tracking code, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This tracking code is taken.",
            ))
            .rule(
                Rule::on_success(
                    "response.body.data.programId == request.path.id.lowerAscii()",
                    "the invite is of the program asked for",
                )
                .because("the id names the program"),
            )
            .rule(
                Rule::on_success(
                    "'email' in request.body ? response.body.data.email == request.body.email : type(response.body.data.email) == null_type",
                    "the invite is for the address asked for",
                )
                .because("the field of the request has the same name"),
            )
            .link(to_invite("getInvite", "$response.body#/data/token", "The invite as whoever has its token sees it."))
            .link(to_invite("claimInvite", "$response.body#/data/token", "Claims the invite."))
    }

    fn examples() -> Vec<Example<Envelope<Invite>>> {
        let open = Invite { email: None, expires_at: None, ..example_invite() };
        vec![
            example("personal", "An invite for one address.", one(example_invite())),
            example("open", "An invite for everybody.", one(open)),
        ]
    }
}

/// An invite to create.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct InviteToCreate {
    /// Whom it is for: only this address may claim it. Everybody if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"maria@mail.example", extend("format" = "email"), length(max = 200))]
    #[garde(custom(is_email))]
    pub email: Option<String>,
    /// What the merchant calls it.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Spring campaign")]
    #[garde(length(chars, max = 100))]
    pub name: Option<String>,
    /// Whether everybody may see it: `false` if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub is_public: Option<bool>,
    /// How often it may be claimed. Any number of times if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 10)]
    #[garde(range(min = 1, max = 1000))]
    pub usage_limit: Option<u32>,
    /// After how many days it ends. Never if it is not given (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 30)]
    #[garde(range(min = 1, max = 365))]
    pub expires_in_days: Option<u32>,
    /// The code of the new affiliate's links.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = CODE), example = &"maria20")]
    #[garde(length(min = 3, max = 50), custom(is_code))]
    pub tracking_code: Option<String>,
    /// Whether the new affiliate skips the introduction: `false` if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub skip_onboarding: Option<bool>,
}

/// A link that lets somebody join a program.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Invite {
    /// What the link ends with.
    pub token: String,
    /// Whom it is for; null for everybody.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub email: Option<String>,
    /// The program.
    pub program_id: Uuid,
    /// When it ends; null for never.
    #[schemars(extend("x-provenance" = NULLABLE))]
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was created.
    pub created_at: DateTime<Utc>,
}

/// An invite for one address.
pub(super) fn example_invite() -> Invite {
    Invite {
        token: "inv_7f3a9c1e5b2d4860".to_owned(),
        email: Some("maria@mail.example".to_owned()),
        program_id: EXAMPLE_ID,
        expires_at: Some("2026-04-22T14:30:00Z".parse().expect("a literal time")),
        created_at: example_time(),
    }
}
