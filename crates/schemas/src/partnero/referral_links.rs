//! Links of partners and customers: what both have. `partner_links` has the operations of partners' links; those of
//! customers' links take from here [`ReferralLink`], [`ReferralLinkPath`], [`ReferralLinkChanges`],
//! [`ReferralLinkSearch`], the tag [`REFERRAL_LINKS`], [`example_link`], [`link_is_asked_for`] and [`is_given_with`].

use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::paging::Paging;
use crate::declare::{DOCUMENTED, Provenance, Rule, Tag, inferred};
use crate::values::present;

/// Operations about links.
pub(super) const REFERRAL_LINKS: Tag =
    Tag { name: "Referral links", description: "The links of partners, or of customers who bring friends." };

const CUT: Provenance = inferred("the page breaks off before it; the provider's PHP library has it");

/// A link of a partner, or of a customer who brings friends. More fields may exist than are known here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(rename = "ReferralLink", extend("x-provenance" = DOCUMENTED))]
#[expect(clippy::struct_excessive_bools, reason = "the provider has a field for each switch")]
pub struct ReferralLink {
    /// Its id. In the provider's example it is the key.
    #[schemars(length(min = 1))]
    pub id: String,
    /// The key in its URL.
    #[schemars(length(min = 1))]
    pub key: String,
    /// Its URL.
    pub url: String,
    /// Whether it is the first link, which everybody has.
    pub default: bool,
    /// Whether it is on another domain than the program's website.
    pub is_additional: bool,
    /// Whether it leads to the website without a stop at the provider.
    pub direct_tracking: bool,
    /// Whether visitors who come directly are sent on.
    #[schemars(extend("x-provenance" = CUT))]
    pub direct_tracking_redirect: bool,
    /// Where to; null if they are not sent on.
    #[schemars(extend("x-provenance" = CUT))]
    pub direct_tracking_redirect_url: Option<String>,
}

/// Which link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ReferralLinkPath {
    /// The link's id.
    #[schemars(example = &"ref_123")]
    #[garde(length(min = 1, max = 255))]
    pub id: String,
}

/// What is to be another about a link. What is not given stays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = inferred("that the fields of a link are changed is documented; which ones can be is concluded")))]
pub struct ReferralLinkChanges {
    /// Whether it leads to the website without a stop at the provider.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub direct_tracking: Option<bool>,
    /// Whether visitors who come directly are sent on.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub direct_tracking_redirect: Option<bool>,
    /// Where to.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", length(min = 1, max = 2048), example = &"https://lumenhome.example/welcome")]
    #[garde(length(min = 1, max = 2048))]
    pub direct_tracking_redirect_url: Option<String>,
}

/// Which links to search for. A link fits if it has all that is given; without anything given, all do (inferred).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct ReferralLinkSearch {
    /// The link with this id.
    #[garde(length(min = 1, max = 255))]
    pub id: Option<String>,
    /// The link with this key.
    #[garde(length(min = 1, max = 255))]
    pub key: Option<String>,
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
}

/// The link answered is the one in the path.
pub(super) fn link_is_asked_for() -> Rule {
    Rule::on_success("response.body.data.id == request.path.id", "the link answered is the link asked for")
        .because("the id names the resource")
}

/// A field that must be given if another one is: `#[garde(custom(is_given_with(self.domain_id.is_some())))]`.
pub(super) fn is_given_with(other: bool) -> impl Fn(&Option<bool>, &()) -> garde::Result {
    move |given, ()| {
        if given.is_some() || !other { Ok(()) } else { Err(garde::Error::new("is needed with a domain")) }
    }
}

/// A link with a parameter of this name in its URL: `aff` of partners, `ref` of customers.
pub(super) fn example_link(parameter: &str) -> ReferralLink {
    ReferralLink {
        id: "ref_123".to_owned(),
        key: "ref_123".to_owned(),
        url: format!("https://lumenhome.example?{parameter}=ref_123"),
        default: true,
        is_additional: false,
        direct_tracking: false,
        direct_tracking_redirect: false,
        direct_tracking_redirect_url: None,
    }
}
