//! `/merchant`, `/merchant/notifications`, `/onboarding` and `/billing`: the merchant's own settings.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::agentref::{
    BillingRequirement, BillingStatus, BillingTier, CompleteOnboarding, Envelope, GetBilling, GetMerchant,
    GetNotifications, List, ListBillingTiers, Merchant, MerchantChanges, MerchantToOnboard, NotificationChanges,
    NotificationPreferences, OnboardMerchant, OnboardedMerchant, Onboarding, PaidTier, SubscribeToTier, Tier,
    TierToSubscribe, UpdateMerchant, UpdateNotifications,
};
use trackside_schemas::declare::Nothing;
use trackside_world::{OrderStatus, Owner, View};
use uuid::Uuid;

use super::affiliates::cents;
use super::envelope::{list, one};
use super::programs::own_programs;
use super::refusal::conflict;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record, Sample, Serve};

/// The company's name if nobody has entered one.
const COMPANY: &str = "Acme Holding";

/// The name of the other merchant's company.
const OTHER_COMPANY: &str = "Allotment Supplies";

/// The last step of the first set-up.
const LAST_STEP: u32 = 4;

/// What a merchant has entered. Numbered by the account.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct MerchantRecord {
    company_name: Option<String>,
    logo_url: Option<String>,
    timezone: Option<String>,
    pub(super) default_cookie_duration: Option<u32>,
    pub(super) default_payout_threshold: Option<i64>,
    pub(super) tracking_requires_consent: bool,
    tracking_param_aliases: Option<Vec<String>>,
    notifications: Option<NotificationPreferences>,
    tier: Option<Tier>,
    is_onboarded: Option<bool>,
    changed_at: Option<DateTime<Utc>>,
}

impl Record for MerchantRecord {
    const COLLECTION: &'static str = "agentref/merchants";
}

impl Serve for GetMerchant {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Merchant>>, Problem> {
        Ok(one(call, show(call, &record_of(call))).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for UpdateMerchant {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Merchant>>, Problem> {
        let mut record = record_of(call);
        let changes = call.body.clone();
        record.company_name = changes.company_name.or(record.company_name);
        record.logo_url = changes.logo_url.or(record.logo_url);
        record.timezone = changes.timezone.or(record.timezone);
        record.default_cookie_duration = changes.default_cookie_duration.or(record.default_cookie_duration);
        record.default_payout_threshold = changes.default_payout_threshold.or(record.default_payout_threshold);
        record.tracking_requires_consent =
            changes.tracking_requires_consent.unwrap_or(record.tracking_requires_consent);
        record.tracking_param_aliases = changes.tracking_param_aliases.or(record.tracking_param_aliases);
        let shown = |record: &MerchantRecord| show(call, record);
        Ok(changed(call, record, shown))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = MerchantChanges { default_cookie_duration: Some(60), ..MerchantChanges::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for GetNotifications {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<NotificationPreferences>>, Problem> {
        Ok(one(call, record_of(call).notifications.unwrap_or_default()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for UpdateNotifications {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<NotificationPreferences>>, Problem> {
        let mut record = record_of(call);
        let before = record.notifications.unwrap_or_default();
        let NotificationChanges { new_affiliate, new_conversion, commission_approved, payout_processed, weekly_digest } =
            call.body;
        let preferences = NotificationPreferences {
            new_affiliate: new_affiliate.unwrap_or(before.new_affiliate),
            new_conversion: new_conversion.unwrap_or(before.new_conversion),
            commission_approved: commission_approved.unwrap_or(before.commission_approved),
            payout_processed: payout_processed.unwrap_or(before.payout_processed),
            weekly_digest: weekly_digest.unwrap_or(before.weekly_digest),
        };
        record.notifications = Some(preferences);
        Ok(changed(call, record, |_| preferences))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let body = NotificationChanges { weekly_digest: Some(true), ..NotificationChanges::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for OnboardMerchant {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<OnboardedMerchant>>, Problem> {
        let record = MerchantRecord { company_name: Some(call.body.company_name.clone()), ..record_of(call) };
        let shown =
            |record: &MerchantRecord| OnboardedMerchant { merchant_id: id(call), company_name: company(call, record) };
        Ok(changed(call, record, shown))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, MerchantToOnboard { company_name: "Acme".to_owned() })
    }
}

impl Serve for CompleteOnboarding {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Onboarding>>, Problem> {
        let record = MerchantRecord { is_onboarded: Some(true), ..record_of(call) };
        Ok(changed(call, record, |_| Onboarding { onboarding_completed: true, onboarding_step: LAST_STEP }))
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetBilling {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<BillingStatus>>, Problem> {
        Ok(one(call, billing(call, &record_of(call))).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for ListBillingTiers {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<BillingTier>>, Problem> {
        Ok(list(call, TIERS.into_iter().map(tier).collect()).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for SubscribeToTier {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<BillingStatus>>, Problem> {
        let asked = match call.body.tier {
            PaidTier::Starter => Tier::Starter,
            PaidTier::Growth => Tier::Growth,
            PaidTier::Pro => Tier::Pro,
        };
        let before = record_of(call);
        if before.tier == Some(asked) {
            return Err(conflict("You are subscribed to this tier already.", "the merchant has this tier"));
        }
        let record = MerchantRecord { tier: Some(asked), ..before };
        Ok(changed(call, record, |record| billing(call, record)))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let has = MerchantRecord::get(view, 1).and_then(|record| record.tier);
        let tier = if has == Some(Tier::Starter) { PaidTier::Growth } else { PaidTier::Starter };
        Sample::new(Nothing {}, Nothing {}, TierToSubscribe { tier })
    }
}

const TIERS: [Tier; 4] = [Tier::Free, Tier::Starter, Tier::Growth, Tier::Pro];

/// A tier. The storage, the collections and the notifications are documented, names and prices are made up.
fn tier(id: Tier) -> BillingTier {
    let (name, price, max_revenue, storage, collections, notifications) = match id {
        Tier::Free => ("Free", 0, 100_000, "250 MB", "one collection for each program", 0),
        Tier::Starter => ("Starter", 2900, 500_000, "2 GB", "any number of collections", 2),
        Tier::Growth => ("Growth", 7900, 2_500_000, "10 GB", "any number of collections", 5),
        Tier::Pro => ("Pro", 19_900, 10_000_000, "50 GB", "any number of collections", 10),
    };
    let features = vec![
        format!("{storage} of storage"),
        collections.to_owned(),
        format!("{notifications} notifications of affiliates a week"),
    ];
    BillingTier { id, name: name.to_owned(), price, max_revenue, features, bookable: id != Tier::Free }
}

fn billing<E: Serve>(call: &Call<'_, E>, record: &MerchantRecord) -> BillingStatus {
    let view = call.view;
    let from = view.now() - chrono::Duration::days(30);
    let mut monthly_revenue = 0;
    for program in own_programs(call) {
        let sales = view.sales(Some(program.id)).filter(|sale| sale.placed_at >= from);
        let counting = sales.filter(|sale| sale.status != OrderStatus::Declined);
        monthly_revenue += counting.map(|sale| cents(program, sale.amount)).sum::<i64>();
    }
    let current = record.tier.unwrap_or(Tier::Free);
    let next = TIERS.iter().skip_while(|known| **known != current).nth(1);
    let digits = id(call).simple().to_string();
    BillingStatus {
        tier: current,
        monthly_revenue,
        next_tier: next.copied(),
        stripe_subscription_id: (current != Tier::Free).then(|| format!("sub_1{}", &digits[17..])),
    }
}

/// The number of an owner's account, or of a new one.
pub(super) const fn account(owner: Option<Owner>) -> u64 {
    match owner {
        Some(Owner::Usual) => 1,
        None => 2,
        Some(Owner::Other) => 3,
    }
}

/// The id of the merchant.
pub(super) fn id<E: Serve>(call: &Call<'_, E>) -> Uuid {
    call.view.merchant_uuid(account(call.caller.owner()))
}

/// The id of an owner as a merchant.
pub(super) fn id_of(view: View<'_>, owner: Owner) -> Uuid {
    view.merchant_uuid(account(Some(owner)))
}

/// What the merchant has entered.
pub(super) fn record_of<E: Serve>(call: &Call<'_, E>) -> MerchantRecord {
    MerchantRecord::get(call.view, account(call.caller.owner())).unwrap_or_default()
}

/// What the merchant pays for.
pub(super) fn current_tier<E: Serve>(call: &Call<'_, E>) -> Tier {
    record_of(call).tier.unwrap_or(Tier::Free)
}

/// The company's name.
pub(super) fn company<E: Serve>(call: &Call<'_, E>, record: &MerchantRecord) -> String {
    let usual = match call.caller.owner() {
        Some(Owner::Usual) => COMPANY,
        Some(Owner::Other) => OTHER_COMPANY,
        None => "",
    };
    record.company_name.clone().unwrap_or_else(|| usual.to_owned())
}

/// The answer after a change.
fn changed<E: Serve, T>(
    call: &Call<'_, E>,
    record: MerchantRecord,
    show: impl Fn(&MerchantRecord) -> T,
) -> Answer<Envelope<T>> {
    let record = MerchantRecord { changed_at: Some(call.view.now()), ..record };
    Answer::new(one(call, show(&record))).causing(record.put(account(call.caller.owner())))
}

fn show<E: Serve>(call: &Call<'_, E>, record: &MerchantRecord) -> Merchant {
    let view = call.view;
    // A merchant is older than the programs.
    let oldest = own_programs(call).map(|program| program.created_at).min();
    let created_at = oldest.map_or_else(|| view.world().begins(), |oldest| oldest.min(view.world().begins()));
    let is_onboarded = record.is_onboarded.unwrap_or(call.caller.owner().is_some());
    let current = record.tier.unwrap_or(Tier::Free);
    Merchant {
        id: id(call),
        user_id: view.merchant_user_uuid(account(call.caller.owner())),
        company_name: company(call, record),
        logo_url: record.logo_url.clone(),
        billing_tier: tier(current).name.to_ascii_lowercase(),
        billing_requirement_status: match current {
            Tier::Free => BillingRequirement::NotRequired,
            _ => BillingRequirement::Active,
        },
        payment_status: "active".to_owned(),
        last_payment_failed_at: None,
        default_cookie_duration: record.default_cookie_duration.unwrap_or(30),
        default_payout_threshold: record.default_payout_threshold.unwrap_or(5000),
        timezone: record.timezone.clone().unwrap_or_else(|| "UTC".to_owned()),
        tracking_requires_consent: record.tracking_requires_consent,
        tracking_param_aliases: record.tracking_param_aliases.clone().unwrap_or_default(),
        notification_preferences: record.notifications,
        onboarding_completed: is_onboarded,
        onboarding_step: if is_onboarded { LAST_STEP } else { 1 + u32::from(record.company_name.is_some()) },
        created_at,
        updated_at: record.changed_at.unwrap_or(created_at),
    }
}
