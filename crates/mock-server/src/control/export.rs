//! `GET /_mock/world/export`.

use trackside_schemas::control::{ExportWorld, ExportedWorld};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ExportWorld {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<ExportedWorld>, Problem> {
        let exported = call.sandbox.export();
        let seed = call.view.world().settings().seed;
        Ok(ExportedWorld { file: exported.text(seed), left_out: exported.left_out() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}
