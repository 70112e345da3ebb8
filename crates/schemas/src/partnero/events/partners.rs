//! Events about partners.

use super::envelope::sent;
use super::{named, of_affiliates};
use crate::declare::example;
use crate::partnero::partner::example_partner;
use crate::partnero::{Partner, PartnerStatus};

event!(
    /// Somebody became a partner.
    PartnerCreated, "partner.created", Partner, of_affiliates(),
    [example("created", "A new partner.", sent(new_partner()))]
);

event!(
    /// A partner was changed.
    PartnerUpdated, "partner.updated", Partner, of_affiliates(),
    [example("updated", "A partner who has brought something.", sent(example_partner()))]
);

event!(
    /// A partner was deleted.
    PartnerDeleted, "partner.deleted", Partner, of_affiliates(),
    [example("deleted", "A partner who is gone.", sent(with_status(PartnerStatus::Deleted)))]
);

event!(
    /// A partner was approved.
    PartnerApproved, "partner.approved", Partner,
    of_affiliates().rule(named("request.body.data.approved", "the partner is approved")),
    [example("approved", "A new partner.", sent(new_partner()))]
);

event!(
    /// A partner was rejected.
    PartnerRejected, "partner.rejected", Partner,
    of_affiliates().rule(named("request.body.data.status != 'active'", "the partner takes no part")),
    [example("rejected", "A partner who was not let in.", sent(rejected()))]
);

event!(
    /// A partner was archived.
    PartnerArchived, "partner.archived", Partner,
    of_affiliates().rule(named("request.body.data.status == 'archived'", "the partner is archived")),
    [example("archived", "A partner who was put aside.", sent(with_status(PartnerStatus::Archived)))]
);

fn rejected() -> Partner {
    Partner { approved: false, ..with_status(PartnerStatus::Archived) }
}

fn with_status(status: PartnerStatus) -> Partner {
    Partner { status, ..example_partner() }
}

fn new_partner() -> Partner {
    Partner { referrals: None, commissions: None, referrals_count: 0, ..example_partner() }
}
