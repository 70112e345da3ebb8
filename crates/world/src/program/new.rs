//! Programs that the ledger adds. Nothing is simulated in them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::roster::random_uuid;
use super::setup::Setup;
use super::{Notifications, PayoutSchedule, PortalSettings, Program, ProgramKind, ProgramStanding, ProgramState};
use crate::chance::{Dice, Purpose};
use crate::identifiers::ProgramId;
use crate::ledger::Ledger;
use crate::money::Currency;
use crate::owner::Owner;
use crate::survey::{NewSurvey, surveys_of, valid_surveys};
use crate::world::World;

/// A program was created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewProgram {
    /// Its identifier: [`Ledger::next_program`].
    pub program: ProgramId,
    /// Its identifier at providers that use UUIDs. No other program has it.
    pub uuid: Uuid,
    /// Its identifier at providers that use numbers: 1 to 2147483647. No other program has it.
    pub number: i64,
    /// Its identifier at providers that use codes: eight capital letters or digits. No other program has it.
    pub code: String,
    /// Its name, which is also the shop's name.
    pub name: String,
    /// The shop's URL, without a slash at its end.
    pub website: String,
    /// Whether it has the website from the start. Otherwise a step of the setup enters it.
    #[serde(default = "with_website")]
    pub website_configured: bool,
    /// The currency of all its orders and rewards.
    pub currency: Currency,
    /// Whom it rewards.
    pub kind: ProgramKind,
    /// Whose program it is.
    #[serde(default, skip_serializing_if = "Owner::is_usual")]
    pub owner: Owner,
    /// When it was created.
    pub created_at: DateTime<Utc>,
    /// The commission on a sale, in basis points: 1250 is 12.5 %.
    pub commission_percent: u32,
    /// How long a click counts, in days.
    pub cookie_days: u32,
    /// The lowest amount that is paid out, in minor units.
    pub payout_threshold: i64,
    /// When automatic payouts are made, if they are on.
    pub payout_automation: Option<PayoutSchedule>,
    /// The host of the tracking links.
    pub tracking_domain: Option<String>,
    /// Whether visitors have to consent before they are tracked.
    pub consent_required: bool,
    /// The surveys that follow its orders: five at most.
    pub surveys: Vec<NewSurvey>,
}

/// Programs of earlier state files have a website.
const fn with_website() -> bool {
    true
}

impl NewProgram {
    /// Whether neither the world nor the ledger has a program with one of its identifiers, and it can have its surveys.
    pub(crate) fn is_free(&self, world: &World, ledger: &Ledger) -> bool {
        let clashes = |known: &Program| {
            known.id == self.program
                || known.uuid == self.uuid
                || known.number == self.number
                || known.code == self.code
        };
        self.program.is_of_the_ledger()
            && valid_surveys(&self.surveys).is_ok()
            && !world.programs.iter().chain(ledger.founded()).any(clashes)
    }
}

impl Program {
    /// The program that an event creates.
    pub(crate) fn founded(new: &NewProgram, world: &World) -> Self {
        let mut dice = Dice::new(world.settings().seed, Purpose::Program, new.program.0.into());
        let created = (new.created_at - world.begins()).num_seconds();
        let setup = Setup::untouched(created, &mut dice);
        let shop_code = shop_code(&new.name);
        let mut program = Self {
            id: new.program,
            uuid: new.uuid,
            number: new.number,
            code: new.code.clone(),
            name: new.name.clone(),
            initials: format!("{}{}", char::from(shop_code[0]), dice.below(10)),
            website: new.website.clone(),
            state: ProgramState::Added,
            standing: ProgramStanding::Active,
            kind: new.kind,
            owner: new.owner,
            currency: new.currency,
            created_at: world.timeline.time_of_offset(created),
            commission_percent: new.commission_percent,
            cookie_days: new.cookie_days,
            payout_threshold: new.payout_threshold,
            payout_automation: new.payout_automation,
            multiple_commissions: false,
            portal_url: String::new(),
            portal: PORTAL,
            notifications: NOTIFICATIONS,
            tracking_domain: new.tracking_domain.clone(),
            consent_required: new.consent_required,
            website_configured: new.website_configured,
            surveys: Vec::new(),
            shop_code,
            weight: 0,
            base_price: 0,
            idle_clicks: 0,
            setup,
            partners: Vec::new(),
        };
        program.portal_url = format!("https://partners.{}", program.host());
        program.surveys = surveys_of(&new.surveys, random_uuid, &mut dice);
        program
    }
}

/// The first letters of the first two words of a name. References of orders begin with them, so they must be letters.
fn shop_code(name: &str) -> [u8; 2] {
    let letter = |word: &str| word.bytes().find(u8::is_ascii_alphabetic).map(|letter| letter.to_ascii_uppercase());
    let mut letters = name.split_whitespace().filter_map(letter);
    [letters.next().unwrap_or(b'S'), letters.next().unwrap_or(b'H')]
}

const PORTAL: PortalSettings = PortalSettings {
    program_page: true,
    leads_page: false,
    registration_disabled: false,
    google_login: false,
    passwordless_login: true,
    sub_accounts: false,
    widget: false,
    signup_popup: false,
    embeddable_form: false,
    popup_form: false,
};

const NOTIFICATIONS: Notifications = Notifications {
    welcome_email: true,
    onboarding: false,
    partner_email: true,
    rewards_notification: true,
    referral_portal: true,
};

#[cfg(test)]
mod tests {
    use super::shop_code;

    #[test]
    fn references_begin_with_letters_whatever_the_name_is() {
        for (name, expected) in
            [("Lowe Lighting", b"LL"), ("Café Åse", b"CS"), ("3 Bears", b"BH"), ("日本", b"SH"), ("x", b"XH")]
        {
            assert_eq!(&shop_code(name), expected, "{name}");
        }
    }
}
