//! `GET /me`.

use trackside_schemas::agentref::{
    AFFILIATE, Envelope, GetMe, KeyFacts, Me, ONBOARDING, OwnProgram, Owner, ProgramStatus,
};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use super::envelope::one;
use super::programs::{own_programs, readiness, show};
use super::{credentials, merchant};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetMe {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Me>>, Problem> {
        let view = call.view;
        let kind = call.caller.kind;
        let is_affiliate = kind == Some(AFFILIATE);
        let all = || credentials::scopes(kind).iter().map(|scope| (*scope).to_owned()).collect();
        let key = KeyFacts {
            owner_type: if is_affiliate { "affiliate" } else { "merchant" }.to_owned(),
            key_type: if kind == Some(ONBOARDING) { "onboarding" } else { "full" }.to_owned(),
            scopes: call.caller.scopes.clone().unwrap_or_else(all),
        };
        let owner = if is_affiliate {
            Owner { id: view.merchant_user_uuid(0), name: None }
        } else {
            let name = merchant::company(call, &merchant::record_of(call));
            Owner { id: merchant::id(call), name: Some(name).filter(|name| !name.is_empty()) }
        };
        let programs = own_programs(call).map(|program| {
            let shown = show(view, program);
            OwnProgram {
                id: shown.id,
                name: shown.name,
                status: shown.status,
                marketplace_status: shown.marketplace_status,
                readiness: readiness(view, program),
                website: shown.website,
                landing_page_url: shown.landing_page_url,
                stripe_connected_at: shown.stripe_connected_at,
            }
        });
        let programs = programs.filter(|program| program.status != ProgramStatus::Archived);
        let programs = if is_affiliate { None } else { Some(programs.collect()) };
        Ok(one(call, Me { key, owner, programs }).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}
