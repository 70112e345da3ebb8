//! `/invites/{token}`.

use trackside_schemas::agentref::{AFFILIATE, ClaimInvite, ClaimedInvite, Envelope, GetInvite, Invite, InvitePath};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use super::envelope::one;
use super::invites::{self, InviteRecord, show};
use super::memberships::{self, Joining};
use super::programs::causing;
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for GetInvite {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Invite>>, Problem> {
        let (_, invite) = found(call.view, &call.path.token)?;
        Ok(one(call, show(call.view, &invite)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_invite(view), Nothing {}, Nothing {})
    }
}

impl Serve for ClaimInvite {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<ClaimedInvite>>, Problem> {
        let view = call.view;
        let (number, invite) = found(view, &call.path.token)?;
        if invite.expires_at.is_some_and(|ends| ends <= view.now()) {
            return Err(conflict("This invite has expired.", "the time at which it ends has passed"));
        }
        if invite.usage_limit.is_some_and(|limit| invite.claimed >= limit) {
            return Err(conflict("This invite has been used.", "it was claimed as often as it may be"));
        }
        let joining = Joining {
            program: view.program(invite.program),
            code: invite.tracking_code.clone(),
            is_approved: true,
            message: None,
        };
        // A merchant's key says nothing of the person: the invite says for whom it is.
        let joined = if call.caller.kind == Some(AFFILIATE) {
            if let Some(email) = invite.email.as_ref().filter(|email| !memberships::has_email(view, email)) {
                let reason = format!("the invite is for {email}, and the affiliate's key belongs to another address");
                return Err(conflict("This invite is for another e-mail address.", reason));
            }
            joining.affiliate(view)?
        } else {
            joining.person(view, None, invite.email.clone())?
        };
        let (program, partner) = (joined.program, joined.partner);
        let mut events = joined.events;
        events.push(InviteRecord { claimed: invite.claimed + 1, ..invite }.put(number));
        let claimed =
            ClaimedInvite { affiliate_id: view.partner_uuid(program, partner), program_id: view.program(program).uuid };
        Ok(causing(one(call, claimed), events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_invite(view), Nothing {}, Nothing {})
    }
}

/// The invite with the token, with its number.
fn found(view: View<'_>, token: &str) -> Result<(u64, InviteRecord), Problem> {
    let found = invites::all(view).into_iter().find(|(_, invite)| invite.token == token);
    found.ok_or_else(|| Problem::NotFound {
        what: "Invite",
        reason: "no program has an invite with this token; GET /programs/{id}/invites lists them".to_owned(),
    })
}

/// An invite for samples: the sandbox's own, which everybody can claim.
fn some_invite(view: View<'_>) -> InvitePath {
    let token = invites::all(view).into_iter().next().map(|(_, invite)| invite.token);
    InvitePath { token: token.unwrap_or_else(|| "inv_none".to_owned()) }
}
