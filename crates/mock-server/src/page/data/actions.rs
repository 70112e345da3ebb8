//! What can be made to happen to a record: only what the world would not refuse now.

use trackside_page::data::Action;
use trackside_schemas::control::{EventKind, EventToCause};
use trackside_world::Program;

use super::Look;
use crate::control::{cause_of, is_shown_as};

/// A button: its text, what happens, and what else the event says.
pub(super) type Button = (&'static str, EventKind);

impl Look<'_> {
    /// The actions that the world would not refuse. `about` fills in what each is about.
    pub(super) fn actions(&self, buttons: &[Button], about: impl Fn(EventToCause) -> EventToCause) -> Vec<Action> {
        let is_shown_as = |program: &Program, name: &str| is_shown_as(self.sandbox, program, name);
        let is_possible = |event: &EventToCause| {
            cause_of(&is_shown_as, self.view, event).is_ok_and(|cause| self.view.cause(&cause).is_ok())
        };
        let made = buttons.iter().map(|(title, kind)| Action { title, event: about(EventToCause::new(*kind)) });
        made.filter(|action| is_possible(&action.event)).collect()
    }
}
