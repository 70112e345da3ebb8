//! Words a refusal in the second reading of the provider's material, if a scenario asks for it.

use axum::response::Response;

use super::response::refuse_with;
use crate::catalogue::Operation;
use crate::readings::Readings;
use crate::request::{Problem, RequestId};

/// The response; if it is a refusal and the provider has readings in force, the refusal in those.
pub(super) fn apply(readings: &Readings, operation: &Operation, request: RequestId, response: Response) -> Response {
    let Some(problem) = response.extensions().get::<Problem>() else { return response };
    let names = readings.of(operation.provider);
    if names.is_empty() { response } else { refuse_with(operation, problem, request, &names) }
}
