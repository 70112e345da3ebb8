//! `POST`, `PATCH` and `DELETE /api/v1/websites`.

use serde::Serialize;
use serde_json::{Map, Value};
use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{
    CreateWebsite, DeleteWebsite, UpdateWebsite, Website, WebsiteChanges, WebsiteNamed, WebsiteToCreate,
    WebsiteToDelete,
};
use trackside_world::{Owner, View};

use super::account::Account;
use super::website::{KnownWebsite, WebsiteRecord, is_url, named, next_number, websites};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Record as _, Sample, Serve};

/// The fields that are no settings.
const NO_SETTINGS: [&str; 2] = ["url", "active"];

impl Serve for CreateWebsite {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Website<'w>>, Problem> {
        let (view, body, account) = (call.view, &call.body, Account::of(&call.caller));
        let url = body.url.trim();
        check_url("url", url)?;
        check_proxy(body.proxy.as_deref())?;
        if websites(view, account).iter().any(|website| website.is_at(url)) {
            let reason = format!("the account has the website {url:?}; PATCH /api/v1/websites changes it");
            return Err(Problem::rejected(400, "The url has already been taken.", reason));
        }
        let record = WebsiteRecord {
            url: url.to_owned(),
            active: body.active.unwrap_or(true),
            owner: account.name().map(str::to_owned),
            settings: settings(body),
            is_deleted: false,
        };
        let number = next_number(view);
        let event = record.put(number);
        Ok(Answer::new(KnownWebsite { number, place: None, record }.shown()).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let url = format!("https://lampdeals-{}.example", next_number(view));
        Sample::new(Nothing {}, Nothing {}, WebsiteToCreate { url, ..WebsiteToCreate::default() })
    }
}

impl Serve for UpdateWebsite {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Website<'w>>, Problem> {
        let body = &call.body;
        check_proxy(body.proxy.as_deref())?;
        let url = given(body.url.as_ref(), call.query.url.as_ref())?;
        let mut website = named(call.view, Account::of(&call.caller), url)?;
        let before = website.record.clone();
        website.record.active = body.active.unwrap_or(before.active);
        website.record.settings.extend(settings(body));
        let event = (website.record != before).then(|| website.record.put(website.number));
        Ok(event.into_iter().fold(Answer::new(website.shown()), Answer::causing))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = WebsiteChanges { auto_tagging: Some(true), ..WebsiteChanges::default() };
        Sample::new(Nothing {}, some_website(view), body)
    }
}

impl Serve for DeleteWebsite {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Website<'w>>, Problem> {
        let url = given(call.body.url.as_ref(), call.query.url.as_ref())?;
        let website = named(call.view, Account::of(&call.caller), url)?;
        let event = WebsiteRecord { is_deleted: true, ..website.record.clone() }.put(website.number);
        Ok(Answer::new(website.shown()).causing(event))
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, some_website(view), WebsiteToDelete::default())
    }
}

/// The newest website.
fn some_website(view: View<'_>) -> WebsiteNamed {
    WebsiteNamed { url: websites(view, Account::Of(Owner::Usual)).pop().map(|website| website.record.url) }
}

/// The URL that names a website. Laravel reads the body before the query.
fn given<'c>(in_body: Option<&'c String>, in_query: Option<&'c String>) -> Result<&'c str, Problem> {
    in_body
        .or(in_query)
        .map(String::as_str)
        .filter(|url| !url.trim().is_empty())
        .ok_or_else(|| Problem::rejected(400, "The url field is required.", "neither the body nor the query has a url"))
}

fn check_url(name: &str, text: &str) -> Result<(), Problem> {
    if is_url(text) {
        return Ok(());
    }
    let reason = format!("{name} is not the URL of a page: {text:?}");
    Err(Problem::rejected(400, format!("The {name} field must be a valid URL."), reason))
}

fn check_proxy(proxy: Option<&str>) -> Result<(), Problem> {
    proxy.map_or(Ok(()), |proxy| check_url("proxy", proxy))
}

/// The settings that a body gives.
fn settings(body: &impl Serialize) -> Map<String, Value> {
    let Ok(Value::Object(mut fields)) = serde_json::to_value(body) else { return Map::new() };
    fields.retain(|name, value| !NO_SETTINGS.contains(&name.as_str()) && !value.is_null());
    fields
}
