//! `GET /l/CODE`: clickable partner links. Following one records a click and redirects to the shop, with what a provider's
//! tracker expects there. These links are the sandbox's own and not in any provider's contract.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::Extensions;
use axum::response::Response;
use axum::routing::get;
use http::header::{ALLOW, CACHE_CONTROL, COOKIE, LOCATION, SET_COOKIE};
use http::{HeaderMap, HeaderValue, StatusCode};
use trackside_schemas::wecantrack::Reference;
use trackside_world::{Cause, ClickCause, Event, PartnerId, Program, View};
use url::Url;

use crate::address::CallerAddress;
use crate::clickouts::told_by;
use crate::providers::affitor::{self, CLICK_ID};
use crate::providers::agentref::{self, CLICK_TOKEN, CLICKED_PROGRAM};
use crate::request::Arrival;
use crate::response::{text, write_reason};
use crate::strictness;
use crate::writes::write;

/// Who causes the clicks: provider and operation.
const FOLLOWED: (&str, &str) = ("links", "follow");

/// How many seconds a day has.
const DAY: u32 = 86_400;

/// The routes of links.
pub(crate) fn router() -> Router {
    Router::new().route("/l/{code}", get(follow).head(only_get))
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
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    extensions: Extensions,
) -> Response {
    let asked = match Asked::read(&code, query.as_deref().unwrap_or_default(), &headers) {
        Ok(asked) => asked,
        Err(reason) => return strictness::failure(StatusCode::UNPROCESSABLE_ENTITY, &reason),
    };
    let path = extensions.get::<CallerAddress>().map(CallerAddress::path_of_world).unwrap_or_default();
    write(Arrival::of(&extensions), FOLLOWED, |view| match asked.follow(view) {
        Ok(followed) => (followed.response(&path), followed.click),
        Err((status, reason)) => (strictness::failure(status, &reason), Vec::new()),
    })
    .await
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
    /// Parameters that may name a clickout. They go on to the shop.
    others: Vec<(String, String)>,
}

/// Where a link leads.
struct Followed {
    to: Url,
    /// The click. None if the partner or the program is not active: then the link only leads to the shop.
    click: Vec<Event>,
    /// What the browser remembers, names with values, and for how many days.
    cookies: (Vec<(&'static str, String)>, u32),
}

impl<'r> Asked<'r> {
    fn read(code: &'r str, query: &str, headers: &HeaderMap) -> Result<Self, String> {
        let mut asked = Self { code, program: None, to: None, known: cookie(headers), others: Vec::new() };
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match &*name {
                "to" => {
                    let url = Url::parse(&value).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
                    let wrong = || format!("`to` is not a URL of a page, such as http://localhost:3000: {value:?}");
                    asked.to = Some(url.ok_or_else(wrong)?);
                }
                "program" => asked.program = Some(value.into_owned()),
                other if Reference::find(&value).is_some() => {
                    asked.others.push((other.to_owned(), value.into_owned()));
                }
                other => {
                    return Err(format!(
                        "a link has no parameter {other:?}, only `to`, `program` and the reference of a clickout"
                    ));
                }
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
        if !view.tracks(program, partner) {
            return Ok(Followed { to, click: Vec::new(), cookies: (Vec::new(), 0) });
        }
        let known = self.known.as_deref().and_then(|known| affitor::by_click_id(view, known));
        let known = known.filter(|visitor| view.program_of(*visitor) == Some(program.id));
        let told = told_by(view, program.id, self.others.iter().map(|(_, value)| value));
        let (click, who): (Vec<Event>, _) = match (told, known) {
            // The click was recorded when it was registered.
            (Some(told), None) => (Vec::new(), told.visitor),
            (Some(told), Some(known)) if told.visitor == known => (Vec::new(), known),
            (told, known) => {
                let clickout = told.map(|told| told.clickout);
                let (program, partner) = (Some(program.id), Some(partner));
                let cause = ClickCause { program, partner, visitor: known, at: None, direct: false, clickout };
                let click = view.cause(&Cause::Click(cause)).map_err(|error| {
                    (StatusCode::UNPROCESSABLE_ENTITY, format!("the click cannot be recorded: {error}"))
                })?;
                (click, known.unwrap_or_else(|| view.ledger().next_visitor()))
            }
        };
        let after = view.after(&click);
        let id = affitor::click_id(after.view(), who);
        let token = agentref::click_token(after.view(), who);
        to.query_pairs_mut().append_pair("aff", self.code).extend_pairs(&self.others);
        if let Some(id) = &id {
            to.query_pairs_mut().append_pair(CLICK_ID, id);
        }
        let of_program = token.as_ref().map(|_| (CLICKED_PROGRAM, program.uuid.to_string()));
        let cookies = [id.map(|id| (CLICK_ID, id)), token.map(|token| (CLICK_TOKEN, token)), of_program];
        Ok(Followed { to, click, cookies: (cookies.into_iter().flatten().collect(), program.cookie_days) })
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
    /// The response. Cookies are for the pages below `path`, where the world is.
    fn response(&self, path: &str) -> Response {
        let mut response = text(StatusCode::FOUND, String::new());
        let headers = response.headers_mut();
        let location = HeaderValue::from_str(self.to.as_str()).expect("a URL is ASCII");
        headers.insert(LOCATION, location);
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        let (cookies, days) = &self.cookies;
        for (name, value) in cookies {
            let cookie = format!("{name}={value}; Path={path}; Max-Age={}; SameSite=Lax", days * DAY);
            headers.append(SET_COOKIE, HeaderValue::try_from(cookie).expect("ids are ASCII"));
        }
        if cookies.is_empty() {
            write_reason(
                headers,
                "the partner or the program is not active: the link leads to the shop, and no click was recorded",
            );
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
