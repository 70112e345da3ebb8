//! Paths with parameters.

use std::collections::BTreeMap;

use percent_encoding::percent_decode_str;

/// A declared path that request paths can be matched against.
#[derive(Debug)]
pub(crate) struct Template {
    segments: Vec<Vec<Piece>>,
}

#[derive(Debug)]
enum Piece {
    Literal(String),
    Parameter(String),
}

impl Template {
    /// Parses a declared path. Anything that is not a well-formed `{parameter}` is literal text.
    pub(crate) fn new(path: &str) -> Self {
        Self { segments: path.split('/').map(pieces).collect() }
    }

    /// Matches a path. Returns its parameters, percent-decoded.
    pub(crate) fn matches(&self, path: &str) -> Option<BTreeMap<String, String>> {
        let mut parameters = BTreeMap::new();
        let mut segments = path.split('/');
        for declared in &self.segments {
            let segment = percent_decode_str(segments.next()?).decode_utf8_lossy();
            match_segment(declared, &segment, &mut parameters)?;
        }
        segments.next().is_none().then_some(parameters)
    }

    /// A sort key that puts concrete paths before templated ones, segment by segment.
    pub(crate) fn specificity(&self) -> impl Ord + use<> {
        let generality = |segment: &Vec<Piece>| match segment.as_slice() {
            [Piece::Literal(_)] | [] => 0_u8,
            [Piece::Parameter(_)] => 2,
            _ => 1,
        };
        self.segments.iter().map(generality).collect::<Vec<_>>()
    }
}

fn pieces(segment: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = segment;
    while let Some(start) = rest.find('{') {
        let Some(length) = rest[start..].find('}') else { break };
        if start > 0 {
            pieces.push(Piece::Literal(rest[..start].to_owned()));
        }
        pieces.push(Piece::Parameter(rest[start + 1..start + length].to_owned()));
        rest = &rest[start + length + 1..];
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(percent_decode_str(rest).decode_utf8_lossy().into_owned()));
    }
    pieces
}

fn match_segment(declared: &[Piece], segment: &str, parameters: &mut BTreeMap<String, String>) -> Option<()> {
    let mut rest = segment;
    let mut declared = declared.iter().peekable();
    while let Some(piece) = declared.next() {
        match piece {
            Piece::Literal(literal) => rest = rest.strip_prefix(literal.as_str())?,
            Piece::Parameter(name) => {
                let end = match declared.peek() {
                    None => rest.len(),
                    Some(Piece::Literal(literal)) => rest.find(literal.as_str())?,
                    // Nothing separates two adjacent parameters, so the first one takes a single character.
                    Some(Piece::Parameter(_)) => rest.chars().next()?.len_utf8(),
                };
                if end == 0 {
                    return None;
                }
                parameters.insert(name.clone(), rest[..end].to_owned());
                rest = &rest[end..];
            }
        }
    }
    rest.is_empty().then_some(())
}

#[cfg(test)]
mod tests {
    use super::Template;

    #[track_caller]
    fn check(template: &str, path: &str, expected: Option<&[(&str, &str)]>) {
        let found = Template::new(template).matches(path);
        let expected =
            expected.map(|pairs| pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect());
        assert_eq!(found, expected, "{template} and {path}");
    }

    #[test]
    fn templates_match_whole_paths() {
        check("/a", "/a", Some(&[]));
        check("/a", "/a/", None);
        check("/a", "/a/b", None);
        check("/a/b", "/a", None);
        check("/", "/", Some(&[]));
        check("/a/{id}", "/a/7", Some(&[("id", "7")]));
        check("/a/{id}", "/a/", None);
        check("/a/{id}", "/a/x%2Fy%20z", Some(&[("id", "x/y z")]));
        check("/a%20b", "/a%20b", Some(&[]));
        check("/{a}/{b}", "/1/2", Some(&[("a", "1"), ("b", "2")]));
        check("/report.{format}", "/report.csv", Some(&[("format", "csv")]));
        check("/report.{format}", "/report", None);
        check("/{from}..{to}", "/1..2", Some(&[("from", "1"), ("to", "2")]));
        check("/{a}{b}", "/xyz", Some(&[("a", "x"), ("b", "yz")]));
        check("/{a", "/{a", Some(&[]));
        check("/a/{id}", "/a/%FF", Some(&[("id", "\u{fffd}")]));
    }

    #[test]
    fn concrete_templates_come_first() {
        let order = ["/a/b", "/a/b.{c}", "/a/{b}", "/{a}/b", "/{a}/{b}"];
        let sorted = order.map(Template::new).map(|template| template.specificity());
        assert!(sorted.is_sorted());
    }
}
