//! The settings of a website, which a request writes and one response shows.

use serde::{Deserialize, Serialize};

use crate::declare::prelude::*;

/// A struct with fields of its own and all settings of a website, each of which may be left out.
macro_rules! with_website_settings {
    ($(#[$about:meta])* $name:ident { $($(#[$own:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
        #[schemars(extend("x-provenance" = $crate::wecantrack::website_settings::SETTINGS))]
        pub struct $name {
            $($(#[$own])* pub $field: $type,)*
            /// The property id of Universal Analytics, such as `UA-12345678-1`.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", example = &"UA-12345678-1")]
            #[garde(skip)]
            pub ga_tracking_id: Option<String>,
            /// The measurement id of Google Analytics 4.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String")]
            #[garde(skip)]
            pub ga_measurement_id: Option<String>,
            /// The secret of Google Analytics' Measurement Protocol.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String")]
            #[garde(skip)]
            pub ga_api_secret: Option<String>,
            /// The id of a Facebook pixel.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "i64")]
            #[garde(skip)]
            pub fb_pixel_id: Option<i64>,
            /// The access token of Facebook's Conversions API.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String")]
            #[garde(skip)]
            pub fb_access_token: Option<String>,
            /// The id of a tag of Microsoft Ads.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "i64")]
            #[garde(skip)]
            pub microsoft_ads_tag_id: Option<i64>,
            /// The id and the label of a conversion of Google Ads: `AW-…/…`.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", example = &"AW-123456789/AbC-D_efG")]
            #[schemars(extend("pattern" = "^AW-[^/]+/.+$"))]
            #[garde(inner(custom($crate::wecantrack::website_settings::google_ads_tag)))]
            pub google_ads_tag_id: Option<String>,
            /// The account at PopAds.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub pop_ads_aid: Option<String>,
            /// The access token of TikTok's Events API.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub tiktok_access_token: Option<String>,
            /// The code of a TikTok pixel.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub tiktok_pixel_code: Option<String>,
            /// The key at Revcontent.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub revcontent_key: Option<String>,
            /// The tracking id at PropellerAds.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub propellerads_tid: Option<String>,
            /// The account at PropellerAds.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub propellerads_aid: Option<String>,
            /// The id of a Snapchat pixel.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub snapchat_pixel_id: Option<String>,
            /// The account at Zeropark.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub zeropark_account_id: Option<String>,
            /// The user name at Adsterra.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", extend("x-provenance" = $crate::wecantrack::website_settings::TEXT))]
            #[garde(skip)]
            pub adsterra_username: Option<String>,
            /// The currency of amounts that are sent to MGID.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "MgidCurrency")]
            #[garde(skip)]
            pub mgid_currency_id: Option<MgidCurrency>,
            /// Whether the script watches for links that appear later.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "bool")]
            #[garde(skip)]
            pub dynamic_content: Option<bool>,
            /// Whether the website uses the plugin for WordPress.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "bool")]
            #[garde(skip)]
            pub wordpress: Option<bool>,
            /// Whether the script leaves links as they are.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "bool")]
            #[garde(skip)]
            pub do_not_modify_links: Option<bool>,
            /// Whether links are tagged automatically.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "bool")]
            #[garde(skip)]
            pub auto_tagging: Option<bool>,
            /// The host through which clicks are redirected.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "RedirectThrough")]
            #[garde(skip)]
            pub redirect_through: Option<RedirectThrough>,
            /// The URL of a proxy of yours, for `redirect_through` `custom` (inferred).
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "String", example = &"https://go.dailyfinds.example")]
            #[garde(skip)]
            pub proxy: Option<String>,
            /// How much of visitors' addresses is removed: 0, 1 or 2. What each means is not published.
            #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
            #[schemars(with = "i64", range(min = 0, max = 2))]
            #[garde(range(min = 0, max = 2))]
            pub ip_anonymization: Option<i64>,
        }
    };
}

pub(super) use with_website_settings;

/// Where the settings are known from.
pub(super) const SETTINGS: Provenance =
    inferred("a public summary of the provider's documentation lists the parameter and its values");

/// Where the settings without a published type are known from.
pub(super) const TEXT: Provenance =
    inferred("a public summary of the provider's documentation lists the parameter; that it is text is concluded");

/// A currency at MGID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
#[schemars(extend("x-provenance" = SETTINGS))]
pub enum MgidCurrency {
    /// The United States dollar.
    Usd,
    /// The euro.
    Eur,
    /// The Canadian dollar.
    Cad,
    /// The Australian dollar.
    Aud,
    /// The Indian rupee.
    Inr,
    /// The pound sterling.
    Gbp,
    /// The South African rand.
    Zar,
}

/// A host through which clicks are redirected.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = SETTINGS))]
pub enum RedirectThrough {
    /// The usual one.
    #[serde(rename = "default")]
    Usual,
    /// `wct-2.com`.
    #[serde(rename = "https://wct-2.com")]
    Second,
    /// `wct-1.com`.
    #[serde(rename = "https://wct-1.com")]
    First,
    /// `offer-go.com`.
    #[serde(rename = "https://offer-go.com/r")]
    OfferGo,
    /// The `proxy`.
    #[serde(rename = "custom")]
    Custom,
}

/// Garde calls it with the value and its context.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "garde passes the context by reference")]
pub(super) fn google_ads_tag(text: &str, (): &()) -> garde::Result {
    let parts = text.strip_prefix("AW-").and_then(|rest| rest.split_once('/'));
    let is_sound = parts.is_some_and(|(id, label)| !id.is_empty() && !label.is_empty() && !label.starts_with('\n'));
    if is_sound { Ok(()) } else { Err(garde::Error::new("must look like AW-123456789/AbC-D_efG")) }
}
