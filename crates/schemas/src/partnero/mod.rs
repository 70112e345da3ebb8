//! Partnero: affiliate, refer-a-friend and newsletter programs.

mod affiliate;
mod code;
mod coupon;
mod coupons;
mod details;
mod envelope;
mod examples;
mod failure;
mod figures;
mod habits;
mod identifier;
mod money;
mod newsletter;
mod overview;
mod overview_affiliate;
mod overview_referral;
mod paging;
mod program;
mod promotion_code;
mod promotion_codes;
mod referral;
mod settings;
mod statistics;
mod subscriber;
mod subscribers;
mod totals;
mod webhook;
mod webhooks;

pub use affiliate::{AffiliateProgram, PartnerActivity, PayoutStatusBreakdown, PayoutStatusTotal, RewardsBreakdown};
pub use coupon::{CodesCoupon, Coupon, DiscountType, DurationType, shown_metadata};
pub use coupons::*;
pub use details::{Affiliate, OverviewDetails, ProgramDetails, Referral};
pub use envelope::{Done, Envelope, FailureStatus, Page, PageLinks, PageMeta, StatusNumber, SuccessStatus};
pub use failure::{Failure, InvalidFields, MessageBody};
pub use figures::{AffiliateFigures, AffiliateSnapshot, ReferralFigures, ReferralSnapshot};
pub use habits::{AFFILIATE, NEWSLETTER, REFER_A_FRIEND};
pub use identifier::{CustomerIdentifier, PartnerIdentifier};
pub use money::MoneyByCurrency;
pub use newsletter::NewsletterProgram;
pub use overview::*;
pub use overview_affiliate::{AffiliateOverview, AffiliateOverviewSettings};
pub use overview_referral::{ReferralOverview, ReferralOverviewSettings};
pub use paging::{Paging, Sort};
pub use program::*;
pub use promotion_code::{CodeLimits, PromotionCode};
pub use promotion_codes::*;
pub use referral::{ReferralProgram, ReferralStatistics};
pub use settings::{AffiliatePortalSettings, AffiliateSettings, ReferralPortalSettings, ReferralSettings};
pub use statistics::AffiliateStatistics;
pub use subscriber::{Subscriber, SubscriberStatus};
pub use subscribers::*;
pub use totals::AffiliateTotals;
pub use webhook::{EventSubject, Webhook, WebhookEvent};
pub use webhooks::*;

use crate::declare::{Credential, Information, Provider, SecurityScheme, Shared, Source, Tag};

/// The provider Partnero.
#[derive(Debug, Clone, Copy)]
pub struct Partnero;

impl Provider for Partnero {
    type Endpoints = (
        GetProgram,
        GetProgramOverview,
        CouponEndpoints,
        PromotionCodeEndpoints,
        SubscriberEndpoints,
        WebhookEndpoints,
    );
    type Failure = Failure;

    const NAME: &'static str = "partnero";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn information() -> Information {
        Information {
            title: "Partnero",
            description: "Affiliate, refer-a-friend and newsletter programs. Every success is an envelope of `data` and `status: 1`. An API key \
                          belongs to one program: the key decides which program is answered, and so in which shape.",
            server: "https://api.partnero.com",
            source: Some(Source {
                title: "Partnero API reference",
                url: "https://docs.partnero.com/api-reference/program/overview",
                read: "2026-11-28",
            }),
            tag: Tag { name: "Program", description: "The program that the key belongs to: its figures and settings." },
            security_schemes: vec![SecurityScheme {
                name: "apiKey",
                description: "The API key of a program.",
                credential: Credential::Bearer,
            }],
            security: vec![&["apiKey"]],
            response_headers: Vec::new(),
        }
    }
}
