//! The rules about several responses.

use crate::Rule;

pub(super) static LINK_REFUSED: Rule = Rule::error(
    "link/refused",
    "a link of a response leads to a request that fails",
    "the two operations disagree about what exists, or the link names the wrong field",
);

pub(super) static LINK_MISMATCH: Rule = Rule::warning(
    "link/mismatch",
    "a record differs from the response that links to it",
    "often a stale cache or another rounding; the data may also have changed in between",
);

pub(super) static CREATED_NOT_FOUND: Rule = Rule::error(
    "created/not-found",
    "a record that was just created cannot be read",
    "often a read from a replica or a cache that does not have it yet",
);

pub(super) static CREATED_NOT_LISTED: Rule = Rule::warning(
    "created/not-listed",
    "a record that was just created is not in its listing",
    "often a cache of the listing, or a filter that applies when none is asked for",
);

pub(super) static UPDATE_LOST: Rule = Rule::error(
    "update/lost",
    "an update was accepted, but reading the record shows the value from before",
    "often a field that is not saved, or a read from a replica or a cache; refuse what cannot be changed",
);

pub(super) static DELETED_FOUND: Rule = Rule::error(
    "deleted/found",
    "a record that was deleted can still be read",
    "respond with 404 or 410; if the record is kept, link to it from the response to the deletion",
);

pub(super) static DELETED_LISTED: Rule = Rule::warning(
    "deleted/listed",
    "a record that was deleted is still in its listing",
    "often a cache of the listing",
);

pub(super) static PAGINATION_TOTAL: Rule = Rule::warning(
    "pagination/total",
    "the total changes between pages, or does not match the number of items",
    "count with the same filters as the listing",
);

pub(super) static PAGINATION_LIMIT: Rule = Rule::error(
    "pagination/limit",
    "a page has more items than the request asked for",
    "apply the limit, or refuse one that is too large",
);

pub(super) static PAGINATION_DUPLICATE: Rule = Rule::warning(
    "pagination/duplicate",
    "an item is on two pages",
    "often a sort order with ties; add a unique column to it",
);

pub(super) static PAGINATION_LOST: Rule = Rule::warning(
    "pagination/lost",
    "a page before the last one is not full, or an item is on none of the pages",
    "often a filter that is applied after the page was cut, or a cursor that skips items with equal sort keys",
);

pub(super) static PAGINATION_ENDLESS: Rule = Rule::warning(
    "pagination/endless",
    "there are items on a page after the last one, or pages without items go on and on",
    "return an empty page after the last one, and no cursor with it",
);

pub(super) static PAGINATION_OFFSET: Rule = Rule::warning(
    "pagination/offset",
    "a page does not begin at the requested offset",
    "often an offset that is rounded to whole pages; skip exactly that many items",
);

pub(super) static PAGINATION_CURSOR: Rule = Rule::error(
    "pagination/cursor",
    "the cursor of the next page is refused, leads back, or is missing although there are more items",
    "return a cursor that the operation accepts as long as there are more items, and none on the last page",
);

pub(super) static PAGINATION_LINK: Rule = Rule::error(
    "pagination/link",
    "the link to another page is missing, unexpected, or leads to the wrong page",
    "often a link that drops a query parameter, or has the address of an internal host",
);

pub(super) static PAGINATION_ECHO: Rule = Rule::warning(
    "pagination/echo",
    "a page says another number or size of the page than the request asked for",
    "often a value that is read from a default instead of the request",
);

pub(super) static FILTER_LEAK: Rule = Rule::warning(
    "filter/leak",
    "a listing that is filtered by a value has rows with another one",
    "often a filter that is read under another name, or ignored; refuse what is not supported",
);

pub(super) static FILTER_MISSING: Rule = Rule::warning(
    "filter/missing",
    "a listing that is filtered by a value of a row does not have this row",
    "often a value that is compared in another type, case or time zone",
);

pub(super) static REPEAT_CHANGED: Rule = Rule::error(
    "repeat/changed",
    "the same read returned something else although the clock of the server stood still",
    "often an unordered result, or a random or current value in the response",
);

pub(super) static IDEMPOTENCE_CHANGED: Rule = Rule::error(
    "idempotence/changed",
    "an operation with `x-idempotent` returned something else for the same request",
    "return the record that exists instead of creating another one",
);

pub(super) static IDEMPOTENCY_KEY_REUSED: Rule = Rule::error(
    "idempotence/key-reused",
    "a request was accepted with the idempotency key of another request",
    "keep a hash of the request with its key, and refuse another one with 409 or 422",
)
.or_warning("the operation declares neither 409 nor 422");

pub(super) static HEAD_STATUS: Rule = Rule::error(
    "head/status",
    "HEAD returned another status than GET",
    "serve HEAD with the handler of GET, or refuse it with 405 or 501",
);

pub(super) static HEAD_HEADER: Rule = Rule::error(
    "head/header",
    "HEAD returned another `content-type` or `content-length` than GET",
    "serve HEAD with the handler of GET, or refuse it with 405",
)
.or_warning("only the length differs, since the data may have changed in between");

/// All rules of this module.
pub(crate) const RULES: &[&Rule] = &[
    &LINK_REFUSED,
    &LINK_MISMATCH,
    &CREATED_NOT_FOUND,
    &CREATED_NOT_LISTED,
    &UPDATE_LOST,
    &DELETED_FOUND,
    &DELETED_LISTED,
    &PAGINATION_TOTAL,
    &PAGINATION_LIMIT,
    &PAGINATION_DUPLICATE,
    &PAGINATION_LOST,
    &PAGINATION_ENDLESS,
    &PAGINATION_OFFSET,
    &PAGINATION_CURSOR,
    &PAGINATION_LINK,
    &PAGINATION_ECHO,
    &FILTER_LEAK,
    &FILTER_MISSING,
    &REPEAT_CHANGED,
    &IDEMPOTENCE_CHANGED,
    &IDEMPOTENCY_KEY_REUSED,
    &HEAD_STATUS,
    &HEAD_HEADER,
];
