//! What cannot be caused.

use chrono::Duration;
use trackside_world::{Cause, CauseError, ChangeKind, CustomerId, OrderId, ProgramId, SaleCause};

use crate::ledger::change;
use crate::worlds::{noon, world};

#[test]
fn what_does_not_fit_is_refused() {
    let world = world(1, 100);
    let view = world.at(noon()).expect("in range");
    let begins = world.begins();
    let refused = |cause: SaleCause| view.cause(&Cause::Sale(cause)).expect_err("it does not fit");
    let usual = SaleCause::default;
    let future = noon() + Duration::seconds(1);
    let late = CauseError::OutsideOfTime { at: future, begins, now: noon() };
    assert_eq!(refused(SaleCause { at: Some(future), ..usual() }), late);
    assert_eq!(refused(SaleCause { program: Some(ProgramId(99)), ..usual() }), CauseError::UnknownProgram);
    let partner = Some(trackside_world::PartnerId(9999));
    assert_eq!(refused(SaleCause { partner, ..usual() }), CauseError::UnknownPartner);
    let nobody = Some(CustomerId(u32::MAX));
    assert_eq!(refused(SaleCause { customer: nobody, ..usual() }), CauseError::UnknownVisitor);
    let largest = 1_000_000_000;
    for amount in [-1, largest + 1, i64::MIN, i64::MAX] {
        assert_eq!(refused(SaleCause { amount: Some(amount), ..usual() }), CauseError::AmountOutOfRange { largest });
    }
    let unknown = OrderId(u32::MAX);
    let refused = view.cause(&change(unknown, ChangeKind::Approved));
    assert_eq!(refused, Err(CauseError::UnknownOrder { order: unknown }));
}
