//! Contract tests across the crates: the sandbox answers over a real socket, and the published documents judge what it answers.
//!
//! The tests themselves are in `contract/`, one binary; `fixtures/` holds the providers' own sample payloads.
