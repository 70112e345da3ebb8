//! Rules across fields, which a document declares in `x-validations`.
//!
//! ```json
//! "x-validations": [{
//!     "rule": "self.total == self.redirect + self.direct",
//!     "message": "the total is the sum of redirect and direct clicks",
//!     "provenance": { "source": "inferred", "reason": "the parts are named as the two ways a click is recorded" }
//! }]
//! ```
//!
//! A rule is an expression in [CEL](https://cel.dev) that must be true. On a schema it is evaluated for every value in
//! the body to which the schema applies, with the value as `self`; null is skipped. On an operation it is evaluated
//! once for each response:
//!
//! | name | what it is |
//! |---|---|
//! | `request.path` | the path parameters by name, in their declared types |
//! | `request.query` | the query parameters by name: `request.query.limit` or `request.query['status[]']`. A parameter that was not sent is missing; test for it with `'limit' in request.query` or `has(request.query.limit)` |
//! | `request.headers`, `response.headers` | text by lower-case name |
//! | `request.body`, `response.body` | the JSON body; null if there is none |
//! | `response.status` | the status as an int |
//! | `now` | the time of the response: its `x-mock-now` header (RFC 3339), or else its `Date`. A rule that uses it is skipped if the response has neither |
//!
//! On a webhook event only `request.headers` and `request.body` are there. Rules that use headers are skipped if only the
//! payload is judged.
//!
//! A parameter that is declared as an integer or a number is a number, a boolean is a bool, and an array is a list of
//! these. Every other parameter, and a text that does not parse as its type, is a string. Numbers are ints if they are
//! whole, whether they are written `1`, `1.0` or `1e0`, and doubles otherwise. If HTTP allows the response no body
//! (HEAD, or status 204 or 304), rules that use `response.body` are skipped. If the response is an example that the
//! request asked for (`Preference-Applied: code=…` or `example=…`), rules that use `request` are skipped.
//!
//! # What rules can use
//!
//! | expression | meaning |
//! |---|---|
//! | `==` `!=` `<` `<=` `>` `>=` | comparison: numbers of any type, texts by code point, timestamps by time. Other types cannot be mixed: `==` is false, `<` is an error |
//! | `+` `-` `*` `/` `%` | arithmetic on two ints or two doubles. Overflow and division by zero of ints are errors. Use `double(self.count) * 0.5` to mix them. `+` also joins texts and lists |
//! | `&&` `\|\|` `!` `c ? a : b` | logic; the right side is only evaluated if the left side does not decide |
//! | `x in list`, `'key' in map` | membership |
//! | `map.field`, `map['field']`, `list[0]` | access; an error if it is missing |
//! | `has(map.field)` | whether the field is present, even if it is null |
//! | `size(x)`, `x.size()` | the number of characters, items or fields |
//! | `list.all(x, p)`, `exists`, `exists_one`, `filter`, `map` | loops over the items of a list or the keys of a map |
//! | `text.lowerAscii()` | the text in lower case, ASCII only, from CEL's strings extension |
//! | `text.contains(t)`, `startsWith`, `endsWith` | tests for a part of a text. There is no `matches`; use `pattern` in the schema |
//! | `int(x)`, `uint(x)`, `double(x)`, `string(x)`, `bool(x)`, `bytes(x)`, `type(x)`, `dyn(x)` | conversions, also from text: `int('12')`. `int` truncates a double, and turns a timestamp into Unix seconds |
//! | `timestamp(text)` | a timestamp from RFC 3339 |
//! | `duration('1h30m')` | a duration; timestamps and durations can be added and subtracted |
//! | `timestamp.getFullYear()`, `getMonth` (0..11), `getDate` (1..31), `getDayOfMonth` (0..30), `getDayOfWeek` (0..6), `getDayOfYear`, `getHours`, `getMinutes`, `getSeconds`, `getMilliseconds` | parts of a timestamp in UTC, or in a time zone: `getHours('Europe/Berlin')`; the last four also work for durations |
//! | `max(…)`, `min(…)` | not available; write `a > b ? a : b` |
//! | **`datetime(text)`** | added by this crate: a timestamp from `2026-06-08T12:00:00Z`, and from `2026-06-08 12:00:00`, `2026-06-08T12:00:00` and `2026-06-08`, which are read as UTC. Rules of the published documents use it for every timestamp, because engines read different texts with `timestamp` |
//! | **`money(text)`** | added by this crate: minor units as an int, with two decimals: `money('$1,124.90') == 112490`, `money('-€3.2') == -320`, `money('CA$1.00') == 100`, `money('0') == 0` |
//! | **`number(text)`** | added by this crate: a double from digits, perhaps with a sign and a fraction: `number('-12.50') == -12.5` |
//!
//! A rule that does not compile, or that uses another name or function, is refused when the document is loaded. A rule
//! that cannot be evaluated (a missing field, a text where a number is expected) is reported as `semantic/evaluation`,
//! unless the value or a part of it breaks its schema: that violation explains more.

mod bindings;
mod direct;
mod evaluate;
mod expression;
mod functions;
mod money;
mod number;
mod references;
mod shared;
mod timestamp;
mod validation;
mod value;
mod variable;

pub use evaluate::Evaluation;
pub(crate) use evaluate::Evaluator;
pub use expression::{Expression, Question};
pub(crate) use validation::{Scope, Validation};
pub(crate) use value::whole;
pub(crate) use variable::Variable;
