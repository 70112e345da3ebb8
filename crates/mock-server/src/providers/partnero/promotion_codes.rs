//! `/v1/promotion-codes`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CodeChanges, CodeLimits, CodeToCreate, CreatePromotionCode, CreatePromotionCodeAtSingular, DeletePromotionCode,
    Done, Envelope, GetPromotionCode, ListPromotionCodes, Page, Paging, PromotionCode, PromotionCodePath,
    PromotionCodesQuery, Sort, UpdatePromotionCode, shown_metadata,
};
use trackside_schemas::values::DecimalNumber;
use trackside_world::{PartnerProfile, Program, ProgramId, ProgramKind, ProgramState, View};

use super::coupons::{self, CouponRecord, OF_NEW_CUSTOMERS, OF_PARTNERS};
use super::envelope::{done, one};
use super::kept::{self, Kept};
use super::kind::affiliate;
use super::letters::letters;
use super::paging::page;
use super::partner_identity::partner_id;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, CouponSeen, Record, Sample, Serve};

/// Of so many partners, one has a code, where links are usual. `AgentRef` shows the same codes.
const SHARE: u16 = 5;

/// Only the first partners have codes here: a few are enough.
const FIRST_PARTNERS: u16 = 20;

/// The codes for new customers, before the program's initials. Their places are after those of partners.
const FOR_NEW_CUSTOMERS: [&str; 2] = ["WELCOME", "HELLO"];

/// A promotion code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct CodeRecord {
    program: ProgramId,
    /// The number of its coupon.
    pub(super) coupon: u64,
    pub(super) code: String,
    limits: CodeLimits,
    created_at: DateTime<Utc>,
    is_deleted: bool,
}

impl Record for CodeRecord {
    const COLLECTION: &'static str = "partnero/promotion-codes";
}

impl Kept for CodeRecord {
    fn program(&self) -> ProgramId {
        self.program
    }

    fn is_deleted(&self) -> bool {
        self.is_deleted
    }

    /// Those of some partners, which AgentRef shows as their coupons, and two for new customers.
    fn from_the_start(view: View<'_>, program: &Program) -> Vec<(u16, Self)> {
        if program.kind != ProgramKind::Affiliate {
            return Vec::new();
        }
        let has_code = |partner: &PartnerProfile<'_>| {
            let is_usual = program.state == ProgramState::CouponOnly || partner.id.0.is_multiple_of(SHARE);
            partner.id.0 < FIRST_PARTNERS && is_usual && view.is_active_partner(program.id, partner.id)
        };
        let code = |coupon, code: String, limits, created_at| Self {
            program: program.id,
            coupon: kept::number(program.id, coupon),
            code,
            limits,
            created_at,
            is_deleted: false,
        };
        let of_partner = |partner: PartnerProfile<'_>| {
            let limits = CodeLimits {
                limit_to_specific_partner: Some(true),
                coupon_specific_partners: Some(vec![partner_id(view, program.id, partner.id)]),
                ..CodeLimits::default()
            };
            let text = partner.code.replace('-', "").to_ascii_uppercase();
            (partner.id.0, code(OF_PARTNERS, text, limits, partner.joined_at))
        };
        let for_new = |(place, text): (u16, &str)| {
            let limits = CodeLimits { first_time_order: Some(true), ..CodeLimits::default() };
            (place, code(OF_NEW_CUSTOMERS, format!("{text}{}", program.initials), limits, program.created_at))
        };
        let partners = view.all_partners(program.id).filter(has_code).map(of_partner);
        partners.chain((FIRST_PARTNERS..).zip(FOR_NEW_CUSTOMERS).map(for_new)).collect()
    }
}

impl Serve for ListPromotionCodes {
    const CACHEABLE: bool = false;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Page<PromotionCode>>, Problem> {
        let program = affiliate(call)?;
        let paging = call.query.paging;
        let codes = kept::sorted(all(call.view, program), paging.oldest_first());
        Ok(page(call, paging.limit(), paging.page, codes.into_iter(), |(_, code)| show(code)).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, PromotionCodesQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<PromotionCodesQuery> {
        Some(PromotionCodesQuery { paging: Paging { limit: Some(1), page: Some(1), sort: Some(Sort::Asc) } })
    }
}

impl Serve for CreatePromotionCode {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PromotionCode>>, Problem> {
        create(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, to_create(view, "SPRING"))
    }
}

impl Serve for CreatePromotionCodeAtSingular {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PromotionCode>>, Problem> {
        create(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, to_create(view, "AUTUMN"))
    }
}

impl Serve for GetPromotionCode {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PromotionCode>>, Problem> {
        let program = affiliate(call)?;
        let (_, code) = found(call.view, program, &call.path.code)?;
        Ok(one(with_coupon(call.view, program, code)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(sample_path(&some_codes(view), <[_]>::first), Nothing {}, Nothing {})
    }
}

impl Serve for UpdatePromotionCode {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<PromotionCode>>, Problem> {
        let (view, program) = (call.view, affiliate(call)?);
        let (number, before) = found(view, program, &call.path.code)?;
        let limits = call.body.limits.clone().over(before.limits);
        check(&limits)?;
        let record = CodeRecord { limits, ..before };
        Ok(Answer::new(one(with_coupon(view, program, record.clone()))).causing(record.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let limits =
            CodeLimits { minimum_order_status: Some(true), minimum_order_value: Some(50.0), ..CodeLimits::default() };
        Sample::new(sample_path(&some_codes(view), <[_]>::first), Nothing {}, CodeChanges { limits })
    }
}

impl Serve for DeletePromotionCode {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        let program = affiliate(call)?;
        let (number, before) = found(call.view, program, &call.path.code)?;
        Ok(Answer::new(done()).causing(CodeRecord { is_deleted: true, ..before }.put(number)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(sample_path(&some_codes(view), <[_]>::last), Nothing {}, Nothing {})
    }
}

/// The promotion codes of a program with their numbers, the oldest first. Those whose coupon was deleted are gone.
pub(super) fn all(view: View<'_>, program: &Program) -> Vec<(u64, CodeRecord)> {
    let coupons: Vec<u64> = kept::all::<CouponRecord>(view, program).into_iter().map(|(number, _)| number).collect();
    let mut codes = kept::all::<CodeRecord>(view, program);
    codes.retain(|(_, code)| coupons.binary_search(&code.coupon).is_ok());
    codes
}

/// The promotion codes of a program. They may be limited to partners, whom their own ids name.
pub(super) fn seen(view: View<'_>, program: &Program) -> Vec<CouponSeen> {
    let seen = |(_, CodeRecord { code, created_at, .. })| CouponSeen { code, partner: None, created_at };
    all(view, program).into_iter().map(seen).collect()
}

/// Promotion codes without limits for a new coupon, with their numbers.
pub(super) fn without_limits(
    view: View<'_>,
    program: &Program,
    coupon: u64,
    codes: &[String],
) -> Result<Vec<(u64, CodeRecord)>, Problem> {
    let known = all(view, program);
    let is_taken = |place: usize, code: &String| {
        let is_same = |other: &str| other.eq_ignore_ascii_case(code);
        codes[..place].iter().any(|other| is_same(other)) || known.iter().any(|(_, other)| is_same(&other.code))
    };
    if codes.iter().enumerate().any(|(place, code)| is_taken(place, code)) {
        return Err(Problem::invalid_field("promotion_codes", "has a code that is taken"));
    }
    let record = |code: &String| CodeRecord {
        program: program.id,
        coupon,
        code: code.clone(),
        limits: CodeLimits::default(),
        created_at: view.now(),
        is_deleted: false,
    };
    Ok((kept::next::<CodeRecord>(view)..).zip(codes.iter().map(record)).collect())
}

fn create<E: Serve>(call: &Call<'_, E>, asked: &CodeToCreate) -> Result<Answer<Envelope<PromotionCode>>, Problem> {
    let (view, program) = (call.view, affiliate(call)?);
    check(&asked.limits)?;
    let (coupon, _) = coupons::found(view, program, &asked.coupon_uuid)
        .ok_or_else(|| Problem::invalid_field("coupon_uuid", "is the code of no coupon; GET /v1/coupons lists them"))?;
    let number = kept::next::<CodeRecord>(view);
    let seed = view.world().settings().seed.to_string();
    let made = || letters(&[&seed, "code", &number.to_string()], 8).to_ascii_uppercase();
    let code = asked.code.clone().unwrap_or_else(made);
    if all(view, program).iter().any(|(_, known)| known.code.eq_ignore_ascii_case(&code)) {
        return Err(Problem::invalid_field("code", "is taken"));
    }
    let record = CodeRecord {
        program: program.id,
        coupon,
        code,
        limits: asked.limits.clone(),
        created_at: view.now(),
        is_deleted: false,
    };
    Ok(Answer::new(one(with_coupon(view, program, record.clone()))).causing(record.put(number)))
}

fn found(view: View<'_>, program: &Program, code: &str) -> Result<(u64, CodeRecord), Problem> {
    let found = all(view, program).into_iter().find(|(_, known)| known.code == code);
    found.ok_or_else(|| Problem::NotFound {
        what: "Promotion code",
        reason: format!("the program has no promotion code {code}; GET /v1/promotion-codes lists them"),
    })
}

/// A status that is true needs its value.
fn check(limits: &CodeLimits) -> Result<(), Problem> {
    let needed = [
        (limits.minimum_order_status, limits.minimum_order_value.is_some(), "minimum_order_value"),
        (limits.expiration_date_status, limits.expiration_date_value.is_some(), "expiration_date_value"),
        (limits.redemption_times_status, limits.redemption_times_value.is_some(), "redemption_times_value"),
    ];
    let missing = needed.into_iter().find(|(status, is_given, _)| *status == Some(true) && !is_given);
    missing.map_or(Ok(()), |(.., field)| Err(Problem::invalid_field(field, "is needed because the status is true")))
}

fn show(code: CodeRecord) -> PromotionCode {
    let limits = code.limits;
    PromotionCode {
        code: code.code,
        first_time_order: limits.first_time_order.unwrap_or_default(),
        limit_to_specific_partner: limits.limit_to_specific_partner.unwrap_or_default(),
        coupon_specific_partners: limits.coupon_specific_partners.unwrap_or_default(),
        limit_to_specific_customer: limits.limit_to_specific_customer.unwrap_or_default(),
        coupon_specific_customers: limits.coupon_specific_customers.unwrap_or_default(),
        minimum_order_status: limits.minimum_order_status.unwrap_or_default(),
        minimum_order_value: DecimalNumber::rounded(limits.minimum_order_value.unwrap_or_default()),
        expiration_date_status: limits.expiration_date_status.unwrap_or_default(),
        expiration_date_value: limits.expiration_date_value,
        redemption_times_status: limits.redemption_times_status.unwrap_or_default(),
        redemption_times_value: limits.redemption_times_value,
        metadata: shown_metadata(&limits.metadata.unwrap_or_default()),
        times_redeemed: 0,
        additional_info: serde_json::Map::new(),
        coupon: None,
    }
}

fn with_coupon(view: View<'_>, program: &Program, code: CodeRecord) -> PromotionCode {
    let mut coupons = kept::all::<CouponRecord>(view, program).into_iter();
    let coupon = coupons.find(|(number, _)| *number == code.coupon);
    let coupon = coupon.map(|(number, coupon)| coupons::show(view, program, number, coupon).of_code());
    PromotionCode { coupon, ..show(code) }
}

fn some_codes(view: View<'_>) -> Vec<(u64, CodeRecord)> {
    let program = view.programs().find(|program| program.kind == ProgramKind::Affiliate);
    program.map(|program| all(view, program)).unwrap_or_default()
}

/// A promotion code for samples. The one that deletes takes the newest, all others the oldest.
fn sample_path(
    codes: &[(u64, CodeRecord)],
    choose: impl Fn(&[(u64, CodeRecord)]) -> Option<&(u64, CodeRecord)>,
) -> PromotionCodePath {
    PromotionCodePath { code: choose(codes).map_or_else(|| "NONE".to_owned(), |(_, code)| code.code.clone()) }
}

fn to_create(view: View<'_>, name: &str) -> CodeToCreate {
    let number = kept::next::<CodeRecord>(view);
    CodeToCreate {
        coupon_uuid: coupons::some_coupon(view).uuid,
        code: Some(format!("{name}{number}")),
        limits: CodeLimits { first_time_order: Some(true), ..CodeLimits::default() },
    }
}
