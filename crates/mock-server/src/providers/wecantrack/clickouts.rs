//! `POST /api/v1/clickout` and `POST /api/public/v1/clickout`.

use http::StatusCode;
use serde_json::{Map, Value};
use trackside_schemas::Endpoint;
use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{
    ClickoutToRegister, ClickoutWarning, PublicClickoutToRegister, RegisterClickout, RegisterPublicClickout,
    RegisteredLink, TrackedLink,
};
use trackside_world::{Cause, ClickCause, Clickout, Owner, PartnerId, Program, View, WebsiteId};
use url::Url;

use super::account::{Account, uid};
use super::link;
use super::website::of_page;
use crate::clickouts::{RegisteredClick, RegisteredClickout, reference};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The status with which a click is refused without being an error.
const WARNING: u16 = 299;

/// What both operations are told.
struct Told {
    affiliate_url: String,
    clickout_url: Option<String>,
    metadata: Option<Map<String, Value>>,
    custom_index: [Option<String>; 5],
    user_click_reference: Option<String>,
    click_id_placeholder: Option<String>,
}

macro_rules! told {
    ($body:expr) => {{
        let body = $body;
        Told {
            affiliate_url: body.affiliate_url.clone(),
            clickout_url: body.clickout_url.clone(),
            metadata: body.metadata.clone(),
            custom_index: [
                body.custom_index_1.clone(),
                body.custom_index_2.clone(),
                body.custom_index_3.clone(),
                body.custom_index_4.clone(),
                body.custom_index_5.clone(),
            ],
            user_click_reference: body.user_click_reference.clone(),
            click_id_placeholder: body.click_id_placeholder.clone(),
        }
    }};
}

impl Serve for RegisterClickout {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<RegisteredLink>, Problem> {
        register(call, call.caller.owner(), told!(&call.body))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let metadata = Map::from_iter([("title".to_owned(), "Ten lamps for dark evenings".into())]);
        let body = ClickoutToRegister {
            affiliate_url: link::encoded(&some_link(view)),
            clickout_url: view.world().websites().first().map(|website| format!("{}/ten-lamps", website.url)),
            metadata: Some(metadata),
            custom_index_1: Some("newsletter".to_owned()),
            ..ClickoutToRegister::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for RegisterPublicClickout {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<RegisteredLink>, Problem> {
        let uid_of = |owner: &Owner| uid(call.view, Account::Of(*owner));
        let Some(owner) = Owner::ALL.into_iter().find(|owner| uid_of(owner) == call.body.uid.trim()) else {
            return Err(Problem::rejected(
                400,
                "The selected uid is invalid.",
                format!("no account has the user id {:?}; the script of a website has it", call.body.uid),
            ));
        };
        register(call, Some(owner), told!(&call.body))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = PublicClickoutToRegister {
            uid: uid(view, Account::Of(Owner::Usual)),
            affiliate_url: link::encoded(&some_link(view)),
            clickout_url: view.world().websites().first().map(|website| format!("{}/ten-lamps", website.url)),
            ..PublicClickoutToRegister::default()
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

/// An affiliate link of an active partner.
fn some_link(view: View<'_>) -> String {
    let link = |program: &Program| {
        let code = view.partner_code(program.id, view.active_partner(program.id)?)?;
        Some(format!("{}/?aff={code}", program.website.trim_end_matches('/')))
    };
    view.programs().find_map(link).unwrap_or_else(|| "https://lumenhome.example/?aff=ab12cd".to_owned())
}

fn register<E: Endpoint>(
    call: &Call<'_, E>,
    account: Option<Owner>,
    told: Told,
) -> Result<Answer<RegisteredLink>, Problem> {
    let view = call.view;
    let url = link::url(&told.affiliate_url).ok_or_else(|| {
        Problem::rejected(
            400,
            "The affiliate url field must be a valid URL.",
            format!("affiliate_url is not the URL of a page, percent-encoded or not: {:?}", told.affiliate_url),
        )
    })?;
    let Some(account) = account else {
        return Ok(warning("No network account is connected."));
    };
    let clickout_url = told.clickout_url.as_deref().filter(|url| !url.trim().is_empty());
    let clickout_url =
        clickout_url.map(|text| link::url(text).map_or_else(|| text.to_owned(), |url| url.as_str().to_owned()));
    let origin = Url::parse(&call.address.origin()).ok();
    let owner = link::owner(view, &url, origin.as_ref().and_then(Url::host_str));
    let owner =
        owner.filter(|(program, partner)| program.owner == account && view.is_active_partner(program.id, *partner));
    let placeholder = told.click_id_placeholder.as_deref().filter(|placeholder| !placeholder.is_empty());
    let (number, at) = (RegisteredClickout::next(view), view.now());
    let reference = reference(view, number, at);
    let website = clickout_url.as_deref().and_then(|url| of_page(view, Account::Of(account), url));
    if website.as_ref().is_some_and(|website| !website.record.active) {
        return Ok(warning("The website is not active."));
    }
    let clickout = owner.map(|owner| {
        let account = view.account_of_link(owner.0.id, number);
        let website = website.as_ref().and_then(|website| website.place).unwrap_or(WebsiteId::UNLISTED);
        (owner, Clickout { number, at, account, website })
    });
    let own = told.user_click_reference.as_deref().filter(|own| !own.is_empty());
    let link = match (placeholder, clickout) {
        (Some(placeholder), _) => match filled(&told.affiliate_url, &url, placeholder, &reference.to_string()) {
            Some(link) => link,
            None => return Ok(warning("The click id placeholder is not in the affiliate url.")),
        },
        // A link that holds the caller's own id of the click needs no other.
        (None, Some(_)) if own.is_some_and(|own| url.as_str().to_lowercase().contains(&own.to_lowercase())) => {
            url.as_str().to_owned()
        }
        (None, Some(((program, _), clickout))) => {
            let account = &view.world().accounts()[clickout.account.index()];
            let website = website.as_ref().map(|website| website.number);
            link::with_reference(url, view, (account, website, program), reference).into()
        }
        (None, None) => return Ok(warning("The affiliate url does not belong to a known network.")),
    };
    let registered = RegisteredClickout {
        at,
        click: clickout.map(|((program, _), clickout)| RegisteredClick {
            program: program.id,
            visitor: view.ledger().next_visitor(),
            clickout,
        }),
        website: website.map(|website| website.number),
        affiliate_url: link.clone(),
        clickout_url,
        metadata: told.metadata.unwrap_or_default(),
        custom_index: told.custom_index,
        user_click_reference: told.user_click_reference,
    };
    let tracked = TrackedLink { affiliate_url: link::encoded(&link) };
    let answer = Answer::new(RegisteredLink::Tracked(tracked)).causing(registered.put(number));
    let click = clickout.map(|(owner, clickout)| click(view, owner, clickout)).transpose()?;
    Ok(click.into_iter().flatten().fold(answer, Answer::causing))
}

/// The click of a new visitor.
fn click(
    view: View<'_>,
    (program, partner): (&Program, PartnerId),
    clickout: Clickout,
) -> Result<Vec<trackside_world::Event>, Problem> {
    let (program, partner) = (Some(program.id), Some(partner));
    let cause = ClickCause { program, partner, clickout: Some(clickout), ..ClickCause::default() };
    view.cause(&Cause::Click(cause)).map_err(|error| {
        let message = "The click could not be registered.";
        Problem::rejected(400, message, format!("the click cannot happen: {error}"))
    })
}

/// The link with the reference in place of the placeholder, which may be escaped.
fn filled(given: &str, url: &Url, placeholder: &str, reference: &str) -> Option<String> {
    let plain = if given.contains("://") { given.to_owned() } else { link::decoded(given).into_owned() };
    if plain.contains(placeholder) {
        return Url::parse(&plain.replace(placeholder, reference)).ok().map(Into::into);
    }
    let escaped = link::encoded(placeholder);
    url.as_str().contains(&escaped).then(|| url.as_str().replace(&escaped, reference))
}

fn warning(text: &str) -> Answer<RegisteredLink> {
    let body = RegisteredLink::Warning(ClickoutWarning { warning: text.to_owned() });
    Answer { status: StatusCode::from_u16(WARNING).ok(), ..Answer::new(body) }
}
