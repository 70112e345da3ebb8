//! Contract tests: the sandbox over a real socket, judged by the published documents.

mod access;
mod bad_input;
mod browsers;
mod clients;
mod clock;
mod control;
mod documents;
mod faults;
mod fixtures;
mod generated_trackers;
mod harness;
mod invariants;
mod journal;
mod library;
mod limits;
mod operations;
mod overrides;
mod page;
mod paging;
mod preferences;
mod red;
mod seeds;
mod snapshots;
mod statuses;
mod ties;
mod wecantrack_lists;
