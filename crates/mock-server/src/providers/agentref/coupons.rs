//! `/programs/{id}/coupons` and `/coupons`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    Coupon, CouponPath, CouponToCreate, CreateCoupon, DeleteCoupon, Envelope, List, ListCoupons, ProgramPath,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{PartnerId, Program, ProgramId, ProgramState, View};
use uuid::Uuid;

use super::affiliates::{newest_first, own_affiliate, some_affiliate};
use super::envelope::{list, one};
use super::programs::{own_program, own_programs, some_program, usual_programs};
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, CouponSeen, Record, Sample, Serve};

/// A coupon that a client has created, or what became of one of the simulation.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CouponRecord {
    program: ProgramId,
    partner: PartnerId,
    code: String,
    created_at: DateTime<Utc>,
    expires_at: Option<DateTime<Utc>>,
    is_deleted: bool,
}

impl Record for CouponRecord {
    const COLLECTION: &'static str = "agentref/coupons";
}

/// A coupon of the simulation that was deleted. Numbered by the partner.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
struct EndedCoupon {
    at: DateTime<Utc>,
}

impl Record for EndedCoupon {
    const COLLECTION: &'static str = "agentref/ended-coupons";
}

/// Numbers of coupons of the simulation begin here.
const SIMULATED: u64 = 1 << 36;

/// Of so many partners, one has a coupon, where links are usual.
const SHARE: u16 = 5;

impl Serve for ListCoupons {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<Coupon>>, Problem> {
        let program = own_program(call, call.path.id)?;
        let mut coupons = all(call.view, program);
        newest_first(&mut coupons, |(number, coupon)| (coupon.created_at, *number));
        let shown = coupons.iter().map(|(number, coupon)| show(call.view, *number, coupon));
        Ok(list(call, shown.collect()).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = usual_programs(view).find(|program| !all(view, program).is_empty()).map(|program| program.uuid);
        Sample::new(program.map_or_else(|| some_program(view), |id| ProgramPath { id }), Nothing {}, Nothing {})
    }
}

impl Serve for CreateCoupon {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Coupon>>, Problem> {
        let (view, program) = (call.view, own_program(call, call.path.id)?);
        let CouponToCreate { affiliate_id, code, expires_at } = &call.body;
        let (of, partner) = own_affiliate(call, *affiliate_id)?;
        if of.id != program.id {
            let reason = format!("the affiliate {affiliate_id} is in another program: {}", of.uuid);
            return Err(Problem::NotFound { what: "Affiliate", reason });
        }
        if expires_at.is_some_and(|ends| ends <= view.now()) {
            return Err(Problem::invalid_field("expiresAt", "has passed"));
        }
        if all(view, program).iter().any(|(_, known)| known.code.eq_ignore_ascii_case(code)) {
            return Err(conflict("This coupon code is taken.", format!("the program has the coupon {code}")));
        }
        let record = CouponRecord {
            program: program.id,
            partner: partner.id,
            code: code.clone(),
            created_at: view.now(),
            expires_at: *expires_at,
            is_deleted: false,
        };
        let number = CouponRecord::next(view);
        Ok(Answer::new(one(call, show(view, number, &record))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let affiliate = some_affiliate(view);
        let path = affiliate.map_or_else(|| some_program(view), |(program, _)| ProgramPath { id: program.uuid });
        let affiliate = affiliate.map(|(program, partner)| view.partner_uuid(program.id, partner));
        let number = CouponRecord::next(view);
        let body = CouponToCreate {
            affiliate_id: affiliate.unwrap_or_else(|| view.merchant_uuid(2)),
            code: format!("SPRING{number}"),
            expires_at: None,
        };
        Sample::new(path, Nothing {}, body)
    }
}

impl Serve for DeleteCoupon {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Coupon>>, Problem> {
        let (view, id) = (call.view, call.path.coupon_id);
        let (number, coupon) = found(call, id).ok_or_else(|| Problem::NotFound {
            what: "Coupon",
            reason: format!("no program of the caller has a coupon {id}; GET /programs/{{id}}/coupons lists them"),
        })?;
        let shown = one(call, show(view, number, &coupon));
        let event = match number.checked_sub(SIMULATED) {
            Some(partner) => EndedCoupon { at: view.now() }.put(partner),
            None => CouponRecord { is_deleted: true, ..coupon }.put(number),
        };
        Ok(Answer::new(shown).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let coupons = usual_programs(view).flat_map(|program| all(view, program));
        let number = coupons.map(|(number, _)| number).next();
        Sample::new(CouponPath { coupon_id: view.coupon_uuid(number.unwrap_or_default()) }, Nothing {}, Nothing {})
    }
}

/// The program and the affiliate of a coupon with this code.
pub(super) fn with_code(view: View<'_>, code: &str) -> Option<(ProgramId, PartnerId)> {
    let mut coupons = view.programs().flat_map(|program| all(view, program));
    let coupon = coupons.find(|(_, coupon)| coupon.code.eq_ignore_ascii_case(code));
    coupon.map(|(_, coupon)| (coupon.program, coupon.partner))
}

/// The coupon of the caller with the id, with its number.
fn found<E: Serve>(call: &Call<'_, E>, id: Uuid) -> Option<(u64, CouponRecord)> {
    let number = call.view.coupon_by_uuid(id)?;
    let mut coupons = own_programs(call).flat_map(|program| all(call.view, program));
    coupons.find(|(known, _)| *known == number)
}

/// The coupons of a program that customers can use now.
pub(super) fn seen(view: View<'_>, program: &Program) -> Vec<CouponSeen> {
    let coupons = all(view, program).into_iter().map(|(_, coupon)| coupon);
    let seen = |CouponRecord { code, partner, created_at, .. }| CouponSeen { code, partner: Some(partner), created_at };
    coupons.map(seen).collect()
}

/// The coupons of a program, with their numbers.
fn all(view: View<'_>, program: &Program) -> Vec<(u64, CouponRecord)> {
    let is_current =
        |coupon: &CouponRecord| !coupon.is_deleted && coupon.expires_at.is_none_or(|ends| ends > view.now());
    let own = CouponRecord::all(view).filter(|(_, coupon)| coupon.program == program.id && is_current(coupon));
    let has_coupon = |partner: PartnerId| {
        let is_usual = program.state == ProgramState::CouponOnly || partner.0.is_multiple_of(SHARE);
        !partner.is_of_the_ledger() && is_usual
    };
    let number = |partner: PartnerId| u64::from(program.id.0) << 16 | u64::from(partner.0);
    let simulated = view.all_partners(program.id).filter(|partner| {
        has_coupon(partner.id)
            && view.is_active_partner(program.id, partner.id)
            && EndedCoupon::get(view, number(partner.id)).is_none()
    });
    let simulated = simulated.map(|partner| {
        let record = CouponRecord {
            program: program.id,
            partner: partner.id,
            code: partner.code.replace('-', "").to_ascii_uppercase(),
            created_at: partner.joined_at,
            expires_at: None,
            is_deleted: false,
        };
        (SIMULATED | number(partner.id), record)
    });
    simulated.chain(own).collect()
}

fn show(view: View<'_>, number: u64, coupon: &CouponRecord) -> Coupon {
    Coupon {
        id: view.coupon_uuid(number),
        code: coupon.code.clone(),
        affiliate_id: view.partner_uuid(coupon.program, coupon.partner),
        program_id: view.program(coupon.program).uuid,
        created_at: coupon.created_at,
    }
}
