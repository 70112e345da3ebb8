//! The documented samples are read without loss.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use trackside_schemas::declare::resolve;
use trackside_schemas::{
    Endpoint, EndpointList as _, EndpointVisitor, Provider, ProviderList as _, ProviderVisitor, Providers,
};

#[test]
fn samples_are_read_without_loss() {
    let mut samples = Samples::find(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fixtures"));
    Providers::visit(&mut samples);
    assert!(samples.read > 8, "{} samples", samples.read);
    let left: Vec<_> = samples.unread.values().flatten().collect();
    assert!(
        left.is_empty(),
        "samples are named <provider>/<operation id>.json or <operation id>.<variant>.json: {left:?}"
    );
}

/// The samples that no operation has read yet, by provider and operation id.
#[derive(Default)]
struct Samples {
    unread: BTreeMap<(String, String), Vec<PathBuf>>,
    read: usize,
}

impl Samples {
    fn find(folder: &Path) -> Self {
        let mut samples = Self::default();
        for provider in Providers::names() {
            // A provider may print no samples.
            let Ok(entries) = fs::read_dir(folder.join(provider)) else { continue };
            for path in entries.map(|entry| entry.expect("an entry").path()) {
                let name = path.file_name().and_then(|name| name.to_str()).expect("the name is text");
                // Every provider has one type of failure for many operations: the provider's own tests read these.
                if name.starts_with("failure-") {
                    continue;
                }
                let operation = name.split('.').next().unwrap_or_default().to_owned();
                samples.unread.entry((provider.to_owned(), operation)).or_default().push(path);
            }
        }
        samples
    }
}

impl ProviderVisitor for Samples {
    fn provider<P: Provider>(&mut self) {
        P::Endpoints::visit(self);
    }
}

impl EndpointVisitor for Samples {
    fn endpoint<E: Endpoint>(&mut self) {
        let key = (E::Provider::NAME.to_owned(), resolve::<E>().id.to_owned());
        for path in self.unread.remove(&key).unwrap_or_default() {
            let name = path.display();
            let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
            let sample: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let read: E::Success<'static> =
                serde_json::from_value(sample.clone()).unwrap_or_else(|error| panic!("{name}: {error}"));
            assert_eq!(serde_json::to_value(&read).expect("a serialisable sample"), sample, "{name}");
            self.read += 1;
        }
    }
}
