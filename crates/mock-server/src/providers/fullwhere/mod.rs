//! Fullwhere: surveys that follow a purchase, and what customers say in them.

mod customer;
mod failure;
mod feedback;
mod generate;
mod get;
mod import;
mod list;
mod people;
mod purchase;
mod shown;
mod survey;
mod tracker;
