//! The published documents, as in `specs/`.

pub(crate) use trackside_documents::text;
