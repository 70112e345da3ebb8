//! The program that a key belongs to, if it is of the right kind.

use trackside_schemas::partnero::{AFFILIATE, NEWSLETTER, REFER_A_FRIEND};
use trackside_world::{Program, ProgramKind};

use super::program_of;
use crate::request::{Forbidden, Problem};
use crate::serve::{Call, Serve};

/// What the document calls the key of such a program.
pub(super) const fn name(kind: ProgramKind) -> &'static str {
    match kind {
        ProgramKind::Affiliate => AFFILIATE,
        ProgramKind::ReferAFriend => REFER_A_FRIEND,
        ProgramKind::Newsletter => NEWSLETTER,
    }
}

/// The caller's affiliate program.
pub(super) fn affiliate<'w, E: Serve>(call: &Call<'w, E>) -> Result<&'w Program, Problem> {
    of_kind(call, &[ProgramKind::Affiliate])
}

/// The caller's refer-a-friend program.
pub(super) fn referral<'w, E: Serve>(call: &Call<'w, E>) -> Result<&'w Program, Problem> {
    of_kind(call, &[ProgramKind::ReferAFriend])
}

/// The caller's newsletter program.
pub(super) fn newsletter<'w, E: Serve>(call: &Call<'w, E>) -> Result<&'w Program, Problem> {
    of_kind(call, &[ProgramKind::Newsletter])
}

/// The caller's program with customers.
pub(super) fn with_customers<'w, E: Serve>(call: &Call<'w, E>) -> Result<&'w Program, Problem> {
    of_kind(call, &[ProgramKind::Affiliate, ProgramKind::ReferAFriend])
}

/// The pipeline refuses the sandbox's own keys of other kinds. A key from the command line has none.
fn of_kind<'w, E: Serve>(call: &Call<'w, E>, kinds: &[ProgramKind]) -> Result<&'w Program, Problem> {
    let program = program_of(&call.caller, call.view)?;
    if kinds.contains(&program.kind) {
        Ok(program)
    } else {
        Err(Problem::Forbidden(Forbidden::OtherKind(Some(name(program.kind)))))
    }
}
