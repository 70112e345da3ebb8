//! `GET /_mock/specs` and `GET /_mock/specs/{name}`.

use trackside_schemas::control::{GetSpec, GetSpecPath, ListSpecs, ListedSpec, Spec, SpecList};
use trackside_schemas::declare::Nothing;
use trackside_world::View;

use crate::catalogue::{self, Provider};
use crate::documents;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for ListSpecs {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<SpecList>, Problem> {
        let specs = format!("{}/{}/specs", call.address.origin(), catalogue::control().prefix);
        let listed = |provider: &Provider| ListedSpec {
            name: provider.name.to_owned(),
            title: provider.title.to_owned(),
            url: format!("{specs}/{}", provider.name),
        };
        Ok(SpecList { specs: catalogue::everything().iter().map(listed).collect() }.into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}

impl Serve for GetSpec {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Spec>, Problem> {
        let name = call.path.name.strip_suffix(".json").unwrap_or(&call.path.name);
        let Some(provider) = catalogue::provider(name) else {
            let known: Vec<_> = catalogue::everything().iter().map(|provider| provider.name).collect();
            let reason = format!("there is no document {name}; known documents are {}", known.join(", "));
            return Err(Problem::NotFound { what: "Document", reason });
        };
        Ok(Spec(documents::served(call.sandbox, provider, &call.address.origin())).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        let name = catalogue::providers()[0].name.to_owned();
        Sample::new(GetSpecPath { name }, Nothing {}, Nothing {})
    }
}
