//! Which ledgers have grown out of which, so that whoever has counted one knows what another has in common with it.

use std::sync::atomic::{AtomicU64, Ordering};

/// The next number of a lineage.
static NEXT: AtomicU64 = AtomicU64::new(0);

/// A ledger that grows, or a branch of one: what would be after some events.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Lineage {
    id: u64,
    /// The ledger that it is a branch of; itself, if it is none.
    trunk: u64,
    /// How many changed orders a branch had when it began. It shares them with the trunk.
    shared: Option<usize>,
}

impl Lineage {
    /// Of a ledger that has grown out of no other.
    pub(crate) fn new() -> Self {
        let id = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { id, trunk: id, shared: None }
    }

    /// Of a branch that begins with so many changed orders.
    pub(crate) fn branch(self, changed: usize) -> Self {
        let shared = self.shared.map_or(changed, |shared| shared.min(changed));
        Self { id: NEXT.fetch_add(1, Ordering::Relaxed), trunk: self.trunk, shared: Some(shared) }
    }

    /// How many changed orders a ledger of this lineage with so many has in common with another one.
    pub(crate) fn common(self, changed: usize, (other, others): (Self, usize)) -> usize {
        if self.trunk != other.trunk {
            return 0;
        }
        if self.id == other.id {
            return changed.min(others);
        }
        self.shared.unwrap_or(changed).min(other.shared.unwrap_or(others))
    }
}

#[cfg(test)]
mod tests {
    use super::Lineage;

    #[test]
    fn branches_share_what_they_began_with() {
        let trunk = Lineage::new();
        assert_eq!(trunk.common(3, (trunk, 5)), 3);
        let (a, b) = (trunk.branch(4), trunk.branch(5));
        assert_eq!((trunk.common(7, (a, 6)), a.common(6, (trunk, 7))), (4, 4));
        assert_eq!((a.common(6, (b, 6)), b.common(6, (b, 7))), (4, 6));
        assert_eq!(b.branch(9).common(9, (trunk, 9)), 5, "what only the branch had is not the trunk's");
        assert_eq!(trunk.common(3, (Lineage::new(), 3)), 0);
    }
}
