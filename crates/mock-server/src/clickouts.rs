//! Clickouts: what a client has sent with a click, and whose click a link tells of.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use trackside_schemas::wecantrack::Reference;
use trackside_world::{Clickout, CustomerId, ProgramId, View};

use crate::serve::Record;

/// What a client has sent with a clickout. Its number is that of the clickout.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegisteredClickout {
    pub(crate) at: DateTime<Utc>,
    /// The click. None if the link leads to no program of the sandbox.
    pub(crate) click: Option<RegisteredClick>,
    /// The number of the website that the visitor left, if it is one of the account's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) website: Option<u64>,
    pub(crate) affiliate_url: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) clickout_url: Option<String>,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub(crate) metadata: Map<String, Value>,
    pub(crate) custom_index: [Option<String>; 5],
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) user_click_reference: Option<String>,
}

/// The click that a clickout is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RegisteredClick {
    pub(crate) program: ProgramId,
    pub(crate) visitor: CustomerId,
    pub(crate) clickout: Clickout,
}

impl Record for RegisteredClickout {
    const COLLECTION: &'static str = "wecantrack/clickouts";
}

/// The reference of a clickout.
pub(crate) fn reference(view: View<'_>, number: u64, at: DateTime<Utc>) -> Reference {
    Reference::new(at.naive_utc(), &view.world().clickout_code(number)).expect("codes are letters and digits")
}

/// The click that a link tells of: one of its parameters holds the reference of a clickout of the program.
pub(crate) fn told_by(
    view: View<'_>,
    program: ProgramId,
    query: impl IntoIterator<Item = impl AsRef<str>>,
) -> Option<RegisteredClick> {
    let click = |value: &str| by_reference(view, value).filter(|click| click.program == program);
    query.into_iter().find_map(|value| click(value.as_ref()))
}

/// The click whose reference is in a text.
pub(crate) fn by_reference(view: View<'_>, text: &str) -> Option<RegisteredClick> {
    let found = Reference::find(text)?;
    let number = view.world().clickout_number(found.code())?;
    let registered = RegisteredClickout::get(view, number)?;
    // The click may have been undone.
    let click = registered.click.filter(|click| view.program_of(click.visitor) == Some(click.program))?;
    reference(view, number, registered.at).is_same(&found).then_some(click)
}
