use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use http::{HeaderMap, HeaderName, HeaderValue, Method};
use proptest::prelude::*;

use super::curl;

const SECRETS: [(&str, &str); 3] =
    [("s3cr3t/x", "SHOP_KEY"), ("ann:pa$$ 'w\"", "SHOP_USER"), ("s3cr3t/x+&y", "SHOP_LONG")];

/// Method, target, headers, body, and the line.
type Row<'r> = (&'r str, &'r str, &'r [(&'r str, &'r str)], Option<&'r [u8]>, &'r str);

fn secrets() -> Vec<(String, String)> {
    SECRETS.iter().map(|(value, variable)| ((*value).to_owned(), (*variable).to_owned())).collect()
}

const BASE: &str = "http://localhost:4010/shop/";

/// A process that another test starts while the program is written would have it open, and it could not be executed.
static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());

/// What a program named `curl` is given by a shell that runs a line: its arguments, and its standard input when that is
/// asked for.
fn given(shell: &str, line: &str) -> (Vec<Vec<u8>>, Vec<u8>) {
    let folder = tempfile::tempdir().unwrap();
    let (program, input) = (folder.path().join("curl"), folder.path().join("input"));
    let script =
        "#!/bin/sh\nfor word; do printf '%s\\0' \"$word\"; done\ncase \" $*\" in *' @-') cat >\"$INPUT\";; esac\n";
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(PoisonError::into_inner);
    std::fs::write(&program, script).unwrap();
    std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", folder.path().display(), std::env::var("PATH").unwrap());
    let output = Command::new(shell)
        .args(["-c", line])
        .env("PATH", path)
        .env("INPUT", &input)
        .envs(SECRETS.map(|(value, variable)| (variable, value)))
        .output()
        .unwrap();
    assert!(output.status.success() && output.stderr.is_empty(), "{line}: {output:?}");
    let mut words: Vec<_> = output.stdout.split(|byte| *byte == 0).map(<[u8]>::to_vec).collect();
    words.pop();
    (words, std::fs::read(&input).unwrap_or_default())
}

#[test]
fn requests_become_lines() {
    let json = ("content-type", "application/json");
    let rows: [Row<'_>; 15] = [
        ("GET", "/a", &[], None, "curl -sS 'http://localhost:4010/shop/a'"),
        ("HEAD", "/a", &[], Some(b""), "curl -sS -I 'http://localhost:4010/shop/a'"),
        ("GET", "/a?b[]=1", &[], None, "curl -sS -g 'http://localhost:4010/shop/a?b[]=1'"),
        ("M-SEARCH", "/a", &[], None, "curl -sS -X 'M-SEARCH' 'http://localhost:4010/shop/a'"),
        (
            "POST",
            "/a",
            &[json, ("authorization", "Bearer s3cr3t/x")],
            Some(br#"{"a":"it's"}"#),
            r#"curl -sS -X POST 'http://localhost:4010/shop/a' -H 'content-type: application/json' -H 'authorization: Bearer '"$SHOP_KEY" --data-raw '{"a":"it'\''s"}'"#,
        ),
        // GET with a body stays GET, and the body is not called a form.
        (
            "GET",
            "/a",
            &[],
            Some(b"x"),
            "curl -sS -X GET 'http://localhost:4010/shop/a' -H 'content-type:' --data-raw 'x'",
        ),
        // No file is read for a body that begins with an @.
        (
            "POST",
            "/a",
            &[json],
            Some(b"@/etc/passwd"),
            "curl -sS -X POST 'http://localhost:4010/shop/a' -H 'content-type: application/json' --data-raw '@/etc/passwd'",
        ),
        (
            "POST",
            "/a",
            &[json],
            Some(b""),
            "curl -sS -X POST 'http://localhost:4010/shop/a' -H 'content-type: application/json' --data-raw ''",
        ),
        (
            "POST",
            "/a",
            &[json],
            Some(b"-n\n%\0\xff'"),
            r"printf '\055n\012%%\000\377\047' | curl -sS -X POST 'http://localhost:4010/shop/a' -H 'content-type: application/json' --data-binary @-",
        ),
        (
            "POST",
            "/a",
            &[json],
            Some(b"\ns3cr3t/x\n"),
            r#"printf '\012%s\012' "$SHOP_KEY" | curl -sS -X POST 'http://localhost:4010/shop/a' -H 'content-type: application/json' --data-binary @-"#,
        ),
        ("GET", "/a", &[("x-empty", "")], None, "curl -sS 'http://localhost:4010/shop/a' -H 'x-empty;'"),
        (
            "GET",
            "/a",
            &[("authorization", "Basic YW5uOnBhJCQgJ3ci")],
            None,
            r#"curl -sS 'http://localhost:4010/shop/a' -u "$SHOP_USER""#,
        ),
        // What is broken by standing in an address as it is, is encoded by curl.
        (
            "GET",
            "/a?key=s3cr3t%2Fx&b=1",
            &[],
            None,
            r#"curl -sS 'http://localhost:4010/shop/a?b=1' -G --data-urlencode 'key='"$SHOP_KEY""#,
        ),
        (
            "POST",
            "/a?key=s3cr3t%2Fx%2B%26y",
            &[json],
            Some(b"{}"),
            r#"curl -sS -X POST 'http://localhost:4010/shop/a' --url-query 'key='"$SHOP_LONG" -H 'content-type: application/json' --data-raw '{}'"#,
        ),
        ("GET", "/a?key=s3cr3t/x", &[], None, r#"curl -sS 'http://localhost:4010/shop/a?key='"$SHOP_KEY""#),
    ];
    for (method, target, headers, body, expected) in rows {
        let pairs = headers.iter().map(|(name, value)| {
            (HeaderName::from_bytes(name.as_bytes()).unwrap(), HeaderValue::from_str(value).unwrap())
        });
        let headers: HeaderMap = pairs.collect();
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let body = body.map(bytes::Bytes::copy_from_slice);
        let line = curl(BASE, &method, target, &headers, body.as_ref(), &secrets());
        assert_eq!(line, expected);
        given("sh", &line);
    }
}

#[test]
fn the_shell_puts_credentials_in() {
    let mut headers = HeaderMap::new();
    headers.insert("x-key", HeaderValue::from_static("s3cr3t/x+&y"));
    let line = curl(BASE, &Method::GET, "/a?key=s3cr3t%2fx", &headers, None, &secrets());
    assert!(!line.contains("s3cr3t"), "{line}");
    for shell in ["sh", "bash"] {
        let (words, _) = given(shell, &line);
        let expected = [
            "-sS",
            "http://localhost:4010/shop/a",
            "-G",
            "--data-urlencode",
            "key=s3cr3t/x",
            "-H",
            "x-key: s3cr3t/x+&y",
        ];
        assert_eq!(words, expected.map(|word| word.as_bytes().to_vec()), "{shell}: {line}");
    }
}

#[test]
fn variables_with_odd_names_are_asked_of_the_environment() {
    let secrets = [("s3cr3t/x".to_owned(), "MY-KEY; id".to_owned())];
    let line = curl(BASE, &Method::GET, "/a?key=s3cr3t/x", &HeaderMap::new(), None, &secrets);
    assert_eq!(line, r#"curl -sS 'http://localhost:4010/shop/a?key='"$(printenv 'MY-KEY; id')""#);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_shell_gives_back_what_was_sent(
        body in proptest::option::of(proptest::collection::vec(any::<u8>(), 0..40)),
        header in proptest::collection::vec(prop_oneof![Just(b'\t'), 0x20_u8..=0x7e, 0x80_u8..=0xff], 1..30),
        target in "/[!$-~]{0,20}",
        secret in 0..SECRETS.len(),
    ) {
        let secret = SECRETS[secret].0;
        let mut value = header.clone();
        value.extend_from_slice(secret.as_bytes());
        let mut headers = HeaderMap::new();
        headers.insert("content-type", HeaderValue::from_bytes(&value).unwrap());
        prop_assume!(!target.contains('?') && !target.contains(['[', ']', '{', '}']));
        let sent = body.clone().map(bytes::Bytes::from);
        let line = curl(BASE, &Method::PUT, &target, &headers, sent.as_ref(), &secrets());
        prop_assert!(!line.chars().any(char::is_control), "{line:?}");
        prop_assert!(!line.contains(secret), "{line:?}");
        let (words, input) = given("sh", &line);
        let mut expected = vec![
            b"-sS".to_vec(), b"-X".to_vec(), b"PUT".to_vec(), format!("http://localhost:4010/shop{target}").into_bytes(),
            b"-H".to_vec(), [&b"content-type: "[..], &value].concat(),
        ];
        match body {
            None => {}
            Some(body) if words.last().is_some_and(|word| word == b"@-") => {
                expected.extend([b"--data-binary".to_vec(), b"@-".to_vec()]);
                prop_assert_eq!(input, body);
            }
            Some(body) => expected.extend([b"--data-raw".to_vec(), body]),
        }
        prop_assert_eq!(words, expected);
    }
}
