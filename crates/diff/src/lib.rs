//! Says what a change of an OpenAPI document means for its clients.
