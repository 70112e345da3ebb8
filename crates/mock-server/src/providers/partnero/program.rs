//! `GET /v1/program`: the program, in the form of its type.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    AffiliatePortalSettings, AffiliateProgram, AffiliateSettings, AffiliateStatistics, GetProgram, NewsletterProgram,
    PortalSettingsToChange, Program as ShownProgram, ProgramDetails, ProgramResponse, ReferralPortalSettings,
    ReferralProgram, ReferralSettings, ReferralStatistics,
};
use trackside_schemas::values::CountText;
use trackside_world::{Program, ProgramKind, View};

use super::program_record::ProgramRecord;
use super::subscriber_list::SubscriberList;
use super::{figures, program_of};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for GetProgram {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ProgramResponse>, Problem> {
        let program = program_of(&call.caller, call.view)?;
        let shown = match program.kind {
            ProgramKind::Affiliate => ShownProgram::Affiliate(Box::new(affiliate(call.sandbox, call.view, program))),
            ProgramKind::ReferAFriend => ShownProgram::Referral(Box::new(referral(call.sandbox, call.view, program))),
            ProgramKind::Newsletter => ShownProgram::Newsletter(newsletter(call.view, program)),
        };
        Ok(ProgramResponse::from(shown).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

/// What the program is.
pub(super) fn details<Type: Default>(view: View<'_>, program: &Program) -> ProgramDetails<Type> {
    let record = ProgramRecord::of(view, program);
    let edited_at = view.edited_at(program.id);
    ProgramDetails {
        id: program.number,
        public_id: program.code.clone(),
        website: program.website.clone(),
        initial: program.initials.clone(),
        r#type: Type::default(),
        name: record.name(program),
        created_at: program.created_at.into(),
        last_edited: record.updated_at.map_or(edited_at, |updated_at| updated_at.max(edited_at)).into(),
    }
}

/// A newsletter program. Both endpoints show it in the same way.
pub(super) fn newsletter(view: View<'_>, program: &Program) -> NewsletterProgram {
    let figures = SubscriberList::of(view, program).counts();
    NewsletterProgram {
        id: program.code.clone(),
        name: program.name.clone(),
        esp_type: "custom".to_owned(),
        esp_type_name: "Custom".to_owned(),
        total_subscribers: figures.subscribers,
        total_referring: figures.referring,
        total_referred: figures.referred,
        created_at: program.created_at.into(),
    }
}

/// The commission in words.
pub(super) fn commission_description(program: &Program) -> String {
    format!("{}% of every sale", percentage(program))
}

fn affiliate(sandbox: &Sandbox, view: View<'_>, program: &Program) -> AffiliateProgram {
    let record = ProgramRecord::of(view, program);
    let (changed, notifications) = (&record.settings, &program.notifications);
    AffiliateProgram {
        program: details(view, program),
        stats: AffiliateStatistics::new(&figures::affiliate(sandbox, view, program)),
        program_settings: AffiliateSettings {
            currency: figures::code(program.currency),
            cookie_lifetime: CountText(record.cookie_lifetime(program).into()),
            commission_description: commission_description(program),
            commission_value: percentage(program),
            has_multiple_commissions: program.multiple_commissions,
            payout_threshold: figures::money(program, program.payout_threshold).number(),
            payout_automation_enabled: program.payout_automation.is_some(),
            payout_automation_schedule: program.payout_automation.map(|schedule| schedule.description().to_owned()),
            welcome_email_enabled: changed.welcome_email_enabled.unwrap_or(notifications.welcome_email),
            onboarding_enabled: changed.onboarding_enabled.unwrap_or(notifications.onboarding),
            partner_email_notifications_enabled: changed
                .partner_email_notifications_enabled
                .unwrap_or(notifications.partner_email),
        },
        portal_settings: affiliate_portal(program, &record.portal),
    }
}

fn referral(sandbox: &Sandbox, view: View<'_>, program: &Program) -> ReferralProgram {
    let record = ProgramRecord::of(view, program);
    let (changed, notifications) = (&record.settings, &program.notifications);
    ReferralProgram {
        program: details(view, program),
        stats: ReferralStatistics::new(&figures::referral(sandbox, view, program)),
        program_settings: ReferralSettings {
            referral_portal_enabled: changed.referral_portal_enabled.unwrap_or(notifications.referral_portal),
            rewards_notification_enabled: changed
                .rewards_notification_enabled
                .unwrap_or(notifications.rewards_notification),
        },
        portal_settings: referral_portal(program, &record.portal),
    }
}

fn affiliate_portal(program: &Program, changed: &PortalSettingsToChange) -> AffiliatePortalSettings {
    let portal = &program.portal;
    AffiliatePortalSettings {
        partner_portal_url: program.portal_url.clone(),
        program_page_enabled: changed.program_page_enabled.unwrap_or(portal.program_page),
        leads_page_enabled: changed.leads_page_enabled.unwrap_or(portal.leads_page),
        registration_disabled: changed.registration_disabled.unwrap_or(portal.registration_disabled),
        google_login_enabled: changed.google_login_enabled.unwrap_or(portal.google_login),
        passwordless_login_enabled: changed.passwordless_login_enabled.unwrap_or(portal.passwordless_login),
        sub_accounts_enabled: changed.sub_accounts_enabled.unwrap_or(portal.sub_accounts),
        widget_enabled: changed.widget_enabled.unwrap_or(portal.widget),
        signup_popup_enabled: changed.signup_popup_enabled.unwrap_or(portal.signup_popup),
        embeddable_form_enabled: changed.embeddable_form_enabled.unwrap_or(portal.embeddable_form),
    }
}

fn referral_portal(program: &Program, changed: &PortalSettingsToChange) -> ReferralPortalSettings {
    let portal = &program.portal;
    ReferralPortalSettings {
        partner_portal_url: program.portal_url.clone(),
        registration_disabled: changed.registration_disabled.unwrap_or(portal.registration_disabled),
        program_page_enabled: changed.program_page_enabled.unwrap_or(portal.program_page),
        widget_enabled: changed.widget_enabled.unwrap_or(portal.widget),
        embeddable_form_enabled: changed.embeddable_form_enabled.unwrap_or(portal.embeddable_form),
        popup_form_enabled: changed.popup_form_enabled.unwrap_or(portal.popup_form),
    }
}

/// Basis points as a percentage without trailing zeros: 1250 is 12.5.
fn percentage(program: &Program) -> String {
    let points = program.commission_percent;
    let text = format!("{}.{:02}", points / 100, points % 100);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
