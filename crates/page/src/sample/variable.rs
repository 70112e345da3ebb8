//! Environment variables in place of credentials.

/// A credential of a request, as its samples name it.
///
/// In the request, a character of its own stands for the credential: [`Variable::stand_in`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variable {
    /// The name of the environment variable, such as `WECANTRACK_API_KEY`.
    pub name: String,
    /// The credential itself, if it is one that the sandbox lists for everybody.
    pub listed: Option<String>,
}

impl Variable {
    /// The first of the characters that stand for credentials. They are for private use: no text needs them.
    const FIRST: u32 = 0xe000;

    /// The character that stands for the credential with this place in the list.
    pub fn stand_in(place: usize) -> char {
        let code = u32::try_from(place).ok().and_then(|place| char::from_u32(Self::FIRST + place));
        code.unwrap_or(char::REPLACEMENT_CHARACTER)
    }
}

/// The text with the credentials themselves, each as `written` writes it. Returns nothing if the sandbox does not list
/// one of them.
pub(super) fn filled_in(text: &str, variables: &[Variable], written: impl Fn(&str) -> String) -> Option<String> {
    let mut filled = text.to_owned();
    for (place, variable) in variables.iter().enumerate() {
        filled = filled.replace(Variable::stand_in(place), &written(variable.listed.as_deref()?));
    }
    Some(filled)
}

/// A command for a POSIX shell with the credentials themselves in place of its variables. Returns nothing if the sandbox
/// does not list one of them.
pub(super) fn filled_in_command(command: &str, variables: &[Variable]) -> Option<String> {
    let mut filled = command.to_owned();
    for variable in variables {
        let (name, key) = (&variable.name, variable.listed.as_deref()?.replace('\'', r"'\''"));
        // A variable between or after quoted words becomes a part of them.
        filled = filled.replace(&format!("'\"${name}\"'"), &key);
        filled = filled.replace(&format!("'\"${name}\""), &format!("{key}'"));
        filled = filled.replace(&format!("\"${name}\""), &format!("'{key}'"));
    }
    Some(filled)
}

/// Writes a shell command with an environment variable for each credential. The credentials must be in single quotes.
pub(super) fn in_shell(command: &str, variables: &[Variable]) -> String {
    with_variables(command, variables, |variable, written, rest| {
        written.extend(["'\"$", &variable.name, "\""]);
        // The quotes that would open here may close at once.
        if let Some(rest) = rest.strip_prefix('\'') {
            return rest;
        }
        written.push('\'');
        rest
    })
}

/// Writes a module with `process.env` for each credential. The credentials must be in string literals with double
/// quotes. `suffix` follows each variable: TypeScript needs `!`.
pub(super) fn in_javascript(module: &str, variables: &[Variable], suffix: &str) -> String {
    with_variables(module, variables, |variable, written, rest| {
        let backslashes = written.strip_suffix('"').map(|before| before.len() - before.trim_end_matches('\\').len());
        if backslashes.is_some_and(|count| count.is_multiple_of(2)) {
            written.pop();
        } else {
            written.push_str("\" + ");
        }
        written.extend(["process.env.", &variable.name, suffix]);
        if let Some(rest) = rest.strip_prefix('"') {
            return rest;
        }
        written.push_str(" + \"");
        rest
    })
}

/// Writes each variable with what stands before it, and continues with the rest that is returned.
fn with_variables(
    text: &str,
    variables: &[Variable],
    write: impl for<'t> Fn(&Variable, &mut String, &'t str) -> &'t str,
) -> String {
    let place = |character: char| (0..variables.len()).find(|place| Variable::stand_in(*place) == character);
    let mut written = String::with_capacity(text.len() + 64);
    let mut rest = text;
    while let Some((at, character)) = rest.char_indices().find(|(_, character)| place(*character).is_some()) {
        written.push_str(&rest[..at]);
        let variable = &variables[place(character).unwrap_or_default()];
        rest = write(variable, &mut written, &rest[at + character.len_utf8()..]);
    }
    written.push_str(rest);
    written
}

#[cfg(test)]
mod tests {
    use super::{Variable, filled_in, filled_in_command, in_javascript, in_shell};

    fn key(listed: Option<&str>) -> [Variable; 1] {
        [Variable { name: "KEY".to_owned(), listed: listed.map(str::to_owned) }]
    }

    #[test]
    fn quotes_close_around_variables_of_the_shell() {
        for (command, expected) in [
            ("-H 'a: \u{e000}'", r#"-H 'a: '"$KEY""#),
            ("'http://h/?k=\u{e000}&b=c'", r#"'http://h/?k='"$KEY"'&b=c'"#),
            ("'\u{e000}'\\''s'", r#"''"$KEY"\''s'"#),
            ("'none'", "'none'"),
        ] {
            assert_eq!(in_shell(command, &key(None)), expected);
        }
    }

    #[test]
    fn credentials_join_the_words_of_a_command() {
        for (command, expected) in [
            (r#"-H 'a: '"$KEY""#, "-H 'a: k'"),
            (r#"'http://h/?k='"$KEY"'&b=c'"#, "'http://h/?k=k&b=c'"),
            (r#"-u "$KEY""#, "-u 'k'"),
        ] {
            assert_eq!(filled_in_command(command, &key(Some("k"))).as_deref(), Some(expected));
        }
        assert_eq!(filled_in_command("curl", &key(None)), None);
    }

    #[test]
    fn literals_close_around_variables_of_a_program() {
        for (module, expected) in [
            ("f(\"\u{e000}\")", "f(process.env.KEY!)"),
            ("f(\"Bearer \u{e000}\")", "f(\"Bearer \" + process.env.KEY!)"),
            ("f(\"h?k=\u{e000}&b=c\")", "f(\"h?k=\" + process.env.KEY! + \"&b=c\")"),
            ("f(\"a\\\"\u{e000}\\\"\")", "f(\"a\\\"\" + process.env.KEY! + \"\\\"\")"),
        ] {
            assert_eq!(in_javascript(module, &key(None), "!"), expected);
        }
    }

    #[test]
    fn only_listed_credentials_are_filled_in() {
        let filled = |text, variables: &[Variable]| filled_in(text, variables, |key| format!("<{key}>"));
        assert_eq!(filled("a: \u{e000}", &key(Some("k"))).as_deref(), Some("a: <k>"));
        assert_eq!(filled("a: \u{e000}", &key(None)), None);
        assert_eq!(filled("a", &[]).as_deref(), Some("a"));
    }
}
