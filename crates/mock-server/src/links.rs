//! `GET /l/CODE`: clickable partner links. Following one records a click and redirects to the shop, with what a provider's
//! tracker expects there. These links are the sandbox's own and not in any provider's contract.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, RawQuery, State};
use axum::http::Extensions;
use axum::response::Response;
use axum::routing::get;
use http::header::{ALLOW, CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use trackside_world::{Cause, ClickCause, Event, PartnerId, Program, View};
use url::Url;

use crate::pipeline::{Wrote, text, write_reason};
use crate::providers::affitor::{self, CLICK_ID};
use crate::request::Arrival;
use crate::sandbox::Sandbox;
use crate::store::{self, Origin};
use crate::strictness;

/// Who causes the clicks.
const PROVIDER: &str = "links";
const OPERATION: &str = "follow";

/// How many seconds a day has.
const DAY: u32 = 86_400;

/// The routes of links.
pub(crate) fn router(sandbox: &Arc<Sandbox>) -> Router {
    Router::new().route("/l/{code}", get(follow).head(only_get)).with_state(Arc::clone(sandbox))
}

/// The link of an active partner of a program.
pub(crate) fn of_program(view: View<'_>, program: &Program, origin: &str) -> Option<String> {
    let code = view.partner_code(program.id, view.active_partner(program.id)?)?;
    let is_elsewhere = |other: &'_ Program| other.id != program.id && view.partner_by_code(other.id, code).is_some();
    let program =
        if view.programs().any(is_elsewhere) { format!("?program={}", program.number) } else { String::new() };
    Some(format!("{origin}/l/{code}{program}"))
}

/// HEAD must not change anything.
async fn only_get() -> Response {
    let mut response = strictness::failure(StatusCode::METHOD_NOT_ALLOWED, "a link is followed with GET");
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET"));
    response
}

async fn follow(
    State(sandbox): State<Arc<Sandbox>>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = match Asked::read(&code, query.as_deref().unwrap_or_default(), &headers) {
        Ok(asked) => asked,
        Err(reason) => return strictness::failure(StatusCode::UNPROCESSABLE_ENTITY, &reason),
    };
    let arrival = *extensions.get::<Arrival>().expect("the log notes how every request arrives");
    loop {
        let turn = sandbox.store().turn().await;
        let moment = sandbox.moment_at(arrival.now);
        let (position, now) = (moment.position(), moment.view().now());
        let followed = match asked.follow(moment.view()) {
            Ok(followed) => followed,
            Err((status, reason)) => return strictness::failure(status, &reason),
        };
        drop(moment);
        let mut response = followed.response();
        if followed.click.is_empty() {
            return response;
        }
        let events: Vec<_> = followed.click.into_iter().map(|event| store::Event::Happened(Box::new(event))).collect();
        let origin = Origin {
            provider: PROVIDER.to_owned(),
            operation: OPERATION.to_owned(),
            request_id: arrival.id.to_string(),
        };
        let appended = sandbox.store().append(position, &events, &origin, now);
        drop(turn);
        if let Ok(pending) = appended {
            return match pending.durable().await {
                Ok(changes) => {
                    response.extensions_mut().insert(Wrote(changes));
                    response
                }
                Err(error) => strictness::failure(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
            };
        }
    }
}

/// A link, and whoever follows it.
struct Asked<'r> {
    code: &'r str,
    /// The program, if more than one has a partner with this code.
    program: Option<String>,
    /// Where to go, if not to the program's website.
    to: Option<Url>,
    /// The click id that the browser has had before.
    known: Option<String>,
}

/// Where a link leads.
struct Followed {
    to: Url,
    /// The click. None if the partner is not active: then the link only leads to the shop.
    click: Vec<Event>,
    /// The click id, and for how many days it counts.
    cookie: Option<(String, u32)>,
}

impl<'r> Asked<'r> {
    fn read(code: &'r str, query: &str, headers: &HeaderMap) -> Result<Self, String> {
        let mut asked = Self { code, program: None, to: None, known: cookie(headers) };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "to" => {
                    let url = Url::parse(&value).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
                    let wrong = || format!("`to` is not a URL of a page, such as http://localhost:3000: {value:?}");
                    asked.to = Some(url.ok_or_else(wrong)?);
                }
                "program" => asked.program = Some(value.into_owned()),
                other => return Err(format!("a link has no parameter {other:?}, only `to` and `program`")),
            }
        }
        Ok(asked)
    }

    fn follow(&self, view: View<'_>) -> Result<Followed, (StatusCode, String)> {
        let (program, partner) = self.partner(view)?;
        let website = || Url::parse(&program.website).ok();
        let to = self.to.clone().or_else(website);
        let mut to = to.ok_or_else(|| {
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                "the program has no website: say `to`, such as ?to=http://localhost:3000".to_owned(),
            )
        })?;
        if !view.is_active_partner(program.id, partner) {
            return Ok(Followed { to, click: Vec::new(), cookie: None });
        }
        let known = self.known.as_deref().and_then(|known| affitor::by_click_id(view, known));
        let known = known.filter(|visitor| view.program_of(*visitor) == Some(program.id));
        let cause =
            ClickCause { program: Some(program.id), partner: Some(partner), visitor: known, at: None, direct: false };
        let click = view
            .cause(&Cause::Click(cause))
            .map_err(|error| (StatusCode::UNPROCESSABLE_ENTITY, format!("the click cannot be recorded: {error}")))?;
        let who = known.unwrap_or_else(|| view.ledger().next_visitor());
        let id = affitor::click_id(view.after(&click).view(), who);
        to.query_pairs_mut().append_pair("aff", self.code);
        if let Some(id) = &id {
            to.query_pairs_mut().append_pair(CLICK_ID, id);
        }
        Ok(Followed { to, click, cookie: id.map(|id| (id, program.cookie_days)) })
    }

    /// The only partner with the code.
    fn partner<'w>(&self, view: View<'w>) -> Result<(&'w Program, PartnerId), (StatusCode, String)> {
        let is_meant = |program: &&Program| self.program.as_deref().is_none_or(|name| program.is_called(name));
        let with_partner = |program: &'w Program| Some((program, view.partner_by_code(program.id, self.code)?));
        let mut found = view.programs().filter(is_meant).filter_map(with_partner);
        let Some(first) = found.next() else {
            let reason = format!("no partner has the code {:?}; GET /_mock/world lists links that work", self.code);
            return Err((StatusCode::NOT_FOUND, reason));
        };
        match found.next() {
            None => Ok(first),
            Some((other, _)) => {
                let reason = format!(
                    "{} and {} have a partner with the code {:?}: say which one is meant, such as &program={}",
                    first.0.name, other.name, self.code, first.0.number
                );
                Err((StatusCode::CONFLICT, reason))
            }
        }
    }
}

impl Followed {
    fn response(&self) -> Response {
        let mut response = text(StatusCode::FOUND, String::new());
        let headers = response.headers_mut();
        let location = HeaderValue::from_str(self.to.as_str()).expect("a URL is ASCII");
        headers.insert(LOCATION, location);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        match &self.cookie {
            Some((id, days)) => {
                let cookie = format!("{CLICK_ID}={id}; Path=/; Max-Age={}; SameSite=Lax", days * DAY);
                headers.insert(SET_COOKIE, HeaderValue::try_from(cookie).expect("a click id is ASCII"));
            }
            None => write_reason(
                headers,
                "the partner is not active: the link leads to the shop, and no click was recorded",
            ),
        }
        response
    }
}

/// The click id that a browser sends back.
fn cookie(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|cookies| cookies.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == CLICK_ID).map(|(_, value)| value.to_owned())
}
