//! Partnero: affiliate, refer-a-friend and newsletter programs.

mod affiliate;
mod code;
mod coupon;
mod coupons;
mod customer;
mod customer_balance;
mod customer_changes;
mod customer_links;
mod customer_referrals;
mod customers;
mod details;
mod envelope;
mod events;
mod examples;
mod failure;
mod figures;
mod habits;
mod identifier;
mod key_check;
mod lead;
mod lead_decisions;
mod leads;
mod money;
mod money_text;
mod newsletter;
mod overview;
mod overview_affiliate;
mod overview_referral;
mod paging;
mod partner;
mod partner_changes;
mod partner_links;
mod partner_text;
mod partners;
mod partners_older;
mod payout_request;
mod payout_requests;
mod payout_settings;
mod program;
mod program_change;
mod promotion_code;
mod promotion_codes;
mod referral;
mod referral_links;
mod rewards;
mod settings;
mod statistics;
mod subscriber;
mod subscribers;
mod totals;
mod transaction;
mod transaction_changes;
mod transaction_to_create;
mod transactions;

pub use affiliate::{AffiliateProgram, PartnerActivity, PayoutStatusBreakdown, PayoutStatusTotal, RewardsBreakdown};
pub use customer::{
    AffiliateCustomer, Customer, CustomerMetadata, CustomerPath, CustomerStatus, ReferralCustomer, ReferringCustomer,
};
pub use customer_balance::*;
pub use customer_changes::*;
pub use customer_links::*;
pub use customer_referrals::*;
pub use customers::*;
mod webhook;
mod webhooks;

pub use coupon::{CodesCoupon, Coupon, DiscountType, DurationType, shown_metadata};
pub use coupons::*;
pub use details::{Affiliate, OverviewDetails, ProgramDetails, Referral};
pub use envelope::{Done, Envelope, FailureStatus, Page, PageLinks, PageMeta, StatusNumber, SuccessStatus};
pub use events::*;
pub use failure::{Failure, InvalidFields, MessageBody};
pub use figures::{AffiliateFigures, AffiliateSnapshot, ReferralFigures, ReferralSnapshot};
pub use habits::{AFFILIATE, NEWSLETTER, REFER_A_FRIEND};
pub use identifier::{CustomerIdentifier, PartnerIdentifier};
pub use key_check::*;
pub use lead::{
    ConvertedLead, Lead, LeadAnswer, LeadCommission, LeadField, LeadFieldType, LeadInfo, LeadSetup, LeadStatus,
    LeadSubmitter,
};
pub use lead_decisions::*;
pub use leads::*;
pub use money::MoneyByCurrency;
pub use newsletter::NewsletterProgram;
pub use overview::*;
pub use overview_affiliate::{AffiliateOverview, AffiliateOverviewSettings};
pub use overview_referral::{ReferralOverview, ReferralOverviewSettings};
pub use paging::{Paging, Sort};
pub use partner::{CurrencyAmount, Partner, PartnerCommissions, PartnerReferrals, PartnerStatus, TagValue};
pub use partner_changes::*;
pub use partner_links::*;
pub use partners::*;
pub use partners_older::*;
pub use payout_request::{PaidPartner, PayoutRequest, PayoutRequestStatus};
pub use payout_requests::*;
pub use payout_settings::{PayoutGateway, PayoutSettings, VenmoRecipient};
pub use program::*;
pub use program_change::*;
pub use promotion_code::{CodeLimits, PromotionCode};
pub use promotion_codes::*;
pub use referral::{ReferralProgram, ReferralStatistics};
pub use referral_links::{ReferralLink, ReferralLinkChanges, ReferralLinkPath, ReferralLinkSearch};
pub use rewards::*;
pub use settings::{AffiliatePortalSettings, AffiliateSettings, ReferralPortalSettings, ReferralSettings};
pub use statistics::AffiliateStatistics;
pub use subscriber::{Subscriber, SubscriberStatus};
pub use subscribers::*;
pub use totals::AffiliateTotals;
pub use transaction::{GivenTime, ProductTypeData, Reward, Transaction};
pub use transaction_changes::*;
pub use transaction_to_create::{CustomerOfTransaction, TransactionOptions, TransactionToCreate, TransactionsToCreate};
pub use transactions::*;
pub use webhook::{EventSubject, Webhook, WebhookEvent};
pub use webhooks::*;

use crate::declare::{Credential, Delivery, Information, Provider, SecurityScheme, Shared, Source, Tag};

/// The provider Partnero.
#[derive(Debug, Clone, Copy)]
pub struct Partnero;

impl Provider for Partnero {
    type Endpoints = (
        (GetProgram, GetProgramOverview, ProgramChangeEndpoints, CheckKey),
        (PartnerEndpoints, PartnerChangeEndpoints, OlderPartnerEndpoints, PartnerLinkEndpoints),
        (
            CustomerEndpoints,
            CustomerChangeEndpoints,
            CustomerReferralEndpoints,
            CustomerBalanceEndpoints,
            CustomerLinkEndpoints,
        ),
        (TransactionEndpoints, TransactionChangeEndpoints),
        RewardEndpoints,
        (LeadEndpoints, LeadDecisionEndpoints),
        PayoutRequestEndpoints,
        CouponEndpoints,
        PromotionCodeEndpoints,
        SubscriberEndpoints,
        WebhookEndpoints,
    );
    type Events = Events;
    type Failure = Failure;

    const NAME: &'static str = "partnero";

    fn shared() -> Shared<Failure> {
        failure::shared()
    }

    fn delivery() -> Option<Delivery> {
        Some(events::delivery())
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
