//! `GET /v1/test`: whether a key works.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{CheckKey, Envelope, KeyFacts, KeyProgram, KeyUser, ProgramType};
use trackside_world::{ProgramKind, View};

use super::envelope::one;
use super::program_of;
use super::program_record::ProgramRecord;
use super::referral_links::host;
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for CheckKey {
    const CACHEABLE: bool = true;

    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<KeyFacts>>, Problem> {
        let program = program_of(&call.caller, call.view)?;
        let name = ProgramRecord::of(call.view, program).name(program);
        let user = KeyUser { name: name.clone(), email: format!("owner@{}", host(&program.website)) };
        let r#type = match program.kind {
            ProgramKind::Affiliate => ProgramType::Affiliate,
            ProgramKind::ReferAFriend => ProgramType::Referral,
            ProgramKind::Newsletter => ProgramType::Newsletter,
        };
        let program = KeyProgram { id: program.code.clone(), name, r#type, website: program.website.clone() };
        Ok(one(KeyFacts { user, program }).into())
    }

    fn sample(_: &Sandbox, _: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, Nothing {})
    }
}
