//! Fullwhere: surveys that follow a purchase.

mod failure;
mod generate;
mod get;
mod list;
mod tracker;
