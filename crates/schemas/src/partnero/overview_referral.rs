//! Refer-a-friend programs as the legacy overview shows them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{OverviewDetails, Referral, ReferralFigures, ReferralStatistics};
use crate::declare::EXAMPLE;

/// A refer-a-friend program in the legacy shape.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ReferralOverview {
    /// What the program is.
    pub program: OverviewDetails<Referral>,
    /// What is counted.
    #[serde(flatten)]
    pub stats: ReferralStatistics,
    /// How the program is set up; older answers lack it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(with = "ReferralOverviewSettings")]
    pub overview_program_current_settings: Option<ReferralOverviewSettings>,
}

/// How a refer-a-friend program is set up, as the legacy overview shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = EXAMPLE))]
pub struct ReferralOverviewSettings {
    /// The URL of the customers' portal.
    pub partner_portal_url: String,
    /// The URL of the program's website.
    pub website_url: String,
}

impl ReferralOverview {
    /// Shows the figures; the percentages follow from them.
    pub fn new(
        program: OverviewDetails<Referral>,
        figures: &ReferralFigures,
        settings: ReferralOverviewSettings,
    ) -> Self {
        Self { program, stats: ReferralStatistics::new(figures), overview_program_current_settings: Some(settings) }
    }
}
