//! What only Partnero knows of how a program is set up.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use trackside_schemas::partnero::{PortalSettingsToChange, ProgramSettingsToChange};
use trackside_world::{Program, View};

use crate::serve::Record;

/// What a client has changed about a program. Numbered by the program.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct ProgramRecord {
    /// A name that is too long for the other providers, who have its beginning.
    pub(super) name: Option<String>,
    /// The switches, and a lifetime of the cookie that is too long for the other providers.
    pub(super) settings: ProgramSettingsToChange,
    pub(super) portal: PortalSettingsToChange,
    pub(super) updated_at: Option<DateTime<Utc>>,
}

impl Record for ProgramRecord {
    const COLLECTION: &'static str = "partnero/programs";
}

/// The longest name that the world keeps, in characters.
const LONGEST_NAME: usize = 100;

/// The most days that a click counts in the world.
pub(super) const MOST_DAYS: u32 = 365;

impl ProgramRecord {
    /// The record of a program.
    pub(super) fn of(view: View<'_>, program: &Program) -> Self {
        Self::get(view, number(program)).unwrap_or_default()
    }

    /// The name of the program as a client has given it, as long as the world's name is its beginning.
    pub(super) fn name(&self, program: &Program) -> String {
        let given = self.name.as_ref().filter(|name| beginning(name) == program.name);
        given.unwrap_or(&program.name).clone()
    }

    /// For how many days the cookie is kept, as long as the world keeps it as long as it can.
    pub(super) fn cookie_lifetime(&self, program: &Program) -> u32 {
        let given = self.settings.cookie_lifetime.filter(|days| (*days).min(MOST_DAYS) == program.cookie_days);
        given.unwrap_or(program.cookie_days)
    }

    /// The record after some changes.
    pub(super) fn with(
        mut self,
        settings: &ProgramSettingsToChange,
        portal: &PortalSettingsToChange,
        now: DateTime<Utc>,
    ) -> Self {
        let known = &mut self.settings;
        known.cookie_lifetime = settings.cookie_lifetime.or(known.cookie_lifetime);
        for (kept, given) in [
            (&mut known.welcome_email_enabled, settings.welcome_email_enabled),
            (&mut known.onboarding_enabled, settings.onboarding_enabled),
            (&mut known.partner_email_notifications_enabled, settings.partner_email_notifications_enabled),
            (&mut known.referral_portal_enabled, settings.referral_portal_enabled),
            (&mut known.rewards_notification_enabled, settings.rewards_notification_enabled),
        ] {
            *kept = given.or(*kept);
        }
        let known = &mut self.portal;
        for (kept, given) in [
            (&mut known.program_page_enabled, portal.program_page_enabled),
            (&mut known.registration_disabled, portal.registration_disabled),
            (&mut known.widget_enabled, portal.widget_enabled),
            (&mut known.embeddable_form_enabled, portal.embeddable_form_enabled),
            (&mut known.leads_page_enabled, portal.leads_page_enabled),
            (&mut known.google_login_enabled, portal.google_login_enabled),
            (&mut known.passwordless_login_enabled, portal.passwordless_login_enabled),
            (&mut known.sub_accounts_enabled, portal.sub_accounts_enabled),
            (&mut known.signup_popup_enabled, portal.signup_popup_enabled),
            (&mut known.popup_form_enabled, portal.popup_form_enabled),
        ] {
            *kept = given.or(*kept);
        }
        self.updated_at = Some(now);
        self
    }
}

/// The number of a program's record.
pub(super) fn number(program: &Program) -> u64 {
    program.id.0.into()
}

/// As much of a name as the world keeps.
pub(super) fn beginning(name: &str) -> String {
    let beginning: String = name.trim().chars().take(LONGEST_NAME).collect();
    beginning.trim().to_owned()
}
