//! What has become of one survey for one purchase.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::declare::{DOCUMENTED, Link, Rule, inferred};
use crate::values::{MillisecondInstant, WholeNumber};

/// What has become of one survey for one purchase.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = survey_tracker_rules()))]
pub struct SurveyTracker {
    /// The tracker's identifier.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; the parameter that takes it is documented as a UUID")))]
    pub id: Uuid,
    /// When the tracker was created.
    pub created_at: MillisecondInstant,
    /// When the tracker was last changed.
    pub updated_at: MillisecondInstant,
    /// The survey's identifier: its UUID at the provider.
    pub survey_id: String,
    /// The survey's name.
    pub survey_name: String,
    /// When the survey is expected to be sent.
    pub send_at: MillisecondInstant,
    /// When the survey was sent; null (the default) until then.
    pub sent_at: Option<MillisecondInstant>,
    /// When the survey is sent again unless it is completed within the configured time; null (the default) when that is not planned.
    pub resend_at: Option<MillisecondInstant>,
    /// Whether the survey was sent again.
    pub resent: bool,
    /// Which attempt at sending this is: 0 is the first, 1 the first repetition. A whole number.
    pub sending_index: WholeNumber,
    /// The customer who is asked: their UUID at the provider.
    pub customer_id: String,
    /// The purchase that is asked about: its UUID at the provider, not the shop's order number.
    pub purchase_id: String,
    /// How the survey reaches the customer: `Email`, `Sms`, `Whatsapp`, `External` (the provider does not send it) and maybe
    /// more.
    #[schemars(extend(
        "x-extensible-enum" = ["Email", "Sms", "Whatsapp", "External"],
        "x-provenance" = inferred("an enumeration is documented without its values; the product has these four ways, and other enumerations of the API begin with a capital, such as `Google`")
    ))]
    pub sending_type: String,
    /// What has become of the survey: `Scheduled`, `Sent`, `Opened`, `Completed`, `Failed`, `External` (the provider does not send it),
    /// `Cancelled` (its purchase was returned before it was sent) and maybe more.
    #[schemars(extend(
        "x-extensible-enum" = ["Scheduled", "Sent", "Opened", "Completed", "Failed", "External", "Cancelled"],
        "x-provenance" = inferred("an enumeration is documented without its values; these are the steps that the other fields tell of, and other enumerations of the API begin with a capital, such as `Unknown`")
    ))]
    pub status: String,
    /// The link to the survey; null (the default) until the survey is sent. An external tracker has it from the beginning.
    pub link: Option<String>,
    /// The link to a review page elsewhere; null (the default) when there is none.
    pub new_review_link: Option<String>,
    /// The e-mail address or phone number that the survey was sent to; null (the default) until the survey is sent.
    pub sent_to: Option<String>,
    /// Whether the survey went out by SMS after attempts by WhatsApp had failed.
    pub switched_to_sms: bool,
    /// How many clicks on the link there were. A whole number.
    pub clicks: WholeNumber,
    /// How many of the clicks were the first of a visitor. A whole number.
    pub unique_clicks: WholeNumber,
}

fn survey_tracker_rules() -> Vec<Rule> {
    vec![
        Rule::inferred(
            "type(self.link) == null_type || type(self.sentAt) != null_type || self.sendingType == 'External'",
            "there is a link only after the survey was sent, or when the tracker is external",
            "the field is documented so; external trackers, which are never sent, exist for their link",
        ),
        Rule::documented(
            "type(self.sentTo) == null_type || type(self.sentAt) != null_type",
            "there is a recipient only after the survey was sent",
        ),
        Rule::inferred(
            "self.sendingType != 'External' || (type(self.sentAt) == null_type && type(self.sentTo) == null_type && type(self.link) != null_type)",
            "an external tracker is never sent and has its link all the same",
            "the provider documents that it does not send external trackers; the spelling of the type is concluded",
        ),
        Rule::inferred(
            "!self.resent || (type(self.resendAt) != null_type && double(self.sendingIndex) >= 1.0)",
            "a survey that was sent again has the date of it and an index of at least 1",
            "the index is documented to count the repetitions",
        ),
        Rule::inferred(
            "double(self.uniqueClicks) <= double(self.clicks)",
            "there are no more unique clicks than clicks",
            "a unique click is a click",
        ),
        Rule::inferred(
            "datetime(self.createdAt) <= datetime(self.updatedAt)",
            "nothing is updated before it is created",
            "the names say so",
        ),
        Rule::inferred(
            "type(self.sentAt) == null_type || datetime(self.sentAt) >= datetime(self.createdAt)",
            "nothing is sent before it is created",
            "a tracker is created to be sent",
        ),
        Rule::inferred(
            "!self.switchedToSms || !(self.sendingType in ['Email', 'External'])",
            "only a survey that had gone out by WhatsApp is switched to SMS",
            "the switch is documented to follow failed attempts by WhatsApp; the spelling of the types is concluded",
        ),
    ]
}

/// The customer whom a tracker names.
pub(super) const fn customer_link(name: &'static str, expression: &'static str) -> Link {
    Link { name, operation_id: "getCustomer", parameter: "id", expression, description: "The customer who is asked." }
}

/// The purchase that a tracker names.
pub(super) const fn purchase_link(name: &'static str, expression: &'static str) -> Link {
    Link {
        name,
        operation_id: "getPurchase",
        parameter: "id",
        expression,
        description: "The purchase that is asked about.",
    }
}

/// The survey that a tracker names.
pub(super) const fn survey_link(name: &'static str, expression: &'static str) -> Link {
    Link { name, operation_id: "getSurvey", parameter: "id", expression, description: "What is asked." }
}

/// A survey that was sent by e-mail and opened.
pub(super) fn sent() -> SurveyTracker {
    SurveyTracker {
        id: Uuid::from_u128(0x7f3d_2c1e_5b8a_4f60_9d24_1a6e_8c0b_93f5),
        created_at: instant("2026-05-20T09:14:32Z"),
        updated_at: instant("2026-05-28T07:41:09Z"),
        survey_id: "5d1f4a8e-2b63-4c07-8a95-3e7c60d9b1f2".to_owned(),
        survey_name: "After the purchase".to_owned(),
        send_at: instant("2026-05-27T09:14:32Z"),
        sent_at: Some(instant("2026-05-27T09:18:05Z")),
        resend_at: None,
        resent: false,
        sending_index: WholeNumber(0),
        customer_id: "e47a1d05-2c9b-4f86-9a3e-50d8b7c6f112".to_owned(),
        purchase_id: "9b2f6c14-83d7-4e5a-b0c1-6f4d2e8a7b39".to_owned(),
        sending_type: "Email".to_owned(),
        status: "Opened".to_owned(),
        link: Some("https://survey.fullwhere.example/s/7f3d2c1e".to_owned()),
        new_review_link: Some("https://reviews.example/lumenhome".to_owned()),
        sent_to: Some("maria.lindgren@mail.example".to_owned()),
        switched_to_sms: false,
        clicks: WholeNumber(3),
        unique_clicks: WholeNumber(1),
    }
}

/// A survey that was asked for by its link.
pub(super) fn external() -> SurveyTracker {
    SurveyTracker {
        id: Uuid::from_u128(0x1c9e_70b4_a2d8_4e35_b6f1_05d7_3a48_2e9c),
        created_at: instant("2026-06-08T12:00:00Z"),
        updated_at: instant("2026-06-08T12:00:00Z"),
        survey_id: "5d1f4a8e-2b63-4c07-8a95-3e7c60d9b1f2".to_owned(),
        survey_name: "After the purchase".to_owned(),
        send_at: instant("2026-06-08T12:00:00Z"),
        sent_at: None,
        resend_at: None,
        resent: false,
        sending_index: WholeNumber(0),
        customer_id: "e47a1d05-2c9b-4f86-9a3e-50d8b7c6f112".to_owned(),
        purchase_id: "9b2f6c14-83d7-4e5a-b0c1-6f4d2e8a7b39".to_owned(),
        sending_type: "External".to_owned(),
        status: "External".to_owned(),
        link: Some("https://survey.fullwhere.example/s/1c9e70b4".to_owned()),
        new_review_link: None,
        sent_to: None,
        switched_to_sms: false,
        clicks: WholeNumber(0),
        unique_clicks: WholeNumber(0),
    }
}

fn instant(text: &str) -> MillisecondInstant {
    text.parse::<DateTime<Utc>>().expect("a literal instant").into()
}
