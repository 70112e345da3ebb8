//! Older ways to reach partners: by an identifier in the body, and on the path `/partner`.

use trackside_schemas::declare::Nothing;
use trackside_schemas::partnero::{
    CreatePartnerOnOldPath, DeletePartnerByBody, DeletePartnerOnOldPath, Done, Envelope, Partner, PartnerIdentifier,
    PartnerUpdate, UpdatePartnerByBody, UpdatePartnerOnOldPath,
};
use trackside_world::{PartnerDecision, View};

use super::kind::affiliate;
use super::partner_changes::{changed, decided, sample_changes, some_other_partner};
use super::partners::{created, key_of, new_partner, partner_named};
use crate::request::Problem;
use crate::sandbox::Sandbox;
use crate::serve::{Answer, Call, Sample, Serve};

impl Serve for UpdatePartnerByBody {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        updated(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, update_of(view))
    }
}

impl Serve for UpdatePartnerOnOldPath {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        updated(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, update_of(view))
    }
}

impl Serve for DeletePartnerByBody {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        deleted(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, named(view, 3))
    }
}

impl Serve for DeletePartnerOnOldPath {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Done>, Problem> {
        deleted(call, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, named(view, 4))
    }
}

impl Serve for CreatePartnerOnOldPath {
    fn answer<'w>(call: &Call<'w, Self>) -> Result<Answer<Envelope<Partner>>, Problem> {
        created(call.view, affiliate(call)?, &call.body)
    }

    fn sample(_: &Sandbox, view: View<'_>) -> Sample<Self> {
        Sample::new(Nothing {}, Nothing {}, new_partner(view, "older"))
    }
}

fn updated<E: Serve>(call: &Call<'_, E>, update: &PartnerUpdate) -> Result<Answer<Envelope<Partner>>, Problem> {
    let program = affiliate(call)?;
    let partner = partner_named(call.view, program.id, &update.identifier())?;
    changed(call.view, program, &partner, &update.update)
}

fn deleted<E: Serve>(call: &Call<'_, E>, named: &PartnerIdentifier) -> Result<Answer<Done>, Problem> {
    let program = affiliate(call)?;
    let partner = partner_named(call.view, program.id, named)?;
    decided(call.view, program, &partner, PartnerDecision::Deleted)
}

fn update_of(view: View<'_>) -> PartnerUpdate {
    let PartnerIdentifier { id, key, email } = named(view, 0);
    PartnerUpdate { id, key, email, update: sample_changes() }
}

fn named(view: View<'_>, place: usize) -> PartnerIdentifier {
    let key = some_other_partner(view, place).map(|(program, partner)| key_of(view, program, partner));
    PartnerIdentifier { key, ..PartnerIdentifier::default() }
}
