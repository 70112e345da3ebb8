//! `PUT /v1/program`, and the older `PUT /v1/settings`: how the program is set up.

#![expect(clippy::ref_option, clippy::trivially_copy_pass_by_ref, reason = "garde calls its checks with references")]

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::{affiliate, with_customers};
use super::{Failure, Partnero, SuccessStatus, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Tag, example, inferred};
use crate::values::present;

/// The endpoints that change the program.
pub type ProgramChangeEndpoints = (UpdateProgram, UpdateSettings);

const PROGRAM: Tag =
    Tag { name: "Program", description: "The program that the key belongs to: its figures and settings." };

/// Change the program.
///
/// What is not given stays. Commissions, payouts and the type cannot be changed here. Settings of another type of program are
/// ignored (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateProgram;

/// Change the settings of the program.
///
/// The call is in the provider's PHP library, which does not say what the settings are; those that `GET /v1/program` shows are taken.
/// `PUT /v1/program` replaces it.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct UpdateSettings;

impl Endpoint for UpdateProgram {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ProgramToChange;
    type Success<'a> = ProgramChanged;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/program";

    fn operation() -> Operation<Failure> {
        with_customers("updateProgram", DOCUMENTED, PROGRAM)
            .success("The program is changed.", DOCUMENTED)
            .failure(unfit())
    }

    fn examples() -> Vec<Example<ProgramChanged>> {
        vec![example("changed", "The program is changed.", ProgramChanged::new())]
    }
}

impl Endpoint for UpdateSettings {
    type Provider = Partnero;
    type Path = Nothing;
    type Query = Nothing;
    type Body = SettingsToChange;
    type Success<'a> = ProgramChanged;

    const METHOD: Method = Method::Put;
    const PATH: &'static str = "/v1/settings";

    fn operation() -> Operation<Failure> {
        affiliate("updateSettings", DOCUMENTED, PROGRAM)
            .deprecated()
            .success(
                "The settings are changed.",
                inferred("the call is documented, its answer is not; that of the newer call is taken"),
            )
            .failure(unfit())
    }

    fn examples() -> Vec<Example<ProgramChanged>> {
        vec![example("changed", "The settings are changed.", ProgramChanged::new())]
    }
}

/// What is to be another about the program. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramToChange {
    /// Its name.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 255), example = &"Lumen Home", extend("x-provenance" = inferred("the longest name is documented; that it is not empty is concluded")))]
    #[garde(length(chars, min = 1, max = 255))]
    pub name: Option<String>,
    /// The URL of the website that it sends visitors to.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 250), regex(pattern = WEBSITE), example = &"https://lumenhome.example", extend("x-provenance" = inferred("the longest URL is documented, and that a text without the form of one is refused; the pattern is concluded")))]
    #[garde(length(max = 250), custom(is_website))]
    pub website: Option<String>,
    /// How it is set up.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ProgramSettingsToChange")]
    #[garde(dive)]
    pub program_settings: Option<ProgramSettingsToChange>,
    /// How its portal is set up.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "PortalSettingsToChange")]
    #[garde(dive)]
    pub portal_settings: Option<PortalSettingsToChange>,
}

/// How a program is set up. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramSettingsToChange {
    /// The currency of the program. Only the one that it has is taken: the sandbox refuses another one (inferred).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", regex(pattern = "^[A-Z]{3}$"), example = &"USD", extend("x-provenance" = inferred("the field is documented; what becomes of amounts in the currency before is not")))]
    #[garde(custom(is_currency))]
    pub currency: Option<String>,
    /// How long a referral is remembered in the visitor's browser, in days (affiliate programs). In the sandbox, clicks count
    /// for a year at most.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 9_999_999), example = 30)]
    #[garde(range(min = 1, max = 9_999_999))]
    pub cookie_lifetime: Option<u32>,
    /// Whether new partners are sent a welcome message (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub welcome_email_enabled: Option<bool>,
    /// Whether new partners are led through an introduction (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub onboarding_enabled: Option<bool>,
    /// Whether partners are notified by e-mail (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub partner_email_notifications_enabled: Option<bool>,
    /// Whether customers have a referral portal (refer-a-friend programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub referral_portal_enabled: Option<bool>,
    /// Whether customers are notified of the rewards they earn (refer-a-friend programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub rewards_notification_enabled: Option<bool>,
}

/// How the portal of a program is set up. What is not given stays.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct PortalSettingsToChange {
    /// Whether the public page of the program is shown.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub program_page_enabled: Option<bool>,
    /// Whether nobody can register in the portal.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub registration_disabled: Option<bool>,
    /// Whether the portal's widget is shown on the website.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub widget_enabled: Option<bool>,
    /// Whether the sign-up form can be embedded.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub embeddable_form_enabled: Option<bool>,
    /// Whether leads can be handed in (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub leads_page_enabled: Option<bool>,
    /// Whether Google accounts can be used to sign in and up (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub google_login_enabled: Option<bool>,
    /// Whether one can sign in with a one-time code instead of a password (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub passwordless_login_enabled: Option<bool>,
    /// Whether partners can have sub-accounts (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub sub_accounts_enabled: Option<bool>,
    /// Whether the sign-up pop-up is shown on the website (affiliate programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub signup_popup_enabled: Option<bool>,
    /// Whether the pop-up form is shown (refer-a-friend programs).
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub popup_form_enabled: Option<bool>,
}

/// Settings to change.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct SettingsToChange {
    /// The settings.
    #[garde(dive)]
    pub settings: Settings,
}

/// Settings of a program and its portal. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("the settings that `GET /v1/program` shows; the call is documented, its fields are not")))]
pub struct Settings {
    /// How the program is set up.
    #[serde(flatten)]
    #[garde(dive)]
    pub program: ProgramSettingsToChange,
    /// How its portal is set up.
    #[serde(flatten)]
    #[garde(dive)]
    pub portal: PortalSettingsToChange,
}

/// That the program is changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ProgramChanged {
    /// Always 1.
    pub status: SuccessStatus,
    /// The same in words.
    pub message: String,
}

impl ProgramChanged {
    /// That the program is changed, in the provider's words.
    #[expect(clippy::new_without_default, reason = "it says that something has happened")]
    pub fn new() -> Self {
        Self { status: SuccessStatus::default(), message: "Program updated successfully".to_owned() }
    }
}

/// The form of a website's URL.
const WEBSITE: &str = r"^https?://[A-Za-z0-9][A-Za-z0-9._~:/@!$&()*+,;=%-]*$";

fn is_website(text: &Option<String>, (): &()) -> garde::Result {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~:/@!$&()*+,;=%-".contains(&byte);
    let fits = |text: &String| {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).unwrap_or_default();
        rest.starts_with(|first: char| first.is_ascii_alphanumeric()) && rest.bytes().all(is_allowed)
    };
    if text.as_ref().is_none_or(fits) {
        Ok(())
    } else {
        Err(garde::Error::new("is not a URL such as https://shop.example"))
    }
}

fn is_currency(code: &Option<String>, (): &()) -> garde::Result {
    let fits = |code: &String| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase());
    if code.as_ref().is_none_or(fits) { Ok(()) } else { Err(garde::Error::new("is not a currency's code such as USD")) }
}

fn unfit() -> crate::declare::Failure<Failure> {
    failure::unfit("A field is invalid, or the currency is another one.", "website", "The website format is invalid.")
}
