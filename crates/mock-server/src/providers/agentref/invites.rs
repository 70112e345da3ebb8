//! `/programs/{id}/invites`.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    CreateProgramInvite, Envelope, Invite, InviteToCreate, List, ListProgramInvites, ProgramPath,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Program, ProgramId, View};

use super::affiliates::newest_first;
use super::envelope::{list, one};
use super::programs::{own_program, some_program, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// An invite.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct InviteRecord {
    pub(super) program: ProgramId,
    pub(super) token: String,
    pub(super) email: Option<String>,
    pub(super) name: Option<String>,
    pub(super) is_public: bool,
    /// How often it may be claimed.
    pub(super) usage_limit: Option<u32>,
    /// How often it was claimed.
    pub(super) claimed: u32,
    pub(super) expires_at: Option<DateTime<Utc>>,
    /// The code of the new affiliate's links.
    pub(super) tracking_code: Option<String>,
    pub(super) skip_onboarding: bool,
    pub(super) created_at: DateTime<Utc>,
}

impl Record for InviteRecord {
    const COLLECTION: &'static str = "agentref/invites";
}

impl Serve for ListProgramInvites {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<Invite>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let mut invites: Vec<_> = all(view).into_iter().filter(|(_, invite)| invite.program == program.id).collect();
        newest_first(&mut invites, |(number, invite)| (invite.created_at, *number));
        Ok(list(call, invites.iter().map(|(_, invite)| show(view, invite)).collect()).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_program(view), Nothing {}, Nothing {})
    }
}

impl Serve for CreateProgramInvite {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Invite>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let InviteToCreate { email, name, is_public, usage_limit, expires_in_days, tracking_code, skip_onboarding } =
            &call.body;
        let is_taken = |code: &&String| view.partner_by_code(program.id, code).is_some();
        if let Some(code) = tracking_code.as_ref().filter(is_taken) {
            let reason = format!("an affiliate of the program has the code {code}");
            return Err(conflict("This tracking code is taken.", reason));
        }
        let number = InviteRecord::next(view).max(FIRST + 1);
        let record = InviteRecord {
            program: program.id,
            token: token(view, number),
            email: email.clone(),
            name: name.clone(),
            is_public: is_public.unwrap_or(false),
            usage_limit: *usage_limit,
            claimed: 0,
            expires_at: expires_in_days.map(|days| view.now() + Duration::days(days.into())),
            tracking_code: tracking_code.clone(),
            skip_onboarding: skip_onboarding.unwrap_or(false),
            created_at: view.now(),
        };
        Ok(Answer::new(one(call, show(view, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = InviteToCreate {
            email: Some("maria@mail.example".to_owned()),
            expires_in_days: Some(30),
            ..InviteToCreate::default()
        };
        Sample::new(some_program(view), Nothing {}, body)
    }
}

/// The number of the invite that a sandbox has from the start.
const FIRST: u64 = 1;

/// Every invite with its number. The first one is the sandbox's own: it invites everybody to a program that tracks.
pub(super) fn all(view: View<'_>) -> Vec<(u64, InviteRecord)> {
    let mut invites: Vec<_> = InviteRecord::all(view).collect();
    let ProgramPath { id } = match usual_programs(view).next() {
        Some(_) => some_program(view),
        None => return invites,
    };
    let first = view.programs().find(|program| program.uuid == id).map(|program| first(view, program));
    if invites.first().is_none_or(|(number, _)| *number != FIRST) {
        invites.splice(0..0, first.map(|first| (FIRST, first)));
    }
    invites
}

fn first(view: View<'_>, program: &Program) -> InviteRecord {
    InviteRecord {
        program: program.id,
        token: token(view, FIRST),
        email: None,
        name: Some("Sandbox".to_owned()),
        is_public: true,
        usage_limit: None,
        claimed: 0,
        expires_at: None,
        tracking_code: None,
        skip_onboarding: false,
        created_at: program.created_at,
    }
}

/// The token of an invite: `inv_` and sixteen digits that nobody guesses.
fn token(view: View<'_>, number: u64) -> String {
    let digits = view.invite_uuid(number).simple().to_string();
    format!("inv_{}", &digits[16..])
}

pub(super) fn show(view: View<'_>, invite: &InviteRecord) -> Invite {
    Invite {
        token: invite.token.clone(),
        email: invite.email.clone(),
        program_id: view.program(invite.program).uuid,
        expires_at: invite.expires_at,
        created_at: invite.created_at,
    }
}
