//! `/me/programs`.

use trackside_schemas::agentref::{
    AffiliateProgram, AffiliateProgramDetail, Envelope, GetMyProgram, LandingPage, List, ListMyPrograms, MyProgramPath,
    PayoutFrequency, Program as ShownProgram,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{Program, View};
use url::Url;

use super::affiliates::newest_first;
use super::envelope::{list, one};
use super::memberships::{self, Membership, membership, memberships};
use super::merchant;
use super::payout_info;
use super::programs::{record_of, show, some_program};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListMyPrograms {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<AffiliateProgram>>, Problem> {
        let mut memberships = memberships(call);
        newest_first(&mut memberships, |known| (known.partner.joined_at, known.number()));
        let company = merchant::company(call, &merchant::record_of(call));
        let row = |membership: &Membership<'_>| {
            let (program, earned) = (show(call.view, membership.program), membership.earned(call.view));
            AffiliateProgram {
                affiliate_id: call.view.partner_uuid(membership.program.id, membership.partner.id),
                program_id: program.id,
                program_name: program.name,
                program_description: program.description,
                company_name: Some(company.clone()),
                portal_slug: program.portal_slug,
                portal_theme: None,
                marketplace_logo_url: program.marketplace_logo_url,
                commission_type: program.commission_type,
                commission_percent: program.commission_percent,
                code: membership.partner.code.to_owned(),
                is_approved: membership.is_approved(),
                is_blocked: membership.is_blocked(),
                total_clicks: earned.clicks,
                total_conversions: earned.conversions,
                total_revenue: earned.revenue,
                total_commission: earned.total,
                total_paid_out: earned.paid,
                created_at: membership.partner.joined_at,
            }
        };
        Ok(list(call, memberships.iter().map(row).collect()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetMyProgram {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateProgramDetail>>, Problem> {
        let (view, membership) = (call.view, membership(call, call.path.program_id)?);
        let program = show(view, membership.program);
        let (earned, info) = (membership.earned(view), payout_info::shown(view));
        let frequency = record_of(view, membership.program).payout_frequency;
        let pages = landing_pages(&program);
        let detail = AffiliateProgramDetail {
            affiliate_id: view.partner_uuid(membership.program.id, membership.partner.id),
            program_id: program.id,
            program_name: program.name,
            program_description: program.description,
            merchant_company_name: Some(merchant::company(call, &merchant::record_of(call))),
            portal_theme: None,
            marketplace_logo_url: program.marketplace_logo_url,
            website: program.website,
            landing_page_url: program.landing_page_url,
            commission_type: program.commission_type,
            commission_percent: program.commission_percent,
            commission_limit_months: program.commission_limit_months,
            cookie_duration: program.cookie_duration,
            payout_threshold: program.payout_threshold,
            payout_frequency: frequency.unwrap_or(PayoutFrequency::Monthly),
            currency: program.currency,
            allow_custom_destinations: Some(false),
            allowed_landing_pages: Some(pages),
            terms_url: program.terms_url,
            code: membership.partner.code.to_owned(),
            is_approved: membership.is_approved(),
            is_blocked: membership.is_blocked(),
            payout_method: info.payout_method,
            paypal_email: info.paypal_email,
            bank_account_holder: info.bank_account_holder,
            bank_iban: info.bank_iban,
            bank_bic: info.bank_bic,
            first_name: info.first_name,
            last_name: info.last_name,
            company_name: None,
            address_line1: info.address_line1,
            address_line2: info.address_line2,
            city: info.city,
            state: info.state,
            postal_code: info.postal_code,
            country: None,
            vat_id: info.vat_id,
            tax_id_type: None,
            tax_id: None,
            tax_form_completed: false,
            total_clicks: earned.clicks,
            total_conversions: earned.conversions,
            total_revenue: earned.revenue,
            total_commission: earned.total,
            total_paid_out: earned.paid,
            pending_commission: earned.pending,
            created_at: membership.partner.joined_at,
        };
        Ok(one(call, detail).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_membership(view), Nothing {}, Nothing {})
    }
}

/// The pages to which links may lead: the home page, and the page that the program names, if it is on the same website.
fn landing_pages(program: &ShownProgram) -> Vec<LandingPage> {
    let page = |path: &str, label: &str| LandingPage { path: path.to_owned(), label: label.to_owned() };
    let mut pages = vec![page("/", "Home")];
    let parsed = |text: Option<&String>| text.and_then(|text| Url::parse(text).ok());
    let (website, landing) = (parsed(program.website.as_ref()), parsed(program.landing_page_url.as_ref()));
    let landing = landing.filter(|landing| website.is_none_or(|website| website.host() == landing.host()));
    pages.extend(landing.filter(|landing| landing.path() != "/").map(|landing| page(landing.path(), "Landing page")));
    pages
}

/// The paths to which links of a program may lead.
pub(super) fn allowed_paths(view: View<'_>, program: &Program) -> Vec<String> {
    landing_pages(&show(view, program)).into_iter().map(|page| page.path).collect()
}

/// A program for samples that the affiliate has joined.
pub(super) fn some_membership(view: View<'_>) -> MyProgramPath {
    let joined = memberships::all(view).first().map(|membership| membership.program.uuid);
    MyProgramPath { program_id: joined.unwrap_or_else(|| some_program(view).id) }
}
