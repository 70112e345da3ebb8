//! Limits for compositions of schemas.

use super::node::{Node, NodeId};
use crate::ContractError;

/// The most schemas that may be nested for a single value.
const DEPTH: usize = 64;

/// The most times that schemas may be applied to a single value.
const BREADTH: u64 = 20_000;

/// Refuses cycles and explosions of schemas that apply to the same value: checking them would never end.
pub(super) fn check(nodes: &[Node]) -> Result<(), ContractError> {
    let mut states = vec![State::New; nodes.len()];
    (0..nodes.len()).try_for_each(|id| weigh(nodes, id, 0, &mut states).map(|_| ()))
}

#[derive(Debug, Clone, Copy)]
enum State {
    New,
    Open,
    Weighed { breadth: u64, depth: usize },
}

fn weigh(nodes: &[Node], id: NodeId, above: usize, states: &mut [State]) -> Result<(u64, usize), ContractError> {
    let place = || nodes[id].pointer.clone();
    let too_deep = || ContractError::TooComplex { place: place(), limit: format!("more than {DEPTH} levels") };
    match states[id] {
        State::Open => return Err(ContractError::Endless { place: place() }),
        State::Weighed { depth, .. } if above + depth > DEPTH => return Err(too_deep()),
        State::Weighed { breadth, depth } => return Ok((breadth, depth)),
        State::New if above > DEPTH => return Err(too_deep()),
        State::New => states[id] = State::Open,
    }
    let (mut breadth, mut depth) = (1_u64, 0);
    for member in nodes[id].in_place() {
        let (member_breadth, member_depth) = weigh(nodes, member, above + 1, states)?;
        breadth = breadth.saturating_add(member_breadth);
        depth = depth.max(member_depth + 1);
    }
    if breadth > BREADTH {
        return Err(ContractError::TooComplex { place: place(), limit: format!("more than {BREADTH} for one value") });
    }
    states[id] = State::Weighed { breadth, depth };
    Ok((breadth, depth))
}
