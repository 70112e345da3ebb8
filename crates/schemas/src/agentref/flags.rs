//! `/flags`: affiliates about whom something looks wrong.

use chrono::{DateTime, Utc};
use garde::Validate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::affiliates::{EXAMPLE_AFFILIATE, to_affiliate};
use super::envelope::{Envelope, Page, one, only_page};
use super::habits::{Repeatable as _, merchant};
use super::paging::{Paged as _, Paging};
use super::program::example_time;
use super::programs::is_asked_for;
use super::{AgentRef, Failure, failure};
use crate::declare::{
    DOCUMENTED, Endpoint, Example, Link, Method, Nothing, Operation, Rule, Tag, example, inferred, rules,
};
use crate::values::{hyphenated, present};

/// The endpoints of this resource.
pub type FlagEndpoints = (ListFlags, GetFlagStats, ResolveFlag);

const FLAGS: Tag = Tag { name: "Flags", description: "Affiliates about whom something looks wrong." };

/// Flags.
///
/// The newest first.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ListFlags;

/// Statistics of flags.
///
/// How many there are of each status.
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct GetFlagStats;

/// Resolve a flag.
///
/// The affiliate can be blocked with it. One that was resolved before can be resolved again (inferred).
#[derive(Debug, Clone, Copy, JsonSchema)]
pub struct ResolveFlag;

impl Endpoint for ListFlags {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = FlagsQuery;
    type Body = Nothing;
    type Success<'a> = Page<Flag>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/flags";

    fn operation() -> Operation<Failure> {
        merchant("listFlags", DOCUMENTED, FLAGS, "flags:read")
            .success("A page of the flags.", DOCUMENTED)
            .paged("/id")
            .rule(
                Rule::on_success(
                    "!('status' in request.query) || response.body.data.all(flag, flag.status == request.query.status)",
                    "every flag has the status asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('type' in request.query) || response.body.data.all(flag, flag.type == request.query.type)",
                    "every flag has the type asked for",
                )
                .because("the parameter is named for it"),
            )
            .rule(
                Rule::on_success(
                    "!('affiliateId' in request.query) || response.body.data.all(flag, flag.affiliateId == request.query.affiliateId.lowerAscii())",
                    "every flag is about the affiliate asked for",
                )
                .because("the parameter is named for it"),
            )
            .link(to_affiliate("$response.body#/data/0/affiliateId"))
            .link(Link {
                name: "resolveFlag",
                operation_id: "resolveFlag",
                parameter: "id",
                expression: "$response.body#/data/0/id",
                description: "Resolves the flag.",
            })
    }

    fn examples() -> Vec<Example<Page<Flag>>> {
        vec![example("one", "One flag.", only_page(vec![example_flag()]))]
    }
}

impl Endpoint for GetFlagStats {
    type Provider = AgentRef;
    type Path = Nothing;
    type Query = FlagStatsQuery;
    type Body = Nothing;
    type Success<'a> = Envelope<FlagStats>;

    const METHOD: Method = Method::Get;
    const PATH: &'static str = "/flags/stats";

    fn operation() -> Operation<Failure> {
        merchant("getFlagStats", DOCUMENTED, FLAGS, "flags:read").success("The statistics.", DOCUMENTED)
    }

    fn examples() -> Vec<Example<Envelope<FlagStats>>> {
        let stats = FlagStats { open: 2, reviewed: 1, dismissed: 0, confirmed: 1, total: 4 };
        vec![example("some", "Some flags.", one(stats))]
    }
}

impl Endpoint for ResolveFlag {
    type Provider = AgentRef;
    type Path = FlagPath;
    type Query = Nothing;
    type Body = FlagResolution;
    type Success<'a> = Envelope<Flag>;

    const METHOD: Method = Method::Post;
    const PATH: &'static str = "/flags/{id}/resolve";

    fn operation() -> Operation<Failure> {
        merchant("resolveFlag", DOCUMENTED, FLAGS, "flags:write")
            .success("The flag afterwards.", DOCUMENTED)
            .repeatable()
            .failures([failure::malformed_id(), failure::unknown("No flag with this id.", "Flag not found.")])
            .rule(is_asked_for())
            .rule(
                Rule::on_success(
                    "response.body.data.status == request.body.status && type(response.body.data.resolvedAt) != null_type",
                    "the flag is resolved as asked for",
                )
                .because("the field of the request has the same name"),
            )
    }

    fn examples() -> Vec<Example<Envelope<Flag>>> {
        vec![example("dismissed", "The flag afterwards.", one(example_dismissed()))]
    }
}

/// Which flag.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FlagPath {
    /// The flag's id.
    #[serde(deserialize_with = "hyphenated")]
    #[garde(skip)]
    #[schemars(example = &"6b1e84f7-20cd-4c59-8f3a-d91b07e4a652")]
    pub id: Uuid,
}

/// Which flags.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FlagsQuery {
    /// The page.
    #[serde(flatten)]
    #[garde(dive)]
    pub paging: Paging,
    /// Only flags with this status.
    #[garde(skip)]
    pub status: Option<FlagStatus>,
    /// Only flags of this type.
    #[serde(rename = "type")]
    #[garde(skip)]
    pub flag_type: Option<FlagType>,
    /// Only flags about this affiliate.
    #[garde(skip)]
    pub affiliate_id: Option<Uuid>,
    /// Only flags about affiliates of this program. A sample of the documentation has it, the SDKs do not.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}

/// What the statistics are about.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FlagStatsQuery {
    /// Only flags about affiliates of this program. A sample of the documentation has it, the SDKs do not.
    #[garde(skip)]
    pub program_id: Option<Uuid>,
}

/// What was found out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema, Validate)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct FlagResolution {
    /// What has become of the flag. (A page of the documentation calls it `resolution`; the SDKs do not.)
    #[schemars(example = Resolution::Reviewed)]
    #[garde(skip)]
    pub status: Resolution,
    /// What was found out, in words.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "String", extend("x-provenance" = inferred("the field is documented, its length is not")))]
    #[garde(length(chars, max = 2000))]
    pub note: Option<String>,
    /// Whether to block the affiliate: `false` if it is not given.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    #[schemars(with = "bool")]
    #[garde(skip)]
    pub block_affiliate: Option<bool>,
}

/// What can become of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum Resolution {
    /// Somebody has looked at it.
    Reviewed,
    /// Nothing is wrong.
    Dismissed,
    /// Something is wrong.
    Confirmed,
}

/// What has become of a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum FlagStatus {
    /// Nothing yet.
    Open,
    /// Somebody has looked at it.
    Reviewed,
    /// Nothing is wrong.
    Dismissed,
    /// Something is wrong.
    Confirmed,
}

/// What looks wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub enum FlagType {
    /// Traffic unlike that of others.
    SuspiciousActivity,
    /// A purchase through the affiliate's own link.
    SelfReferral,
    /// Very many clicks.
    HighClickFrequency,
    /// Far more, or fewer, conversions than others have.
    ConversionAnomaly,
    /// Somebody asked for a look.
    ManualReview,
}

/// Something that looks wrong about an affiliate.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "(self.status == 'open') == (type(self.resolvedAt) == null_type)",
        "a flag has a time of resolution exactly if it is not open",
        "the names of the fields",
    ),
])))]
pub struct Flag {
    /// Its id.
    pub id: Uuid,
    /// The affiliate.
    pub affiliate_id: Uuid,
    /// What looks wrong.
    #[serde(rename = "type")]
    pub flag_type: FlagType,
    /// What has become of it.
    pub status: FlagStatus,
    /// More about it; null if there is nothing more to say.
    pub details: Option<Map<String, Value>>,
    /// What was found out; null if nobody says.
    pub note: Option<String>,
    /// When it was raised.
    pub created_at: DateTime<Utc>,
    /// When it was resolved; null if it is open.
    pub resolved_at: Option<DateTime<Utc>>,
}

/// How many flags have each status.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
#[schemars(extend("x-validations" = rules([
    Rule::inferred(
        "double(self.total) == double(self.open) + double(self.reviewed) + double(self.dismissed) + double(self.confirmed)",
        "the total is the sum",
        "the name of the field",
    ),
])))]
pub struct FlagStats {
    /// Open.
    pub open: u64,
    /// Reviewed.
    pub reviewed: u64,
    /// Dismissed.
    pub dismissed: u64,
    /// Confirmed.
    pub confirmed: u64,
    /// All.
    pub total: u64,
}

fn example_flag() -> Flag {
    Flag {
        id: Uuid::from_u128(0x6b1e_84f7_20cd_4c59_8f3a_d91b_07e4_a652),
        affiliate_id: EXAMPLE_AFFILIATE,
        flag_type: FlagType::HighClickFrequency,
        status: FlagStatus::Open,
        details: None,
        note: None,
        created_at: example_time(),
        resolved_at: None,
    }
}

/// A flag about which nothing is wrong.
pub(super) fn example_dismissed() -> Flag {
    Flag {
        status: FlagStatus::Dismissed,
        note: Some("A newsletter went out that day.".to_owned()),
        resolved_at: Some(example_time()),
        ..example_flag()
    }
}
