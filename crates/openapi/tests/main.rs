//! Documents of every kind, as they are read.

mod editions;
mod files;
mod lowering;
mod provider;
mod text;
