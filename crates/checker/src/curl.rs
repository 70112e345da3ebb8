//! A request as a line for a shell.

use std::fmt::Write as _;

use bytes::Bytes;
use http::{HeaderMap, Method};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use url::Url;

/// A line for a POSIX shell that repeats a request. `secrets` are values and the environment variables that hold them: the line names the
/// variables.
pub(crate) fn curl(
    base_url: &Url,
    method: &Method,
    target: &str,
    headers: &HeaderMap,
    body: Option<&Bytes>,
    secrets: &[(String, String)],
) -> String {
    let mut line = "curl -sS".to_owned();
    match *method {
        Method::GET => {}
        Method::HEAD => line.push_str(" -I"),
        _ => write!(line, " -X {}", quoted(method.as_str().as_bytes(), secrets)).expect("a string takes every text"),
    }
    // Brackets and braces in the address are meant as they are.
    let address = format!("{}{target}", base_url.as_str().trim_end_matches('/'));
    if address.contains(['[', ']', '{', '}']) {
        line.push_str(" -g");
    }
    write!(line, " {}", quoted(address.as_bytes(), secrets)).expect("a string takes every text");
    for (name, value) in headers {
        let header = [name.as_str().as_bytes(), b": ", value.as_bytes()].concat();
        write!(line, " -H {}", quoted(&header, secrets)).expect("a string takes every text");
    }
    if let Some(body) = body {
        write!(line, " --data-binary {}", quoted(body, secrets)).expect("a string takes every text");
    }
    line
}

/// One word for a shell. Whatever is no secret is quoted so that the shell leaves it alone; a secret is left to the shell to put in.
fn quoted(bytes: &[u8], secrets: &[(String, String)]) -> String {
    let mut word = String::new();
    let mut plain = Vec::new();
    let mut rest = bytes;
    'outer: while !rest.is_empty() {
        for (value, variable) in secrets {
            let encoded = utf8_percent_encode(value, NON_ALPHANUMERIC).to_string();
            let light = encoded.replace("%2D", "-").replace("%2E", ".").replace("%5F", "_").replace("%7E", "~");
            for form in [value, &light, &encoded] {
                if let Some(after) = rest.strip_prefix(form.as_bytes()).filter(|_| !form.is_empty()) {
                    literal(&mut word, &plain);
                    plain.clear();
                    write!(word, "\"${variable}\"").expect("a string takes every text");
                    rest = after;
                    continue 'outer;
                }
            }
        }
        plain.push(rest[0]);
        rest = &rest[1..];
    }
    if !plain.is_empty() || word.is_empty() {
        literal(&mut word, &plain);
    }
    word
}

/// Bytes between single quotes; where there is something that cannot stand on a line, `$'…'`.
fn literal(word: &mut String, bytes: &[u8]) {
    if bytes.is_empty() && !word.is_empty() {
        return;
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.chars().any(char::is_control) => {
            word.push('\'');
            word.push_str(&text.replace('\'', r"'\''"));
            word.push('\'');
        }
        _ => {
            word.push_str("$'");
            for byte in bytes {
                match byte {
                    b'\'' => word.push_str(r"\'"),
                    b'\\' => word.push_str(r"\\"),
                    0x20..=0x7e => word.push(char::from(*byte)),
                    byte => write!(word, "\\{byte:03o}").expect("a string takes every text"),
                }
            }
            word.push('\'');
        }
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use http::{HeaderMap, HeaderValue, Method};
    use proptest::prelude::*;
    use url::Url;

    use super::curl;

    /// The arguments that a shell makes of a line.
    fn arguments(line: &str, variables: &[(&str, &str)]) -> Vec<Vec<u8>> {
        let script = format!("curl() {{ printf '%s\\0' \"$@\"; }}; {line}");
        let output = Command::new("bash").arg("-c").arg(script).envs(variables.iter().copied()).output().unwrap();
        assert!(output.status.success(), "{line}");
        let mut words: Vec<_> = output.stdout.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
        words.pop();
        words
    }

    #[test]
    fn credentials_are_left_to_the_shell() {
        let mut headers = HeaderMap::new();
        headers.insert("authorization", HeaderValue::from_static("Bearer s3cr3t/x"));
        let secrets = [("s3cr3t/x".to_owned(), "SHOP_KEY".to_owned())];
        let base = Url::parse("http://localhost:4010/shop/").unwrap();
        let line = curl(&base, &Method::GET, "/orders?key=s3cr3t%2Fx&a[]=1", &headers, None, &secrets);
        assert_eq!(
            line,
            r#"curl -sS -g 'http://localhost:4010/shop/orders?key='"$SHOP_KEY"'&a[]=1' -H 'authorization: Bearer '"$SHOP_KEY""#
        );
        let words = arguments(&line, &[("SHOP_KEY", "s3cr3t/x")]);
        assert_eq!(words.last().unwrap(), b"authorization: Bearer s3cr3t/x");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_shell_gives_back_what_was_sent(body in proptest::collection::vec(1_u8..=255, 0..40), header in "[!-~]([ -~]{0,20}[!-~])?") {
            let mut headers = HeaderMap::new();
            headers.insert("x-test", HeaderValue::from_str(&header).unwrap());
            let base = Url::parse("http://localhost:1").unwrap();
            let line = curl(&base, &Method::POST, "/a", &headers, Some(&body.clone().into()), &[]);
            prop_assert!(!line.contains('\n'));
            let words = arguments(&line, &[]);
            let expected: Vec<Vec<u8>> = [
                b"-sS".to_vec(), b"-X".to_vec(), b"POST".to_vec(), b"http://localhost:1/a".to_vec(), b"-H".to_vec(),
                format!("x-test: {header}").into_bytes(), b"--data-binary".to_vec(), body,
            ].into();
            prop_assert_eq!(words, expected);
        }
    }
}
