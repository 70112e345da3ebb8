//! Partner programs: what they are and how they are set up.

mod cause;
mod change;
mod new;
mod newsletter;
mod roster;
mod setup;
mod state;
mod stripe;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

pub use self::cause::{NewSurveys, ProgramCause};
pub use self::change::{ProgramChange, ProgramChangeCause, ProgramStanding, ProgramStep, ProgramTerms};
pub use self::new::NewProgram;
pub use self::newsletter::{NewsletterCounts, Subscriber};
pub(crate) use self::roster::{PROGRAM_COUNT, add_of_other_owner, articles, programs};
use self::setup::Setup;
pub use self::setup::TestEvent;
pub use self::state::ProgramState;
pub use self::stripe::{StripeAccount, StripeStatus};
use crate::identifiers::ProgramId;
use crate::money::Currency;
use crate::owner::Owner;
use crate::partner::Partner;
use crate::survey::Survey;
use crate::view::View;

/// A partner program of a shop.
#[derive(Debug, Clone)]
pub struct Program {
    /// Its identifier inside the world.
    pub id: ProgramId,
    /// Its identifier at providers that use UUIDs.
    pub uuid: Uuid,
    /// Its identifier at providers that use numbers: 1 to 2147483647.
    pub number: i64,
    /// Its identifier at providers that use codes: eight capital letters or digits.
    pub code: String,
    /// Its name, which is also the shop's name.
    pub name: String,
    /// A capital letter and a digit, shown instead of a logo.
    pub initials: String,
    /// The shop's URL.
    pub website: String,
    /// How far it is set up, and how it performs.
    pub state: ProgramState,
    /// Whether it runs.
    pub standing: ProgramStanding,
    /// Whom it rewards.
    pub kind: ProgramKind,
    /// Whose program it is.
    pub owner: Owner,
    /// The currency of all its orders and rewards.
    pub currency: Currency,
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
    /// Whether some commissions have their own conditions.
    pub multiple_commissions: bool,
    /// The URL of the partners' portal.
    pub portal_url: String,
    /// What the partners' portal offers.
    pub portal: PortalSettings,
    /// Which notifications are sent.
    pub notifications: Notifications,
    /// The host of the tracking links.
    pub tracking_domain: Option<String>,
    /// Whether visitors have to consent before they are tracked.
    pub consent_required: bool,
    /// Whether the program has had a website from the start.
    pub website_configured: bool,
    /// The surveys that follow its orders.
    pub surveys: Vec<Survey>,
    pub(crate) shop_code: [u8; 2],
    pub(crate) weight: u32,
    pub(crate) base_price: u32,
    pub(crate) idle_clicks: u32,
    pub(crate) setup: Setup,
    pub(crate) partners: Vec<Partner>,
}

/// Whom a program rewards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProgramKind {
    /// Partners, for the customers they send.
    Affiliate,
    /// Customers, for the friends they bring.
    ReferAFriend,
    /// Subscribers, for the subscribers they bring.
    Newsletter,
}

/// When automatic payouts are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PayoutSchedule {
    /// In the first days of each month.
    Monthly,
}

/// What the partners' portal offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct PortalSettings {
    /// A public page of the program.
    pub program_page: bool,
    /// A page where partners submit leads.
    pub leads_page: bool,
    /// Registration is closed.
    pub registration_disabled: bool,
    /// Sign-in with Google.
    pub google_login: bool,
    /// Sign-in with a one-time code.
    pub passwordless_login: bool,
    /// Sub-accounts.
    pub sub_accounts: bool,
    /// A widget on the website.
    pub widget: bool,
    /// A pop-up on the website that invites visitors to sign up.
    pub signup_popup: bool,
    /// A sign-up form that can be embedded.
    pub embeddable_form: bool,
    /// The sign-up form in a pop-up.
    pub popup_form: bool,
}

/// Which notifications are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub struct Notifications {
    /// New partners get a welcome e-mail.
    pub welcome_email: bool,
    /// New partners are guided through an introduction.
    pub onboarding: bool,
    /// Partners get e-mails.
    pub partner_email: bool,
    /// Customers are notified of their rewards.
    pub rewards_notification: bool,
    /// Customers can open a portal for their referrals.
    pub referral_portal: bool,
}

impl PayoutSchedule {
    /// The schedule in words, as shown to users.
    pub const fn description(self) -> &'static str {
        match self {
            Self::Monthly => "Monthly, between the 2nd and the 6th",
        }
    }
}

impl Program {
    /// Whether the program has this name, or this id at a provider.
    pub fn is_called(&self, name: &str) -> bool {
        self.name == name || self.code == name || self.uuid.to_string() == name || self.number.to_string() == name
    }

    /// The host of the shop's URL.
    pub fn host(&self) -> &str {
        let after_scheme = self.website.split_once("://").map_or(self.website.as_str(), |(_, rest)| rest);
        after_scheme.split('/').next().unwrap_or(after_scheme)
    }
}

impl<'w> View<'w> {
    /// The programs that exist by now, those of the ledger last.
    pub fn programs(&self) -> impl Iterator<Item = &'w Program> + use<'w> {
        let now = i64::from(self.second);
        let ledger = self.ledger();
        let all = self.world().programs.iter().chain(ledger.founded());
        let all = all.map(|program| ledger.changed_program(program.id).unwrap_or(program));
        all.filter(move |program| program.setup.created <= now)
    }

    /// The first program of the usual owner, or of any if they have none.
    pub fn some_program(&self) -> Option<&'w Program> {
        self.programs().find(|program| program.owner.is_usual()).or_else(|| self.programs().next())
    }

    /// Whether there is such a program by now.
    pub fn has_program(&self, id: ProgramId) -> bool {
        self.programs().any(|program| program.id == id)
    }

    /// The program with the identifier.
    ///
    /// # Panics
    /// If the identifier is from another world, or of a program that the ledger does not have.
    pub fn program(&self, id: ProgramId) -> &'w Program {
        if let Some(changed) = self.ledger().changed_program(id) {
            return changed;
        }
        match self.world().programs.get(id.index()) {
            Some(program) => program,
            None => self.ledger().added_program(id).expect("the program is of the ledger"),
        }
    }

    /// The program with the UUID.
    pub fn program_by_uuid(&self, uuid: Uuid) -> Option<&'w Program> {
        self.programs().find(|program| program.uuid == uuid)
    }

    /// The program with the number.
    pub fn program_by_number(&self, number: i64) -> Option<&'w Program> {
        self.programs().find(|program| program.number == number)
    }

    /// The program with the code.
    pub fn program_by_code(&self, code: &str) -> Option<&'w Program> {
        self.programs().find(|program| program.code == code)
    }
}
