//! Pages of lists whose length nobody tells.

use form_urlencoded::Serializer;
use trackside_schemas::partnero::{Page, PageLinks, PageMeta, SuccessStatus};

use crate::serve::{Call, Serve};

/// The page that is asked for, with at most `limit` rows as `show` makes them. Of the rows, only those up to the one
/// after the page are looked at.
pub(super) fn page<E: Serve, R, T>(
    call: &Call<'_, E>,
    limit: u64,
    page: Option<u64>,
    rows: impl Iterator<Item = R>,
    show: impl FnMut(R) -> T,
) -> Page<T> {
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let number = page.unwrap_or(1);
    let skipped = limit.saturating_mul(number - 1);
    let mut rows: Vec<R> =
        rows.skip(usize::try_from(skipped).unwrap_or(usize::MAX)).take(size.saturating_add(1)).collect();
    let has_more = rows.len() > size;
    rows.truncate(size);
    let count = rows.len() as u64;
    let addresses = Addresses::of(call);
    Page {
        data: rows.into_iter().map(show).collect(),
        links: PageLinks {
            first: addresses.of_page(1),
            last: None,
            prev: (number > 1).then(|| addresses.of_page(number - 1)),
            next: has_more.then(|| addresses.of_page(number + 1)),
        },
        meta: PageMeta {
            current_page: number,
            from: (count > 0).then_some(skipped.saturating_add(1)),
            path: addresses.path,
            per_page: limit,
            to: (count > 0).then_some(skipped.saturating_add(count)),
        },
        status: SuccessStatus::default(),
    }
}

/// The addresses of the pages of a list.
struct Addresses {
    /// Without a query.
    path: String,
    /// The parameters that choose the rows.
    filters: Vec<(String, String)>,
}

impl Addresses {
    fn of<E: Serve>(call: &Call<'_, E>) -> Self {
        let target = &call.address.target;
        let path = format!("{}{}", call.address.origin(), target.path());
        let query = form_urlencoded::parse(target.query().unwrap_or_default().as_bytes());
        let filters = query.into_owned().filter(|(name, _)| name != "page").collect();
        Self { path, filters }
    }

    fn of_page(&self, number: u64) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(&self.filters).append_pair("page", &number.to_string());
        format!("{}?{}", self.path, query.finish())
    }
}
