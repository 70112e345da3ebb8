//! Newsletter programs.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::declare::{DOCUMENTED, inferred};
use crate::values::MicrosecondInstant;

/// A newsletter program: flat, told apart by `esp_type`.
///
/// The provider's pages conflict. The page of the endpoint lists `Newsletter` as a value of the nested `data.program.type`; the page of
/// newsletter programs shows this flat shape for the same endpoint, without any `type` and with the public identifier as `id`. This contract
/// follows the page that shows a whole answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(extend("x-provenance" = DOCUMENTED))]
pub struct NewsletterProgram {
    /// The program's public identifier: capital letters and digits.
    pub id: String,
    /// The program's name.
    pub name: String,
    /// The e-mail service that sends the newsletter, for programs to read. Other services may appear.
    #[schemars(extend(
        "x-extensible-enum" = ["custom", "mailchimp", "mailerlite", "kit", "convertkit", "beehiiv"],
        "x-provenance" = inferred("`custom` is in the example; the other services are named on the page, but not how the field spells them")
    ))]
    pub esp_type: String,
    /// The e-mail service's name, for people.
    pub esp_type_name: String,
    /// How many people have subscribed.
    pub total_subscribers: u64,
    /// How many subscribers have brought another.
    pub total_referring: u64,
    /// How many subscribers another has brought.
    pub total_referred: u64,
    /// When the program was created.
    pub created_at: MicrosecondInstant,
}
