//! Documents of every kind, as they are read.

mod files;
mod lowering;
mod text;
