//! Events about leads.

use super::envelope::sent;
use super::{named, of_affiliates};
use crate::declare::example;
use crate::partnero::lead::{example_decided, example_lead};
use crate::partnero::{Lead, LeadStatus};

event!(
    /// A lead was submitted.
    LeadSubmitted, "lead.submitted", Lead,
    of_affiliates().rule(named("request.body.data.status == 'submitted'", "the lead is not decided")),
    [example("submitted", "A new lead.", sent(example_lead()))]
);

event!(
    /// A lead became a customer.
    LeadConverted, "lead.converted", Lead,
    of_affiliates().rule(named("request.body.data.status == 'converted'", "the lead is converted")),
    [example("converted", "A lead who is a customer.", sent(example_decided(LeadStatus::Converted)))]
);

event!(
    /// A lead was rejected.
    LeadRejected, "lead.rejected", Lead,
    of_affiliates().rule(named("request.body.data.status == 'rejected'", "the lead is rejected")),
    [example("rejected", "A lead who is no customer.", sent(example_decided(LeadStatus::Rejected)))]
);
