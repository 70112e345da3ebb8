//! Bytes as words of a POSIX shell.

use std::fmt::Write as _;

use crate::is_harmless;
use crate::redaction::Form;

/// Environment variables with the secrets that they hold, the longest secret first.
pub(super) struct Variables<'s> {
    forms: Vec<(Form, &'s str)>,
}

/// A piece of a word.
enum Piece<'p> {
    /// Literal bytes.
    Literal(&'p [u8]),
    /// The value of a variable.
    Variable(&'p str),
}

impl<'s> Variables<'s> {
    pub(super) fn new(secrets: &'s [(String, String)]) -> Self {
        let form = |(value, variable): &'s (String, String)| Some((Form::new(value)?, variable.as_str()));
        let mut forms: Vec<_> = secrets.iter().filter_map(form).collect();
        forms.sort_by_key(|(form, _)| std::cmp::Reverse(form.length()));
        Self { forms }
    }

    /// A shell word on a single line, whatever the bytes are. The shell inserts secrets, and changes nothing else.
    ///
    /// A shell word cannot contain a zero byte: everything after it is lost. Use [`Self::printf`] for those.
    pub(super) fn word(&self, bytes: &[u8]) -> String {
        let mut word = String::new();
        for piece in self.pieces(bytes) {
            match piece {
                Piece::Variable(variable) => write!(word, "\"{}\"", expansion(variable)),
                Piece::Literal(literal) => match as_text(literal) {
                    Some(text) => write!(word, "'{}'", text.replace('\'', r"'\''")),
                    // Command substitution removes trailing line breaks. The full stop protects them, and is removed
                    // again.
                    None if literal.ends_with(b"\n") => {
                        write!(word, "\"$(x=$(printf '{}.'); printf %s \"${{x%.}}\")\"", format(literal))
                    }
                    None => write!(word, "\"$(printf '{}')\"", format(literal)),
                },
            }
            .expect("writing to a string never fails");
        }
        if word.is_empty() { "''".to_owned() } else { word }
    }

    /// A command that writes the bytes, whatever they are.
    pub(super) fn printf(&self, bytes: &[u8]) -> String {
        let (mut text, mut arguments) = (String::new(), String::new());
        for piece in self.pieces(bytes) {
            match piece {
                Piece::Literal(literal) => text.push_str(&format(literal)),
                Piece::Variable(variable) => {
                    text.push_str("%s");
                    write!(arguments, " \"{}\"", expansion(variable)).expect("writing to a string never fails");
                }
            }
        }
        format!("printf '{text}'{arguments}")
    }

    /// The variable that holds the whole value, however it is encoded.
    pub(super) fn of_whole(&self, value: &[u8]) -> Option<&'s str> {
        let is_whole = |form: &Form| form.matched(value, 0) == Some(value.len());
        self.forms.iter().find(|(form, _)| is_whole(form)).map(|(_, variable)| *variable)
    }

    fn pieces<'p>(&'p self, bytes: &'p [u8]) -> Vec<Piece<'p>> {
        let mut pieces = Vec::new();
        let (mut start, mut place) = (0, 0);
        while place < bytes.len() {
            let found = self.forms.iter().find_map(|(form, variable)| Some((form.matched(bytes, place)?, *variable)));
            let Some((length, variable)) = found else {
                place += 1;
                continue;
            };
            if start < place {
                pieces.push(Piece::Literal(&bytes[start..place]));
            }
            pieces.push(Piece::Variable(variable));
            place += length;
            start = place;
        }
        if start < bytes.len() {
            pieces.push(Piece::Literal(&bytes[start..]));
        }
        pieces
    }
}

/// The expansion of a variable between double quotes. A name that is not valid in a shell is read from the environment.
pub(super) fn expansion(variable: &str) -> String {
    let mut bytes = variable.bytes();
    let is_name = bytes.next().is_some_and(|byte| byte.is_ascii_alphabetic() || byte == b'_')
        && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if is_name { format!("${variable}") } else { format!("$(printenv '{}')", variable.replace('\'', r"'\''")) }
}

/// The bytes as printable text; `None` if some are not printable.
pub(super) fn as_text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok().filter(|text| text.chars().all(is_harmless))
}

/// Bytes as a format of `printf`, between single quotes.
fn format(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (index, byte) in bytes.iter().enumerate() {
        match byte {
            b'%' => text.push_str("%%"),
            b'\\' => text.push_str(r"\\"),
            // At the start it would begin an option.
            b'-' if index == 0 => text.push_str(r"\055"),
            b' '..=b'~' if *byte != b'\'' => text.push(char::from(*byte)),
            byte => write!(text, "\\{byte:03o}").expect("writing to a string never fails"),
        }
    }
    text
}
