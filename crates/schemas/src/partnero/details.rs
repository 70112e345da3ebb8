//! What a program is, whatever its type.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, EXAMPLE, inferred};
use crate::values::LocalDate;

/// What the program is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{Type}ProgramDetails", extend("x-provenance" = DOCUMENTED))]
pub struct ProgramDetails<Type> {
    /// The program's internal number.
    pub id: i64,
    /// The program's public identifier: capital letters and digits.
    pub public_id: String,
    /// The URL of the website that the program sends visitors to.
    #[schemars(length(max = 250))]
    pub website: String,
    /// The program's initials, shown where it has no logo.
    #[schemars(extend("x-provenance" = EXAMPLE))]
    pub initial: String,
    /// The type of the program. It decides the shape of everything beside it.
    pub r#type: Type,
    /// The program's name.
    #[schemars(length(max = 255))]
    pub name: String,
    /// The day on which the program was created.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; examples show a day")))]
    pub created_at: LocalDate,
    /// The day on which the program was last changed.
    #[schemars(extend("x-provenance" = inferred("the field is documented as text; examples show a day")))]
    pub last_edited: LocalDate,
}

/// What the program is, as the legacy overview shows it. Older answers lack the identifiers and the website.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "{Type}OverviewDetails", extend("x-provenance" = DOCUMENTED))]
pub struct OverviewDetails<Type> {
    /// The program's internal number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "i64")]
    pub id: Option<i64>,
    /// The program's public identifier: capital letters and digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String")]
    pub public_id: Option<String>,
    /// The URL of the website that the program sends visitors to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(max = 250))]
    pub website: Option<String>,
    /// The program's initials, shown where it has no logo.
    pub initial: String,
    /// The type of the program. It decides the shape of everything beside it.
    pub r#type: Type,
    /// The program's name.
    #[schemars(length(max = 255))]
    pub name: String,
    /// The day on which the program was created.
    pub created_at: LocalDate,
    /// The day on which the program was last changed.
    pub last_edited: LocalDate,
}

/// The type of an affiliate program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Affiliate {
    /// Partners earn commissions for the customers they send.
    #[default]
    Affiliate,
}

/// The type of a refer-a-friend program.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(inline)]
pub enum Referral {
    /// Customers earn rewards for the friends they bring.
    #[default]
    Referral,
}

impl<Type> From<ProgramDetails<Type>> for OverviewDetails<Type> {
    fn from(details: ProgramDetails<Type>) -> Self {
        Self {
            id: Some(details.id),
            public_id: Some(details.public_id),
            website: Some(details.website),
            initial: details.initial,
            r#type: details.r#type,
            name: details.name,
            created_at: details.created_at,
            last_edited: details.last_edited,
        }
    }
}
