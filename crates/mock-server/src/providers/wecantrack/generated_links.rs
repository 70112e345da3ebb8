//! `POST /api/v1/affiliate/generate-link`: links to a page of a shop.

use trackside_schemas::declare::Nothing;
use trackside_schemas::wecantrack::{GenerateLink, GeneratedLink, GeneratedLinks, LinkToGenerate};
use trackside_world::{AccountId, Program, View};
use url::Url;

use super::link;
use super::transactions::takes_words;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// The parameters for the publisher's own words, where they are numbered beside the one for the reference.
const NUMBERED: [&str; 3] = ["clickref2", "clickref3", "clickref4"];

/// The parameters for them elsewhere.
const USUAL: [&str; 3] = ["subid1", "subid2", "subid3"];

impl Serve for GenerateLink {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<GeneratedLinks>, Problem> {
        let (view, body) = (call.view, &call.body);
        let page = link::url(&body.landing_page_url).ok_or_else(|| {
            Problem::rejected(
                400,
                "The landing page url field must be a valid URL.",
                format!("landing_page_url is not the URL of a page: {:?}", body.landing_page_url),
            )
        })?;
        let words = [&body.sub_id_1, &body.sub_id_2, &body.sub_id_3].map(Option::as_deref);
        let programs =
            view.programs().filter(|program| call.caller.owner() == Some(program.owner) && link::is_of(program, &page));
        let links = programs.flat_map(|program| {
            let accounts = view.accounts_of_links(program.id);
            accounts.into_iter().filter_map(move |account| Some((program, account, code(view, program)?)))
        });
        let links = links.map(|(program, account, code)| generated(view, program, account, (&page, code), words));
        Ok(GeneratedLinks { links: links.collect() }.into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let program = view.programs().find(|program| view.active_partner(program.id).is_some());
        let shop = program.map_or("https://lumenhome.example", |program| &program.website);
        let landing_page_url = format!("{}/lamps/aurora", shop.trim_end_matches('/'));
        let sub_id_1 = Some("newsletter".to_owned());
        Sample::new(Nothing {}, Nothing {}, LinkToGenerate { landing_page_url, sub_id_1, ..LinkToGenerate::default() })
    }
}

/// The code of an active partner of a program.
fn code<'w>(view: View<'w>, program: &Program) -> Option<&'w str> {
    view.partner_code(program.id, view.active_partner(program.id)?)
}

fn generated(
    view: View<'_>,
    program: &Program,
    account: AccountId,
    (page, code): (&Url, &str),
    words: [Option<&str>; 3],
) -> GeneratedLink {
    let account = &view.world().accounts()[account.index()];
    let network = view.world().network(account.network);
    let names = if takes_words(network) { NUMBERED } else { USUAL };
    let mut link = page.clone();
    link.query_pairs_mut().append_pair("aff", code);
    for (name, word) in names.into_iter().zip(words) {
        if let Some(word) = word.filter(|word| !word.is_empty()) {
            link.query_pairs_mut().append_pair(name, word);
        }
    }
    GeneratedLink {
        affiliate_url: link.into(),
        network_id: network.code.clone(),
        user_network_account_id: account.number.unsigned_abs(),
        user_network_account_name: account.name.clone(),
        network_advertiser_id: program.number.to_string(),
    }
}
