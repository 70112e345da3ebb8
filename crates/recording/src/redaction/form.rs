//! The encodings of a value.

/// The shortest value that is redacted everywhere. Shorter ones would be found in too many words.
const SHORTEST: usize = 4;

/// The most bytes of an encoded character: an escape with two surrogates, `\ud83d\ude00`.
const LONGEST_ESCAPE: usize = 12;

/// A value that is found in any encoding.
///
/// Each byte can be literal, percent-encoded once or twice, a plus sign as in forms, or escaped as in JSON,
/// independently of the bytes around it. A value of less than four characters is only found as a whole value: after a
/// quote, an equals sign, a scheme word or the start, and before a quote, `&`, `;`, `#` or the end. It is not found as
/// the name of a JSON field.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Form {
    value: Vec<u8>,
    must_be_whole: bool,
}

impl Form {
    /// The value; `None` if it is empty.
    pub(crate) fn new(value: &str) -> Option<Self> {
        let must_be_whole = value.chars().count() < SHORTEST;
        (!value.is_empty()).then(|| Self { value: value.as_bytes().to_vec(), must_be_whole })
    }

    /// The value itself, if it is text.
    pub(crate) fn value(&self) -> &str {
        std::str::from_utf8(&self.value).unwrap_or_default()
    }

    /// The length of the value, in bytes.
    pub(crate) fn length(&self) -> usize {
        self.value.len()
    }

    /// The number of bytes that the value takes in the text at this position; `None` if it does not start there.
    pub(crate) fn matched(&self, text: &[u8], start: usize) -> Option<usize> {
        let first = *text.get(start)?;
        if first != self.value[0] && !matches!(first, b'%' | b'\\' | b'+') {
            return None;
        }
        // If a byte can be read in two ways (a backslash is literal, or starts an escape), both are tried.
        let mut ends = vec![(0, start)];
        while ends.iter().any(|(taken, _)| *taken < self.value.len()) {
            let mut next = Vec::new();
            for (taken, place) in ends {
                if taken == self.value.len() {
                    next.push((taken, place));
                    continue;
                }
                for (bytes, length) in written(&self.value[taken..], &text[place..]) {
                    let reached = (taken + bytes, place + length);
                    if !next.contains(&reached) {
                        next.push(reached);
                    }
                }
            }
            ends = next;
        }
        let end = ends.iter().map(|(_, place)| *place).filter(|end| !self.must_be_whole || is_whole(text, start, *end));
        end.max().map(|end| end - start)
    }
}

/// The ways in which the text starts with the start of the value: a number of bytes of the value, and of the text.
fn written(value: &[u8], text: &[u8]) -> Vec<(usize, usize)> {
    let (Some(byte), Some(shown)) = (value.first(), text.first()) else { return Vec::new() };
    let mut ways = Vec::new();
    if byte == shown {
        ways.push((1, 1));
    }
    match shown {
        b'+' if *byte == b' ' => ways.push((1, 1)),
        b'%' => {
            for prefix in [&b"%"[..], b"%25"] {
                if let Some(digits) = text.strip_prefix(prefix).and_then(|rest| rest.get(..2))
                    && number(digits) == Some(u32::from(*byte))
                {
                    ways.push((1, prefix.len() + 2));
                }
            }
        }
        b'\\' => ways.extend(escaped(value, &text[..text.len().min(LONGEST_ESCAPE)])),
        _ => {}
    }
    ways
}

/// A JSON escape for the start of the value.
fn escaped(value: &[u8], text: &[u8]) -> Option<(usize, usize)> {
    let meant = match text.get(1)? {
        same @ (b'"' | b'\\' | b'/') => *same,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'b' => 0x08,
        b'f' => 0x0c,
        b'u' => {
            let first = number(text.get(2..6)?)?;
            let (code, length) = match text.get(6..12) {
                Some([b'\\', b'u', low @ ..]) if (0xd800..0xdc00).contains(&first) => {
                    (0x10000 + ((first - 0xd800) << 10) + number(low)?.checked_sub(0xdc00)?, 12)
                }
                _ => (first, 6),
            };
            let mut buffer = [0; 4];
            let character = char::from_u32(code)?.encode_utf8(&mut buffer);
            return value.starts_with(character.as_bytes()).then_some((character.len(), length));
        }
        _ => return None,
    };
    (value[0] == meant).then_some((1, 2))
}

fn number(digits: &[u8]) -> Option<u32> {
    digits.iter().try_fold(0, |number, digit| Some(number * 16 + char::from(*digit).to_digit(16)?))
}

/// Whether the text between two positions is a whole value.
fn is_whole(text: &[u8], start: usize, end: usize) -> bool {
    let (before, after) = (&text[..start], &text[end..]);
    let word = before.rsplit(|byte| matches!(byte, b' ' | b':' | b'\'' | b'"')).nth(1).unwrap_or_default();
    let is_after_scheme = before.ends_with(b" ")
        && [&b"bearer"[..], b"basic", b"token"].iter().any(|scheme| word.eq_ignore_ascii_case(scheme));
    let begins = matches!(before.last(), None | Some(b'=' | b'"' | b'\'')) || is_after_scheme;
    let ends = matches!(after.first(), None | Some(b'&' | b'"' | b'\'' | b';' | b'#'));
    let mut rest = after.iter().skip(1).skip_while(|byte| byte.is_ascii_whitespace());
    let is_name = after.first() == Some(&b'"') && rest.next() == Some(&b':');
    begins && ends && !is_name
}
