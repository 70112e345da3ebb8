//! What passed of a body.

use bytes::Bytes;

/// The most that is kept of a body, in bytes; no answer of the sandbox is longer.
const LONGEST: usize = 2 << 20;

/// What passed of a body, piece by piece.
#[derive(Debug, Default)]
pub(super) struct Tape {
    pieces: Vec<Bytes>,
    kept: usize,
    passed: u64,
}

/// What was kept of a body.
#[derive(Debug, Clone, Default)]
pub(super) struct Taped {
    /// The beginning.
    pub(super) bytes: Bytes,
    /// The size of all that passed, in bytes.
    pub(super) passed: u64,
}

impl Tape {
    /// Keeps a piece, as far as there is room.
    pub(super) fn push(&mut self, piece: &Bytes) {
        self.passed += piece.len() as u64;
        let room = (LONGEST - self.kept).min(piece.len());
        if room > 0 {
            self.kept += room;
            // A part is copied: a slice would keep all of it in memory.
            self.pieces.push(if room == piece.len() { piece.clone() } else { Bytes::copy_from_slice(&piece[..room]) });
        }
    }

    /// What was kept, in one piece.
    pub(super) fn take(&mut self) -> Taped {
        let pieces = std::mem::take(&mut self.pieces);
        let bytes = match <[Bytes; 1]>::try_from(pieces) {
            Ok([piece]) => piece,
            Err(pieces) => pieces.concat().into(),
        };
        self.kept = 0;
        Taped { bytes, passed: std::mem::take(&mut self.passed) }
    }
}

impl Taped {
    /// Whether more passed than was kept.
    pub(super) fn is_cut(&self) -> bool {
        self.passed > self.bytes.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{LONGEST, Tape};

    #[test]
    fn keeps_what_fits_and_counts_the_rest() {
        for (pieces, kept) in [
            (vec![], 0),
            (vec![3], 3),
            (vec![3, 0, 4], 7),
            (vec![LONGEST], LONGEST),
            (vec![LONGEST + 1], LONGEST),
            (vec![LONGEST - 1, 5, 7], LONGEST),
        ] {
            let mut tape = Tape::default();
            for length in &pieces {
                tape.push(&vec![b'x'; *length].into());
            }
            let taped = tape.take();
            let passed: usize = pieces.iter().sum();
            assert_eq!((taped.bytes.len(), taped.passed), (kept, passed as u64), "{pieces:?}");
            assert_eq!(taped.is_cut(), kept < passed, "{pieces:?}");
            assert_eq!(tape.take().bytes, Bytes::new(), "it is empty afterwards");
        }
    }
}
