//! `GET /_mock/journal`, `GET /_mock/journal/{id}` and `POST /_mock/journal/clear`; also the stream and the recording,
//! which the document does not declare.

use std::time::Duration;

use axum::Extension;
use axum::body::Body;
use axum::response::sse::{KeepAlive, Sse};
use axum::response::{IntoResponse as _, Response};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue, StatusCode, Uri};
use trackside_schemas::control::{
    ClearJournal, ClearJournalBody, Failure, GetExchange, GetExchangePath, JournalCounts, JournalExchange, JournalList,
    JournalQuery, ListJournal, StatusFilter,
};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::address::CallerAddress;
use crate::journal::Selection;
use crate::request::{Arrival, Problem};
use crate::response::json;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// How often an idle stream sends a heartbeat.
const HEARTBEAT: Duration = Duration::from_secs(15);

impl Serve for ListJournal {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<JournalList>, Problem> {
        let journal = call.sandbox.journal();
        Ok(JournalList { entries: journal.list(&call.query), counts: journal.counts() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, JournalQuery::default(), Nothing {})
    }
}

impl Serve for GetExchange {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<JournalExchange>, Problem> {
        let id = call.path.id;
        let found = u64::try_from(id).ok().and_then(|id| call.sandbox.journal().find(id));
        found.map(Into::into).ok_or_else(|| Problem::NotFound {
            what: "Exchange",
            reason: format!(
                "the journal does not hold exchange {id}; GET /_mock/journal lists the exchanges that it holds"
            ),
        })
    }

    fn sample(sandbox: &Sandbox, _: View<'_>) -> Sample<Self> {
        let newest = sandbox.journal().list(&JournalQuery::default());
        let id = newest.first().and_then(|entry| i64::try_from(entry.id).ok()).unwrap_or(1);
        Sample::new(GetExchangePath { id }, Nothing {}, Nothing {})
    }
}

impl Serve for ClearJournal {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<JournalCounts>, Problem> {
        let journal = call.sandbox.journal();
        journal.clear();
        Ok(journal.counts().into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, ClearJournalBody {})
    }
}

/// `GET /_mock/journal/stream`: new entries as server-sent events, from the one after `Last-Event-ID` on.
pub(crate) async fn stream(Extension(arrival): Extension<Arrival>, uri: Uri, headers: HeaderMap) -> Response {
    let after = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let events =
        Sse::new(arrival.sandbox.journal().follow(after, world(&uri))).keep_alive(KeepAlive::new().interval(HEARTBEAT));
    let mut response = events.into_response();
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// `GET /_mock/journal.har`: the journal as a recording. The query filters it as it filters the list; `id` selects one
/// entry.
pub(crate) async fn recording(
    Extension(arrival): Extension<Arrival>,
    Extension(address): Extension<CallerAddress>,
    uri: Uri,
) -> Response {
    let selection = selection(&uri);
    let name = selection.id.map_or_else(|| "trackside-journal".to_owned(), |id| format!("exchange-{id}"));
    // Writing a full journal takes long enough to block other requests.
    let writing =
        tokio::task::spawn_blocking(move || arrival.sandbox.journal().recording(&address.origin(), &selection));
    let Ok(recording) = writing.await else {
        let failure = Failure::new("internal", "the recording cannot be written");
        return json(StatusCode::INTERNAL_SERVER_ERROR, &failure);
    };
    let mut response = Response::new(Body::from(recording));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let disposition = HeaderValue::try_from(format!("attachment; filename=\"{name}.har\""));
    headers.insert(CONTENT_DISPOSITION, disposition.expect("a name of letters and digits"));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The world that the query names.
fn world(uri: &Uri) -> Option<String> {
    selection(uri).query.world
}

/// The entries that the query selects. What cannot be read selects nothing in particular.
fn selection(uri: &Uri) -> Selection {
    let mut selection = Selection::default();
    for (name, value) in form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()) {
        let given = Some(value.to_string()).filter(|value| !value.is_empty());
        let query = &mut selection.query;
        match name.as_ref() {
            "world" => query.world = given,
            "provider" => query.provider = given,
            "operation" => query.operation = given,
            "status" => query.status = StatusFilter::parse(&value),
            "text" => query.text = given,
            "id" => selection.id = value.parse().ok(),
            _ => {}
        }
    }
    selection
}
