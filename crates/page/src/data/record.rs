//! A record of the world, whole: what it is, what happened to it, and how every provider shows it.

use chrono::{DateTime, Utc};
use trackside_schemas::control::EventToCause;

use super::{Badge, Cell, Chart, Kind};
use crate::write;

/// A record.
#[derive(Debug, Clone)]
pub struct Record {
    /// The table that it is in.
    pub kind: Kind,
    /// Its name, or its id.
    pub title: String,
    /// Its state, if it has one.
    pub badge: Option<Badge>,
    /// What is known of it.
    pub facts: Vec<Fact>,
    /// What can be made to happen to it.
    pub actions: Vec<Action>,
    /// What has happened, and what the simulation plans.
    pub history: Vec<Happening>,
    /// Figures over time.
    pub charts: Vec<Chart>,
    /// How the providers show it.
    pub seen: Vec<Seen>,
}

/// A fact.
#[derive(Debug, Clone)]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// Its value.
    pub value: Cell,
}

/// Something that can be made to happen.
#[derive(Debug, Clone)]
pub struct Action {
    /// What the button says.
    pub title: &'static str,
    /// The event.
    pub event: EventToCause,
}

/// Something that has happened, or is to happen.
#[derive(Debug, Clone)]
pub struct Happening {
    /// When.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub what: String,
    /// Whether it is still to come.
    pub is_planned: bool,
}

/// Something that the simulation lets happen next.
#[derive(Debug, Clone)]
pub struct Coming {
    /// When it is seen.
    pub at: DateTime<Utc>,
    /// What, in words.
    pub text: String,
    /// The path of the record's page; empty if it has none yet.
    pub href: String,
    /// The webhook events that tell it, such as `wecantrack conversion.updated`.
    pub webhooks: Vec<String>,
}

/// How a provider shows a record.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The provider's name.
    pub provider: String,
    /// The operation id.
    pub operation: String,
    /// The provider's id of the record.
    pub id: String,
    /// The page of the operation with the call filled in.
    pub reference: String,
    /// The call as a curl command.
    pub curl: String,
    /// The status of the response.
    pub status: u16,
    /// The body of the response.
    pub body: String,
}

impl Happening {
    /// The time for readers.
    pub(crate) fn time(&self) -> String {
        write::time(self.at)
    }

    /// The time for programs.
    pub(crate) fn machine_time(&self) -> String {
        write::machine_time(self.at)
    }
}

impl Fact {
    /// A fact. Empty text is nothing.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { name, value: if text.is_empty() { Cell::Empty } else { Cell::Text(text) } }
    }

    /// A fact that leads to another page.
    pub fn link(name: &'static str, text: impl Into<String>, href: impl Into<String>) -> Self {
        Self { name, value: Cell::Link(text.into(), href.into()) }
    }

    /// A point in time; nothing if it has not come.
    pub fn time(name: &'static str, time: Option<DateTime<Utc>>) -> Self {
        Self { name, value: time.map_or(Cell::Empty, Cell::Time) }
    }
}
