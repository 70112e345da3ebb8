//! Makes routes from the catalogue.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::RawPathParamsRejection;
use axum::extract::{RawPathParams, Request};
use axum::response::Response;
use axum::routing::{MethodFilter, MethodRouter, any, get};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, Method, StatusCode};

use super::fallback::{other_method, unknown_path};
use super::walk::{Route, serve};
use crate::address::CallerAddress;
use crate::catalogue::{Operation, Provider};
use crate::documents;
use crate::request::Arrival;
use crate::response;
use crate::serve::Script;

/// The router of a provider: all of its operations, and its own 404 for every other path.
pub(crate) fn mount(provider: &'static Provider) -> Router {
    let mut paths: Vec<(&'static str, Vec<&'static Operation>)> = Vec::new();
    for operation in &provider.operations {
        match paths.iter_mut().find(|(path, _)| *path == operation.path_template) {
            Some((_, operations)) => operations.push(operation),
            None => paths.push((operation.path_template, vec![operation])),
        }
    }
    let prefix = format!("/{}", provider.prefix);
    // No nested router: it would look up every request twice and rewrite its URI.
    let router = paths.into_iter().fold(Router::new(), |router, (path, operations)| {
        router.route(&format!("{prefix}{path}"), methods(provider, &operations))
    });
    let router = match provider.manners.document_path {
        Some(path) => router.route(&format!("{prefix}{path}"), get(document(provider))),
        None => router,
    };
    let router = match provider.manners.script {
        Some(Script { path, text }) => {
            router.route(&format!("{prefix}{path}"), get(move || async move { script(text) }))
        }
        None => router,
    };
    let unknown = move |request: Request| async move { unknown_path(provider, &request) };
    [prefix.clone(), format!("{prefix}/"), format!("{prefix}/{{*path}}")]
        .iter()
        .fold(router, |router, path| router.route(path, any(unknown)))
}

fn script(text: &'static str) -> Response {
    let mut response = response::text(StatusCode::OK, text.to_owned());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    response
}

/// Responds with the provider's document, as the provider does at a path of its own. The document is JSON, also where the
/// provider's is YAML, which includes it.
fn document(provider: &'static Provider) -> impl Fn(Request) -> std::future::Ready<Response> + Clone + Send + 'static {
    let media = match provider.manners.document_path.and_then(|path| path.rsplit_once('.')) {
        Some((_, "json")) => "application/json",
        _ => "application/yaml",
    };
    move |request: Request| {
        let origin = request.extensions().get::<CallerAddress>().map(CallerAddress::origin).unwrap_or_default();
        let document = documents::served(&Arrival::of(request.extensions()).sandbox, provider, &origin);
        let text = serde_json::to_string_pretty(&document).expect("a document is plain data");
        let mut response = response::text(StatusCode::OK, text);
        response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(media));
        std::future::ready(response)
    }
}

pub(super) fn methods(provider: &'static Provider, operations: &[&'static Operation]) -> MethodRouter {
    let allow: Arc<str> = allow(operations).into();
    let nearby = operations.first().copied();
    let not_head = {
        let allow = Arc::clone(&allow);
        move |request: Request| {
            let allow = Arc::clone(&allow);
            async move { other_method(provider, nearby, &allow, &request) }
        }
    };
    let mut router = MethodRouter::new();
    for operation in operations {
        let route = Arc::new(Route::new(operation));
        let serve = move |path: Result<RawPathParams, RawPathParamsRejection>, request: Request| {
            let route = Arc::clone(&route);
            async move { serve(&route, path, request).await }
        };
        let filter = MethodFilter::try_from(operation.method.clone()).expect("a declared method can be routed");
        router = router.on(filter, serve);
        if operation.method == Method::GET && operation.writes {
            // HEAD must not change anything.
            router = router.head(not_head.clone());
        }
    }
    router.fallback(not_head)
}

/// The value of the `Allow` header.
fn allow(operations: &[&Operation]) -> String {
    let mut methods: Vec<&str> = Vec::new();
    for operation in operations {
        methods.push(operation.method.as_str());
        if operation.method == Method::GET && !operation.writes {
            methods.push("HEAD");
        }
    }
    methods.push("OPTIONS");
    methods.join(", ")
}
