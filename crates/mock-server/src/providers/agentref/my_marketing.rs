//! Marketing resources, as affiliates use them.

use trackside_schemas::agentref::{
    CreateMyDownloadUrl, Download, DownloadUrl, Envelope, GetMyMarketingResource, List, ListMyMarketingResources,
    MarketingResource, MyResourceFilter, MyResourcesQuery, PostToRender, RenderSocialPost, Rendered, ResourcePath,
    ResourceProgramQuery, ResourceStatus, ResourceType,
};
use trackside_schemas::declare::Nothing;
use trackside_world::View;
use url::Url;

use super::envelope::{list, one};
use super::marketing::{self, ResourceRecord, all, found, found_by, found_post, media_id, show, some_search};
use super::marketing_media::file;
use super::memberships::{self, Membership, membership};
use super::my_links::link;
use super::my_programs::some_membership;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

/// What tells readers that a post is an advertisement.
const DISCLOSURE: &str = "#ad";

impl Serve for ListMyMarketingResources {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<List<MarketingResource>>, Problem> {
        let (view, joined) = (call.view, approved(call, call.path.program_id)?);
        let MyResourcesQuery { kind, search } = &call.query;
        let is_meant = |resource: &ResourceRecord| is_published(resource) && is_of_kind(resource, *kind);
        Ok(list(call, found_by(view, joined.program, search, is_meant)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(some_membership(view), MyResourcesQuery::default(), Nothing {})
    }

    fn filters(_: &Sandbox, _: View<'_>) -> Option<MyResourcesQuery> {
        Some(MyResourcesQuery { kind: Some(MyResourceFilter::SocialPosts), search: some_search() })
    }
}

impl Serve for GetMyMarketingResource {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<MarketingResource>>, Problem> {
        let joined = approved(call, call.query.program_id)?;
        let (number, resource) = found(call.view, joined.program, call.path.id).and_then(published)?;
        Ok(one(call, show(call.view, number, &resource)).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let query = ResourceProgramQuery { program_id: some_membership(view).program_id };
        Sample::new(some_post(view).0, query, Nothing {})
    }
}

impl Serve for CreateMyDownloadUrl {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<DownloadUrl>>, Problem> {
        let joined = approved(call, call.body.program_id)?;
        Ok(one(call, file(call, joined.program, &call.body, is_published)?).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let (path, post) = some_post(view);
        let body = Download {
            program_id: some_membership(view).program_id,
            media_id: post.and_then(|post| post.media.first().map(|medium| media_id(view, medium))),
            resource_id: Some(path.id),
            collection_id: None,
            bundle: None,
            file: None,
        };
        Sample::new(Nothing {}, Nothing {}, body)
    }
}

impl Serve for RenderSocialPost {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Rendered>>, Problem> {
        let (view, PostToRender { program_id, affiliate_link_id }) = (call.view, &call.body);
        let joined = approved(call, *program_id)?;
        let (_, post) = found_post(view, joined.program, call.path.id).and_then(published)?;
        let (code, target) = link(call, *program_id, *affiliate_link_id)?;
        let body = filled_in(
            &post.body.unwrap_or_default(),
            [
                ("affiliate_link", &leads_to(&target.unwrap_or_else(|| joined.program.website.clone()), &code)),
                ("affiliate_code", &code),
                ("program_name", &joined.program.name),
            ],
        );
        Ok(one(call, Rendered { body, disclosure: DISCLOSURE.to_owned() }).into())
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        let body = PostToRender { program_id: some_membership(view).program_id, affiliate_link_id: None };
        Sample::new(some_post(view).0, Nothing {}, body)
    }
}

/// The program in which the caller is approved. Nobody else sees what affiliates can use.
fn approved<'w, E: Serve>(call: &Call<'w, E>, program: uuid::Uuid) -> Result<Membership<'w>, Problem> {
    let joined = membership(call, program)?;
    if joined.is_approved() {
        return Ok(joined);
    }
    let reason = format!("the affiliate's status in the program is {}", joined.partner.status.name());
    Err(Problem::NotFound { what: "Program", reason })
}

fn published((number, resource): (u64, ResourceRecord)) -> Result<(u64, ResourceRecord), Problem> {
    if is_published(&resource) {
        return Ok((number, resource));
    }
    let reason = "affiliates do not see what is not published".to_owned();
    Err(Problem::NotFound { what: "Marketing resource", reason })
}

fn is_published(resource: &ResourceRecord) -> bool {
    resource.status == ResourceStatus::Published
}

fn is_of_kind(resource: &ResourceRecord, kind: Option<MyResourceFilter>) -> bool {
    match kind {
        None | Some(MyResourceFilter::All) => true,
        Some(MyResourceFilter::Collections) => false,
        Some(MyResourceFilter::Files) => resource.kind == ResourceType::File,
        Some(MyResourceFilter::SocialPosts) => resource.kind == ResourceType::SocialPost,
        Some(MyResourceFilter::SwipeCopy) => resource.kind == ResourceType::SwipeCopy,
        Some(MyResourceFilter::Links) => resource.kind == ResourceType::ExternalLink,
    }
}

/// The text with values for its placeholders. What a value contains is not filled in again.
fn filled_in(text: &str, values: [(&str, &String); 3]) -> String {
    let mut filled = String::new();
    let mut rest = text;
    while let Some(start) = rest.find("{{") {
        let (before, after) = rest.split_at(start);
        filled.push_str(before);
        let known = values.iter().find_map(|(name, value)| {
            Some((*value, after.strip_prefix("{{")?.strip_prefix(name)?.strip_prefix("}}")?))
        });
        if let Some((value, after)) = known {
            filled.push_str(value);
            rest = after;
        } else {
            filled.push('{');
            rest = &after[1..];
        }
    }
    filled + rest
}

/// The page with the code as `ref` in its query, which the documentation shows as a name of the parameter.
fn leads_to(page: &str, code: &str) -> String {
    match Url::parse(page) {
        Ok(mut url) => {
            url.query_pairs_mut().append_pair("ref", code);
            url.into()
        }
        Err(_) => format!("{page}?ref={code}"),
    }
}

/// A post for samples: the one that the affiliate's program has from the start.
fn some_post(view: View<'_>) -> (ResourcePath, Option<ResourceRecord>) {
    let joined = memberships::all(view);
    let post = joined.first().map(|joined| all(view, joined.program).swap_remove(0));
    let id = post.as_ref().map_or_else(|| view.merchant_uuid(2), |(number, _)| marketing::id(view, *number));
    (ResourcePath { id }, post.map(|(_, post)| post))
}

#[cfg(test)]
mod tests {
    use super::{filled_in, leads_to};

    #[test]
    fn placeholders_are_filled_in_once() {
        let (link, code, name) = ("https://a.example".to_owned(), "{{program_name}}".to_owned(), "Acme".to_owned());
        let values = [("affiliate_link", &link), ("affiliate_code", &code), ("program_name", &name)];
        for (text, expected) in [
            ("{{program_name}}: {{affiliate_link}}", "Acme: https://a.example"),
            ("{{affiliate_code}}", "{{program_name}}"),
            ("{{other}} {{ program_name }}", "{{other}} {{ program_name }}"),
            ("{{{program_name}}}", "{Acme}"),
            ("{{program_name", "{{program_name"),
            ("", ""),
        ] {
            assert_eq!(filled_in(text, values), expected, "{text}");
        }
    }

    #[test]
    fn links_have_the_code() {
        assert_eq!(leads_to("https://a.example", "maria"), "https://a.example/?ref=maria");
        assert_eq!(leads_to("https://a.example/b?c=d", "m&m"), "https://a.example/b?c=d&ref=m%26m");
    }
}
