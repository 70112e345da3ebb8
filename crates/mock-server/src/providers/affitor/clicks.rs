//! `POST /api/v1/track/click`.

use std::borrow::Cow;

use http::Uri;
use http::header::USER_AGENT;
use trackside_schemas::affitor::{ClickToTrack, RecordedTestEvent, TrackClick, TrackedClick};
use trackside_schemas::declare::Nothing;
use trackside_world::{Cause, ClickCause, PartnerId, Program, SetupStep, View};

use super::sessions::ReportedClick;
use super::test_events::{record_test, test_program};
use super::{caused, credentials, texts, visitors};
use crate::clickouts::told_by;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

impl Serve for TrackClick {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<TrackedClick>, Problem> {
        let (view, body) = (call.view, &call.body);
        if let Some(additional) = body.additional_data.as_ref().filter(|additional| additional.is_test()) {
            let program = test_program(view, None, additional.program_id.as_ref());
            let (event_id, events) = record_test(view, program, SetupStep::TestClick);
            let data =
                RecordedTestEvent { event_id, program_id: program.map(|program| program.number), test_mode: true };
            let tracked = TrackedClick {
                message: Some("Test click event tracked successfully".to_owned()),
                data: Some(data),
                ..TrackedClick::of(true)
            };
            return Ok(events.into_iter().fold(Answer::new(tracked), Answer::causing));
        }
        let url = body.affiliate_url.as_deref().filter(|url| !url.trim().is_empty());
        let url = url.ok_or_else(|| texts::invalid("affiliate_url is required", "the body has no affiliate_url"))?;
        let (host, code) = landing(url)?;
        let (program, partner) = referral(view, &host, &code).ok_or_else(|| {
            texts::invalid(
                "Referral link not found",
                format!("no partner has the code {code:?}; GET /_mock/operations shows a click that works"),
            )
        })?;
        if !view.tracks(program, partner) {
            let message = Some("Referral link is inactive".to_owned());
            return Ok(TrackedClick { message, ..TrackedClick::of(false) }.into());
        }
        let known = body.existing_click_id.as_deref().and_then(|click_id| visitors::by_click_id(view, click_id));
        let known = known.filter(|visitor| view.program_of(*visitor) == Some(program.id));
        // A clickout that led here was the same visitor's, and goes on counting.
        let told = told_by(view, program.id, parameters(url));
        let visitor = known.or(told.map(|click| click.visitor));
        let clickout = told.map(|click| click.clickout);
        let (program_id, partner) = (Some(program.id), Some(partner));
        let cause = ClickCause { program: program_id, partner, visitor, at: None, direct: true, clickout };
        let mut events = view.cause(&Cause::Click(cause)).map_err(caused)?;
        events.push(reported(call.headers.get(USER_AGENT), body).put(view.next_click_number(program.id)));
        let after = view.after(&events);
        let visitor = visitor.unwrap_or_else(|| view.ledger().next_visitor());
        let tracked = TrackedClick {
            click_id: visitors::click_id(after.view(), visitor),
            partner_code: Some(code.into_owned()),
            cookie_window_days: Some(program.cookie_days),
            ..TrackedClick::of(true)
        };
        Ok(events.into_iter().fold(Answer::new(tracked), Answer::causing))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = credentials::usual_program(view).expect("the world has a program");
        let partner = view.active_partner(program.id).and_then(|partner| view.partner_code(program.id, partner));
        let url = format!("{}/pricing?aff={}", program.website, partner.unwrap_or_default());
        let body = ClickToTrack { affiliate_url: Some(url), ..ClickToTrack::default() };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

fn reported(user_agent: Option<&http::HeaderValue>, body: &ClickToTrack) -> ReportedClick {
    let of_the_request = || user_agent.and_then(|value| value.to_str().ok()).map(str::to_owned);
    ReportedClick {
        page_url: body.page_url.clone().or_else(|| body.affiliate_url.clone()),
        referrer_url: body.referrer_url.clone(),
        session_id: body.session_id.clone(),
        user_agent: body.user_agent.clone().or_else(of_the_request),
    }
}

/// The values in the query of a page.
fn parameters(url: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let (_, query) = url.split('#').next().unwrap_or_default().split_once('?').unwrap_or((url, ""));
    form_urlencoded::parse(query.as_bytes()).map(|(_, value)| value)
}

/// The host of the page and the partner's code.
fn landing(url: &str) -> Result<(String, Cow<'_, str>), Problem> {
    let invalid = |why: &str| texts::invalid("Invalid affiliate_url", format!("affiliate_url {why}"));
    let (address, query) = url.split('#').next().unwrap_or_default().split_once('?').unwrap_or((url, ""));
    // Browsers send what they show: letters that a URI escapes.
    let plain: String = address.chars().map(|letter| if letter.is_ascii_graphic() { letter } else { '_' }).collect();
    let uri: Uri = plain.parse().map_err(|_| invalid("is not a URL"))?;
    let host = uri.host().filter(|_| uri.scheme().is_some()).ok_or_else(|| invalid("has no host"))?;
    let code = form_urlencoded::parse(query.as_bytes()).find(|(name, code)| name == "aff" && !code.is_empty());
    let code = code.ok_or_else(|| {
        texts::invalid(
            "No aff parameter found in affiliate_url",
            "the query of affiliate_url has no aff, or an empty one",
        )
    })?;
    Ok((host.to_ascii_lowercase(), code.1))
}

/// The program and the partner of a link: of the program with this website, or else of the first one with such a
/// partner.
fn referral<'w>(view: View<'w>, host: &str, code: &str) -> Option<(&'w Program, PartnerId)> {
    let of_program = |program: &'w Program| Some((program, view.partner_by_code(program.id, code)?));
    let at_home = view.programs().filter(|program| program.host() == host).find_map(of_program);
    at_home.or_else(|| view.programs().find_map(of_program))
}

#[cfg(test)]
mod tests {
    use super::landing;

    #[test]
    fn links_are_read_as_browsers_write_them() {
        for (url, expected) in [
            ("https://Shop.example/pricing?aff=abc", Some(("shop.example", "abc"))),
            ("https://shop.example?utm=x&aff=a%20b#top", Some(("shop.example", "a b"))),
            ("https://shop.example/müsli?aff=abc", Some(("shop.example", "abc"))),
            ("https://shop.example/?aff=", None),
            ("https://shop.example/", None),
            ("/pricing?aff=abc", None),
            ("nonsense", None),
            ("", None),
        ] {
            let found = landing(url).ok();
            let found = found.as_ref().map(|(host, code)| (host.as_str(), code.as_ref()));
            assert_eq!(found, expected, "{url}");
        }
    }
}
