//! Example programs, the same ones in the new and in the legacy shape.

use chrono::{DateTime, Utc};

use super::{
    Affiliate, AffiliateFigures, AffiliateOverview, AffiliateOverviewSettings, AffiliatePortalSettings,
    AffiliateProgram, AffiliateSettings, AffiliateSnapshot, AffiliateStatistics, NewsletterProgram, PartnerActivity,
    PayoutStatusBreakdown, PayoutStatusTotal, ProgramDetails, Referral, ReferralFigures, ReferralOverview,
    ReferralOverviewSettings, ReferralPortalSettings, ReferralProgram, ReferralSettings, ReferralSnapshot,
    ReferralStatistics,
};
use crate::values::{CountText, CurrencyCode, DecimalNumber, LocalDate};

pub(super) fn affiliate() -> AffiliateProgram {
    AffiliateProgram {
        program: affiliate_details(),
        stats: AffiliateStatistics::new(&affiliate_figures()),
        program_settings: AffiliateSettings {
            currency: dollars(),
            cookie_lifetime: CountText(30),
            commission_description: "30% of every sale".to_owned(),
            commission_value: "30".to_owned(),
            has_multiple_commissions: false,
            payout_threshold: DecimalNumber::whole(50),
            payout_automation_enabled: true,
            payout_automation_schedule: Some("Every month on the 1st".to_owned()),
            welcome_email_enabled: true,
            onboarding_enabled: true,
            partner_email_notifications_enabled: true,
        },
        portal_settings: affiliate_portal(),
    }
}

pub(super) fn affiliate_overview() -> AffiliateOverview {
    let settings = AffiliateOverviewSettings {
        commission_description: "30% of every sale".to_owned(),
        program_name: "Lumen Home partners".to_owned(),
        program_initials: "LH".to_owned(),
        program_type_title: "Affiliate program".to_owned(),
        partner_portal_url: "https://partners.lumenhome.example".to_owned(),
        currency: dollars(),
        cookie_lifetime: CountText(30),
        payout_threshold: DecimalNumber::whole(50),
    };
    AffiliateOverview::new(affiliate_details().into(), &affiliate_figures(), settings)
}

pub(super) fn referral() -> ReferralProgram {
    ReferralProgram {
        program: referral_details(),
        stats: ReferralStatistics::new(&referral_figures()),
        program_settings: ReferralSettings { referral_portal_enabled: true, rewards_notification_enabled: true },
        portal_settings: referral_portal(),
    }
}

pub(super) fn referral_overview() -> ReferralOverview {
    let settings = ReferralOverviewSettings {
        partner_portal_url: "https://friends.teaandtide.example".to_owned(),
        website_url: "https://teaandtide.example".to_owned(),
    };
    ReferralOverview::new(referral_details().into(), &referral_figures(), settings)
}

pub(super) fn newsletter() -> NewsletterProgram {
    NewsletterProgram {
        id: "HTA1FEFM".to_owned(),
        name: "The Slow Kitchen".to_owned(),
        esp_type: "custom".to_owned(),
        esp_type_name: "Custom".to_owned(),
        total_subscribers: 150,
        total_referring: 25,
        total_referred: 45,
        created_at: "2025-04-30T15:15:12Z".parse::<DateTime<Utc>>().expect("a literal instant").into(),
    }
}

fn affiliate_details() -> ProgramDetails<Affiliate> {
    ProgramDetails {
        id: 1042,
        public_id: "MOBTGEKX".to_owned(),
        website: "https://lumenhome.example".to_owned(),
        initial: "LH".to_owned(),
        r#type: Affiliate::Affiliate,
        name: "Lumen Home partners".to_owned(),
        created_at: day("2024-09-02"),
        last_edited: day("2026-05-19"),
    }
}

fn affiliate_figures() -> AffiliateFigures {
    let total = |count, minor| PayoutStatusTotal::new(count, minor, dollars());
    AffiliateFigures {
        currency: dollars(),
        now: AffiliateSnapshot {
            partners: PartnerActivity { active: 9, pending: 2, archived: 1, deleted: 0 },
            purchases: 45,
            signups: 30,
            paid_accounts: 25,
            clicks: 150,
            revenue: 112_490,
            reward: 33_747,
        },
        before: AffiliateSnapshot {
            partners: PartnerActivity { active: 8, pending: 1, archived: 1, deleted: 0 },
            purchases: 36,
            signups: 25,
            paid_accounts: 20,
            clicks: 120,
            revenue: 90_000,
            reward: 27_000,
        },
        reward_in_review: 5_000,
        reward_paid: 20_000,
        payouts: PayoutStatusBreakdown {
            requested: total(1, 5_000),
            approved: total(0, 0),
            finished: total(3, 20_000),
            rejected: total(0, 0),
            resubmit_requested: total(0, 0),
            resubmitted: total(0, 0),
        },
    }
}

fn referral_details() -> ProgramDetails<Referral> {
    ProgramDetails {
        id: 1051,
        public_id: "K3TDE7QA".to_owned(),
        website: "https://teaandtide.example".to_owned(),
        initial: "TT".to_owned(),
        r#type: Referral::Referral,
        name: "Tea & Tide friends".to_owned(),
        created_at: day("2025-04-30"),
        last_edited: day("2026-02-11"),
    }
}

fn referral_figures() -> ReferralFigures {
    ReferralFigures {
        currency: dollars(),
        active_rewards: 2,
        now: ReferralSnapshot { customers: 48, referring_customers: 12, referred_customers: 20, sales: 31 },
        before: ReferralSnapshot { customers: 40, referring_customers: 8, referred_customers: 16, sales: 25 },
        revenue: 41_197,
    }
}

fn affiliate_portal() -> AffiliatePortalSettings {
    AffiliatePortalSettings {
        partner_portal_url: "https://partners.lumenhome.example".to_owned(),
        program_page_enabled: true,
        leads_page_enabled: false,
        registration_disabled: false,
        google_login_enabled: true,
        passwordless_login_enabled: false,
        sub_accounts_enabled: false,
        widget_enabled: true,
        signup_popup_enabled: false,
        embeddable_form_enabled: true,
    }
}

fn referral_portal() -> ReferralPortalSettings {
    ReferralPortalSettings {
        partner_portal_url: "https://friends.teaandtide.example".to_owned(),
        registration_disabled: false,
        program_page_enabled: true,
        widget_enabled: true,
        embeddable_form_enabled: true,
        popup_form_enabled: false,
    }
}

fn dollars() -> CurrencyCode {
    CurrencyCode::parse("USD").expect("a literal code")
}

fn day(text: &str) -> LocalDate {
    LocalDate(text.parse().expect("a literal day"))
}
