//! A walk over the pages of a listing.

use http::Method;
use serde_json::{Value, json};
use url::Url;

use super::rules::PAGINATION_LINK;
use crate::Rule;
use crate::case::{Case, Draft};
use crate::finding::Evidence;
use crate::report::short;
use crate::run::{Issue, Session};
use crate::spec::{Declared, PageBy, Pagination};
use crate::wire::Request;

/// A walk over the pages of a listing.
pub(super) struct Walk<'w> {
    pub(super) declared: &'w Declared,
    pub(super) pagination: &'w Pagination,
    pub(super) operation: usize,
    pub(super) draft: Draft,
    /// The smallest page size that can be asked for.
    pub(super) smallest: u64,
    /// The page size to ask for; `None` for that of the plain request.
    pub(super) limit: Option<u64>,
    /// The number of items on a full page, by which offsets are counted.
    pub(super) step: u64,
}

/// A page of a listing.
pub(super) struct Page {
    /// The position among the pages, starting at one.
    pub(super) number: u64,
    pub(super) items: Vec<Value>,
    pub(super) total: Option<u64>,
    pub(super) current: Option<u64>,
    /// The cursor of the next page.
    pub(super) next: Option<Value>,
    pub(super) body: Value,
    pub(super) case: Case,
    pub(super) evidence: Evidence,
}

impl Walk<'_> {
    /// Requests a page by its number; `None` if the response is not a page.
    pub(super) async fn page(&self, session: &mut Session<'_>, number: u64) -> Option<Page> {
        let position = match &self.pagination.by {
            PageBy::Number { .. } => Some(json!(number)),
            PageBy::Offset { .. } => Some(json!((number - 1) * self.step)),
            PageBy::Cursor { .. } => None,
        };
        self.page_at(session, number, position.as_ref()).await
    }

    /// Requests the page at a position: its number, its offset, or its cursor. Without one, it is the first page.
    pub(super) async fn page_at(
        &self,
        session: &mut Session<'_>,
        number: u64,
        position: Option<&Value>,
    ) -> Option<Page> {
        let mut draft = self.draft.clone();
        if let Some(position) = position {
            draft = self.declared.with_paging(&draft, self.pagination.by.parameter(), position.clone());
        }
        if let (Some(name), Some(limit)) = (&self.pagination.limit, self.limit) {
            draft = self.declared.with_paging(&draft, name, json!(limit));
        }
        let case = Case::page(self.operation, number, draft);
        let request = case.draft.request(session.spec, self.declared, &session.options.credentials);
        self.ask(session, number, case, &request).await
    }

    /// Reports a page.
    pub(super) fn report(&self, session: &mut Session<'_>, page: &Page, rule: &Rule, place: &str, message: String) {
        session.report(&page.case, self.declared, Issue::new(rule, place, message), &page.evidence);
    }

    /// The place of the total, for messages.
    pub(super) fn total_place(&self) -> String {
        self.pagination.total.clone().unwrap_or_default()
    }

    /// Checks the links to other pages: whether they are present where they should be, and lead where they should.
    pub(super) async fn links(&self, session: &mut Session<'_>, pages: &[Page], last: u64) {
        let chosen = [1, 2, last].into_iter().filter_map(|number| pages.iter().find(|page| page.number == number));
        let mut followed = Vec::new();
        for page in chosen {
            for (relation, place) in &self.pagination.links {
                let wanted = match relation.as_str() {
                    "first" => Some(1),
                    "last" => Some(last),
                    "next" => (page.number < last).then_some(page.number + 1),
                    "prev" => (page.number > 1).then(|| page.number - 1),
                    _ => continue,
                };
                let link = page.body.pointer(place).filter(|link| !link.is_null());
                let wrong = |message: String| (place.clone(), message);
                let found = match (link, wanted) {
                    (None, None) => None,
                    (None, Some(wanted)) => {
                        Some(wrong(format!("is missing on page {}, but there is a page {wanted}", page.number)))
                    }
                    (Some(link), None) => Some(wrong(format!(
                        "is {} on page {}, but there is no {relation} page",
                        short(link),
                        page.number
                    ))),
                    (Some(link), Some(wanted)) if followed.contains(&(relation.clone(), wanted, link.clone())) => None,
                    (Some(link), Some(wanted)) => {
                        followed.push((relation.clone(), wanted, link.clone()));
                        self.follow(session, page, link, wanted, pages).await.map(wrong)
                    }
                };
                if let Some((place, message)) = found {
                    let issue = Issue::new(&PAGINATION_LINK, place, message);
                    session.report(&page.case, self.declared, issue, &page.evidence);
                    return;
                }
            }
        }
    }

    /// Follows a link, and returns what is wrong with its target.
    async fn follow(
        &self,
        session: &mut Session<'_>,
        from: &Page,
        link: &Value,
        wanted: u64,
        pages: &[Page],
    ) -> Option<String> {
        let Some(text) = link.as_str() else { return Some(format!("is {}, which is not a URL", short(link))) };
        let target = match relative(session.base_url(), &from.case, text) {
            Ok(target) => target,
            Err(why) => return Some(why),
        };
        let request = from.case.draft.request(session.spec, self.declared, &session.options.credentials);
        let request = Request { method: Method::GET, target, ..request };
        let case = Case::look(
            self.operation,
            format!("the link to page {wanted}, from page {}", from.number),
            self.declared.with_paging(&from.case.draft, self.pagination.by.parameter(), json!(wanted)),
        );
        let Some(reached) = self.ask(session, wanted, case, &request).await else {
            return Some(format!("is {}, which does not lead to a page", short(link)));
        };
        if let Some(current) = reached.current.filter(|current| *current != wanted) {
            return Some(format!("is {}, which leads to page {current} instead of page {wanted}", short(link)));
        }
        let known = pages.iter().find(|page| page.number == wanted)?;
        let (there, here) = (reached.identities(self.pagination), known.identities(self.pagination));
        (there != here || reached.items.len() != known.items.len())
            .then(|| format!("is {}, which leads to other items than those of page {wanted}", short(link)))
    }

    async fn ask(&self, session: &mut Session<'_>, number: u64, case: Case, request: &Request) -> Option<Page> {
        let answered = session.send(&case, self.declared, request).await?;
        if !answered.exchange.status.is_success() {
            return None;
        }
        super::judge_echo(session, self.declared, &case, &answered);
        let body = super::json(&answered.exchange)?;
        let count =
            |place: &Option<String>| place.as_ref().and_then(|place| body.pointer(place)).and_then(Value::as_u64);
        Some(Page {
            number,
            items: body.pointer(&self.pagination.items)?.as_array()?.clone(),
            total: count(&self.pagination.total),
            current: count(&self.pagination.current_page),
            next: match &self.pagination.by {
                PageBy::Cursor { next, .. } => body.pointer(next).filter(|next| !next.is_null()).cloned(),
                _ => None,
            },
            body: body.clone(),
            case,
            evidence: answered.evidence,
        })
    }
}

impl Page {
    /// The identities of the items.
    pub(super) fn identities(&self, pagination: &Pagination) -> Vec<&Value> {
        let identity = pagination.identity.as_deref().unwrap_or_default();
        self.items.iter().filter_map(|item| item.pointer(identity).filter(|_| pagination.identity.is_some())).collect()
    }
}

/// The target of a link, relative to the base URL, or what is wrong with the link.
fn relative(base: &Url, from: &Case, link: &str) -> Result<String, String> {
    let shown = short(&Value::String(link.to_owned()));
    // A relative link is relative to the page that contains it.
    let absolute =
        Url::parse(link).or_else(|_| base.join(link)).map_err(|_| format!("is {shown}, which is not a URL"))?;
    let start = base.path().trim_end_matches('/');
    let is_here = absolute.origin() == base.origin() && absolute.path().starts_with(start);
    if !is_here {
        return Err(format!("is {shown}, which leads away from {base} ({})", from.name));
    }
    let query = absolute.query().map(|query| format!("?{query}")).unwrap_or_default();
    Ok(format!("{}{query}", &absolute.path()[start.len()..]))
}
