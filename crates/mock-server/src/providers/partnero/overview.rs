//! `GET /v1/program/overview`: the legacy, flat response.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    AffiliateOverview, AffiliateOverviewSettings, GetProgramOverview, OverviewResponse, ProgramOverview,
    ReferralOverview, ReferralOverviewSettings,
};
use trackside_schemas::values::CountText;
use trackside_world::{Program, ProgramKind, View};

use super::program::{commission_description, details, newsletter};
use super::program_record::ProgramRecord;
use super::{figures, program_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetProgramOverview {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<OverviewResponse>, Problem> {
        let program = program_of(&call.caller, call.view)?;
        let shown = match program.kind {
            ProgramKind::Affiliate => ProgramOverview::Affiliate(Box::new(affiliate(call.sandbox, call.view, program))),
            ProgramKind::ReferAFriend => {
                ProgramOverview::Referral(Box::new(referral(call.sandbox, call.view, program)))
            }
            ProgramKind::Newsletter => ProgramOverview::Newsletter(newsletter(call.view, program)),
        };
        Ok(OverviewResponse::from(shown).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

fn affiliate(sandbox: &Sandbox, view: View<'_>, program: &Program) -> AffiliateOverview {
    let record = ProgramRecord::of(view, program);
    let settings = AffiliateOverviewSettings {
        commission_description: commission_description(program),
        program_name: record.name(program),
        program_initials: program.initials.clone(),
        program_type_title: "Affiliate".to_owned(),
        partner_portal_url: program.portal_url.clone(),
        currency: figures::code(program.currency),
        cookie_lifetime: CountText(record.cookie_lifetime(program).into()),
        payout_threshold: figures::money(program, program.payout_threshold).number(),
    };
    AffiliateOverview::new(details(view, program).into(), &figures::affiliate(sandbox, view, program), settings)
}

fn referral(sandbox: &Sandbox, view: View<'_>, program: &Program) -> ReferralOverview {
    let settings = ReferralOverviewSettings {
        partner_portal_url: program.portal_url.clone(),
        website_url: program.website.clone(),
    };
    ReferralOverview::new(details(view, program).into(), &figures::referral(sandbox, view, program), settings)
}
