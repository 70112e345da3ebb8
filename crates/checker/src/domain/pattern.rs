//! A text that matches a pattern.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::Rng as _;
use regex_syntax::hir::{Class, Hir, HirKind};

/// How often something that may be repeated without end is repeated, at most, beyond what is required.
const MORE: u32 = 4;

/// The longest text that is made.
const LONGEST: usize = 4_096;

/// A text that matches a pattern as far as it can be told; nothing for a pattern that is not read, or whose texts are too long.
pub(super) fn text(pattern: &str, random: &mut ChaCha8Rng) -> Option<String> {
    let parsed = regex_syntax::ParserBuilder::new().nest_limit(100).build().parse(pattern).ok()?;
    let mut made = Vec::new();
    make(&parsed, random, &mut made)?;
    String::from_utf8(made).ok()
}

fn make(part: &Hir, random: &mut ChaCha8Rng, made: &mut Vec<u8>) -> Option<()> {
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
            let most = repetition.max.unwrap_or(repetition.min + MORE).min(repetition.min + MORE);
            let times = repetition.min + random.next_u32() % (most - repetition.min + 1);
            for _ in 0..times {
                make(&repetition.sub, random, made)?;
            }
        }
        HirKind::Capture(capture) => make(&capture.sub, random, made)?,
        HirKind::Concat(parts) => {
            for part in parts {
                make(part, random, made)?;
            }
        }
        HirKind::Alternation(parts) => make(parts.get(random.next_u32() as usize % parts.len().max(1))?, random, made)?,
    }
    Some(())
}

/// A letter of a class: a printable one of ASCII where the class has one.
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
    char::from_u32(start + random.next_u32() % (end - start + 1))
}
