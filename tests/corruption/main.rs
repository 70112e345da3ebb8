//! The checker catches what it should: a proxy stands between it and the sandbox and corrupts the answers, one kind of corruption at a time.
//!
//! Each [`Corruption`](corruption::Corruption) of the [`catalogue`] names the rule that has to catch it; behind the proxy that changes nothing
//! there is no finding at all.
//!
//! | module | what it does |
//! |---|---|
//! | `corruption` | what a corruption is |
//! | `message` | requests and answers, and how they are changed |
//! | `stage` | a sandbox with its credentials and values that exist |
//! | `proxy`, `wire` | the proxy, which has the bytes in its own hand |
//! | `checked` | the checker, and what it finds |
//! | `caught`, `untouched`, `escapes`, `table` | the tests |
//! | the others | the corruptions, by subject |

mod accepted;
mod body_shape;
mod catalogue;
mod caught;
mod checked;
mod corruption;
mod encoding;
mod escapes;
mod headers;
mod identity;
mod message;
mod operations;
mod paging;
mod proxy;
mod request_handling;
mod semantic;
mod stage;
mod status;
mod table;
mod transport;
mod untouched;
mod values;
mod wire;
