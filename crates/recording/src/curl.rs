//! Requests as shell commands.

mod word;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use http::{HeaderMap, HeaderName, Method};
use percent_encoding::percent_decode;

use word::{Variables, as_text, expansion};

/// A command for a POSIX shell that repeats a request.
///
/// `secrets` are values and the environment variables that hold them. The command has the variables in place of the
/// values, however these are encoded. A query parameter that is a secret with special characters is passed to curl
/// separately, to be encoded.
pub fn curl(
    base_url: &str,
    method: &Method,
    target: &str,
    headers: &HeaderMap,
    body: Option<&Bytes>,
    secrets: &[(String, String)],
) -> String {
    let variables = Variables::new(secrets);
    // curl refuses to send a body with HEAD.
    let body = body.filter(|_| *method != Method::HEAD);
    let mut words = vec!["curl".to_owned(), "-sS".to_owned()];
    match (method, body) {
        (&Method::GET, None) => {}
        (&Method::HEAD, _) => words.push("-I".to_owned()),
        _ if method.as_str().bytes().all(|byte| byte.is_ascii_alphanumeric()) => words.push(format!("-X {method}")),
        _ => words.push(format!("-X {}", variables.word(method.as_str().as_bytes()))),
    }
    let (target, encoded) = without_secrets(target, &variables);
    let address = format!("{}{target}", base_url.trim_end_matches('/'));
    // Brackets and braces in the URL are literal.
    if address.contains(['[', ']', '{', '}']) {
        words.push("-g".to_owned());
    }
    words.push(variables.word(address.as_bytes()));
    if !encoded.is_empty() {
        // Old versions of curl only know the first option, but with a body it does not go into the query.
        let option = if body.is_none() { "--data-urlencode" } else { "--url-query" };
        words.extend(body.is_none().then(|| "-G".to_owned()));
        words.extend(encoded.iter().map(|(name, variable)| {
            let name = variables.word(format!("{name}=").as_bytes());
            format!("{option} {name}\"{}\"", expansion(variable))
        }));
    }
    words.extend(headers.iter().map(|(name, value)| header(name, value.as_bytes(), &variables, secrets)));
    let mut line = words.join(" ");
    if let Some(body) = body {
        if !headers.contains_key(CONTENT_TYPE) {
            // Without this, curl would add the content type of a form.
            line.push_str(" -H 'content-type:'");
        }
        if as_text(body).is_some() {
            line = format!("{line} --data-raw {}", variables.word(body));
        } else {
            line = format!("{} | {line} --data-binary @-", variables.printf(body));
        }
    }
    line
}

/// The target without query parameters whose secrets need encoding, and these parameters with their variables.
fn without_secrets<'t, 's>(target: &'t str, variables: &Variables<'s>) -> (String, Vec<(&'t str, &'s str)>) {
    let Some((path, query)) = target.split_once('?') else { return (target.to_owned(), Vec::new()) };
    let mut encoded = Vec::new();
    let kept: Vec<_> = query
        .split('&')
        .filter(|pair| {
            let Some((name, value)) = pair.split_once('=') else { return true };
            let plain = value.replace('+', " ");
            let is_as_it_is = percent_decode(plain.as_bytes()).eq(value.bytes());
            match variables.of_whole(value.as_bytes()) {
                Some(variable) if !is_as_it_is => {
                    encoded.push((name, variable));
                    false
                }
                _ => true,
            }
        })
        .collect();
    let mark = if kept.is_empty() { "" } else { "?" };
    (format!("{path}{mark}{}", kept.join("&")), encoded)
}

fn header(name: &HeaderName, value: &[u8], variables: &Variables<'_>, secrets: &[(String, String)]) -> String {
    if value.is_empty() {
        // curl needs this form for a header without a value.
        return format!("-H '{name};'");
    }
    let basic = |(pair, _): &&(String, String)| {
        let sent = value.get(..6).filter(|word| word.eq_ignore_ascii_case(b"basic ")).map(|_| &value[6..]);
        !pair.is_empty() && sent == Some(STANDARD.encode(pair).as_bytes())
    };
    if *name == AUTHORIZATION
        && let Some((_, variable)) = secrets.iter().find(basic)
    {
        return format!("-u \"{}\"", expansion(variable));
    }
    format!("-H {}", variables.word(&[name.as_str().as_bytes(), b": ", value].concat()))
}

#[cfg(test)]
mod tests;
