//! `POST /api/v1/track/click`.

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::habits::tracking;
use super::tracked::{NULLABLE, recorded_test};
use super::{AdditionalData, Affitor, Failure, RecordedTestEvent, failure};
use crate::declare::{DOCUMENTED, Endpoint, Example, Method, Nothing, Operation, Rule, example, inferred, rules};

/// Record a click on a partner's link.
///
/// The tracker script calls it when a visitor lands with `?aff=`; a backend can, too. It needs no credential: the partner's code in
/// `affiliate_url` says whose click it is. Keep the `click_id` of the response in the cookie `affitor_click_id`, and pass it as
/// `existing_click_id` when the same visitor clicks again: the last click wins.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct TrackClick;

impl Endpoint for TrackClick {
    type Provider = Affitor;
    type Path = Nothing;
    type Query = Nothing;
    type Body = ClickToTrack;
    type Success<'a> = TrackedClick;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/api/v1/track/click";

    fn operation() -> Operation<Failure> {
        tracking("trackClick", DOCUMENTED)
            .public()
            .without(401)
            .failure(failure::text(
                400,
                "No `affiliate_url`, one that is not a URL or has no `aff`, or a code that no partner has.",
                "Referral link not found",
            ).of_data())
            .success(
                "The click is recorded; or, with `success` false, the link exists and is inactive, and nothing is recorded.",
                DOCUMENTED,
            )
            .rule(
                Rule::on_success(
                    "!response.body.success || !('partner_code' in response.body) || !('affiliate_url' in request.body) \
                     || type(request.body.affiliate_url) == null_type \
                     || request.body.affiliate_url.contains('aff=' + response.body.partner_code)",
                    "the click belongs to the partner whose code is in the URL",
                )
                .because("the code in the URL proves the attribution"),
            )
    }

    fn examples() -> Vec<Example<TrackedClick>> {
        vec![
            example(
                "recorded",
                "A real click.",
                TrackedClick {
                    click_id: Some("cust_42_1714000000000".to_owned()),
                    partner_code: Some("abc123".to_owned()),
                    cookie_window_days: Some(60),
                    ..TrackedClick::of(true)
                },
            ),
            example(
                "inactive-link",
                "The partner's link is inactive.",
                TrackedClick { message: Some("Referral link is inactive".to_owned()), ..TrackedClick::of(false) },
            ),
            example(
                "test",
                "A test click.",
                TrackedClick {
                    message: Some("Test click event tracked successfully".to_owned()),
                    data: Some(recorded_test()),
                    ..TrackedClick::of(true)
                },
            ),
        ]
    }
}

/// The click.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = NULLABLE))]
pub struct ClickToTrack {
    /// The URL on which the visitor landed, with the partner's code in `aff`. Required unless it is a test click.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(example = &"https://yoursite.com/pricing?aff=abc123")]
    #[garde(length(max = 4000))]
    pub affiliate_url: Option<String>,
    /// The URL of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 4000))]
    pub page_url: Option<String>,
    /// The title of the page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 4000))]
    pub page_title: Option<String>,
    /// The page that the visitor came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 4000))]
    pub referrer_url: Option<String>,
    /// The visitor's session.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 1000))]
    pub session_id: Option<String>,
    /// The visitor's browser. The request's own `User-Agent` if it is not given.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 1000))]
    pub user_agent: Option<String>,
    /// The size of the screen, such as `1920x1080`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 100))]
    pub screen_resolution: Option<String>,
    /// The size of the window, such as `1440x900`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 100))]
    pub viewport_size: Option<String>,
    /// The visitor's language, such as `en-US`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 100))]
    pub language: Option<String>,
    /// The visitor's time zone, such as `America/New_York`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 100))]
    pub timezone: Option<String>,
    /// The `click_id` of an earlier click of the same visitor.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(length(max = 200))]
    pub existing_click_id: Option<String>,
    /// Test mode.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[garde(dive)]
    pub additional_data: Option<AdditionalData>,
}

/// What became of the click.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "('click_id' in self) == (self.success && !('data' in self))",
        "a recorded click has an id, and a test click has none",
    ),
    Rule::documented("self.success || 'message' in self", "a click that is not recorded comes with a message"),
    Rule::inferred(
        "!('click_id' in self) || self.click_id.startsWith('cust_')",
        "a click id begins with cust_",
        "every example has this form",
    ),
])))]
pub struct TrackedClick {
    /// Whether the click, or the test click, is recorded.
    pub success: bool,
    /// The visitor's id: keep it in the cookie `affitor_click_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub click_id: Option<String>,
    /// The partner's code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub partner_code: Option<String>,
    /// How long to keep the cookie, in days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "u32", range(min = 1, max = 365))]
    #[schemars(extend("x-provenance" = inferred("the field is documented; the range is that of the setting it follows")))]
    pub cookie_window_days: Option<u32>,
    /// What became of it, if it is not recorded or is a test.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub message: Option<String>,
    /// The test event, if it is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "RecordedTestEvent")]
    pub data: Option<RecordedTestEvent>,
}

impl TrackedClick {
    /// A response with nothing but its success.
    pub const fn of(success: bool) -> Self {
        Self { success, click_id: None, partner_code: None, cookie_window_days: None, message: None, data: None }
    }
}
