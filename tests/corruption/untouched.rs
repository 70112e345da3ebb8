//! There are no findings if the proxy changes nothing.

use std::time::Duration;

use trackside_checker::{CASES_PER_OPERATION, Finding, Spec};
use trackside_schemas::{Documents, ProviderList as _};

use crate::catalogue::catalogue;
use crate::checked::{Check, changed_spec, findings, spec};
use crate::corruption::Effect;
use crate::proxy::Proxy;
use crate::stage::Stage;

#[tokio::test]
async fn the_untouched_proxy_gives_no_finding() {
    for provider in Documents::names() {
        assert_clean(provider, spec(provider), CASES_PER_OPERATION).await;
    }
}

#[tokio::test]
async fn stricter_documents_give_no_finding() {
    let corruptions = catalogue().into_iter().flat_map(|chapter| chapter.corruptions);
    for corruption in corruptions {
        // The sandbox does not refuse what only a stricter document forbids in requests.
        let is_about_responses = !matches!(corruption.effect, Effect::Request(_));
        if let Some(change) = corruption.stricter.filter(|_| is_about_responses) {
            let provider = corruption.operation.provider;
            assert_clean(provider, changed_spec(provider, change), corruption.cases).await;
        }
    }
}

async fn assert_clean(provider: &'static str, spec: &'static Spec, cases: usize) {
    let stage = Stage::set(provider).await;
    let proxy = Proxy::start(&stage, spec, None).await;
    let patience = Duration::from_secs(30);
    let asked = Check { spec, provider, operation: None, cases, patience, is_sandbox: true, known: &stage.known };
    let found = findings(&proxy.base_url(provider), &asked).await.unwrap_or_else(|error| panic!("{provider}: {error}"));
    let line = |finding: &Finding| {
        let Finding { rule, operation, place, message, case, .. } = finding;
        format!("{rule} {operation:?} {place}: {message} ({case:?}) {:?}", finding.evidence)
    };
    assert!(found.is_empty(), "{provider}:\n{}", found.iter().map(line).collect::<Vec<_>>().join("\n"));
}
