//! The published documents, as they lie under `specs/`.

pub(crate) use trackside_documents::text;
