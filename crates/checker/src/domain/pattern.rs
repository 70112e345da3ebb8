//! Generates texts that match a pattern.

use std::ops::RangeInclusive;

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use regex_syntax::hir::{Class, Hir, HirKind};

/// The longest text, in bytes.
const LONGEST: usize = 10_000;

/// The longest pattern, in bytes.
const LONGEST_PATTERN: usize = 10_000;

/// A text that is likely to match a pattern; `None` if the pattern is not supported, or its texts are too long.
/// Repetitions beyond the required ones use one of the counts in `more`.
///
/// Patterns are those of JavaScript. Look-around is not supported.
pub(super) fn text(pattern: &str, more: &RangeInclusive<u32>, random: &mut ChaCha8Rng) -> Option<String> {
    if pattern.len() > LONGEST_PATTERN {
        return None;
    }
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(100).build().parse(pattern).ok()?;
    let mut made = Vec::new();
    make(&parsed, more, random, &mut made)?;
    String::from_utf8(made).ok()
}

fn make(part: &Hir, more: &RangeInclusive<u32>, random: &mut ChaCha8Rng, made: &mut Vec<u8>) -> Option<()> {
    if made.len() > LONGEST {
        return None;
    }
    match part.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => made.extend_from_slice(&literal.0),
        HirKind::Class(class) => {
            let letter = choose(class, random)?;
            made.extend_from_slice(letter.encode_utf8(&mut [0; 4]).as_bytes());
        }
        HirKind::Repetition(repetition) => {
            let limit = repetition.max.unwrap_or(u32::MAX).max(repetition.min);
            let fewest = repetition.min.saturating_add(*more.start()).min(limit);
            let most = repetition.min.saturating_add(*more.end()).min(limit).max(fewest);
            let times = u64::from(fewest) + random.next_u64() % (u64::from(most - fewest) + 1);
            for _ in 0..times {
                let before = made.len();
                make(&repetition.sub, more, random, made)?;
                // An optional part at the end stays empty.
                if made.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(capture) => make(&capture.sub, more, random, made)?,
        HirKind::Concat(parts) => {
            for part in parts {
                make(part, more, random, made)?;
            }
        }
        HirKind::Alternation(parts) => {
            make(parts.get(random.next_u32() as usize % parts.len().max(1))?, more, random, made)?;
        }
    }
    Some(())
}

/// A character of a class: a printable ASCII character if the class has one.
fn choose(class: &Class, random: &mut ChaCha8Rng) -> Option<char> {
    let ranges: Vec<(u32, u32)> = match class {
        Class::Unicode(class) => {
            class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect()
        }
        Class::Bytes(class) => class.ranges().iter().map(|range| (range.start().into(), range.end().into())).collect(),
    };
    let plain: Vec<_> = ranges
        .iter()
        .map(|(start, end)| (*start.max(&0x21), *end.min(&0x7e)))
        .filter(|(start, end)| start <= end)
        .collect();
    let ranges = if plain.is_empty() { ranges } else { plain };
    let (start, end) = *ranges.get(random.next_u32() as usize % ranges.len().max(1))?;
    // A range may include code points that are not characters.
    char::from_u32(start + random.next_u32() % (end - start + 1)).or_else(|| char::from_u32(start))
}
