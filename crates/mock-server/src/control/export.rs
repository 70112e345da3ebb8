//! `GET /_mock/world/export`.

use trackside_schemas::control::{ExportQuery, ExportWorld, ExportedWorld};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::request::{FieldProblem, InvalidField, Location, Problem, Shape};
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};
use crate::world_file::{MOST_ORDERS, TooManyOrders};

impl Serve for ExportWorld {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ExportedWorld>, Problem> {
        let exported = match call.query.all {
            Some(true) => call.sandbox.export_all().map_err(too_many)?,
            _ => call.sandbox.export(),
        };
        let file = exported.text(call.view.world().settings().seed);
        Ok(ExportedWorld { file, left_out: exported.left_out }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, ExportQuery::default(), Nothing {})
    }
}

fn too_many(TooManyOrders { orders }: TooManyOrders) -> Problem {
    let reason = format!("is for worlds with at most {MOST_ORDERS} orders, and this one has {orders}: see --orders");
    Problem::Invalid(vec![InvalidField {
        location: Location::Query,
        name: "all".to_owned(),
        shape: Shape::Text,
        format: None,
        problem: FieldProblem::Rule(reason),
    }])
}
