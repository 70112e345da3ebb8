//! `trackside-mock events list`.

use std::io::Write;

use clap::Args;
use http::Method;
use trackside_schemas::control::{EventKind, EventList};

use super::kind::KindParser;
use super::table::{grouped, name, write_events};
use super::{CommandError, Target};
use crate::arguments::number;

/// List events, newest first
///
/// It lists what was recorded by the sandbox's clock: a clock that is set back hides what was recorded later.
#[derive(Debug, Clone, Args)]
pub(super) struct List {
    /// Only events of this kind
    #[arg(long, value_name = "EVENT", value_parser = KindParser)]
    event: Option<EventKind>,

    /// Only events that this request caused: the value of its x-request-id header
    #[arg(long, value_name = "ID")]
    request_id: Option<String>,

    /// Only events before the one with this number: the next page
    #[arg(long, value_name = "NUMBER", value_parser = number(0, i64::MAX as u64))]
    before: Option<u64>,

    /// The most events to list
    #[arg(long, default_value = "100", value_name = "COUNT", value_parser = number(1, 1000))]
    limit: u64,
}

impl List {
    pub(super) async fn run(&self, target: &Target, out: &mut dyn Write) -> Result<(), CommandError> {
        let path = self.path();
        target.exchange(Method::GET, &path, None::<&()>, out, |list, out| self.write(list, out)).await
    }

    fn path(&self) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        query.append_pair("limit", &self.limit.to_string());
        if let Some(event) = self.event {
            query.append_pair("event", &name(event));
        }
        if let Some(id) = &self.request_id {
            query.append_pair("request_id", id);
        }
        if let Some(before) = self.before {
            query.append_pair("before", &before.to_string());
        }
        format!("/events?{}", query.finish())
    }

    fn write(&self, list: &EventList, out: &mut dyn Write) -> std::io::Result<()> {
        let EventList { total, events } = list;
        if events.is_empty() {
            return writeln!(out, "{}", if *total == 0 { "No events." } else { "No earlier events." });
        }
        write_events(out, events)?;
        let (shown, last) = (events.len() as u64, events.last().map_or(0, |event| event.id));
        if shown == self.limit && shown < *total {
            writeln!(out, "\n{shown} of {}; the next ones: --before {last}", grouped(*total))?;
        }
        Ok(())
    }
}
