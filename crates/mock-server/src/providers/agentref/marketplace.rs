//! `/marketplace`.

use std::cmp::Reverse;

use trackside_schemas::agentref::{
    ApplicationAccess, Applied, AppliedStatus, ApplyToProgram, Envelope, ListMarketplacePrograms, MarketplaceOrder,
    MarketplaceProgram, MarketplaceQuery, MarketplaceStatus, MyProgramPath, Page, Paging, ProgramApplication,
    ProgramStatus,
};
use trackside_schemas::declare::Nothing;
use trackside_schemas::values::DecimalNumber;
use trackside_world::{Currency, Money, Program, View};

use super::affiliates::every_way;
use super::envelope::one;
use super::memberships::{self, Joining};
use super::paging::page;
use super::programs::{causing, number, show, some_program};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListMarketplacePrograms {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<MarketplaceProgram>>, Problem> {
        let MarketplaceQuery { category, min_commission, min_epc, sort, page: asked, offset, limit, cursor } =
            call.query.clone();
        let (least_commission, least_epc) = (min_commission.map(hundredths), min_epc.map(hundredths));
        let listed = public(call.view).map(|program| (program, listing(call.view, program)));
        let mut listed: Vec<_> = listed
            .filter(|(_, shown)| {
                category.as_ref().is_none_or(|category| shown.category.as_ref() == Some(category))
                    && least_commission.is_none_or(|least| shown.commission_percent.hundredths >= least)
                    && least_epc.is_none_or(|least| shown.epc.hundredths >= least)
            })
            .collect();
        listed.sort_by_key(|(program, shown)| {
            let first = match sort.unwrap_or(MarketplaceOrder::Newest) {
                MarketplaceOrder::Epc => shown.epc.hundredths,
                MarketplaceOrder::ConversionRate => shown.conversion_rate.hundredths,
                MarketplaceOrder::Commission => shown.commission_percent.hundredths,
                MarketplaceOrder::Newest => program.created_at.timestamp(),
            };
            Reverse((first, program.id))
        });
        let rows: Vec<_> = listed.into_iter().map(|(program, shown)| (number(program), shown)).collect();
        let paging = Paging { page: asked, page_size: None, offset, limit, cursor };
        Ok(page(call, &paging, &rows, |shown| shown)?.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, MarketplaceQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<MarketplaceQuery> {
        let program = listing(view, public(view).next()?);
        Some(MarketplaceQuery {
            category: program.category,
            min_commission: Some(1.0),
            min_epc: Some(0.0),
            sort: Some(MarketplaceOrder::Epc),
            page: Some(1),
            offset: Some(0),
            limit: Some(5),
            cursor: every_way().cursor,
        })
    }
}

impl Serve for ApplyToProgram {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Applied>>, Problem> {
        let (view, id) = (call.view, call.path.program_id);
        let program = public(view).find(|program| program.uuid == id).ok_or_else(|| Problem::NotFound {
            what: "Program",
            reason: format!("the marketplace has no program {id}; GET /marketplace/programs lists them"),
        })?;
        let shown = show(view, program);
        if shown.application_access == ApplicationAccess::InviteOnly {
            return Err(conflict("This program is by invitation only.", "its applicationAccess is invite_only"));
        }
        let is_approved = shown.auto_approve_affiliates;
        let ProgramApplication { message } = call.body.clone();
        let joined = Joining { program, code: None, is_approved, message }.affiliate(view)?;
        let (status, next) = if is_approved {
            (AppliedStatus::AutoApproved, "Create a link with POST /me/links.")
        } else {
            (AppliedStatus::Pending, "Wait for the merchant's decision. GET /me/programs shows it.")
        };
        let applied = Applied { program_id: id, status, next_steps: vec![next.to_owned()] };
        Ok(causing(one(call, applied), joined.events))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // Not the one that other samples take out of the marketplace.
        let joined = memberships::all(view);
        let is_new = |program: &&Program| {
            program.uuid != some_program(view).id && !joined.iter().any(|known| known.program.id == program.id)
        };
        let is_open = |program: &&Program| show(view, program).application_access == ApplicationAccess::Open;
        let program = public(view).filter(is_open).find(is_new).or_else(|| public(view).next());
        let path = MyProgramPath { program_id: program.map_or_else(|| some_program(view).id, |program| program.uuid) };
        let body = ProgramApplication { message: Some("I write about tools for teams.".to_owned()) };
        Sample::new(path, Nothing {}, body)
    }
}

/// The programs that everybody can find.
fn public(view: View<'_>) -> impl Iterator<Item = &Program> {
    view.programs().filter(move |program| {
        let shown = show(view, program);
        shown.marketplace_status == MarketplaceStatus::Public && shown.status == ProgramStatus::Active
    })
}

/// A program as the marketplace shows it.
fn listing(view: View<'_>, program: &Program) -> MarketplaceProgram {
    let shown = show(view, program);
    let (clicks, orders, commission) = view.partner_figures(program.id).values().fold((0, 0, 0), |sums, figures| {
        (sums.0 + figures.clicks, sums.1 + figures.orders, sums.2 + figures.commission)
    });
    let dollars = Money { minor: commission, currency: program.currency }.converted(Currency::Usd).hundredths();
    MarketplaceProgram {
        id: shown.id,
        program_id: shown.id,
        name: shown.name,
        description: shown.marketplace_description.or(shown.description),
        category: shown.marketplace_category,
        logo_url: shown.marketplace_logo_url,
        website: shown.website,
        commission_type: shown.commission_type,
        commission_percent: shown.commission_percent,
        cookie_duration: shown.cookie_duration,
        epc: DecimalNumber { hundredths: per(dollars, clicks) },
        conversion_rate: DecimalNumber { hundredths: per(i64::try_from(orders).unwrap_or(i64::MAX) * 10_000, clicks) },
        application_access: shown.application_access,
    }
}

/// How much of a sum there is for each click; 0 without clicks.
fn per(sum: i64, clicks: u64) -> i64 {
    let clicks = i64::try_from(clicks).unwrap_or(i64::MAX);
    if clicks == 0 { 0 } else { sum / clicks }
}

/// A number with two decimals, in hundredths. What lies between two of them counts as the higher one: it is the least that
/// is asked for.
#[expect(clippy::cast_possible_truncation, reason = "the bounds of the parameter are far below those of the type")]
fn hundredths(number: f64) -> i64 {
    (number * 100.0 - 1e-6).ceil() as i64
}

#[cfg(test)]
mod tests {
    use super::{hundredths, per};

    #[test]
    fn least_numbers_are_rounded_up() {
        for (number, expected) in [(0.0, 0), (20.0, 2000), (0.07, 7), (0.29, 29), (0.291, 30)] {
            assert_eq!(hundredths(number), expected, "{number}");
        }
        assert_eq!((per(100, 0), per(100, 3)), (0, 33));
    }
}
