//! The facts across fields that a document states under `x-validations`.
//!
//! ```json
//! "x-validations": [{
//!     "rule": "self.total == self.redirect + self.direct",
//!     "message": "the total is the sum of redirect and direct clicks",
//!     "provenance": { "source": "inferred", "reason": "the parts are named as the two ways a click is recorded" }
//! }]
//! ```
//!
//! A rule is an expression in [CEL](https://cel.dev) that is true where the fact holds. On a schema it is evaluated wherever the schema
//! applies to a value of the body, with the value as `self`; null is skipped. On an operation it is evaluated once an answer:
//!
//! | name | what it is |
//! |---|---|
//! | `request.path` | the parameters of the path by name, typed as they are declared |
//! | `request.query` | the parameters of the query by name, as `request.query.limit` or `request.query['status[]']`; one that was not sent is not there: ask `'limit' in request.query` or `has(request.query.limit)` |
//! | `request.headers`, `response.headers` | text by lower-case name |
//! | `request.body`, `response.body` | the JSON body; null when there is none |
//! | `response.status` | the status as an int |
//! | `now` | the instant of the answer: its `x-mock-now` header (RFC 3339), else its `Date`. A rule that mentions it is skipped when the answer has neither |
//!
//! A parameter that is declared as an integer is an int, a number a double, a boolean a bool, an array a list of these; every other
//! one, and text that is not what is declared, is a string. JSON numbers are ints when they are written as whole numbers, doubles
//! otherwise. An answer without a body by nature (to HEAD, or with status 204 or 304) skips the rules that mention `response.body`.
//!
//! # What rules may use
//!
//! | expression | meaning |
//! |---|---|
//! | `==` `!=` `<` `<=` `>` `>=` | compare; numbers across types, texts by code point, instants as points in time. Another mix of types does not compare: `==` is false, `<` an error |
//! | `+` `-` `*` `/` `%` | on two ints or two doubles; ints overflow and divide with an error. `double(self.count) * 0.5` mixes them. `+` also joins texts and lists |
//! | `&&` `\|\|` `!` `c ? a : b` | logic; the right side is only looked at when the left does not decide |
//! | `x in list`, `'key' in map` | membership |
//! | `map.field`, `map['field']`, `list[0]` | access; an error when it is not there |
//! | `has(map.field)` | whether the field is there, null or not |
//! | `size(x)`, `x.size()` | the number of characters, items or fields |
//! | `list.all(x, p)`, `exists`, `exists_one`, `filter`, `map` | over the items of a list or the keys of a map |
//! | `text.lowerAscii()` | the text with A to Z as a to z, from CEL's extension of texts |
//! | `text.contains(t)`, `startsWith`, `endsWith` | parts of a text. There is no `matches`: shapes of text are the business of `pattern` |
//! | `int(x)`, `uint(x)`, `double(x)`, `string(x)`, `bool(x)`, `bytes(x)`, `type(x)`, `dyn(x)` | conversions, also from text: `int('12')`. `int` of a double cuts, `int` of an instant gives UNIX seconds |
//! | `timestamp(text)` | an instant from RFC 3339 |
//! | `duration('1h30m')` | a span; instants and spans add and subtract |
//! | `instant.getFullYear()`, `getMonth` (0..11), `getDate` (1..31), `getDayOfMonth` (0..30), `getDayOfWeek` (0..6), `getDayOfYear`, `getHours`, `getMinutes`, `getSeconds`, `getMilliseconds` | parts of an instant in UTC, or in a zone: `getHours('Europe/Berlin')`; the last four also of a span |
//! | `max(…)`, `min(…)` | not there; write `a > b ? a : b` |
//! | **`datetime(text)`** | ours: an instant from `2026-06-08T12:00:00Z`, and from `2026-06-08 12:00:00`, `2026-06-08T12:00:00` and `2026-06-08`, which are read as UTC |
//! | **`money(text)`** | ours: minor units as an int, two decimals: `money('$1,124.90') == 112490`, `money('-€3.2') == -320`, `money('CA$1.00') == 100`, `money('0') == 0` |
//!
//! A rule that does not compile, or that mentions a name or function that is not listed, is refused when the document is loaded. A rule
//! that fails to evaluate (a missing field, a text where a number is expected) is reported as `semantic/evaluation`, unless the schema is
//! broken at or below the same value, which then says it better.

mod bindings;
mod evaluate;
mod functions;
mod instant;
mod money;
mod references;
mod shared;
mod validation;
mod value;

pub(crate) use bindings::Bindings;
pub(crate) use evaluate::{Evaluation, Evaluator};
pub(crate) use validation::{Scope, Validation};
pub(crate) use value::{Fields, field, item, to_cel};
