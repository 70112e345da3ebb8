//! Repeated requests with the same idempotency key get the first response again, and change nothing more.
//!
//! The response is an event of the log, recorded together with what the request caused: it survives a restart with
//! `--state`, and two requests at the same time cause one change.

use std::hash::Hasher as _;

use http::header::CONTENT_TYPE;
use http::{HeaderMap, HeaderValue};
use siphasher::sip128::{Hasher128 as _, SipHasher13};

use crate::catalogue::Operation;
use crate::request::{Caller, Problem};
use crate::serve::Reply;
use crate::store::{ANSWERS_KEPT, AnswerKey, Event, Records, StoredAnswer};

/// The idempotency key of a request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Idempotent {
    header: &'static str,
    key: AnswerKey,
    /// A hash of the request, which must be the same when it is repeated.
    request: u128,
}

impl Idempotent {
    /// Reads the key of a request, if the operation takes one. A blank key is none.
    pub(super) fn read(
        operation: &Operation,
        headers: &HeaderMap,
        caller: &Caller,
        target: &str,
        body: Option<&[u8]>,
    ) -> Option<Self> {
        let header = operation.idempotency_key.filter(|_| operation.writes)?;
        let key = headers.get(header)?.as_bytes().trim_ascii();
        if key.is_empty() {
            return None;
        }
        let whose = [operation.provider.as_bytes(), operation.id.as_bytes(), caller.credential.as_bytes(), key];
        let content_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let request = [target.as_bytes(), content_type, body.unwrap_or_default()];
        Some(Self { header, key: hash(&whose), request: hash(&request) })
    }

    /// The response to the first request with this key, if there was one. Fails if that request was another one.
    pub(super) fn first_reply(&self, records: &Records<'_>) -> Result<Option<Reply>, Problem> {
        let Some((answer, at)) = records.answer(self.key) else { return Ok(None) };
        if records.now() - at >= ANSWERS_KEPT {
            return Ok(None);
        }
        if answer.request != self.request {
            return Err(Problem::IdempotencyKeyReused { header: self.header });
        }
        let status = http::StatusCode::from_u16(answer.status);
        let status = status.map_err(|error| Problem::Internal(format!("a kept response is damaged: {error}")))?;
        Ok(Some(Reply { status, body: answer.body, events: Vec::new(), is_repeated: true }))
    }

    /// The event that keeps a response.
    pub(super) fn keep(&self, reply: &Reply) -> Event {
        let Self { key, request, .. } = *self;
        let (status, body) = (reply.status.as_u16(), reply.body.clone());
        Event::Answered(Box::new(StoredAnswer { key, request, status, body }))
    }
}

/// A hash of parts, none of which can run into the next.
fn hash(parts: &[&[u8]]) -> u128 {
    let mut hasher = SipHasher13::new();
    for part in parts {
        hasher.write_u64(part.len() as u64);
        hasher.write(part);
    }
    hasher.finish128().as_u128()
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use axum::Router;
    use axum::body::Body;
    use http::{Request, StatusCode};
    use http_body_util::BodyExt as _;
    use tower::ServiceExt as _;

    use crate::address::{self, OwnAddresses};
    use crate::catalogue::{self, Operation};
    use crate::configuration::Configuration;
    use crate::pipeline::{log, routes};
    use crate::request::Problem;
    use crate::sandbox::Sandbox;
    use crate::serve::{RawCall, Reply};
    use crate::store;
    use crate::store::Event;

    const PATH: &str = "/fullwhere/partners/survey-tracker/generate";

    static HANDLED: AtomicU32 = AtomicU32::new(0);

    /// Something that is recorded.
    fn happened(order: u32) -> Event {
        let (order, at) = (trackside_world::OrderId(order), chrono::DateTime::UNIX_EPOCH);
        trackside_world::Event::SurveyLinks(trackside_world::SurveyLinks { order, at }).into()
    }

    /// Numbers its responses, so that a repeated one can be told from a new one.
    fn numbered(call: &RawCall<'_, '_>) -> Result<Reply, Problem> {
        let body: serde_json::Value = serde_json::from_slice(call.body.unwrap_or_default()).unwrap_or_default();
        if body["fails"] == true {
            return Err(Problem::NotFound { what: "Purchase", reason: "it is meant to fail".to_owned() });
        }
        let number = HANDLED.fetch_add(1, Ordering::Relaxed);
        let events = vec![happened(number % 100)];
        Ok(Reply { status: StatusCode::CREATED, body: format!("{number}").into(), events, is_repeated: false })
    }

    /// An operation that takes an idempotency key. The served ones do not.
    fn operation() -> &'static Operation {
        let of_fullwhere = catalogue::operations().find(|operation| PATH.ends_with(operation.path_template));
        let mut operation = of_fullwhere.expect("the operation is served").clone();
        operation.idempotency_key = Some("Idempotency-Key");
        operation.handle = numbered;
        Box::leak(Box::new(operation))
    }

    struct Stage {
        sandbox: Arc<Sandbox>,
        router: Router,
    }

    impl Stage {
        fn new(state: Option<&std::path::Path>) -> Self {
            let now = Some("2026-06-08T12:00:00Z".parse().expect("a literal time"));
            let state = state.map(std::path::Path::to_owned);
            let configuration = Configuration { orders: 300, now, state, ..Configuration::default() };
            let sandbox = Arc::new(Sandbox::new(&configuration).expect("the sandbox starts"));
            let provider = catalogue::provider("fullwhere").expect("a provider");
            let router = Router::new().route(PATH, routes::methods(provider, &[operation()]));
            Self { sandbox, router }
        }

        /// Status, body and reason of a request.
        async fn send(&self, key: &str, credential: &str, body: &str) -> (u16, String, String) {
            let request = Request::post(PATH)
                .header("host", "localhost")
                .header("x-api-key", format!("fw-key-{credential}"))
                .header("x-api-secret", format!("fw-secret-{credential}"))
                .header("content-type", "application/json")
                .header("idempotency-key", key);
            let (mut parts, body) = request.body(Body::from(body.to_owned())).expect("a request").into_parts();
            let own = OwnAddresses { public: None, trusted: false, access: self.sandbox.access() };
            address::rewrite(&mut parts, &own).expect("a clear address");
            log::identify(Arc::clone(&self.sandbox), &mut parts, Ipv4Addr::LOCALHOST.into());
            let response = self.router.clone().oneshot(Request::from_parts(parts, body)).await.expect("never fails");
            let reason = response.headers().get("x-mock-reason");
            let reason = reason.map(|reason| reason.to_str().expect("visible ASCII").to_owned()).unwrap_or_default();
            let status = response.status().as_u16();
            let bytes = response.into_body().collect().await.expect("a whole body").to_bytes();
            (status, String::from_utf8_lossy(&bytes).into_owned(), reason)
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_repeated_request_gets_the_first_response_and_changes_nothing() {
        let stage = Stage::new(None);
        let body = r#"{"purchaseId":"a"}"#;
        let first = stage.send("one", "sandbox", body).await;
        assert_eq!((first.0, first.2.as_str()), (201, ""));
        let position = stage.sandbox.store().accepted();
        let again = stage.send("one", "sandbox", body).await;
        assert_eq!((again.0, &again.1), (201, &first.1));
        assert!(again.2.contains("Idempotency-Key"), "{}", again.2);
        assert_eq!(stage.send("  one ", "sandbox", body).await.1, first.1, "white space around a key does not count");
        assert_eq!(stage.sandbox.store().accepted(), position, "nothing is recorded");

        let other = stage.send("one", "sandbox", r#"{"purchaseId":"b"}"#).await;
        assert_eq!(other.0, 409, "{other:?}");
        assert!(other.2.contains("another request"), "{}", other.2);

        for (key, credential) in [("two", "sandbox"), ("one", "empty"), ("", "sandbox"), ("  ", "sandbox")] {
            let new = stage.send(key, credential, body).await;
            assert_eq!(new.0, 201);
            assert_ne!(new.1, first.1, "{key:?} of {credential} is another key, or none");
        }
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn a_refused_request_can_be_sent_again_with_the_same_key() {
        let stage = Stage::new(None);
        assert_eq!(stage.send("one", "sandbox", r#"{"fails":true}"#).await.0, 404);
        assert_eq!(stage.send("one", "sandbox", r#"{"purchaseId":"a"}"#).await.0, 201);
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn requests_at_the_same_time_cause_one_change() {
        let stage = Arc::new(Stage::new(None));
        let sent = (0..16).map(|_| {
            let stage = Arc::clone(&stage);
            tokio::spawn(async move { stage.send("one", "sandbox", "{}").await.1 })
        });
        let sent: Vec<_> = sent.collect();
        let mut bodies = std::collections::BTreeSet::new();
        for response in sent {
            bodies.insert(response.await.expect("answered"));
        }
        assert_eq!(bodies.len(), 1, "{bodies:?}");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn keys_survive_a_restart_and_end_after_a_day() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("state");
        let first = Stage::new(Some(&file)).send("one", "sandbox", "{}").await;
        let stage = Stage::new(Some(&file));
        assert_eq!(stage.send("one", "sandbox", "{}").await.1, first.1);
        assert_eq!(stage.send("one", "sandbox", "[]").await.0, 409);
        let later = |hours| stage.sandbox.clock().now() + chrono::Duration::hours(hours);
        stage.sandbox.clock().set(later(23), false);
        assert_eq!(stage.send("one", "sandbox", "{}").await.1, first.1);
        stage.sandbox.clock().set(later(1), false);
        let new = stage.send("one", "sandbox", "{}").await;
        assert_ne!(new.1, first.1);
        assert_eq!(stage.send("one", "sandbox", "{}").await.1, new.1);
        stage.sandbox.reset().expect("the file can be written");
        assert_ne!(stage.send("one", "sandbox", "{}").await.1, new.1, "reset forgets keys");
        assert_eq!(stage.sandbox.store().records(store::Position::default(), later(0)).answer(7), None);
    }
}
