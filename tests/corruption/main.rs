//! Tests what the checker catches: a proxy between the checker and the sandbox corrupts the traffic, one kind of
//! corruption at a time.
//!
//! Each [`Corruption`](corruption::Corruption) in the [`catalogue`] names the rule that must catch it. If the proxy
//! changes nothing, there must be no findings.
//!
//! | module | what it does |
//! |---|---|
//! | `corruption` | what a corruption is |
//! | `message` | requests and responses, and how they are changed |
//! | `stage` | a sandbox with valid credentials and existing values |
//! | `proxy`, `wire` | the proxy, which controls every byte |
//! | `checked` | runs the checker |
//! | `generated` | corruptions made from the documents, in a replay of the sandbox |
//! | `harmless` | variations that keep the contract, and give no findings |
//! | `caught`, `untouched`, `escapes`, `table` | the tests |
//! | the others | the corruptions, by subject |

mod accepted;
mod body_shape;
mod catalogue;
mod caught;
mod chained;
mod checked;
mod corruption;
mod encoding;
mod escapes;
mod generated;
mod harmless;
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
