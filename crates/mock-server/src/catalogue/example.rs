//! A program for sample calls in a world that has none.

use trackside_world::{
    Cause, Event, JoinCause, PartnerDecision, PartnerDecisionCause, ProgramCause, ProgramKind, View,
};

/// What would give the world an affiliate program with a partner, if it has no such program: a world file without
/// simulation may have none. Nothing of it is recorded; a sample call shows its shape, and gets a 404.
pub(super) fn example_program(view: View<'_>) -> Vec<Event> {
    if view.programs().any(|program| program.kind == ProgramKind::Affiliate) {
        return Vec::new();
    }
    let mut events = Vec::new();
    let mut happens = |cause: &dyn Fn(View<'_>) -> Cause| {
        let after = view.after(&events);
        // In a ledger without room for another program there is one.
        events.extend(after.view().cause(&cause(after.view())).unwrap_or_default());
    };
    let newest = |view: View<'_>| view.programs().last().map(|program| program.id);
    happens(&|_| Cause::Program(ProgramCause::default()));
    happens(&|view| Cause::Join(JoinCause { program: newest(view), ..JoinCause::default() }));
    happens(&|view| {
        let (program, decision) = (newest(view), PartnerDecision::Approved);
        Cause::PartnerDecision(PartnerDecisionCause { program, partner: None, decision, at: None })
    });
    events
}
