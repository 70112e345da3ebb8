//! `/invites/{token}`: an invite as whoever has its token sees it.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::affiliates::EXAMPLE_AFFILIATE;
use super::envelope::{Envelope, one};
use super::habits::{Repeatable as _, any_key};
use super::my_overview::OWN;
use super::program::EXAMPLE_ID;
use super::program_invites::example_invite;
use super::{AFFILIATE, AgentRef, Failure, Invite, MERCHANT, failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Link, Method, Nothing, Operation, Rule, example, inferred,
};

/// The endpoints of this resource.
pub type InviteClaimEndpoints = (GetInvite, ClaimInvite);

/// An invite.
///
/// Whoever has the token may see it, with or without a key.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetInvite;

/// Claim an invite.
///
/// Whoever claims it becomes an approved affiliate of its program.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ClaimInvite;

impl Endpoint for GetInvite {
    type Provider = AgentRef;
    type Path = InvitePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Invite>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/invites/{token}";

    fn operation() -> Operation<Failure> {
        any_key("getInvite", DOCUMENTED, OWN)
            .security([&["apiKey"][..], &[][..]])
            .success("The invite.", DOCUMENTED)
            .failure(unknown_invite())
            .rule(
                Rule::on_success(
                    "response.body.data.token == request.path.token",
                    "the invite answered is the one asked for",
                )
                .because("the token names the resource"),
            )
            .link(to_invite("claimInvite", "$response.body#/data/token", "Claims the invite."))
    }

    fn examples() -> Vec<Example<Envelope<Invite>>> {
        vec![example("personal", "An invite for one address.", one(example_invite()))]
    }
}

impl Endpoint for ClaimInvite {
    type Provider = AgentRef;
    type Path = InvitePath;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<ClaimedInvite>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/invites/{token}/claim";

    fn operation() -> Operation<Failure> {
        Operation::new("claimInvite", DOCUMENTED)
            .tag(OWN)
            .key_kinds(&[MERCHANT, AFFILIATE])
            .scopes(&["invites:claim"])
            .created("The new affiliate.", EXAMPLE)
            .repeatable()
            .failure(unknown_invite())
            .failure(failure::conflict(
                "The invite has ended or was claimed as often as it may be, it is for another address, the caller has joined \
                 the program, or the `Idempotency-Key` belongs to another request.",
                inferred("the status is documented, what conflicts is not"),
                "This invite has expired.",
            ))
    }

    fn examples() -> Vec<Example<Envelope<ClaimedInvite>>> {
        let claimed = ClaimedInvite { affiliate_id: EXAMPLE_AFFILIATE, program_id: EXAMPLE_ID };
        vec![example("claimed", "The new affiliate.", one(claimed))]
    }
}

/// Which invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct InvitePath {
    /// What the invite's link ends with.
    #[garde(skip)]
    #[schemars(example = &"inv_7f3a9c1e5b2d4860")]
    pub token: String,
}

/// Somebody has claimed an invite.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ClaimedInvite {
    /// The new affiliate.
    pub affiliate_id: Uuid,
    /// The program.
    pub program_id: Uuid,
}

/// An operation about the invite with the token.
pub(super) fn to_invite(operation: &'static str, expression: &'static str, description: &'static str) -> Link {
    Link { name: operation, operation_id: operation, parameter: "token", expression, description }
}

fn unknown_invite() -> crate::declare::Failure<Failure> {
    failure::unknown("No invite with this token.", "Invite not found.")
}
