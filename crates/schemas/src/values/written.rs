//! Short texts that are written in place: a row of a page needs no allocation for its dates and amounts.

use serde::Serializer;

/// An ASCII text of up to `N` bytes that is filled from its end.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Written<const N: usize> {
    bytes: [u8; N],
    start: usize,
}

impl<const N: usize> Written<N> {
    pub(crate) const fn new() -> Self {
        Self { bytes: [0; N], start: N }
    }

    /// Puts a character before what is there.
    pub(crate) fn prepend(&mut self, character: u8) {
        self.start -= 1;
        self.bytes[self.start] = character;
    }

    /// Puts the number before what is there, with leading zeros up to so many digits.
    pub(crate) fn prepend_number(&mut self, mut number: u64, digits: usize) {
        let end = self.start;
        while number > 0 || end - self.start < digits {
            self.prepend(b'0' + u8::try_from(number % 10).expect("a digit"));
            number /= 10;
        }
    }

    /// The text.
    pub(crate) fn as_str(&self) -> &str {
        str::from_utf8(&self.bytes[self.start..]).expect("only ASCII is written")
    }

    /// Writes the text as a string.
    pub(crate) fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::Written;

    #[test]
    fn fills_from_the_end() {
        for (number, digits, expected) in
            [(0, 1, "<0"), (0, 3, "<000"), (7, 2, "<07"), (1234, 2, "<1234"), (u64::MAX, 1, "<18446744073709551615")]
        {
            let mut text = Written::<32>::new();
            text.prepend_number(number, digits);
            text.prepend(b'<');
            assert_eq!(text.as_str(), expected);
        }
    }
}
