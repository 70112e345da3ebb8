//! `/me/overview`, and `/me/clicks`.

use chrono::Duration;
use trackside_schemas::agentref::{
    AffiliateClicks, AffiliateOverview, AffiliateProgramStats, Envelope, GetMyClicks, GetMyOverview, MyClicksQuery,
    ProgramClicks,
};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use super::envelope::one;
use super::memberships::{self, Earned, memberships};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetMyOverview {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateOverview>>, Problem> {
        let (view, memberships) = (call.view, memberships(call));
        let earned: Vec<Earned> = memberships.iter().map(|membership| membership.earned(view)).collect();
        let sum = |of: fn(&Earned) -> i64| earned.iter().map(of).sum();
        let row = |(membership, earned): (&memberships::Membership<'_>, &Earned)| AffiliateProgramStats {
            program_id: membership.program.uuid,
            program_name: membership.program.name.clone(),
            total_clicks: earned.clicks,
            total_conversions: earned.conversions,
            total_revenue: earned.revenue,
            total_commission: earned.total,
            total_paid_out: earned.paid,
        };
        let overview = AffiliateOverview {
            affiliate_profile_id: view.merchant_user_uuid(0),
            program_count: memberships.len() as u64,
            active_program_count: memberships.iter().filter(|membership| membership.is_approved()).count() as u64,
            total_earnings: sum(|earned| earned.total),
            pending_earnings: sum(|earned| earned.pending),
            available_earnings: sum(|earned| earned.available),
            paid_earnings: sum(|earned| earned.paid),
            program_stats: memberships.iter().zip(&earned).map(row).collect(),
        };
        Ok(one(call, overview).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetMyClicks {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<AffiliateClicks>>, Problem> {
        let (view, MyClicksQuery { program_id, start_date, end_date }) = (call.view, &call.query);
        let from = start_date.unwrap_or_else(|| view.world().begins());
        // A range of the world has no end in it; the end that is asked for counts.
        let until = end_date.unwrap_or_else(|| view.now()).min(view.now()) + Duration::seconds(1);
        let asked = memberships(call);
        let asked = asked.iter().filter(|known| program_id.is_none_or(|id| id == known.program.uuid));
        let programs: Vec<_> = asked
            .map(|known| ProgramClicks {
                program_id: known.program.uuid,
                program_name: known.program.name.clone(),
                total_clicks: view.clicks_of_partner(known.program.id, known.partner.id, from, until),
            })
            .collect();
        let total_clicks = programs.iter().map(|program| program.total_clicks).sum();
        Ok(one(call, AffiliateClicks { total_clicks, programs }).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, MyClicksQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, view: View<'_>) -> Option<MyClicksQuery> {
        let program_id = Some(memberships::all(view).first()?.program.uuid);
        Some(MyClicksQuery { program_id, start_date: Some(view.world().begins()), end_date: Some(view.now()) })
    }
}
