//! Reads world files.

use std::path::{Path as FilePath, PathBuf};

use garde::Validate as _;
use serde::Deserialize as _;
use siphasher::sip::SipHasher13;
use trackside_schemas::declare::DeliveryForm;
use trackside_schemas::world_file::{PinnedForm, PinnedWebhook, WorldFile};
use trackside_yaml::{Limits, Node, Place, Step};

use super::error::{Flaw, Path};
use crate::credentials::ExtraKey;
use crate::request::nearest;
use crate::webhooks::ConfiguredReceiver;

/// How large a world file may be.
pub(super) const LIMITS: Limits = Limits { values: 1_000_000, depth: 50 };

/// What a world file says.
#[derive(Debug, Clone)]
pub struct PinnedWorld {
    path: PathBuf,
    tree: Node,
    pub(crate) file: WorldFile,
    pub(crate) keys: Vec<ExtraKey>,
    pub(crate) webhooks: Vec<ConfiguredReceiver>,
}

/// Why a world file cannot be used. The messages name the line.
#[derive(Debug, thiserror::Error)]
pub enum WorldFileError {
    /// It cannot be read.
    #[error(
        "cannot read the world file {}: {source}\n\nhint: `trackside-mock world init FILE` writes an example",
        path.display()
    )]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// The operating system's error.
        source: std::io::Error,
    },
    /// It is invalid.
    #[error(
        "the world file is invalid\n\n{}\n\nhint: docs/world-files.md describes the format, and `trackside-mock world init` \
         writes an example",
        flaws.join("\n")
    )]
    Invalid {
        /// For each flaw: file, line and column, the field, and what is wrong with it.
        flaws: Vec<String>,
    },
}

impl PinnedWorld {
    /// Reads and checks a file: YAML or JSON.
    ///
    /// Returns an error if it cannot be read or is invalid. Whether what it names exists is found when a sandbox starts
    /// with it.
    pub fn read(path: &FilePath) -> Result<Self, WorldFileError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| WorldFileError::Unreadable { path: path.to_owned(), source })?;
        Self::of_text(path, &text)
    }

    /// Reads and checks a text. `path` names it in errors.
    ///
    /// Returns an error if it is invalid.
    pub fn of_text(path: &FilePath, text: &str) -> Result<Self, WorldFileError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let invalid =
            |flaws: &[Flaw]| WorldFileError::Invalid { flaws: flaws.iter().map(|flaw| shown(path, flaw)).collect() };
        let tree = Node::read(text, LIMITS).map_err(|error| invalid(&[error.into()]))?;
        let file = typed(&tree).map_err(|flaw| invalid(&[flaw]))?;
        let mut flaws = Vec::new();
        if let Err(report) = file.validate() {
            flaws.extend(report.iter().map(|(place, error)| flaw_at(&tree, Path::parse(&place.to_string()), error)));
        }
        let mut keys = Vec::new();
        for (number, key) in file.keys.iter().enumerate() {
            match key.parse() {
                Ok(key) => keys.push(key),
                Err(reason) => flaws.push(flaw_at(&tree, Path::default().item("keys", number), &reason)),
            }
        }
        let mut webhooks = Vec::new();
        for (number, given) in file.webhooks.iter().enumerate() {
            match configured(given) {
                Ok(receiver) => webhooks.push(receiver),
                Err((field, reason)) => {
                    flaws.push(flaw_at(&tree, Path::default().item("webhooks", number).key(field), &reason));
                }
            }
        }
        if flaws.is_empty() {
            Ok(Self { path: path.to_owned(), tree, file, keys, webhooks })
        } else {
            Err(invalid(&flaws))
        }
    }

    /// The error of a receiver of the file that cannot be.
    pub(crate) fn refused_webhook(&self, place: usize, reason: &str) -> WorldFileError {
        self.refused(Path::default().item("webhooks", place), reason)
    }

    /// A hash of what the file says, without comments and the order of its fields.
    pub(crate) fn hash(&self) -> u64 {
        let text = serde_json::to_string(&self.file).expect("a world file is plain data");
        SipHasher13::new().hash(text.as_bytes())
    }

    /// The error of something at a path of the file that cannot be.
    pub(super) fn refused(&self, path: Path, reason: &str) -> WorldFileError {
        WorldFileError::Invalid { flaws: vec![shown(&self.path, &flaw_at(&self.tree, path, &reason))] }
    }
}

/// A receiver of webhook events. Fails with the field that is wrong.
fn configured(given: &PinnedWebhook) -> Result<ConfiguredReceiver, (&'static str, String)> {
    let field = |reason: String| if reason.contains("address") { ("url", reason) } else { ("provider", reason) };
    let receiver = ConfiguredReceiver::new(&given.provider, &given.url).map_err(field)?;
    let form = match given.method {
        Some(PinnedForm::Get) => DeliveryForm::GetQuery,
        Some(PinnedForm::Post) | None => DeliveryForm::PostJson,
    };
    Ok(ConfiguredReceiver {
        name: given.name.clone(),
        events: given.events.clone(),
        secret: given.secret.clone(),
        program: given.program.clone(),
        form,
        ..receiver
    })
}

fn flaw_at(tree: &Node, path: Path, reason: &impl ToString) -> Flaw {
    Flaw { place: tree.place(&path.0), path, reason: reason.to_string() }
}

/// A flaw as a line: `world.yaml:12:9: programs[0].name: length is lower than 1`.
fn shown(file: &FilePath, Flaw { place, path, reason }: &Flaw) -> String {
    let field = if path.0.is_empty() { String::new() } else { format!("{path}: ") };
    format!("{}:{place}: {field}{reason}", file.display())
}

/// The tree as the types of the format.
fn typed(tree: &Node) -> Result<WorldFile, Flaw> {
    let value = tree.value();
    if !value.is_object() {
        let reason = "expected fields such as `programs:`";
        return Err(Flaw { place: tree.place(&[]), path: Path::default(), reason: reason.to_owned() });
    }
    let mut track = serde_path_to_error::Track::new();
    let read = WorldFile::deserialize(serde_path_to_error::Deserializer::new(&value, &mut track));
    read.map_err(|error| {
        let mut path = Path(track.path().iter().filter_map(step).collect());
        let reason = error.to_string();
        // The path of a field that is unknown or missing may end at its object.
        if let Some(unknown) = quoted(&reason).filter(|_| reason.starts_with("unknown field"))
            && path.0.last() != Some(&Step::Key(unknown.to_owned()))
        {
            path = path.key(unknown);
        }
        Flaw { place: place(tree, &path), path, reason: explained(&reason) }
    })
}

fn place(tree: &Node, path: &Path) -> Place {
    tree.place(&path.0)
}

fn step(segment: &serde_path_to_error::Segment) -> Option<Step> {
    match segment {
        serde_path_to_error::Segment::Seq { index } => Some(Step::Index(*index)),
        serde_path_to_error::Segment::Map { key } => Some(Step::Key(key.clone())),
        _ => None,
    }
}

/// What is between the first two backticks.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1)
}

/// The reason, with what may be meant.
fn explained(reason: &str) -> String {
    let unknown = ["unknown field `", "unknown variant `"].iter().any(|begin| reason.starts_with(begin));
    if unknown {
        let mut names = reason.split('`').skip(1).step_by(2);
        let name = names.next().unwrap_or_default();
        return match nearest(name, names) {
            Some(meant) => format!("{reason}; maybe {meant} is meant"),
            None => reason.to_owned(),
        };
    }
    if reason.starts_with("invalid type: ") && !reason.contains("string \"") && reason.ends_with("expected a string") {
        return format!("{reason}; put the text in quotes");
    }
    reason.to_owned()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{PinnedWorld, WorldFileError};

    fn flaws(text: &str) -> Vec<String> {
        match PinnedWorld::of_text(Path::new("w.yaml"), text) {
            Err(WorldFileError::Invalid { flaws }) => flaws,
            other => panic!("{text}: {other:?}"),
        }
    }

    #[test]
    fn names_line_and_field_and_what_is_meant() {
        for (text, expected) in [
            (
                "progams: []",
                "w.yaml:1:1: progams: unknown field `progams`, expected one of `now`, `simulate`, `programs`, `history`, `keys`, `webhooks`; maybe programs is meant",
            ),
            ("programs:\n  - nmae: A\n", "w.yaml:2:5: programs[0].nmae: unknown field `nmae`"),
            (
                "programs:\n  - name: A\n    setup:\n      - step: script_verifed\n",
                "w.yaml:4:9: programs[0].setup[0].step: unknown variant `script_verifed`",
            ),
            (
                "programs:\n  - name: 7\n",
                "w.yaml:2:5: programs[0].name: invalid type: integer `7`, expected a string; put the text in quotes",
            ),
            (
                "programs:\n  - name: A\n    orders:\n      - at: -3 d\n",
                "w.yaml:4:9: programs[0].orders[0].at: \"-3 d\" is not a time",
            ),
            (
                "programs:\n  - name: A\n    partners:\n      - name: B\n",
                "w.yaml:4:9: programs[0].partners[0]: missing field `code`",
            ),
            ("programs:\n  - name: A\n    cookie_days: 0\n", "w.yaml:3:5: programs[0].cookie_days: lower than 1"),
            ("programs:\n  - name: A\n    ids: {affitor: 0}\n", "w.yaml:3:11: programs[0].ids.affitor: lower than 1"),
            (
                "programs:\n  - name: A\n    surveys: [{name: B, send_after: -1d}]\n",
                "w.yaml:3:25: programs[0].surveys[0].send_after: is negative",
            ),
            ("keys: [stripe=a]", "w.yaml:1:8: keys[0]: unknown provider \"stripe\""),
            ("[]", "w.yaml:1:1: expected fields such as `programs:`"),
            ("7", "w.yaml:1:1: expected fields such as `programs:`"),
            ("{\n \"simulate\": \"no\"\n}", "w.yaml:2:2: simulate: invalid type: string \"no\", expected a boolean"),
            ("now: noon", "w.yaml:1:1: now: \"noon\" is neither"),
            (
                "history:\n  - recorded_at: -1d\n    events: [{event: sale, amount_cents: -1}]",
                "w.yaml:3:28: history[0].events[0].amount_cents: lower than 0",
            ),
        ] {
            let flaws = flaws(text);
            assert!(flaws[0].starts_with(expected), "{text}: {flaws:?}");
        }
    }

    #[test]
    fn names_every_value_that_is_out_of_range() {
        let flaws = flaws("programs:\n  - name: ''\n    cookie_days: 900\n  - name: B\n    commission_percent: 101\n");
        assert_eq!(flaws.len(), 3, "{flaws:?}");
    }

    #[test]
    fn the_hash_is_that_of_the_contents() {
        let hash = |text: &str| PinnedWorld::of_text(Path::new("w"), text).expect("valid").hash();
        assert_eq!(
            hash("simulate: false\nprograms: [{name: A}] # one\n"),
            hash("{\"programs\": [{\"name\": \"A\"}], \"simulate\": false}")
        );
        assert_ne!(hash("simulate: false"), hash("simulate: true"));
    }
}
