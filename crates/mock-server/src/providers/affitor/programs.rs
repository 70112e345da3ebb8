//! `/api/advertiser/affiliate-programs`.

use trackside_schemas::affitor::{
    AdvertiserProgram, ApiKeyPath, ListPrograms, ProgramKey, ProgramList, RegenerateProgramKey, RegeneratedProgramKey,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Owner, Program, ProgramState, View};

use super::credentials::{self, ManagementKeyRecord, exchanged, key_of, masked};
use super::{leads, named_program, unknown_program};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// How long a commission is held back, in days.
const HOLD: u32 = 15;

impl Serve for ListPrograms {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ProgramList>, Problem> {
        let view = call.view;
        let programs = view.programs().filter(|program| call.caller.owns(program));
        let programs = programs.filter(|program| may_see(view, &call.caller.credential, program));
        Ok(ProgramList { data: programs.map(|program| show(view, program)).collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for RegenerateProgramKey {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<RegeneratedProgramKey>, Problem> {
        let view = call.view;
        let program = named_program(call, call.path.id)?;
        if !may_see(view, &call.caller.credential, program) {
            return Err(unknown_program(&call.path.id.to_string()));
        }
        let record = exchanged(view, program);
        let event = record.put(u64::try_from(program.number).expect("a program's number is above zero"));
        let data = ProgramKey { api_token_masked: masked(&record.key), api_token: record.key };
        Ok(Answer::new(RegeneratedProgramKey { data }).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // Not the usual program, whose key everybody uses.
        let usual = credentials::usual_program(view).map(|program| program.id);
        let other = view.programs().filter(|program| program.owner == Owner::Usual);
        let mut other = other.filter(|program| Some(program.id) != usual && program.state != ProgramState::Fresh);
        let program = other.next().or_else(|| view.some_program()).expect("the world has programs");
        Sample::new(ApiKeyPath { id: program.number }, Nothing {}, Nothing {})
    }
}

/// Whether a credential is not limited to other programs.
fn may_see(view: View<'_>, credential: &str, program: &Program) -> bool {
    let key = ManagementKeyRecord::all(view).find(|(_, key)| key.key == credential);
    let scope = key.and_then(|(_, key)| key.program_scope);
    scope.is_none_or(|scope| scope.contains(&program.number.to_string()))
}

fn show(view: View<'_>, program: &Program) -> AdvertiserProgram {
    AdvertiserProgram {
        id: program.number,
        name: program.name.clone(),
        api_token_masked: masked(&key_of(view, program)),
        attribution_model: "last_click".to_owned(),
        cookie_window_days: program.cookie_days,
        attribution_window_days: program.cookie_days,
        default_commission_type: "cps_lifetime".to_owned(),
        default_duration_months: None,
        default_hold_period_days: HOLD,
        lead_auth: if leads::requires_a_server(view, program.id) { "server_required" } else { "any" }.to_owned(),
        marketplace_visible: !program.portal.registration_disabled,
        is_featured: false,
    }
}
