//! Keyed permutations: public identifiers that can be turned back into an index without a table, and invented ones that
//! are recognised as such.

use uuid::Uuid;

use super::dice::{Purpose, mix};

const ROUNDS: u64 = 4;

/// A permutation of the numbers below 100,000,000: eight digits that reveal nothing about the index behind them. Larger
/// numbers have a ninth digit in front of them, which stays.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EightDigits {
    key: u64,
}

impl EightDigits {
    const LIMIT: u32 = 100_000_000;
    const HALF: u32 = 14;
    const MASK: u32 = (1 << Self::HALF) - 1;

    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        Self { key: mix(seed ^ mix(purpose as u64)) }
    }

    /// The digits of the index.
    pub(crate) fn digits(self, index: u32) -> u32 {
        // This ends because the index itself, which is on the same cycle, is below the limit.
        let mut value = self.forward(index % Self::LIMIT);
        while value >= Self::LIMIT {
            value = self.forward(value);
        }
        index - index % Self::LIMIT + value
    }

    /// The index behind the digits.
    pub(crate) fn index(self, digits: u32) -> u32 {
        let mut value = self.backward(digits % Self::LIMIT);
        while value >= Self::LIMIT {
            value = self.backward(value);
        }
        digits - digits % Self::LIMIT + value
    }

    fn round(self, number: u64, half: u32) -> u32 {
        u32::try_from(mix(self.key ^ (number << 32) ^ u64::from(half)) & u64::from(Self::MASK))
            .expect("the mask leaves 14 bits")
    }

    fn forward(self, value: u32) -> u32 {
        let (mut left, mut right) = (value >> Self::HALF, value & Self::MASK);
        for number in 0..ROUNDS {
            (left, right) = (right, left ^ self.round(number, right));
        }
        left << Self::HALF | right
    }

    fn backward(self, value: u32) -> u32 {
        let (mut left, mut right) = (value >> Self::HALF, value & Self::MASK);
        for number in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.round(number, left), left);
        }
        left << Self::HALF | right
    }
}

/// Numbers of up to 40 bits as version 4 UUIDs. The other 82 bits must decrypt to zero, so invented UUIDs are
/// recognised.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Uuids {
    key: u64,
}

impl Uuids {
    const PAYLOAD_BITS: u32 = 40;
    const HALF: u32 = 61;
    const MASK: u64 = (1 << Self::HALF) - 1;

    pub(crate) fn new(seed: u64, purpose: Purpose) -> Self {
        Self { key: mix(seed ^ mix(purpose as u64)) }
    }

    /// The UUID of the number.
    pub(crate) fn uuid(self, number: u64) -> Uuid {
        let (mut left, mut right) = (0, number & Self::MASK);
        for round in 0..ROUNDS {
            (left, right) = (right, left ^ self.round(round, right));
        }
        let bits = u128::from(left) << Self::HALF | u128::from(right);
        let high = (bits >> 74) << 80;
        let middle = (bits >> 62 & 0xfff) << 64;
        let low = bits & ((1 << 62) - 1);
        Uuid::from_u128(high | 0x4 << 76 | middle | 0b10 << 62 | low)
    }

    /// The number behind the UUID, or `None` if the UUID is invented.
    pub(crate) fn number(self, uuid: Uuid) -> Option<u64> {
        let value = uuid.as_u128();
        if value >> 76 & 0xf != 4 || value >> 62 & 0b11 != 0b10 {
            return None;
        }
        let bits = (value >> 80) << 74 | (value >> 64 & 0xfff) << 62 | value & ((1 << 62) - 1);
        let mut left = u64::try_from(bits >> Self::HALF).expect("61 bits");
        let mut right = u64::try_from(bits & u128::from(Self::MASK)).expect("61 bits");
        for round in (0..ROUNDS).rev() {
            (left, right) = (right ^ self.round(round, left), left);
        }
        (left == 0 && right >> Self::PAYLOAD_BITS == 0).then_some(right)
    }

    fn round(self, number: u64, half: u64) -> u64 {
        mix(self.key.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) ^ half) & Self::MASK
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::{EightDigits, Uuids};
    use crate::chance::{Dice, Purpose};

    #[test]
    fn digits_are_a_permutation() {
        let permutation = EightDigits::new(5, Purpose::Reference);
        let mut seen = std::collections::BTreeSet::new();
        for index in (0..200_000).chain(99_900_000..100_100_000).chain(464_900_000..465_000_000) {
            let digits = permutation.digits(index);
            assert_eq!(digits / 100_000_000, index / 100_000_000, "the ninth digit stays");
            assert!(seen.insert(digits));
            assert_eq!(permutation.index(digits), index);
        }
    }

    #[test]
    fn uuids_lead_back_and_made_up_ones_do_not() {
        let uuids = Uuids::new(5, Purpose::TrackerId);
        for number in [0, 1, 77, 1 << 32, (1 << 40) - 1] {
            let uuid = uuids.uuid(number);
            assert_eq!((uuid.get_version_num(), uuid.get_variant()), (4, uuid::Variant::RFC4122));
            assert_eq!(uuids.number(uuid), Some(number));
        }
        let mut dice = Dice::new(1, Purpose::Roster, 0);
        for _ in 0..1000 {
            let made_up = Uuid::from_u64_pair(dice.next() & !0xf000 | 0x4000, dice.next() >> 2 | 1 << 63);
            assert_eq!(uuids.number(made_up), None, "{made_up}");
        }
    }
}
