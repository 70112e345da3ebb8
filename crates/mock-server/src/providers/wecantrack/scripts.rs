//! `GET /api/v1/websites/script` and `GET /api/v1/user/tracking_code`.

use serde_json::{Map, Value, json};
use trackside_schemas::Endpoint;
use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{GetTrackingCode, GetWebsiteScript, ScriptQuery, SiteQuery};
use trackside_world::{Owner, View};

use super::account::{Account, uid};
use super::website::{KnownWebsite, named};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// Where the stand-in for the provider's script is, below the provider's address.
pub(super) const PATH: &str = "/wct.js";

impl Serve for GetWebsiteScript {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<String>, Problem> {
        loader(call, &call.query.url).map(Into::into)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, ScriptQuery { url: first_website(view) }, Nothing {})
    }
}

impl Serve for GetTrackingCode {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<String>, Problem> {
        loader(call, &call.query.site_url).map(Into::into)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, SiteQuery { site_url: first_website(view) }, Nothing {})
    }
}

/// The URL of a website that nobody is likely to remove.
pub(super) fn first_website(view: View<'_>) -> String {
    let first = super::website::websites(view, Account::Of(Owner::Usual)).into_iter().next();
    first.map_or_else(|| "https://dailyfinds.example".to_owned(), |website| website.record.url)
}

/// A few lines that load the script from where the request was sent.
fn loader<E: Endpoint>(call: &Call<'_, E>, url: &str) -> Result<String, Problem> {
    let website = named(call.view, Account::of(&call.caller), url)?;
    let below = call.address.target.path();
    let address = format!("{}{}", call.address.origin(), below.strip_suffix(E::PATH).unwrap_or_default());
    let uid = uid(call.view, Account::of(&call.caller));
    let options = options(&uid, &website, &address).to_string().replace("</", "<\\/");
    let source = json!(format!("{address}{PATH}?type=session")).to_string().replace("</", "<\\/");
    Ok(format!(
        "(function (window, document) {{\n  window._wct = {options};\n  var script = document.createElement('script');\n  \
         script.async = true;\n  script.src = {source};\n  document.head.appendChild(script);\n}})(window, document);\n"
    ))
}

/// What the script has to know of the website.
fn options(uid: &str, website: &KnownWebsite, address: &str) -> Value {
    let settings = &website.record.settings;
    let is_on = |name: &str| settings.get(name).and_then(Value::as_bool).unwrap_or(false);
    let mut options = Map::from_iter([
        ("uid".to_owned(), json!(uid)),
        ("proxy".to_owned(), settings.get("proxy").cloned().unwrap_or_else(|| json!(address))),
    ]);
    let flags = [
        ("page_mutations", is_on("dynamic_content")),
        ("auto_tagging", is_on("auto_tagging")),
        ("do_not_modify_links", is_on("do_not_modify_links") || !website.record.active),
    ];
    options.extend(flags.map(|(name, value)| (name.to_owned(), value.into())));
    options.into()
}
