//! `/merchant` and `/merchant/notifications`: the merchant's own settings.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::envelope::{Envelope, one};
use super::habits::merchant;
use super::program::{EXAMPLE_MERCHANT, example_time};
use super::text::{WEB_ADDRESS, is_web_address};
use super::{AgentRef, Failure};
use crate::declare::{
    DOCUMENTED, EXAMPLE, Endpoint, Example, Method, Nothing, Operation, Rule, Tag, example, inferred,
};
use crate::values::present;

/// The endpoints of this resource.
pub type MerchantEndpoints = (GetMerchant, UpdateMerchant, GetNotifications, UpdateNotifications);

/// Operations about the merchant.
pub(super) const MERCHANT_TAG: Tag = Tag { name: "Merchant", description: "The merchant's own settings." };

/// The merchant.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetMerchant;

/// Change the merchant.
///
/// What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateMerchant;

/// Notifications.
///
/// Which e-mails the merchant gets.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetNotifications;

/// Change notifications.
///
/// What is not given stays.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateNotifications;

impl Endpoint for GetMerchant {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<Merchant>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/merchant";

    fn operation() -> Operation<Failure> {
        merchant("getMerchant", DOCUMENTED, MERCHANT_TAG, "merchant:read").success("The merchant.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<Merchant>>> {
        vec![example("usual", "A merchant.", one(example_merchant()))]
    }
}

impl Endpoint for UpdateMerchant {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = MerchantChanges;
    type Success<'a> = Envelope<Merchant>;

    const METHOD: Method = Method::Patch;
    const PATH: &'static str = "/merchant";

    fn operation() -> Operation<Failure> {
        merchant("updateMerchant", DOCUMENTED, MERCHANT_TAG, "merchant:manage")
            .success("The merchant afterwards.", DOCUMENTED)
            .rule(
                Rule::on_success(
                    "!('companyName' in request.body) || response.body.data.companyName == request.body.companyName",
                    "the company has the name asked for",
                )
                .because("the field of the request has the same name"),
            )
            .rule(
                Rule::on_success(
                    "!('defaultCookieDuration' in request.body) || response.body.data.defaultCookieDuration == request.body.defaultCookieDuration",
                    "clicks count as long as asked for",
                )
                .because("the field of the request has the same name"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Merchant>>> {
        vec![example("changed", "The merchant afterwards.", one(example_merchant()))]
    }
}

impl Endpoint for GetNotifications {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = Nothing;
    type Success<'a> = Envelope<NotificationPreferences>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/merchant/notifications";

    fn operation() -> Operation<Failure> {
        merchant("getNotifications", DOCUMENTED, MERCHANT_TAG, "merchant:read").success("The preferences.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<NotificationPreferences>>> {
        vec![example("usual", "The defaults.", one(NotificationPreferences::default()))]
    }
}

impl Endpoint for UpdateNotifications {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = Nothing;
    type Body = NotificationChanges;
    type Success<'a> = Envelope<NotificationPreferences>;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/merchant/notifications";

    fn operation() -> Operation<Failure> {
        merchant("updateNotifications", DOCUMENTED, MERCHANT_TAG, "merchant:manage")
            .success("The preferences afterwards.", DOCUMENTED)
            .idempotent()
            .rule(
                Rule::on_success(
                    "request.body.all(name, !(name in response.body.data) || response.body.data[name] == request.body[name])",
                    "every preference is as asked for",
                )
                .because("the fields of the request have the same names"),
            )
    }

    fn examples() -> Vec<Example<Envelope<NotificationPreferences>>> {
        let preferences = NotificationPreferences { weekly_digest: true, ..NotificationPreferences::default() };
        vec![example("changed", "The preferences afterwards.", one(preferences))]
    }
}

/// What to change of the merchant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = inferred("the fields are documented, their bounds are not; where a program has the same field, its bounds are taken")))]
pub struct MerchantChanges {
    /// The company's name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Acme")]
    #[garde(length(chars, min = 1, max = 100))]
    pub company_name: Option<String>,
    /// The address of its logo.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = WEB_ADDRESS), example = &"https://acme.example/logo.png")]
    #[garde(length(max = 200), custom(is_web_address))]
    pub logo_url: Option<String>,
    /// The time zone, such as `Europe/Berlin`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", example = &"Europe/Berlin")]
    #[garde(length(chars, min = 1, max = 60))]
    pub timezone: Option<String>,
    /// How long a click counts in new programs, in days.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", example = 60)]
    #[garde(range(min = 1, max = 365))]
    pub default_cookie_duration: Option<u32>,
    /// The lowest amount that new programs pay out, in cents.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64", example = 5000)]
    #[garde(range(min = 1000, max = 100_000))]
    pub default_payout_threshold: Option<i64>,
    /// Whether visitors are tracked only after they consent.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub tracking_requires_consent: Option<bool>,
    /// Other names of the parameter in links, such as `ref`.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "Vec<String>")]
    #[garde(length(max = 10))]
    pub tracking_param_aliases: Option<Vec<String>>,
}

/// What to change of the notifications.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct NotificationChanges {
    /// Somebody has joined.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub new_affiliate: Option<bool>,
    /// An affiliate has brought a customer.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub new_conversion: Option<bool>,
    /// A commission was approved.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub commission_approved: Option<bool>,
    /// A payout was made.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub payout_processed: Option<bool>,
    /// A summary every week.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool", example = true)]
    #[garde(skip)]
    pub weekly_digest: Option<bool>,
}

/// Which e-mails the merchant gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each kind of e-mail")]
pub struct NotificationPreferences {
    /// Somebody has joined.
    pub new_affiliate: bool,
    /// An affiliate has brought a customer.
    pub new_conversion: bool,
    /// A commission was approved.
    pub commission_approved: bool,
    /// A payout was made.
    pub payout_processed: bool,
    /// A summary every week. (Version 1.0.4 of the Python SDK has it on by default, later versions have it off.)
    pub weekly_digest: bool,
}

impl Default for NotificationPreferences {
    fn default() -> Self {
        Self {
            new_affiliate: true,
            new_conversion: true,
            commission_approved: true,
            payout_processed: true,
            weekly_digest: false,
        }
    }
}

/// The merchant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct Merchant {
    /// Its id.
    pub id: Uuid,
    /// The person behind it.
    pub user_id: Uuid,
    /// The company's name.
    pub company_name: String,
    /// The address of its logo.
    pub logo_url: Option<String>,
    /// What it pays AgentRef for: the id of a tier.
    #[schemars(extend("x-extensible-enum" = ["free", "starter", "growth", "pro"]))]
    pub billing_tier: String,
    /// Whether it has to pay AgentRef.
    pub billing_requirement_status: BillingRequirement,
    /// Whether its last payment to AgentRef succeeded.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub payment_status: String,
    /// When its last payment failed; null if it did not.
    pub last_payment_failed_at: Option<DateTime<Utc>>,
    /// How long a click counts in new programs, in days.
    pub default_cookie_duration: u32,
    /// The lowest amount that new programs pay out, in cents.
    pub default_payout_threshold: i64,
    /// The time zone.
    pub timezone: String,
    /// Whether visitors are tracked only after they consent.
    pub tracking_requires_consent: bool,
    /// Other names of the parameter in links.
    pub tracking_param_aliases: Vec<String>,
    /// Which e-mails it gets; null before anybody has changed them (inferred).
    pub notification_preferences: Option<NotificationPreferences>,
    /// Whether the first set-up is complete.
    pub onboarding_completed: bool,
    /// The step of the first set-up: 4 when it is complete.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub onboarding_step: u32,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Whether a merchant has to pay AgentRef.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum BillingRequirement {
    /// Not yet.
    NotRequired,
    /// It has to choose a tier.
    Required,
    /// It has to choose one soon.
    GracePeriod,
    /// It should have chosen one.
    Restricted,
    /// It pays.
    Active,
}

fn example_merchant() -> Merchant {
    Merchant {
        id: EXAMPLE_MERCHANT,
        user_id: Uuid::from_u128(0x84d9_2b60_7e1c_4af5_b3a8_06c7_5fe2_91d4),
        company_name: "Acme".to_owned(),
        logo_url: None,
        billing_tier: "free".to_owned(),
        billing_requirement_status: BillingRequirement::NotRequired,
        payment_status: "active".to_owned(),
        last_payment_failed_at: None,
        default_cookie_duration: 30,
        default_payout_threshold: 5000,
        timezone: "UTC".to_owned(),
        tracking_requires_consent: false,
        tracking_param_aliases: vec!["ref".to_owned()],
        notification_preferences: None,
        onboarding_completed: true,
        onboarding_step: 4,
        created_at: example_time(),
        updated_at: example_time(),
    }
}
