//! What is wrong with the head of a request (RFC 9110 and 9112).
//!
//! hyper has refused the head already; this finds the words for it.

use http::StatusCode;

/// The most header fields of a request.
pub(super) const MOST_FIELDS: usize = 100;

/// The longest target of a request, in bytes. With method and version, a line may be a little longer; hyper decides.
const LONGEST_TARGET: usize = (u16::MAX - 1) as usize;

type Fault = (StatusCode, String);

/// Whether a head has its empty line.
pub(super) fn is_complete(head: &[u8]) -> bool {
    let start = head.iter().position(|byte| !matches!(byte, b'\r' | b'\n')).unwrap_or(head.len());
    // What follows the last line end is no line yet.
    let last = head.iter().rposition(|byte| *byte == b'\n').unwrap_or(0);
    start < last && lines(&head[start..last]).any(<[u8]>::is_empty)
}

/// What is wrong with a head, from its first line on.
pub(super) fn fault(head: &[u8]) -> Option<Fault> {
    let mut lines = lines(head).skip_while(|line| line.is_empty());
    let first = lines.next()?;
    if first.len() > LONGEST_TARGET {
        return Some((StatusCode::URI_TOO_LONG, format!("the target is longer than {LONGEST_TARGET} bytes")));
    }
    request_line(first).or_else(|| {
        let fields: Vec<&[u8]> = lines.take_while(|line| !line.is_empty()).collect();
        if fields.len() > MOST_FIELDS {
            let reason = format!("the request has more than {MOST_FIELDS} header fields");
            return Some((StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE, reason));
        }
        fields.iter().find_map(|line| field(line)).or_else(|| framing(first, &fields)).map(bad)
    })
}

fn bad(reason: String) -> Fault {
    (StatusCode::BAD_REQUEST, reason)
}

fn request_line(line: &[u8]) -> Option<Fault> {
    let words: Vec<&[u8]> = line.split(|byte| *byte == b' ').collect();
    let whole = shown(line);
    if let Some(byte) = words[0].iter().find(|byte| !is_token(**byte)) {
        return Some(bad(format!("the request begins with {whole}: {} cannot be part of a method", named(*byte))));
    }
    let [method, target, version] = words[..] else {
        return Some(bad(match words.len() {
            1 => format!("the request line is {whole}; expected method, target and version"),
            2 => format!("the request line {whole} has no HTTP version"),
            _ => format!("the request line {whole} has more than two spaces; a space in the target is sent as %20"),
        }));
    };
    if method.is_empty() || target.is_empty() {
        return Some(bad(format!("the request line {whole} has two spaces in a row or begins with one")));
    }
    if !matches!(version, b"HTTP/1.0" | b"HTTP/1.1") {
        let version = shown(version);
        return Some(if version.starts_with("\"HTTP/") && version.as_bytes().get(6).is_some_and(u8::is_ascii_digit) {
            let reason = format!("the request has the version {version}; the sandbox speaks HTTP/1.1");
            (StatusCode::HTTP_VERSION_NOT_SUPPORTED, reason)
        } else {
            bad(format!("{version} is not an HTTP version"))
        });
    }
    self::target(method, target)
}

fn target(method: &[u8], target: &[u8]) -> Option<Fault> {
    if let Some(byte) = target.iter().find(|byte| needs_escape(**byte)) {
        return Some(bad(format!("the target contains {}, which must be sent as %{byte:02X}", named(*byte))));
    }
    if target.contains(&b'#') {
        return Some(bad("the target contains a fragment (#...), which clients keep to themselves".to_owned()));
    }
    let is_absolute = target.windows(3).any(|window| window == b"://");
    let is_known = target.starts_with(b"/") || target == b"*" || method == b"CONNECT" || is_absolute;
    (!is_known).then(|| bad(format!("the target {} does not begin with a slash", shown(target))))
}

fn field(line: &[u8]) -> Option<String> {
    if line[0] == b' ' || line[0] == b'\t' {
        return Some("a header field is folded over several lines, which HTTP no longer allows".to_owned());
    }
    let Some(colon) = line.iter().position(|byte| *byte == b':') else {
        return Some(format!("the header line {} has no colon", shown(line)));
    };
    let (name, value) = (&line[..colon], &line[colon + 1..]);
    if name.is_empty() {
        return Some("a header field has no name".to_owned());
    }
    if matches!(name.last(), Some(b' ' | b'\t')) {
        return Some(format!("the header field {} has a space before its colon", shown(name)));
    }
    if let Some(byte) = name.iter().find(|byte| !is_token(**byte)) {
        return Some(format!("the header name {} contains {}", shown(name), named(*byte)));
    }
    let control = value.iter().find(|byte| byte.is_ascii_control() && **byte != b'\t');
    control.map(|byte| format!("the value of the header field {} contains {}", shown(name), named(*byte)))
}

fn framing(request_line: &[u8], fields: &[&[u8]]) -> Option<String> {
    let values = |wanted: &str| -> Vec<String> {
        let of_name = fields.iter().filter_map(|line| {
            let (name, value) = line.split_at(line.iter().position(|byte| *byte == b':')?);
            name.eq_ignore_ascii_case(wanted.as_bytes()).then(|| excerpt(value[1..].trim_ascii()))
        });
        of_name.collect()
    };
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u64>().is_ok();
    let codings = values("transfer-encoding");
    if !codings.is_empty() && request_line.ends_with(b"HTTP/1.0") {
        return Some("HTTP/1.0 has no Transfer-Encoding".to_owned());
    }
    if let Some(last) = codings.last() {
        let is_chunked = last.rsplit(',').next().is_some_and(|coding| coding.trim().eq_ignore_ascii_case("chunked"));
        return (!is_chunked)
            .then(|| format!("the Transfer-Encoding \"{last}\" does not end with chunked, so the body has no end"));
    }
    let lengths = values("content-length");
    if let Some(length) = lengths.iter().find(|length| !is_number(length)) {
        return Some(format!("the Content-Length \"{length}\" is not a number of bytes"));
    }
    let is_conflicting = lengths.iter().any(|length| *length != lengths[0]);
    is_conflicting.then(|| format!("the request has conflicting Content-Length fields: {}", lengths.join(" and ")))
}

/// The lines of a head, without their line ends. What follows the last line end is a line, too.
pub(super) fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Whether a byte of a target must be sent as a `%` escape.
pub(super) fn needs_escape(byte: u8) -> bool {
    !byte.is_ascii_graphic() || b"\"<>\\^`{|}".contains(&byte)
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

fn named(byte: u8) -> String {
    match byte {
        b' ' => "a space".to_owned(),
        b'!'..=b'~' => format!("`{}`", char::from(byte)),
        _ => format!("the byte 0x{byte:02X}"),
    }
}

/// The start of what was sent, in quotes and with escapes.
fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", excerpt(bytes))
}

fn excerpt(bytes: &[u8]) -> String {
    const LONGEST: usize = 80;
    let dots = if bytes.len() > LONGEST { "..." } else { "" };
    format!("{}{dots}", bytes[..bytes.len().min(LONGEST)].escape_ascii())
}
