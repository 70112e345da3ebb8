//! The published documents, as in `specs/`, and as this sandbox serves them.

mod served;

pub(crate) use served::served;
pub(crate) use trackside_documents::text;
