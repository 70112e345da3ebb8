//! AgentRef: affiliate programs on Stripe.

mod affiliates;
mod applications;
mod billing;
mod conversions;
mod coupons;
mod envelope;
mod events;
mod failure;
mod flags;
mod habits;
mod invite_claims;
mod marketing_media;
mod marketing_resource;
mod marketing_resources;
mod marketplace;
mod me;
mod merchant;
mod my_clicks;
mod my_earnings;
mod my_links;
mod my_marketing;
mod my_overview;
mod my_payouts;
mod my_programs;
mod onboarding;
mod paging;
mod payout_info;
mod payouts;
mod program;
mod program_invites;
mod program_setup;
mod program_stats;
mod programs;
mod scope;
mod text;
mod time_span;
mod tracking_status;
mod webhooks;

pub use affiliates::*;
pub use applications::*;
pub use billing::*;
pub use conversions::*;
pub use coupons::*;
pub use envelope::{Envelope, List, Page, PageMeta};
pub use events::*;
pub use failure::{Failure, FailureDetail, Meta};
pub use flags::*;
pub use invite_claims::*;
pub use marketing_media::*;
pub use marketing_resource::{
    MarketingResource, MimeType, Platform, ResourceMedia, ResourceSearch, ResourceStatus, ResourceType,
};
pub use marketing_resources::*;
pub use marketplace::*;
pub use me::*;
pub use merchant::*;
pub use my_clicks::*;
pub use my_earnings::*;
pub use my_links::*;
pub use my_marketing::*;
pub use my_overview::*;
pub use my_payouts::*;
pub use my_programs::*;
pub use onboarding::*;
pub use paging::Paging;
pub use payout_info::*;
pub use payouts::*;
pub use program::{
    ApplicationAccess, CommissionType, MarketplaceStatus, PayoutFrequency, Program, ProgramDetail, ProgramStatus,
    Readiness,
};
pub use program_invites::*;
pub use program_setup::*;
pub use program_stats::*;
pub use programs::*;
pub use scope::{AFFILIATE, AFFILIATE_SCOPES, KEY_KINDS, MERCHANT, MERCHANT_SCOPES, ONBOARDING, ONBOARDING_SCOPES};
pub use time_span::TimeSpan;
pub use tracking_status::*;
pub use webhooks::*;

use crate::declare::{
    Credential, DOCUMENTED, Delivery, HeaderDeclaration, HeaderValueType, Information, Provider, SecurityScheme,
    Shared, Source, inferred,
};

/// The provider AgentRef.
#[derive(Debug, Clone, Copy)]
pub struct AgentRef;

impl Provider for AgentRef {
    type Endpoints = (
        (GetTrackingStatus, GetMe),
        (ProgramEndpoints, GetProgramStats, ProgramSetupEndpoints, ProgramInviteEndpoints, CouponEndpoints),
        (AffiliateEndpoints, ApplicationEndpoints, FlagEndpoints),
        (ConversionEndpoints, PayoutEndpoints),
        (MerchantEndpoints, OnboardingEndpoints, BillingEndpoints),
        WebhookEndpoints,
        (OwnEndpoints, InviteClaimEndpoints, MarketplaceEndpoints),
        (MarketingResourceEndpoints, MarketingMediaEndpoints, MyMarketingEndpoints),
    );
    type Events = Events;
    type Failure = Failure;

    const NAME: &'static str = "agentref";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn delivery() -> Option<Delivery> {
        Some(events::delivery())
    }

    fn information() -> Information {
        Information {
            title: "AgentRef",
            description: "Affiliate programs on top of Stripe. Every answer is an envelope of `data` (or `error`) and `meta`; `meta.requestId` names \
                          the request. Calls are counted for each key over a sliding window of one minute: 60 with a key, 10 without.",
            server: "https://www.agentref.co/api/v1",
            source: Some(Source {
                title: "AgentRef documentation",
                url: "https://www.agentref.co/docs",
                read: "2026-11-28",
            }),
            tag: habits::TRACKING,
            security_schemes: vec![SecurityScheme {
                name: "apiKey",
                description: "A merchant's key (`ak_live_…`), an affiliate's key (`ak_aff_…`), or an onboarding key (`ak_onb_…`), which is for \
                              the first set-up only. Each operation says which kinds of keys and which scope it needs; any other \
                              valid key gets 403.",
                credential: Credential::Bearer,
            }],
            security: vec![&["apiKey"]],
            response_headers: vec![
                HeaderDeclaration {
                    name: "X-RateLimit-Limit",
                    description: "How many requests a minute the key may make.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: DOCUMENTED,
                },
                HeaderDeclaration {
                    name: "X-RateLimit-Remaining",
                    description: "How many requests are left in the current window.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: inferred(
                        "every response has headers about the rate limit; only the name of the first could be read in full",
                    ),
                },
                HeaderDeclaration {
                    name: "X-RateLimit-Reset",
                    description: "When the window has room again, in seconds of UNIX time.",
                    value: HeaderValueType::Count,
                    only_on: None,
                    provenance: inferred(
                        "every response has headers about the rate limit; this one is the usual companion of the first",
                    ),
                },
                HeaderDeclaration {
                    name: "Retry-After",
                    description: "How many seconds to wait before the next request.",
                    value: HeaderValueType::Count,
                    only_on: Some(429),
                    provenance: DOCUMENTED,
                },
            ],
        }
    }
}
