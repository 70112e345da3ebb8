//! Leads, as every operation about them shows them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, EXAMPLE, Rule, Tag, rules};
use crate::values::{CurrencyCode, DecimalNumber};

/// Operations about leads.
pub(super) const LEADS: Tag =
    Tag { name: "Leads", description: "People whom partners recommend, and who may become customers." };

/// Somebody whom a partner recommends. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::documented(
        "self.status != 'converted' || !self.can_be_converted && !self.can_be_rejected",
        "a converted lead is decided",
    ),
    Rule::inferred(
        "self.status != 'rejected' || !self.can_be_converted && !self.can_be_rejected",
        "a rejected lead is decided",
        "a converted one is",
    ),
    Rule::inferred(
        "(self.status == 'converted') == (type(self.converted_to) != null_type)",
        "a converted lead has become a customer",
        "the name of the field",
    ),
])))]
pub struct Lead {
    /// Its number.
    #[schemars(range(min = 1))]
    pub id: u64,
    /// What has become of it.
    pub status: LeadStatus,
    /// The day on which it was submitted.
    pub created_at: NaiveDate,
    /// Who it is.
    pub lead_info: LeadInfo,
    /// The customer who it has become; null before.
    pub converted_to: Option<ConvertedLead>,
    /// The partner who has submitted it.
    pub submitter: LeadSubmitter,
    /// What the partner has entered in the form.
    pub submission_form: Vec<LeadAnswer>,
    /// Whether it can be converted.
    pub can_be_converted: bool,
    /// Whether it can be rejected.
    pub can_be_rejected: bool,
}

/// What has become of a lead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub enum LeadStatus {
    /// Nothing yet.
    Submitted,
    /// It has become a customer.
    Converted,
    /// It was rejected. (Inferred: the action is documented, its status is not.)
    Rejected,
}

/// Who a lead is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadInfo {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// The customer who a lead has become.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ConvertedLead {
    /// The customer's key: twelve letters and digits.
    pub key: String,
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// The partner who has submitted a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadSubmitter {
    /// The partner's id.
    pub id: String,
    /// The name; the referral key if there is none (inferred).
    pub name: String,
    /// The e-mail address.
    pub email: String,
}

/// A question of the form and the answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadAnswer {
    /// The title of the field.
    pub question: String,
    /// What was entered. Several choices are separated by commas (inferred).
    pub answer: String,
}

/// How the program takes leads. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadSetup {
    /// Whether partners can submit leads: `true` or `false`, as text.
    #[schemars(regex(pattern = "^(true|false)$"), extend("x-provenance" = EXAMPLE))]
    pub leads_enabled: String,
    /// What the commission on a converted lead is. The sandbox follows the program.
    #[schemars(example = &"follow_program_settings", extend("x-provenance" = EXAMPLE))]
    pub program_leads_commission_type: String,
    /// The commission.
    pub leads_commission: LeadCommission,
    /// The fields of the form besides name and e-mail address.
    pub leads_custom_form_fields: Vec<LeadField>,
}

/// The commission on a converted lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadCommission {
    /// The code of the currency.
    pub currency: CurrencyCode,
    /// How much.
    pub commission: DecimalNumber,
    /// What `commission` is: `percent`, of the amount of the transaction.
    #[schemars(example = &"percent", extend("x-provenance" = EXAMPLE))]
    pub commission_type: String,
}

/// A field of the form with which leads are submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct LeadField {
    /// Its number.
    pub id: u64,
    /// What is entered.
    pub r#type: LeadFieldType,
    /// Its title.
    pub title: String,
    /// The text beside it, as HTML.
    pub text: String,
    /// What it is for; null if nobody has said.
    pub description: Option<String>,
    /// Whether it must be answered.
    pub required: bool,
    /// The choices, if it has some.
    pub options: Vec<String>,
}

/// What is entered in a field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum LeadFieldType {
    /// Nothing: it is a text to read.
    Text,
    /// A line.
    Input,
    /// Several lines.
    Textarea,
    /// Any of the choices.
    Checkbox,
    /// One of the choices, all of which are shown.
    Radio,
    /// One of the choices.
    Select,
    /// A country.
    Countries,
}

/// A lead of whom nothing has become.
pub(super) fn example_lead() -> Lead {
    Lead {
        id: 12,
        status: LeadStatus::Submitted,
        created_at: NaiveDate::from_ymd_opt(2025, 4, 30).expect("a day"),
        lead_info: LeadInfo { name: "Jane Doe".to_owned(), email: "jane@mail.example".to_owned() },
        converted_to: None,
        submitter: LeadSubmitter {
            id: "partner_123".to_owned(),
            name: "Maria Lindgren".to_owned(),
            email: "maria@mail.example".to_owned(),
        },
        submission_form: vec![LeadAnswer { question: "Company".to_owned(), answer: "Acme".to_owned() }],
        can_be_converted: true,
        can_be_rejected: true,
    }
}

/// The same lead, decided.
pub(super) fn example_decided(status: LeadStatus) -> Lead {
    let usual = example_lead();
    let LeadInfo { name, email } = usual.lead_info.clone();
    let customer = ConvertedLead { key: "Zk3pQ9xW2mTf".to_owned(), name, email };
    Lead {
        status,
        converted_to: (status == LeadStatus::Converted).then_some(customer),
        can_be_converted: false,
        can_be_rejected: false,
        ..usual
    }
}
