//! `/v1/coupons`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    Coupon, CouponChanges, CouponPath, CouponToCreate, CouponsQuery, CreateCoupon, DeleteCoupon, DiscountType, Done,
    DurationType, Envelope, GetCoupon, ListCoupons, Page, Paging, Sort, UpdateCoupon, shown_metadata,
};
use trackside_schemas::values::DecimalNumber;
use trackside_world::{Program, ProgramId, ProgramKind, View};

use super::envelope::{done, one};
use super::kept::{self, Kept};
use super::kind::affiliate;
use super::letters::letters;
use super::paging::page;
use super::promotion_codes::{self, CodeRecord};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// The place of the coupon whose promotion codes are those of partners.
pub(super) const OF_PARTNERS: u16 = 2;

/// The place of the coupon for new customers.
pub(super) const OF_NEW_CUSTOMERS: u16 = 3;

/// A coupon.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CouponRecord {
    program: ProgramId,
    uuid_code: String,
    /// As it was asked for, with later changes.
    asked: CouponToCreate,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    is_deleted: bool,
}

impl Record for CouponRecord {
    const COLLECTION: &'static str = "partnero/coupons";
}

impl Kept for CouponRecord {
    fn program(&self) -> ProgramId {
        self.program
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// An old one without promotion codes, one for the codes of partners, and one for new customers.
    fn from_the_start(_: View<'_>, program: &Program) -> Vec<(u16, Self)> {
        if program.kind != ProgramKind::Affiliate {
            return Vec::new();
        }
        let coupon = |place: u16, name: &str, active, coupon_discount_type, coupon_discount_amount, duration| {
            let (coupon_duration_type, coupon_duration_value) = duration;
            let asked = CouponToCreate {
                name: Some(name.to_owned()),
                uuid_code: None,
                active: Some(active),
                coupon_discount_type,
                coupon_discount_amount,
                coupon_duration_type,
                coupon_duration_value,
                redemption_specific_date_status: None,
                redemption_specific_date_value: None,
                redemption_times_status: None,
                redemption_times_value: None,
                promotion_codes: None,
                metadata: None,
            };
            let record = Self {
                program: program.id,
                uuid_code: format!("coupon_{}-{place}", program.number),
                asked,
                created_at: program.created_at,
                updated_at: program.created_at,
                is_deleted: false,
            };
            (place, record)
        };
        let percent = if program.number % 2 == 0 { 10.0 } else { 15.0 };
        vec![
            coupon(1, "Opening", false, DiscountType::Static, 5.0, (DurationType::Once, None)),
            coupon(OF_PARTNERS, "Partners' codes", true, DiscountType::Percent, percent, (DurationType::Once, None)),
            coupon(OF_NEW_CUSTOMERS, "Welcome", true, DiscountType::Percent, percent, (DurationType::Months, Some(3))),
        ]
    }
}

impl Serve for ListCoupons {
    const CACHEABLE: bool = false;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<Coupon>>, Problem> {
        let (view, program) = (call.view, affiliate(call)?);
        let paging = call.query.paging;
        let coupons = kept::sorted(kept::all::<CouponRecord>(view, program), paging.oldest_first());
        let show = |(number, coupon)| show(view, program, number, coupon);
        Ok(page(call, paging.limit(), paging.page, coupons.into_iter(), show).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, CouponsQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<CouponsQuery> {
        Some(CouponsQuery { paging: Paging { limit: Some(2), page: Some(1), sort: Some(Sort::Asc) } })
    }
}

impl Serve for CreateCoupon {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Coupon>>, Problem> {
        let (view, program) = (call.view, affiliate(call)?);
        let mut asked = call.body.clone();
        check(&asked)?;
        let number = kept::next::<CouponRecord>(view);
        let seed = view.world().settings().seed.to_string();
        let made = || format!("coupon_{}", letters(&[&seed, "coupon", &number.to_string()], 10));
        let uuid_code = asked.uuid_code.take().unwrap_or_else(made);
        if kept::all::<CouponRecord>(view, program).iter().any(|(_, known)| known.uuid_code == uuid_code) {
            return Err(Problem::invalid_field("uuid_code", "is the code of another coupon"));
        }
        let codes = asked.promotion_codes.take().unwrap_or_default();
        let codes = promotion_codes::without_limits(view, program, number, &codes)?;
        let record = CouponRecord {
            program: program.id,
            uuid_code,
            asked,
            created_at: view.now(),
            updated_at: view.now(),
            is_deleted: false,
        };
        let own_codes = codes.iter().map(|(_, code)| code.code.clone()).collect();
        let shown = shown(record.clone(), own_codes);
        let answer = Answer::new(one(shown)).causing(record.put(number));
        Ok(codes.into_iter().fold(answer, |answer, (number, code)| answer.causing(code.put(number))))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let number = kept::next::<CouponRecord>(view);
        let body = CouponToCreate {
            name: Some("Spring sale".to_owned()),
            uuid_code: Some(format!("spring-{number}")),
            active: Some(true),
            coupon_discount_type: DiscountType::Percent,
            coupon_discount_amount: 20.0,
            coupon_duration_type: DurationType::Months,
            coupon_duration_value: Some(3),
            redemption_specific_date_status: None,
            redemption_specific_date_value: None,
            redemption_times_status: Some(true),
            redemption_times_value: Some(100),
            promotion_codes: None,
            metadata: None,
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetCoupon {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Coupon>>, Problem> {
        let program = affiliate(call)?;
        let (number, coupon) = found(call.view, program, &call.path.uuid).ok_or_else(|| unknown(&call.path.uuid))?;
        Ok(one(show(call.view, program, number, coupon)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_coupon(view), Nothing {}, Nothing {})
    }
}

impl Serve for UpdateCoupon {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Coupon>>, Problem> {
        let (view, program) = (call.view, affiliate(call)?);
        let (number, before) = found(view, program, &call.path.uuid).ok_or_else(|| unknown(&call.path.uuid))?;
        let CouponChanges { name, active } = call.body.clone();
        let asked =
            CouponToCreate { name: name.or(before.asked.name), active: active.or(before.asked.active), ..before.asked };
        let record = CouponRecord { asked, updated_at: view.now().max(before.created_at), ..before };
        Ok(Answer::new(one(show(view, program, number, record.clone()))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = CouponChanges { name: Some("Welcome back".to_owned()), active: Some(true) };
        Sample::new(some_coupon(view), Nothing {}, body)
    }
}

impl Serve for DeleteCoupon {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let (number, before) = found(call.view, program, &call.path.uuid).ok_or_else(|| unknown(&call.path.uuid))?;
        Ok(Answer::new(done()).causing(CouponRecord { is_deleted: true, ..before }.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        // Promotion codes are deleted with their coupon: those of other samples are left alone.
        Sample::new(sample_path(view, false), Nothing {}, Nothing {})
    }
}

/// The coupon of a program with a code, with its number.
pub(super) fn found(view: View<'_>, program: &Program, uuid: &str) -> Option<(u64, CouponRecord)> {
    kept::all::<CouponRecord>(view, program).into_iter().find(|(_, coupon)| coupon.uuid_code == uuid)
}

/// A coupon of the program whose key samples use. It has promotion codes.
pub(super) fn some_coupon(view: View<'_>) -> CouponPath {
    sample_path(view, true)
}

/// What a coupon shows.
pub(super) fn show(view: View<'_>, program: &Program, number: u64, coupon: CouponRecord) -> Coupon {
    let codes = promotion_codes::all(view, program).into_iter().filter(|(_, code)| code.coupon == number);
    shown(coupon, codes.map(|(_, code)| code.code).collect())
}

fn shown(coupon: CouponRecord, promotion_codes: Vec<String>) -> Coupon {
    let asked = coupon.asked;
    Coupon {
        name: asked.name.unwrap_or_else(|| coupon.uuid_code.clone()),
        uuid_code: coupon.uuid_code,
        active: asked.active.unwrap_or(true),
        coupon_discount_type: asked.coupon_discount_type,
        coupon_discount_amount: DecimalNumber::rounded(asked.coupon_discount_amount),
        coupon_duration_type: asked.coupon_duration_type,
        coupon_duration_value: asked.coupon_duration_value,
        redemption_specific_date_status: asked.redemption_specific_date_status.unwrap_or_default(),
        redemption_specific_date_value: asked.redemption_specific_date_value,
        redemption_times_status: asked.redemption_times_status.unwrap_or_default(),
        redemption_times_value: asked.redemption_times_value,
        promotion_codes,
        metadata: shown_metadata(&asked.metadata.unwrap_or_default()),
        created_at: coupon.created_at.into(),
        updated_at: coupon.updated_at.into(),
    }
}

/// What is documented of fields that need each other.
fn check(asked: &CouponToCreate) -> Result<(), Problem> {
    let is_percent = asked.coupon_discount_type == DiscountType::Percent;
    let needs_date = asked.redemption_specific_date_status == Some(true);
    let needs_times = asked.redemption_times_status == Some(true);
    let problems = [
        (is_percent && asked.coupon_discount_amount > 100.0, "coupon_discount_amount", "is above 100 percent"),
        (
            asked.coupon_duration_type.is_counted() && asked.coupon_duration_value.is_none(),
            "coupon_duration_value",
            "is needed for this type of duration",
        ),
        (
            needs_date && asked.redemption_specific_date_value.is_none(),
            "redemption_specific_date_value",
            "is needed because the status is true",
        ),
        (
            needs_times && asked.redemption_times_value.is_none(),
            "redemption_times_value",
            "is needed because the status is true",
        ),
    ];
    let broken = problems.into_iter().find(|(is_broken, ..)| *is_broken);
    broken.map_or(Ok(()), |(_, field, reason)| Err(Problem::invalid_field(field, reason)))
}

fn unknown(uuid: &str) -> Problem {
    Problem::NotFound {
        what: "Coupon",
        reason: format!("the program has no coupon {uuid}; GET /v1/coupons lists them"),
    }
}

/// The first coupon that has promotion codes, or the last one that has none.
fn sample_path(view: View<'_>, with_codes: bool) -> CouponPath {
    let Some(program) = view.programs().find(|program| program.kind == ProgramKind::Affiliate) else {
        return CouponPath { uuid: "none".to_owned() };
    };
    let codes: Vec<(u64, CodeRecord)> = promotion_codes::all(view, program);
    let coupons = kept::all::<CouponRecord>(view, program);
    let mut fitting =
        coupons.iter().filter(|(number, _)| codes.iter().any(|(_, code)| code.coupon == *number) == with_codes);
    let chosen = if with_codes { fitting.next() } else { fitting.next_back() };
    let chosen = chosen.or_else(|| coupons.last());
    CouponPath { uuid: chosen.map_or_else(|| "none".to_owned(), |(_, coupon)| coupon.uuid_code.clone()) }
}
