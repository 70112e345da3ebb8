//! Captures a body while it is sent.

use bytes::Bytes;

/// The largest part of a body that is kept, in bytes. No response of the sandbox is longer.
const MAX_BYTES: usize = 2 << 20;

/// A body that is being captured, chunk by chunk.
#[derive(Debug, Default)]
pub(super) struct Capture {
    chunks: Vec<Bytes>,
    kept: usize,
    total: u64,
}

/// A captured body.
#[derive(Debug, Clone, Default)]
pub(super) struct Captured {
    /// The start of the body, as far as it was kept.
    pub(super) bytes: Bytes,
    /// The size of the whole body, in bytes.
    pub(super) total: u64,
}

impl Capture {
    /// Adds a chunk, as far as there is room.
    pub(super) fn push(&mut self, chunk: &Bytes) {
        self.total += chunk.len() as u64;
        let room = (MAX_BYTES - self.kept).min(chunk.len());
        if room > 0 {
            self.kept += room;
            // A partial chunk is copied, because a slice would keep the whole chunk in memory.
            self.chunks.push(if room == chunk.len() { chunk.clone() } else { Bytes::copy_from_slice(&chunk[..room]) });
        }
    }

    /// Takes the captured body, and starts over.
    pub(super) fn take(&mut self) -> Captured {
        let chunks = std::mem::take(&mut self.chunks);
        let bytes = match <[Bytes; 1]>::try_from(chunks) {
            Ok([chunk]) => chunk,
            Err(chunks) => chunks.concat().into(),
        };
        self.kept = 0;
        Captured { bytes, total: std::mem::take(&mut self.total) }
    }
}

impl Captured {
    /// A body that is known as a whole.
    pub(super) fn of(bytes: Bytes) -> Self {
        Self { total: bytes.len() as u64, bytes }
    }

    /// Whether only a part of the body was kept.
    pub(super) fn is_truncated(&self) -> bool {
        self.total > self.bytes.len() as u64
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::{Capture, MAX_BYTES};

    #[test]
    fn keeps_what_fits_and_counts_everything() {
        for (chunks, kept) in [
            (vec![], 0),
            (vec![3], 3),
            (vec![3, 0, 4], 7),
            (vec![MAX_BYTES], MAX_BYTES),
            (vec![MAX_BYTES + 1], MAX_BYTES),
            (vec![MAX_BYTES - 1, 5, 7], MAX_BYTES),
        ] {
            let mut capture = Capture::default();
            for length in &chunks {
                capture.push(&vec![b'x'; *length].into());
            }
            let captured = capture.take();
            let total: usize = chunks.iter().sum();
            assert_eq!((captured.bytes.len(), captured.total), (kept, total as u64), "{chunks:?}");
            assert_eq!(captured.is_truncated(), kept < total, "{chunks:?}");
            assert_eq!(capture.take().bytes, Bytes::new(), "it is empty afterwards");
        }
    }
}
